package index

import "math"

// A Signal is one thing the verdict is drawn from: a number of the size of 1.
type Signal int

// The signals of a question and the unit that came first for it.
const (
	Coverage   Signal = iota // share of the question's content that the unit holds, by idf
	InSentence               // the same of its best sentence and its head
	InCorpus                 // the same of the whole corpus
	Density                  // score of the fields over that of a unit with each word once
	Likeness                 // how alike the nearest phrasings are
	Closest                  // how alike the closest phrasing is
	Margin                   // lead over the second unit, as a share of the score
	Length                   // ln(1 + content words of the question)
	Stranger                 // weight of the heaviest word that neither the unit nor general English knows
	Mismatch                 // 1 if a number or date is asked for and the unit has none
	Unanswered               // how much closer than Closest a question is that nothing answers
	LeanAway                 // how much more the question leans to those that nothing answers, within -1 and 1
	NumSignals
)

// SignalNames are the names of the signals, in their order.
var SignalNames = [NumSignals]string{
	"coverage", "in sentence", "in corpus", "density", "likeness", "closest", "margin", "length",
	"stranger", "mismatch", "unanswered", "lean away",
}

// leanScale is from which difference on LeanAway tells little more: a single
// rare word must not outweigh all other signals.
const leanScale = 2

// Signals are the values of all signals.
type Signals [NumSignals]float64

// readSignals takes the signals of q and the first of r's units, of which there
// must be one.
func (s *snapshot) readSignals(q *question, r ranking) Signals {
	first := &r.units[0]
	signals := s.coverSignals(q, first)
	signals[Density] = s.fieldScore(first) / q.weight()
	signals[Likeness] = first.phrasing.likeness
	signals[Closest] = first.phrasing.best
	signals[Margin] = margin(r.units)
	signals[Length] = math.Log1p(float64(len(q.content())))
	if !s.passages[first.unit].offers[q.wanted] {
		signals[Mismatch] = 1
	}
	signals[Unanswered] = r.unanswered.best - first.phrasing.best
	signals[LeanAway] = math.Tanh((r.unanswered.lean - first.phrasing.lean) / leanScale)
	return signals
}

// coverSignals takes the signals of which words of q stand where.
func (s *snapshot) coverSignals(q *question, first *evidence) Signals {
	var signals Signals
	known := make([]float64, len(q.terms))
	heaviest := s.statistics.weight(0, 0)
	for i, term := range q.terms {
		if term.stop {
			continue
		}
		known[i] = s.known(q, &term)
		if commonness(term.word) == 0 {
			signals[Stranger] = max(signals[Stranger], term.weight/heaviest*(1-first.covered[i]))
		}
	}
	signals[Coverage] = q.share(first.covered)
	signals[InSentence] = q.share(first.inSentence)
	signals[InCorpus] = q.share(known)
	return signals
}

// margin is the lead of the first of units over the second, as a share of the
// first's score; 1 if there is no second.
func margin(units []evidence) float64 {
	if len(units) < 2 || units[0].score <= 0 {
		return 1
	}
	return 1 - units[1].score/units[0].score
}

// known tells how surely the units of the corpus hold what t says, 0 to 1.
func (s *snapshot) known(q *question, t *term) float64 {
	if t.id != unknown && s.statistics.stems[t.id] > 0 {
		return 1
	}
	var surest float64
	for _, place := range t.concepts {
		if concept := q.concepts[place]; s.statistics.concepts[concept.id] > 0 {
			surest = max(surest, concept.faith)
		}
	}
	return surest
}
