package index

import (
	"context"
	"reflect"
	"testing"
)

func TestAlike(t *testing.T) {
	tests := []struct {
		name, language string
		questions      []string
		want           [][]int
	}{
		{"none", "en", nil, nil},
		{"one", "en", []string{"why?"}, [][]int{{0}}},
		{"rewordings", "en", []string{
			"what does it cost", "how do I join the beta", "how much does it cost", "who founded OpenAI",
			"can i join teh beta", "what's the price", "who is the founder of openai?",
		}, [][]int{{0, 2, 5}, {1, 4}, {3, 6}}},
		{"the same verb", "en", []string{"does microsoft own github", "does amazon own twitch", "is github owned by microsoft"}, [][]int{{0, 2}, {1}}},
		{"no words", "en", []string{"?!", "", "??"}, [][]int{{0}, {1}, {2}}},
		{"German", "de", []string{"Was kostet das?", "Wann kommt die neue Version?", "was kostet das denn", "wann kommt die Version raus"}, [][]int{{0, 2}, {1, 3}}},
		{"Japanese", "ja", []string{"料金はいくらですか", "いつ発売されますか", "料金はいくら?"}, [][]int{{0, 2}, {1}}},
		{"a language that is not known", "", []string{"what does it cost", "what does it cost?"}, [][]int{{0, 1}}},
	}
	s := defaultEngine(t).live
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := s.Alike(t.Context(), test.language, test.questions); err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("Alike(%q) = %v, %v, want %v", test.questions, got, err, test.want)
			}
		})
	}
}

// The vocabulary of the corpus counts.
func TestAlikeBySynonyms(t *testing.T) {
	questions := []string{"who was the architect?", "who was the designer?"}
	s := bridgeEngine(t).live
	if got, err := s.Alike(t.Context(), "en", questions); err != nil || len(got) != 1 {
		t.Errorf("Alike(%q) = %v, %v, want one group", questions, got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Alike(ctx, "en", questions); err != context.Canceled {
		t.Errorf("Alike after a cancel: %v", err)
	}
}

func BenchmarkAlike(b *testing.B) {
	s := defaultEngine(b).live
	questions := generatedQuestions(s.corpus, 2000)
	for b.Loop() {
		s.Alike(b.Context(), "en", questions)
	}
	b.ReportMetric(float64(len(questions)), "questions")
}
