package index

import (
	"math"
	"strings"

	"alliancebot/internal/prose"
)

// classifier assigns short texts to classes by regression on examples. Its features are the words
// of a text and its pairs of adjacent words, which have a space between.
type classifier struct {
	*regression
	features map[string]int32
	words    []map[string]bool // features of the examples of each class
}

// newClassifier returns a classifier for the classes, which are numbered in this order, fitted to
// examples: lines, each group of which follows a line with "# " and the name of their class. Lines
// that begin with // are comments.
func newClassifier(classes []string, examples string) *classifier {
	c := &classifier{features: make(map[string]int32), words: make([]map[string]bool, len(classes))}
	for class := range classes {
		c.words[class] = make(map[string]bool)
	}
	var all []example
	var values [][]featureValue // by example
	class := 0
	for line := range strings.Lines(examples) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			for class = 0; classes[class] != name; class++ {
			}
		} else if line != "" && !strings.HasPrefix(line, "//") {
			var have []featureValue
			for _, feature := range classFeatures(line) {
				at, known := c.features[feature]
				if !known {
					at = int32(len(c.features))
					c.features[feature] = at
				}
				have = append(have, featureValue{at, 1})
				c.words[class][feature] = true
			}
			all = append(all, newExample(len(all), line, class))
			values = append(values, have)
		}
	}
	appendValues := func(dst []featureValue, i int) []featureValue { return append(dst, values[i]...) }
	c.regression = fitRegression(all, appendValues, len(c.features), len(classes), fitting{epochs: 12, minGradient: 0.3, logRange: math.MaxFloat32})
	return c
}

// classify returns how probable each class of a text is.
func (c *classifier) classify(text string) []float32 {
	var values []featureValue
	for _, feature := range classFeatures(text) {
		if at, known := c.features[feature]; known {
			values = append(values, featureValue{at, 1})
		}
	}
	p := make([]float32, len(c.words))
	c.probabilities(p, values)
	return p
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
