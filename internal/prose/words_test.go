package prose

import (
	"slices"
	"testing"
)

func wordsOf(s string) (words []string) {
	for span := range Words(s) {
		words = append(words, span.Of(s))
	}
	return words
}

func TestWords(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"punctuation", "Is it full? Yes -- (mostly).", []string{"Is", "it", "full", "Yes", "mostly"}},
		{"apostrophes", "don't Ada’s 'quoted'", []string{"don't", "Ada’s", "quoted"}},
		{"numbers and names", "3.5 million, GPT-4, Node.js, snake_case", []string{"3.5", "million", "GPT", "4", "Node.js", "snake_case"}},
		{"accents", "cafe\u0301 Müller", []string{"cafe\u0301", "Müller"}},
		{"Japanese", "東京タワーへ行く", []string{"東", "京", "タワー", "へ", "行", "く"}},
		{"no words", "?! … 🙂 __", nil},
		{"invalid bytes", "a\xffb", []string{"a", "b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := wordsOf(test.text); !slices.Equal(got, test.want) {
				t.Errorf("Words(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"Ada’s 3.5 GPT-4", "東京タワー", "a\xffb", "\u200d\u0301x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for span := range Words(s) {
			if span.Start < end || !HasWords(span.Of(s)) {
				t.Errorf("Words(%q) has %v, which overlaps the word before or has no letter", s, span)
			}
			if between := s[end:span.Start]; HasWords(between) {
				t.Errorf("Words(%q) lacks %q", s, between)
			}
			end = span.End
		}
		if HasWords(s[end:]) {
			t.Errorf("Words(%q) lacks %q", s, s[end:])
		}
	})
}

// Text that is left as it is must be as Line would make it.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{"a b", " a", "a  b", "a\tb\u200b", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isLine(s) && cleanLine(s) != s {
			t.Errorf("isLine(%q), but it becomes %q", s, cleanLine(s))
		}
	})
}
