package index

import (
	"cmp"
	"context"
	"slices"

	"alliancebot/corpus"
)

// weights are what each field counts in a unit's score.
type weights [numFields]float64

// The fields' weights by kind of unit. A FAQ entry's question has the words of those
// who ask; a story's headings say less about each passage. Fitted by hand, one at a
// time, on SQuAD's articles (passages) and on StackFAQ and CLINC (FAQ entries);
// doubling or halving any one changes Hit@1 by less than a point.
var (
	passageWeights = weights{
		bodyWords: 1, headWords: 1, wordBigrams: .45, contentBigrams: .45,
		sentenceWords: .5, sentenceConcepts: .3, sentenceGrams: .1,
		unitConcepts: .6, unitGrams: .2,
	}
	faqWeights = weights{
		bodyWords: .75, headWords: 1.6, wordBigrams: .8, contentBigrams: .25,
		sentenceWords: 1, sentenceConcepts: .3, sentenceGrams: .1,
		unitConcepts: .8, unitGrams: .25,
	}
)

// What a unit's phrasings count beside its fields, which together give about 1 to a
// unit that has every word of the question once. On questions written for the story
// fields alone find 49 of 100 answers, with similarity 92, with naive Bayes too 95;
// twice or half of either loses less than one.
const (
	similarityWeight = 12
	naiveBayesWeight = 0.4
)

// baselineSimilarity is how similar a question is to the nearest phrasings of any
// unit, because of common words. It counts for nothing, or else units with phrasings
// would win over those without.
const baselineSimilarity = 0.15

func (s *Snapshot) weightsOf(unit int) *weights {
	if s.corpus.Units[unit].Kind == corpus.FAQ {
		return &faqWeights
	}
	return &passageWeights
}

// ranking is the units that may answer a question, best first. Its comparison uses the
// scratch that it was made with.
type ranking struct {
	units        []evidence
	unanswerable match      // with the questions that nothing answers
	comparison   comparison // with each phrasing
}

// rank ranks the units that may answer q. Ties keep the order of the corpus.
func (s *Snapshot) rank(ctx context.Context, sc *scratch, q *question) (ranking, error) {
	if err := ctx.Err(); err != nil {
		return ranking{}, err
	}
	units, err := s.retrieve(ctx, q)
	if err != nil {
		return ranking{}, err
	}
	matches, comparison := s.phrasings.match(&q.features, sc.overlap)
	unanswerable := len(matches) - 1
	var similar []int // groups; the best 10 alone would find as many answers on SQuAD and CLINC
	for g := range unanswerable {
		if matches[g].closest != noPhrasing {
			similar = append(similar, g)
		}
	}
	if len(similar) > maxCandidates {
		score := func(m match) float64 { return similarityWeight*m.aboveBaseline() + naiveBayesWeight*m.llr }
		slices.SortFunc(similar, func(a, b int) int {
			return cmp.Or(cmp.Compare(score(matches[b]), score(matches[a])), cmp.Compare(a, b))
		})
		similar = similar[:maxCandidates]
	}
	for _, g := range similar {
		units = append(units, s.phrasings.groups[g].unit)
	}
	slices.Sort(units)
	r := ranking{
		units:        s.gatherEvidence(sc, q, slices.Compact(units)),
		unanswerable: matches[unanswerable],
		comparison:   comparison,
	}
	for i := range r.units {
		e := &r.units[i]
		e.phrasing = match{closest: noPhrasing}
		if group := s.phrasings.groupOf[e.unit]; group != noGroup {
			e.phrasing = matches[group]
		}
		e.score = s.fieldScore(e)/q.weight() + similarityWeight*e.phrasing.aboveBaseline() + naiveBayesWeight*e.phrasing.llr
	}
	slices.SortFunc(r.units, func(a, b evidence) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
	})
	return r, nil
}

// fieldScore returns the weighted sum of e's fields.
func (s *Snapshot) fieldScore(e *evidence) float64 {
	var score float64
	for i, weight := range s.weightsOf(e.unit) {
		score += weight * e.fields[i]
	}
	return score
}

// aboveBaseline returns how far m's similarity exceeds baselineSimilarity.
func (m match) aboveBaseline() float64 { return max(0, m.similarity-baselineSimilarity) }
