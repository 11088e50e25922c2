package corpus

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// htmlEnds are the ends that the kinds of HTML block look for. Without one the
// block runs to the end of the file, and most of them show none of it.
var htmlEnds = map[ast.HTMLBlockType]string{
	ast.HTMLBlockType1: "</", // script, style, pre, textarea
	ast.HTMLBlockType2: "-->",
	ast.HTMLBlockType3: "?>",
	ast.HTMLBlockType4: ">",
	ast.HTMLBlockType5: "]]>",
}

// noteHidden notes the mistakes by which Markdown leaves out a part of the
// text without a word.
func (f *file) noteHidden(root ast.Node) {
	// The visitor returns no error, so Walk does not either.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			f.noteAttributes(n)
		case *ast.HTMLBlock:
			f.noteOpenHTML(n)
		case *extast.TableRow:
			f.noteExtraCells(n)
		}
		return ast.WalkContinue, nil
	})
}

// noteAttributes notes braces at the end of a heading that say more than an
// element id. Classes are let pass, other Markdown programs use them.
func (f *file) noteAttributes(n *ast.Heading) {
	for _, attribute := range n.Attributes() {
		name := string(attribute.Name)
		if _, isText := attribute.Value.([]byte); name == "id" && isText || name == "class" {
			continue
		}
		f.problem(f.lineAt(n.Pos()), fmt.Sprintf("heading attribute %q means nothing here", name),
			`write {#anchor} for an element id, or \{ for a brace`)
	}
}

// noteOpenHTML notes HTML that hides the rest of the file.
func (f *file) noteOpenHTML(n *ast.HTMLBlock) {
	if end := htmlEnds[n.HTMLBlockType]; !strings.Contains(rawHTML(n, f.text[f.body:]), end) {
		f.problem(f.lineAt(n.Pos()), "HTML without an end hides the rest of the file", fmt.Sprintf("close it with %q", end))
	}
}

// noteExtraCells notes a table row with more cells than the table has columns.
func (f *file) noteExtraCells(row *extast.TableRow) {
	last := row.LastChild()
	if last == nil || last.Lines().Len() == 0 {
		return
	}
	rest := f.text[f.body+last.Lines().At(0).Stop:]
	rest, _, _ = bytes.Cut(rest, []byte("\n"))
	if len(bytes.Trim(rest, " \t|")) > 0 {
		f.problem(f.lineAt(row.Pos()), "table row has more cells than its header", "add a header cell or remove the extra cell")
	}
}
