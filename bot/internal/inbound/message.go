package inbound

import (
	"encoding/json"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/internal/prose"
)

// Message is a message as Discord sends it. Its Content, and that of the message it
// replies to, is everything that the message says.
type Message struct {
	discordgo.Message
	InThread bool
}

// UnmarshalJSON decodes a message object.
func (m *Message) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &m.Message); err != nil {
		return err
	}
	var all said
	json.Unmarshal(data, &all) // what cannot be decoded counts as missing
	m.InThread = all.Position != nil
	all.fill(&m.Message)
	return nil
}

// Interaction is an interaction as Discord sends it. The Content of each message in it is
// everything that the message says.
type Interaction struct{ discordgo.Interaction }

// UnmarshalJSON decodes an interaction object. After an error, the interaction may lack
// its Data.
func (i *Interaction) UnmarshalJSON(data []byte) error {
	err := json.Unmarshal(data, &i.Interaction)
	var all struct {
		Message said
		Data    struct {
			Resolved struct{ Messages map[string]said }
		}
	}
	json.Unmarshal(data, &all)
	all.Message.fill(i.Message)
	if command, ok := i.Data.(discordgo.ApplicationCommandInteractionData); ok && command.Resolved != nil {
		for id, m := range command.Resolved.Messages {
			of := all.Data.Resolved.Messages[id]
			of.fill(m)
		}
	}
	return err
}

// HasPictures reports whether a message has pictures, other files or stickers.
func HasPictures(m *discordgo.Message) bool {
	if m == nil {
		return false
	}
	for _, s := range m.MessageSnapshots {
		if HasPictures(s.Message) {
			return true
		}
	}
	return len(m.Attachments)+len(m.StickerItems) > 0
}

// said is what a message says, wherever it stands. Unlike discordgo's types it has the
// descriptions of files, and knows any component.
// https://discord.com/developers/docs/resources/message#message-object
type said struct {
	Type        discordgo.MessageType
	Content     string
	Embeds      []embed
	Components  []component
	Attachments []struct{ Description string }
	Poll        struct{ Question struct{ Text string } }
	Snapshots   []struct{ Message said } `json:"message_snapshots"`
	Referenced  *said                    `json:"referenced_message"`
	Position    *int                     // in a thread
}

type embed struct {
	Type, Title, Description string
	Fields                   []struct{ Name, Value string }
}

type component struct {
	Type       discordgo.ComponentType
	Content    string
	Components []component
}

// fill replaces the Content of m, and that of the message it replies to.
func (s *said) fill(m *discordgo.Message) {
	if m == nil {
		return
	}
	m.Content = s.text()
	if m.ReferencedMessage != nil && s.Referenced != nil {
		m.ReferencedMessage.Content = s.Referenced.text()
	}
}

// text returns everything that a message says: the text, what was forwarded, a poll's
// question, embeds and components. Only if all that has no words, it is the descriptions
// of files and the previews of links, which others wrote. The first message of a thread
// says what the message says that the thread was started from.
func (s *said) text() string {
	if s.Type == discordgo.MessageTypeThreadStarterMessage && s.Referenced != nil {
		return s.Referenced.text()
	}
	parts, besides := []string{s.Content}, []string{}
	for _, snapshot := range s.Snapshots {
		parts = append(parts, snapshot.Message.text())
	}
	parts = append(parts, s.Poll.Question.Text)
	for _, e := range s.Embeds {
		if e.Type == "" || e.Type == string(discordgo.EmbedTypeRich) {
			parts = e.appendTo(parts)
		} else {
			besides = e.appendTo(besides)
		}
	}
	parts = appendTexts(parts, s.Components)
	for _, file := range s.Attachments {
		besides = append(besides, file.Description)
	}
	text := joinLines(parts)
	if !prose.HasWords(Plain(text)) {
		text = joinLines(append(parts, besides...))
	}
	return text
}

func (e embed) appendTo(parts []string) []string {
	parts = append(parts, e.Title, e.Description)
	for _, field := range e.Fields {
		parts = append(parts, field.Name, field.Value)
	}
	return parts
}

// appendTexts appends the texts of components and of those within them.
func appendTexts(parts []string, components []component) []string {
	for _, c := range components {
		if c.Type == discordgo.TextDisplayComponent {
			parts = append(parts, c.Content)
		}
		parts = appendTexts(parts, c.Components)
	}
	return parts
}

// joinLines joins the parts that are not empty.
func joinLines(parts []string) string {
	var lines []string
	for _, part := range parts {
		if part != "" {
			lines = append(lines, part)
		}
	}
	return strings.Join(lines, "\n")
}
