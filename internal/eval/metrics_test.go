package eval

import (
	"encoding/json"
	"math"
	"testing"
	"time"
)

func TestMeasureRanking(t *testing.T) {
	// 1/log2(3) and 1/log2(4), the discounts of the ranks 2 and 3.
	const second, third = 0.6309297535714575, 0.5
	tests := []struct {
		name   string
		ranked []string
		judged grades
		want   Ranking
	}{
		{"first", []string{"a", "b"}, grades{"a": 1}, Ranking{1, 1, 1, 1}},
		{"second", []string{"b", "a"}, grades{"a": 1}, Ranking{0, 0.5, second, 1}},
		{"one of two", []string{"b", "c", "a"}, grades{"a": 1, "z": 1}, Ranking{0, 1. / 3, third / (1 + second), 0.5}},
		{"graded, in the wrong order", []string{"a", "b"}, grades{"a": 1, "b": 3},
			Ranking{1, 1, (1 + 3*second) / (3 + second), 1}},
		{"grade 0 is not relevant", []string{"b", "a"}, grades{"a": 2, "b": 0}, Ranking{0, 0.5, second, 1}},
		{"a negative grade gains nothing", []string{"b", "a"}, grades{"a": 1, "b": -2}, Ranking{0, 0.5, second, 1}},
		{"below the cutoff", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a"}, grades{"a": 1}, Ranking{}},
		{"nothing found", nil, grades{"a": 1}, Ranking{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := measureRanking(test.ranked, test.judged)
			if !near(got.Hit1, test.want.Hit1) || !near(got.MRR10, test.want.MRR10) ||
				!near(got.NDCG10, test.want.NDCG10) || !near(got.Recall10, test.want.Recall10) {
				t.Errorf("measureRanking(%q, %v) = %+v, want %+v", test.ranked, test.judged, got, test.want)
			}
		})
	}
}

// With more relevant documents than the cutoff, the ideal ranking is cut off, but recall
// counts them all.
func TestMeasureRankingManyRelevant(t *testing.T) {
	var ranked []string
	judged := make(grades)
	for _, id := range "abcdefghijkl" {
		ranked = append(ranked, string(id))
		judged[string(id)] = 1
	}
	want := Ranking{1, 1, 1, 10. / 12}
	if got := measureRanking(ranked, judged); !near(got.NDCG10, 1) || !near(got.Recall10, want.Recall10) {
		t.Errorf("measureRanking(12 relevant documents) = %+v, want %+v", got, want)
	}
}

func TestMeanRanking(t *testing.T) {
	got := meanRanking([]Ranking{{1, 1, 1, 1}, {0, 0.5, 0.25, 1}})
	if want := (Ranking{0.5, 0.75, 0.625, 1}); got != want {
		t.Errorf("meanRanking of two = %+v, want %+v", got, want)
	}
	if got := meanRanking(nil); got != (Ranking{}) {
		t.Errorf("meanRanking(nil) = %+v, want zeros", got)
	}
}

func TestAUROC(t *testing.T) {
	tests := []struct {
		name                 string
		positives, negatives []float64
		want                 float64
	}{
		{"apart", []float64{0.8, 0.9}, []float64{0.1, 0.2}, 1},
		{"reversed", []float64{0.1}, []float64{0.9}, 0},
		{"all equal", []float64{0.5, 0.5}, []float64{0.5, 0.5, 0.5}, 0.5},
		// 0.9 is above both; 0.4 is above 0.1 and equal to 0.4: (2 + 1.5) / 4
		{"a tie", []float64{0.9, 0.4}, []float64{0.4, 0.1}, 0.875},
		{"zero is a value", []float64{0}, []float64{0, -1}, 0.75},
		{"no negatives", []float64{1}, nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := auroc(test.positives, test.negatives); !near(got, test.want) {
				t.Errorf("auroc(%v, %v) = %v, want %v", test.positives, test.negatives, got, test.want)
			}
		})
	}
}

func TestPercentile(t *testing.T) {
	sorted := []time.Duration{10, 20, 30, 40}
	tests := []struct {
		p    float64
		want time.Duration
	}{{0, 10}, {25, 10}, {50, 20}, {51, 30}, {99, 40}, {100, 40}}
	for _, test := range tests {
		if got := percentile(sorted, test.p); got != test.want {
			t.Errorf("percentile(%v, %v) = %v, want %v", sorted, test.p, got, test.want)
		}
	}
	if got := percentile(nil, 50); got != 0 {
		t.Errorf("percentile(nil, 50) = %v, want 0", got)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestShare(t *testing.T) {
	tests := []struct {
		share      Share
		text, json string
	}{
		{Share{}, "-", "null"},
		{Share{0, 4}, "0.000", "0"},
		{Share{1, 3}, "0.333", "0.3333333333333333"},
		{Share{4, 4}, "1.000", "1"},
	}
	for _, test := range tests {
		encoded, err := json.Marshal(test.share)
		if test.share.String() != test.text || string(encoded) != test.json || err != nil {
			t.Errorf("%#v is %s and %s in JSON (%v), want %s and %s", test.share, test.share, encoded, err, test.text, test.json)
		}
	}
}
