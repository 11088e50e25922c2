package eval

import (
	"errors"
	"math"
	"slices"
)

// The fit has converged when no coefficient changes by more than tolerance.
const (
	tolerance = 1e-3
	maxSteps  = 500
	maxStep   = 2.0 // a longer one is shortened
)

// newton maximizes a concave function of so many coefficients by Newton's method.
// derivatives returns its gradient, and its Hessian with the opposite sign.
func newton(parameters int, derivatives func(coefficients []float64) (gradient []float64, hessian [][]float64)) ([]float64, error) {
	coefficients := make([]float64, parameters)
	last, damping := make([]float64, parameters), 1.0
	for range maxSteps {
		gradient, hessian := derivatives(coefficients)
		step, ok := solve(hessian, gradient)
		if !ok {
			return nil, errors.New("the coefficients have no best values; raise the penalty")
		}
		largest := 0.0
		for _, s := range step {
			largest = max(largest, math.Abs(s))
		}
		if dot(step, last) < 0 {
			damping /= 2 // the last step overshot
		} else {
			damping = min(1, 1.2*damping)
		}
		last = step
		scale := damping * min(1, maxStep/largest)
		for i := range step {
			coefficients[i] += scale * step[i]
		}
		if largest <= tolerance {
			return coefficients, nil
		}
	}
	return nil, errors.New("the coefficients still change after 500 steps; raise the penalty")
}

// penalized returns the derivatives of minus half of penalty times the square of each
// coefficient, except for the first so many.
func penalized(coefficients []float64, penalty float64, free int) (gradient []float64, hessian [][]float64) {
	gradient, hessian = make([]float64, len(coefficients)), make([][]float64, len(coefficients))
	for i, c := range coefficients {
		hessian[i] = make([]float64, len(coefficients))
		if i >= free {
			gradient[i], hessian[i][i] = -penalty*c, penalty
		}
	}
	return gradient, hessian
}

// observation is one example of a logistic model.
type observation struct {
	values []float64 // the first is 1, for the bias
	yes    bool
	weight float64
}

// fitLogistic returns the coefficients that maximize the log-likelihood of the
// observations, minus half of penalty times the square of each but the bias (Hastie,
// Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition, sections
// 4.4.1 and 4.4.4).
func fitLogistic(observations []observation, penalty float64) ([]float64, error) {
	yes := 0
	for _, o := range observations {
		if o.yes {
			yes++
		}
	}
	if yes == 0 || yes == len(observations) {
		return nil, errors.New("there must be questions that the corpus answers, and others")
	}
	return newton(len(observations[0].values), func(coefficients []float64) ([]float64, [][]float64) {
		gradient, hessian := penalized(coefficients, penalty, 1)
		for _, o := range observations {
			p := logistic(dot(coefficients, o.values))
			residual, variance := -p*o.weight, p*(1-p)*o.weight
			if o.yes {
				residual += o.weight
			}
			addMoments(gradient, hessian, o.values, residual, variance)
		}
		return gradient, hessian
	})
}

// logistic returns the probability with these log odds.
func logistic(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// choice is one example of a conditional logit model: the candidates for a question, of
// which those that are right are first.
type choice struct {
	candidates [][]float64
	right      int
	weight     float64
}

// fitConditional returns the coefficients that maximize the log-likelihood of choosing a
// right candidate, minus half of penalty times the square of each (McFadden,
// "Conditional Logit Analysis of Qualitative Choice Behavior", 1974). The Hessian is
// that for one right candidate, which bounds the others.
func fitConditional(choices []choice, penalty float64) ([]float64, error) {
	if len(choices) == 0 {
		return nil, errors.New("there are no questions with a right candidate and another")
	}
	return newton(len(choices[0].candidates[0]), func(coefficients []float64) ([]float64, [][]float64) {
		gradient, hessian := penalized(coefficients, penalty, 0)
		for _, c := range choices {
			logOdds := make([]float64, len(c.candidates))
			for i, values := range c.candidates {
				logOdds[i] = dot(coefficients, values)
			}
			p := softmax(logOdds)
			var right float64
			for _, share := range p[:c.right] {
				right += share
			}
			mean := make([]float64, len(coefficients))
			for i, values := range c.candidates {
				for k, value := range values {
					mean[k] += p[i] * value
				}
			}
			for i, values := range c.candidates {
				residual := -p[i]
				if i < c.right {
					residual += p[i] / right
				}
				centered := make([]float64, len(values))
				for k := range values {
					gradient[k] += c.weight * residual * values[k]
					centered[k] = values[k] - mean[k]
				}
				addMoments(gradient, hessian, centered, 0, c.weight*p[i])
			}
		}
		return gradient, hessian
	})
}

// softmax returns the probabilities of which there are the logarithms of the odds.
func softmax(logOdds []float64) []float64 {
	highest := slices.Max(logOdds)
	p := make([]float64, len(logOdds))
	sum := 0.0
	for i := range p {
		p[i] = math.Exp(logOdds[i] - highest)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// addMoments adds residual times values to the gradient, and variance times their
// products to the lower half of the Hessian.
func addMoments(gradient []float64, hessian [][]float64, values []float64, residual, variance float64) {
	for i, value := range values {
		if value == 0 {
			continue
		}
		gradient[i] += residual * value
		row, scaled := hessian[i], variance*value
		for j := range i + 1 {
			row[j] += scaled * values[j]
		}
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// solve returns the x for which m·x is b, by Cholesky decomposition in place. It reads
// only the lower half of m, which is symmetric. ok is false if m is not positive
// definite.
func solve(m [][]float64, b []float64) (x []float64, ok bool) {
	for i := range m {
		for j := range i + 1 {
			m[i][j] -= dot(m[i][:j], m[j][:j])
			if j < i {
				m[i][j] /= m[j][j]
			}
		}
		if !(m[i][i] > 0) { // also if NaN
			return nil, false
		}
		m[i][i] = math.Sqrt(m[i][i])
	}
	for i := range m { // the lower half · y = b
		b[i] = (b[i] - dot(m[i][:i], b[:i])) / m[i][i]
	}
	for i := len(m) - 1; i >= 0; i-- { // its transpose · x = y
		for k := i + 1; k < len(m); k++ {
			b[i] -= m[k][i] * b[k]
		}
		b[i] /= m[i][i]
	}
	return b, true
}
