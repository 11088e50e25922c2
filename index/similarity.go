package index

import "context"

// featureWeights are what a kind of feature counts: in similarity times its IDF, in
// naive Bayes times its log-likelihood ratio, where concepts and bigrams repeat what
// their stems say. Fitted by hand on questions written for the story; anything within
// a factor of two is as good.
type featureWeights struct{ similarity, llr float64 }

var (
	stemFeature    = featureWeights{similarity: 1, llr: 1}
	conceptFeature = featureWeights{similarity: 1, llr: 0.5}
	bigramFeature  = featureWeights{similarity: 0.3, llr: 0.2}
	gramFeature    = featureWeights{similarity: 0.2}
)

// nearestWeights are the weights of the phrasings of a unit that are closest to a
// question, closest first. One alone would let chance wordings decide: it finds 2 of
// 100 answers fewer.
var nearestWeights = [...]float64{1, 1, .5}

// comparison compares a question to each phrasing.
type comparison struct {
	phrasings *phrasings
	overlap   []float32 // by phrasing: the weight of the features it shares with the question
	weight    float64   // of all features of the question
}

// compare compares a question with features f to each phrasing, unless ctx ends.
func (p *phrasings) compare(ctx context.Context, f *features, overlap []float32) comparison {
	clear(overlap)
	c := comparison{phrasings: p, overlap: overlap}
	for list, confidence := range p.listsOf(f) {
		if ctx.Err() != nil {
			break
		}
		weight := confidence * float64(list.weight)
		c.weight += weight
		for _, i := range p.postingsOf(list) {
			c.overlap[i] += float32(weight)
		}
	}
	for _, frequency := range f.outOfVocabulary {
		c.weight += stemFeature.similarity * p.idf(0, frequency)
	}
	return c
}

// similarity returns Dice's coefficient of the question and a phrasing, 0 to 1:
// twice the weight of what they share over the weight of both. It is 0 for
// noPhrasing.
func (c comparison) similarity(phrasing int) float64 {
	if phrasing == noPhrasing {
		return 0
	}
	return min(1, 2*float64(c.overlap[phrasing])/(c.weight+c.phrasings.weights[phrasing]))
}

// nearest returns the match with a group, without its LLR.
func (c comparison) nearest(g group) match {
	m := match{closest: noPhrasing}
	var best [len(nearestWeights)]float64
	for i := g.first; i < g.end; i++ {
		if 2*float64(c.overlap[i]) <= best[len(best)-1]*(c.weight+c.phrasings.weights[i]) {
			continue // none in common, or less similar than all of best
		}
		similarity := c.similarity(i)
		if similarity > best[0] {
			m.closest = i
		}
		for k := range best {
			if similarity > best[k] {
				best[k], similarity = similarity, best[k]
			}
		}
	}
	m.maxSimilarity, m.next = best[0], (best[1]+best[2])/2
	var sum, weights float64
	for k, weight := range nearestWeights {
		sum += weight * best[k]
		weights += weight
	}
	m.similarity = sum / weights
	return m
}
