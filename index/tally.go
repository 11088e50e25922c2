package index

// tally counts how often each thing a question is made of stands in a text.
type tally struct {
	all []float64 // behind the others
	// By place in the question's lists of the same names.
	terms, pairs, contentPairs, grams, concepts []float64
}

// reset makes t a tally of nothing for q.
func (t *tally) reset(q *question) {
	size := len(q.terms) + len(q.neighbours) + len(q.contentPairs) + len(q.grams) + len(q.concepts)
	if cap(t.all) < size {
		t.all = make([]float64, size)
	}
	t.all = t.all[:size]
	clear(t.all)
	rest := t.all
	for _, part := range []struct {
		counts *[]float64
		size   int
	}{
		{&t.terms, len(q.terms)}, {&t.pairs, len(q.neighbours)}, {&t.contentPairs, len(q.contentPairs)},
		{&t.grams, len(q.grams)}, {&t.concepts, len(q.concepts)},
	} {
		*part.counts, rest = rest[:part.size], rest[part.size:]
	}
}

func (t *tally) add(o *tally) { addCounts(t.all, o.all) }

func addCounts(to, from []float64) {
	for i, count := range from {
		to[i] += count
	}
}

// desk is the working space for weighing units against one question: where
// each thing of a corpus stands in the question, plus 1; 0 if it does not. And
// how alike the question is to each phrasing.
type desk struct {
	terms                []int32   // by stemID
	grams                []int32   // by gramID
	concepts             []int32   // by conceptID
	pairs, contentPairs  []int32   // by first term × terms of the question + second
	alike                []float32 // by phrasing
	head, body, sentence tally
}

func newDesk(s *snapshot) *desk {
	return &desk{
		terms:    make([]int32, len(s.lexicon.stems)),
		grams:    make([]int32, len(s.lexicon.grams)),
		concepts: make([]int32, len(s.concepts.common)),
		alike:    make([]float32, len(s.phrasings.all)),
	}
}

// lay marks what q is made of. clear takes the marks off again.
func (d *desk) lay(q *question) {
	for i, term := range q.terms {
		if term.id != unknown {
			d.terms[term.id] = int32(i + 1)
		}
	}
	for i, gram := range q.grams {
		d.grams[gram] = int32(i + 1)
	}
	for i, concept := range q.concepts {
		d.concepts[concept.id] = int32(i + 1)
	}
	d.pairs = layPairs(d.pairs, q.neighbours, len(q.terms))
	d.contentPairs = layPairs(d.contentPairs, q.contentPairs, len(q.terms))
}

func layPairs(table []int32, pairs []pair, terms int) []int32 {
	if cap(table) < terms*terms {
		table = make([]int32, terms*terms)
	}
	table = table[:terms*terms]
	clear(table)
	for i, p := range pairs {
		table[p.first*terms+p.second] = int32(i + 1)
	}
	return table
}

func (d *desk) clear(q *question) {
	for _, term := range q.terms {
		if term.id != unknown {
			d.terms[term.id] = 0
		}
	}
	for _, gram := range q.grams {
		d.grams[gram] = 0
	}
	for _, concept := range q.concepts {
		d.concepts[concept.id] = 0
	}
}

// count adds what stands in s to t, which is a tally for the question laid.
func (d *desk) count(t *tally, s *segment, l *lexicon) {
	previous, previousContent := -1, -1 // terms of the question; -1 for other words
	terms := len(t.terms)
	for _, word := range s.words {
		stem := l.stemOf[word]
		term := int(d.terms[stem]) - 1
		if term >= 0 {
			t.terms[term]++
			if previous >= 0 {
				increment(t.pairs, d.pairs[previous*terms+term])
			}
			if previousContent >= 0 {
				increment(t.contentPairs, d.contentPairs[previousContent*terms+term])
			}
		}
		previous = term
		if !l.stop[stem] {
			previousContent = term
		}
		for _, gram := range l.gramsOf[word] {
			increment(t.grams, d.grams[gram])
		}
	}
	for _, concept := range s.concepts {
		increment(t.concepts, d.concepts[concept])
	}
}

// increment counts the thing at a marked place; place 0 is no place.
func increment(counts []float64, place int32) {
	if place > 0 {
		counts[place-1]++
	}
}
