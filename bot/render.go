package bot

import (
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// Discord's limits, in characters unless said otherwise.
// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
// https://discord.com/developers/docs/components/reference
const (
	maxContent     = 2000
	maxEmbeds      = 10 // embeds of a message
	maxEmbedTotal  = 6000
	maxTitle       = 256
	maxDescription = 4096
	maxEmbedURL    = 2048
	maxButtonURL   = 512
	maxOptions     = 25  // options of a select menu, proposals for an option
	maxOption      = 100 // label, detail and value of each; custom_id too
)

// maxFooter is less than Discord's 2048: the share of an embed among ten is 600,
// and the quotation needs the most of it.
const maxFooter = 150

// What a message says when its reply says nothing: Discord refuses empty ones.
const (
	nothingText = "I have nothing to say to that."
	pickText    = "Please pick one:"
	sourceLabel = "Read it on the page"
)

// message is a Reply within Discord's limits.
type message struct {
	content    string
	embeds     []*discordgo.MessageEmbed
	components []discordgo.MessageComponent
	private    bool
}

// render makes a message of r that Discord accepts, whatever r holds. All of r
// is shown as plain text; addresses in it are no links, so links come of Quotes
// alone. Nobody is pinged.
func render(r commands.Reply) message {
	m := message{
		content:    clip(escape(clean(r.Text)), maxContent),
		embeds:     renderQuotes(r.Quotes),
		components: []discordgo.MessageComponent{},
		private:    r.Private,
	}
	if menu, ok := renderChoices(r.Choices); ok {
		m.components = append(m.components, row(menu))
	}
	if button, ok := sourceButton(r.Quotes); ok {
		m.components = append(m.components, row(button))
	}
	if m.content == "" && len(m.embeds) == 0 {
		m.content = nothingText
		if len(m.components) > 0 {
			m.content = pickText
		}
	}
	return m
}

func row(c discordgo.MessageComponent) discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: []discordgo.MessageComponent{c}}
}

// renderQuotes gives each quote an embed. The embeds share the room: each may
// fill an equal part of what those before it left.
func renderQuotes(quotes []commands.Quote) []*discordgo.MessageEmbed {
	quotes = quotes[:min(len(quotes), maxEmbeds)]
	embeds := []*discordgo.MessageEmbed{}
	room := maxEmbedTotal
	for i, q := range quotes {
		e := renderQuote(q, room/(len(quotes)-i))
		if e == nil {
			continue
		}
		room -= size(e)
		embeds = append(embeds, e)
	}
	return embeds
}

// renderQuote makes an embed of at most room characters, or nil when q has
// nothing to show. The footer knows no Markdown.
func renderQuote(q commands.Quote, room int) *discordgo.MessageEmbed {
	title := clip(escape(oneLine(q.Title)), maxTitle)
	footer := clip(plain(source(q)), maxFooter)
	text := clip(highlighted(q), min(maxDescription, room-units(title)-units(footer)))
	if title == "" && text == "" {
		return nil
	}
	e := &discordgo.MessageEmbed{
		Title:       title,
		URL:         firstAddress(maxEmbedURL, q.Link, q.URL),
		Description: text,
	}
	if footer != "" {
		e.Footer = &discordgo.MessageEmbedFooter{Text: footer}
	}
	return e
}

// size is what e counts towards maxEmbedTotal.
func size(e *discordgo.MessageEmbed) int {
	n := units(e.Title) + units(e.Description)
	if e.Footer != nil {
		n += units(e.Footer.Text)
	}
	return n
}

// source names where q comes from.
func source(q commands.Quote) string {
	story, publisher := oneLine(q.Story), oneLine(q.Publisher)
	if story == "" || publisher == "" {
		return story + publisher
	}
	return story + " · " + publisher
}

// highlighted returns q's text, with its highlight in bold.
func highlighted(q commands.Quote) []piece {
	before, after, found := strings.Cut(q.Text, q.Highlight)
	if !found || q.Highlight == "" {
		return escape(clean(q.Text))
	}
	before, bold, after := clean(before), clean(q.Highlight), clean(after)
	ps := escape(before + bold + after)
	begin, end := len(before), len(before)+len(bold)
	at := 0
	for i, c := range plain(before + bold + after) {
		ps[i].bold = begin <= at && at < end
		at += len(c.text)
	}
	return ps
}

// sourceButton leads to where the first quote stands.
func sourceButton(quotes []commands.Quote) (discordgo.MessageComponent, bool) {
	if len(quotes) == 0 {
		return nil, false
	}
	address := firstAddress(maxButtonURL, quotes[0].Link, quotes[0].URL)
	return discordgo.Button{Style: discordgo.LinkButton, Label: sourceLabel, URL: address}, address != ""
}

// firstAddress returns the first candidate that is a web address of at most
// limit characters, untouched, or "".
func firstAddress(limit int, candidates ...string) string {
	for _, c := range candidates {
		u, err := url.Parse(c)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
			units(c) <= limit && c == clean(c) && !strings.ContainsAny(c, " \n<>\"\\^`{|}") {
			return c
		}
	}
	return ""
}

// renderChoices makes a menu of choices. They share a command, so that one of
// another command than the first is left out, as is what the menu cannot hold.
func renderChoices(choices []commands.Choice) (discordgo.MessageComponent, bool) {
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: "Pick one"}
	for _, c := range distinct(choices) {
		if c.Command != choices[0].Command {
			continue
		}
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label:       label(c),
			Value:       c.Value,
			Description: clip(plain(oneLine(c.Detail)), maxOption),
		})
	}
	if len(menu.Options) == 0 {
		return nil, false
	}
	menu.CustomID = pickPrefix + choices[0].Command
	return menu, units(menu.CustomID) <= maxOption
}

// renderProposals makes Discord's choices of what the handler proposes.
func renderProposals(choices []commands.Choice) []*discordgo.ApplicationCommandOptionChoice {
	list := []*discordgo.ApplicationCommandOptionChoice{}
	for _, c := range distinct(choices) {
		list = append(list, &discordgo.ApplicationCommandOptionChoice{Name: label(c), Value: c.Value})
	}
	return list
}

// distinct returns the first choices whose values Discord can hold, none of
// them twice. A value is never cut: it would become another one.
func distinct(choices []commands.Choice) []commands.Choice {
	var usable []commands.Choice
	seen := map[string]bool{}
	for _, c := range choices {
		if isBlank(c.Value) || units(c.Value) > maxOption || c.Value != clean(c.Value) || seen[c.Value] {
			continue
		}
		seen[c.Value] = true
		if usable = append(usable, c); len(usable) == maxOptions {
			break
		}
	}
	return usable
}

// label is what c is called in a list; a choice without a name shows its value.
func label(c commands.Choice) string {
	if name := clip(plain(oneLine(c.Label)), maxOption); name != "" {
		return name
	}
	return c.Value
}

// noPings lets nobody be mentioned.
var noPings = &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}

// responseData is m as the data of an interaction response. All parts are
// there, so that as an update it leaves nothing of the message before.
func (m message) responseData() *discordgo.InteractionResponseData {
	data := &discordgo.InteractionResponseData{
		Content:         m.content,
		Embeds:          m.embeds,
		Components:      m.components,
		AllowedMentions: noPings,
	}
	if m.private {
		data.Flags = discordgo.MessageFlagsEphemeral
	}
	return data
}

// webhookEdit is m as an edit of an announced reply.
func (m message) webhookEdit() *discordgo.WebhookEdit {
	return &discordgo.WebhookEdit{
		Content:         &m.content,
		Embeds:          &m.embeds,
		Components:      &m.components,
		AllowedMentions: noPings,
	}
}
