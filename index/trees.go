package index

// TreeDepth is how many splits a Tree has.
const TreeDepth = 4

// A Tree is an oblivious decision tree: a vector is compared at each split, whatever the
// splits before found, and what they find together selects the value.
type Tree struct {
	Splits [TreeDepth]Split
	// Values are the values by which splits the vector is above, where the first split is
	// the highest bit.
	Values [1 << TreeDepth]float64
}

// Split compares the feature of a vector to a threshold.
type Split struct {
	Feature   int
	Threshold float64
}

// IsAbove reports whether v's feature is above the threshold.
func (s *Split) IsAbove(v []float64) bool { return v[s.Feature] > s.Threshold }

// Value returns t's value for v.
func (t *Tree) Value(v []float64) float64 {
	at := 0
	for i := range t.Splits {
		at <<= 1
		if t.Splits[i].IsAbove(v) {
			at++
		}
	}
	return t.Values[at]
}

// mean returns the mean of t's values, which is what t adds to a score before any split.
func (t *Tree) mean() float64 { return mean(t.Values[:]) }

// addContributions adds to each feature's contribution by how much its splits change the
// mean of the values that remain for v: from t.mean(), these add up to t.Value(v) (Saabas,
// "Interpreting random forests", 2014).
func (t *Tree) addContributions(v, contributions []float64) {
	remaining := t.Values[:]
	for i := range t.Splits {
		before := mean(remaining)
		half := len(remaining) / 2
		if t.Splits[i].IsAbove(v) {
			remaining = remaining[half:]
		} else {
			remaining = remaining[:half]
		}
		contributions[t.Splits[i].Feature] += mean(remaining) - before
	}
}

func mean(values []float64) float64 {
	var sum float64
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}
