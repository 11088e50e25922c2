package vocab

import (
	"fmt"
	"slices"
	"testing"

	"alliancebot/corpus"
)

// TestConcepts checks which concepts are found in a question and in a text: each is
// the number of its group and the confidence in it.
func TestConcepts(t *testing.T) {
	groups := []corpus.Synonyms{
		{Mean: []string{"cistern", "rainwater tank", "water butt"}, Weight: 1, File: "x"},
		{Say: []string{"bucks"}, Mean: []string{"euros", "euro cents"}, Weight: .5, File: "x"},
		{Mean: []string{"garden", "orchard"}, Weight: 1}, // general English
		{Mean: []string{"water", "rain"}, Weight: .9, File: "x"},
	}
	general := fmt.Sprintf("2:%.1f", generalConfidence)
	tests := []struct {
		name, text         string
		inQuestion, inText []string
	}{
		{"one word", "a cistern", []string{"0:1.0"}, []string{"0:1.0"}},
		{"another form of the word", "cisterns", []string{"0:1.0"}, []string{"0:1.0"}},
		{"several words", "the rainwater tanks", []string{"0:1.0"}, []string{"0:1.0"}},
		{"several words, one missing", "the rainwater", nil, nil},
		{"several words in another order", "tank rainwater", nil, nil},
		{"several words, apart", "the rainwater in the tank", nil, nil},
		{"several words at the end, cut short", "a rainwater", nil, nil},
		{"said by askers", "ten bucks", []string{"1:0.5"}, nil},
		{"said by the story", "ten euros", []string{"1:0.5"}, []string{"1:0.5"}},
		{"general English is less certain", "the garden", []string{general}, []string{general}},
		{"a word that begins two synonyms", "the water butt", []string{"0:1.0", "3:0.9"}, []string{"0:1.0", "3:0.9"}},
		{"twice", "water, rain", []string{"3:0.9", "3:0.9"}, []string{"3:0.9", "3:0.9"}},
		{"none", "a hedge", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := NewLexicon(English(), English(), 0)
			c := NewConcepts(groups, l)
			stems := l.StemsOf(l.Add(English().Words(test.text)))
			if got := found(c.InQuestion, stems); !slices.Equal(got, test.inQuestion) {
				t.Errorf("InQuestion.Find(%q) = %q, want %q", test.text, got, test.inQuestion)
			}
			if got := found(c.InText, stems); !slices.Equal(got, test.inText) {
				t.Errorf("InText.Find(%q) = %q, want %q", test.text, got, test.inText)
			}
		})
	}
}

func found(m Matcher, stems []StemID) []string {
	var all []string
	for o := range m.Find(stems) {
		all = append(all, fmt.Sprintf("%d:%.1f", o.Concept, o.Confidence))
	}
	return all
}
