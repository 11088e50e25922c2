package commands

import (
	"slices"
	"strings"
	"testing"

	"alliancebot/index"
)

func complete(t *testing.T, r *Router, command, option, typed string) []Choice {
	t.Helper()
	got, err := r.Complete(t.Context(), Request{Command: command, Options: map[string]string{option: typed}}, option)
	if err != nil {
		t.Fatalf("Complete(/%s %s: %q): %v", command, option, typed, err)
	}
	return got
}

func TestComplete(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	tests := []struct {
		name, command, option, typed string
		want                         []string
	}{
		{"nothing typed", "ask", QuestionOption, "", []string{roses, hedgehogs, "Garden", "Trees"}},
		{"only the FAQ", "faq", QuestionOption, "", []string{roses, hedgehogs}},
		{"only sections", "story", sectionOption, "", []string{"Garden", "Trees"}},
		{"beginning of a word", "ask", QuestionOption, "hedge", []string{hedgehogs}},
		{"an option without autocomplete", "ask", privateOption, "x", nil},
		{"a command without autocomplete", "help", QuestionOption, "x", nil},
		{"an unknown command", "dance", QuestionOption, "x", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := complete(t, r, test.command, test.option, test.typed); !slices.Equal(labels(got), test.want) {
				t.Errorf("Complete(/%s %q) = %+v, want %q", test.command, test.typed, got, test.want)
			}
		})
	}
}

// A picked completion gives exactly the unit it names.
func TestPickedCompletionIsQuoted(t *testing.T) {
	for name, r := range map[string]*Router{
		"the default story": newDefaultRouter(t, Settings{}),
		"long questions":    newTestRouter(t, folder(manyQuestions(30)), Settings{}),
	} {
		t.Run(name, func(t *testing.T) {
			for _, typed := range []string{"", "why", "oak", "microsoft", "the very old", "what is azure"} {
				for _, choice := range complete(t, r, "ask", QuestionOption, typed) {
					got := run(t, r, "ask", choice.Value)
					if len(got.Quotes) == 0 || len(choice.Value) > MaxChoice {
						t.Fatalf("picking %+v = %+v, want a quote", choice, got)
					}
					if strings.HasPrefix(choice.Value, sectionPrefix) {
						if got.Quotes[0].Title != choice.Label {
							t.Errorf("picking %q = %q", choice.Label, got.Quotes[0].Title)
						}
					} else if got.Quotes[0].Title != choice.Label && got.Text != choice.Label {
						t.Errorf("picking %q = %q with %q", choice.Label, got.Text, got.Quotes[0].Title)
					}
				}
			}
		})
	}
}

func TestRelatedQuestions(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	answer := request(t, r, asks("Why is AWS a significant competitor in the AI cloud space?"))
	related := picks(answer, relatedCommand)
	if len(related) < 2 || len(related) > index.MaxRelated || slices.Contains(related, answer.Quotes[0].Title) {
		t.Fatalf("related questions %q, want 2 to %d, not the one asked", related, index.MaxRelated)
	}
	for _, menu := range answer.Menus {
		for _, choice := range menu.Choices {
			got := request(t, r, Request{Command: menu.Command, Value: choice.Value, On: &onPublic, Asker: bob, ChannelID: channel})
			if !got.Private || len(got.Quotes) != 1 || got.Quotes[0].Title != choice.Label && got.Text != choice.Label {
				t.Errorf("picking %q = %+v, want its answer, privately", choice.Label, got)
			}
		}
	}
}
