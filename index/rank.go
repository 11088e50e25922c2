package index

import (
	"cmp"
	"context"
	"math"
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

// A RankFeature is a number that a unit's score depends on.
type RankFeature int

// The features of a unit as the answer to a question. Those that follow them in a
// RankVector are the same at density, multiplied by how many phrasings the unit has on a
// logarithmic scale, 0 for none and 1 for 255: so that one model ranks units with many
// phrasings and with none.
const (
	TextScore      RankFeature = iota // the weighted fields over those of a unit that has each word once; 0 in a translation
	TranslatedText                    // ln(1 + 2 × the same) in a translation, 0 otherwise: only names and numbers match
	Closest                           // similarity of the closest phrasing
	ClosestSquared                    // its square: similarity by chance is small
	Next                              // mean similarity of the next two phrasings
	LLR                               // naive Bayes's log-likelihood ratio
	BoundedLLR                        // the same between -1 and 1
	Expansion                         // BM25 score of all phrasings as one text
	Regression                        // logarithm of the probability that the regression of groups gives it, 0 to 1
	HasPhrasings                      // 1 if there are any
	IsFAQ                             // 1 for a FAQ entry
	HasAmount                         // 1 if the question asks for an amount or time, and the unit has one of that kind
	OfUnit                            // 1, so that density itself counts
	NumRankFeatures
)

// RankFeatureNames are the names of the features, in their order.
var RankFeatureNames = [NumRankFeatures]string{
	"text score", "translated text", "closest", "closest squared", "next", "LLR", "bounded LLR", "expansion", "regression", "has phrasings", "is FAQ", "has amount", "of unit",
}

// RankVector holds the values or weights of all rank features, then the same at density.
type RankVector [2 * NumRankFeatures]float64

// Score returns the sum of v's values, each times its weight.
func (v *RankVector) Score(weights *RankVector) float64 {
	var score float64
	for i, weight := range weights {
		score += weight * v[i]
	}
	return score
}

// scaledLog returns the logarithm of a probability as a number from 0, for at most 1 in 10,000, to 1.
func scaledLog(probability float64) float64 {
	const least = 1e-4
	return 1 - math.Log(max(probability, least))/math.Log(least)
}

// fullDensity is the number of phrasings plus 1 for which density is 1.
const fullDensity = 256

// density returns how many phrasings a unit has, on a logarithmic scale from 0 to 1.
func (s *subindex) density(unit int) float64 {
	return min(1, math.Log1p(float64(s.phrasings.count(unit)))/math.Log(fullDensity))
}

// llrScale is from which value on a log-likelihood ratio hardly grows: a single rare
// word must not outweigh all other features.
const llrScale = 2

// rankVector returns the features of e.
func (s *subindex) rankVector(q *question, e *evidence) RankVector {
	m := &e.phrasing
	v := RankVector{
		TextScore: s.fieldScore(e) / q.weight(),
		IsFAQ:     indicator(s.units[e.unit].Kind == corpus.FAQ),
		HasAmount: indicator(q.answerTypes&quantities&s.texts.of(e.unit).answerTypes() != 0),
		OfUnit:    1,
	}
	if s.isTranslation() {
		v[TextScore], v[TranslatedText] = 0, math.Log1p(2*v[TextScore])
	}
	density := s.density(e.unit)
	if density == 0 {
		return v
	}
	v[HasPhrasings] = 1
	v[Closest], v[ClosestSquared], v[Next] = m.maxSimilarity, m.maxSimilarity*m.maxSimilarity, m.next
	v[LLR], v[BoundedLLR], v[Expansion] = m.llr, math.Tanh(m.llr/llrScale), m.expansion/q.weight()
	v[Regression] = scaledLog(m.probability)
	for i := range NumRankFeatures {
		v[NumRankFeatures+i] = v[i] * density
	}
	return v
}

// exactSimilarity is how similar a question is to a phrasing that it repeats word for
// word, or with a repaired typo. Such a question is for the phrasing's unit.
const exactSimilarity = 0.97

func (s *subindex) weightsOf(unit int) *weights {
	if s.units[unit].Kind == corpus.FAQ {
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
func (s *subindex) rank(ctx context.Context, sc *scratch, q *question) (ranking, error) {
	if err := ctx.Err(); err != nil {
		return ranking{}, err
	}
	units, err := s.retrieve(ctx, sc, q)
	if err != nil {
		return ranking{}, err
	}
	matches, comparison, err := s.phrasings.match(ctx, q, sc.overlap)
	if err != nil {
		return ranking{}, err
	}
	unanswerable := len(matches) - 1
	var similar []int // groups; the best 10 alone would find as many answers on SQuAD and CLINC
	for g := range unanswerable {
		if matches[g].closest != noPhrasing && s.has(s.phrasings.groups[g].unit) {
			similar = append(similar, g)
		}
	}
	if len(similar) > maxCandidates {
		slices.SortFunc(similar, func(a, b int) int {
			return cmp.Or(cmp.Compare(matches[b].similarity, matches[a].similarity), cmp.Compare(a, b))
		})
		similar = similar[:maxCandidates]
	}
	for _, g := range similar {
		units = append(units, s.phrasings.groups[g].unit)
	}
	slices.Sort(units)
	evidence, err := s.gatherEvidence(ctx, sc, q, slices.Compact(units))
	if err != nil {
		return ranking{}, err
	}
	r := ranking{
		units:        evidence,
		unanswerable: matches[unanswerable],
		comparison:   comparison,
	}
	for i := range r.units {
		e := &r.units[i]
		if group := s.phrasings.groupOf[e.unit]; group != noGroup {
			e.phrasing = matches[group]
		}
		e.features = s.rankVector(q, e)
		e.isEntry = q.key != "" && s.entryKeys[e.unit] == q.key
	}
	r.score(&rankWeights)
	return r, nil
}

// score scores r's units by their features, and sorts them.
func (r *ranking) score(weights *RankVector) {
	for i := range r.units {
		r.units[i].score = r.units[i].features.Score(weights) + r.units[i].bonus()
	}
	slices.SortFunc(r.units, func(a, b evidence) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
	})
}

// exactBonus is added to the score of a unit that has the question as a phrasing, so
// that it comes first.
const exactBonus = 20

func (e *evidence) bonus() float64 {
	if e.isExact() {
		return exactBonus
	}
	return 0
}

// isExact reports whether the question is a phrasing of e's unit, or its own question.
func (e *evidence) isExact() bool { return e.isEntry || e.phrasing.maxSimilarity >= exactSimilarity }

// probability returns the probability of the first unit among all that were found, if
// one of them answers.
func (r *ranking) probability() float64 {
	var sum float64
	for i := range r.units {
		sum += math.Exp(r.units[i].score - r.units[0].score)
	}
	return 1 / sum
}

// fieldScore returns the weighted sum of e's fields.
func (s *subindex) fieldScore(e *evidence) float64 {
	var score float64
	for i, weight := range s.weightsOf(e.unit) {
		score += weight * e.fields[i]
	}
	return score
}
