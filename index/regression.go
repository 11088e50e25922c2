package index

import (
	"cmp"
	"hash/fnv"
	"io"
	"math"
	"slices"
)

// regression is multinomial logistic regression: it assigns texts to classes by their features.
// Unlike naive Bayes, it learns which features tell apart classes that have much in common.
type regression struct {
	weights []float32 // of each feature, one for each class
	bias    []float32 // by class
}

// featureValue is a feature that a text has, and its value.
type featureValue struct {
	feature int32
	value   float32
}

// example is the features of a text and its class.
type example struct {
	values []featureValue
	class  int
	order  uint64 // in which examples are seen: a hash of the text, so that classes take turns
}

// newExample returns an example of a text without its features.
func newExample(text string, class int) example {
	sum := fnv.New64a()
	io.WriteString(sum, text)
	return example{class: class, order: sum.Sum64()}
}

// fitting is how a regression is fitted.
type fitting struct {
	epochs int
	// minGradient is added to sums of squared gradients: more makes first steps smaller, which
	// few examples need.
	minGradient float32
	// logRange is how far below the highest the logarithm of a probability may be without
	// counting as 0.
	logRange float32
}

// The rates may be half or twice as much.
const (
	regressionRate = 1.5
	biasRate       = 0.01
)

// wholeRange is a logRange that leaves out only what makes no difference.
const wholeRange = 10

// fitRegression fits a regression of so many features and classes to examples by stochastic
// gradient descent, with steps for each feature as in AdaGrad (Duchi, Hazan and Singer, "Adaptive
// Subgradient Methods for Online Learning and Stochastic Optimization", 2011). The same examples
// give the same regression. It sorts them.
//
// It shares no data that changes, and the race detector would double the time of each index.
//
//go:norace
func fitRegression(examples []example, features, classes int, how fitting) *regression {
	r := &regression{weights: make([]float32, features*classes), bias: make([]float32, classes)}
	squares := make([]float32, features) // sums of squared gradients
	gradient, changed := make([]float32, classes), make([]int, 0, classes)
	// One example more must change little, and so not the order of the others.
	slices.SortFunc(examples, func(a, b example) int { return cmp.Compare(a.order, b.order) })
	for i := range how.epochs * len(examples) {
		one := examples[i%len(examples)]
		scale := inverseNorm(one.values)
		if scale == 0 {
			continue
		}
		r.probabilities(one.values, gradient, how.logRange)
		gradient[one.class]--
		var length float32
		changed = changed[:0]
		for class, g := range gradient {
			if g != 0 {
				changed = append(changed, class)
				length += g * g
				r.bias[class] -= biasRate * g
			}
		}
		for _, f := range one.values {
			x := f.value * scale
			squares[f.feature] += x * x * length
			step := regressionRate * x / float32(math.Sqrt(float64(squares[f.feature]+how.minGradient)))
			weights := r.weights[int(f.feature)*classes:][:classes]
			for _, class := range changed {
				weights[class] -= step * gradient[class]
			}
		}
	}
	return r
}

// probabilities sets p, by class, to the probabilities of a text's classes. Those whose logarithms are
// further than a range below the highest count as 0. As fitRegression, it shares nothing that changes.
//
//go:norace
func (r *regression) probabilities(values []featureValue, p []float32, logRange float32) {
	copy(p, r.bias)
	scale := inverseNorm(values)
	for _, f := range values {
		x := f.value * scale
		weights := r.weights[int(f.feature)*len(p):][:len(p)]
		for class, weight := range weights {
			p[class] += x * weight
		}
	}
	highest := p[0]
	for _, logOdds := range p {
		highest = max(highest, logOdds)
	}
	var sum float32
	for class, logOdds := range p {
		p[class] = 0
		if logOdds > highest-logRange {
			p[class] = float32(math.Exp(float64(logOdds - highest)))
		}
		sum += p[class]
	}
	for class := range p {
		p[class] /= sum
	}
}

// inverseNorm returns the inverse of the Euclidean norm of values, or 0 without any: texts of every
// length count the same.
func inverseNorm(values []featureValue) float32 {
	var sum float32
	for _, f := range values {
		sum += f.value * f.value
	}
	if sum == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(sum)))
}

// What the regression of groups is fitted to. Without 4-grams and with two epochs it takes as long,
// and finds fewer misspelled questions.
const (
	notRegressed = -1
	minRegressed = 2       // phrasings that have a feature
	maxRegressed = 2 << 20 // weights: features times groups
)

// groupFitting is how the regression of groups is fitted. More epochs find no more. Only groups that
// may be confused are told apart, which saves half the time.
var groupFitting = fitting{epochs: 1, minGradient: 1e-8, logRange: 3}

// fitRegression fits the regression of the groups to their phrasings, unless it would take too much
// memory.
func (p *phrasings) fitRegression() {
	features, ends := int32(0), make([]int32, len(p.all)) // of each phrasing's values
	for i := range p.lists {
		list := &p.lists[i]
		list.regressed = notRegressed
		if list.weight > 0 && list.end-list.first >= minRegressed {
			list.regressed = features
			features++
			for _, phrasing := range p.postingsOf(*list) {
				ends[phrasing]++
			}
		}
	}
	if len(p.groups) == 1 || int(features)*len(p.groups) > maxRegressed {
		return
	}
	examples, count := make([]example, len(p.all)), int32(0)
	for i, values := range ends {
		count += values
		ends[i] = count
	}
	values := make([]featureValue, count)
	for i := range p.all {
		first := int32(0)
		if i > 0 {
			first = ends[i-1]
		}
		examples[i] = newExample(p.all[i].Text, int(p.all[i].group))
		examples[i].values = values[first:first:ends[i]]
	}
	for at, list := range p.lists {
		if list.regressed == notRegressed {
			continue
		}
		for i, phrasing := range p.postingsOf(list) {
			one, value := &examples[phrasing], list.weight
			if at < len(p.general) {
				value *= p.confidences[int(list.first)+i]
			}
			one.values = append(one.values, featureValue{list.regressed, value})
		}
	}
	p.regression = fitRegression(examples, int(features), len(p.groups), groupFitting)
}

// addProbabilities sets the probability of each match.
func (p *phrasings) addProbabilities(f *features, matches []match) {
	if p.regression == nil {
		return
	}
	var values []featureValue
	for list, confidence := range p.listsOf(f) {
		if list.regressed != notRegressed {
			values = append(values, featureValue{list.regressed, float32(confidence) * list.weight})
		}
	}
	probabilities := make([]float32, len(p.groups))
	p.regression.probabilities(values, probabilities, wholeRange)
	for g, probability := range probabilities {
		matches[g].probability = float64(probability)
	}
}
