// Package render turns replies into Discord messages. Only this package depends on
// Discord's limits, its Markdown and the contents of a custom_id.
package render

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Renderer renders replies. Its messages are Components V2 rather than content with
// embeds: embeds are hidden if a user turns off link previews, are read out as one
// block, and look different on phones. In components, text is text, a heading is a
// heading, a button can be next to what it belongs to, and there is room for 4000
// characters rather than 2000.
type Renderer struct{ signer signer }

// New returns a Renderer that signs custom_ids with a key derived from the bot
// token.
func New(token string) Renderer { return Renderer{newSigner(token)} }

// Message is a message as Discord accepts it in a first response, in an edit and as a
// message to a channel. It has neither content nor embeds, which Discord refuses
// together with Components V2.
type Message struct {
	Flags           discordgo.MessageFlags            `json:"flags"`
	Components      []discordgo.MessageComponent      `json:"components"`
	AllowedMentions *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	// File is sent with it; may be nil. Only edits can have one.
	File *File `json:"-"`
}

// File is a file of a message.
type File struct {
	Name, MediaType string
	Content         []byte
}

// WithFile returns m with reply's picture or file, if there is one and room for it.
func (m Message) WithFile(reply commands.Reply) Message {
	var shown discordgo.MessageComponent
	media := func(name string) discordgo.UnfurledMediaItem {
		return discordgo.UnfurledMediaItem{URL: "attachment://" + name}
	}
	switch p, f := reply.Picture, reply.File; {
	case count(m.Components) >= maxComponents:
		return m
	case p != nil && len(p.PNG) > 0:
		m.File = &File{"picture.png", "image/png", p.PNG}
		description := clipLine(p.Description, maxDescription)
		shown = discordgo.MediaGallery{Items: []discordgo.MediaGalleryItem{{Media: media(m.File.Name), Description: &description}}}
	case f != nil && len(f.Content) > 0:
		m.File = &File{f.Name, "application/octet-stream", f.Content}
		shown = discordgo.FileComponent{File: media(f.Name)}
	default:
		return m
	}
	m.Components = append(slices.Clone(m.Components), shown)
	return m
}

// WithoutEphemeral returns m without the ephemeral flag, for a message whose
// visibility is already fixed.
func (m Message) WithoutEphemeral() Message {
	m.Flags &^= discordgo.MessageFlagsEphemeral
	return m
}

// Message renders reply as a message that Discord accepts, whatever reply contains.
// Texts that are too long are clipped, and components beyond the limit are left out.
// Texts are shown as plain text: only a reply's links become links, and only its
// recipient is notified.
//
// Buttons and menus are below all quotes, since they belong to the whole reply. A link
// to the source is next to its quote.
func (r Renderer) Message(reply commands.Reply) Message {
	m := Message{
		Flags:           discordgo.MessageFlagsIsComponentsV2,
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
	if reply.Private {
		m.Flags |= discordgo.MessageFlagsEphemeral
	}
	lead, text, passages := renderLead(reply.Lead), escape(prose.Clean(reply.Text)), renderQuotes(reply)
	needs := []int{size(lead), size(text)}
	for _, p := range passages {
		needs = append(needs, p.size())
	}
	rooms := share(maxText, needs)

	line := clip(lead, rooms[0])
	if user := mention("@", reply.Recipient); user != "" && strings.Contains(line, user) {
		m.AllowedMentions.Users = []string{reply.Recipient}
	}
	if role := mention("@&", reply.RecipientRole); role != "" && strings.Contains(line, role) {
		m.AllowedMentions.Roles = []string{reply.RecipientRole}
	}
	m.Components = displays(line, clip(text, rooms[1]))
	for i, p := range passages {
		m.Components = append(m.Components, p.container(rooms[2+i]))
	}
	m.Components = append(m.Components, r.controls(reply, maxComponents-count(m.Components))...)
	if len(m.Components) == 0 {
		m.Components = displays(clip(escape(reply.Localizer.T(wording.NothingToSay)), maxText))
	}
	return m
}

// share divides room among parts with these needs. What small parts don't need goes to
// the larger ones.
func share(room int, needs []int) []int {
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return needs[a] - needs[b] })
	rooms := make([]int, len(needs))
	for i, part := range order {
		rooms[part] = min(needs[part], room/(len(order)-i))
		room -= rooms[part]
	}
	return rooms
}

// displays returns a text display for each text that is not empty.
func displays(texts ...string) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, text := range texts {
		if text != "" {
			list = append(list, discordgo.TextDisplay{Content: text})
		}
	}
	return list
}

// count returns the number of components, nested ones included.
func count(components []discordgo.MessageComponent) int {
	n := len(components)
	for _, c := range components {
		switch c := c.(type) {
		case discordgo.ActionsRow:
			n += count(c.Components)
		case discordgo.Container:
			n += count(c.Components)
		case discordgo.Section:
			n += count(c.Components) + 1 // the accessory
		}
	}
	return n
}
