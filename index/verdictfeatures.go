package index

import (
	"math"
	"slices"

	"alliancebot/index/internal/vocab"
)

// A Feature is a number that the verdict depends on, scaled to about 1.
type Feature int

// The features of a question and the unit that ranks first for it.
const (
	SentenceCoverage       Feature = iota // weighted coverage of the question by the unit's best sentence and its head
	ClosestCoverage                       // the same by them or its closest phrasing
	PhrasingCoverage                      // the same by the unit or all its phrasings
	SupportedCoverage                     // PhrasingCoverage, where a word of only a few phrasings counts in part
	CorpusCoverage                        // the same by the whole corpus
	HighestAffinity                       // of a content word to the corpus; see affinity
	MeanAffinity                          // of the content words
	TextEvidence                          // the weighted fields, x, over those of a unit that has each word once, as x/(1+x)
	ClosestPhrasing                       // Closest
	RankProbability                       // that the first unit answers, if any does
	QuestionLength                        // ln(1 + content words of the question)
	OutOfVocabulary                       // weight of the heaviest word that neither the unit nor general English has
	HeaviestMissing                       // weight of the heaviest word that neither the unit nor its phrasings have
	LastMissing                           // 1 if they lack the last content word
	FirstMissing                          // 1 if its best sentence, head and closest phrasing lack the first content word
	AskedMissing                          // weight of what "which", "what" or "how many" asks for that they lack
	HeaviestMissingClosest                // weight of the heaviest word that they lack
	ObjectMissing                         // weight of the heaviest word after a determiner, as in "a big boat", that they lack
	MissingRuns                           // runs of content words that neither the unit nor its phrasings have, up to 3, over 3
	SubjectMissing                        // weight of the word after an auxiliary verb, as in "why did Google", that they lack
	NameReplaced                          // HeaviestMissing, if the closest phrasing has a name that the question lacks
	AsksDetail                            // 1 if it asks for names, or for something exact
	AsksAmount                            // 1 if the question asks for an amount
	AsksDate                              // 1 if it asks for a time
	AsksPerson                            // 1 if it asks for a person
	AsksReason                            // 1 if it asks for a reason
	AsksWhich                             // 1 if it begins with "what" or "which"
	OtherAsked                            // 1 if the closest phrasing asks for none of the kinds that the question does
	AmountMismatch                        // 1 if the question asks for an amount or time of a kind that the unit lacks
	SentenceMismatch                      // the same for its best sentence
	NameMismatch                          // 1 if it asks for a person or place and the best sentence has no name
	ReasonMismatch                        // 1 if it asks for a reason and the unit has no word for one
	UnanswerableSimilarity                // of the closest unanswerable question
	UnanswerableNext                      // mean similarity of the next two
	UnanswerableLead                      // by how much that is closer than ClosestPhrasing
	RegressionFirst                       // logarithm of the probability that the regression of groups gives the unit, 0 to 1
	RegressionUnanswerable                // the same of the unanswerable questions
	Density                               // how many phrasings the unit has, on a logarithmic scale from 0 to 1
	FirstIsFAQ                            // 1 for a FAQ entry
	NumFeatures
)

// FeatureNames are the names of the features, in their order.
var FeatureNames = [NumFeatures]string{
	"sentence coverage", "closest coverage", "phrasing coverage", "supported coverage", "corpus coverage", "highest affinity", "mean affinity", "text evidence", "closest phrasing",
	"rank probability", "question length", "out of vocabulary", "heaviest missing", "last missing",
	"first missing", "asked missing", "heaviest missing closest", "object missing", "missing runs", "subject missing", "name replaced", "asks detail",
	"asks amount", "asks date", "asks person", "asks reason", "asks which", "other asked", "amount mismatch", "sentence mismatch",
	"name mismatch", "reason mismatch",
	"unanswerable similarity", "unanswerable next", "unanswerable lead", "regression", "regression unanswerable", "density", "is FAQ",
}

// FeatureVector holds the values of all features.
type FeatureVector [NumFeatures]float64

// Interactions returns v, then v at density, then v for a FAQ entry, else 0: so that one linear
// model judges units with many phrasings and with none, and entries and passages.
func (v *FeatureVector) Interactions() []float64 {
	all := make([]float64, 3*NumFeatures)
	for i, x := range v {
		all[i], all[int(NumFeatures)+i], all[2*int(NumFeatures)+i] = x, x*v[Density], x*v[FirstIsFAQ]
	}
	return all
}

// verdictFeatures returns the features of q and the first of r's units, which must
// exist.
func (s *subindex) verdictFeatures(q *question, r *ranking) FeatureVector {
	first := &r.units[0]
	v := FeatureVector{
		SentenceCoverage:       q.weightedCoverage(first.sentenceCoverage),
		TextEvidence:           s.fieldScore(first) / (q.weight() + s.fieldScore(first)),
		ClosestPhrasing:        first.features[Closest],
		RankProbability:        r.probability(),
		QuestionLength:         math.Log1p(float64(len(q.content))),
		UnanswerableSimilarity: r.unanswerable.maxSimilarity,
		UnanswerableNext:       r.unanswerable.next,
		UnanswerableLead:       r.unanswerable.maxSimilarity - first.features[Closest],
		RegressionFirst:        scaledLog(first.phrasing.probability),
		RegressionUnanswerable: scaledLog(r.unanswerable.probability),
		Density:                s.density(first.unit),
		FirstIsFAQ:             first.features[IsFAQ],
	}
	var closest []string // words
	if first.phrasing.closest != noPhrasing {
		closest = s.language.Words(s.phrasings.all[first.phrasing.closest].Text)
		v[OtherAsked] = mismatch(q.answerTypes, expectedAnswerTypes(closest))
	}
	closestCoverage := s.closestCoverage(q, first, closest)
	v[ClosestCoverage] = q.weightedCoverage(closestCoverage)
	corpusCoverage, phrasingCoverage, supported := make([]float64, len(q.terms)), s.phrasingCoverage(q, first), make([]float64, len(q.terms))
	maxWeight := s.stats.idf(0, 0)
	for i, t := range q.terms {
		if t.stop {
			continue
		}
		corpusCoverage[i] = s.corpusCoverage(q, &t)
		const half = 2 // phrasings that support a word by half
		count := s.phrasings.countWith(first.unit, t.id)
		supported[i] = max(first.coverage[i], count/(count+half))
		affinity := s.affinity(q, &t)
		v[HighestAffinity] = max(v[HighestAffinity], affinity)
		v[MeanAffinity] += affinity / float64(len(q.content))
		missing := t.weight / maxWeight * (1 - phrasingCoverage[i])
		if t.frequency == 0 {
			v[OutOfVocabulary] = max(v[OutOfVocabulary], t.weight/maxWeight*(1-first.coverage[i]))
		}
		v[HeaviestMissing] = max(v[HeaviestMissing], missing)
		v[HeaviestMissingClosest] = max(v[HeaviestMissingClosest], t.weight/maxWeight*(1-closestCoverage[i]))
	}
	v[CorpusCoverage], v[PhrasingCoverage], v[SupportedCoverage] = q.weightedCoverage(corpusCoverage), q.weightedCoverage(phrasingCoverage), q.weightedCoverage(supported)
	for i := len(q.tokens) - 1; i >= 0; i-- {
		if at := q.tokens[i]; !q.terms[at].stop {
			v[LastMissing] = 1 - phrasingCoverage[at]
			break
		}
	}
	for _, at := range q.tokens {
		if !q.terms[at].stop {
			v[FirstMissing] = 1 - closestCoverage[at]
			break
		}
	}
	v[ObjectMissing], v[MissingRuns] = q.missingThings(phrasingCoverage)
	v[ObjectMissing] /= maxWeight
	if at := q.subject(); at >= 0 {
		v[SubjectMissing] = q.terms[at].weight / maxWeight * (1 - closestCoverage[at])
	}
	if s.lacksName(q, first.unit, closest) {
		v[NameReplaced] = v[HeaviestMissing]
	}
	if at := q.asked; at >= 0 {
		v[AskedMissing] = q.terms[at].weight / maxWeight * (1 - closestCoverage[at])
	}
	v[AsksDetail] = indicator(q.asksDetail)
	p := s.texts.of(first.unit)
	inSentence := p.all()[0].answerTypes
	if p.sentences() > 0 {
		inSentence |= p.all()[1+first.bestSentence].answerTypes
	}
	v[AsksAmount], v[AsksDate] = indicator(q.answerTypes&(quantities&^date) != 0), indicator(q.answerTypes == date)
	v[AsksPerson], v[AsksReason] = indicator(q.answerTypes&person != 0), indicator(q.answerTypes&reason != 0)
	v[AsksWhich] = indicator(q.asksWhich)
	v[AmountMismatch] = mismatch(q.answerTypes&quantities, p.answerTypes())
	v[SentenceMismatch] = mismatch(q.answerTypes&quantities, inSentence)
	v[NameMismatch] = mismatch(q.answerTypes&(person|place), inSentence)
	v[ReasonMismatch] = mismatch(q.answerTypes&reason, p.answerTypes())
	return v
}

// closestCoverage returns how surely e's best sentence, its head or its closest phrasing,
// which has these words, have each term of q, 0 to 1.
func (s *subindex) closestCoverage(q *question, e *evidence, closest []string) []float64 {
	coverage := slices.Clone(e.sentenceCoverage)
	for _, word := range closest {
		stem := s.language.Stem(word)
		if at := slices.IndexFunc(q.terms, func(t term) bool { return t.stem == stem }); at >= 0 {
			coverage[at] = 1
		}
	}
	return coverage
}

// phrasingCoverage returns how surely e's unit or its phrasings have each term of q, 0 to
// 1, and 0 for stop words.
func (s *subindex) phrasingCoverage(q *question, e *evidence) []float64 {
	coverage := make([]float64, len(q.terms))
	for i, t := range q.terms {
		switch {
		case t.stop:
		case s.phrasings.countWith(e.unit, t.id) > 0:
			coverage[i] = 1
		default:
			coverage[i] = e.coverage[i]
		}
	}
	return coverage
}

// mismatch returns 1 if some types are asked for and the text has none of them, else 0.
func mismatch(asked, has answerTypes) float64 { return indicator(asked != 0 && asked&has == 0) }

// indicator returns 1 if yes, else 0.
func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// corpusCoverage returns how surely the corpus's units have t or a concept it names,
// 0 to 1.
func (s *subindex) corpusCoverage(q *question, t *term) float64 {
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

// affinity returns by how much more often the corpus's units and their phrasings have a term,
// or units a concept that it names, than as many texts of general English would: as a logarithm,
// over that of the number of texts. 1 is a word of nearly all, 0 one of no subject.
func (s *subindex) affinity(q *question, t *term) float64 {
	ratio := func(with, expected, texts float64) float64 {
		return math.Log((with+1)/(expected+1)) / math.Log(texts+2)
	}
	units, phrasings := float64(s.stats.units), float64(s.phrasings.answerable())
	with, frequency := 0.0, t.frequency
	if t.id != vocab.UnknownStem {
		with, frequency = float64(s.stats.stems[t.id]), max(frequency, s.lexicon.Frequency[t.id])
	}
	for _, l := range s.phrasings.stemLLRs(t.id) {
		if s.phrasings.groups[l.group].unit < s.stats.units {
			with += float64(l.count)
		}
	}
	affinity := ratio(with, units*occurs(frequency, wordsPerUnit)+phrasings*occurs(frequency, wordsPerQuestion), units+phrasings)
	for _, at := range t.concepts {
		c := q.features.concepts[at]
		expected := units * occurs(s.phrasings.general[c.id], wordsPerUnit)
		affinity = max(affinity, c.confidence*ratio(float64(s.stats.concepts[c.id]), expected, units))
	}
	return affinity
}
