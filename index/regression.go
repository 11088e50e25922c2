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

// example is a text whose class is known.
type example struct {
	text  int // its number
	class int
	order uint64 // in which examples are seen: a hash of the text, so that classes take turns
}

func newExample(number int, text string, class int) example {
	sum := fnv.New64a()
	io.WriteString(sum, text)
	return example{text: number, class: class, order: sum.Sum64()}
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

// fitRegression fits a regression of so many features and classes to examples by stochastic
// gradient descent, with steps for each feature as in AdaGrad (Duchi, Hazan and Singer, "Adaptive
// Subgradient Methods for Online Learning and Stochastic Optimization", 2011). A function appends the
// values of a text, by its number. The same examples give the same regression. It sorts them.
//
// It shares no data that changes, and the race detector would double the time of each index.
//
//go:norace
func fitRegression(examples []example, appendValues func(values []featureValue, text int) []featureValue, features, classes int, how fitting) *regression {
	r := &regression{weights: make([]float32, features*classes), bias: make([]float32, classes)}
	squares := make([]float32, features) // sums of squared gradients
	gradient, changed := make([]float32, classes), make([]int, 0, classes)
	var values []featureValue
	// One example more must change little, and so not the order of the others.
	slices.SortFunc(examples, func(a, b example) int { return cmp.Compare(a.order, b.order) })
	for i := range how.epochs * len(examples) {
		one := examples[i%len(examples)]
		values = appendValues(values[:0], one.text)
		if len(values) == 0 {
			continue
		}
		normalize(values)
		r.setLogOdds(gradient, values)
		setProbabilities(gradient, how.logRange)
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
		for _, f := range values {
			squares[f.feature] += f.value * f.value * length
			step := regressionRate * f.value / float32(math.Sqrt(float64(squares[f.feature]+how.minGradient)))
			weights := r.weights[int(f.feature)*classes:][:classes]
			for _, class := range changed {
				weights[class] -= step * gradient[class]
			}
		}
	}
	return r
}

// probabilities sets p, by class, to the probabilities of the classes of a text with values, which it
// normalizes.
func (r *regression) probabilities(p []float32, values []featureValue) {
	normalize(values)
	r.setLogOdds(p, values)
	setProbabilities(p, math.MaxFloat32)
}

// setLogOdds sets p, by class, to the logarithms of the odds of classes. As fitRegression, it shares
// nothing that changes.
//
//go:norace
func (r *regression) setLogOdds(p []float32, values []featureValue) {
	copy(p, r.bias)
	for _, f := range values {
		weights := r.weights[int(f.feature)*len(p):][:len(p)]
		for class, weight := range weights {
			p[class] += f.value * weight
		}
	}
}

// setProbabilities turns the logarithms of odds into probabilities. Those further than a range below
// the highest count as 0.
func setProbabilities(p []float32, logRange float32) {
	highest := slices.Max(p)
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

// normalize divides values by their Euclidean norm: texts of every length count the same.
func normalize(values []featureValue) {
	var sum float32
	for _, f := range values {
		sum += f.value * f.value
	}
	scale := float32(1 / math.Sqrt(float64(sum)))
	for i := range values {
		values[i].value *= scale
	}
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

// fitRegression fits the regression of the groups to their phrasings, which have features, unless it
// would take too much memory.
func (p *phrasings) fitRegression(have phrasingFeatures) {
	features := int32(0)
	for i := range p.lists {
		list := &p.lists[i]
		list.regressed = notRegressed
		if list.weight > 0 && list.end-list.first >= minRegressed {
			list.regressed = features
			features++
		}
	}
	if len(p.groups) == 1 || int(features)*len(p.groups) > maxRegressed {
		return
	}
	examples := make([]example, len(p.all))
	for i := range p.all {
		examples[i] = newExample(i, p.all[i].Text, int(p.all[i].group))
	}
	appendValues := func(values []featureValue, phrasing int) []featureValue {
		for at, confidence := range have.of(phrasing) {
			if list := &p.lists[at]; list.regressed != notRegressed {
				values = append(values, featureValue{list.regressed, confidence * list.weight})
			}
		}
		return values
	}
	p.regression = fitRegression(examples, appendValues, int(features), len(p.groups), groupFitting)
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
	p.regression.probabilities(probabilities, values)
	for g, probability := range probabilities {
		matches[g].probability = float64(probability)
	}
}
