package vocab

import (
	"iter"
	"slices"

	"alliancebot/corpus"
)

// A ConceptID is the position of a group of synonyms in a corpus's vocabulary.
type ConceptID int32

// Concepts finds the concepts that a vocabulary's groups of synonyms stand for. A
// question may name a concept in words that do not mean it in a story.
type Concepts struct {
	InText, InQuestion Matcher
	Frequency          []float64 // by ConceptID: of its single words in general English
}

// Matcher holds the synonyms of concepts by their first stem. Stems after those of the
// last synonym are missing.
type Matcher [][]synonym

type synonym struct {
	rest       []StemID // after the first
	concept    ConceptID
	confidence float64
}

// Occurrence is one place where a text names a concept.
type Occurrence struct {
	Concept    ConceptID
	Confidence float64 // that it means the concept, 0 to 1
	Start, End int     // words
}

// generalConfidence is the confidence in the built-in synonyms of general English:
// words that mean the same in most stories may not in this one. 1 loses half a point
// of Hit@1 on SQuAD's articles, 0.3 as much on CLINC.
const generalConfidence = 0.7

// NewConcepts returns the concepts of the groups and adds their words to l.
func NewConcepts(groups []corpus.Synonyms, l *Lexicon) *Concepts {
	c := &Concepts{Frequency: make([]float64, len(groups))}
	for i, group := range groups {
		id, confidence := ConceptID(i), group.Weight
		if group.File == "" {
			confidence *= generalConfidence
		}
		l.quiet = group.File == "" // general words are no repairs
		for _, phrase := range group.Mean {
			stems := l.StemsOf(l.AddText(phrase))
			c.InText.add(stems, id, confidence)
			if group.File != "" || len(group.Say) == 0 {
				c.InQuestion.add(stems, id, confidence)
			} // else what people say may have several meanings that are not each other's
			if len(stems) == 1 {
				c.Frequency[id] += l.Frequency[stems[0]]
			}
		}
		for _, phrase := range group.Say {
			c.InQuestion.add(l.StemsOf(l.Add(l.Language.Words(phrase))), id, confidence)
		}
	}
	l.quiet = false
	return c
}

func (m *Matcher) add(stems []StemID, concept ConceptID, confidence float64) {
	if len(stems) == 0 {
		return
	}
	first := stems[0]
	if missing := int(first) + 1 - len(*m); missing > 0 {
		*m = append(*m, make([][]synonym, missing)...)
	}
	(*m)[first] = append((*m)[first], synonym{rest: stems[1:], concept: concept, confidence: confidence})
}

// Find yields every occurrence of a concept in a text's stems, in order.
func (m Matcher) Find(stems []StemID) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		for i, first := range stems {
			if first == UnknownStem || int(first) >= len(m) {
				continue
			}
			for _, s := range m[first] {
				end := i + 1 + len(s.rest)
				if end > len(stems) || !slices.Equal(stems[i+1:end], s.rest) {
					continue
				}
				if !yield(Occurrence{Concept: s.concept, Confidence: s.confidence, Start: i, End: end}) {
					return
				}
			}
		}
	}
}
