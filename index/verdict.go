package index

import (
	"cmp"
	"math"
	"slices"

	"alliancebot/corpus"
)

// An EvidenceKind is what a verdict rests on: it decides which features matter.
type EvidenceKind int

// The kinds of evidence.
const (
	PassageEvidence  EvidenceKind = iota // the text of a passage
	FAQEvidence                          // the question and answer of a FAQ entry
	PhrasingEvidence                     // the phrasings of either
	NumEvidenceKinds
)

// manyPhrasings is how many phrasings of a unit cover what can be asked of it, so that
// a question unlike all of them is not answered by it.
const manyPhrasings = 20

// tieMargin is a lead too small to choose by, as a fraction of the score. Of questions
// written for the story it takes the answer from one in a hundred, half of them wrong.
const tieMargin = 0.01

// model is a logistic model of the probability that the first unit answers the
// question, and the probability that each verdict takes.
type model struct {
	bias            float64
	weights         FeatureVector
	answer, suggest float64
}

// judgment is a verdict and how it was reached.
type judgment struct {
	verdict    Verdict
	kind       EvidenceKind
	confidence float64 // that the first unit answers
}

// judge returns the verdict on r. A unit with only a few phrasings is judged both by
// them and by its text; the more favorable judgment counts.
func (s *Snapshot) judge(q *question, r ranking) judgment {
	if len(r.units) == 0 || q.isMostlyUnknown() {
		return judgment{verdict: None}
	}
	v := s.verdictFeatures(q, r)
	first := s.corpus.Units[r.units[0].unit]
	// Without phrasings leads are small in general and mean nothing.
	tied := len(first.Phrasings) > 0 && v[Margin] < tieMargin
	judgeBy := func(kind EvidenceKind) judgment {
		m := &models[kind]
		j := judgment{verdict: None, kind: kind, confidence: m.probability(v)}
		switch {
		case j.confidence >= m.answer && !tied:
			j.verdict = Answered
		case j.confidence >= m.suggest:
			j.verdict = Suggested
		}
		return j
	}
	textKind := PassageEvidence
	if first.Kind == corpus.FAQ {
		textKind = FAQEvidence
	}
	switch {
	case len(first.Phrasings) == 0:
		return judgeBy(textKind)
	case len(first.Phrasings) >= manyPhrasings:
		return judgeBy(PhrasingEvidence)
	}
	byText, byPhrasings := judgeBy(textKind), judgeBy(PhrasingEvidence)
	order := []Verdict{None, Suggested, Answered}
	if cmp.Or(
		cmp.Compare(slices.Index(order, byPhrasings.verdict), slices.Index(order, byText.verdict)),
		cmp.Compare(byPhrasings.confidence, byText.confidence),
	) > 0 {
		return byPhrasings
	}
	return byText
}

func (m *model) probability(v FeatureVector) float64 {
	logOdds := m.bias
	for i, weight := range m.weights {
		logOdds += weight * v[i]
	}
	return 1 / (1 + math.Exp(-logOdds))
}
