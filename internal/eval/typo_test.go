package eval

import (
	"strconv"
	"testing"
)

func TestMisspellKeepsShortWords(t *testing.T) {
	for _, text := range []string{"", "who am I", "C3PO, R2D2!", "a-b-c"} {
		if got := misspell("1", text); got != text {
			t.Errorf("misspell(1, %q) = %q, want it unchanged", text, got)
		}
	}
}

// All four kinds of typo occur, and no others.
func TestMisspellKinds(t *testing.T) {
	const word = "Cloud"
	kinds := map[string]string{
		"Xloud": "adjacent key", "Vloud": "adjacent key", "Dloud": "adjacent key", // of the row above
		"Ckoud": "adjacent key", "Cooud": "adjacent key", "Cliud": "adjacent key", "Clpud": "adjacent key", "Cllud": "adjacent key",
		"Cloyd": "adjacent key", "Cloid": "adjacent key", "Clojd": "adjacent key",
		"Clous": "adjacent key", "Clouf": "adjacent key", "Cloue": "adjacent key", "Clouc": "adjacent key",
		"lCoud": "swapped", "Colud": "swapped", "Cluod": "swapped", "Clodu": "swapped",
		"loud": "omitted", "Coud": "omitted", "Clud": "omitted", "Clod": "omitted", "Clou": "omitted",
		"CCloud": "doubled", "Clloud": "doubled", "Clooud": "doubled", "Clouud": "doubled", "Cloudd": "doubled",
	}
	seen := make(map[string]int)
	for id := range 500 {
		got := misspell(strconv.Itoa(id), word)
		kind, known := kinds[got]
		if !known {
			t.Fatalf("misspell(%d, %q) = %q, which is none of the four kinds", id, word, got)
		}
		seen[kind]++
	}
	for _, kind := range kinds {
		if seen[kind] < 50 {
			t.Errorf("of 500 typos %d are of the kind %q, want about a quarter", seen[kind], kind)
		}
	}
}

func TestMisspellIsDeterministic(t *testing.T) {
	const text = "Which company runs the largest cloud?"
	first := misspell("42", text)
	if again := misspell("42", text); again != first {
		t.Errorf("misspell(42, %q) = %q and then %q", text, first, again)
	}
	if first == text {
		t.Errorf("misspell(42, %q) changed nothing", text)
	}
}

func FuzzMisspell(f *testing.F) {
	f.Add("1", "When was the garden planted?")
	f.Add("2", "ÄÖÜß Ωμέγα naïveté")
	f.Add("3", "aaaa")
	f.Fuzz(func(t *testing.T, id, text string) {
		got := misspell(id, text)
		was, is := differing([]rune(text), []rune(got))
		if was > 2 || is > 2 {
			t.Errorf("misspell(%q, %q) = %q, where %d letters became %d, want at most 2", id, text, got, was, is)
		}
		if again := misspell(id, text); again != got {
			t.Errorf("misspell(%q, %q) = %q and then %q", id, text, got, again)
		}
	})
}

// differing returns how many runes of a and of b remain without their common prefix and
// suffix.
func differing(a, b []rune) (ofA, ofB int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a), len(b)
}
