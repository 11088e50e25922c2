package index

import (
	"math"
	"testing"
)

func TestTree(t *testing.T) {
	tree := Tree{Splits: [TreeDepth]Split{{0, 0.5}, {1, 0}, {0, 0.25}, {2, -1}}}
	for i := range tree.Values {
		tree.Values[i] = float64(i * i)
	}
	tests := []struct {
		v    []float64
		want float64
	}{
		{[]float64{0, 0, -1}, 0},                      // above no threshold: one that is equal is none
		{[]float64{0.3, 0, 0}, 3 * 3},                 // the last two
		{[]float64{0.5, 1, -2}, (4 + 2) * (4 + 2)},    // the second and third
		{[]float64{1, 1, 1}, (1<<4 - 1) * (1<<4 - 1)}, // all
		{[]float64{1, -1, -1}, (8 + 2) * (8 + 2)},     // the first and third
	}
	for _, test := range tests {
		if got := tree.Value(test.v); got != test.want {
			t.Errorf("Value(%v) = %v, want %v", test.v, got, test.want)
		}
		contributions := make([]float64, 3)
		tree.addContributions(test.v, contributions)
		sum := tree.mean()
		for _, c := range contributions {
			sum += c
		}
		if math.Abs(sum-test.want) > 1e-9 {
			t.Errorf("the mean %v and the contributions %v to %v add up to %v, want %v", tree.mean(), contributions, test.v, sum, test.want)
		}
	}
}
