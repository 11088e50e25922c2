package corpus

import (
	"slices"
	"strings"
	"testing"
)

func TestQuestions(t *testing.T) {
	longest := strings.Repeat("é", maxKnownQuestion-1) + "?"
	tests := []struct {
		name, phrasings string
		unit            int // of s/lead/1, s/a/1 and s/faq/why-so
		want            []saying
	}{
		{"no phrasings", "# later\n", 0, nil},
		{"a FAQ entry without phrasings", "# later\n", 2, []saying{{"Why so?", ""}}},
		{"the first of the whole unit", "lead/1: [What is it?, What else?]", 0, []saying{{"What is it?", ""}}},
		{"the first is no question", "lead/1: [what is it, What else?]", 0, nil},
		{"the first of each part", "lead/1:\n- {says: One, ask: [Who?, Whose?]}\n- What is it?\n- {says: Four, ask: [How many?]}\n- {says: two three, ask: [so what, What?]}", 0,
			[]saying{{"Who?", "One"}, {"What is it?", ""}, {"How many?", "Four"}}},
		{"a part in two lists", "lead/1:\n- {says: One, ask: [who]}\n- {says: One, ask: [Whose?]}", 0, nil},
		{"the longest", "a/1: ['" + longest + "']", 1, []saying{{longest, ""}}},
		{"too long", "a/1: ['é" + longest + "']", 1, nil},
		{"a FAQ entry", "faq/why-so:\n- How come?\n- {says: Because, ask: [What for?]}", 2, []saying{{"Why so?", ""}, {"What for?", "Because"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := load(t, append(phrased, "s.phrasings.yaml", test.phrasings)...).Units[test.unit]
			if got := sayingsOf(u, u.Questions()); !slices.Equal(got, test.want) {
				t.Errorf("Questions() of %s with %q = %q, want %q", u.ID, test.phrasings, got, test.want)
			}
		})
	}
}

// A FAQ's question may be as long as a heading.
func TestLongFAQQuestion(t *testing.T) {
	long := strings.Repeat("é", maxHeading-1) + "?"
	c := load(t, "s.md", head+"One.", "s.faq.md", "## "+long+"\n\nBecause.")
	if got := c.Units[1].Questions(); len(got) != 1 || got[0] != (Phrasing{Text: long}) {
		t.Errorf("Questions() = %v, want %q alone", got, long)
	}
}

// Each unit of the default story offers some questions, but not so many that
// members have too much to choose from.
func TestDefaultQuestions(t *testing.T) {
	const fewest, most = 2, 6
	c := loadDefault(t)
	for _, u := range c.Units {
		if got := len(u.Questions()); got < fewest || got > most {
			t.Errorf("Questions() of %s are %d, want %d to %d", u.ID, got, fewest, most)
		}
	}
}
