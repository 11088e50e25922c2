package index

import (
	"slices"
	"testing"
)

func TestWordAnalyzer(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"case and punctuation", "Is the Cistern FULL?", []string{"is", "the", "cistern", "full"}},
		{"accents", "Müller’s café, naïve façade", []string{"muller", "cafe", "naive", "facade"}},
		{"accents as marks of their own", "Mu\u0308ller cafe\u0301", []string{"muller", "cafe"}},
		{"apostrophes", "don't don’t don＇t dont", []string{"dont", "dont", "dont", "dont"}},
		{"possessives", "Ada's Ada’s the gardens' trees", []string{"ada", "ada", "the", "gardens", "trees"}},
		{"full-width letters", "ＡＰＩ", []string{"api"}},
		{"ligature", "ﬁnd", []string{"find"}},
		{"numbers", "3.5 million, GPT-4", []string{"3.5", "million", "gpt", "4"}},
		{"Cyrillic", "Йод", []string{"иод"}},
		{"Arabic vowels", "كِتَاب", []string{"كتاب"}},
		{"no words", "?! … 🙂", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, token := range wordAnalyzer.Analyze([]byte(test.text)) {
				got = append(got, string(token.Term))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("Analyze(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestReadable(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "full café 🙂", "full café 🙂"},
		{"zero width", "fu\u200bll\ufeff\u2060", "full"},
		{"direction", "\u202efull\u202c\u2066\u200f", "full"},
		{"soft hyphen", "fu\u00adll", "full"},
		{"control characters", "a\x00b\tc\nd", "a b c d"},
		{"invalid bytes", "a\xff\xfeb", "a b"},
		{"cut inside a character", "caf\xc3", "caf "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := readable(test.text); got != test.want {
				t.Errorf("readable(%q) = %q, want %q", test.text, got, test.want)
			}
		})
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
		{"größen", []string{"größ", "röße", "ößen"}},
		{"下雨了吗我", []string{"下雨了吗", "雨了吗我"}},
	}
	for _, test := range tests {
		t.Run(test.word, func(t *testing.T) {
			if got := slices.Collect(fourGrams(test.word)); !slices.Equal(got, test.want) {
				t.Errorf("fourGrams(%q) = %q, want %q", test.word, got, test.want)
			}
		})
	}
}

// How a question is typed changes nothing of its answer.
func TestSameAnswer(t *testing.T) {
	engine := open(t, load(t, garden))
	tests := []struct{ name, plain, typed string }{
		{"case", "does the cafe open on mondays", "DOES the Cafe OPEN on Mondays"},
		{"punctuation", "does the cafe open on mondays", "does the cafe (open): on Mondays?!"},
		{"accent", "does the cafe open on mondays", "does the café open on mondays"},
		{"accent as a mark of its own", "does the cafe open on mondays", "does the cafe\u0301 open on mondays"},
		{"umlaut", "what did ada muller plant", "what did Ada Müller plant"},
		{"apostrophe left out", "why doesn't it open", "why doesnt it open"},
		{"curly apostrophe", "why doesn't it open", "why doesn’t it open"},
		{"possessive", "ada's orchard", "ada’s orchard"},
		{"possessive left out", "the town water", "the town’s water"},
		{"zero width", "is there a stone path", "is there\u200b a st\u200bone pa\u200dth\ufeff"},
		{"bidirectional", "is there a stone path", "\u202eis there\u202c a \u2067stone\u2069 path\u200f"},
		{"soft hyphen", "is there a stone path", "is there a st\u00adone path"},
		{"control characters", "is there a stone path", "is\x00there\ta\r\nstone\x1bpath"},
		{"invalid bytes", "is there a stone path", "is there \xff a \xc3 stone path"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plain, typed := transcript(t, ask(t, engine, test.plain)), transcript(t, ask(t, engine, test.typed))
			if typed != plain {
				t.Errorf("Ask(%q) = %s, want as Ask(%q): %s", test.typed, typed, test.plain, plain)
			}
		})
	}
}

// Stop words without their apostrophes must not swallow words that mean
// something: she'll is one, Shell is a company.
func TestStopStems(t *testing.T) {
	tests := []struct {
		word string
		want bool
	}{
		{"the", true}, {"what", true}, {"dont", true}, {"theyre", true}, {"youve", true}, {"couldnt", true},
		{"id", true}, {"ill", true}, // seldom what they look like: "I'd like to know"
		{"shell", false}, {"shed", false}, {"wed", false},
	}
	for _, test := range tests {
		t.Run(test.word, func(t *testing.T) {
			if got := stopStems[stem(test.word)]; got != test.want {
				t.Errorf("stopStems has %q: %v, want %v", test.word, got, test.want)
			}
		})
	}
}
