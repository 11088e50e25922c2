package bot

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Discord's limits for a message of components, in characters unless said
// otherwise. https://discord.com/developers/docs/components/reference
const (
	maxComponents = 40   // of a message, nested ones too
	maxText       = 4000 // of all text displays together
)

// maxQuotes leaves each quote five of the components, and 13 for buttons and
// menus.
const maxQuotes = 5

// renderer makes messages of Replies.
//
// They are Components V2 rather than content with embeds. Embeds are gone for
// whoever has switched off link previews, are read out as one block, and look
// different on a phone; of components the text is text like any other, a
// heading is a heading, and a button stands beside what it belongs to. They
// take 4000 characters where content takes 2000.
type renderer struct{ seal sealer }

// message is a Reply within Discord's limits.
type message struct {
	components []discordgo.MessageComponent
	private    bool
	aim        string // the user that is notified; "" for nobody
}

// render makes a message of reply that Discord accepts, whatever reply holds.
// What is too long is cut, what is too much is left out from the end. All of
// reply is shown as plain text; addresses in it are no links, so links come of
// Spans and Quotes alone.
//
// The buttons and menus stand below all quotes: they are about the whole reply.
// The link to a quote's place stands beside the quote.
func (r renderer) render(reply commands.Reply) message {
	m := message{private: reply.Private}
	lead, text, passages := renderLead(reply.Lead), escape(prose.Clean(reply.Text)), readPassages(reply)
	needs := []int{size(lead), size(text)}
	for _, p := range passages {
		needs = append(needs, p.size())
	}
	rooms := share(maxText, needs)

	line := clip(lead, rooms[0])
	if user := mention(reply.Recipient); user != "" && strings.Contains(line, user) {
		m.aim = reply.Recipient
	}
	m.components = displays(line, clip(text, rooms[1]))
	for i, p := range passages {
		m.components = append(m.components, p.container(rooms[2+i]))
	}
	m.components = append(m.components, r.controls(reply, maxComponents-count(m.components))...)
	if len(m.components) == 0 {
		m.components = displays(clip(escape(reply.Localizer.T(wording.NothingToSay)), maxText))
	}
	return m
}

// share divides room among parts that need so much. What the small ones leave
// is divided among the large ones.
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

// displays makes text displays of all texts but empty ones.
func displays(texts ...string) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, text := range texts {
		if text != "" {
			list = append(list, discordgo.TextDisplay{Content: text})
		}
	}
	return list
}

// count returns how many components there are, with those inside others.
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

// messageBody is a message as Discord takes it, alike in a first response, an
// edit and a message to a channel. It has neither content nor embeds: Discord
// refuses these beside components of the second kind.
type messageBody struct {
	Flags           discordgo.MessageFlags            `json:"flags"`
	Components      []discordgo.MessageComponent      `json:"components"`
	AllowedMentions *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
}

// body is m for Discord. Nobody is notified but the one whom m is aimed at.
func (m message) body() messageBody {
	body := messageBody{
		Flags:           discordgo.MessageFlagsIsComponentsV2,
		Components:      m.components,
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
	if m.private {
		body.Flags |= discordgo.MessageFlagsEphemeral
	}
	if m.aim != "" {
		body.AllowedMentions.Users = []string{m.aim}
	}
	return body
}
