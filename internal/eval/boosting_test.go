package eval

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"alliancebot/index"
)

var testBoosting = boosting{trees: 40, rate: 0.3, penalty: 1, rows: 0.8, features: 0.9}

// observationsOf returns observations at random that are positive if yes reports so.
func observationsOf(n int, yes func(x, y float64) bool) []observation {
	random := rand.New(rand.NewPCG(3, 4))
	observations := make([]observation, n)
	for i := range observations {
		x, y := random.Float64(), random.Float64()
		observations[i] = observation{values: []float64{x, y, 7}, yes: yes(x, y), weight: 1}
	}
	return observations
}

func fitTrees(observations []observation) []index.Tree {
	rows := make([][]float64, len(observations))
	for i, o := range observations {
		rows[i] = o.values
	}
	return testBoosting.fit(rows, make([]float64, len(rows)), logisticLoss(observations))
}

// TestBoosting fits what no linear model can tell: whether two features are on the same side
// of a half.
func TestBoosting(t *testing.T) {
	sameSide := func(x, y float64) bool { return (x > 0.5) == (y > 0.5) }
	trees := fitTrees(observationsOf(2000, sameSide))
	wrong, tested := 0, observationsOf(2500, sameSide)[2000:]
	for _, o := range tested {
		var logOdds float64
		for i := range trees {
			logOdds += trees[i].Value(o.values)
		}
		if logOdds > 0 != o.yes {
			wrong++
		}
	}
	if most := len(tested) / 20; wrong > most {
		t.Errorf("the trees are wrong on %d of %d new observations, want at most %d", wrong, len(tested), most)
	}
	for _, tree := range trees {
		for _, split := range tree.Splits {
			if split.Feature == 2 {
				t.Errorf("the tree %+v splits by a feature that is always the same", tree)
			}
		}
	}
	if again := fitTrees(observationsOf(2000, sameSide)); !reflect.DeepEqual(again, trees) {
		t.Error("the same observations gave other trees")
	}
}

// TestBoostingByConstants checks that nothing is fitted if all features are constant.
func TestBoostingByConstants(t *testing.T) {
	observations := []observation{{values: []float64{1, 2, 3}, yes: true, weight: 1}, {values: []float64{1, 2, 3}, weight: 1}}
	if trees := fitTrees(observations); len(trees) > 0 {
		t.Errorf("%d trees, want none: %+v", len(trees), trees)
	}
}

// The derivatives are those of minus the log-likelihood of choosing a right candidate.
func TestChoiceLoss(t *testing.T) {
	choices := []choice{{candidates: make([][]float64, 4), right: 2, weight: 3}, {candidates: make([][]float64, 2), right: 1, weight: 1}}
	loss := func(scores []float64) (sum float64) {
		for _, c := range choices {
			var right float64
			for _, p := range softmax(scores[:len(c.candidates)])[:c.right] {
				right += p
			}
			sum -= c.weight * math.Log(right)
			scores = scores[len(c.candidates):]
		}
		return sum
	}
	scores := []float64{.5, -1, 2, 0, .3, .2}
	gradient, hessian := make([]float64, len(scores)), make([]float64, len(scores))
	choiceLoss(choices)(scores, gradient, hessian)
	for i := range scores {
		const step = 1e-6
		higher, lower := slices.Clone(scores), slices.Clone(scores)
		higher[i] += step
		lower[i] -= step
		if want := (loss(higher) - loss(lower)) / (2 * step); math.Abs(gradient[i]-want) > 1e-6 {
			t.Errorf("the gradient of score %d is %v, want %v", i, gradient[i], want)
		}
		if hessian[i] <= 0 {
			t.Errorf("the second derivative of score %d is %v", i, hessian[i])
		}
	}
}
