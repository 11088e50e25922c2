package index

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// What two classes have in common says nothing; what only one has does.
func TestRegression(t *testing.T) {
	const common, red, blue, unseen, features = 0, 1, 2, 3, 4
	values := func(features ...int32) (all []featureValue) {
		for _, f := range features {
			all = append(all, featureValue{f, 2})
		}
		return all
	}
	const texts = 40
	var examples []example
	for i := range texts {
		examples = append(examples, example{text: i, class: i % 2})
	}
	appendValues := func(dst []featureValue, text int) []featureValue {
		return append(dst, values(common, []int32{red, blue}[text%2])...)
	}
	r := fitRegression(examples, appendValues, features, 3, groupFitting)
	tests := []struct {
		name   string
		values []featureValue
		want   [3]float32 // about
	}{
		{"first", values(red), [3]float32{1, 0, 0}},
		{"second", values(common, blue), [3]float32{0, 1, 0}},
		{"common", values(common), [3]float32{.5, .5, 0}},
		{"both", values(red, blue), [3]float32{.5, .5, 0}},
		{"unseen", values(unseen), [3]float32{.4, .4, .2}},
		{"nothing", nil, [3]float32{.4, .4, .2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got [3]float32
			r.probabilities(got[:], test.values)
			var sum float32
			for class, p := range got {
				sum += p
				if math.Abs(float64(p-test.want[class])) > 0.2 {
					t.Errorf("probabilities = %.2f, want about %v", got, test.want)
				}
			}
			if math.Abs(float64(sum-1)) > 1e-5 {
				t.Errorf("the probabilities add up to %v", sum)
			}
		})
	}
	if again := fitRegression(examples, appendValues, features, 3, groupFitting); !slices.Equal(again.weights, r.weights) {
		t.Error("the same examples give another regression")
	}
}

// A FAQ with so many entries that the regression would take too much memory has none, and answers
// all the same.
func TestRegressionBound(t *testing.T) {
	var faq strings.Builder
	faq.WriteString("# FAQ\n")
	const entries = 3000
	for i := range entries {
		fmt.Fprintf(&faq, "\n## Where is the item %d of shelf %d?\n\nIt is behind door %d.\n", i, i%40, i)
	}
	c := load(t, fstest.MapFS{"faq.md": {Data: []byte(faq.String())}})
	engine := open(t, c)
	if engine.live.subindexes[0].phrasings.regression != nil {
		t.Errorf("%d groups have a regression", entries)
	}
	if a := ask(t, engine, "where is the item 1234 of shelf 34"); !strings.Contains(a.Hits[0].Unit.Text, "door 1234.") {
		t.Errorf("the answer is %q", a.Hits[0].Unit.Text)
	}
}
