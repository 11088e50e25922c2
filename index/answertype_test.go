package index

import (
	"strings"
	"testing"
)

func TestExpectedAnswerType(t *testing.T) {
	tests := []struct {
		question string
		want     answerType
	}{
		{"how many trees are there", quantity},
		{"and how much is it", quantity},
		{"what percentage of the rain is lost", quantity},
		{"tell me the price", quantity},
		{"when was the orchard planted", date},
		{"in which year did it open", date},
		{"how long did that take", date},
		{"when the rain falls who brings barrels", anyType},
		{"how do I get there", anyType},
		{"who planted the orchard", anyType},
		{"when", anyType},
		{"", anyType},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			if got := expectedAnswerType(strings.Fields(test.question)); got != test.want {
				t.Errorf("expectedAnswerType(%q) = %d, want %d", test.question, got, test.want)
			}
		})
	}
}

func TestAnswerTypeOf(t *testing.T) {
	tests := []struct {
		word string
		want answerType
	}{
		{"1000", date},
		{"1987", date},
		{"2099", date},
		{"0999", quantity},
		{"2100", quantity},
		{"19870", quantity},
		{"20th", quantity},
		{"199x", quantity},
		{"3.5", quantity},
		{"seven", quantity},
		{"billion", quantity},
		{"october", date},
		{"weeks", date},
		{"may", anyType}, // more often a verb
		{"tree", anyType},
		{"", anyType},
	}
	for _, test := range tests {
		t.Run(test.word, func(t *testing.T) {
			if got := answerTypeOf(test.word); got != test.want {
				t.Errorf("answerTypeOf(%q) = %d, want %d", test.word, got, test.want)
			}
		})
	}
}

// A question for a number or a date is noted when the unit that came first has
// none.
func TestAnswerTypeMismatch(t *testing.T) {
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
			v, ok, err := s.Features(t.Context(), test.question)
			if err != nil || !ok {
				t.Fatalf("Features(%q): ok %v, error %v", test.question, ok, err)
			}
			if v[AnswerTypeMismatch] != test.want {
				t.Errorf("Features(%q)[AnswerTypeMismatch] = %v, want %v", test.question, v[AnswerTypeMismatch], test.want)
			}
		})
	}
}
