package index

import (
	"slices"
	"testing"
)

// The garden's story mentions apple trees, cider and rain, and no animal but dogs.
func TestMissing(t *testing.T) {
	engine := gardenEngine(t)
	tests := []struct {
		name, question string
		want           []string
	}{
		{"nothing", "", nil},
		{"none", "Who planted the apple trees?", nil},
		{"some, as typed", "Who milks the Goats, and who feeds the LLAMAS?", []string{"milks", "Goats", "feeds", "LLAMAS"}},
		{"each once, by its stem", "a goat, goats and the goat's llama", []string{"goat", "llama"}},
		{"at most five", "goats llamas zebras badgers otters hamsters", []string{"goats", "llamas", "zebras", "badgers", "otters"}},
		{"another form of a word of a unit", "apple planting", nil},
		{"a word of a head only", "tickets", nil},
		{"a synonym of a word of a unit", "is there a water butt for a fiver", nil},
		{"a word of phrasings only", "fertiliser", []string{"fertiliser"}},
		{"repaired", "ralway goats", []string{"goats"}},
		{"shorthand", "pls plz goats u", []string{"goats"}},
		{"common words of English", "could you please tell me what you know about the goats", []string{"goats"}},
		{"accents", "Müller’s zébras", []string{"zébras"}},
		{"unknown words", "blorp fnord", []string{"blorp", "fnord"}},
		{"a number", "in 1987 or in 1988", []string{"1988"}},
		{"invisible characters", "go\u200bats", []string{"goats"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := ask(t, engine, test.question)
			if !slices.Equal(answer.Missing, test.want) {
				t.Errorf("Ask(%q).Missing = %q, want %q (repaired: %q)", test.question, answer.Missing, test.want, answer.Repairs)
			}
		})
	}
}

// Missing does not depend on the verdict.
func TestMissingWithEachVerdict(t *testing.T) {
	engine := defaultEngine(t)
	tests := []struct {
		question string
		verdict  Verdict
		want     []string
	}{
		{"why is aws a significant competitor in the ai cloud space dear hamster", Answered, []string{"dear", "hamster"}},
		{"does anyone have a recipe for pineapple pizza", None, []string{"recipe", "pineapple", "pizza"}},
	}
	for _, test := range tests {
		t.Run(string(test.verdict), func(t *testing.T) {
			answer := ask(t, engine, test.question)
			if answer.Verdict != test.verdict || !slices.Equal(answer.Missing, test.want) {
				t.Errorf("Ask(%q) = %s, missing %q, want %s, missing %q", test.question, answer.Verdict, answer.Missing, test.verdict, test.want)
			}
		})
	}
}
