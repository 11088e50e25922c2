package index

import (
	"math"

	"alliancebot/index/internal/vocab"
)

// A Feature is a number that the verdict depends on, scaled to about 1.
type Feature int

// The features of a question and the unit that ranks first for it.
const (
	Coverage               Feature = iota // weighted coverage of the question by the unit
	SentenceCoverage                      // the same by its best sentence and its head
	CorpusCoverage                        // the same by the whole corpus
	FieldScore                            // score of the fields over that of a unit that has each word once
	Similarity                            // with the nearest phrasings
	MaxSimilarity                         // with the closest phrasing
	Margin                                // lead over the second unit, as a fraction of the score
	QuestionLength                        // ln(1 + content words of the question)
	OutOfVocabulary                       // weight of the heaviest word that neither the unit nor general English has
	AnswerTypeMismatch                    // 1 if the question asks for a number or date and the unit has none
	UnanswerableSimilarity                // by how much an unanswerable question is closer than MaxSimilarity
	UnanswerableLLR                       // by how much unanswerable questions are likelier, between -1 and 1
	NumFeatures
)

// FeatureNames are the names of the features, in their order.
var FeatureNames = [NumFeatures]string{
	"coverage", "sentence coverage", "corpus coverage", "field score", "similarity", "max similarity", "margin",
	"question length", "out of vocabulary", "answer type mismatch", "unanswerable similarity", "unanswerable LLR",
}

// FeatureVector holds the values of all features.
type FeatureVector [NumFeatures]float64

// llrScale is from which difference on UnanswerableLLR hardly grows: a single rare
// word must not outweigh all other features.
const llrScale = 2

// verdictFeatures returns the features of q and the first of r's units, which must
// exist.
func (s *Snapshot) verdictFeatures(q *question, r ranking) FeatureVector {
	first := &r.units[0]
	v := FeatureVector{
		Coverage:               q.weightedCoverage(first.coverage),
		SentenceCoverage:       q.weightedCoverage(first.sentenceCoverage),
		FieldScore:             s.fieldScore(first) / q.weight(),
		Similarity:             first.phrasing.similarity,
		MaxSimilarity:          first.phrasing.maxSimilarity,
		Margin:                 1,
		QuestionLength:         math.Log1p(float64(len(q.content))),
		UnanswerableSimilarity: r.unanswerable.maxSimilarity - first.phrasing.maxSimilarity,
		UnanswerableLLR:        math.Tanh((r.unanswerable.llr - first.phrasing.llr) / llrScale),
	}
	coverage, maxWeight := make([]float64, len(q.terms)), s.stats.idf(0, 0)
	for i, t := range q.terms {
		if t.stop {
			continue
		}
		coverage[i] = s.corpusCoverage(q, &t)
		if t.frequency == 0 {
			v[OutOfVocabulary] = max(v[OutOfVocabulary], t.weight/maxWeight*(1-first.coverage[i]))
		}
	}
	v[CorpusCoverage] = q.weightedCoverage(coverage)
	if len(r.units) > 1 && first.score > 0 {
		v[Margin] = 1 - r.units[1].score/first.score
	}
	if !s.passages[first.unit].answerTypes[q.answerType] {
		v[AnswerTypeMismatch] = 1
	}
	return v
}

// corpusCoverage returns how surely the corpus's units have t or a concept it names,
// 0 to 1.
func (s *Snapshot) corpusCoverage(q *question, t *term) float64 {
	if t.id != vocab.UnknownStem && s.stats.stems[t.id] > 0 {
		return 1
	}
	var coverage float64
	for _, at := range t.concepts {
		if c := q.features.concepts[at]; s.stats.concepts[c.id] > 0 {
			coverage = max(coverage, c.confidence)
		}
	}
	return coverage
}
