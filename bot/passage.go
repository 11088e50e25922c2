package bot

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

const maxButtonURL = 512 // Discord's limit

// Of a share of maxText among five quotes, a lead and a text, which is 571,
// these leave some 80 to the words quoted, when all are as long as they can be.
const (
	maxTitle = 150
	maxName  = 80 // of a story, a publisher or a language
)

const quoteMark = "> " // begins each line of a block quote

// passage is a Quote as Markdown.
type passage struct {
	heading string  // may be empty
	text    []piece // without the first quoteMark; may be empty
	source  string  // small print; may be empty
	link    discordgo.Button
}

// readPassages returns reply's quotes, without those that have nothing to show.
// Of several in a row under the same heading of the same source, the first has
// the heading and the last names the source.
func readPassages(reply commands.Reply) []passage {
	var list []passage
	for _, q := range reply.Quotes {
		p := readPassage(reply, q)
		if p.heading == "" && len(p.text) == 0 {
			continue
		}
		if list = append(list, p); len(list) == maxQuotes {
			break
		}
	}
	sayOnce(list)
	return list
}

// sayOnce leaves out what passages repeat.
func sayOnce(list []passage) {
	for i := len(list) - 1; i > 0; i-- {
		if list[i-1].source != list[i].source {
			continue
		}
		list[i-1].source = ""
		if len(list[i].text) > 0 && list[i-1].heading == list[i].heading {
			list[i].heading = ""
		}
	}
}

func readPassage(reply commands.Reply, q commands.Quote) passage {
	p := passage{
		text:   blockQuote(q),
		source: source(reply, q),
		link: discordgo.Button{
			Style: discordgo.LinkButton,
			Label: clip(plain(reply.Localizer.T(wording.SourceButton)), maxLabel),
			URL:   firstAddress(maxButtonURL, q.Link, q.URL),
		},
	}
	if title := clip(escape(prose.Line(q.Title)), maxTitle); title != "" {
		p.heading = "### " + title
	}
	return p
}

// size is the length of all of p.
func (p passage) size() int { return units(p.heading) + units(p.body(math.MaxInt)) }

// container shows p in room characters. The link stands beside the first text.
// What is quoted is kept apart from the bot's own words by the container, and
// by the block quote where containers are only read out.
func (p passage) container(room int) discordgo.MessageComponent {
	texts := displays(p.heading, p.body(room-units(p.heading)))
	if p.link.URL != "" {
		texts[0] = discordgo.Section{Components: slices.Clone(texts[:1]), Accessory: p.link}
	}
	return discordgo.Container{Components: texts}
}

// body is the quotation and, in small print, where it is from.
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

// blockQuote returns q's text with its highlight in bold, each line but the
// first behind a quoteMark.
func blockQuote(q commands.Quote) []piece {
	ps := trim(highlighted(q))
	if len(ps) == 0 {
		return nil
	}
	if q.Before {
		ps = slices.Concat(plain(ellipsis+" "), ps)
	}
	if q.After {
		ps = slices.Concat(ps, plain(" "+ellipsis))
	}
	for i := range ps {
		if ps[i].endsLine() {
			ps[i].text += quoteMark
		}
	}
	return ps
}

// highlighted returns q's text with its highlight in bold. A highlight that cuts a
// character or a line break in two is left out.
func highlighted(q commands.Quote) []piece {
	whole := prose.Clean(q.Text)
	begin := len(prose.Clean(q.Text[:q.Highlight.Start]))
	end := begin + len(prose.Clean(q.Highlight.Of(q.Text)))
	if end+len(prose.Clean(q.Text[q.Highlight.End:])) != len(whole) {
		end = begin
	}
	ps := escape(whole)
	starts := sentenceStarts(whole)
	at := 0
	for i, c := range plain(whole) {
		ps[i].bold = begin <= at && at < end
		ps[i].starts = starts[at]
		at += len(c.text)
	}
	return ps
}

// source tells in small print where q is from, as of when, and in what language
// if that is not the reader's.
func source(reply commands.Reply, q commands.Quote) string {
	var notes []string
	for _, name := range []string{q.Story, q.Publisher} {
		notes = append(notes, clip(escape(prose.Line(name)), maxName))
	}
	if !reply.Indexed.IsZero() {
		notes = append(notes, fill(reply.Localizer, wording.AsOf, "Date", fmt.Sprintf("<t:%d:D>", reply.Indexed.Unix())))
	}
	if language := prose.Line(q.Language); language != "" && !reply.Localizer.Speaks(language) {
		name := clip(escape(reply.Localizer.LanguageName(language)), maxName)
		notes = append(notes, fill(reply.Localizer, wording.QuotedAsPublished, "Language", name))
	}
	notes = slices.DeleteFunc(notes, func(note string) bool { return note == "" })
	if len(notes) == 0 {
		return ""
	}
	return "-# " + strings.Join(notes, " · ")
}

// fill is what voice says of m, with Markdown in the place of a placeholder.
func fill(voice wording.Localizer, m wording.Message, placeholder, markdown string) string {
	before, after, _ := strings.Cut(voice.T(m, placeholder, object), object)
	return join(escape(before)) + markdown + join(escape(after))
}

// firstAddress returns the first candidate that is a web address of at most
// limit characters, untouched, or "".
func firstAddress(limit int, candidates ...string) string {
	for _, c := range candidates {
		u, err := url.Parse(c)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
			units(c) <= limit && c == prose.Clean(c) && !strings.ContainsAny(c, " \n<>\"\\^`{|}") {
			return c
		}
	}
	return ""
}
