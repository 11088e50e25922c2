package index

import (
	"math"
	"strings"

	"alliancebot/internal/prose"
)

// maxClasses is the most classes that a classifier tells apart.
const maxClasses = 5

// classWeights are the weights of a feature in the log odds of each class, or the probability of
// each class.
type classWeights [maxClasses]float64

// classifier assigns short texts to classes by logistic regression on examples. Its features are
// the words of a text and its pairs of adjacent words, which have a space between.
type classifier struct {
	weights map[string]*classWeights
	words   []map[string]bool // of the examples of each class
}

// example is an example of a class.
type example struct {
	class    int
	features []*classWeights
}

// newClassifier returns a classifier for the classes, which are numbered in this order, fitted to
// examples: lines, each group of which follows a line with "# " and the name of their class. Lines
// that begin with // are comments.
func newClassifier(classes []string, examples string) *classifier {
	c := &classifier{weights: make(map[string]*classWeights), words: make([]map[string]bool, len(classes))}
	for class := range classes {
		c.words[class] = make(map[string]bool)
	}
	var all []example
	class := 0
	for line := range strings.Lines(examples) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			for class = 0; classes[class] != name; class++ {
			}
		} else if line != "" && !strings.HasPrefix(line, "//") {
			one := example{class: class}
			for _, feature := range classFeatures(line) {
				if c.weights[feature] == nil {
					c.weights[feature] = new(classWeights)
				}
				one.features = append(one.features, c.weights[feature])
				c.words[class][feature] = true
			}
			all = append(all, one)
		}
	}
	c.fit(all)
	return c
}

// fit fits c's weights to examples by stochastic gradient descent with steps as in AdaGrad
// (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
// Optimization", 2011).
func (c *classifier) fit(examples []example) {
	const (
		epochs  = 12
		rate    = 0.5
		penalty = 1e-4 // of squared weights, for each example
		stride  = 1009 // a prime, so that the classes take turns
	)
	squares := make(map[*classWeights]*classWeights, len(c.weights)) // sums of squared gradients
	for _, weights := range c.weights {
		squares[weights] = &classWeights{1, 1, 1, 1, 1}
	}
	for i := range epochs * len(examples) {
		one := examples[i*stride%len(examples)]
		p := c.probabilitiesOf(one.features)
		p[one.class]--
		for _, weights := range one.features {
			sums := squares[weights]
			for class := range c.words {
				gradient := p[class] + penalty*weights[class]
				sums[class] += gradient * gradient
				weights[class] -= rate * gradient / math.Sqrt(sums[class])
			}
		}
	}
}

// probabilitiesOf returns how probable each class of a text is that has the features with these
// weights.
func (c *classifier) probabilitiesOf(features []*classWeights) (p classWeights) {
	for _, weights := range features {
		for class := range c.words {
			p[class] += weights[class]
		}
	}
	highest := p[0]
	for class := range c.words {
		highest = max(highest, p[class])
	}
	sum := 0.0
	for class := range c.words {
		p[class] = math.Exp(p[class] - highest)
		sum += p[class]
	}
	for class := range c.words {
		p[class] /= sum
	}
	return p
}

// classify returns how probable each class of a text is.
func (c *classifier) classify(text string) classWeights {
	var features []*classWeights
	for _, feature := range classFeatures(text) {
		if weights := c.weights[feature]; weights != nil {
			features = append(features, weights)
		}
	}
	return c.probabilitiesOf(features)
}

// classFeatures returns the words of a text and its pairs of adjacent words, each once, where the
// beginning, the end and a question mark are words.
func classFeatures(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(readable(text)), "？", "?")
	words := []string{textBegin}
	last := 0
	add := func(word, before string) {
		if strings.Contains(before, "?") {
			words = append(words, "?")
		}
		words = append(words, word)
	}
	for span := range prose.Words(text) {
		add(withoutApostrophes.Replace(span.Of(text)), text[last:span.Start])
		last = span.End
	}
	add(textEnd, text[last:])
	var features []string
	for i, word := range words[1:] {
		features = addOnce(addOnce(features, word), words[i]+" "+word)
	}
	return features
}

// What stands for the beginning and the end of a text among its words.
const textBegin, textEnd = "<", ">"

// isPair reports whether a feature is a pair of words.
func isPair(feature string) bool { return strings.Contains(feature, " ") }

var withoutApostrophes = strings.NewReplacer("'", "", "’", "")
