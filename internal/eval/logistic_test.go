package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"alliancebot/index"
)

// flips are examples of one signal that is 0 or 1, of which ownOf0 and ownOf1
// in ten are own.
func flips(ownOf0, ownOf1 int) []example {
	var examples []example
	for i := range 10 {
		for value, own := range []int{ownOf0, ownOf1} {
			e := example{own: i < own, weight: 1}
			e.signals[index.Density] = float64(value)
			examples = append(examples, e)
		}
	}
	return examples
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// Without a penalty worth the name the model says what the shares are.
func TestFitLogisticShares(t *testing.T) {
	c, err := fitLogistic(flips(2, 7), 1e-9)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	var want vector
	want[0], want[1+index.Density] = logit(.2), logit(.7)-logit(.2)
	for i := range c {
		if math.Abs(c[i]-want[i]) > 1e-6 {
			t.Errorf("coefficient %d is %v, want %v", i, c[i], want[i])
		}
	}
}

// At the best coefficients the penalised likelihood has no slope.
func TestFitLogisticSlope(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var examples []example
	for range 300 {
		e := example{weight: .1 + random.Float64()}
		for i := range e.signals {
			e.signals[i] = random.NormFloat64()
		}
		e.signals[index.Mismatch] = 1 // never changes
		e.own = e.signals[index.Coverage]+random.NormFloat64() > 0
		examples = append(examples, e)
	}
	const penalty = 2
	c, err := fitLogistic(examples, penalty)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	const step = 1e-4
	for i := range c {
		above, below := c, c
		above[i] += step
		below[i] -= step
		slope := (penalisedLikelihood(examples, above, penalty) - penalisedLikelihood(examples, below, penalty)) / (2 * step)
		if math.Abs(slope) > 1e-5 {
			t.Errorf("the slope in coefficient %d is %v, want 0", i, slope)
		}
	}
	if w := c[1+index.Mismatch]; math.Abs(w) > 1e-9 {
		t.Errorf("the weight of a signal that never changes is %v, want 0", w)
	}
	if c[1+index.Coverage] < 1 {
		t.Errorf("the weight of the signal that tells is %v, want more than 1", c[1+index.Coverage])
	}
}

// penalisedLikelihood is the logarithm of what fitLogistic maximises.
func penalisedLikelihood(examples []example, c vector, penalty float64) float64 {
	var sum float64
	for _, e := range examples {
		p := c.probability(e.values())
		if !e.own {
			p = 1 - p
		}
		sum += e.weight * math.Log(p)
	}
	for _, weight := range c[1:] {
		sum -= penalty / 2 * weight * weight
	}
	return sum
}

// An example of weight 2 is two examples.
func TestFitLogisticWeight(t *testing.T) {
	once := flips(2, 7)
	once[0].weight = 2
	twice := append(flips(2, 7), once[0])
	twice[len(twice)-1].weight = 1
	a, errA := fitLogistic(once, 1)
	b, errB := fitLogistic(twice, 1)
	if errA != nil || errB != nil {
		t.Fatalf("fitLogistic: %v, %v", errA, errB)
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-9 {
			t.Errorf("coefficient %d is %v with a weight of 2, %v with two examples", i, a[i], b[i])
		}
	}
}

func TestFitLogisticFails(t *testing.T) {
	tests := []struct {
		name     string
		examples []example
		penalty  float64
		want     string
	}{
		{"no examples", nil, 1, "no question is one that the corpus answers; add such questions"},
		{"own ones alone", flips(10, 10), 1, "the corpus answers every question; add questions that it does not answer"},
		{"foreign ones alone", flips(0, 0), 1, "no question is one that the corpus answers; add such questions"},
		{"no penalty on what tells nothing", flips(2, 7), 0, "the coefficients have no best values; raise the penalty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := fitLogistic(test.examples, test.penalty); err == nil || err.Error() != test.want {
				t.Errorf("fitLogistic failed with %v, want %q", err, test.want)
			}
		})
	}
}

// A signal that tells all has a finite weight under a penalty.
func TestFitLogisticSeparable(t *testing.T) {
	c, err := fitLogistic(flips(0, 10), .01)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	if w := c[1+index.Density]; w < 5 || w > 50 {
		t.Errorf("the weight is %v, want a large one", w)
	}
}

func TestSolve(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var roots, m matrix
	var want, b vector
	for i := range roots {
		want[i] = random.NormFloat64()
		for j := range roots {
			roots[i][j] = random.NormFloat64()
		}
	}
	for i := range m {
		for j := range m {
			for k := range m {
				m[i][j] += roots[i][k] * roots[j][k]
			}
			b[i] += m[i][j] * want[j]
		}
	}
	got, ok := m.solve(b)
	for i := range got {
		if !ok || math.Abs(got[i]-want[i]) > 1e-6 {
			t.Fatalf("solve = %v, %v, want %v", got, ok, want)
		}
	}
	m[3][3] = -1
	if x, ok := m.solve(b); ok {
		t.Errorf("solve of what is not positive definite = %v, want none", x)
	}
}
