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
