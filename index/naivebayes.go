package index

import (
	"context"
	"math"
)

// priorGroupPhrasings is how many phrasings like the average of all are added to
// those of each unit, so that what a unit's phrasings lack is not impossible. 5 to 20
// are as good.
const priorGroupPhrasings = 10

// groupLLR is the log-likelihood ratio that a feature gives a group, relative to a
// group whose phrasings lack the feature.
type groupLLR struct {
	group int32
	count float32 // phrasings of the group that have the feature
	llr   float32
}

// addLLRs adds the ratios of each feature for the groups that have some of the phrasings with it:
// log(1 + n·N/(prior·H)), for n of the H phrasings in the group and N phrasings in all. It also sums
// the weights of each phrasing's features.
func (p *phrasings) addLLRs() {
	p.weights, p.llrs = make([]float64, len(p.all)), make([]groupLLR, 0, 2*len(p.lists))
	for at := range p.lists {
		list := &p.lists[at]
		postings := p.postings[list.first:list.end]
		for i, phrasing := range postings {
			weight := float64(list.weight)
			if at < len(p.general) {
				weight *= float64(p.confidences[int(list.first)+i])
			}
			p.weights[phrasing] += weight
		}
		first := len(p.llrs)
		if list.llrWeight > 0 {
			for _, i := range postings { // in the order of groups
				group := p.all[i].group
				if len(p.llrs) == first || p.llrs[len(p.llrs)-1].group != group {
					p.llrs = append(p.llrs, groupLLR{group: group})
				}
				p.llrs[len(p.llrs)-1].count++
			}
		}
		for i := first; i < len(p.llrs); i++ {
			l := &p.llrs[i]
			l.llr = float32(math.Log1p(float64(l.count) * float64(len(p.all)) / (priorGroupPhrasings * float64(len(postings)))))
		}
		list.firstLLR, list.endLLR = uint32(first), uint32(len(p.llrs))
	}
}

// matchLLRs sets, unless ctx ends, the log-likelihood ratio of each match: how much more likely a unit's
// phrasings are to have f than phrasings at large. This is naive Bayes (as in
// McCallum and Nigam, "A Comparison of Event Models for Naive Bayes Text
// Classification", 1998), divided by the square root of the number of features,
// which are not independent.
func (p *phrasings) matchLLRs(ctx context.Context, f *features, matches []match) {
	var count float64
	for list, confidence := range p.listsOf(f) {
		weight := float64(list.llrWeight) * confidence
		llrs := p.llrsOf(list)
		if weight == 0 || len(llrs) == 0 {
			continue
		}
		if ctx.Err() != nil {
			return
		}
		count += weight
		for _, l := range llrs {
			matches[l.group].llr += weight * float64(l.llr)
		}
	}
	for g, group := range p.groups {
		lacking := -math.Log1p(float64(group.end-group.first) / priorGroupPhrasings)
		matches[g].llr = (matches[g].llr + count*lacking) / math.Sqrt(1+count)
	}
}
