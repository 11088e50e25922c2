package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"alliancebot/index"
)

// binary returns examples with one feature that is 0 or 1. Of each ten, so many are
// answerable.
func binary(answerableOf0, answerableOf1 int) []example {
	var examples []example
	for i := range 10 {
		for value, answerable := range []int{answerableOf0, answerableOf1} {
			e := example{answerable: i < answerable, weight: 1}
			e.features[index.FieldScore] = float64(value)
			examples = append(examples, e)
		}
	}
	return examples
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// With hardly any penalty the model's probabilities are the shares.
func TestFitLogisticShares(t *testing.T) {
	c, err := fitLogistic(binary(2, 7), 1e-9)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	var want vector
	want[0], want[1+index.FieldScore] = logit(.2), logit(.7)-logit(.2)
	for i := range c {
		if math.Abs(c[i]-want[i]) > 1e-6 {
			t.Errorf("coefficient %d is %v, want %v", i, c[i], want[i])
		}
	}
}

// At the best coefficients the gradient of the penalized likelihood is 0.
func TestFitLogisticGradient(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var examples []example
	for range 300 {
		e := example{weight: .1 + random.Float64()}
		for i := range e.features {
			e.features[i] = random.NormFloat64()
		}
		e.features[index.AnswerTypeMismatch] = 1 // constant
		e.answerable = e.features[index.Coverage]+random.NormFloat64() > 0
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
		slope := (penalizedLikelihood(examples, above, penalty) - penalizedLikelihood(examples, below, penalty)) / (2 * step)
		if math.Abs(slope) > 1e-5 {
			t.Errorf("the derivative by coefficient %d is %v, want 0", i, slope)
		}
	}
	if w := c[1+index.AnswerTypeMismatch]; math.Abs(w) > 1e-9 {
		t.Errorf("the weight of a constant feature is %v, want 0", w)
	}
	if c[1+index.Coverage] < 1 {
		t.Errorf("the weight of the useful feature is %v, want more than 1", c[1+index.Coverage])
	}
}

// penalizedLikelihood is what fitLogistic maximizes.
func penalizedLikelihood(examples []example, c vector, penalty float64) float64 {
	var sum float64
	for _, e := range examples {
		p := c.probability(e.values())
		if !e.answerable {
			p = 1 - p
		}
		sum += e.weight * math.Log(p)
	}
	for _, weight := range c[1:] {
		sum -= penalty / 2 * weight * weight
	}
	return sum
}

func TestFitLogisticFails(t *testing.T) {
	tests := []struct {
		name     string
		examples []example
		penalty  float64
		want     string
	}{
		{"no examples", nil, 1, "the corpus answers none of the questions; add questions that it answers"},
		{"only answerable", binary(10, 10), 1, "the corpus answers all of the questions; add questions that it does not answer"},
		{"only unanswerable", binary(0, 0), 1, "the corpus answers none of the questions; add questions that it answers"},
		{"no penalty for useless features", binary(2, 7), 0, "the coefficients have no best values; raise the penalty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := fitLogistic(test.examples, test.penalty); err == nil || err.Error() != test.want {
				t.Errorf("fitLogistic failed with %v, want %q", err, test.want)
			}
		})
	}
}

// With a penalty a feature that separates all examples has a finite weight.
func TestFitLogisticSeparable(t *testing.T) {
	c, err := fitLogistic(binary(0, 10), .01)
	if err != nil {
		t.Fatalf("fitLogistic: %v", err)
	}
	if w := c[1+index.FieldScore]; w < 5 || w > 50 {
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
		t.Errorf("solve of a matrix that is not positive definite = %v, want none", x)
	}
}
