package index

import "context"

// A field is one kind of evidence that a unit is about a question. Each has its own
// BM25 score.
type field int

const (
	bodyWords        field = iota // content words in the text
	headWords                     // words in the head, with stop words
	wordBigrams                   // adjacent words of the question that are adjacent in head or text
	contentBigrams                // the same without stop words
	sentenceWords                 // content words in the best sentence and the head
	sentenceConcepts              // concepts in the best sentence and the head
	sentenceGrams                 // 4-grams in the best sentence
	unitConcepts                  // concepts in head and text
	unitGrams                     // 4-grams in head and text
	numFields
)

// evidence is what supports one unit as the answer.
type evidence struct {
	unit         int // position in subindex.units
	fields       [numFields]float64
	bestSentence int
	// coverage is for each term of the question how surely the unit has it: 1 if it
	// has the word, less if only a concept, 0 if neither.
	coverage         []float64
	sentenceCoverage []float64 // the same of the best sentence and the head
	phrasing         match     // with the unit's phrasings
	features         RankVector
	isEntry          bool // a FAQ entry whose question is the one asked
	score            float64
}

// gatherEvidence returns the evidence for each of units, except for its phrasings
// and score. The only error is ctx's.
func (s *subindex) gatherEvidence(ctx context.Context, sc *scratch, q *question, units []int) ([]evidence, error) {
	sc.mark(q)
	defer sc.unmark(q)
	all := make([]evidence, len(units))
	terms := len(q.terms)
	coverage := make([]float64, 2*terms*len(units))
	for i, unit := range units {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all[i] = evidence{unit: unit, phrasing: match{closest: noPhrasing}, coverage: coverage[:terms:terms], sentenceCoverage: coverage[terms : 2*terms : 2*terms]}
		coverage = coverage[2*terms:]
		s.scoreFields(sc, q, &all[i])
	}
	return all, nil
}

// scoreFields sets e's fields, best sentence and coverage.
func (s *subindex) scoreFields(sc *scratch, q *question, e *evidence) {
	p, weights := s.texts.of(e.unit), s.weightsOf(e.unit)
	head, body, current := &sc.head, &sc.body, &sc.sentence
	headLengths := p.lengthsOf(0)
	wholeLengths := headLengths
	sc.count(head, p, 0)
	clear(body.all)
	best := -1.0
	mean := &s.stats.sentence
	for i := range p.sentences() {
		sentence := p.lengthsOf(1 + i)
		wholeLengths.add(sentence)
		sc.count(current, p, 1+i)
		add(body.all, current.all)
		add(current.terms, head.terms)
		add(current.concepts, head.concepts)
		words := bm25(current.terms, q.termWeights, sentence.words+headLengths.words, mean.words)
		concepts := bm25(current.concepts, q.conceptWeights, sentence.concepts+headLengths.concepts, mean.concepts)
		score := weights[sentenceWords]*words + weights[sentenceConcepts]*concepts
		if !p.all()[1+i].answers {
			score = min(score, 0) // if all sentences are so, the first is the best
		}
		if score > best {
			best, e.bestSentence = score, i
			e.fields[sentenceWords], e.fields[sentenceConcepts] = words, concepts
			e.fields[sentenceGrams] = bm25(current.grams, q.gramWeights, sentence.grams, mean.grams)
			q.setCoverage(e.sentenceCoverage, current)
		}
	}
	e.fields[bodyWords] = bm25(body.terms, q.termWeights, wholeLengths.words-headLengths.words, s.stats.body)
	e.fields[headWords] = bm25(head.terms, q.headWeights, headLengths.words, s.stats.head)
	whole := body
	add(whole.all, head.all)
	mean = &s.stats.whole
	e.fields[wordBigrams] = bm25(whole.bigrams, q.bigramWeights, wholeLengths.words, mean.words)
	e.fields[contentBigrams] = bm25(whole.contentBigrams, q.contentBigramWeights, wholeLengths.words, mean.words)
	e.fields[unitConcepts] = bm25(whole.concepts, q.conceptWeights, wholeLengths.concepts, mean.concepts)
	e.fields[unitGrams] = bm25(whole.grams, q.gramWeights, wholeLengths.grams, mean.grams)
	q.setCoverage(e.coverage, whole)
}

// setCoverage sets how surely a text with these counts has each of q's terms.
func (q *question) setCoverage(coverage []float64, c *counts) {
	for i := range q.terms {
		coverage[i] = 0
		if c.terms[i] > 0 {
			coverage[i] = 1
			continue
		}
		for _, concept := range q.terms[i].concepts {
			if c.concepts[concept] > 0 {
				coverage[i] = max(coverage[i], q.features.concepts[concept].confidence)
			}
		}
	}
}
