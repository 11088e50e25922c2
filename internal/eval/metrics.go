package eval

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"
)

// cutoff is how many documents of a ranking the measures use.
const cutoff = 10

// grades are how relevant each judged document is to one question; 0 or less means not
// at all.
type grades map[string]int

// Ranking has measures of rankings, from 0 to 1: means over the questions, which count
// the same however many documents are relevant to them.
type Ranking struct {
	Hit1     float64 `json:"hit_at_1"`  // the first document is relevant
	MRR10    float64 `json:"mrr_at_10"` // 1/rank of the first relevant one, 0 below rank 10
	NDCG10   float64 `json:"ndcg_at_10"`
	Recall10 float64 `json:"recall_at_10"` // fraction of the relevant documents among the first 10
}

// measureRanking measures one ranking of document IDs, best first. At least one judged
// document must be relevant.
func measureRanking(ranked []string, judged grades) Ranking {
	ranked = ranked[:min(len(ranked), cutoff)]
	var (
		r     Ranking
		gains []int
		found int
	)
	for i, id := range ranked {
		gains = append(gains, judged[id])
		if judged[id] <= 0 {
			continue
		}
		found++
		if found == 1 {
			r.MRR10 = 1 / float64(i+1)
		}
	}
	if len(gains) > 0 && gains[0] > 0 {
		r.Hit1 = 1
	}
	ideal := judged.ideal()
	r.NDCG10 = discountedGain(gains) / discountedGain(ideal[:min(len(ideal), cutoff)])
	r.Recall10 = float64(found) / float64(len(ideal))
	return r
}

// ideal returns the grades of the relevant documents, the highest first.
func (g grades) ideal() []int {
	var relevant []int
	for _, grade := range g {
		if grade > 0 {
			relevant = append(relevant, grade)
		}
	}
	slices.SortFunc(relevant, func(a, b int) int { return cmp.Compare(b, a) })
	return relevant
}

// discountedGain is DCG as in trec_eval's ndcg_cut: the gain is the grade itself (not
// 2^grade-1), divided by log2(rank+1). Negative grades count 0.
func discountedGain(gains []int) float64 {
	var sum float64
	for i, gain := range gains {
		sum += float64(max(gain, 0)) / math.Log2(float64(i+2))
	}
	return sum
}

// meanRanking returns the means of the measures, all 0 without rankings.
func meanRanking(rankings []Ranking) Ranking {
	var sum Ranking
	for _, r := range rankings {
		sum.Hit1 += r.Hit1
		sum.MRR10 += r.MRR10
		sum.NDCG10 += r.NDCG10
		sum.Recall10 += r.Recall10
	}
	n := float64(max(len(rankings), 1))
	return Ranking{sum.Hit1 / n, sum.MRR10 / n, sum.NDCG10 / n, sum.Recall10 / n}
}

// auroc returns the area under the ROC curve: the probability that a random positive is
// above a random negative, where equal counts half. It is 0 if either is empty.
func auroc(positives, negatives []float64) float64 {
	if len(positives) == 0 || len(negatives) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(negatives))
	var wins float64
	for _, p := range positives {
		below, _ := slices.BinarySearch(sorted, p)
		upTo, _ := slices.BinarySearch(sorted, math.Nextafter(p, math.Inf(1)))
		wins += float64(below) + float64(upTo-below)/2
	}
	return wins / float64(len(positives)) / float64(len(negatives))
}

// percentile returns the nearest-rank percentile of sorted durations: the smallest that
// at least p percent of them do not exceed. It is 0 without durations.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// Share is a part of a whole, both counted in questions.
type Share struct{ Count, Of int }

// add counts one question, which may belong to the part.
func (s *Share) add(belongs bool) {
	s.Of++
	if belongs {
		s.Count++
	}
}

// Value returns the share, from 0 to 1. It is 0 of nothing.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Count) / float64(s.Of)
}

// String returns the share with three decimals, "-" of nothing.
func (s Share) String() string {
	if s.Of == 0 {
		return "-"
	}
	return decimals(s.Value())
}

// MarshalJSON returns the share as a number, null of nothing.
func (s Share) MarshalJSON() ([]byte, error) {
	if s.Of == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(s.Value())
}
