package discordtest

import (
	"iter"
	"slices"
	"strings"
)

// The types of component that matter here.
// https://discord.com/developers/docs/components/reference#component-object-component-types
const actionRow, button, stringSelect, textDisplay = 1, 2, 3, 10

// Component is a part of a message: a text, something to use, or a group of others.
type Component struct {
	Type        int
	Content     string // of a text
	Style       int    // of a button
	Label       string // of a button
	URL         string // of a link button
	CustomID    string `json:"custom_id"`
	Disabled    bool
	Placeholder string   // of a menu
	Options     []Option // of a menu
	Components  []Component
	Accessory   *Component // of a section
}

// Option is a line of a select menu.
type Option struct{ Label, Value, Description string }

// all iterates over components and those in them, from top to bottom; the accessory
// of a section comes last.
func all(list []Component) iter.Seq[*Component] {
	return func(yield func(*Component) bool) {
		for i := range list {
			inner := list[i].Components
			if list[i].Accessory != nil {
				inner = append(slices.Clone(inner), *list[i].Accessory)
			}
			if !yield(&list[i]) {
				return
			}
			for c := range all(inner) {
				if !yield(c) {
					return
				}
			}
		}
	}
}

func ofType(kind int, list []Component) []*Component {
	return slices.DeleteFunc(slices.Collect(all(list)), func(c *Component) bool { return c.Type != kind })
}

// Text returns what the message says, from top to bottom, with a line for each text.
func (m *Message) Text() string {
	if m.Content != "" {
		return m.Content
	}
	var texts []string
	for _, c := range ofType(textDisplay, m.Components) {
		texts = append(texts, c.Content)
	}
	return strings.Join(texts, "\n")
}

// Buttons returns the message's buttons, from top to bottom.
func (m *Message) Buttons() []*Component { return ofType(button, m.Components) }

// Menus returns the message's select menus, from top to bottom.
func (m *Message) Menus() []*Component { return ofType(stringSelect, m.Components) }

// ButtonNamed returns the first button with that label, or nil.
func (m *Message) ButtonNamed(label string) *Component {
	return first(m.Buttons(), func(c *Component) bool { return c.Label == label })
}

// MenuOf returns the first menu with that placeholder, or nil.
func (m *Message) MenuOf(placeholder string) *Component {
	return first(m.Menus(), func(c *Component) bool { return c.Placeholder == placeholder })
}

func first(list []*Component, is func(*Component) bool) *Component {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}
