package index

import (
	"slices"

	"alliancebot/index/internal/vocab"
)

// features are what two questions are compared by: the things that a question or
// phrasing has, each once.
type features struct {
	stems    []vocab.StemID
	bigrams  [][2]vocab.StemID // adjacent stems
	concepts []concept
	grams    []vocab.GramID
	// outOfVocabulary are the words that the corpus lacks, each as its relative
	// frequency in general English.
	outOfVocabulary []float64
}

// concept is a concept that a question names.
type concept struct {
	id         vocab.ConceptID
	confidence float64 // that it does, 0 to 1
}

// set fills f from words of the lexicon, reusing f's slices.
func (f *features) set(words []vocab.WordID, l *vocab.Lexicon, concepts *vocab.Concepts) {
	*f = features{stems: f.stems[:0], bigrams: f.bigrams[:0], concepts: f.concepts[:0], grams: f.grams[:0]}
	stems := l.StemsOf(words)
	for i, word := range words {
		f.stems = addOnce(f.stems, stems[i])
		for _, gram := range l.GramsOf(word) {
			f.grams = addOnce(f.grams, gram)
		}
		if i > 0 {
			f.bigrams = addOnce(f.bigrams, [2]vocab.StemID{stems[i-1], stems[i]})
		}
	}
	for found := range concepts.InQuestion.Find(stems) {
		f.addConcept(found)
	}
}

// addConcept adds the concept found, or raises its confidence, and returns its
// position.
func (f *features) addConcept(found vocab.Occurrence) int {
	at := slices.IndexFunc(f.concepts, func(c concept) bool { return c.id == found.Concept })
	if at < 0 {
		at = len(f.concepts)
		f.concepts = append(f.concepts, concept{id: found.Concept})
	}
	f.concepts[at].confidence = max(f.concepts[at].confidence, found.Confidence)
	return at
}

func addOnce[T comparable](list []T, item T) []T {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}
