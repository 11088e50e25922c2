package corpus

import (
	"cmp"
	"fmt"
	"iter"
	"regexp"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown parses a story or a FAQ. Of the footnote extension only the parsers
// are in use: its transformer drops the footnotes that nothing refers to.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM, extension.DefinitionList),
	goldmark.WithParserOptions(
		parser.WithAttribute(),
		parser.WithBlockParsers(util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		parser.WithInlineParsers(util.Prioritized(extension.NewFootnoteParser(), 101)),
	),
).Parser()

// maxNesting bounds how many quotations and lists one line may open: the
// parser's time grows with the square of it.
const maxNesting = 50

var tooDeep = regexp.MustCompile(fmt.Sprintf(`(?m)^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){%d}`, maxNesting+1))

// blocks returns the outermost blocks of f's body in the order of the file and
// notes what Markdown would hide of it. It returns false and notes a problem
// when the body cannot be parsed.
func (f *file) blocks() ([]ast.Node, bool) {
	body := f.text[f.body:]
	if at := tooDeep.FindIndex(body); at != nil {
		f.problem(f.lineAt(at[0]), fmt.Sprintf("more than %d quotations or lists inside each other", maxNesting), "nest them less")
		return nil, false
	}
	root := markdown.Parse(text.NewReader(body))
	f.noteHidden(root)
	var blocks []ast.Node
	for block := range children(root) {
		if notes, ok := block.(*extast.FootnoteList); ok {
			// The parser gathers all footnotes where the first stands.
			blocks = slices.AppendSeq(blocks, children(notes))
		} else {
			blocks = append(blocks, block)
		}
	}
	slices.SortStableFunc(blocks, func(a, b ast.Node) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return blocks, true
}

// children yields the nodes directly in n.
func children(n ast.Node) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if !yield(child) {
				return
			}
		}
	}
}

// anchorOf returns the element id that a heading gives itself with {#id}.
func anchorOf(n *ast.Heading) string {
	id, _ := n.AttributeString("id")
	anchor, _ := id.([]byte)
	return string(anchor)
}
