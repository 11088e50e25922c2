package index

import (
	"cmp"
	"math"

	"alliancebot/corpus"
)

// A Footing is what a verdict can stand on: which signals tell depends on it.
type Footing int

// The footings, by the unit that came first.
const (
	OnPassage   Footing = iota // a passage as it stands
	OnFAQ                      // a FAQ entry as it stands
	OnPhrasings                // the phrasings of either
	NumFootings
)

// manyPhrasings is how many phrasings of a unit cover what can be asked of it,
// so that a question unlike them all is not answered by it.
const manyPhrasings = 20

// model is a logistic model of how probable it is that the unit that came
// first answers the question, and what probability each verdict takes.
type model struct {
	bias            float64
	weights         Signals
	answer, suggest float64
}

// judgement is a verdict, what it stands on and how probable it is that the
// first unit answers.
type judgement struct {
	verdict    Verdict
	on         Footing
	confidence float64
}

// judge draws the verdict on r. A unit with a few phrasings is judged by them
// and as it stands; what speaks more for it counts.
func (s *snapshot) judge(q *question, r ranking) judgement {
	if len(r.units) == 0 || q.isStrange() {
		return judgement{verdict: None}
	}
	signals := s.readSignals(q, r)
	if first := s.corpus.Units[r.units[0].unit]; 0 < len(first.Phrasings) && len(first.Phrasings) < manyPhrasings {
		byPhrasings, asItStands := s.judgeOn(OnPhrasings, r, signals), s.judgeOn(asItStands(first), r, signals)
		if byPhrasings.surer(asItStands) {
			return byPhrasings
		}
		return asItStands
	}
	return s.judgeOn(s.footing(r), r, signals)
}

func (s *snapshot) judgeOn(on Footing, r ranking, signals Signals) judgement {
	m := &models[on]
	j := judgement{verdict: None, on: on, confidence: m.probability(signals)}
	switch {
	case j.confidence >= m.answer && !s.tied(r, signals):
		j.verdict = Answered
	case j.confidence >= m.suggest:
		j.verdict = Suggested
	}
	return j
}

// surer tells whether j speaks more for the first unit than o does.
func (j judgement) surer(o judgement) bool {
	rank := map[Verdict]int{None: 0, Suggested: 1, Answered: 2}
	return cmp.Or(cmp.Compare(rank[j.verdict], rank[o.verdict]), cmp.Compare(j.confidence, o.confidence)) > 0
}

// tieMargin is a lead too small to choose by, as a share of the score. Of
// questions written for the story it takes the answer from one in a hundred,
// half of them wrong.
const tieMargin = 0.01

// tied tells whether the first two of r are so close that both should be shown.
// Where nobody wrote phrasings leads are small altogether and tell nothing.
func (s *snapshot) tied(r ranking, signals Signals) bool {
	return s.footing(r) == OnPhrasings && signals[Margin] < tieMargin
}

// footing returns what a verdict on r, which must have a unit, stands on first.
func (s *snapshot) footing(r ranking) Footing {
	first := s.corpus.Units[r.units[0].unit]
	if len(first.Phrasings) > 0 {
		return OnPhrasings
	}
	return asItStands(first)
}

func asItStands(u *corpus.Unit) Footing {
	if u.Kind == corpus.FAQ {
		return OnFAQ
	}
	return OnPassage
}

func (m *model) probability(signals Signals) float64 {
	odds := m.bias
	for i, weight := range m.weights {
		odds += weight * signals[i]
	}
	return 1 / (1 + math.Exp(-odds))
}
