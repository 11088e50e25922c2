package eval

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"alliancebot/index"
)

// The fit has converged when no coefficient changes by more than tolerance.
// That takes five to ten steps, or it never does.
const (
	tolerance = 1e-9
	maxSteps  = 100
)

// parameters are the coefficients of a logistic model: the bias, then the
// weight of each signal.
const parameters = 1 + int(index.NumSignals)

type (
	vector [parameters]float64
	matrix [parameters]vector
)

// fitLogistic returns the coefficients under which the labels of examples are
// the most probable, less half of penalty times the square of each weight. The
// bias is not penalised. There must be examples that a corpus answers, and
// others.
func fitLogistic(examples []example, penalty float64) (vector, error) {
	switch {
	case !slices.ContainsFunc(examples, func(e example) bool { return e.own }):
		return vector{}, errors.New("no question is one that the corpus answers; add such questions")
	case !slices.ContainsFunc(examples, func(e example) bool { return !e.own }):
		return vector{}, errors.New("the corpus answers every question; add questions that it does not answer")
	}
	var coefficients vector
	for range maxSteps {
		gradient, hessian := derive(examples, coefficients, penalty)
		step, ok := hessian.solve(gradient)
		if !ok {
			return vector{}, errors.New("the coefficients have no best values; raise the penalty")
		}
		largest := 0.0
		for i := range step {
			coefficients[i] += step[i]
			largest = max(largest, math.Abs(step[i]))
		}
		if largest <= tolerance {
			return coefficients, nil
		}
	}
	return vector{}, fmt.Errorf("the coefficients still change after %d steps; raise the penalty", maxSteps)
}

// derive returns the gradient of what fitLogistic maximises, and its Hessian
// with the sign changed, which makes it positive definite.
func derive(examples []example, coefficients vector, penalty float64) (vector, matrix) {
	var (
		gradient vector
		hessian  matrix
	)
	for i := 1; i < parameters; i++ {
		gradient[i] = -penalty * coefficients[i]
		hessian[i][i] = penalty
	}
	for _, e := range examples {
		values := e.values()
		p := coefficients.probability(values)
		residual, variance := -p*e.weight, p*(1-p)*e.weight
		if e.own {
			residual += e.weight
		}
		for i, value := range values {
			gradient[i] += residual * value
			for j := range i + 1 {
				hessian[i][j] += variance * value * values[j]
			}
		}
	}
	return gradient, hessian
}

// probability is what the model of these coefficients says to values.
func (coefficients *vector) probability(values vector) float64 {
	var odds float64
	for i, value := range values {
		odds += coefficients[i] * value
	}
	return 1 / (1 + math.Exp(-odds))
}

// solve returns the x for which m·x is b, by Cholesky decomposition. Of m,
// which is symmetric, it reads the lower half alone. ok is false if m is not
// positive definite.
func (m matrix) solve(b vector) (x vector, ok bool) {
	for i := range m {
		for j := range i + 1 {
			for k := range j {
				m[i][j] -= m[i][k] * m[j][k]
			}
			if j < i {
				m[i][j] /= m[j][j]
			}
		}
		if !(m[i][i] > 0) { // NaN, too
			return x, false
		}
		m[i][i] = math.Sqrt(m[i][i])
	}
	for i := range m { // the lower half · y = b
		for k := range i {
			b[i] -= m[i][k] * b[k]
		}
		b[i] /= m[i][i]
	}
	for i := parameters - 1; i >= 0; i-- { // its transpose · x = y
		for k := i + 1; k < parameters; k++ {
			b[i] -= m[k][i] * b[k]
		}
		b[i] /= m[i][i]
	}
	return b, true
}
