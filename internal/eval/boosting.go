package eval

import (
	"math"
	"math/rand/v2"
	"slices"

	"alliancebot/index"
)

// boosting is how trees are fitted: gradient boosting (Friedman, "Greedy Function
// Approximation", 2001) with the second derivatives of the loss, as in XGBoost (Chen and
// Guestrin, 2016), by oblivious trees, as in CatBoost (Prokhorenkova et al., 2018).
type boosting struct {
	trees   int
	rate    float64 // by which the values of a tree are multiplied
	penalty float64 // of the square of a value; the mean weight of a row is 1
	// Each tree is fitted to these shares of the rows and of the features.
	rows, features float64
}

// maxBins is how many thresholds a feature has at most.
const maxBins = 64

// derivatives sets the gradient of the loss by each row's score, and its second derivative.
type derivatives func(scores, gradient, hessian []float64)

// fit returns trees whose values, which it adds to the scores, make the loss small. The same rows
// give the same trees.
func (b boosting) fit(rows [][]float64, scores []float64, loss derivatives) []index.Tree {
	numFeatures := len(rows[0])
	thresholds := make([][]float64, numFeatures)
	bins := make([][]uint8, numFeatures) // by feature and row: how many thresholds its value is above
	for f := range numFeatures {
		thresholds[f] = thresholdsOf(rows, f)
		bins[f] = make([]uint8, len(rows))
		for i, row := range rows {
			at, _ := slices.BinarySearch(thresholds[f], row[f]) // not above a threshold that it equals
			bins[f][i] = uint8(at)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	gradient, hessian := make([]float64, len(rows)), make([]float64, len(rows))
	leaf := make([]int, len(rows)) // of each row in the tree that is fitted
	var trees []index.Tree
	for range b.trees {
		loss(scores, gradient, hessian)
		var sample, features []int
		for i := range rows {
			if random.Float64() < b.rows {
				sample = append(sample, i)
			}
		}
		for f := range numFeatures {
			if random.Float64() < b.features && len(thresholds[f]) > 0 {
				features = append(features, f)
			}
		}
		if len(features) == 0 {
			continue
		}
		var tree index.Tree
		clear(leaf)
		for level := range index.TreeDepth {
			split, bin := b.bestSplit(1<<level, leaf, sample, features, bins, gradient, hessian)
			tree.Splits[level] = index.Split{Feature: split, Threshold: thresholds[split][bin]}
			for i := range rows {
				leaf[i] <<= 1
				if int(bins[split][i]) > bin {
					leaf[i]++
				}
			}
		}
		var sums [len(tree.Values)]derivativeSums
		for _, i := range sample {
			sums[leaf[i]].add(gradient[i], hessian[i])
		}
		for i := range tree.Values {
			tree.Values[i] = rounded(-b.rate * sums[i].gradient / (sums[i].hessian + b.penalty))
		}
		for i := range rows {
			scores[i] += tree.Values[leaf[i]]
		}
		trees = append(trees, tree)
	}
	return trees
}

// thresholdsOf returns up to maxBins thresholds that part the rows by a feature, in order.
func thresholdsOf(rows [][]float64, feature int) []float64 {
	values := make([]float64, len(rows))
	for i, row := range rows {
		values[i] = row[feature]
	}
	slices.Sort(values)
	var thresholds []float64
	for k := 1; k <= maxBins; k++ {
		at := k * len(values) / (maxBins + 1)
		threshold := math.Floor(values[at]*precision) / precision
		if threshold >= values[0] && threshold < values[len(values)-1] && !slices.Contains(thresholds, threshold) {
			thresholds = append(thresholds, threshold)
		}
	}
	return thresholds
}

// derivativeSums are sums over rows.
type derivativeSums struct{ gradient, hessian float64 }

func (s *derivativeSums) add(gradient, hessian float64) {
	s.gradient += gradient
	s.hessian += hessian
}

// gain returns by how much the loss falls, to the second order and twice, if rows with these
// sums get a value of their own.
func (s derivativeSums) gain(penalty float64) float64 {
	return s.gradient * s.gradient / (s.hessian + penalty)
}

// bestSplit returns the feature and the place of its threshold that, if all leaves are split
// by them, make the loss smallest.
func (b boosting) bestSplit(leaves int, leaf, sample, features []int, bins [][]uint8, gradient, hessian []float64) (feature, bin int) {
	most := math.Inf(-1)
	feature = features[0]
	histogram := make([][maxBins + 1]derivativeSums, leaves)
	for _, f := range features {
		clear(histogram)
		last := 0
		for _, i := range sample {
			at := int(bins[f][i])
			histogram[leaf[i]][at].add(gradient[i], hessian[i])
			last = max(last, at)
		}
		var gains [maxBins + 1]float64
		for _, h := range histogram {
			var all, below derivativeSums
			for _, s := range h[:last+1] {
				all.add(s.gradient, s.hessian)
			}
			for at, s := range h[:last] {
				below.add(s.gradient, s.hessian)
				above := derivativeSums{all.gradient - below.gradient, all.hessian - below.hessian}
				gains[at] += below.gain(b.penalty) + above.gain(b.penalty)
			}
		}
		for at, gain := range gains[:last] {
			if gain > most {
				most, feature, bin = gain, f, at
			}
		}
	}
	return feature, bin
}

// logisticLoss returns the derivatives of the logistic loss of the observations.
func logisticLoss(observations []observation) derivatives {
	return func(scores, gradient, hessian []float64) {
		for i, o := range observations {
			p := logistic(scores[i])
			gradient[i], hessian[i] = o.weight*p, o.weight*p*(1-p)
			if o.yes {
				gradient[i] -= o.weight
			}
		}
	}
}

// choiceLoss returns the derivatives of minus the log-likelihood of choosing a right candidate (see
// fitConditional). The rows are the candidates of all choices, and a score is the logarithm of a
// candidate's odds. The second derivatives leave out that other candidates may be right, too.
func choiceLoss(choices []choice) derivatives {
	return func(scores, gradient, hessian []float64) {
		for _, c := range choices {
			n := len(c.candidates)
			p := softmax(scores[:n])
			var right float64
			for _, share := range p[:c.right] {
				right += share
			}
			for i, share := range p {
				gradient[i], hessian[i] = c.weight*share, c.weight*share*(1-share)
				if i < c.right {
					gradient[i] -= c.weight * share / right
				}
			}
			scores, gradient, hessian = scores[n:], gradient[n:], hessian[n:]
		}
	}
}
