package vocab

import (
	"strings"
	"testing"
)

func TestRelativeFrequency(t *testing.T) {
	for line := range strings.Lines(english) {
		if word, _, _ := strings.Cut(line, " "); RelativeFrequency(word) <= 0 {
			t.Errorf("RelativeFrequency(%q) = %v, want more than 0: the table has it", word, RelativeFrequency(word))
		}
	}
	for _, word := range []string{"", "\n", " ", "0", "microsoft", "thequick", "zzzz", "é", "aa b", "you 2134713"} {
		if got := RelativeFrequency(word); got != 0 {
			t.Errorf("RelativeFrequency(%q) = %v, want 0", word, got)
		}
	}
	if the, bridge := RelativeFrequency("the"), RelativeFrequency("bridge"); the < 0.02 || the < 100*bridge {
		t.Errorf("RelativeFrequency of the is %v and of bridge %v, want about 0.03 and far less", the, bridge)
	}
}

func TestPhoneticKey(t *testing.T) {
	alike := [][]string{
		{"cloud", "clowd", "kloud"}, {"special", "spesial"}, {"fighting", "fiting"}, {"scared", "scaird"}, {"access", "axess"}, {"azure", "azhur"},
		{"people", "peepul"}, {"photo", "foto"}, {"whether", "wether"}, {"science", "sience"}, {"knight", "nite"}, {"wring", "ring"}, {"catch", "cach"},
	}
	for _, words := range alike {
		for _, word := range words {
			if got, want := phoneticKey(word), phoneticKey(words[0]); got != want {
				t.Errorf("phoneticKey(%q) = %q, want %q as of %q", word, got, want, words[0])
			}
		}
	}
	for _, words := range [][2]string{{"fathers", "fighters"}, {"model", "mother"}, {"halters", "altars"}, {"wallets", "allots"}} {
		if a, b := phoneticKey(words[0]), phoneticKey(words[1]); a == b {
			t.Errorf("phoneticKey of %q and %q = %q, want different keys", words[0], words[1], a)
		}
	}
	for _, word := range []string{"", "a", "tea", "ééé", "日本", "123"} {
		if got := phoneticKey(word); got != "" {
			t.Errorf("phoneticKey(%q) = %q, want none", word, got)
		}
	}
}
