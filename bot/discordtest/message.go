package discordtest

import (
	"encoding/json"
	"maps"
	"slices"
)

// Message is what a user sees.
type Message struct {
	ID          string
	Interaction *Interaction // the one it answers
	Content     string
	Embeds      []Embed
	Rows        []Row
	Flags       int
	Updated     bool // it took the place of an earlier text of the same message

	s     *Server
	parts map[string]json.RawMessage
}

// Ephemeral tells whether the asker alone sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// JSON returns the message as the bot sent it.
func (m *Message) JSON() string {
	b, _ := json.MarshalIndent(m.parts, "", "  ")
	return string(b)
}

// Embed is a part of a message.
type Embed struct {
	Title, URL, Description string
	Footer                  struct{ Text string }
}

// Row is a row of components.
type Row struct{ Components []Component }

// Component is a button or a select menu.
type Component struct {
	Type     int
	Style    int
	Label    string
	URL      string
	CustomID string `json:"custom_id"`
	Options  []Option
}

// Option is a line of a select menu.
type Option struct{ Label, Value, Description string }

// Has tells whether a menu has an option of that value.
func (c *Component) Has(value string) bool {
	return slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == value })
}

// Menu returns the message's select menu, nil if there is none.
func (m *Message) Menu() *Component { return m.find(3) }

// Button returns the message's first button, nil if there is none.
func (m *Message) Button() *Component { return m.find(2) }

func (m *Message) find(kind int) *Component {
	for _, row := range m.Rows {
		for i, c := range row.Components {
			if c.Type == kind {
				return &row.Components[i]
			}
		}
	}
	return nil
}

// newMessage makes the message that parts describe. Who sees it is fixed now.
func (s *Server) newMessage(i *Interaction, parts map[string]json.RawMessage) *Message {
	m := &Message{ID: s.id(), Interaction: i, s: s, parts: map[string]json.RawMessage{}}
	m.become(parts)
	m.Updated = false
	json.Unmarshal(parts["flags"], &m.Flags)
	s.messages[m.ID] = m
	return m
}

// become replaces what parts hold; what they lack stays.
func (m *Message) become(parts map[string]json.RawMessage) {
	maps.Copy(m.parts, parts)
	all, _ := json.Marshal(m.parts)
	var seen struct {
		Content    string
		Embeds     []Embed
		Components []Row
	}
	if err := json.Unmarshal(all, &seen); err != nil {
		m.s.problem("message %s: %v", all, err)
	}
	m.Content, m.Embeds, m.Rows = seen.Content, seen.Embeds, seen.Components
	m.Updated = true
}

// snapshot is m as it is now, for a test to keep.
func (m *Message) snapshot() *Message {
	c := *m
	c.parts = maps.Clone(m.parts)
	return &c
}
