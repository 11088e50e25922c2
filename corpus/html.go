package corpus

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"alliancebot/internal/prose"
)

// Every page is read as HTML: Markdown is rendered first, as a site generator would do
// it, so that units have the text that readers of the page see.

// markdown renders CommonMark with GitHub's tables, task lists, strikethrough and
// links, and with footnotes, definition lists, emoji names and heading ids. Each block
// element has its offset in the attribute data-line, which renderMarkdown turns into a
// line number.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList, emoji.Emoji),
	goldmark.WithParserOptions(parser.WithAttribute(), parser.WithASTTransformers(util.Prioritized(lineNumbers{}, 1000))),
	goldmark.WithRendererOptions(renderer.WithUnsafe()),
)

const lineAttribute = "data-line"

// lineNumbers adds the offset of their first line to block elements.
type lineNumbers struct{}

func (lineNumbers) Transform(document *ast.Document, _ text.Reader, _ parser.Context) {
	// The visitor returns no error, so Walk does not either.
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock && n.Pos() >= 0 {
			n.SetAttributeString(lineAttribute, strconv.AppendInt(nil, int64(n.Pos()), 10))
		}
		return ast.WalkContinue, nil
	})
}

// maxNesting bounds how many quotations and lists a line may open: the parser takes
// time quadratic in it.
const maxNesting = 50

var tooDeep = regexp.MustCompile(fmt.Sprintf(`(?m)^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){%d}`, maxNesting+1))

// renderMarkdown returns the body of s as an HTML document, or nil after logging why it
// cannot be parsed.
func (s *source) renderMarkdown(d dialect) *html.Node {
	lines := s.plainMarkdown(d)
	s.checkTables(lines)
	var body bytes.Buffer
	starts := make([]int, len(lines))
	for i, line := range lines {
		starts[i] = body.Len()
		body.WriteString(line.text)
		body.WriteByte('\n')
	}
	if at := tooDeep.FindIndex(body.Bytes()); at != nil {
		i, _ := slices.BinarySearch(starts, at[0]+1)
		s.warn(lines[i-1].line, fmt.Sprintf("more than %d nested quotations or lists", maxNesting), "reduce the nesting; the page was left out")
		return nil
	}
	var page bytes.Buffer
	if err := markdown.Convert(body.Bytes(), &page); err != nil {
		s.warn(1, "not readable as Markdown: "+err.Error(), "the page was left out")
		return nil
	}
	document := s.parseHTML(page.Bytes())
	// Turn offsets into lines of the file.
	for n := range document.Descendants() {
		for i := range n.Attr {
			if n.Attr[i].Key == lineAttribute {
				offset, _ := strconv.Atoi(n.Attr[i].Val)
				at, found := slices.BinarySearch(starts, offset)
				if !found {
					at--
				}
				n.Attr[i].Val = strconv.Itoa(lines[max(0, at)].line)
			}
		}
	}
	return document
}

var delimiterRow = regexp.MustCompile(`^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)

// checkTables warns of rows with more cells than their table has columns, which
// Markdown leaves out.
func (s *source) checkTables(lines []mdLine) {
	columns := 0 // of the table that the line is in
	for _, line := range lines {
		cells := countCells(line.text)
		switch {
		case cells > 0 && delimiterRow.MatchString(line.text):
			columns = cells
		case cells == 0:
			columns = 0
		case columns > 0 && cells > columns:
			s.warn(line.line, "table row has more cells than its header", `remove the extra cells, or write "\|" for a literal bar; they were left out`)
		}
	}
}

// countCells returns the number of cells in a table row that starts with a bar, or 0.
func countCells(row string) int {
	row = strings.TrimRight(strings.TrimLeft(row, " \t>"), " \t")
	if len(row) < 2 || row[0] != '|' {
		return 0
	}
	return strings.Count(row, "|") - strings.Count(row, `\|`) - strings.Count(row[len(row)-1:], "|")
}

// parseHTML parses HTML as browsers do. The only error is elements nested hundreds of
// levels deep.
func (s *source) parseHTML(page []byte) *html.Node {
	document, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		s.warn(1, "HTML elements are nested too deeply", "reduce the nesting; the page was left out")
		return &html.Node{Type: html.DocumentNode}
	}
	return document
}

// parseHTMLFile returns the document of an HTML file. Block elements have their line
// number as an attribute.
func (s *source) parseHTMLFile() *html.Node {
	var page bytes.Buffer
	line := s.lineOf(s.body)
	z := html.NewTokenizer(bytes.NewReader(s.text[s.body:]))
	for z.Next() != html.ErrorToken {
		raw := bytes.Clone(z.Raw()) // Token unescapes in place
		token := z.Token()
		if token.Type == html.StartTagToken && isBlock(token.DataAtom) {
			token.Attr = append(token.Attr, html.Attribute{Key: lineAttribute, Val: strconv.Itoa(line)})
			page.WriteString(token.String())
		} else {
			page.Write(raw)
		}
		line += bytes.Count(raw, []byte("\n"))
	}
	return s.parseHTML([]byte(withoutTemplates(page.String())))
}

// withoutTemplates removes the tags of template languages from HTML, except in scripts,
// which may contain data.
func withoutTemplates(page string) string {
	return replaceTags(page, func(found string, _ bool) string {
		if strings.ContainsAny(found, "<>") {
			return found
		}
		return ""
	})
}

// pageMetadata completes m with the metadata in the head of a page.
func pageMetadata(document *html.Node, m metadata) metadata {
	var title, canonical string
	properties := make(map[string]string)
	for n := range document.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			m.language = cmp.Or(m.language, attribute(n, "lang"))
		case atom.Title:
			if title == "" && n.FirstChild != nil && n.Parent.DataAtom == atom.Head {
				title = prose.Line(n.FirstChild.Data)
			}
		case atom.Link:
			if strings.EqualFold(attribute(n, "rel"), "canonical") {
				canonical = attribute(n, "href")
			}
		case atom.Meta:
			name := strings.ToLower(cmp.Or(attribute(n, "property"), attribute(n, "name"), attribute(n, "itemprop")))
			if properties[name] == "" {
				properties[name] = prose.Line(attribute(n, "content"))
			}
		}
	}
	m.publisher = cmp.Or(m.publisher, properties["og:site_name"])
	m.title = cmp.Or(m.title, withoutSite(cmp.Or(title, properties["og:title"]), m.publisher))
	m.url = cmp.Or(m.url, canonical, properties["og:url"])
	m.author = cmp.Or(m.author, properties["author"], properties["article:author"])
	m.description = cmp.Or(m.description, properties["description"], properties["og:description"])
	if m.date.IsZero() {
		m.date = parseDate(cmp.Or(properties["article:published_time"], properties["datepublished"], properties["date"]))
	}
	return m
}

// withoutSite removes the site's name from the end of a page's title.
func withoutSite(title, publisher string) string {
	for _, separator := range []string{" | ", " – ", " — ", " - ", " · "} {
		if name, ok := strings.CutSuffix(title, separator+publisher); ok && publisher != "" && name != "" {
			return name
		}
	}
	return title
}

// mainContent returns the element with a page's text, without menus, headers and
// footers: the one that the page marks as its main part, or else what Mozilla's
// Readability finds.
func mainContent(document *html.Node) *html.Node {
	var article *html.Node
	for n := range document.Descendants() {
		if n.DataAtom == atom.Main || attribute(n, "role") == "main" {
			return n
		}
		if n.DataAtom == atom.Article && article == nil {
			article = n
		}
	}
	if article != nil && countElements(document, atom.Article) == 1 {
		return article
	}
	body := document
	for n := range document.Descendants() {
		if n.DataAtom == atom.Body {
			body = n
			break
		}
	}
	if countElements(body, atom.Nav)+countElements(body, atom.Header)+countElements(body, atom.Footer) > 0 || article != nil {
		return body // other parts are marked
	}
	var page bytes.Buffer
	if err := html.Render(&page, document); err != nil {
		return body
	}
	copied, err := html.Parse(&page) // Readability modifies it
	if err != nil {
		return body
	}
	removeHidden(copied) // Readability drops the attributes that hide them
	readable := readability.NewParser()
	found, err := readable.ParseDocument(copied, &url.URL{})
	if err != nil || found.Node == nil || 2*len(textOf(found.Node)) < len(textOf(body)) {
		return body // otherwise half of the page would be lost
	}
	return found.Node
}

// readBefore adds the text before the main part to the page.
func (r *reader) readBefore(document, main *html.Node) {
	before := make(map[*html.Node]bool) // the ancestors of main
	for n := main; n != nil; n = n.Parent {
		before[n] = true
	}
	if !before[document] {
		return // main is in a copy
	}
	for n := document; n != main; {
		for child := range n.ChildNodes() {
			if before[child] {
				n = child
				break
			}
			r.writer().skip(child)
		}
	}
}

// removeHidden removes the elements that are not part of the page's text.
func removeHidden(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == html.ElementNode && !isShown(child) {
			n.RemoveChild(child)
		} else {
			removeHidden(child)
		}
		child = next
	}
}

func countElements(n *html.Node, element atom.Atom) int {
	count := 0
	for d := range n.Descendants() {
		if d.DataAtom == element {
			count++
		}
	}
	return count
}

// attribute returns the value of an attribute of n, or "".
func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// textOf returns all text in n, unchanged.
func textOf(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// questionAnswer is a FAQ entry in linked data.
type questionAnswer struct {
	question string
	answer   *html.Node
}

// linkedData returns the questions and answers of a page's schema.org FAQPage.
func (s *source) linkedData(document *html.Node) []questionAnswer {
	var entries []questionAnswer
	for n := range document.Descendants() {
		if n.DataAtom != atom.Script || attribute(n, "type") != "application/ld+json" || n.FirstChild == nil {
			continue
		}
		var data any
		if json.Unmarshal([]byte(n.FirstChild.Data), &data) == nil {
			s.collectQuestions(data, &entries)
		}
	}
	return entries
}

// collectQuestions adds all questions in schema.org data.
func (s *source) collectQuestions(data any, entries *[]questionAnswer) {
	switch data := data.(type) {
	case []any:
		for _, item := range data {
			s.collectQuestions(item, entries)
		}
	case map[string]any:
		if data["@type"] == "Question" {
			answers, _ := data["acceptedAnswer"].(map[string]any)
			if list, ok := data["acceptedAnswer"].([]any); ok && len(list) > 0 {
				answers, _ = list[0].(map[string]any)
			}
			question, answer := scalar(data["name"]), ""
			if answers != nil {
				answer, _ = answers["text"].(string)
			}
			if question != "" && strings.TrimSpace(answer) != "" {
				*entries = append(*entries, questionAnswer{question: question, answer: s.parseHTML([]byte(answer))})
			}
			return
		}
		for _, key := range []string{"mainEntity", "@graph", "itemListElement", "hasPart"} {
			s.collectQuestions(data[key], entries)
		}
	}
}
