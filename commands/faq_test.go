package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
)

const (
	roses     = "When should I water the roses?"
	hedgehogs = "What do hedgehogs eat?"
)

func TestFAQ(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	c := r.engine.Corpus()
	tests := []struct {
		name, question string
		text           string
		quotes         []string // titles
		choices        []string // labels
	}{
		{"list", "", "The FAQ's questions. Pick one:", nil, []string{roses, hedgehogs}},
		{"exact", hedgehogs, "", []string{hedgehogs}, nil},
		{"typed carelessly", "what do HEDGEHOGS eat", "", []string{hedgehogs}, nil},
		{"key", keyOf(entryByQuestion(c, roses)), "", []string{roses}, nil},
		{"key of a passage", keyOf(sectionByHeading(c, "trees")[0]),
			"No question of the FAQ is like that one; try /ask. It has these:", nil, []string{roses, hedgehogs}},
		{"in own words", "what kind of food do hedgehogs eat", "", []string{hedgehogs}, nil},
		{"none", "xyzzy frobozz",
			"No question of the FAQ is like that one; try /ask. It has these:", nil, []string{roses, hedgehogs}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "faq", test.question)
			if got.Text != test.text || !slices.Equal(titles(got.Quotes), test.quotes) || !slices.Equal(labels(got.Choices), test.choices) {
				t.Errorf("/faq %q = %+v, want text %q, quotes %q, choices %q", test.question, got, test.text, test.quotes, test.choices)
			}
			if got.Private != (len(test.choices) > 0) {
				t.Errorf("/faq %q: private %v, want lists alone to be", test.question, got.Private)
			}
		})
	}
}

func TestFAQReplyTo(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	c := r.engine.Corpus()
	passage := index.Hit{Unit: sectionByHeading(c, "trees")[0]}
	entry := index.Hit{Unit: entryByQuestion(c, hedgehogs), Highlight: "Hedgehogs eat slugs and beetles."}
	const unlike, closest = "No question of the FAQ is like that one; try /ask. It has these:",
		"These questions of the FAQ come closest; or try /ask:"
	tests := []struct {
		name    string
		answer  index.Answer
		text    string
		quotes  []string
		choices []string
	}{
		{"an entry answers", index.Answer{Verdict: index.Answered, Hits: []index.Hit{entry, passage}}, "", []string{hedgehogs}, nil},
		{"a passage answers", index.Answer{Verdict: index.Answered, Hits: []index.Hit{passage, entry}}, closest, nil, []string{hedgehogs}},
		{"suggestions", index.Answer{Verdict: index.Suggested, Hits: []index.Hit{entry, passage}}, closest, nil, []string{hedgehogs}},
		{"no entry among them", index.Answer{Verdict: index.Suggested, Hits: []index.Hit{passage}}, unlike, nil, []string{roses, hedgehogs}},
		{"none", index.Answer{Verdict: index.None, Hits: []index.Hit{entry}}, unlike, nil, []string{roses, hedgehogs}},
		{"repaired", index.Answer{Verdict: index.Answered, Hits: []index.Hit{entry}, Repairs: []index.Repair{{From: "hegehogs", To: "hedgehogs"}}},
			"Searched for “hedgehogs” instead of “hegehogs”.", []string{hedgehogs}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := faqReplyTo(test.answer, faqEntries(c))
			if got.Text != test.text || !slices.Equal(titles(got.Quotes), test.quotes) || !slices.Equal(labels(got.Choices), test.choices) {
				t.Errorf("faqReplyTo(%+v) = %+v, want text %q, quotes %q, choices %q", test.answer, got, test.text, test.quotes, test.choices)
			}
		})
	}
}

func TestFAQOfTheDefaultStory(t *testing.T) {
	r := newTestRouter(t, corpus.Default(), Access{})
	list := run(t, r, "faq", "")
	if len(list.Choices) != 4 {
		t.Fatalf("/faq lists %d questions, want 4", len(list.Choices))
	}
	for _, choice := range list.Choices {
		for _, question := range []string{choice.Value, choice.Label} {
			got := run(t, r, choice.Command, question)
			if !slices.Equal(titles(got.Quotes), []string{choice.Label}) || got.Private {
				t.Errorf("/faq %q = %+v, want the entry %q for all", question, got, choice.Label)
			}
		}
	}
}

func TestNoFAQ(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"a.md": story("A", "Oaks grow.")}), Access{})
	for _, question := range []string{"", "oaks"} {
		if got := run(t, r, "faq", question); got.Text != "There is no FAQ. Ask anything with /ask." || !got.Private {
			t.Errorf("/faq %q = %+v, want privately that there is no FAQ", question, got)
		}
	}
}

// manyQuestions is a corpus with n FAQ entries, the last with a title too long
// for a value.
func manyQuestions(n int) map[string]string {
	var faq strings.Builder
	for i := range n - 1 {
		fmt.Fprintf(&faq, "## How tall is oak %d?\n\nIt is %d metres tall.\n\n", i, i)
	}
	fmt.Fprintf(&faq, "## What is the name of the %sold oak?\n\nIt has none.\n", strings.Repeat("very ", 20))
	return map[string]string{"a.md": story("A", "Oaks grow."), "a.faq.md": faq.String()}
}

func TestALongFAQIsCut(t *testing.T) {
	r := newTestRouter(t, folder(manyQuestions(30)), Access{})
	got := run(t, r, "faq", "")
	want := "The FAQ's questions. Pick one: (and 5 more; type a few words after /faq to find them)"
	if got.Text != want || len(got.Choices) != maxChoices {
		t.Errorf("/faq = %q with %d choices, want %q with %d", got.Text, len(got.Choices), want, maxChoices)
	}
}
