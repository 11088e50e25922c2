package discordtest

import (
	"iter"
	"slices"
	"strings"
)

// Component is a part of a message: a text, something to use, or what holds
// others.
type Component struct {
	Type        int
	Content     string // of a text
	Style       int    // of a button
	Label       string // of a button
	URL         string // where a button leads
	CustomID    string `json:"custom_id"`
	Disabled    bool
	Placeholder string   // of a menu
	Options     []Option // of a menu
	AccentColor *int     `json:"accent_color"` // of a container; nil for none
	Components  []Component
	Accessory   *Component // of a section
}

// Option is a line of a select menu.
type Option struct{ Label, Value, Description string }

// Has tells whether a menu has an option of that value.
func (c *Component) Has(value string) bool {
	return slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == value })
}

// Texts returns the texts in c, from top to bottom.
func (c *Component) Texts() []string { return texts(*c) }

// all goes through components and those they hold, from top to bottom; what
// stands beside a section comes after it.
func all(list ...Component) iter.Seq[*Component] {
	return func(yield func(*Component) bool) {
		for i := range list {
			c := &list[i]
			below := c.Components
			if c.Accessory != nil {
				below = append(slices.Clone(below), *c.Accessory)
			}
			if !yield(c) {
				return
			}
			for part := range all(below...) {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// some returns the components of a type.
func some(kind int, list []Component) []*Component {
	var found []*Component
	for c := range all(list...) {
		if c.Type == kind {
			found = append(found, c)
		}
	}
	return found
}

func texts(list ...Component) []string {
	var found []string
	for _, c := range some(textDisplay, list) {
		found = append(found, c.Content)
	}
	return found
}

// Texts returns what the message says, from top to bottom.
func (m *Message) Texts() []string {
	found := texts(m.Components...)
	if m.Content != "" {
		return append([]string{m.Content}, found...)
	}
	return found
}

// Text returns Texts in lines.
func (m *Message) Text() string { return strings.Join(m.Texts(), "\n") }

// Containers returns the boxes in the message.
func (m *Message) Containers() []*Component { return some(container, m.Components) }

// Buttons returns the message's buttons, from top to bottom.
func (m *Message) Buttons() []*Component { return some(button, m.Components) }

// Menus returns the message's select menus, from top to bottom.
func (m *Message) Menus() []*Component { return some(stringSelect, m.Components) }

// ButtonNamed returns the first button with a label, nil if there is none.
func (m *Message) ButtonNamed(label string) *Component {
	return first(m.Buttons(), func(c *Component) bool { return c.Label == label })
}

// MenuOf returns the first menu with a placeholder, nil if there is none.
func (m *Message) MenuOf(placeholder string) *Component {
	return first(m.Menus(), func(c *Component) bool { return c.Placeholder == placeholder })
}

func first(list []*Component, is func(*Component) bool) *Component {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}
