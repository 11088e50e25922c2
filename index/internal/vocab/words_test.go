package vocab

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"case and punctuation", "Is the Cistern FULL?", []string{"is", "the", "cistern", "full"}},
		{"accents", "Müller’s café, naïve façade", []string{"muller", "cafe", "naive", "facade"}},
		{"decomposed accents", "Mu\u0308ller cafe\u0301", []string{"muller", "cafe"}},
		{"apostrophes", "don't don’t don＇t dont", []string{"dont", "dont", "dont", "dont"}},
		{"possessives", "Ada's Ada’s the gardens' trees", []string{"ada", "ada", "the", "gardens", "trees"}},
		{"full-width letters", "ＡＰＩ", []string{"api"}},
		{"ligature", "ﬁnd", []string{"find"}},
		{"numbers", "3.5 million, GPT-4", []string{"3.5", "million", "gpt", "4"}},
		{"Cyrillic", "Йод и ёлка", []string{"йод", "и", "елка"}},
		{"Arabic vowels", "كِتَاب", []string{"كتاب"}},
		{"no words", "?! … 🙂", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := English().Words(test.text); !slices.Equal(got, test.want) {
				t.Errorf("Words(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
	if got, want := English().TypedWords("Ada’s"), []string{"adas"}; !slices.Equal(got, want) {
		t.Errorf("TypedWords(%q) = %q, want %q", "Ada’s", got, want)
	}
	if got, want := English().AppendTokens(nil, "the Café’s"), []Token{{"the", "the"}, {"cafe", "Café’s"}}; !slices.Equal(got, want) {
		t.Errorf("Tokens(%q) = %q, want %q", "the Café’s", got, want)
	}
}

func TestFourGrams(t *testing.T) {
	tests := []struct {
		word string
		want []string
	}{
		{"cistern", []string{"cist", "iste", "ster", "tern"}},
		{"tree", []string{"tree"}},
		{"is", []string{"is"}},
		{"größen", []string{"groß", "roße", "oßen"}},
		{"下雨了吗我", []string{"下雨了吗", "雨了吗我"}},
	}
	for _, test := range tests {
		if got := slices.Collect(FourGrams(test.word)); !slices.Equal(got, test.want) {
			t.Errorf("FourGrams(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

// Stop words without their apostrophes must not cover words with another meaning:
// she'll is a stop word, Shell is a company.
func TestIsStop(t *testing.T) {
	tests := []struct {
		word string
		want bool
	}{
		{"the", true}, {"what", true}, {"dont", true}, {"theyre", true}, {"youve", true}, {"couldnt", true},
		{"id", true}, {"ill", true}, // usually "I'd like to know"
		{"shell", false}, {"shed", false}, {"wed", false},
	}
	for _, test := range tests {
		if got := English().IsStop(English().Stem(test.word)); got != test.want {
			t.Errorf("IsStop of the stem of %q = %v, want %v", test.word, got, test.want)
		}
	}
}

func TestExpandShorthand(t *testing.T) {
	tests := []struct {
		word string
		want []string
	}{{"bc", []string{"because"}}, {"alot", []string{"a", "lot"}}, {"because", nil}, {"", nil}}
	for _, test := range tests {
		if got := ExpandShorthand(test.word); !slices.Equal(got, test.want) {
			t.Errorf("ExpandShorthand(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}
