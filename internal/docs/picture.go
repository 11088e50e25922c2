package main

import (
	"context"
	"fmt"
	"html"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"alliancebot/commands"
	"alliancebot/internal/terminal"
)

// picturedQuestion is the question in README's picture.
const picturedQuestion = "Why did Microsoft fear an OpenAI and Amazon alliance?"

// picture returns an SVG of a terminal with a question and its answer.
func picture(router *commands.Router) ([]byte, error) {
	reply, err := router.Run(context.Background(), commands.Request{
		Command: commands.AskCommand,
		Options: map[string]string{commands.QuestionOption: picturedQuestion},
		Asker:   commands.Asker{Operator: true},
	})
	if err != nil {
		return nil, err
	}
	answer := terminal.Page{Width: columns, Styled: true}.Reply(reply)
	return []byte(drawTerminal(fmt.Sprintf("$ alliancebot ask %q\n\n%s", picturedQuestion, answer))), nil
}

// The dimensions of the picture, in SVG units. A column is as wide as a character of
// common monospace fonts at fontSize.
const (
	fontSize   = 14
	column     = 8.43
	lineHeight = 20
	padding    = 20
	columns    = 80
)

// drawTerminal returns an SVG of a terminal with a text. Escape sequences in it may set
// bold and underlined.
func drawTerminal(text string) string {
	text = ansi.Hardwrap(strings.TrimSuffix(text, "\n"), columns, true)
	lines := strings.Split(text, "\n")
	width, height := columns*column+2*padding, len(lines)*lineHeight+2*padding
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d">
<title>An answer of alliancebot in a terminal</title>
<rect width="100%%" height="100%%" rx="8" fill="#16181d"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="%d" fill="#d5d8de">
`, width, height, width, height, fontSize)
	style := ""
	for i, line := range lines {
		fmt.Fprintf(&svg, `<text xml:space="preserve" x="%d" y="%d">`, padding, padding+i*lineHeight+fontSize)
		style = drawLine(&svg, line, style)
		svg.WriteString("</text>\n")
	}
	svg.WriteString("</g>\n</svg>\n")
	return svg.String()
}

// drawLine draws one line, which starts in a style, and returns the style at its end.
func drawLine(svg *strings.Builder, line, style string) string {
	attributes := map[string]string{
		"1": `font-weight="bold" fill="#ffffff"`,
		"4": `text-decoration="underline"`,
	}
	for i, part := range strings.Split(line, "\x1b[") {
		if i > 0 {
			style, part, _ = strings.Cut(part, "m")
		}
		if part != "" {
			fmt.Fprintf(svg, "<tspan %s>%s</tspan>", attributes[style], html.EscapeString(part))
		}
	}
	return style
}
