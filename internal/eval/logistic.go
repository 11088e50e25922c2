package eval

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"alliancebot/index"
)

// The fit has converged when no coefficient changes by more than tolerance. That takes
// five to ten steps, or never happens.
const (
	tolerance = 1e-9
	maxSteps  = 100
)

// numParameters counts the coefficients of a logistic model: the bias, then the weight
// of each feature.
const numParameters = 1 + int(index.NumFeatures)

type (
	vector [numParameters]float64
	matrix [numParameters]vector
)

// fitLogistic returns the coefficients that maximize the log-likelihood of the examples'
// labels, minus half of penalty times the square of each weight. The bias is not
// penalized. It uses Newton's method, also called iteratively reweighted least squares
// (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition,
// sections 4.4.1 and 4.4.4). There must be answerable and unanswerable examples.
func fitLogistic(examples []example, penalty float64) (vector, error) {
	switch {
	case !slices.ContainsFunc(examples, func(e example) bool { return e.answerable }):
		return vector{}, errors.New("the corpus answers none of the questions; add questions that it answers")
	case !slices.ContainsFunc(examples, func(e example) bool { return !e.answerable }):
		return vector{}, errors.New("the corpus answers all of the questions; add questions that it does not answer")
	}
	var coefficients vector
	for range maxSteps {
		gradient, hessian := derivatives(examples, coefficients, penalty)
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

// derivatives returns the gradient of what fitLogistic maximizes, and its Hessian with
// the opposite sign, which is positive definite.
func derivatives(examples []example, coefficients vector, penalty float64) (vector, matrix) {
	var (
		gradient vector
		hessian  matrix
	)
	for i := 1; i < numParameters; i++ {
		gradient[i] = -penalty * coefficients[i]
		hessian[i][i] = penalty
	}
	for _, e := range examples {
		values := e.values()
		p := coefficients.probability(values)
		residual, variance := -p*e.weight, p*(1-p)*e.weight
		if e.answerable {
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

// probability returns the model's probability for values.
func (coefficients *vector) probability(values vector) float64 {
	var logOdds float64
	for i, value := range values {
		logOdds += coefficients[i] * value
	}
	return 1 / (1 + math.Exp(-logOdds))
}

// solve returns the x for which m·x is b, by Cholesky decomposition. It reads only the
// lower half of m, which is symmetric. ok is false if m is not positive definite.
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
		if !(m[i][i] > 0) { // also if NaN
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
	for i := numParameters - 1; i >= 0; i-- { // its transpose · x = y
		for k := i + 1; k < numParameters; k++ {
			b[i] -= m[k][i] * b[k]
		}
		b[i] /= m[i][i]
	}
	return b, true
}
