package index

import (
	"slices"
	"testing"
)

func TestRepair(t *testing.T) {
	s := open(t, passages("The quizzical pelican inherited a harbour warehouse in Zanzibar. The harbour was quiet; the lamps GPT5 and WR40X burned.")).live
	tests := []struct {
		name, word string
		want       []string // nil: left as it is
	}{
		{"two letters swapped", "pelcian", []string{"pelican"}},
		{"letter doubled", "pellican", []string{"pelican"}},
		{"letter missing", "harbur", []string{"harbour"}},
		{"letter beside it on the keyboard", "zanzubar", []string{"zanzibar"}},
		{"first letter wrong", "kelican", []string{"pelican"}},
		{"last letter missing", "quizzica", []string{"quizzical"}},
		{"two slips in a long word", "qizzicall", []string{"quizzical"}},
		{"two slips, one at the start", "kuizical", nil},
		{"three slips", "quzzcll", nil},
		{"space missing", "quizzicalpelican", []string{"quizzical", "pelican"}},
		{"two spaces missing", "harbourandpelican", []string{"harbour", "and", "pelican"}},
		{"of letters that short words happen to spell", "asoinat", nil},
		{"word of the corpus", "inherited", nil},
		{"another form of a word of the corpus", "inheriting", nil},
		{"English that the corpus lacks", "harder", nil},
		{"English one letter from the corpus", "stamps", nil},
		{"short word, one slip from another", "wqs", nil},
		{"one slip in a word of four letters", "lmps", []string{"lamps"}},
		{"word with a digit", "gpt6", nil},
		{"word with a digit, of a letter more", "wr40xx", nil},
		{"word of digits", "12345", nil},
		{"gibberish", "xkcdqwrtz", nil},
		{"too long to be a word", "pelicanpelicanpelicanpelicanpelicanpelican", nil},
		{"another script", "пеликан", nil},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := s.speller.repair(test.word); !slices.Equal(got, test.want) {
				t.Errorf("repair(%q) = %q, want %q", test.word, got, test.want)
			}
		})
	}
}

// Among words as close, the first letter tells more than the last, that more
// than how often the word stands.
func TestRepairPrefers(t *testing.T) {
	tests := []struct {
		name, text, word, want string
	}{
		{"the same first letter", "Zarbin zarbin zarbin. Borbin.", "borbix", "borbin"},
		{"the same first letter, not the commoner", "Korlam korlam. Forlat.", "forlam", "forlat"},
		{"the same last letter", "Mirtak mirtak. Mirtob.", "mirtab", "mirtob"},
		{"the commoner", "Zulfan. Zulfen zulfen.", "zulfon", "zulfen"},
		{"the first of the alphabet", "Zulfen. Zulfan.", "zulfon", "zulfan"},
		{"one slip over two", "Zulfanty zulfanty. Zulfexta.", "zulfexty", "zulfexta"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t, passages(test.text)).live
			if got := s.speller.repair(test.word); !slices.Equal(got, []string{test.want}) {
				t.Errorf("repair(%q) in %q = %q, want %q", test.word, test.text, got, test.want)
			}
		})
	}
}

func TestEditDistance(t *testing.T) {
	tests := []struct {
		a, b        string
		limit, want int
	}{
		{"", "", 2, 0},
		{"pelican", "pelican", 2, 0},
		{"pelican", "pelcan", 2, 1},
		{"pelcan", "pelican", 2, 1},
		{"pelican", "pelikan", 2, 1},
		{"pelican", "peliacn", 2, 1},
		{"pelican", "eplicna", 2, 2},
		{"ab", "ba", 1, 1},
		{"ca", "abc", 3, 3}, // optimal string alignment; 2 if a swapped pair could change again
		{"größe", "grosse", 3, 3},
		{"pelican", "warehouse", 2, 3},
	}
	for _, test := range tests {
		t.Run(test.a+" "+test.b, func(t *testing.T) {
			if got := editDistance([]rune(test.a), []rune(test.b), test.limit); got != test.want {
				t.Errorf("editDistance(%q, %q, %d) = %d, want %d", test.a, test.b, test.limit, got, test.want)
			}
		})
	}
}

// Repairs are told as the member wrote the words, in order; shorthand is no
// misspelling.
func TestRepairsOfAQuestion(t *testing.T) {
	engine := open(t, load(t, garden))
	tests := []struct {
		name, question string
		want           []Repair
	}{
		{"none", "where is the cistern", nil},
		{"as written", "Where is the CITSERN?", []Repair{{"CITSERN", "cistern"}}},
		{"in order", "orchrad and citsern", []Repair{{"orchrad", "orchard"}, {"citsern", "cistern"}}},
		{"without hidden characters", "cit\u200bsern", []Repair{{"citsern", "cistern"}}},
		{"missing space", "stonepath", []Repair{{"stonepath", "stone path"}}},
		{"shorthand", "wat r the hedges 4", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ask(t, engine, test.question).Repairs; !slices.Equal(got, test.want) {
				t.Errorf("Ask(%q).Repairs = %q, want %q", test.question, got, test.want)
			}
		})
	}
}

func TestShorthand(t *testing.T) {
	engine := open(t, load(t, garden))
	tests := []struct{ short, long string }{
		{"bc the cistern", "because the cistern"},
		{"y r there trees", "why are there trees"},
		{"wat abt the cafe", "what about the cafe"},
	}
	for _, test := range tests {
		t.Run(test.short, func(t *testing.T) {
			short, long := transcript(t, ask(t, engine, test.short)), transcript(t, ask(t, engine, test.long))
			if short != long {
				t.Errorf("Ask(%q) = %s, want as Ask(%q): %s", test.short, short, test.long, long)
			}
		})
	}
}

// A shorthand that the corpus uses as a word of its own is one.
func TestShorthandThatTheCorpusUses(t *testing.T) {
	const text = "The ATM stands at the gate."
	engine := open(t, passages(text, "At the moment nothing else is there."))
	if first := ask(t, engine, "atm").Hits[0].Unit.Text; first != text {
		t.Errorf("Ask(%q).Hits[0] is %q, want %q", "atm", first, text)
	}
}
