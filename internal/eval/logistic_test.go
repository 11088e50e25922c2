package eval

import (
	"math"
	"math/rand/v2"
	"testing"
)

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// With hardly any penalty the model's probabilities are the shares.
func TestFitLogisticShares(t *testing.T) {
	var observations []observation
	for i := range 10 {
		for value, yes := range []int{2, 7} {
			observations = append(observations, observation{values: []float64{1, float64(value)}, yes: i < yes, weight: 1})
		}
	}
	got, err := fitLogistic(observations, 1e-9)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	for i, want := range []float64{logit(.2), logit(.7) - logit(.2)} {
		if math.Abs(got[i]-want) > 1e-6 {
			t.Errorf("coefficient %d is %v, want %v", i, got[i], want)
		}
	}
}

// Weights count observations, and the penalty makes coefficients smaller.
func TestFitLogisticWeights(t *testing.T) {
	of := func(weight, penalty float64) []float64 {
		c, err := fitLogistic([]observation{
			{[]float64{1, 0}, false, weight}, {[]float64{1, 0}, true, 1}, {[]float64{1, 1}, true, 3}, {[]float64{1, 1}, false, 1},
		}, penalty)
		if err != nil {
			t.Fatalf("fitLogistic: %v", err)
		}
		return c
	}
	if got, want := of(3, 1e-9)[0], logit(.25); math.Abs(got-want) > 1e-6 {
		t.Errorf("the bias is %v, want %v", got, want)
	}
	if loose, tight := of(1, .1)[1], of(1, 10)[1]; !(tight < loose && tight > 0) {
		t.Errorf("the coefficient is %v with a penalty of 10 and %v with .1, want it smaller but positive", tight, loose)
	}
}

func TestFitLogisticFails(t *testing.T) {
	for _, observations := range [][]observation{nil, {{[]float64{1}, true, 1}}, {{[]float64{1}, false, 1}}} {
		if c, err := fitLogistic(observations, 1); err == nil {
			t.Errorf("fitLogistic(%v) = %v, want an error", observations, c)
		}
	}
}

// At the best coefficients small steps in any direction lose.
func TestFitConditional(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	truth := []float64{2, -1, 0}
	var choices []choice
	for range 400 {
		c := choice{right: 1, weight: 1}
		for range 5 {
			c.candidates = append(c.candidates, []float64{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()})
		}
		var logOdds []float64
		for _, values := range c.candidates {
			logOdds = append(logOdds, dot(truth, values))
		}
		p, chosen := random.Float64(), 0
		for i, share := range softmax(logOdds) {
			if p -= share; p < 0 {
				chosen = i
				break
			}
		}
		c.candidates[0], c.candidates[chosen] = c.candidates[chosen], c.candidates[0]
		choices = append(choices, c)
	}
	got, err := fitConditional(choices, 1)
	if err != nil {
		t.Fatalf("fitConditional: %v", err)
	}
	for i, want := range truth {
		if math.Abs(got[i]-want) > .4 {
			t.Errorf("coefficient %d is %v, want about %v", i, got[i], want)
		}
	}
	if _, err := fitConditional(nil, 1); err == nil {
		t.Error("fitConditional without choices succeeded")
	}
}

func TestSolve(t *testing.T) {
	x, ok := solve([][]float64{{4, 0}, {2, 3}}, []float64{2, 5})
	if want := []float64{-.5, 2}; !ok || math.Abs(x[0]-want[0]) > 1e-12 || math.Abs(x[1]-want[1]) > 1e-12 {
		t.Errorf("solve = %v, %v, want %v", x, ok, want)
	}
	for _, m := range [][][]float64{{{0}}, {{1, 0}, {2, 1}}, {{math.NaN()}}} {
		if x, ok := solve(m, make([]float64, len(m))); ok {
			t.Errorf("solve of a matrix that is not positive definite = %v", x)
		}
	}
}
