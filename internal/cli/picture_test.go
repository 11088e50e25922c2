package cli

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"alliancebot/internal/config"
	"alliancebot/internal/golden"
	"alliancebot/internal/terminal"

	"github.com/charmbracelet/x/ansi"
)

// pictured is the question whose answer the README shows.
const pictured = "Why did Microsoft fear an OpenAI and Amazon alliance?"

// TestPicture checks that the README's picture shows what the program answers
// today. With -update it draws the picture.
func TestPicture(t *testing.T) {
	const file = "../../docs/answer.svg"
	library, err := openLibrary(config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer library.Close()
	answer, answered, err := askCommand{Question: []string{pictured}}.answerer(library, terminal.Page{Width: 80, Styled: true})(t.Context(), pictured)
	if err != nil || !answered {
		t.Fatalf("ask %q: answered %v, error %v", pictured, answered, err)
	}
	got := drawTerminal(fmt.Sprintf("$ alliancebot ask %q\n\n%s", pictured, answer))
	golden.Check(t, file, []byte(got))
}

// The measures of the picture, in SVG's units. A column is the width that
// common monospace fonts have at fontSize.
const (
	fontSize   = 14
	column     = 8.43
	lineHeight = 20
	padding    = 20
	columns    = 80
)

// drawTerminal returns an SVG of a terminal that shows text, which may have the
// styles that a page gives it: bold and underlined.
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

// drawLine draws one line, which begins in style, and returns the style it
// ends in.
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
