package eval

import (
	"math/rand/v2"
	"reflect"
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
