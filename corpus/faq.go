package corpus

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"alliancebot/internal/prose"
)

// defaultFAQHeading is the heading of a FAQ without a "#" heading.
const defaultFAQHeading = "Frequently Asked Questions"

// faqReader turns the blocks of a FAQ's file into its entries.
type faqReader struct {
	*loader
	file    *file
	story   *Story
	heading string
	anchor  string         // of the heading
	entry   *Unit          // the question that the next block answers; nil before the first
	offset  int            // of that question
	answer  []string       // its blocks so far
	slugs   slugs          // of the questions so far
	lines   map[string]int // of the questions so far, by the slug of their text
	stray   bool           // whether text before the first question was noted
}

// readFAQ reads the file of s's FAQ.
func (l *loader) readFAQ(s *Story) {
	f := readFile(l.fsys, s.ID+faqSuffix, &l.problems)
	if f == nil || !f.splitFrontMatter() {
		return
	}
	f.frontMatter(nil, "remove it, a FAQ takes everything from its story")
	blocks, ok := f.blocks()
	if !ok {
		return
	}
	r := &faqReader{
		loader: l, file: f, story: s, heading: defaultFAQHeading,
		slugs: slugs{}, lines: map[string]int{},
	}
	for _, block := range blocks {
		r.block(block)
	}
	r.finish()
	if len(r.lines) == 0 {
		f.problem(1, "FAQ has no questions", `write each question as a "##" heading with its answer under it`)
	}
}

// block reads a heading or a part of an answer.
func (r *faqReader) block(block ast.Node) {
	heading, isHeading := block.(*ast.Heading)
	if !isHeading {
		r.text(block)
		return
	}
	text, ok := r.file.headingText(heading)
	switch {
	case !ok:
	case heading.Level == 1:
		r.finish()
		r.heading, r.anchor = text, anchorOf(heading)
	case heading.Level == 2:
		r.finish()
		r.question(heading, text)
	default:
		r.text(heading)
	}
}

// question opens an entry.
func (r *faqReader) question(n *ast.Heading, text string) {
	line := r.file.lineAt(n.Pos())
	key := slug(text)
	if !prose.HasWords(text) {
		r.file.problem(line, fmt.Sprintf("question %q has no words", text), "write it in words")
	}
	if other, asked := r.lines[key]; asked {
		r.file.problem(line, fmt.Sprintf("question stands already at %s:%d", r.file.path, other), "keep one of the two")
	}
	r.lines[key] = line
	anchor := anchorOf(n)
	id := r.story.ID + "/" + faqSlug + "/" + r.slugs.take(headingSlug(text, anchor))
	if anchor == "" {
		anchor = r.anchor
	}
	r.offset = n.Pos()
	r.entry = &Unit{ID: id, Kind: FAQ, Story: r.story, Heading: r.heading, Anchor: anchor, Question: text}
}

// text adds a block to the answer.
func (r *faqReader) text(block ast.Node) {
	text := r.file.plainText(block)
	switch {
	case text == "":
	case r.entry != nil:
		r.answer = append(r.answer, text)
	case !r.stray:
		r.stray = true
		r.file.problem(r.file.lineAt(block.Pos()), "text before the first question", `move it under a "##" question`)
	}
}

// finish adds the entry that is open, if any.
func (r *faqReader) finish() {
	if r.entry == nil {
		return
	}
	if len(r.answer) == 0 {
		r.file.problem(r.file.lineAt(r.offset), "question has no answer", "write the answer under it or remove it")
	}
	r.entry.Text = strings.Join(r.answer, "\n\n")
	r.add(r.file, r.offset, r.entry)
	r.entry, r.answer = nil, nil
}
