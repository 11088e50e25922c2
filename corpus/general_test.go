package corpus

import "testing"

func TestGeneral(t *testing.T) {
	general, problems := readGeneral()
	if len(problems) > 0 {
		t.Fatalf("the built-in files have problems:\n%v", problems)
	}
	if len(general.Vocabulary) < 100 || len(general.Unanswered) < 100 {
		t.Errorf("General() has %d groups and %d questions, want at least 100 of each", len(general.Vocabulary), len(general.Unanswered))
	}
}
