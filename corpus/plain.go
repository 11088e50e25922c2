package corpus

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	htmlrenderer "github.com/yuin/goldmark/renderer/html"

	"alliancebot/internal/prose"
)

// plainText returns a block of f as plain text, word for word, or "" when it
// shows nothing.
func (f *file) plainText(block ast.Node) string {
	p := printer{source: f.text[f.body:]}
	p.block(block)
	text := strings.Join(p.lines, "\n")
	if !strings.ContainsFunc(text, visible) {
		return ""
	}
	return text
}

// visible reports whether r leaves ink.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// printer writes Markdown blocks as lines of plain text.
type printer struct {
	source []byte
	lines  []string
	first  string // what the next line begins with
	rest   string // what the lines after it begin with
}

// line writes one line.
func (p *printer) line(s string) {
	p.lines = append(p.lines, strings.TrimRight(prose.Clean(p.first+s), " \t"))
	p.first = p.rest
}

// prose writes the lines of s that are not blank.
func (p *printer) prose(s string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			p.line(line)
		}
	}
}

// marked writes the blocks in n behind a marker and indented by its width.
func (p *printer) marked(marker string, n ast.Node) {
	outer := p.rest
	p.first += marker
	p.rest += strings.Repeat(" ", utf8.RuneCountInString(marker))
	p.blocks(n)
	p.first, p.rest = outer, outer
}

// blocks writes the blocks in n.
func (p *printer) blocks(n ast.Node) {
	for child := range children(n) {
		p.block(child)
	}
}

// block writes one block.
func (p *printer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		p.line(prose.Line(p.inlines(n)))
	case *ast.Paragraph, *ast.TextBlock, *extast.DefinitionTerm:
		p.prose(p.inlines(n))
	case *ast.List:
		p.list(n)
	case *extast.DefinitionDescription:
		p.marked("  ", n)
	case *extast.Footnote:
		p.marked(footnoteLabel(n), n)
	case *extast.Table:
		p.table(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		p.code(n)
	case *ast.HTMLBlock:
		p.prose(htmlText(rawHTML(n, p.source)))
	case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		// They show no text.
	default: // blocks that only hold others, such as a quotation
		p.blocks(n)
	}
}

// list writes a list, an item a line.
func (p *printer) list(list *ast.List) {
	number := list.Start
	for item := range children(list) {
		marker := "• "
		if list.IsOrdered() {
			marker = fmt.Sprintf("%d%c ", number, list.Marker)
			number++
		}
		p.marked(marker, item)
	}
}

// footnoteLabel returns what stands before a footnote: its number, or the
// name the author gave it when nothing refers to it.
func footnoteLabel(n *extast.Footnote) string {
	if n.Index < 0 {
		return fmt.Sprintf("[%s] ", n.Ref)
	}
	return fmt.Sprintf("[%d] ", n.Index)
}

// table writes a table, a row a line, each cell behind its column's header.
func (p *printer) table(table *extast.Table) {
	var header []string
	for row := range children(table) {
		var cells []string
		for cell := range children(row) {
			cells = append(cells, prose.Line(p.inlines(cell)))
		}
		if row.Kind() == extast.KindTableHeader {
			header = cells
			continue
		}
		for i, name := range header {
			if name != "" {
				cells[i] = strings.TrimSpace(name + ": " + cells[i])
			}
		}
		p.line(strings.Join(cells, "; "))
	}
	if table.ChildCount() == 1 {
		p.line(strings.Join(header, "; "))
	}
}

// code writes a code block as it stands, without blank lines around it.
func (p *printer) code(n ast.Node) {
	code := strings.Trim(string(n.Lines().Value(p.source)), "\n")
	for line := range strings.SplitSeq(code, "\n") {
		p.line(line)
	}
}

// inlines returns the text in n, with "\n" for a hard line break.
func (p *printer) inlines(n ast.Node) string {
	var b bytes.Buffer
	p.writeInlines(&b, n)
	return b.String()
}

func (p *printer) writeInlines(b *bytes.Buffer, parent ast.Node) {
	var script inlineScript
	for n := range children(parent) {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(p.text(n))
		case *ast.AutoLink:
			b.Write(n.Label(p.source))
		case *extast.TaskCheckBox:
			b.WriteString(checkbox(n))
		case *extast.FootnoteLink:
			fmt.Fprintf(b, "[%d]", n.Index)
		case *ast.RawHTML:
			raw := string(n.Segments.Value(p.source))
			b.WriteString(htmlText(raw))
			script.drop(b, raw)
		default: // emphasis, links, images with their alternative text, code spans
			p.writeInlines(b, n)
		}
	}
}

// text returns the words of n with the line break after them.
func (p *printer) text(n *ast.Text) string {
	value := n.Segment.Value(p.source)
	switch {
	case n.IsRaw():
		return strings.ReplaceAll(string(value), "\n", " ")
	case n.HardLineBreak():
		return decode(value) + "\n"
	case n.SoftLineBreak():
		return decode(value) + " "
	}
	return decode(value)
}

func checkbox(n *extast.TaskCheckBox) string {
	if n.IsChecked {
		return "[x] "
	}
	return "[ ] "
}

// decode resolves the backslash escapes and entities of a Markdown text: the
// parser's own writer turns them into HTML with nothing but HTML's entities.
func decode(text []byte) string {
	if !bytes.ContainsAny(text, "\\&\x00") {
		return string(text)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	htmlrenderer.DefaultWriter.Write(w, text)
	_ = w.Flush() // a Buffer takes all
	return html.UnescapeString(b.String())
}
