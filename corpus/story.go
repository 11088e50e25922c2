package corpus

import (
	"fmt"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// leadSlug stands in unit ids for the part of a story before its first
// heading, faqSlug for its FAQ. No heading gets either.
const (
	leadSlug = "lead"
	faqSlug  = "faq"
)

// openSection is a section while its story is read.
type openSection struct {
	Section
	level    int // of the heading, from 1; 0 for the lead
	anchor   string
	id       string // the story and the slugs down to this heading
	children slugs  // of the headings directly under this one
}

// storyReader turns the blocks of a story's file into its passages.
type storyReader struct {
	*loader
	file  *file
	story *Story
	lead  *openSection   // the part before the first heading
	top   slugs          // of the outermost headings
	open  []*openSection // the headings above the next block, outermost first
}

// readStory reads the file of s.
func (l *loader) readStory(s *Story) {
	f := readFile(l.fsys, s.ID+storySuffix, &l.problems)
	if f == nil || !f.splitFrontMatter() {
		return
	}
	f.describe(s)
	blocks, ok := f.blocks()
	if !ok {
		return
	}
	r := &storyReader{
		loader: l, file: f, story: s,
		lead: &openSection{Section: Section{Story: s, Heading: s.Title}, id: s.ID + "/" + leadSlug},
		top:  slugs{leadSlug: 1, faqSlug: 1},
	}
	for _, block := range blocks {
		if heading, ok := block.(*ast.Heading); ok {
			r.heading(heading)
		} else {
			r.passages(block)
		}
	}
	if len(s.Units) == 0 {
		f.problem(1, "story has no text", "write its paragraphs under the front matter")
	}
}

// heading opens a section.
func (r *storyReader) heading(n *ast.Heading) {
	text, ok := r.file.headingText(n)
	if !ok {
		return
	}
	anchor := anchorOf(n)
	if n.Level == 1 && slug(text) == slug(r.story.Title) {
		r.open = nil
		r.lead.anchor = anchor
		return
	}
	for len(r.open) > 0 && r.open[len(r.open)-1].level >= n.Level {
		r.open = r.open[:len(r.open)-1]
	}
	next := &openSection{
		Section: Section{Story: r.story, Heading: text}, level: n.Level, anchor: anchor, children: slugs{},
	}
	parent, siblings := r.story.ID, r.top
	if len(r.open) > 0 {
		last := r.open[len(r.open)-1]
		parent, siblings = last.id, last.children
		next.Parent = &last.Section
	}
	next.id = parent + "/" + siblings.take(headingSlug(text, anchor))
	r.open = append(r.open, next)
}

// headingSlug names a heading in ids: by its anchor if it has one, and else by
// its text.
func headingSlug(text, anchor string) string {
	for _, name := range []string{anchor, text} {
		if s := slug(name); s != "" {
			return s
		}
	}
	return "section" // for a heading such as "* * *"
}

// passages adds the passages of a block to the section that is open.
func (r *storyReader) passages(block ast.Node) {
	if quote, ok := block.(*ast.Blockquote); ok {
		for child := range children(quote) {
			r.passages(child)
		}
		return
	}
	text := r.file.plainText(block)
	if text == "" {
		return
	}
	section := r.lead
	if len(r.open) > 0 {
		section = r.open[len(r.open)-1]
	}
	if len(section.Units) == 0 {
		r.story.Sections = append(r.story.Sections, &section.Section)
	}
	passage := &Unit{
		ID:      fmt.Sprintf("%s/%d", section.id, len(section.Units)+1),
		Kind:    Passage,
		Story:   r.story,
		Heading: section.Heading,
		Section: &section.Section,
		Anchor:  section.anchor,
		Text:    text,
	}
	section.Units = append(section.Units, passage)
	r.add(r.file, block.Pos(), passage)
}

// headingText returns the text of a heading, or notes what is wrong with it.
func (f *file) headingText(n *ast.Heading) (string, bool) {
	text := f.plainText(n)
	switch {
	case text == "":
		f.problem(f.lineAt(n.Pos()), "heading is empty", "write its text or remove it")
		return "", false
	case utf8.RuneCountInString(text) > maxHeading:
		f.problem(f.lineAt(n.Pos()), fmt.Sprintf("heading has more than %d characters", maxHeading), "shorten it")
	}
	return text, true
}
