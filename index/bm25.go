package index

import "math"

// BM25's constants, as in Robertson and Zaragoza, "The Probabilistic Relevance
// Framework: BM25 and Beyond" (2009). On SQuAD and the FAQ sets k1 from 0.8 to 1.6
// and b from 0.5 to 0.9 change Hit@1 by less than half a point.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// bm25 scores how often a text of the given length has each of a question's things,
// of which each has its own weight, an IDF.
func bm25(counts, weights []float64, length, meanLength float64) float64 {
	var score float64
	for i, count := range counts {
		if count > 0 {
			score += weights[i] * saturate(count, length, meanLength)
		}
	}
	return score
}

// saturate is BM25's term frequency component.
func saturate(frequency, length, meanLength float64) float64 {
	return frequency * (bm25K1 + 1) / (frequency + bm25K1*(1-bm25B+bm25B*length/meanLength))
}

// idf is BM25's inverse document frequency, in the form that never falls below 0.
func idf(docFrequency, documents float64) float64 {
	return math.Log(1 + (documents-docFrequency+.5)/(docFrequency+.5))
}
