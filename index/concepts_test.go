package index

import (
	"fmt"
	"slices"
	"testing"

	"alliancebot/corpus"
)

// TestConcepts checks what a question is taken to mean and what a text says,
// each as the group's number and how sure it is.
func TestConcepts(t *testing.T) {
	groups := []corpus.Synonyms{
		{Mean: []string{"cistern", "rainwater tank", "water butt"}, Weight: 1, File: "x"},
		{Say: []string{"bucks"}, Mean: []string{"euros", "euro cents"}, Weight: .5, File: "x"},
		{Mean: []string{"garden", "orchard"}, Weight: 1}, // general English
		{Mean: []string{"water", "rain"}, Weight: .9, File: "x"},
	}
	general := fmt.Sprintf("2:%.1f", generalFaith)
	tests := []struct {
		name, text  string
		asked, told []string
	}{
		{"one word", "a cistern", []string{"0:1.0"}, []string{"0:1.0"}},
		{"another form of the word", "cisterns", []string{"0:1.0"}, []string{"0:1.0"}},
		{"several words", "the rainwater tanks", []string{"0:1.0"}, []string{"0:1.0"}},
		{"several words, one missing", "the rainwater", nil, nil},
		{"several words in another order", "tank rainwater", nil, nil},
		{"several words, apart", "the rainwater in the tank", nil, nil},
		{"several words at the end, cut short", "a rainwater", nil, nil},
		{"one way, said by askers", "ten bucks", []string{"1:0.5"}, nil},
		{"one way, said by the story", "ten euros", []string{"1:0.5"}, []string{"1:0.5"}},
		{"general English is less sure", "the garden", []string{general}, []string{general}},
		{"a word that begins two", "the water butt", []string{"0:1.0", "3:0.9"}, []string{"0:1.0", "3:0.9"}},
		{"twice", "water, rain", []string{"3:0.9", "3:0.9"}, []string{"3:0.9", "3:0.9"}},
		{"none", "a hedge", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLexicon()
			c := newConcepts(groups, l)
			stems := l.stemsOf(l.read(test.text))
			if got := mentions(c.asked, stems); !slices.Equal(got, test.asked) {
				t.Errorf("asked.find(%q) = %q, want %q", test.text, got, test.asked)
			}
			if got := mentions(c.told, stems); !slices.Equal(got, test.told) {
				t.Errorf("told.find(%q) = %q, want %q", test.text, got, test.told)
			}
		})
	}
}

func mentions(m members, stems []stemID) []string {
	var found []string
	for mention := range m.find(stems) {
		found = append(found, fmt.Sprintf("%d:%.1f", mention.concept, mention.weight))
	}
	return found
}

// TestCovered checks how surely the first unit is said to hold each word of a
// question: 1 by word, what the vocabulary is sure of by concept, 0 if not.
func TestCovered(t *testing.T) {
	engine := open(t, load(t, garden))
	tests := []struct {
		question, word string
		held           float64
	}{
		{"tickets in euros", "euros", 1},
		{"tickets in bucks", "bucks", .5},
		{"tickets in dollars", "dollars", 0},
		{"a rainwater tank under the shed", "rainwater", 1},
		{"a rainwater tank under the shed", "shed", 1},
		{"a fiver for a ticket", "fiver", .5},
	}
	for _, test := range tests {
		t.Run(test.question+" "+test.word, func(t *testing.T) {
			explained, err := engine.Explain(t.Context(), test.question)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(explained.Words, func(w ExplainedWord) bool { return w.Word == test.word })
			if i < 0 {
				t.Fatalf("Explain(%q) lacks the word %q", test.question, test.word)
			}
			if got := explained.Words[i].Held; got != test.held {
				t.Errorf("Explain(%q) holds %q at %v, want %v", test.question, test.word, got, test.held)
			}
		})
	}
}
