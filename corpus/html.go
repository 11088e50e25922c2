package corpus

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rawHTML returns the source of an HTML block.
func rawHTML(n *ast.HTMLBlock, source []byte) string {
	raw := string(n.Lines().Value(source))
	if n.HasClosure() {
		raw += string(n.ClosureLine.Value(source))
	}
	return raw
}

// breaks tell which elements begin a new line, and with what.
var breaks = map[atom.Atom]string{
	atom.Li: "\n• ", atom.Br: "\n", atom.Hr: "\n", atom.P: "\n", atom.Div: "\n", atom.Pre: "\n",
	atom.H1: "\n", atom.H2: "\n", atom.H3: "\n", atom.H4: "\n", atom.H5: "\n", atom.H6: "\n",
	atom.Ul: "\n", atom.Ol: "\n", atom.Dl: "\n", atom.Dt: "\n", atom.Dd: "\n", atom.Blockquote: "\n",
	atom.Table: "\n", atom.Caption: "\n", atom.Tr: "\n", atom.Th: "\n", atom.Td: "\n",
	atom.Article: "\n", atom.Aside: "\n", atom.Details: "\n", atom.Summary: "\n", atom.Figure: "\n",
	atom.Figcaption: "\n", atom.Footer: "\n", atom.Header: "\n", atom.Main: "\n", atom.Nav: "\n",
	atom.Section: "\n", atom.Address: "\n", atom.Fieldset: "\n", atom.Form: "\n", atom.Option: "\n",
}

var spaces = regexp.MustCompile(`[ \t\n\f]+`)

// htmlText returns the text of raw HTML: a line for each block element, images
// as their alternative text, without comments, scripts and styles.
func htmlText(raw string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(raw))
	hidden, verbatim := false, false
	for z.Next() != html.ErrorToken { // the end: a strings.Reader has no other error
		token := z.Token()
		switch token.Type {
		case html.TextToken:
			if !verbatim {
				token.Data = spaces.ReplaceAllString(token.Data, " ")
			}
			if !hidden {
				b.WriteString(token.Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			hidden, verbatim = isHidden(token), verbatim || token.DataAtom == atom.Pre
			b.WriteString(tagText(token))
		case html.EndTagToken:
			hidden, verbatim = false, verbatim && token.DataAtom != atom.Pre
			if token.DataAtom != atom.Li {
				b.WriteString(breaks[token.DataAtom])
			}
		}
	}
	return b.String()
}

// isHidden reports whether token begins an element whose text no reader sees.
func isHidden(token html.Token) bool {
	return token.Type == html.StartTagToken && (token.DataAtom == atom.Script || token.DataAtom == atom.Style)
}

// tagText returns what a tag itself adds to the text.
func tagText(token html.Token) string {
	if token.DataAtom == atom.Img {
		for _, attribute := range token.Attr {
			if attribute.Key == "alt" {
				return attribute.Val
			}
		}
	}
	return breaks[token.DataAtom]
}

// inlineScript is the script or style that stands open within a paragraph.
type inlineScript struct {
	element atom.Atom // 0 for none
	start   int       // where the text after its tag begins
}

// drop takes a tag whose text is written to b already. When it ends the script
// that is open it removes what was written since; a script without an end
// hides nothing.
func (s *inlineScript) drop(b *bytes.Buffer, tag string) {
	z := html.NewTokenizer(strings.NewReader(tag))
	z.Next()
	token := z.Token()
	switch {
	case s.element == 0 && isHidden(token):
		*s = inlineScript{token.DataAtom, b.Len()}
	case s.element != 0 && s.element == token.DataAtom && token.Type == html.EndTagToken:
		b.Truncate(s.start)
		s.element = 0
	}
}
