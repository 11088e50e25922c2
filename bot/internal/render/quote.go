package render

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

const quoteMark = "> " // begins each line of a block quote

// passage is a rendered Quote.
type passage struct {
	heading string     // may be empty
	text    []grapheme // without the first quoteMark; may be empty
	source  string     // small print; may be empty
	link    discordgo.Button
}

// renderQuotes renders reply's quotes, without those that have nothing to show. Of
// consecutive quotes with the same heading and source, only the first has the heading
// and only the last the source.
func renderQuotes(reply commands.Reply) []passage {
	var list []passage
	for _, q := range reply.Quotes {
		p := renderQuote(reply, q)
		if p.heading == "" && len(p.text) == 0 {
			continue
		}
		if list = append(list, p); len(list) == maxQuotes {
			break
		}
	}
	for i := len(list) - 1; i > 0; i-- {
		if list[i-1].source != list[i].source {
			continue
		}
		list[i-1].source = ""
		if len(list[i].text) > 0 && list[i-1].heading == list[i].heading {
			list[i].heading = ""
		}
	}
	return list
}

func renderQuote(reply commands.Reply, q commands.Quote) passage {
	p := passage{
		text:   blockQuote(q),
		source: source(reply, q),
		link: discordgo.Button{
			Style: discordgo.LinkButton,
			Label: clipLine(reply.Localizer.T(wording.SourceButton), maxButtonLabel),
			URL:   firstURL(maxButtonURL, q.Link, q.URL),
		},
	}
	if title := clip(escape(prose.Line(q.Title)), maxTitle); title != "" {
		p.heading = "### " + title
	}
	return p
}

// size is the length of p if nothing is clipped.
func (p passage) size() int { return units(p.heading) + units(p.body(math.MaxInt)) }

// container renders p in room characters, with the link next to the first text. The
// container sets the quoted words apart from the bot's own; the block quote does so for
// screen readers.
func (p passage) container(room int) discordgo.MessageComponent {
	texts := displays(p.heading, p.body(room-units(p.heading)))
	if p.link.URL != "" {
		texts[0] = discordgo.Section{Components: slices.Clone(texts[:1]), Accessory: p.link}
	}
	return discordgo.Container{Components: texts}
}

// body is the quotation and, in small print, its source.
func (p passage) body(room int) string {
	if len(p.text) == 0 {
		return p.source
	}
	source := p.source
	if source != "" {
		source = "\n" + source
	}
	return quoteMark + clip(p.text, room-units(quoteMark)-units(source)) + source
}

// blockQuote returns q's text with its highlight in bold, and with a quoteMark
// after each line break.
func blockQuote(q commands.Quote) []grapheme {
	text := trim(highlighted(q))
	if len(text) == 0 {
		return nil
	}
	if q.Before {
		text = slices.Concat(plain(prose.Ellipsis+" "), text)
	}
	if q.After {
		text = slices.Concat(text, plain(" "+prose.Ellipsis))
	}
	for i := range text {
		if text[i].endsLine() {
			text[i].text += quoteMark
		}
	}
	return text
}

// highlighted returns q's text with its highlight in bold, unless the highlight
// splits a character or a line break.
func highlighted(q commands.Quote) []grapheme {
	whole := prose.Clean(q.Text)
	start := len(prose.Clean(q.Text[:q.Highlight.Start]))
	end := start + len(prose.Clean(q.Highlight.Of(q.Text)))
	if end+len(prose.Clean(q.Text[q.Highlight.End:])) != len(whole) {
		end = start
	}
	starts := map[int]bool{} // of sentences
	for _, sentence := range prose.Sentences(whole) {
		starts[sentence.Start] = true
	}
	escaped := escape(whole)
	at := 0
	for i, g := range plain(whole) {
		escaped[i].bold = start <= at && at < end
		escaped[i].startsSentence = starts[at]
		at += len(g.text)
	}
	return escaped
}

// source names, in small print, the story and the section that q is from, its date, and
// its language if that is not the reader's. Of an answer by the server's admins it says so.
func source(reply commands.Reply, q commands.Quote) string {
	var notes []string
	for _, name := range []string{q.Story, q.Section(), q.Publisher} {
		notes = append(notes, clip(escape(prose.Line(name)), maxName))
	}
	dated := wording.Published
	if q.OwnWords {
		dated = wording.Added
		notes = append(notes, join(escape(reply.Localizer.T(wording.OwnWords))))
	}
	if !q.Date.IsZero() {
		notes = append(notes, fill(reply.Localizer, dated, "Date", fmt.Sprintf("<t:%d:D>", q.Date.Unix())))
	}
	if language := prose.Line(q.Language); language != "" && !q.OwnWords && !reply.Localizer.Speaks(language) {
		name := clip(escape(reply.Localizer.LanguageName(language)), maxName)
		notes = append(notes, fill(reply.Localizer, wording.QuotedAsPublished, "Language", name))
	}
	notes = slices.DeleteFunc(notes, func(note string) bool { return note == "" })
	if len(notes) == 0 {
		return ""
	}
	return "-# " + strings.Join(notes, " · ")
}

// fill returns message m with Markdown in place of a placeholder.
func fill(in wording.Localizer, m wording.Message, placeholder, markdown string) string {
	before, after, _ := strings.Cut(in.T(m, placeholder, object), object)
	return join(escape(before)) + markdown + join(escape(after))
}

// firstURL returns the first candidate, unchanged, that is an http or https URL of at
// most limit characters; "" if there is none.
func firstURL(limit int, candidates ...string) string {
	for _, c := range candidates {
		u, err := url.Parse(c)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
			units(c) <= limit && c == prose.Clean(c) && !strings.ContainsAny(c, " \n<>\"\\^`{|}") {
			return c
		}
	}
	return ""
}
