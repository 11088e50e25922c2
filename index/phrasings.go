package index

import (
	"math"

	"alliancebot/corpus"
)

// phrasings is an index of the known ways to ask for each unit, and of known
// questions that no unit answers. A question is compared to questions there,
// since it seldom has the words of its answer.
type phrasings struct {
	all     []phrasing // group by group
	groups  []group    // a unit each, then the unanswered
	groupOf []int      // by unit; noGroup if it has no phrasings
	weights []float64  // of all that a phrasing holds

	// What phrasings share.
	stems    []shared // by stemID
	grams    []shared // by gramID
	concepts []shared // by conceptID
	pairs    []shared // by pairIDs
	pairIDs  map[[2]stemID]int32
}

// phrasing is one way to ask for a unit.
type phrasing struct {
	corpus.Phrasing
	group int // position in phrasings.groups
}

// group is the phrasings that stand together.
type group struct {
	unit       int // position in Corpus.Units; meaningless for the unanswered
	first, end int // in phrasings.all
}

const noGroup = -1

// shared is a thing that phrasings share.
type shared struct {
	holders []int32   // the phrasings that hold it
	faiths  []float32 // how surely each does; nil if all do for sure
	weight  float64   // in a comparison of two questions
	lifts   []lift
}

// newPhrasings indexes the ways to ask for the units of a corpus and the
// questions none of them answers, numbering their words.
func newPhrasings(c *corpus.Corpus, l *lexicon, known *concepts) *phrasings {
	p := &phrasings{}
	for unit, u := range c.Units {
		ways := waysToAsk(u)
		if len(ways) == 0 {
			p.groupOf = append(p.groupOf, noGroup)
			continue
		}
		p.groupOf = append(p.groupOf, len(p.groups))
		p.add(unit, ways)
	}
	p.add(len(c.Units), unanswered(c))

	words := make([][]wordID, len(p.all))
	for i, text := range wordsOf(p.texts()) {
		words[i] = l.number(text)
	}
	p.stems, p.grams, p.concepts = make([]shared, len(l.stems)), make([]shared, len(l.grams)), make([]shared, len(known.common))
	p.pairs = make([]shared, 0, pairsPerPhrasing*len(p.all))
	p.pairIDs = make(map[[2]stemID]int32, pairsPerPhrasing*len(p.all))
	var held bag
	for i := range p.all {
		held.read(words[i], l, known)
		p.enter(int32(i), &held)
	}
	p.weighShared(l, known)
	return p
}

// pairsPerPhrasing is how many new pairs a phrasing brings, about.
const pairsPerPhrasing = 4

// add makes ways the next group.
func (p *phrasings) add(unit int, ways []corpus.Phrasing) {
	first := len(p.all)
	for _, way := range ways {
		p.all = append(p.all, phrasing{Phrasing: way, group: len(p.groups)})
	}
	p.groups = append(p.groups, group{unit: unit, first: first, end: len(p.all)})
}

func (p *phrasings) texts() []string {
	texts := make([]string, len(p.all))
	for i := range p.all {
		texts[i] = p.all[i].Text
	}
	return texts
}

// waysToAsk returns a unit's phrasings. The question of a FAQ entry is one
// more, but not the only one: its head says as much.
func waysToAsk(u *corpus.Unit) []corpus.Phrasing {
	if u.Kind != corpus.FAQ || len(u.Phrasings) == 0 {
		return u.Phrasings
	}
	return append([]corpus.Phrasing{{Text: u.Question}}, u.Phrasings...)
}

func unanswered(c *corpus.Corpus) []corpus.Phrasing {
	var all []corpus.Phrasing
	for _, text := range c.Unanswered {
		all = append(all, corpus.Phrasing{Text: text})
	}
	return all
}

// enter notes that phrasing i holds what is in held.
func (p *phrasings) enter(i int32, held *bag) {
	for _, stem := range held.stems {
		p.stems[stem].enter(i)
	}
	for _, gram := range held.grams {
		p.grams[gram].enter(i)
	}
	for _, concept := range held.concepts {
		thing := &p.concepts[concept.id]
		thing.enter(i)
		thing.faiths = append(thing.faiths, float32(concept.faith))
	}
	for _, pair := range held.pairs {
		id, known := p.pairIDs[pair]
		if !known {
			id = int32(len(p.pairs))
			p.pairIDs[pair] = id
			p.pairs = append(p.pairs, shared{})
		}
		p.pairs[id].enter(i)
	}
}

// enter notes that phrasing i holds the thing.
func (thing *shared) enter(i int32) { thing.holders = append(thing.holders, i) }

func (p *phrasings) weighShared(l *lexicon, known *concepts) {
	p.weights = make([]float64, len(p.all))
	for stem := range p.stems {
		p.weighOne(&p.stems[stem], alikeStem, l.common[stem])
	}
	for concept := range p.concepts {
		p.weighOne(&p.concepts[concept], alikeConcept, known.common[concept])
	}
	for gram := range p.grams {
		p.weighOne(&p.grams[gram], alikeGram, 0)
	}
	for pair := range p.pairs {
		p.weighOne(&p.pairs[pair], alikePair, 0)
	}
}

func (p *phrasings) weighOne(thing *shared, factor, common float64) {
	thing.weight = factor * p.idf(len(thing.holders), common)
	thing.lifts = p.lifts(thing.holders)
	for holder, i := range thing.holders {
		weight := thing.weight
		if thing.faiths != nil {
			weight *= float64(thing.faiths[holder])
		}
		p.weights[i] += weight
	}
}

// General English is mixed into the idf of phrasings as into that of units:
// priorPhrasings questions, each of phrasingWords words.
const (
	priorPhrasings = 5 * priorUnits
	phrasingWords  = 10
)

// idf weighs a thing that holders phrasings hold and that is the given share
// of all words of general English.
func (p *phrasings) idf(holders int, common float64) float64 {
	inQuestion := 1 - math.Exp(-phrasingWords*common)
	return idf(float64(holders)+priorPhrasings*inQuestion, float64(len(p.all))+priorPhrasings)
}

// match compares a question to the phrasings of each group. alike is working
// space, one place for each phrasing.
func (p *phrasings) match(held bag, alike []float32) []match {
	matches := make([]match, len(p.groups))
	p.compare(held, alike, matches)
	p.incline(held, matches)
	return matches
}

// ofUnit returns the one of matches, which match made, that is of unit.
func (p *phrasings) ofUnit(unit int, matches []match) match {
	if group := p.groupOf[unit]; group != noGroup {
		return matches[group]
	}
	return match{closest: noPhrasing}
}

// match is how alike a question is to the phrasings of a group.
type match struct {
	likeness float64 // 0 to 1, over the nearest phrasings
	best     float64 // 0 to 1, of the closest
	closest  int     // its position in phrasings.all; noPhrasing if none is alike at all
	lean     float64 // what all phrasings of the group together say; see incline
}

const noPhrasing = -1
