package index

import (
	"math"

	"alliancebot/corpus"
)

// A Footing is what a verdict can stand on: which signals tell depends on it.
type Footing int

// The footings, by the unit that came first.
const (
	OnPassage   Footing = iota // a passage nobody wrote phrasings for
	OnFAQ                      // a FAQ entry nobody wrote phrasings for
	OnPhrasings                // a unit with phrasings
	NumFootings
)

// model is a logistic model of how probable it is that the unit that came
// first answers the question, and what probability each verdict takes.
type model struct {
	bias            float64
	weights         Signals
	answer, suggest float64
}

// judge draws the verdict and how probable it is that r's first unit answers.
func (s *snapshot) judge(q *question, r ranking) (Verdict, float64) {
	if len(r.units) == 0 {
		return None, 0
	}
	m := &models[s.footing(r)]
	signals := s.readSignals(q, r)
	switch p := m.probability(signals); {
	case p >= m.answer && !s.tied(r, signals):
		return Answered, p
	case p >= m.suggest:
		return Suggested, p
	default:
		return None, p
	}
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

// footing returns what a verdict on r, which must have a unit, stands on.
func (s *snapshot) footing(r ranking) Footing {
	switch first := s.corpus.Units[r.units[0].unit]; {
	case len(first.Phrasings) > 0:
		return OnPhrasings
	case first.Kind == corpus.FAQ:
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
