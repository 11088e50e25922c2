package corpus

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"alliancebot/internal/prose"
)

// blockKind is what a block is to those who make units of a page.
type blockKind int

const (
	paragraphBlock blockKind = iota
	headingBlock
	listBlock
	tableBlock
	codeBlock
	questionBlock // a question that is not a heading: a summary, a term, a component
	endBlock      // where the answer to a questionBlock ends for sure
)

// block is a part of a page that is shown as one.
type block struct {
	kind  blockKind
	level int    // of a heading, 1 to 6
	id    string // the element id of a heading or a question
	bold  bool   // all of a paragraph is bold
	line  int    // in the page's file
	shown
}

// shown is a text as it is shown, and which parts of it are on the page word for word:
// each within one element. The rest are list markers and the like.
type shown struct {
	text string
	runs []prose.Span
}

func (b shown) blank() bool { return !strings.ContainsFunc(b.text, visible) }

// visible reports whether r leaves ink.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// plus returns b and after it, on a new line, other.
func (b shown) plus(other shown, separator string) shown {
	if b.text == "" {
		return other
	}
	joined := shown{text: b.text + separator + other.text, runs: slices.Clone(b.runs)}
	for _, run := range other.runs {
		offset := len(b.text) + len(separator)
		joined.runs = append(joined.runs, prose.Span{Start: run.Start + offset, End: run.End + offset})
	}
	return joined
}

// slice returns the part of b from start to end.
func (b shown) slice(start, end int) shown {
	part := shown{text: b.text[start:end]}
	for _, run := range b.runs {
		from, to := max(run.Start, start), min(run.End, end)
		if from < to {
			part.runs = append(part.runs, prose.Span{Start: from - start, End: to - start})
		}
	}
	return part
}

// writer writes shown text.
type writer struct {
	b      strings.Builder
	runs   []prose.Span
	inRun  bool // page text goes on in the last run
	spaced bool // white space is due before more page text
}

// page writes text of the page, with its white space collapsed unless it is verbatim.
func (w *writer) page(text string, verbatim bool) {
	text = strings.Map(withoutControls, text)
	if !verbatim {
		leading := strings.TrimLeftFunc(text, isCollapsible)
		if leading != text {
			w.spaced = true
		}
		if leading == "" {
			return
		}
		trailing := strings.TrimRightFunc(leading, isCollapsible) != leading
		text = strings.Join(strings.FieldsFunc(leading, isCollapsible), " ")
		defer func() { w.spaced = trailing }()
	}
	if text == "" {
		return
	}
	if w.spaced && w.inRun {
		text = " " + text
	}
	w.spaced = false
	if !w.inRun {
		w.runs = append(w.runs, prose.Span{Start: w.b.Len(), End: w.b.Len()})
		w.inRun = true
	}
	w.b.WriteString(text)
	w.runs[len(w.runs)-1].End = w.b.Len()
}

// withoutControls drops what would command a terminal or turn text around. Invisible
// characters that are the page's own, such as zero-width spaces, stay.
func withoutControls(r rune) rune {
	if prose.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// isCollapsible reports whether browsers collapse r: no-break spaces stay.
func isCollapsible(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// mark writes text that is not on the page.
func (w *writer) mark(text string) {
	w.b.WriteString(text)
	w.inRun, w.spaced = false, false
}

func (w *writer) shown() shown { return shown{w.b.String(), w.runs} }

// isBlock reports whether an element begins on a line of its own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre,
		atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Caption:
		return true
	}
	return false
}

// asides are classes and ids of elements that are no text of the page: permalinks, cookie
// banners, and what only screen readers read.
var asides = regexp.MustCompile(`(?i)(?:^|[ _-])(?:headerlink|header-anchor|hash-link|anchor-link|heading-link|cookie(?:s|-?banner|-?consent|-?notice)?|consent|gdpr|sr-only|visually-hidden|screen-reader-text|breadcrumbs?|skip-link|pagination|toc|table-of-contents|share-buttons|edit-page)(?:$|[ _-])`)

// isShown reports whether a reader of the page sees the text of an element as part of it.
// Struck-out text is not, and neither are controls, media and menus.
func isShown(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Img, atom.Svg, atom.Picture, atom.Video, atom.Audio,
		atom.Iframe, atom.Object, atom.Embed, atom.Canvas, atom.Map, atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Dialog,
		atom.Del, atom.S, atom.Strike, atom.Nav, atom.Footer, atom.Form, atom.Rt, atom.Rp, atom.Title:
		return false
	case atom.Header: // of the page, and not of an article
		return n.Parent == nil || n.Parent.DataAtom != atom.Body
	}
	if hasAttribute(n, "hidden") || attribute(n, "aria-hidden") == "true" || strings.Contains(strings.ReplaceAll(attribute(n, "style"), " ", ""), "display:none") {
		return false
	}
	switch attribute(n, "role") {
	case "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "doc-toc":
		return false
	}
	return !asides.MatchString(attribute(n, "class")) && !asides.MatchString(attribute(n, "id"))
}

// reader turns the elements of a page into blocks.
type reader struct {
	blocks    []block
	footnotes map[string]shown // by the id of the element
	line      int              // of the latest element that says so
	id        string           // of an element whose first heading is yet to come
}

// readBlocks returns the blocks in n, in order.
func readBlocks(n *html.Node) []block {
	r := &reader{footnotes: make(map[string]shown), line: 1}
	r.readFootnotes(n)
	r.children(n)
	return r.blocks
}

// readFootnotes keeps the footnotes, which goldmark gathers at the end of a page.
func (r *reader) readFootnotes(n *html.Node) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Li && strings.HasPrefix(attribute(d, "id"), "fn:") {
			w := &writer{}
			inline(w, d, nil)
			r.footnotes[attribute(d, "id")] = w.shown()
		}
	}
}

// children reads what is in n: blocks, and between them text that is a paragraph.
func (r *reader) children(n *html.Node) {
	var loose []*html.Node
	flush := func() {
		if len(loose) > 0 {
			r.paragraph(loose, false)
			loose = nil
		}
	}
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.ElementNode && (isBlock(child.DataAtom) || holdsBlocks(child)):
			flush()
			r.element(child)
		case child.Type == html.TextNode || child.Type == html.ElementNode:
			loose = append(loose, child)
		}
	}
	flush()
}

// holdsBlocks reports whether an inline element, such as a custom one, has blocks in it.
func holdsBlocks(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && isBlock(d.DataAtom) {
			return true
		}
	}
	return false
}

// element reads a block element.
func (r *reader) element(n *html.Node) {
	if line, err := strconv.Atoi(attribute(n, lineAttribute)); err == nil {
		r.line = line
	}
	if !isShown(n) || strings.Contains(attribute(n, "class"), "footnotes") {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w := &writer{}
		inline(w, n, nil)
		level := int(n.Data[1] - '0')
		r.add(block{kind: headingBlock, level: level, id: cmp.Or(attribute(n, "id"), innerID(n), r.id), shown: w.shown()})
		r.id = ""
	case atom.P, atom.Dt, atom.Address, atom.Figcaption, atom.Caption:
		r.paragraph([]*html.Node{n}, true)
	case atom.Pre:
		r.code(n)
	case atom.Ul, atom.Ol:
		r.list(n)
	case atom.Table:
		r.table(n)
	case atom.Dl:
		r.definitions(n)
	case atom.Details:
		r.details(n)
	case atom.Hr:
	default:
		r.container(n)
	}
}

// container reads an element that only holds others.
func (r *reader) container(n *html.Node) {
	if id := attribute(n, "id"); id != "" && (n.DataAtom == atom.Section || n.DataAtom == atom.Article) {
		r.id = id
	}
	title, titled := attribute(n, "data-title"), hasAttribute(n, "data-title")
	switch {
	case hasAttribute(n, "data-question"):
		r.component(n)
		return
	case !titled || title == "":
		r.children(n)
		return
	}
	at := len(r.blocks)
	r.children(n)
	if at == len(r.blocks) { // a title alone says nothing
		return
	}
	w := &writer{}
	w.page(title, false)
	first := &r.blocks[at]
	if first.kind == headingBlock || first.kind == questionBlock {
		r.blocks = slices.Insert(r.blocks, at, block{kind: paragraphBlock, line: first.line, shown: w.shown()})
		return
	}
	first.shown = w.shown().plus(first.shown, "\n")
	first.bold = false
}

// component reads a component that holds a question and, in another component, its answer.
func (r *reader) component(n *html.Node) {
	var question, rest []*html.Node
	for child := range n.ChildNodes() {
		if len(rest) > 0 || hasAttribute(child, "data-answer") {
			rest = append(rest, child)
		} else {
			question = append(question, child)
		}
	}
	w := &writer{}
	for _, q := range question {
		inline(w, q, nil)
	}
	if len(rest) == 0 || w.shown().blank() {
		r.add(block{kind: questionBlock, shown: w.shown()}) // its answer follows
		return
	}
	r.add(block{kind: questionBlock, shown: w.shown()})
	for _, child := range rest {
		if child.Type == html.ElementNode {
			r.element(child)
		}
	}
	r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
}

// details reads a part of a page that unfolds.
func (r *reader) details(n *html.Node) {
	for child := range n.ChildNodes() {
		if child.DataAtom == atom.Summary {
			w := &writer{}
			inline(w, child, nil)
			r.add(block{kind: questionBlock, id: cmp.Or(attribute(n, "id"), attribute(child, "id"), innerID(child)), shown: w.shown()})
			n.RemoveChild(child)
			break
		}
	}
	r.children(n)
	r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
}

// definitions reads a list of terms. Terms that are questions stand for themselves.
func (r *reader) definitions(n *html.Node) {
	terms, questions := 0, 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.Dt {
			terms++
			if isQuestion(prose.Line(textOf(d))) {
				questions++
			}
		}
	}
	if 2*questions > terms {
		for d := range n.Descendants() {
			switch d.DataAtom {
			case atom.Dt:
				w := &writer{}
				inline(w, d, nil)
				r.add(block{kind: questionBlock, id: cmp.Or(attribute(d, "id"), innerID(d)), shown: w.shown()})
			case atom.Dd:
				r.children(d)
			}
		}
		r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
		return
	}
	w := &writer{}
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Dt:
			w.newLine("")
			inline(w, d, nil)
		case atom.Dd:
			r.item(w, d, "  ", "")
		}
	}
	r.add(block{kind: listBlock, shown: w.shown()})
}

func (r *reader) add(b block) {
	b.line = cmp.Or(b.line, r.line)
	if b.kind == headingBlock || b.kind == questionBlock {
		b.shown = shown{text: prose.Line(b.text)}
	}
	if b.kind != headingBlock && b.blank() {
		return
	}
	r.blocks = append(r.blocks, b)
}

// paragraph reads inline content as a paragraph, with the footnotes that it refers to. A
// question in bold at its beginning is one of its own.
func (r *reader) paragraph(nodes []*html.Node, element bool) {
	w := &writer{}
	var notes []string
	content := nodes
	if element {
		content = slices.Collect(nodes[0].ChildNodes())
	}
	if isMenu(content) {
		return
	}
	if i := boldQuestion(content); i >= 0 {
		q := &writer{}
		inline(q, content[i], nil)
		r.add(block{kind: questionBlock, id: innerID(content[i]), shown: q.shown()})
		nodes, element = content[i+1:], false
	}
	for _, n := range nodes {
		inline(w, n, &notes)
	}
	b := block{kind: paragraphBlock, shown: w.shown(), bold: isBold(nodes, element)}
	b.shown = r.withNotes(b.shown, notes)
	r.add(b)
}

// isMenu reports whether a paragraph is a row of links, such as to the page in other
// languages, with no sentence of its own.
func isMenu(content []*html.Node) bool {
	links, rest := 0, ""
	for _, n := range content {
		if n.DataAtom == atom.A {
			links++
		} else {
			rest += textOf(n)
		}
	}
	return links > 3 && len(strings.FieldsFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })) < links
}

// boldQuestion returns the index of a question in bold that begins a paragraph and has
// text behind it; -1 if there is none.
func boldQuestion(nodes []*html.Node) int {
	for i, n := range nodes {
		switch {
		case n.DataAtom == atom.Strong || n.DataAtom == atom.B:
			if !isQuestion(prose.Line(textOf(n))) {
				return -1
			}
			for _, rest := range nodes[i+1:] {
				if prose.HasWords(textOf(rest)) {
					return i
				}
			}
			return -1
		case n.Type != html.TextNode || strings.TrimSpace(n.Data) != "":
			return -1
		}
	}
	return -1
}

// withNotes returns a text with the footnotes of these ids behind it.
func (r *reader) withNotes(text shown, notes []string) shown {
	for i, id := range notes {
		note, ok := r.footnotes[id]
		if !ok || slices.Contains(notes[:i], id) {
			continue
		}
		w := &writer{}
		w.mark(fmt.Sprintf("[%s] ", strings.TrimPrefix(id, "fn:")))
		text = text.plus(w.shown().plusInline(note), "\n")
	}
	return text
}

// plusInline returns b and right behind it other.
func (b shown) plusInline(other shown) shown { return b.plus(other, "") }

// isBold reports whether all of a paragraph is bold.
func isBold(nodes []*html.Node, element bool) bool {
	if element {
		nodes = slices.Collect(nodes[0].ChildNodes())
	}
	bold := false
	for _, n := range nodes {
		switch {
		case n.DataAtom == atom.Strong || n.DataAtom == atom.B:
			bold = true
		case n.DataAtom == atom.Br:
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) == "":
		default:
			return false
		}
	}
	return bold
}

// inline writes the text in n. It adds to notes the ids of footnotes referred to; if notes
// is nil, references are left out.
func inline(w *writer, n *html.Node, notes *[]string) {
	switch n.Type {
	case html.TextNode:
		w.page(n.Data, false)
		return
	case html.ElementNode:
		if !isShown(n) || isPermalink(n) {
			return
		}
		switch n.DataAtom {
		case atom.Br:
			w.newLine("")
			return
		case atom.Sup:
			if strings.HasPrefix(attribute(n, "id"), "fnref") {
				if a := n.FirstChild; a != nil && notes != nil {
					*notes = append(*notes, strings.TrimPrefix(attribute(a, "href"), "#"))
				}
				w.inRun = false
				return
			}
		}
		if strings.Contains(attribute(n, "class"), "footnote-backref") {
			return
		}
	}
	for child := range n.ChildNodes() {
		if child.Type == html.ElementNode && isBlock(child.DataAtom) && w.b.Len() > 0 {
			w.newLine("")
		}
		inline(w, child, notes)
	}
}

// isPermalink reports whether n is the link of a heading to itself, such as "¶".
func isPermalink(n *html.Node) bool {
	if n.DataAtom != atom.A || !strings.HasPrefix(attribute(n, "href"), "#") {
		return false
	}
	return !prose.HasWords(textOf(n))
}

// innerID returns the id of an anchor within a heading.
func innerID(n *html.Node) string {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A || d.DataAtom == atom.Span {
			if id := cmp.Or(attribute(d, "id"), attribute(d, "name")); id != "" {
				return id
			}
		}
	}
	return ""
}

// newLine ends the line, unless nothing is written yet, and begins one with a mark.
func (w *writer) newLine(mark string) {
	if w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") {
		w.mark("\n")
	}
	w.mark(mark)
}

// code reads a code block, a line of it a run.
func (r *reader) code(n *html.Node) {
	w := &writer{}
	for i, line := range strings.Split(strings.Trim(textOf(n), "\n"), "\n") {
		if i > 0 {
			w.mark("\n")
		}
		code := strings.TrimRight(line, " \t")
		indent := code[:len(code)-len(strings.TrimLeft(code, " \t"))]
		w.mark(indent)
		w.page(code[len(indent):], true)
	}
	r.add(block{kind: codeBlock, shown: w.shown()})
}

// list reads a list, unless it is a table of contents: nothing but links into the page.
func (r *reader) list(n *html.Node) {
	if isContents(n) {
		return
	}
	if items := questionItems(n); items != nil {
		for _, item := range items {
			w := &writer{}
			inline(w, item.question, nil)
			r.add(block{kind: questionBlock, shown: w.shown()})
			r.children(item.rest)
		}
		r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
		return
	}
	w := &writer{}
	r.items(w, n, "")
	r.add(block{kind: listBlock, shown: w.shown()})
}

// questionItem is an item of a list that begins with a question and goes on with its
// answer.
type questionItem struct{ question, rest *html.Node }

// questionItems returns the items of a list of questions and answers, nil if n is another
// list.
func questionItems(n *html.Node) []questionItem {
	var items []questionItem
	count := 0
	for item := range n.ChildNodes() {
		if item.DataAtom != atom.Li {
			continue
		}
		count++
		first := item.FirstChild
		for first != nil && strings.TrimSpace(textOf(first)) == "" {
			first = first.NextSibling
		}
		if first == nil || first.Type == html.TextNode || !isQuestion(prose.Line(textOf(first))) || len(textOf(first)) == len(strings.TrimSpace(textOf(item))) {
			continue
		}
		items = append(items, questionItem{question: first, rest: item})
	}
	if len(items) < 2 || len(items) < count {
		return nil
	}
	for _, item := range items {
		item.rest.RemoveChild(item.question)
	}
	return items
}

// isContents reports whether all items of a list lead to places on the same page.
func isContents(n *html.Node) bool {
	links, items := 0, 0
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.A:
			if !strings.HasPrefix(attribute(d, "href"), "#") {
				return false
			}
			links++
		case atom.Li:
			items++
		}
	}
	return links > 0 && links >= items
}

// items writes the items of a list, a line each, behind a marker.
func (r *reader) items(w *writer, list *html.Node, indent string) {
	number, err := strconv.Atoi(attribute(list, "start"))
	if err != nil {
		number = 1
	}
	for item := range list.ChildNodes() {
		if item.Type != html.ElementNode || !isShown(item) {
			continue
		}
		marker := "• "
		if list.DataAtom == atom.Ol {
			marker = fmt.Sprintf("%d. ", number)
			number++
		}
		r.item(w, item, indent+marker, indent+strings.Repeat(" ", utf8.RuneCountInString(marker)))
	}
}

// item writes an item behind its marker, and the blocks in it on lines of their own with
// the given indentation.
func (r *reader) item(w *writer, item *html.Node, marker, indent string) {
	w.newLine(marker)
	fresh := true // nothing is written behind the marker yet
	begin := func() {
		if !fresh {
			w.newLine(indent)
		}
		fresh = false
	}
	inText := false
	for child := range item.ChildNodes() {
		switch {
		case child.Type == html.ElementNode && !isShown(child):
			continue
		case child.DataAtom == atom.Ul || child.DataAtom == atom.Ol:
			r.items(w, child, indent)
			fresh, inText = false, false
		case child.DataAtom == atom.Pre:
			for line := range strings.SplitSeq(strings.Trim(textOf(child), "\n"), "\n") {
				begin()
				w.page(strings.TrimRight(line, " \t"), true)
			}
			inText = false
		case child.DataAtom == atom.Table:
			for row := range tableRows(child) {
				begin()
				row.write(w)
			}
			inText = false
		case child.Type == html.ElementNode && isBlock(child.DataAtom):
			if strings.TrimSpace(textOf(child)) == "" {
				continue
			}
			if holdsBlocks(child) {
				if !fresh {
					w.newLine("")
				}
				r.item(w, child, indent, indent)
				fresh, inText = false, false
				continue
			}
			begin()
			inline(w, child, nil)
			inText = false
		case child.Type == html.TextNode || child.Type == html.ElementNode:
			if !inText && strings.TrimSpace(textOf(child)) == "" {
				continue
			}
			if !inText {
				begin()
				inText = true
			}
			inline(w, child, nil)
		}
	}
}

// table reads a table, a row a line, each cell behind its column's header.
func (r *reader) table(n *html.Node) {
	w := &writer{}
	for row := range tableRows(n) {
		w.newLine("")
		row.write(w)
	}
	r.add(block{kind: tableBlock, shown: w.shown()})
}

// tableRow is the cells of a row and the headers of their columns.
type tableRow struct {
	headers []string
	cells   []*html.Node
}

// tableRows yields the rows of a table but for its header.
func tableRows(table *html.Node) func(yield func(tableRow) bool) {
	return func(yield func(tableRow) bool) {
		var headers []string
		var rows []tableRow
		for n := range table.Descendants() {
			if n.DataAtom != atom.Tr {
				continue
			}
			var row tableRow
			allHeaders := true
			for cell := range n.ChildNodes() {
				if cell.DataAtom == atom.Td || cell.DataAtom == atom.Th {
					row.cells = append(row.cells, cell)
					allHeaders = allHeaders && cell.DataAtom == atom.Th
				}
			}
			if len(row.cells) == 0 {
				continue
			}
			if allHeaders && headers == nil && len(row.cells) > 1 {
				for _, cell := range row.cells {
					w := &writer{}
					inline(w, cell, nil)
					headers = append(headers, prose.Line(w.shown().text))
				}
				continue
			}
			rows = append(rows, row)
		}
		if len(rows) == 0 && headers != nil { // a header is all there is
			w := &writer{}
			w.page(strings.Join(headers, "; "), false)
			rows = nil
		}
		for _, row := range rows {
			row.headers = headers
			if !yield(row) {
				return
			}
		}
	}
}

// write writes a row: "Age: under 10; Fee: 120 €".
func (row tableRow) write(w *writer) {
	first := true
	for i, cell := range row.cells {
		c := &writer{}
		inline(c, cell, nil)
		content := c.shown()
		if content.blank() {
			continue
		}
		if !first {
			w.mark("; ")
		}
		first = false
		if i < len(row.headers) && row.headers[i] != "" {
			w.mark(row.headers[i] + ": ")
		}
		w.page(strings.ReplaceAll(content.text, "\n", " "), false)
		w.inRun = false
	}
}

// isQuestion reports whether a heading or a bold line asks something.
func isQuestion(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'”’»)*_`, r) })
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("?？؟", last) && prose.HasWords(text)
}
