package eval

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// cutoff is how many documents of a ranking MRR, nDCG and recall look at.
const cutoff = 10

// grades tells how relevant each judged document is to one question; 0 and
// less mean that it is not.
type grades map[string]int

// Ranking measures rankings, each measure a mean over the questions from 0 to
// 1. A question counts alike, however many documents are relevant to it.
type Ranking struct {
	Hit1     float64 `json:"hit_at_1"`  // the first document is relevant
	MRR10    float64 `json:"mrr_at_10"` // 1/rank of the first relevant one, 0 below rank 10
	NDCG10   float64 `json:"ndcg_at_10"`
	Recall10 float64 `json:"recall_at_10"` // of the relevant documents, those among the first 10
}

// measureRanking measures one ranking of document ids, best first. At least
// one judged document must be relevant.
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

// discountedGain is DCG as trec_eval's ndcg_cut has it: the grade itself is
// the gain (not 2^grade-1), divided by log2(rank+1); a negative grade counts 0.
func discountedGain(gains []int) float64 {
	var sum float64
	for i, gain := range gains {
		sum += float64(max(gain, 0)) / math.Log2(float64(i+2))
	}
	return sum
}

// meanRanking returns the means of the measures; all 0 for none.
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

// auroc is the area under the ROC curve: how probable it is that one of the
// positives is above one of the negatives, where equal counts half. It is 0
// when either is empty.
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

// percentile returns the smallest of the sorted durations that at least
// p percent of them do not exceed (the nearest-rank definition); 0 of none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}
