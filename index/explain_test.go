package index

import (
	"math"
	"strings"
	"testing"

	"alliancebot/internal/golden"
)

func TestExplain(t *testing.T) {
	engine := gardenEngine(t)
	tests := []struct{ golden, question string }{
		{"testdata/explain_answer.txt", "is there a water butt under the shde"},
		{"testdata/explain_none.txt", "who repairs bicycles in Norway"},
		{"testdata/explain_nothing.txt", "blorp?"},
	}
	for _, test := range tests {
		t.Run(test.golden, func(t *testing.T) {
			explanation, err := engine.Explain(t.Context(), test.question)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, test.golden, []byte(explanation))
		})
	}
}

// The contributions in an explanation add up to the scores and the confidence of the
// answer.
func TestContributionsAddUp(t *testing.T) {
	s := defaultEngine(t).live.subindexes[0]
	sum := func(all []contribution) (total float64) {
		for _, c := range all {
			total += c.effect
		}
		return total
	}
	for _, question := range generatedQuestions(defaultEngine(t).live.corpus, 200) {
		q := parsed(t, s, question)
		r, err := s.rank(t.Context(), newScratch(s), q)
		if err != nil {
			t.Fatalf("rank(%q): %v", question, err)
		}
		for i := range r.units {
			if got, want := sum(r.units[i].contributions()), r.units[i].score; math.Abs(got-want) > 1e-9 {
				t.Errorf("the contributions to candidate %d for %q add up to %v, want %v", i, question, got, want)
			}
		}
		if len(r.units) == 0 || q.isMostlyUnknown() {
			continue
		}
		v := s.verdictFeatures(q, &r)
		if got, want := 1/(1+math.Exp(-sum(verdictModel.contributions(v)))), verdictModel.Probability(&v); math.Abs(got-want) > 1e-9 {
			t.Errorf("the contributions to the verdict on %q give %v, want %v", question, got, want)
		}
	}
}

// TestCoverage checks how surely the first unit has a word of a question: 1 if it has
// the word, the concept's confidence if it has a synonym, else 0.
func TestCoverage(t *testing.T) {
	s := gardenEngine(t).live.subindexes[0]
	tests := []struct {
		question, word string
		want           float64
	}{
		{"tickets in euros", "euros", 1},
		{"tickets in bucks", "bucks", .5},
		{"tickets in dollars", "dollars", 0},
		{"a rainwater tank under the shed", "rainwater", 1},
		{"a rainwater tank under the shed", "shed", 1},
		{"a fiver for a ticket", "fiver", .5},
	}
	for _, test := range tests {
		t.Run(test.question+" "+test.word, func(t *testing.T) {
			q := parsed(t, s, test.question)
			r, err := s.rank(t.Context(), newScratch(s), q)
			if err != nil {
				t.Fatal(err)
			}
			for i, term := range q.terms {
				if got := r.units[0].coverage[i]; strings.EqualFold(term.word, test.word) && got != test.want {
					t.Errorf("the coverage of %q in %q is %v, want %v", test.word, test.question, got, test.want)
				}
			}
		})
	}
}
