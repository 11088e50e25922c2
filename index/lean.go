package index

import "math"

// What each kind of thing counts when a question is held against all
// phrasings of a unit at once; concepts and pairs repeat what their stems say.
const (
	leanStem    = 1.0
	leanConcept = 0.5
	leanPair    = 0.2
)

// leanPrior is how many phrasings like the average of all are added to those
// of each unit, so that what a unit's phrasings lack is not held impossible. 5
// to 20 are as good.
const leanPrior = 10

// lift is how much likelier a group of phrasings is once a question holds a
// thing: a log of odds, above what the group has if its phrasings lack it.
type lift struct {
	group int32
	log   float32
}

// lifts returns the lift that a thing in these phrasings gives each group that
// has some of them: log(1 + n·N/(prior·H)), for n of its H holders in the
// group and N phrasings in all.
func (p *phrasings) lifts(holders []int32) []lift {
	var lifts []lift
	for _, i := range holders { // which are in the order of groups
		group := int32(p.all[i].group)
		if len(lifts) == 0 || lifts[len(lifts)-1].group != group {
			lifts = append(lifts, lift{group: group})
		}
		lifts[len(lifts)-1].log++
	}
	for i := range lifts {
		lifts[i].log = float32(math.Log1p(float64(lifts[i].log) * float64(len(p.all)) / (leanPrior * float64(len(holders)))))
	}
	return lifts
}

// incline notes in matches towards which units the question leans: how much
// likelier the phrasings of a unit are than phrasings at large to hold what
// held does. That is naive Bayes (as in McCallum and Nigam, "A Comparison of
// Event Models for Naive Bayes Text Classification", 1998), as a log of odds
// divided by the root of the number of things, since these are not independent.
func (p *phrasings) incline(held bag, matches []match) {
	var count float64
	add := func(thing *shared, weight float64) {
		if len(thing.lifts) == 0 {
			return
		}
		count += weight
		for _, lift := range thing.lifts {
			matches[lift.group].lean += weight * float64(lift.log)
		}
	}
	for _, stem := range held.stems {
		add(&p.stems[stem], leanStem)
	}
	for _, concept := range held.concepts {
		add(&p.concepts[concept.id], leanConcept*concept.faith)
	}
	for _, pair := range held.pairs {
		if id, known := p.pairIDs[pair]; known {
			add(&p.pairs[id], leanPair)
		}
	}
	for g, group := range p.groups {
		lacking := -math.Log1p(float64(group.end-group.first) / leanPrior)
		matches[g].lean = (matches[g].lean + count*lacking) / math.Sqrt(1+count)
	}
}
