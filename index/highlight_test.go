package index

import (
	"testing"

	"alliancebot/internal/prose"
)

func TestWholeSentences(t *testing.T) {
	const text = "One fell. Two held. Three broke."
	sentences := prose.Sentences(text)
	tests := []struct {
		name, part, want string
	}{
		{"one", "Two held.", "Two held."},
		{"part of one", "held", "Two held."},
		{"the first", "One", "One fell."},
		{"the last without its period", "Three broke", "Three broke."},
		{"parts of two", "fell. Two", "One fell. Two held."},
		{"all", text, text},
		{"the space between two", " Two", "Two held."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := wholeSentences(sentences, prose.Find(text, test.part)).Of(text)
			if got != test.want {
				t.Errorf("wholeSentences(%q) = %q, want %q", test.part, got, test.want)
			}
		})
	}
}
