package corpus

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// Sizes of units.
const (
	// minPassage is the number of words below which a paragraph is joined to the one
	// before or after it, since it seldom says enough alone.
	minPassage = 30
	// maxIntroduction is the number of words up to which a paragraph introduces the
	// list, table or code after it.
	maxIntroduction = 40
	// maxPassage is the length of a passage, in bytes, above which it is split between
	// paragraphs and items; paragraphs longer than maxLine are split between sentences.
	maxPassage = 3000
	maxLine    = 12_000
	// maxInlineAnswer is the length, in characters, up to which the answer to a question on a
	// page that is not a FAQ becomes an entry. A longer one is a section.
	maxInlineAnswer = 1500
	// maxHeading is the length, in characters, at which headings, questions and titles
	// are truncated.
	maxHeading = 300
)

// In unit IDs, leadSlug is the part of a story before its first heading, and faqSlug
// its FAQ. No heading gets either.
const (
	leadSlug = "lead"
	faqSlug  = "faq"
)

// pageReader turns the blocks of a page into the units of its story.
type pageReader struct {
	*loader
	source *source
	story  *Story
	isFAQ  bool
	base   string // the start of sections' IDs

	sections slugs          // in use among the outermost headings
	lead     *openHeading   // the part before the first heading
	open     []*openHeading // the headings above the next block, outermost first
	section  *openHeading   // of the next passage
	pending  []block        // of the section, not yet in a passage
	entry    *entry         // the question that the next block answers; nil if there is none
	entries  slugs          // in use among the questions
	asked    map[string]bool
}

// openHeading is a heading while its section is read.
type openHeading struct {
	*Section
	level    int // 1 to 6; 0 for the part before the first heading
	anchor   string
	id       string // the story and the slugs down to this heading
	children slugs
}

// entry is a question while its answer is read.
type entry struct {
	question block
	level    int // of its heading; belowHeadings for another question
	aliases  []string
	answer   shown
}

// belowHeadings is the level of questions that are not headings.
const belowHeadings = 7

// readPage adds the units of a page to its story.
func (l *loader) readPage(s *source, story *Story, blocks []block, isFAQ bool) {
	if l.entrySlugs[story] == nil {
		l.entrySlugs[story] = slugs{leadSlug: 1}
	}
	r := &pageReader{
		loader: l, source: s, story: story, isFAQ: isFAQ,
		sections: slugs{leadSlug: 1, faqSlug: 1}, entries: l.entrySlugs[story], asked: make(map[string]bool),
	}
	if r.base = story.ID; len(story.Units) > 0 { // the FAQ of a story
		r.base += "/" + faqSlug
	}
	r.lead = &openHeading{Section: &Section{Story: story, Heading: story.Title}, id: r.base + "/" + leadSlug}
	r.section = r.lead
	blocks = splitDialogs(blocks)
	l.recordProse(story, blocks)
	if r.isSingleQuestion(blocks) {
		r.entry = &entry{question: block{shown: shown{text: story.Title}, line: 1}}
	}
	questionLevel := 0
	if isFAQ {
		questionLevel = levelOfQuestions(blocks)
	}
	for i, b := range blocks {
		switch {
		case b.kind == headingBlock && b.blank():
			s.warn(b.line, "heading is empty", "write its text or remove it")
		case b.kind == headingBlock:
			r.heading(b, r.asks(blocks, i, questionLevel))
		case b.kind == questionBlock:
			r.question(blocks, i)
		case b.kind == endBlock:
			if r.entry != nil && r.entry.level == belowHeadings {
				r.closeEntry()
			}
		case r.entry != nil:
			r.entry.answer = r.entry.answer.plus(b.shown, separator(b))
		default:
			r.pending = append(r.pending, b)
		}
	}
	r.closeEntry()
	r.closeSection()
}

// separator returns the separator between a text and the block that follows it.
func separator(b block) string {
	if b.kind == paragraphBlock {
		return "\n\n"
	}
	return "\n"
}

var (
	// dialogMark matches the mark of a question or an answer in a dialog.
	dialogMark = regexp.MustCompile(`(?i)^(?:(q|question|frage|f|pregunta|pergunta|p|質問|问|問)|(a|answer|antwort|respuesta|resposta|réponse|r|回答|答))\s*\d*\s*[:：.]\s*`)
	// dialogTurn matches where a line starts, or, after a sentence, a question or an
	// answer.
	dialogTurn = regexp.MustCompile(`(?i)\n|[?？!！.。] (?:q|question|frage|a|answer|antwort)\s?\d*[:：]`)
)

// splitDialogs turns paragraphs of the form "Q: …" and "A: …" into questions and
// answers. A single "A:" or "P." is just a paragraph.
func splitDialogs(blocks []block) []block {
	asks := func(text string, bold bool) bool {
		m := dialogMark.FindStringSubmatch(text)
		return m != nil && m[1] != "" && (bold || strings.ContainsAny(text, "?？؟"))
	}
	if !slices.ContainsFunc(blocks, func(b block) bool { return asks(b.text, b.bold) }) {
		return blocks
	}
	var out []block
	for _, b := range blocks {
		if b.kind != paragraphBlock {
			if b.kind == headingBlock || b.kind == questionBlock {
				b.shown = b.slice(len(dialogMark.FindString(b.text)), len(b.text))
			}
			out = append(out, b)
			continue
		}
		start := 0
		for _, turn := range append(dialogTurn.FindAllStringIndex(b.text, -1), []int{len(b.text), len(b.text)}) {
			end := turn[0]
			if end < len(b.text) && b.text[end] != '\n' {
				_, size := utf8.DecodeRuneInString(b.text[end:])
				end += size
			}
			line := b.slice(start, end)
			m := dialogMark.FindStringSubmatchIndex(line.text)
			last := len(out) - 1
			piece := b
			switch {
			case asks(line.text, b.bold):
				piece.kind, piece.shown = questionBlock, line.slice(m[1], len(line.text))
				out = append(out, piece)
			case m != nil && m[4] >= 0 && last >= 0 && (out[last].kind == questionBlock || out[last].kind == headingBlock):
				piece.shown = line.slice(m[1], len(line.text))
				out = append(out, piece)
			case start > 0 && out[last].kind == paragraphBlock:
				out[last].shown = out[last].plus(line, "\n")
			default:
				piece.shown = line
				out = append(out, piece)
			}
			start = min(end+1, len(b.text))
		}
	}
	return out
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// levelOfQuestions returns the level of the headings in a FAQ that are its questions:
// the one with the most headings that ask something, or else with the most that are
// directly followed by text. It is 0 if the page only has questions of another form.
func levelOfQuestions(blocks []block) int {
	var asking, leading [7]int
	others := 0
	for i, b := range blocks {
		switch {
		case b.kind == questionBlock:
			others++
		case b.kind == headingBlock && isQuestion(b.text):
			asking[b.level]++
		case b.kind == headingBlock && i+1 < len(blocks) && blocks[i+1].kind != headingBlock:
			leading[b.level]++
		}
	}
	best := 0
	for level := range asking {
		if asking[level] > asking[best] {
			best = level
		}
	}
	if best > 0 || others > 0 {
		return best
	}
	for level := range leading {
		if leading[level] > leading[best] {
			best = level
		}
	}
	return best
}

// isSingleQuestion reports whether a page is a single question, its title, and the answer.
func (r *pageReader) isSingleQuestion(blocks []block) bool {
	if !isQuestion(r.story.Title) || len(r.story.Title) > maxHeading {
		return false
	}
	length := 0
	for _, b := range blocks {
		length += len(b.text)
		if b.kind == questionBlock || b.kind == headingBlock && (b.level < 3 || isQuestion(b.text)) {
			return false
		}
	}
	return length <= 2*maxPassage
}

// asks reports whether the heading blocks[i] is a question with its answer below it,
// rather than the heading of a section.
func (r *pageReader) asks(blocks []block, i, questionLevel int) bool {
	b := blocks[i]
	below, length, deeper := false, 0, false
	for _, next := range blocks[i+1:] {
		if next.kind == headingBlock && next.level <= b.level {
			break
		}
		if next.kind == headingBlock {
			deeper = true
			below = below || isQuestion(next.text)
		}
		if next.kind == questionBlock {
			below = true
		}
		length += len(next.text)
	}
	if r.isFAQ {
		return isQuestion(b.text) && !(below && length == 0) || b.level == questionLevel && !below && length > 0
	}
	return isQuestion(b.text) && !deeper && !below && length <= maxInlineAnswer
}

// heading reads the heading of a section, or one that is a question.
func (r *pageReader) heading(b block, asks bool) {
	if r.entry != nil && b.level > r.entry.level && !asks {
		r.entry.answer = r.entry.answer.plus(b.shown, "\n\n")
		return
	}
	if asks {
		r.ask(b, b.level)
		return
	}
	r.closeEntry()
	r.closeSection()
	r.closeHeadings(b.level)
	next := &openHeading{
		Section: &Section{Story: r.story, Heading: r.truncated(b)}, level: b.level, anchor: b.id, children: slugs{},
	}
	parent, siblings := r.base, r.sections
	if last := r.innermost(); last != r.lead {
		parent, siblings, next.Parent = last.id, last.children, last.Section
	}
	next.id = parent + "/" + siblings.take(headingSlug(b.text, b.id))
	r.open = append(r.open, next)
	r.section = next
}

// closeHeadings closes the sections with headings at that level or deeper.
func (r *pageReader) closeHeadings(level int) {
	for len(r.open) > 0 && r.open[len(r.open)-1].level >= level {
		r.open = r.open[:len(r.open)-1]
	}
}

// truncated returns the text of a heading or question, truncated if it is too long.
func (r *pageReader) truncated(b block) string {
	if utf8.RuneCountInString(b.text) <= maxHeading {
		return b.text
	}
	r.source.warn(b.line, fmt.Sprintf("heading or question has more than %d characters", maxHeading), "shorten it; it was cut")
	return prose.Truncate(b.text, maxHeading)
}

// headingSlug returns a heading's name in IDs: its anchor if it has one, or else its
// text.
func headingSlug(text, anchor string) string {
	for _, name := range []string{anchor, text} {
		if s := slug(name); s != "" {
			return s
		}
	}
	return "section" // for a heading such as "* * *"
}

// question reads a question that is not a heading. If a long text follows, it is just a
// title, and so is the summary of something else that folds.
func (r *pageReader) question(blocks []block, i int) {
	b := blocks[i]
	length := 0
	for _, next := range blocks[i+1:] {
		if next.kind == headingBlock || next.kind == questionBlock || next.kind == endBlock {
			break
		}
		length += len(next.text)
	}
	if isQuestion(b.text) && (r.isFAQ || length <= maxInlineAnswer) || r.isFAQ && (r.entry == nil || r.entry.level == belowHeadings) {
		r.ask(b, belowHeadings)
		return
	}
	if length == 0 {
		return // a title without text
	}
	title := block{kind: paragraphBlock, line: b.line, shown: b.shown}
	if r.entry != nil {
		r.entry.answer = r.entry.answer.plus(title.shown, "\n\n")
	} else {
		title.bold = true
		r.pending = append(r.pending, title)
	}
}

// ask opens an entry. A question that directly follows another one of its level is
// another way to ask it.
func (r *pageReader) ask(b block, level int) {
	b.text = withoutNumber(b.text)
	if e := r.entry; e != nil && e.answer.text == "" && e.level == level {
		e.aliases = append(e.aliases, r.truncated(b))
		return
	}
	r.closeEntry()
	r.closeSection()
	if level < belowHeadings {
		r.closeHeadings(level)
		r.section = r.innermost()
	}
	r.entry = &entry{question: b, level: level}
}

// number matches the number of a question: "3.", "Q3:".
var number = regexp.MustCompile(`^(?:Q\s?\d+\s*[:.)]|\d+(?:\.\d+)*[.)])\s*`)

func withoutNumber(question string) string {
	rest := number.ReplaceAllString(question, "")
	if first, _ := utf8.DecodeRuneInString(rest); unicode.IsDigit(first) {
		return question // such as "3.5 liters, or more?"
	}
	return rest
}

// innermost returns the innermost open heading, or the part before the first one.
func (r *pageReader) innermost() *openHeading {
	if len(r.open) > 0 {
		return r.open[len(r.open)-1]
	}
	return r.lead
}

// closeEntry adds the open entry, if any.
func (r *pageReader) closeEntry() {
	e := r.entry
	r.entry = nil
	if e == nil {
		return
	}
	question := r.truncated(e.question)
	if !prose.HasWords(question) {
		return
	}
	if e.answer.blank() {
		r.source.warn(e.question.line, fmt.Sprintf("question %q has no answer", question), "write the answer below it or remove it")
		return
	}
	key := prose.Key(question + "\n" + e.answer.text)
	if r.asked[key] { // the page has it in another form, too
		return
	}
	r.asked[key], r.asked[prose.Key(question)] = true, true
	u := &Unit{
		ID:       r.story.ID + "/" + faqSlug + "/" + r.entries.take(headingSlug(question, e.question.id)),
		Kind:     FAQ,
		Story:    r.story,
		Heading:  r.innermost().Heading,
		Anchor:   e.question.id,
		Question: question,
		Text:     e.answer.text,
		runs:     e.answer.runs,
	}
	if last := r.innermost(); last != r.lead {
		u.Group, u.Anchor = last.Section, cmp.Or(u.Anchor, last.anchor)
	}
	for _, alias := range e.aliases {
		if key := prose.Key(alias); key != "" && !r.asked[key] {
			r.asked[key] = true
			u.Phrasings = append(u.Phrasings, Phrasing{Text: alias})
		}
	}
	r.add(r.source, e.question.line, u)
}

// closeSection turns the pending blocks of the section into passages.
func (r *pageReader) closeSection() {
	for _, p := range passagesOf(r.pending) {
		for _, piece := range cutPassage(p.shown) {
			if p.kind != paragraphBlock || !r.isLeadIn(piece.text) {
				r.passage(p.line, piece)
			}
		}
	}
	r.pending = nil
}

// passagesOf joins blocks that cannot be read alone: a list, a table or code with its
// introduction, and paragraphs of a few words with their neighbors.
func passagesOf(blocks []block) []block {
	var out []block
	for i, b := range blocks {
		if len(out) > 0 && belongsTo(out[len(out)-1], blocks[i-1], b) {
			last := &out[len(out)-1]
			last.shown = last.plus(b.shown, separatorWithin(*last, b))
			last.kind = b.kind
			last.bold = b.bold // a title joins what follows it
			continue
		}
		out = append(out, b)
	}
	// A few words at the end belong to the passage before them.
	if n := len(out); n > 1 && countWords(out[n-1].text) < minPassage && len(out[n-2].text)+len(out[n-1].text) < maxPassage {
		out[n-2].shown = out[n-2].plus(out[n-1].shown, separatorWithin(out[n-2], out[n-1]))
		out = out[:n-1]
	}
	return out
}

// belongsTo reports whether b belongs to the passage before it, whose last block is last.
func belongsTo(passage, last, b block) bool {
	switch {
	case passage.bold, endsInColon(passage.text) && (b.kind != paragraphBlock || countWords(passage.text) <= maxIntroduction):
		return true
	case b.kind != paragraphBlock && last.kind == paragraphBlock && countWords(last.text) <= maxIntroduction:
		return true // a list, a table or code with its introduction
	case b.bold && last.kind != paragraphBlock:
		return false // the title of something else
	}
	return countWords(passage.text) < minPassage
}

// separatorWithin returns the separator between two blocks of a passage.
func separatorWithin(last, b block) string {
	if b.kind == paragraphBlock && !last.bold {
		return "\n\n"
	}
	return "\n"
}

func endsInColon(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, " \n"))
	return last == ':' || last == '：'
}

// isLeadIn reports whether a paragraph of the section only leads to something else: a
// question, a few words before a colon, or a single word that is under no heading.
func (r *pageReader) isLeadIn(text string) bool {
	if strings.Contains(text, "\n") {
		return false
	}
	words := countWords(text)
	if words < 2 && r.section == r.lead {
		return true
	}
	return words <= maxIntroduction && (endsInColon(text) || isQuestion(text)) && len(prose.Sentences(text)) == 1
}

// countWords counts the words of a text. In scripts without spaces, every two
// characters count as a word.
func countWords(text string) int {
	words, letters := 0, 0
	for _, field := range strings.Fields(text) {
		words++
		for _, r := range field {
			if r >= 0x2E80 {
				letters++
			}
		}
	}
	return words + letters/2
}

// cutPassage splits a passage that is too long between lines. If it starts with an
// introduction, so does each part.
func cutPassage(p shown) []shown {
	if len(p.text) <= maxPassage {
		return []shown{p}
	}
	introduction := ""
	if first := firstLine(p.text); endsInColon(first) && len(first) < maxHeading {
		introduction = first
	}
	var parts []shown
	start := 0
	for start < len(p.text) {
		end := len(p.text)
		if end-start > maxPassage {
			cut := strings.LastIndex(p.text[start:start+maxPassage], "\n\n")
			if cut <= 0 || endsInColon(p.text[start:start+cut]) {
				cut = strings.LastIndexByte(p.text[start:start+maxPassage], '\n')
			}
			switch {
			case cut > 0:
				end = start + cut
			case len(firstLine(p.text[start:])) > maxLine:
				end = prose.CutBefore(p.text, start, start+maxPassage)
			default:
				end = start + len(firstLine(p.text[start:]))
			}
		}
		part := p.slice(start, end)
		if start > 0 && introduction != "" {
			part = shown{text: introduction}.plus(part, "\n")
		}
		if !part.blank() {
			parts = append(parts, part)
		}
		for start = end; start < len(p.text) && (p.text[start] == '\n' || p.text[start] == ' '); start++ {
		}
	}
	return parts
}

// passage adds a passage to the section.
func (r *pageReader) passage(line int, text shown) {
	h := r.section
	if len(h.Units) == 0 {
		r.story.Sections = append(r.story.Sections, h.Section)
	}
	u := &Unit{
		ID:      fmt.Sprintf("%s/%d", h.id, len(h.Units)+1),
		Kind:    Passage,
		Story:   r.story,
		Heading: h.Heading,
		Section: h.Section,
		Anchor:  h.anchor,
		Text:    text.text,
		runs:    text.runs,
	}
	h.Units = append(h.Units, u)
	r.add(r.source, line, u)
}
