package index

import (
	"iter"
	"slices"

	"alliancebot/corpus"
)

// A conceptID numbers the groups of a corpus's vocabulary.
type conceptID int32

// concepts finds what the vocabulary's groups mean in texts: as they are told
// in a story, or as they are asked for in a question or phrasing.
type concepts struct {
	told, asked members
	common      []float64 // by conceptID: share of general English of what is told
}

// members are ways of putting concepts, by their first stem.
type members map[stemID][]member

// member is one way of putting a concept.
type member struct {
	rest    []stemID // after the first
	concept conceptID
	weight  float64
}

// mention is one place where a text puts a concept.
type mention struct {
	concept    conceptID
	weight     float64
	start, end int // words
}

// generalFaith is how sure the program's own groups of general English are,
// beside a story's own: words that mean the same in most stories may not in
// this one. On SQuAD's articles 1 loses half a point of Hit@1, on CLINC 0.3
// loses as much.
const generalFaith = 0.7

func newConcepts(vocabulary []corpus.Synonyms, l *lexicon) *concepts {
	c := &concepts{
		told:   make(members),
		asked:  make(members),
		common: make([]float64, len(vocabulary)),
	}
	for i, group := range vocabulary {
		id := conceptID(i)
		faith := group.Weight
		if group.File == "" {
			faith *= generalFaith
		}
		for _, phrase := range group.Mean {
			stems := l.stemsOf(l.read(phrase))
			c.told.add(stems, id, faith)
			c.asked.add(stems, id, faith)
			if len(stems) == 1 {
				c.common[id] += l.common[stems[0]]
			}
		}
		for _, phrase := range group.Say {
			c.asked.add(l.stemsOf(l.read(phrase)), id, faith)
		}
	}
	return c
}

func (m members) add(stems []stemID, concept conceptID, weight float64) {
	if len(stems) > 0 {
		m[stems[0]] = append(m[stems[0]], member{rest: stems[1:], concept: concept, weight: weight})
	}
}

// find yields every mention of a concept in a text's stems, in order.
func (m members) find(stems []stemID) iter.Seq[mention] {
	return func(yield func(mention) bool) {
		for i, first := range stems {
			for _, way := range m[first] {
				end := i + 1 + len(way.rest)
				if end > len(stems) || !slices.Equal(stems[i+1:end], way.rest) {
					continue
				}
				if !yield(mention{concept: way.concept, weight: way.weight, start: i, end: end}) {
					return
				}
			}
		}
	}
}
