package vocab

import (
	"slices"
	"testing"
)

// newTestSpeller returns a speller for a corpus with one unit, which has this text.
func newTestSpeller(text string) *Speller {
	l := NewLexicon(English(), English(), 0)
	l.Add(English().Words(text))
	unitCount := make([]int, len(l.Stems))
	for i := range unitCount {
		unitCount[i] = 1
	}
	return NewSpeller(l, unitCount)
}

func TestRepair(t *testing.T) {
	s := newTestSpeller("The quizzical pelican inherited a harbour warehouse in Zanzibar. The harbour was quiet; the lamps GPT5 and WR40X burned.")
	tests := []struct {
		name, word string
		want       []string // nil: not repaired
	}{
		{"two letters swapped", "pelcian", []string{"pelican"}},
		{"doubled letter", "pellican", []string{"pelican"}},
		{"letter missing", "harbur", []string{"harbour"}},
		{"neighboring key", "zanzubar", []string{"zanzibar"}},
		{"first letter wrong", "kelican", []string{"pelican"}},
		{"last letter missing", "quizzica", []string{"quizzical"}},
		{"two edits in a long word", "qizzicall", []string{"quizzical"}},
		{"two edits, one at the start", "muizzatal", nil},
		{"sounds like it, two edits, one at the start", "kuizical", []string{"quizzical"}},
		{"sounds like a short word", "lammps", []string{"lamps"}},
		{"sounds like English, c for s", "spesial", []string{"special"}},
		{"sounds like English, gh", "fiters", []string{"fighters"}},
		{"a letter doubled of English that the corpus lacks", "stuf", []string{"stuff"}},
		{"three edits, it sounds like it", "quzzcll", []string{"quizzical"}},
		{"three edits", "pevitam", nil},
		{"space missing", "quizzicalpelican", []string{"quizzical", "pelican"}},
		{"two spaces missing", "harbourandpelican", []string{"harbour", "and", "pelican"}},
		{"spelled by short words by chance", "asoinat", nil},
		{"word of the corpus", "inherited", nil},
		{"another form of a word of the corpus", "inheriting", nil},
		{"English that the corpus lacks", "harder", nil},
		{"English one letter from the corpus", "stamps", nil},
		{"short word, one edit from another", "wqs", nil},
		{"one edit in a word of four letters", "lmps", []string{"lamps"}},
		{"word with a digit", "gpt6", nil},
		{"word with a digit, one letter too many", "wr40xx", nil},
		{"word of digits", "12345", nil},
		{"gibberish", "xkcdqwrtz", nil},
		{"too long to be a word", "pelicanpelicanpelicanpelicanpelicanpelican", nil},
		{"another script", "пеликан", nil},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := s.Repair(t.Context(), test.word); !slices.Equal(got, test.want) {
				t.Errorf("Repair(%q) = %q, want %q", test.word, got, test.want)
			}
		})
	}
}

// Of equally close words the first letter decides, then the last letter, then how
// often the word occurs.
func TestRepairPrefers(t *testing.T) {
	tests := []struct {
		name, text, word, want string
	}{
		{"the same first letter", "Zarbin zarbin zarbin. Borbin.", "borbix", "borbin"},
		{"the same first letter, not the commoner", "Korlam korlam. Forlat.", "forlam", "forlat"},
		{"the same last letter", "Mirtak mirtak. Mirtob.", "mirtab", "mirtob"},
		{"the commoner", "Zulfan. Zulfen zulfen.", "zulfon", "zulfen"},
		{"the first of the alphabet", "Zulfen. Zulfan.", "zulfon", "zulfan"},
		{"one edit over two", "Zulfanty zulfanty. Zulfexta.", "zulfexty", "zulfexta"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := newTestSpeller(test.text).Repair(t.Context(), test.word); !slices.Equal(got, []string{test.want}) {
				t.Errorf("Repair(%q) in %q = %q, want %q", test.word, test.text, got, test.want)
			}
		})
	}
}

func TestUnstretched(t *testing.T) {
	s := newTestSpeller("The zoo has a pelican. Bassoons.")
	tests := []struct{ word, want string }{
		{"pelicaaaan", "pelican"},
		{"ppppelicannn", "pelican"},
		{"zooooo", "zoo"},
		{"basssooons", "bassoons"},
		{"gooood", "good"},
		{"sooo", "so"},
		{"plzzz", "plz"},
		{"pelcannnn", "pelcan"}, // to be repaired
		{"zoo", "zoo"},
		{"aaabbbcccdddeee", "aaabbbcccdddeee"},
		{"1000", "1000"},
		{"ßßßß", "ßßßß"},
		{"", ""},
	}
	for _, test := range tests {
		if got := s.Unstretched(test.word); got != test.want {
			t.Errorf("Unstretched(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

func TestEditCost(t *testing.T) {
	tests := []struct {
		a, b        string
		limit, want int
	}{
		{"", "", 20, 0},
		{"pelican", "pelican", 20, 0},
		{"pelican", "pelcan", 20, weakCost},
		{"pelican", "pellican", 20, weakCost},
		{"peican", "pelican", 20, letterCost},
		{"pelican", "pelikan", 20, soundCost},
		{"pelican", "polican", 20, vowelCost},
		{"pelican", "pelixan", 20, soundCost},
		{"pelican", "pelitan", 20, replaceCost},
		{"pelican", "peliacn", 20, swapCost},
		{"pelican", "eplicna", 20, 2 * swapCost},
		{"ahev", "have", 2 * swapCost, 2 * swapCost},
		{"cd", "dbc", 40, 3 * letterCost}, // optimal string alignment; less if a swapped pair could change again
		{"größe", "grosse", 40, 2*replaceCost + weakCost},
		{"pelican", "warehouse", 20, 21},
	}
	for _, test := range tests {
		t.Run(test.a+" "+test.b, func(t *testing.T) {
			if got := editCost([]rune(test.a), []rune(test.b), test.limit); got != test.want {
				t.Errorf("editCost(%q, %q, %d) = %d, want %d", test.a, test.b, test.limit, got, test.want)
			}
		})
	}
}
