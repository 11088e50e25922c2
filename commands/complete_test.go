package commands

import (
	"slices"
	"testing"
	"unicode/utf8"

	"alliancebot/corpus"
)

func TestComplete(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	tests := []struct {
		name, command, typed string
		want                 []string
	}{
		{"nothing typed", "ask", "", []string{roses, hedgehogs, "Garden", "Trees"}},
		{"FAQ alone", "faq", "", []string{roses, hedgehogs}},
		{"beginning of a word", "ask", "hedge", []string{hedgehogs}},
		{"beginnings in any order", "ask", "ros WAT", []string{roses}},
		{"inside of a word", "ask", "oses", nil},
		{"a word too many", "ask", "roses tomorrow", nil},
		{"punctuation", "ask", "?!", []string{roses, hedgehogs, "Garden", "Trees"}},
		{"heading", "ask", "tre", []string{"Trees"}},
		{"heading for the FAQ", "faq", "tre", nil},
		{"a command that does not complete", "help", "x", nil},
		{"a command there is not", "dance", "x", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := Request{Command: test.command, Options: map[string]string{questionOption: test.typed}}
			got, err := r.Complete(t.Context(), request, questionOption)
			if err != nil || !slices.Equal(values(got), test.want) || !slices.Equal(labels(got), test.want) {
				t.Errorf("Complete(/%s %q) = %+v, %v, want %q", test.command, test.typed, got, err, test.want)
			}
		})
	}
}

func TestCompleteIsLimited(t *testing.T) {
	files := manyQuestions(30)
	files["a.md"] += "\n## Another " + roses + roses + roses + roses + "\n\nOaks grow slowly.\n"
	r := newTestRouter(t, folder(files), Access{})
	for typed, want := range map[string]int{"": maxChoices, "oak": maxChoices, "very": 1, "another": 1} {
		got, err := r.Complete(t.Context(), Request{Command: "ask", Options: map[string]string{questionOption: typed}}, questionOption)
		if err != nil || len(got) != want {
			t.Fatalf("Complete(/ask %q) has %d choices, %v, want %d", typed, len(got), err, want)
		}
		for _, choice := range got {
			if utf8.RuneCountInString(choice.Value) > maxValue {
				t.Errorf("Complete(/ask %q) has the value %q, which is too long", typed, choice.Value)
			}
		}
	}
}

// TestWhatIsProposedIsAnswered picks all that is proposed for either command.
func TestWhatIsProposedIsAnswered(t *testing.T) {
	long := manyQuestions(20)
	long["a.md"] += "\n## Another " + roses + roses + roses + roses + "\n\nOaks grow slowly.\n"
	for _, router := range []*Router{
		newTestRouter(t, corpus.Default(), Access{}), newTestRouter(t, folder(long), Access{}),
	} {
		for _, command := range []string{"ask", "faq"} {
			proposed, err := router.Complete(t.Context(), Request{Command: command}, questionOption)
			if err != nil || len(proposed) == 0 {
				t.Fatalf("Complete(/%s) = %+v, %v, want some", command, proposed, err)
			}
			for _, choice := range proposed {
				got := run(t, router, command, choice.Value)
				if len(got.Quotes) == 0 || got.Quotes[0].Title != choice.Label {
					t.Errorf("/%s %q = %+v, want what is called %q", command, choice.Value, got, choice.Label)
				}
			}
		}
	}
}
