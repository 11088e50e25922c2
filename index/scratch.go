package index

import (
	"slices"

	"alliancebot/index/internal/vocab"
)

// counts are how often a text has each thing of a question.
type counts struct {
	all []float64 // backs the others
	// By position in the question's lists of the same names.
	terms, bigrams, contentBigrams, grams, concepts []float64
}

// resize makes c counts for q.
func (c *counts) resize(q *question) {
	size := len(q.terms) + len(q.bigrams) + len(q.contentBigrams) + len(q.features.grams) + len(q.features.concepts)
	c.all = slices.Grow(c.all[:0], size)[:size]
	rest := c.all
	next := func(n int) (part []float64) {
		part, rest = rest[:n], rest[n:]
		return part
	}
	c.terms, c.bigrams, c.contentBigrams = next(len(q.terms)), next(len(q.bigrams)), next(len(q.contentBigrams))
	c.grams, c.concepts = next(len(q.features.grams)), next(len(q.features.concepts))
}

func add(to, from []float64) {
	for i, count := range from {
		to[i] += count
	}
}

// scratch is reusable memory for ranking. The marks are where the question has each
// thing of the corpus, plus 1; 0 if it does not have it.
type scratch struct {
	terms                   []int32 // marks by StemID
	grams                   []int32 // marks by GramID
	concepts                []int32 // marks by ConceptID
	bigrams, contentBigrams []int32 // marks by first term × number of terms + second term

	head, body, sentence counts
	overlap              []float32 // see comparison
	scores               []float64 // by unit; see retrieve
}

func newScratch(s *subindex) *scratch {
	return &scratch{
		terms:    make([]int32, len(s.lexicon.Stems)),
		grams:    make([]int32, len(s.lexicon.Grams)),
		concepts: make([]int32, len(s.concepts.Frequency)),
		overlap:  make([]float32, len(s.phrasings.all)),
		scores:   make([]float64, len(s.units)),
	}
}

// mark prepares sc for q. unmark must follow before the next question.
func (sc *scratch) mark(q *question) {
	sc.setMarks(q, 1)
	markBigrams := func(marks []int32, bigrams []bigram) []int32 {
		size := len(q.terms) * len(q.terms)
		marks = slices.Grow(marks[:0], size)[:size]
		clear(marks)
		for i, b := range bigrams {
			marks[b.first*len(q.terms)+b.second] = int32(i + 1)
		}
		return marks
	}
	sc.bigrams = markBigrams(sc.bigrams, q.bigrams)
	sc.contentBigrams = markBigrams(sc.contentBigrams, q.contentBigrams)
	for _, c := range []*counts{&sc.head, &sc.body, &sc.sentence} {
		c.resize(q)
	}
}

func (sc *scratch) unmark(q *question) { sc.setMarks(q, 0) }

// setMarks marks what q has by its position, or with factor 0 takes the marks off.
func (sc *scratch) setMarks(q *question, factor int) {
	for i, t := range q.terms {
		if t.id != vocab.UnknownStem {
			sc.terms[t.id] = int32(factor * (i + 1))
		}
	}
	for i, gram := range q.features.grams {
		sc.grams[gram] = int32(factor * (i + 1))
	}
	for i, c := range q.features.concepts {
		sc.concepts[c.id] = int32(factor * (i + 1))
	}
}

// count sets c to how often segment i of p has each thing that is marked.
func (sc *scratch) count(c *counts, p passage, i int) {
	clear(c.all)
	l := p.lexicon
	increment := func(counts []float64, mark int32) {
		if mark > 0 {
			counts[mark-1]++
		}
	}
	previous, previousContent := -1, -1 // terms of the question; -1 for other words
	terms := len(c.terms)
	for _, word := range p.wordsOf(i) {
		stem := l.StemOf[word]
		term := int(sc.terms[stem]) - 1
		if term >= 0 {
			c.terms[term]++
			if previous >= 0 {
				increment(c.bigrams, sc.bigrams[previous*terms+term])
			}
			if previousContent >= 0 {
				increment(c.contentBigrams, sc.contentBigrams[previousContent*terms+term])
			}
		}
		previous = term
		if !l.Stop[stem] {
			previousContent = term
		}
		for _, gram := range l.GramsOf(word) {
			increment(c.grams, sc.grams[gram])
		}
	}
	for _, concept := range p.conceptsOf(i) {
		increment(c.concepts, sc.concepts[concept])
	}
}
