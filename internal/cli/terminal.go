package cli

// What people see in a terminal follows these rules:
//
//   - Answers go to standard output, what went wrong to standard error.
//   - On a terminal the title and the highlight are bold and the link is
//     underlined. No colours, so that dark and light terminals both do.
//   - With NO_COLOR, TERM=dumb or no terminal nothing is styled. The lines of
//     the highlight then begin with ">", those of the rest with two spaces.
//   - On a terminal text is wrapped between words to its width, 80 columns when
//     the width is unknown. Elsewhere a paragraph stays one line, so that
//     other tools find whole sentences. A link is never broken.
//   - No character of a question or a corpus commands the terminal: control
//     characters and overrides of the writing direction are left out.

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"alliancebot/commands"
	"alliancebot/internal/prose"
)

// unknownWidth is the width of a terminal that does not tell its own: that of
// the VT100 and of most windows since.
const unknownWidth = 80

// teaserLength is how many characters of a long text are shown to recognise it by.
const teaserLength = 100

// page is where replies are laid out for people.
type page struct {
	width  int // in columns; 0 when lines may be of any length
	styled bool
}

// page returns the page that suits p's output.
func (p Process) page() page {
	width := p.Columns
	if width == 0 && !isTerminal(p.Out) {
		return page{}
	}
	if width == 0 {
		width, _, _ = term.GetSize(descriptor(p.Out))
	}
	if width <= 0 {
		width = unknownWidth
	}
	return page{width: width, styled: !plainWanted(p.Env)}
}

// plainWanted tells whether env asks for text without styles (no-color.org).
func plainWanted(env environment) bool {
	noColor, _ := env("NO_COLOR")
	return noColor != "" || dumb(env)
}

// dumb tells of a terminal that knows no escape sequences.
func dumb(env environment) bool {
	terminal, _ := env("TERM")
	return terminal == "dumb"
}

func isTerminal(stream any) bool { return term.IsTerminal(descriptor(stream)) }

// descriptor returns the file descriptor of stream, -1 when it has none.
func descriptor(stream any) int {
	if file, ok := stream.(interface{ Fd() uintptr }); ok {
		return int(file.Fd())
	}
	return -1
}

// reply lays out r for one who reads it and no more: what can be picked is left
// out, unless there is nothing else. It has a line end after its last line.
func (p page) reply(r commands.Reply) string {
	blocks := p.answer(r)
	if len(r.Quotes) == 0 {
		for _, menu := range r.Menus {
			blocks = append(blocks, p.choices(menu.Choices, 1))
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// turn lays out r as a turn of a conversation: what can be done next is numbered
// as steps returns it.
func (p page) turn(r commands.Reply) string {
	blocks, number := p.answer(r), 1
	for _, menu := range r.Menus {
		choices := p.choices(menu.Choices, number)
		if len(r.Quotes) > 0 {
			choices = p.hang(prose.Clean(menu.Prompt), "", "") + "\n" + choices
		}
		blocks = append(blocks, choices)
		number += len(menu.Choices)
	}
	if buttons := enabled(r.Buttons); len(buttons) > 0 {
		labels := make([]string, len(buttons))
		for i, button := range buttons {
			labels[i] = fmt.Sprintf("%d. %s", number+i, prose.Clean(button.Label))
		}
		blocks = append(blocks, p.hang(strings.Join(labels, "  "), "", ""))
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// answer lays out what r says, in blocks.
func (p page) answer(r commands.Reply) []string {
	var blocks []string
	if r.Text != "" {
		blocks = append(blocks, p.hang(prose.Clean(r.Text), "", ""))
	}
	for _, quote := range r.Quotes {
		blocks = append(blocks, p.quote(quote))
	}
	return blocks
}

// step is what can be done after a reply.
type step struct{ command, value string }

// steps returns what can be done after r: the choices of its menus, then its
// buttons.
func steps(r commands.Reply) []step {
	var all []step
	for _, menu := range r.Menus {
		for _, choice := range menu.Choices {
			all = append(all, step{menu.Command, choice.Value})
		}
	}
	for _, button := range enabled(r.Buttons) {
		all = append(all, step{button.Command, button.Value})
	}
	return all
}

// enabled returns the buttons that do something.
func enabled(buttons []commands.Button) []commands.Button {
	return slices.DeleteFunc(slices.Clone(buttons), func(b commands.Button) bool { return b.Disabled })
}

// question lays out a question to stand over its answer.
func (p page) question(q string) string {
	return p.hang(teaser(q), "? ", "  ")
}

func (p page) quote(q commands.Quote) string {
	return strings.Join([]string{
		p.hang(p.bold(prose.Clean(q.Title)), "", ""),
		"",
		p.passage(q),
		"",
		p.hang(prose.Clean(source(q)), "", ""),
		p.underlined(prose.Clean(link(q))),
	}, "\n")
}

// source names where a quote is from.
func source(q commands.Quote) string {
	if q.Publisher == "" {
		return q.Story
	}
	return q.Story + " — " + q.Publisher
}

func link(q commands.Quote) string {
	if q.Link == "" {
		return q.URL
	}
	return q.Link
}

// passage lays out the quote's text with the highlight set off, and an ellipsis
// where the text goes on.
func (p page) passage(q commands.Quote) string {
	before, highlight, after := prose.Clean(q.Text[:q.Highlight.Start]), prose.Clean(q.Highlight.Of(q.Text)), prose.Clean(q.Text[q.Highlight.End:])
	if q.Before {
		before = prose.Ellipsis + " " + before
	}
	if q.After {
		after += " " + prose.Ellipsis
	}
	switch {
	case highlight == "":
		return p.hang(before+after, p.margin(), p.margin())
	case p.styled:
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

// margin stands before the lines of a passage.
func (p page) margin() string {
	if p.styled {
		return ""
	}
	return "  "
}

// choices lays out what can be picked, numbered from first.
func (p page) choices(choices []commands.Choice, first int) string {
	var lines []string
	for i, choice := range choices {
		number := fmt.Sprintf("%d. ", first+i)
		indent := strings.Repeat(" ", len(number))
		lines = append(lines, p.hang(p.bold(prose.Clean(choice.Label)), number, indent))
		if choice.Detail != "" {
			lines = append(lines, p.hang(teaser(choice.Detail), indent, indent))
		}
	}
	return strings.Join(lines, "\n")
}

// hang wraps text to the page and puts first before its first line and rest
// before the others.
func (p page) hang(text, first, rest string) string {
	text = strings.ReplaceAll(text, "\t", "    ") // a tab would upset the margins
	if p.width > 0 {
		text = ansi.Wrap(text, p.width-len(first), "")
	}
	return first + strings.ReplaceAll(text, "\n", "\n"+rest)
}

func (p page) bold(text string) string {
	return p.style(ansi.Style{}.Bold(), text)
}

func (p page) underlined(text string) string {
	return p.style(ansi.Style{}.Underline(true), text)
}

func (p page) style(s ansi.Style, text string) string {
	if !p.styled {
		return text
	}
	return s.Styled(text)
}

// teaser returns the beginning of text, as one line.
func teaser(text string) string {
	return prose.Truncate(prose.Line(text), teaserLength)
}

// unsafe reports whether r is a C0 or C1 control, or overrides the writing
// direction and can make text read as something else (CVE-2021-42574). The
// newline is among them.
func unsafe(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
