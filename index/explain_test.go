package index

import (
	"math"
	"slices"
	"testing"

	"alliancebot/internal/golden"
)

func TestExplanationText(t *testing.T) {
	engine := gardenEngine(t)
	tests := []struct{ golden, question string }{
		{"testdata/explain_answer.txt", "is there a water butt under the shde"},
		{"testdata/explain_none.txt", "who repairs bicycles in Norway"},
		{"testdata/explain_nothing.txt", "blorp?"},
	}
	for _, test := range tests {
		t.Run(test.golden, func(t *testing.T) {
			explained, err := engine.Explain(t.Context(), test.question)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, test.golden, []byte(explained.String()))
		})
	}
}

// TestExplanationAddsUp checks that the numbers of an explanation add up to those of
// the answer.
func TestExplanationAddsUp(t *testing.T) {
	engine := defaultEngine(t)
	for _, question := range generatedQuestions(engine.Corpus(), 200) {
		answer := ask(t, engine, question)
		explained, err := engine.Explain(t.Context(), question)
		if err != nil {
			t.Fatalf("Explain(%q): %v", question, err)
		}
		if explained.Verdict != answer.Verdict || explained.Confidence != answer.Confidence {
			t.Errorf("Explain(%q) = %s at %v, want as in the answer %s at %v", question, explained.Verdict, explained.Confidence, answer.Verdict, answer.Confidence)
		}
		if len(explained.Candidates) != len(answer.Hits) {
			t.Fatalf("Explain(%q) has %d candidates, want %d", question, len(explained.Candidates), len(answer.Hits))
		}
		for i, c := range explained.Candidates {
			if hit := answer.Hits[i]; c.UnitID != hit.Unit.ID || c.Score != hit.Score {
				t.Errorf("Explain(%q).Candidates[%d] = %s at %v, want %s at %v", question, i, c.UnitID, c.Score, hit.Unit.ID, hit.Score)
			}
			if got := sum(c.Parts); math.Abs(got-c.Score) > 1e-9 {
				t.Errorf("Explain(%q).Candidates[%d].Parts add up to %v, want %v", question, i, got, c.Score)
			}
		}
		if len(explained.Contributions) == 0 {
			if explained.Verdict != None || explained.Confidence != 0 {
				t.Errorf("Explain(%q) = %s at %v without Contributions, want none at 0", question, explained.Verdict, explained.Confidence)
			}
			continue
		}
		if got := 1 / (1 + math.Exp(-sum(explained.Contributions))); math.Abs(got-explained.Confidence) > 1e-9 {
			t.Errorf("Explain(%q).Contributions give %v, want %v", question, got, explained.Confidence)
		}
	}
}

func sum(contributions []Contribution) float64 {
	var total float64
	for _, c := range contributions {
		total += c.Effect
	}
	return total
}

// TestCoverage checks how surely the first unit has a word of a question: 1 if it has
// the word, the concept's confidence if it has a synonym, else 0.
func TestCoverage(t *testing.T) {
	engine := gardenEngine(t)
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
			explained, err := engine.Explain(t.Context(), test.question)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(explained.Words, func(w ExplainedWord) bool { return w.Word == test.word })
			if i < 0 {
				t.Fatalf("Explain(%q) lacks the word %q", test.question, test.word)
			}
			if got := explained.Words[i].Coverage; got != test.want {
				t.Errorf("Explain(%q) has %q with coverage %v, want %v", test.question, test.word, got, test.want)
			}
		})
	}
}
