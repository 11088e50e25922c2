package index

import (
	"strings"
	"testing"

	"alliancebot/index/internal/vocab"
)

func TestExpectedAnswerTypes(t *testing.T) {
	tests := []struct {
		question string
		want     answerTypes
	}{
		{"how many trees are there", number},
		{"and how much is it", number | money | percent | length | weight},
		{"how much did the bridge cost", money},
		{"what percentage of the rain is lost", percent},
		{"tell me the price", money},
		{"what does a ticket cost", money},
		{"what did freedom cost the town", 0},
		{"when was the orchard planted", date},
		{"in which year did it open", date},
		{"how long did that take", duration | length | date},
		{"how tall is the tower", length},
		{"how heavy is it", weight},
		{"how warm is the lake", degrees},
		{"when the rain falls bring barrels", 0},
		{"how do I get there", 0},
		{"who planted the orchard", person},
		{"where is the orchard", place},
		{"why was it planted", reason},
		{"when", 0},
		{"", 0},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			if got := expectedAnswerTypes(strings.Fields(test.question)); got != test.want {
				t.Errorf("expectedAnswerTypes(%q) = %b, want %b", test.question, got, test.want)
			}
		})
	}
}

func TestAnswerTypesOf(t *testing.T) {
	tests := []struct {
		text string
		want answerTypes
	}{
		{"1000", date},
		{"1987", date},
		{"2099", date},
		{"0999", number},
		{"2100", number},
		{"19870", number},
		{"20th", number},
		{"3.5", number},
		{"seven", number},
		{"billion", number | money},
		{"october", date},
		{"weeks", date | duration},
		{"41 metres", number | length},
		{"5 kg", number | weight},
		{"€5", number | money},
		{"20 %", number | percent},
		{"12 °", number | degrees},
		{"The tree", 0},
		{"it was Ada", person | place},
		{"because it rained", reason},
		{"may", 0}, // more often a verb
		{"", 0},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got := answerTypesOf(test.text)
			for _, word := range vocab.English().Words(test.text) {
				got |= answerTypesOfWord(word)
			}
			if got != test.want {
				t.Errorf("types of %q = %b, want %b", test.text, got, test.want)
			}
		})
	}
}

// A question for a number or a date is noted when the unit that came first has
// none.
func TestAmountMismatch(t *testing.T) {
	s := open(t, passages(
		"The orchard was planted in 1987.",
		"The cistern cost seven thousand.",
		"The hedges are trimmed by neighbors.",
	)).live
	tests := []struct {
		question string
		want     float64
	}{
		{"when was the orchard planted", 0},
		{"how many people planted the orchard", 1},
		{"how much did the cistern cost", 0},
		{"when was the cistern built", 1},
		{"how many hedges are trimmed", 1},
		{"which year were the hedges trimmed", 1},
		{"who trimmed the hedges", 0},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			readings, err := s.Readings(t.Context(), test.question, &rankWeights)
			if err != nil || readings[0].First == nil {
				t.Fatalf("Readings(%q) = %+v, %v", test.question, readings, err)
			}
			if got := readings[0].Features[AmountMismatch]; got != test.want {
				t.Errorf("Readings(%q)[0].Features[AmountMismatch] = %v, want %v", test.question, got, test.want)
			}
		})
	}
}
