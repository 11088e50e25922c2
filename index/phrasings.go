package index

import (
	"runtime"
	"sync"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// phrasings is an inverted index of the known ways to ask for each unit, and of
// questions that no unit answers. A question is compared to questions there, since it
// seldom has the words of its answer.
type phrasings struct {
	all     []phrasing // group by group
	groups  []group    // one for each unit with phrasings, then the unanswerable questions
	groupOf []int      // by unit; noGroup if it has no phrasings
	weights []float64  // of all features of each phrasing

	stems    []postingList // by StemID
	grams    []postingList // by GramID
	concepts []postingList // by ConceptID
	bigrams  []postingList // by bigramIDs
	// bigramIDs number the bigrams of phrasings.
	bigramIDs map[[2]vocab.StemID]int32
}

// phrasing is one way to ask for a unit.
type phrasing struct {
	corpus.Phrasing
	group int // position in phrasings.groups
}

// group is the phrasings of one unit.
type group struct {
	unit       int // position in Corpus.Units; meaningless for the unanswerable
	first, end int // in phrasings.all
}

const (
	noGroup    = -1
	noPhrasing = -1
)

// postingList is the phrasings that have a feature.
type postingList struct {
	phrasings   []int32
	confidences []float32 // of each; nil if all are 1
	weight      float64   // in a comparison of two questions
	llrWeight   float64   // in naive Bayes
	llrs        []groupLLR
}

// match compares a question to the phrasings of a group.
type match struct {
	similarity    float64 // 0 to 1, over the nearest phrasings
	maxSimilarity float64 // 0 to 1, of the closest
	closest       int     // its position in phrasings.all; noPhrasing if none is similar at all
	llr           float64 // naive Bayes's log-likelihood ratio over all phrasings; see addLLRs
}

// newPhrasings indexes the ways to ask for c's units, and the questions that none
// answers. It adds their words to l.
func newPhrasings(c *corpus.Corpus, l *vocab.Lexicon, concepts *vocab.Concepts) *phrasings {
	p := &phrasings{groupOf: make([]int, len(c.Units))}
	addGroup := func(unit int, texts []corpus.Phrasing) {
		first := len(p.all)
		for _, text := range texts {
			p.all = append(p.all, phrasing{Phrasing: text, group: len(p.groups)})
		}
		p.groups = append(p.groups, group{unit: unit, first: first, end: len(p.all)})
	}
	for unit, u := range c.Units {
		p.groupOf[unit] = noGroup
		if texts := waysToAsk(u); len(texts) > 0 {
			p.groupOf[unit] = len(p.groups)
			addGroup(unit, texts)
		}
	}
	var unanswerable []corpus.Phrasing
	for _, text := range c.Unanswered {
		unanswerable = append(unanswerable, corpus.Phrasing{Text: text})
	}
	addGroup(len(c.Units), unanswerable)

	words := make([][]vocab.WordID, len(p.all))
	for i, w := range p.splitAll() {
		words[i] = l.Add(w)
	}
	p.stems, p.grams = make([]postingList, len(l.Stems)), make([]postingList, len(l.Grams))
	p.concepts = make([]postingList, len(concepts.Frequency))
	const newBigrams = 4 // of a phrasing, on average
	p.bigrams = make([]postingList, 0, newBigrams*len(p.all))
	p.bigramIDs = make(map[[2]vocab.StemID]int32, newBigrams*len(p.all))
	var f features
	for i := range p.all {
		f.set(words[i], l, concepts)
		for _, bigram := range f.bigrams {
			if _, ok := p.bigramIDs[bigram]; !ok {
				p.bigramIDs[bigram] = int32(len(p.bigrams))
				p.bigrams = append(p.bigrams, postingList{})
			}
		}
		for list := range p.postingsOf(&f) {
			list.phrasings = append(list.phrasings, int32(i))
		}
		for _, c := range f.concepts {
			list := &p.concepts[c.id]
			list.confidences = append(list.confidences, float32(c.confidence))
		}
	}

	p.weights = make([]float64, len(p.all))
	for stem := range p.stems {
		p.weigh(&p.stems[stem], stemFeature, l.Frequency[stem])
	}
	for concept := range p.concepts {
		p.weigh(&p.concepts[concept], conceptFeature, concepts.Frequency[concept])
	}
	for gram := range p.grams {
		p.weigh(&p.grams[gram], gramFeature, 0)
	}
	for bigram := range p.bigrams {
		p.weigh(&p.bigrams[bigram], bigramFeature, 0)
	}
	return p
}

// waysToAsk returns a unit's phrasings. The question of a FAQ entry is one more, but
// not the only one: the entry's head says the same.
func waysToAsk(u *corpus.Unit) []corpus.Phrasing {
	if u.Kind != corpus.FAQ || len(u.Phrasings) == 0 {
		return u.Phrasings
	}
	return append([]corpus.Phrasing{{Text: u.Question}}, u.Phrasings...)
}

// splitAll returns the words of each phrasing. It uses all cores, because this is a
// third of the work of indexing phrasings.
func (p *phrasings) splitAll() [][]string {
	words := make([][]string, len(p.all))
	var done sync.WaitGroup
	part := (len(p.all) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	for start := 0; start < len(p.all); start += part {
		done.Go(func() {
			for i := start; i < min(start+part, len(p.all)); i++ {
				words[i] = vocab.Words(p.all[i].Text)
			}
		})
	}
	done.Wait()
	return words
}

// weigh sets the weights of a finished posting list, whose feature has the given
// relative frequency in general English.
func (p *phrasings) weigh(list *postingList, w featureWeights, frequency float64) {
	list.weight = w.similarity * p.idf(len(list.phrasings), frequency)
	list.llrWeight = w.llr
	if list.llrWeight > 0 {
		list.llrs = p.groupLLRs(list.phrasings)
	}
	for at, i := range list.phrasings {
		weight := list.weight
		if list.confidences != nil {
			weight *= float64(list.confidences[at])
		}
		p.weights[i] += weight
	}
}

// General English is mixed into document frequencies of phrasings as into those of
// units: as priorPhrasings questions of wordsPerQuestion words each.
const (
	priorPhrasings   = 5 * priorUnits
	wordsPerQuestion = 10
)

// idf returns the IDF of a feature that docFrequency phrasings have and that has the
// given relative frequency in general English.
func (p *phrasings) idf(docFrequency int, frequency float64) float64 {
	return idf(float64(docFrequency)+priorPhrasings*occurs(frequency, wordsPerQuestion), float64(len(p.all))+priorPhrasings)
}

// postingsOf yields the posting list of each of f's features, and f's confidence in
// it.
func (p *phrasings) postingsOf(f *features) func(yield func(*postingList, float64) bool) {
	return func(yield func(*postingList, float64) bool) {
		for _, stem := range f.stems {
			if !yield(&p.stems[stem], 1) {
				return
			}
		}
		for _, c := range f.concepts {
			if !yield(&p.concepts[c.id], c.confidence) {
				return
			}
		}
		for _, bigram := range f.bigrams {
			if id, ok := p.bigramIDs[bigram]; ok && !yield(&p.bigrams[id], 1) {
				return
			}
		}
		for _, gram := range f.grams {
			if !yield(&p.grams[gram], 1) {
				return
			}
		}
	}
}

// match compares a question's features to each phrasing and to each group. The
// comparison uses overlap, which has a place for each phrasing.
func (p *phrasings) match(f *features, overlap []float32) ([]match, comparison) {
	c := p.compare(f, overlap)
	matches := make([]match, len(p.groups))
	for g, group := range p.groups {
		matches[g] = c.nearest(group)
	}
	p.addLLRs(f, matches)
	return matches, c
}
