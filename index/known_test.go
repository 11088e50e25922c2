package index

import (
	"strings"
	"testing"
)

// TestKnownQuestions checks that whoever is shown a question as one known to be
// answered gets that answer.
func TestKnownQuestions(t *testing.T) {
	engine := openDefault(t)
	for _, u := range engine.Corpus().Units {
		for _, question := range u.Questions() {
			t.Run(question.Text, func(t *testing.T) {
				answer := ask(t, engine, question.Text)
				if answer.Verdict != Answered || answer.Hits[0].Unit != u {
					t.Fatalf("Ask(%q) = %s at %.2f, first %s, want %s, first %s",
						question.Text, answer.Verdict, answer.Confidence, answer.Hits[0].Unit.ID, Answered, u.ID)
				}
				if says := u.Text[question.Says.Start:question.Says.End]; !strings.Contains(answer.Hits[0].Quote(), says) {
					t.Errorf("Ask(%q).Hits[0].Highlight = %q, want it to hold %q", question.Text, answer.Hits[0].Quote(), says)
				}
			})
		}
	}
}
