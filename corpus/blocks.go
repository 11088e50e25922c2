package corpus

import (
	"bytes"
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

// blockKind is how a block is treated when units are made of a page.
type blockKind int

const (
	paragraphBlock blockKind = iota
	headingBlock
	listBlock
	tableBlock
	codeBlock
	questionBlock // a question that is not a heading: a summary, a term, a component
	endBlock      // the end of the answer to a questionBlock
)

// block is a part of a page that is displayed as a block.
type block struct {
	kind  blockKind
	level int    // of a heading, 1 to 6
	id    string // the element id of a heading or a question
	bold  bool   // the whole paragraph is bold
	line  int    // in the page's file
	shown
}

// shown is text as a reader sees it, with the parts that are on the page verbatim. The
// rest are list markers and the like.
type shown struct {
	text string
	runs []run
}

// run is a part of a shown text that is on the page verbatim, in one block.
type run struct {
	prose.Span
	at int // its offset in the pageText
}

func (b shown) blank() bool { return !strings.ContainsFunc(b.text, visible) }

func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

func (b shown) plus(other shown, separator string) shown {
	if b.text == "" {
		return other
	}
	joined := shown{text: b.text + separator + other.text, runs: slices.Clone(b.runs)}
	offset := len(b.text) + len(separator)
	for _, r := range other.runs {
		joined.runs = append(joined.runs, run{prose.Span{Start: r.Start + offset, End: r.End + offset}, r.at})
	}
	return joined
}

func (b shown) slice(start, end int) shown {
	part := shown{text: b.text[start:end]}
	for _, r := range b.runs {
		from, to := max(r.Start, start), min(r.End, end)
		if from < to {
			part.runs = append(part.runs, run{prose.Span{Start: from - start, End: to - start}, r.at + from - r.Start})
		}
	}
	return part
}

// pageText is the text of a page as a browser sees it: with white space collapsed, and
// each block on its own line.
type pageText struct{ strings.Builder }

// unknownText replaces, in a pageText, text that only the site's generator knows.
const unknownText = '\x00'

func (p *pageText) endBlock() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n") {
		p.WriteByte('\n')
	}
}

// unknown adds text that only the site's generator knows.
func (p *pageText) unknown() { p.WriteByte(unknownText) }

func (p *pageText) unknownBlock() {
	p.endBlock()
	p.WriteString(string(unknownText) + "\n")
}

// writer writes shown text, and the parts of it that are on the page also to a
// pageText.
type writer struct {
	on      *pageText
	b       strings.Builder
	runs    []run
	inRun   bool     // more page text continues the last run
	spaced  bool     // white space precedes the next page text
	oneLine bool     // no line breaks
	notes   []string // element ids of the footnotes referenced
}

// page writes text of the page. It collapses white space unless the text is verbatim.
func (w *writer) page(text string, verbatim bool) {
	text = strings.Map(func(r rune) rune {
		if prose.IsControl(r) && r != '\n' && r != '\t' { // they could command a terminal or reverse text
			return -1
		}
		return r // even invisible characters that belong to the page, such as zero-width spaces
	}, text)
	if before, after, found := strings.Cut(text, unknownMark); found {
		w.page(before, verbatim)
		w.spaceOnPage()
		w.on.unknown()
		w.inRun = false
		w.page(after, verbatim)
		return
	}
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
	w.space()
	if !w.inRun {
		w.runs = append(w.runs, run{prose.Span{Start: w.b.Len(), End: w.b.Len()}, w.on.Len()})
		w.inRun = true
	}
	w.b.WriteString(text)
	w.on.WriteString(text)
	w.runs[len(w.runs)-1].End = w.b.Len()
}

// spaceOnPage writes pending white space to the page.
func (w *writer) spaceOnPage() {
	if w.spaced && endsInWord(w.on.String()) {
		w.on.WriteByte(' ')
	}
}

// space writes pending white space.
func (w *writer) space() {
	w.spaceOnPage()
	if w.spaced && endsInWord(w.b.String()) {
		w.b.WriteByte(' ')
	}
	w.spaced = false
}

func endsInWord(text string) bool {
	return text != "" && !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, " ")
}

// isCollapsible reports whether browsers collapse r. No-break spaces are not collapsed.
func isCollapsible(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// code writes a line of code, whose indentation is not on the page as such.
func (w *writer) code(line string) {
	line = strings.TrimRight(line, " \t")
	text := strings.TrimLeft(line, " \t")
	w.insert(line[:len(line)-len(text)])
	w.page(text, true)
}

// insert writes text that is not on the page.
func (w *writer) insert(text string) {
	w.b.WriteString(text)
	w.inRun, w.spaced = false, false
}

// newLine ends the line, unless nothing has been written, and writes the mark of the
// next.
func (w *writer) newLine(mark string) {
	w.on.endBlock()
	if w.oneLine {
		w.inRun, w.spaced = false, true
		return
	}
	if w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") {
		w.insert("\n")
	}
	w.insert(mark)
}

// skip leaves out an element that the page may still show.
func (w *writer) skip(n *html.Node) {
	w.spaceOnPage()
	w.inRun = false
	hidden := writer{on: w.on}
	hidden.all(n)
	w.spaced = w.spaced || hidden.spaced
}

// all writes all text that a browser finds in n.
func (w *writer) all(n *html.Node) {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Textarea, atom.Select, atom.Svg, atom.Iframe,
		atom.Object, atom.Video, atom.Audio, atom.Canvas:
		return
	}
	if n.Type == html.TextNode {
		w.page(n.Data, false)
		return
	}
	if hasAttribute(n, "hidden") || isUndisplayed(n) {
		return
	}
	if isBlock(n.DataAtom) {
		w.on.endBlock()
	}
	for child := range n.ChildNodes() {
		w.all(child)
	}
	if isBlock(n.DataAtom) {
		w.on.endBlock()
	}
}

// shown returns what was written, without white space at its end.
func (w *writer) shown() shown {
	text := w.b.String()
	return shown{text, w.runs}.slice(0, len(strings.TrimRightFunc(text, unicode.IsSpace)))
}

// isBlock reports whether an element starts on a new line.
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

// boilerplate matches the classes and ids of elements that are not the page's text:
// permalinks, cookie banners, and what is only for screen readers.
var boilerplate = regexp.MustCompile(`(?i)(?:^|[ _-])(?:headerlink|header-anchor|hash-link|anchor-link|heading-link|cookie(?:s|-?banner|-?consent|-?notice)?|consent|gdpr|sr-only|visually-hidden|screen-reader-text|breadcrumbs?|skip-link|pagination|toc|table-of-contents|share-buttons|edit-page)(?:$|[ _-])`)

// isShown reports whether readers see the text of an element as part of the page.
// Struck-out text, controls, media and menus are not part of it.
func isShown(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Img, atom.Svg, atom.Picture, atom.Video, atom.Audio,
		atom.Iframe, atom.Object, atom.Embed, atom.Canvas, atom.Map, atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Dialog,
		atom.Del, atom.S, atom.Strike, atom.Nav, atom.Footer, atom.Form, atom.Rt, atom.Rp, atom.Title:
		return false
	case atom.Header: // the page's header, not an article's
		return n.Parent == nil || n.Parent.DataAtom != atom.Body
	}
	if hasAttribute(n, "hidden") || attribute(n, "aria-hidden") == "true" || isUndisplayed(n) {
		return false
	}
	switch attribute(n, "role") {
	case "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "doc-toc":
		return false
	}
	return !boilerplate.MatchString(attribute(n, "class")) && !boilerplate.MatchString(attribute(n, "id"))
}

func isUndisplayed(n *html.Node) bool {
	return strings.Contains(strings.ReplaceAll(attribute(n, "style"), " ", ""), "display:none")
}

// reader turns the elements of a page into blocks.
type reader struct {
	blocks     []block
	page       pageText
	permalinks bool // whether headings are followed by a link
	notesPage  pageText
	footnotes  map[string]shown // by the id of the element
	line       int              // of the latest element with a line number
	id         string           // of the enclosing element, for its first heading
}

// writer returns a writer for a new block.
func (r *reader) writer() *writer {
	r.page.endBlock()
	return &writer{on: &r.page}
}

// notesOffset is added to the offsets of footnotes, which are at the end of the page,
// until the length of the page is known.
const notesOffset = 1 << 40

// read reads the blocks in n, in order.
func (r *reader) read(n *html.Node) {
	r.footnotes = make(map[string]shown)
	r.readFootnotes(n)
	r.children(n)
	r.page.endBlock()
	for i := range r.blocks {
		for j := range r.blocks[i].runs {
			if run := &r.blocks[i].runs[j]; run.at >= notesOffset {
				run.at += r.page.Len() - notesOffset
			}
		}
	}
	r.page.WriteString(r.notesPage.String())
}

// readBlocks returns the blocks in n, which is not part of a page.
func readBlocks(n *html.Node) []block {
	r := &reader{line: 1}
	r.read(n)
	for i := range r.blocks {
		r.blocks[i].runs = nil
	}
	return r.blocks
}

// readFootnotes reads the footnotes, which goldmark puts at the end of a page.
func (r *reader) readFootnotes(n *html.Node) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Li && strings.HasPrefix(attribute(d, "id"), "fn:") {
			r.notesPage.endBlock()
			w := &writer{on: &r.notesPage}
			inline(w, d)
			note := w.shown()
			for i := range note.runs {
				note.runs[i].at += notesOffset
			}
			r.footnotes[attribute(d, "id")] = note
		}
	}
}

// children reads the children of n: blocks, and the text between them as paragraphs.
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

// holdsBlocks reports whether an inline element, such as a custom one, contains blocks.
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
	if strings.Contains(attribute(n, "class"), "footnotes") {
		return
	}
	if !isShown(n) {
		r.writer().skip(n)
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w := r.writer()
		inline(w, n)
		if r.permalinks {
			r.page.unknown()
		}
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

// container reads an element that only contains others.
func (r *reader) container(n *html.Node) {
	if id := attribute(n, "id"); id != "" && (n.DataAtom == atom.Section || n.DataAtom == atom.Article) {
		r.id = id
	}
	if hasAttribute(n, "data-question") {
		r.component(n)
		return
	}
	w := r.writer()
	w.page(titleOf(n), false)
	title := w.shown()
	if hasAttribute(n, "data-title") { // the generator may show more of a container
		r.page.unknownBlock()
	}
	at := len(r.blocks)
	r.children(n)
	if at == len(r.blocks) || title.blank() { // only a title
		return
	}
	first := &r.blocks[at]
	if first.kind == headingBlock || first.kind == questionBlock {
		r.blocks = slices.Insert(r.blocks, at, block{kind: paragraphBlock, line: first.line, shown: title})
		return
	}
	first.shown = title.plus(first.shown, "\n")
	first.bold = false
}

// titleOf returns the title of a container, or "".
func titleOf(n *html.Node) string {
	title := attribute(n, "data-title")
	if title == "" {
		return ""
	}
	var page bytes.Buffer
	if err := markdown.Convert([]byte("# "+title), &page); err != nil {
		return title
	}
	document, err := html.Parse(&page)
	if err != nil {
		return title
	}
	return prose.Line(textOf(document))
}

// component reads a component that contains a question and, in another component, its
// answer.
func (r *reader) component(n *html.Node) {
	var question, rest []*html.Node
	for child := range n.ChildNodes() {
		if len(rest) > 0 || hasAttribute(child, "data-answer") {
			rest = append(rest, child)
		} else {
			question = append(question, child)
		}
	}
	w := r.writer()
	for _, q := range question {
		inline(w, q)
	}
	r.add(block{kind: questionBlock, shown: w.shown()})
	if len(rest) == 0 || w.shown().blank() {
		return // its answer follows
	}
	r.page.unknownBlock()
	for _, child := range rest {
		if child.Type == html.ElementNode {
			r.element(child)
		}
	}
	r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
}

// details reads a part of a page that folds.
func (r *reader) details(n *html.Node) {
	if title := titleOf(n); title != "" {
		w := r.writer()
		w.page(title, false)
		r.add(block{kind: questionBlock, shown: w.shown()})
	}
	for child := range n.ChildNodes() {
		if child.DataAtom == atom.Summary {
			w := r.writer()
			inline(w, child)
			r.add(block{kind: questionBlock, id: cmp.Or(attribute(n, "id"), attribute(child, "id"), innerID(child)), shown: w.shown()})
			n.RemoveChild(child)
			break
		}
	}
	r.page.unknownBlock() // in a browser, folded text is not next to its summary
	r.children(n)
	r.page.unknownBlock()
	r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
}

// definitions reads a list of terms. Terms that are questions become entries.
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
				w := r.writer()
				inline(w, d)
				r.add(block{kind: questionBlock, id: cmp.Or(attribute(d, "id"), innerID(d)), shown: w.shown()})
			case atom.Dd:
				r.children(d)
			}
		}
		r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
		return
	}
	w := r.writer()
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Dt:
			w.newLine("")
			inline(w, d)
		case atom.Dd:
			r.item(w, d, "  ", "  ")
		}
	}
	r.add(block{kind: listBlock, shown: r.withNotes(w)})
}

func (r *reader) add(b block) {
	b.line = cmp.Or(b.line, r.line)
	if b.kind == headingBlock || b.kind == questionBlock {
		if line := prose.Line(b.text); line != b.text {
			b.shown = shown{text: line}
		}
	}
	if b.kind != headingBlock && b.blank() {
		return
	}
	r.blocks = append(r.blocks, b)
}

// paragraph reads inline content as a paragraph, with the footnotes that it references.
// A bold question at its beginning becomes an entry.
func (r *reader) paragraph(nodes []*html.Node, element bool) {
	w := r.writer()
	content := nodes
	if element {
		content = slices.Collect(nodes[0].ChildNodes())
	}
	if isMenu(content) {
		for _, n := range nodes {
			w.skip(n)
		}
		return
	}
	if i := boldQuestion(content); i >= 0 {
		q := r.writer()
		inline(q, content[i])
		r.add(block{kind: questionBlock, id: innerID(content[i]), shown: q.shown()})
		w.spaced = true
		nodes, element = content[i+1:], false
	}
	for _, n := range nodes {
		inline(w, n)
	}
	b := block{kind: paragraphBlock, shown: r.withNotes(w), bold: isBold(nodes, element)}
	if b.bold && isQuestion(b.text) {
		b.kind = questionBlock
	}
	r.add(b)
}

// isMenu reports whether a paragraph is a row of links, such as to translations of the
// page, without a sentence of its own.
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

// boldQuestion returns the index of a bold question that starts a paragraph and is
// followed by text, or -1.
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

// withNotes returns what was written, followed by the footnotes that it references.
func (r *reader) withNotes(w *writer) shown {
	text := w.shown()
	added := make(map[string]bool)
	for _, id := range w.notes {
		note, ok := r.footnotes[id]
		if !ok || added[id] {
			continue
		}
		added[id] = true
		mark := shown{text: fmt.Sprintf("[%s] ", strings.TrimPrefix(id, "fn:"))}
		text = text.plus(mark.plus(note, ""), "\n")
	}
	return text
}

// isBold reports whether a whole paragraph is bold.
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

// inline writes the text in n.
func inline(w *writer, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.page(n.Data, false)
		return
	case html.ElementNode:
		if !isShown(n) || isPermalink(n) {
			w.skip(n)
			return
		}
		switch n.DataAtom {
		case atom.Br:
			w.newLine("")
			return
		case atom.Sup:
			if strings.HasPrefix(attribute(n, "id"), "fnref") {
				if a := n.FirstChild; a != nil {
					w.notes = append(w.notes, strings.TrimPrefix(attribute(a, "href"), "#"))
				}
				w.inRun = false
				w.on.unknown()
				return
			}
		}
		if strings.Contains(attribute(n, "class"), "footnote-backref") {
			w.on.unknown()
			return
		}
	}
	for child := range n.ChildNodes() {
		if child.Type == html.ElementNode && isBlock(child.DataAtom) && w.b.Len() > 0 {
			w.newLine("")
		}
		inline(w, child)
	}
}

// isPermalink reports whether n is a link from a heading to itself, such as "¶".
func isPermalink(n *html.Node) bool {
	return n.DataAtom == atom.A && strings.HasPrefix(attribute(n, "href"), "#") && !prose.HasWords(textOf(n))
}

// innerID returns the element id of an anchor within a heading.
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

// code reads a code block. Each line of it is a run.
func (r *reader) code(n *html.Node) {
	w := r.writer()
	r.page.unknownBlock() // such as the language, or a button to copy it
	for i, line := range strings.Split(strings.Trim(textOf(n), "\n"), "\n") {
		if i > 0 {
			w.insert("\n")
		}
		w.code(line)
		w.on.endBlock()
	}
	r.page.unknownBlock()
	r.add(block{kind: codeBlock, shown: w.shown()})
}

// list reads a list, unless it is a table of contents: only links within the page.
func (r *reader) list(n *html.Node) {
	if isContents(n) {
		r.writer().skip(n)
		return
	}
	if items := questionItems(n); items != nil {
		for _, item := range items {
			w := r.writer()
			inline(w, item.question)
			r.add(block{kind: questionBlock, shown: w.shown()})
			r.children(item.rest)
		}
		r.blocks = append(r.blocks, block{kind: endBlock, line: r.line})
		return
	}
	w := r.writer()
	r.items(w, n, "")
	r.add(block{kind: listBlock, shown: r.withNotes(w)})
}

// questionItem is an item of a list that starts with a question followed by its answer.
type questionItem struct{ question, rest *html.Node }

// questionItems returns the items if n is a list of questions and answers, or else nil.
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

// isContents reports whether a list has only links within the same page.
func isContents(n *html.Node) bool {
	linked := 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			if !strings.HasPrefix(attribute(d, "href"), "#") {
				return false
			}
			linked += len(prose.Key(textOf(d)))
		}
	}
	return linked > 0 && linked >= len(strings.ReplaceAll(prose.Key(textOf(n)), " ", ""))
}

// items writes the items of a list, each on its own line after a marker.
func (r *reader) items(w *writer, list *html.Node, indent string) {
	number, err := strconv.Atoi(attribute(list, "start"))
	if err != nil {
		number = 1
	}
	for item := range list.ChildNodes() {
		if item.Type != html.ElementNode {
			continue
		}
		if !isShown(item) || strings.TrimSpace(textOf(item)) == "" {
			w.skip(item)
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

// item writes an item after its marker, and the blocks in it on lines of their own with
// indent.
func (r *reader) item(w *writer, item *html.Node, marker, indent string) {
	w.newLine(marker)
	r.itemBlocks(w, item, indent, true)
}

// itemBlocks writes the blocks in n, which is an item or in one. If fresh, nothing follows the
// item's marker yet. It reports whether that is still so.
func (r *reader) itemBlocks(w *writer, n *html.Node, indent string, fresh bool) bool {
	begin := func() {
		if !fresh {
			w.newLine(indent)
		}
		fresh = false
	}
	if title := titleOf(n); title != "" {
		begin()
		w.page(title, false)
	}
	if hasAttribute(n, "data-title") { // the generator may show more of a container
		w.on.unknownBlock()
	}
	inText := false
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.ElementNode && !isShown(child):
			w.skip(child)
		case child.DataAtom == atom.Ul || child.DataAtom == atom.Ol:
			r.items(w, child, indent)
			fresh, inText = false, false
		case child.DataAtom == atom.Pre:
			w.on.unknownBlock()
			for line := range strings.SplitSeq(strings.Trim(textOf(child), "\n"), "\n") {
				begin()
				w.on.endBlock()
				w.code(line)
			}
			w.on.unknownBlock()
			inText = false
		case child.DataAtom == atom.Table:
			writeRows(w, child, begin)
			inText = false
		case child.Type == html.ElementNode && isBlock(child.DataAtom):
			if strings.TrimSpace(textOf(child)) == "" {
				continue
			}
			if holdsBlocks(child) {
				fresh, inText = r.itemBlocks(w, child, indent, fresh), false
				continue
			}
			begin()
			inline(w, child)
			inText = false
		case child.Type == html.TextNode || child.Type == html.ElementNode:
			if !inText && strings.TrimSpace(textOf(child)) == "" {
				continue
			}
			if !inText {
				begin()
				inText = true
			}
			inline(w, child)
		}
	}
	return fresh
}

// table reads a table, one line per row, with the column's header before each cell.
// Tables that only arrange parts of a page are read as containers.
func (r *reader) table(n *html.Node) {
	w := r.writer()
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.Table:
			r.children(n)
			return
		}
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Caption {
			inline(w, d)
		}
	}
	writeRows(w, n, func() { w.newLine("") })
	r.add(block{kind: tableBlock, shown: r.withNotes(w)})
}

// writeRows writes the rows of a table, each after a call of begin: "Age: under 10;
// Fee: 120 €". A header row is only written if there are no others.
func writeRows(w *writer, table *html.Node, begin func()) {
	var header []*html.Node
	var rows [][]*html.Node
	for n := range table.Descendants() {
		if n.DataAtom != atom.Tr {
			continue
		}
		var cells []*html.Node
		allHeaders := true
		for cell := range n.ChildNodes() {
			if cell.DataAtom == atom.Td || cell.DataAtom == atom.Th {
				cells = append(cells, cell)
				allHeaders = allHeaders && cell.DataAtom == atom.Th
			}
		}
		switch {
		case len(cells) == 0:
		case allHeaders && header == nil && len(rows) == 0 && len(cells) > 1:
			header = cells
		default:
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 && header != nil {
		rows, header = append(rows, header), nil
	}
	var headers []string
	for _, cell := range header {
		w.on.endBlock()
		h := &writer{on: w.on}
		inline(h, cell)
		headers = append(headers, prose.Line(h.shown().text))
	}
	w.oneLine = true
	for _, cells := range rows {
		w.oneLine = false
		begin()
		w.oneLine = true
		first := true
		for i, cell := range cells {
			probe := &writer{on: new(pageText)}
			if inline(probe, cell); !strings.ContainsFunc(probe.b.String(), visible) {
				continue
			}
			if !first {
				w.insert("; ")
			}
			first = false
			if i < len(headers) && headers[i] != "" {
				w.insert(headers[i] + ": ")
			}
			w.on.endBlock()
			inline(w, cell)
			w.inRun, w.spaced = false, false
			w.on.endBlock()
		}
	}
	w.oneLine = false
}

// isQuestion reports whether a heading or a bold line asks something.
func isQuestion(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'”’»)*_`, r) })
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("?？؟", last) && prose.HasWords(text)
}
