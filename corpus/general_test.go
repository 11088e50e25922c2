package corpus

import (
	"slices"
	"testing"
)

func TestGeneral(t *testing.T) {
	general, problems := readGeneral()
	if len(problems) > 0 {
		t.Fatalf("the built-in files have problems:\n%v", problems)
	}
	if len(general.Vocabulary) < 100 || len(general.Unanswered) < 100 {
		t.Errorf("General() has %d groups and %d questions, want at least 100 of each", len(general.Vocabulary), len(general.Unanswered))
	}
}

func TestUnanswered(t *testing.T) {
	const story = "lead/1:\n- what is it\nunanswered:\n- who pays\n- ' how\n  much '\n"
	c := load(t, append(phrased, "s.phrasings.yaml", story)...)
	want := append(General().Unanswered, "who pays", "how much")
	if !slices.Equal(c.Unanswered, want) {
		t.Errorf("Unanswered = %q, want %q", c.Unanswered, want)
	}
	if got := len(c.Units[0].Phrasings); got != 1 {
		t.Errorf("the unit has %d phrasings, want 1", got)
	}
}
