package index

import (
	"strings"
	"testing"
)

func TestCommonness(t *testing.T) {
	for line := range strings.Lines(english) {
		if word, _, _ := strings.Cut(line, " "); commonness(word) <= 0 {
			t.Errorf("commonness(%q) = %v, want more than 0, as the table has it", word, commonness(word))
		}
	}
	for _, word := range []string{"", "\n", " ", "0", "microsoft", "thequick", "zzzz", "é", "aa b", "you 2134713"} {
		if got := commonness(word); got != 0 {
			t.Errorf("commonness(%q) = %v, want 0", word, got)
		}
	}
	if the, bridge := commonness("the"), commonness("bridge"); the < 0.02 || the < 100*bridge {
		t.Errorf("commonness of the is %v and of bridge %v, want the first about 3 in 100 and far above", the, bridge)
	}
}
