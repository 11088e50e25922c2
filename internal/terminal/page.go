// Package terminal shows replies to people at a terminal and reads what they type.
//
//   - Answers go to standard output, errors to standard error.
//   - On a terminal, titles and highlights are bold and links are underlined. There
//     are no colors, so that dark and light terminals both work.
//   - With NO_COLOR, TERM=dumb or without a terminal nothing is styled. Then the lines
//     of the highlight begin with ">", the others with two spaces.
//   - On a terminal, text wraps between words at the terminal's width, or at 80 columns
//     if that is unknown. Elsewhere a paragraph stays on one line, so that other tools
//     see whole sentences. Links never wrap.
//   - No character of a question or a corpus can command the terminal.
package terminal

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"alliancebot/commands"
	"alliancebot/internal/config"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

const (
	defaultWidth = 80  // columns of a terminal whose width is unknown
	detailLength = 300 // characters of a choice's detail
	titleLength  = 100 // characters of a question above its answer
)

// Page lays out replies.
type Page struct {
	Width  int // in columns; 0 for no limit
	Styled bool
}

// NewPage returns the Page for out.
func NewPage(out io.Writer, env config.Env) Page {
	if !IsTerminal(out) {
		return Page{}
	}
	width, _, err := term.GetSize(descriptor(out))
	if err != nil || width <= 0 {
		width = defaultWidth
	}
	noColor, _ := env("NO_COLOR") // https://no-color.org
	return Page{Width: width, Styled: noColor == "" && !isDumb(env)}
}

// isDumb reports whether the terminal supports no escape sequences.
func isDumb(env config.Env) bool {
	terminal, _ := env("TERM")
	return terminal == "dumb"
}

// IsTerminal reports whether stream is a terminal.
func IsTerminal(stream any) bool { return term.IsTerminal(descriptor(stream)) }

// descriptor returns the file descriptor of stream, or -1 if it has none.
func descriptor(stream any) int {
	if file, ok := stream.(interface{ Fd() uintptr }); ok {
		return int(file.Fd())
	}
	return -1
}

// Reply lays out a reply outside of a conversation. It shows choices only if there are
// no quotes. The result ends in a newline.
func (p Page) Reply(r commands.Reply) string {
	blocks := p.answer(r)
	if len(r.Quotes) == 0 {
		for _, menu := range r.Menus {
			blocks = append(blocks, p.choices(menu.Choices, 1))
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// Turn lays out a reply in a conversation, followed by its actions, numbered in the
// order of Actions. The result ends in a newline.
func (p Page) Turn(r commands.Reply) string {
	blocks, number := p.answer(r), 1
	for _, menu := range r.Menus {
		choices := p.choices(menu.Choices, number)
		if len(r.Quotes) > 0 {
			choices = p.hang(shown(menu.Prompt), "", "") + "\n" + choices
		}
		blocks = append(blocks, choices)
		number += len(menu.Choices)
	}
	if buttons := enabled(r.Buttons); len(buttons) > 0 {
		labels := make([]string, len(buttons))
		for i, button := range buttons {
			labels[i] = fmt.Sprintf("%d. %s", number+i, shown(button.Label))
		}
		blocks = append(blocks, p.hang(strings.Join(labels, "  "), "", ""))
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// answer returns the text and the quotes of r as paragraphs.
func (p Page) answer(r commands.Reply) []string {
	var blocks []string
	if r.Text != "" {
		blocks = append(blocks, p.hang(shown(r.Text), "", ""))
	}
	for _, quote := range r.Quotes {
		blocks = append(blocks, p.quote(r.Localizer, quote))
	}
	return blocks
}

// Action is something to do after a reply.
type Action struct{ Command, Value string }

// Actions returns the actions of r: the choices of its menus, then its buttons.
func Actions(r commands.Reply) []Action {
	var all []Action
	for _, menu := range r.Menus {
		for _, choice := range menu.Choices {
			all = append(all, Action{menu.Command, choice.Value})
		}
	}
	for _, button := range enabled(r.Buttons) {
		all = append(all, Action{button.Command, button.Value})
	}
	return all
}

// enabled returns the buttons that can be pressed.
func enabled(buttons []commands.Button) []commands.Button {
	return slices.DeleteFunc(slices.Clone(buttons), func(b commands.Button) bool { return b.Disabled })
}

// Question lays out a question above its answer.
func (p Page) Question(q string) string {
	return p.hang(prose.Truncate(prose.Line(q), titleLength), "? ", "  ")
}

func (p Page) quote(reader wording.Localizer, q commands.Quote) string {
	lines := []string{p.hang(p.bold(shown(q.Title)), "", ""), "", p.passage(q), "", p.hang(shown(source(reader, q)), "", "")}
	if link := cmp.Or(q.Link, q.URL); link != "" {
		lines = append(lines, p.style(ansi.Style{}.Underline(true), shown(link)))
	}
	return strings.Join(lines, "\n")
}

// shown returns text that is safe to print. Tabs, which wrapping cannot measure, become
// spaces.
func shown(text string) string { return strings.ReplaceAll(prose.Clean(text), "\t", "    ") }

// source returns the source of a quote: the story, the section, the publisher, the
// date, and the language if it is not the reader's. Of an answer by the server's admins it
// says so.
func source(reader wording.Localizer, q commands.Quote) string {
	parts := []string{q.Story, q.Section(), q.Publisher}
	if q.OwnWords {
		parts = append(parts, reader.T(wording.OwnWords))
	}
	if !q.Date.IsZero() {
		parts = append(parts, q.Date.Format(time.DateOnly))
	}
	if q.Language != "" && !q.OwnWords && !reader.Speaks(q.Language) {
		parts = append(parts, reader.T(wording.QuotedAsPublished, "Language", reader.LanguageName(q.Language)))
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " — ")
}

// passage lays out the quote's text with the highlight set apart, and an ellipsis where
// text was left out.
func (p Page) passage(q commands.Quote) string {
	before, highlight, after := shown(q.Text[:q.Highlight.Start]), shown(q.Highlight.Of(q.Text)), shown(q.Text[q.Highlight.End:])
	if q.Before {
		before = prose.Ellipsis + " " + before
	}
	if q.After {
		after += " " + prose.Ellipsis
	}
	switch {
	case highlight == "":
		return p.hang(before+after, p.margin(), p.margin())
	case p.Styled:
		return p.hang(before+p.bold(highlight)+after, "", "")
	}
	var lines []string
	for _, part := range []struct{ text, margin string }{{before, "  "}, {highlight, "> "}, {after, "  "}} {
		if text := strings.TrimSpace(part.text); text != "" {
			lines = append(lines, p.hang(text, part.margin, part.margin))
		}
	}
	return strings.Join(lines, "\n")
}

// margin returns what precedes the lines of a passage.
func (p Page) margin() string {
	if p.Styled {
		return ""
	}
	return "  "
}

// choices lays out choices, numbered from first.
func (p Page) choices(choices []commands.Choice, first int) string {
	var lines []string
	for i, choice := range choices {
		number := fmt.Sprintf("%d. ", first+i)
		indent := strings.Repeat(" ", len(number))
		lines = append(lines, p.hang(p.bold(shown(choice.Label)), number, indent))
		if choice.Detail != "" {
			lines = append(lines, p.hang(prose.Truncate(prose.Line(choice.Detail), detailLength), indent, indent))
		}
	}
	return strings.Join(lines, "\n")
}

// hang wraps text to the page's width, with first before its first line and rest before
// the others.
func (p Page) hang(text, first, rest string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "    "), "\n") // tabs would break the margins
	for i, line := range lines {
		if p.Width > 0 {
			line = wrap(line, p.Width-len(first))
		}
		lines[i] = strings.ReplaceAll(line, "\n", "\n"+rest)
	}
	return first + strings.Join(lines, "\n"+rest)
}

var (
	// unbroken matches an address, and the characters that standIn uses.
	unbroken = regexp.MustCompile("https?://\\S+|[\uE000\uE001]")
	// standIn matches what stands for an address while a line is wrapped, even if it is wrapped
	// itself: characters for private use.
	standIn = regexp.MustCompile("\uE000\uE001*(?:\n\uE001+)*")
)

// wrap wraps a line at width columns, between words if possible. Addresses stay whole, even
// wider ones.
func wrap(line string, width int) string {
	var whole []string
	line = unbroken.ReplaceAllStringFunc(line, func(a string) string {
		whole = append(whole, a)
		return "\uE000" + strings.Repeat("\uE001", max(0, min(ansi.StringWidth(a), width)-1))
	})
	return standIn.ReplaceAllStringFunc(ansi.Wrap(line, width, ""), func(string) string {
		a := whole[0]
		whole = whole[1:]
		return a
	})
}

func (p Page) bold(text string) string {
	return p.style(ansi.Style{}.Bold(), text)
}

func (p Page) style(s ansi.Style, text string) string {
	if !p.Styled {
		return text
	}
	return s.Styled(text)
}
