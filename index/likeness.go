package index

// What each kind of thing counts when two questions are compared, times its
// idf. Fitted by hand on questions written for the story; anything within a
// factor of two is as good.
const (
	alikeStem    = 1.0
	alikeConcept = 1.0
	alikePair    = 0.3
	alikeGram    = 0.2
)

// nearest are the weights of the phrasings of a unit that are closest to a
// question, the closest first. One alone would let chance wordings decide: it
// finds 2 of 100 answers less.
var nearest = [...]float64{1, 1, .5}

// compare notes in matches how alike held is to the nearest phrasings of each
// unit: by Dice's coefficient, twice the weight of what two questions share
// over the weight of both.
func (p *phrasings) compare(held bag, alike []float32, matches []match) {
	p.share(held, alike)
	weight := p.weigh(held)
	for g, group := range p.groups {
		var best [len(nearest)]float64
		closest := noPhrasing
		for i := group.first; i < group.end; i++ {
			if alike[i] == 0 {
				continue
			}
			likeness := p.likeness(i, alike, weight)
			if likeness > best[0] {
				closest = i
			}
			insert(best[:], likeness)
		}
		matches[g] = match{likeness: meanOfNearest(best), best: best[0], closest: closest}
	}
}

// likeness returns how alike phrasing i is to a question of that weight, 0 to 1.
func (p *phrasings) likeness(i int, alike []float32, weight float64) float64 {
	return min(1, 2*float64(alike[i])/(weight+p.weights[i]))
}

// share adds up in alike, by phrasing, the weight of what it shares with held.
func (p *phrasings) share(held bag, alike []float32) {
	clear(alike)
	for thing, faith := range p.sharedOf(held) {
		weight := float32(faith * thing.weight)
		for _, i := range thing.holders {
			alike[i] += weight
		}
	}
}

// weigh returns the weight of all that is in held.
func (p *phrasings) weigh(held bag) float64 {
	var sum float64
	for thing, faith := range p.sharedOf(held) {
		sum += faith * thing.weight
	}
	for _, common := range held.strangers {
		sum += alikeStem * p.idf(0, common)
	}
	return sum
}

// sharedOf yields each thing of held that phrasings may share, with how surely
// it is held.
func (p *phrasings) sharedOf(held bag) func(yield func(*shared, float64) bool) {
	return func(yield func(*shared, float64) bool) {
		for _, stem := range held.stems {
			if !yield(&p.stems[stem], 1) {
				return
			}
		}
		for _, concept := range held.concepts {
			if !yield(&p.concepts[concept.id], concept.faith) {
				return
			}
		}
		for _, pair := range held.pairs {
			if id, known := p.pairIDs[pair]; known && !yield(&p.pairs[id], 1) {
				return
			}
		}
		for _, gram := range held.grams {
			if !yield(&p.grams[gram], 1) {
				return
			}
		}
	}
}

// insert puts value into best, which is in falling order, and drops the least.
func insert(best []float64, value float64) {
	for i := range best {
		if value > best[i] {
			best[i], value = value, best[i]
		}
	}
}

func meanOfNearest(best [len(nearest)]float64) float64 {
	var sum, weights float64
	for i, weight := range nearest {
		sum += weight * best[i]
		weights += weight
	}
	return sum / weights
}
