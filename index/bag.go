package index

import "slices"

// bag is what a question or a phrasing holds, each thing once: what two
// questions are compared by.
type bag struct {
	stems    []stemID
	pairs    [][2]stemID // neighbours
	concepts []concept
	grams    []gramID
	// strangers are the words that the corpus does not hold, each as its
	// share of general English.
	strangers []float64
}

// concept is a concept that is asked for, and how surely it is, 0 to 1.
type concept struct {
	id    conceptID
	faith float64
}

// read makes b what words hold, which all are of the lexicon. It keeps b's room.
func (b *bag) read(words []wordID, l *lexicon, c *concepts) {
	*b = bag{stems: b.stems[:0], pairs: b.pairs[:0], concepts: b.concepts[:0], grams: b.grams[:0]}
	stems := l.stemsOf(words)
	for i, word := range words {
		b.stems = addOnce(b.stems, stems[i])
		for _, gram := range l.gramsOf[word] {
			b.grams = addOnce(b.grams, gram)
		}
		if i > 0 {
			b.pairs = addOnce(b.pairs, [2]stemID{stems[i-1], stems[i]})
		}
	}
	for mention := range c.asked.find(stems) {
		b.addConcept(mention)
	}
}

// addConcept adds what is mentioned, or more faith in it, and returns its place.
func (b *bag) addConcept(m mention) int {
	place := slices.IndexFunc(b.concepts, func(c concept) bool { return c.id == m.concept })
	if place < 0 {
		place = len(b.concepts)
		b.concepts = append(b.concepts, concept{id: m.concept})
	}
	b.concepts[place].faith = max(b.concepts[place].faith, m.weight)
	return place
}

func addOnce[T comparable](list []T, thing T) []T {
	if slices.Contains(list, thing) {
		return list
	}
	return append(list, thing)
}
