package index

// A field is one kind of evidence that a unit speaks of what is asked. Each
// is scored by BM25 of its own.
type field int

const (
	bodyWords        field = iota // content words in the text
	headWords                     // words in the head, stop words too
	wordPairs                     // words that are neighbours in the question, too
	contentPairs                  // the same, stop words left out
	sentenceWords                 // content words in the best sentence and the head
	sentenceConcepts              // concepts in the best sentence and the head
	sentenceGrams                 // 4-grams in the best sentence
	unitConcepts                  // concepts in head and text
	unitGrams                     // 4-grams in head and text
	numFields
)

var fieldNames = [numFields]string{
	"words", "head", "pairs", "content pairs", "sentence words", "sentence concepts", "sentence 4-grams", "concepts", "4-grams",
}

// evidence is what speaks for one unit as the answer.
type evidence struct {
	unit     int // position in Corpus.Units
	fields   [numFields]float64
	sentence int // the best sentence
	// covered tells of each term of the question how surely the unit holds
	// it: 1 if by word, less if by a concept, 0 if not.
	covered    []float64
	inSentence []float64 // the same of the best sentence and the head
	phrasing   match     // the phrasings of the unit that are closest to the question
	score      float64
}

// weigh gathers the evidence for each of units but for its phrasings.
func (s *snapshot) weigh(d *desk, q *question, units []int) []evidence {
	d.lay(q)
	defer d.clear(q)
	all := make([]evidence, len(units))
	terms := len(q.terms)
	covered := make([]float64, 2*terms*len(units))
	for i, unit := range units {
		all[i] = evidence{unit: unit, covered: covered[:terms:terms], inSentence: covered[terms : 2*terms : 2*terms]}
		covered = covered[2*terms:]
		s.weighUnit(d, q, &all[i])
	}
	return all
}

func (s *snapshot) weighUnit(d *desk, q *question, e *evidence) {
	p := &s.passages[e.unit]
	d.head.reset(q)
	d.body.reset(q)
	d.count(&d.head, &p.head, s.lexicon)
	best := -1.0
	for i := range p.sentences {
		d.sentence.reset(q)
		d.count(&d.sentence, &p.sentences[i].segment, s.lexicon)
		d.body.add(&d.sentence)
		if score := s.weighSentence(d, q, p, i, e, best); score > best {
			best, e.sentence = score, i
		}
	}
	e.fields[bodyWords] = bm25(d.body.terms, q.termWeights, p.body, s.statistics.body)
	e.fields[headWords] = bm25(d.head.terms, q.headWeights, p.head.lengths.words, s.statistics.head)
	whole := &d.body
	whole.add(&d.head)
	mean := &s.statistics.whole
	e.fields[wordPairs] = bm25(whole.pairs, q.neighbourWeights, p.whole.words, mean.words)
	e.fields[contentPairs] = bm25(whole.contentPairs, q.contentPairWeights, p.whole.words, mean.words)
	e.fields[unitConcepts] = bm25(whole.concepts, q.conceptWeights, p.whole.concepts, mean.concepts)
	e.fields[unitGrams] = bm25(whole.grams, q.gramWeights, p.whole.grams, mean.grams)
	q.cover(whole, e.covered)
}

// weighSentence returns how well sentence i, of which d holds the tally, and
// the head speak of the question. If that beats best, it notes it in e.
func (s *snapshot) weighSentence(d *desk, q *question, p *passage, i int, e *evidence, best float64) float64 {
	sentence, mean, weights := &p.sentences[i], &s.statistics.sentence, s.weightsOf(e.unit)
	addCounts(d.sentence.terms, d.head.terms)
	addCounts(d.sentence.concepts, d.head.concepts)
	words := bm25(d.sentence.terms, q.termWeights, sentence.lengths.words+p.head.lengths.words, mean.words)
	concepts := bm25(d.sentence.concepts, q.conceptWeights, sentence.lengths.concepts+p.head.lengths.concepts, mean.concepts)
	score := weights[sentenceWords]*words + weights[sentenceConcepts]*concepts
	if score > best {
		e.fields[sentenceWords], e.fields[sentenceConcepts] = words, concepts
		q.cover(&d.sentence, e.inSentence)
		e.fields[sentenceGrams] = bm25(d.sentence.grams, q.gramWeights, sentence.lengths.grams, mean.grams)
	}
	return score
}

// cover notes how surely each of q's terms stands in what t is a tally of.
func (q *question) cover(t *tally, covered []float64) {
	for i := range q.terms {
		covered[i] = 0
		if t.terms[i] > 0 {
			covered[i] = 1
			continue
		}
		for _, concept := range q.terms[i].concepts {
			if t.concepts[concept] > 0 {
				covered[i] = max(covered[i], q.concepts[concept].faith)
			}
		}
	}
}

// bm25 scores counts of things, each of its own weight, in a text of the given
// length.
func bm25(counts, weights []float64, length int, meanLength float64) float64 {
	var score float64
	for i, count := range counts {
		if count > 0 {
			score += weights[i] * saturate(count, float64(length), meanLength)
		}
	}
	return score
}
