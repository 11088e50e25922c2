package index

import (
	"cmp"
	"context"
	"slices"

	"alliancebot/corpus"
)

// weights say how much each field counts in a unit's score.
type weights [numFields]float64

// The fields' weights, by kind of unit. A FAQ entry's question asks in the
// words of those who ask, a story's headings say less of each passage. Fitted
// by hand, one at a time, on SQuAD's articles (passages) and on StackFAQ and
// CLINC (FAQ entries); doubling or halving any one moves Hit@1 by less than a
// point.
var (
	passageWeights = weights{
		bodyWords: 1, headWords: 1, wordPairs: .45, contentPairs: .45,
		sentenceWords: .5, sentenceConcepts: .3, sentenceGrams: .1,
		unitConcepts: .6, unitGrams: .2,
	}
	faqWeights = weights{
		bodyWords: .75, headWords: 1.6, wordPairs: .8, contentPairs: .25,
		sentenceWords: 1, sentenceConcepts: .3, sentenceGrams: .1,
		unitConcepts: .8, unitGrams: .25,
	}
)

// What the phrasings of a unit count beside the fields, which together give
// about 1 to a unit that holds every word of the question once. On questions
// written for the story fields alone find 49 of 100 answers, with likeness
// 92, with lean too 95; twice or half of either loses less than one.
const (
	likenessWeight = 12
	leanWeight     = 0.4
)

// chanceLikeness is how alike a question is to the nearest phrasings of just
// any unit, by common words. It counts for nothing, or else units with
// phrasings would win over those without.
const chanceLikeness = 0.15

func (s *snapshot) weightsOf(unit int) *weights {
	if s.corpus.Units[unit].Kind == corpus.FAQ {
		return &faqWeights
	}
	return &passageWeights
}

// ranking is the units that may answer a question, best first.
type ranking struct {
	units      []evidence
	unanswered match // how alike the question is to those that nothing answers
}

// rank ranks the units that may answer q; ties keep the order of the corpus.
func (s *snapshot) rank(ctx context.Context, q *question) (ranking, error) {
	d := s.desks.Get().(*desk)
	defer s.desks.Put(d)
	return s.rankAt(ctx, d, q)
}

// rankAt ranks as rank does, and leaves on d how alike q is to each phrasing.
func (s *snapshot) rankAt(ctx context.Context, d *desk, q *question) (ranking, error) {
	units, err := s.recall(ctx, q)
	if err != nil {
		return ranking{}, err
	}
	matches := s.phrasings.match(q.bag, d.alike)
	r := ranking{
		units:      s.weigh(d, q, s.phrasings.addAlike(units, matches)),
		unanswered: matches[len(matches)-1],
	}
	for i := range r.units {
		e := &r.units[i]
		e.phrasing = s.phrasings.ofUnit(e.unit, matches)
		e.score = s.fieldScore(e)/q.weight() + likenessWeight*e.phrasing.beyondChance() + leanWeight*e.phrasing.lean
	}
	slices.SortFunc(r.units, func(a, b evidence) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
	})
	return r, nil
}

// addAlike adds to units those that the question is like a phrasing of.
func (p *phrasings) addAlike(units []int, matches []match) []int {
	for g, group := range p.groups[:len(p.groups)-1] {
		if matches[g].closest != noPhrasing && !slices.Contains(units, group.unit) {
			units = append(units, group.unit)
		}
	}
	return units
}

// fieldScore sums up the fields of e.
func (s *snapshot) fieldScore(e *evidence) float64 {
	var score float64
	for i, weight := range s.weightsOf(e.unit) {
		score += weight * e.fields[i]
	}
	return score
}

// beyondChance returns the likeness above what it is for just any unit.
func (m match) beyondChance() float64 { return max(0, m.likeness-chanceLikeness) }
