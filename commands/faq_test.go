package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

const (
	roses     = "When should I water the roses?"
	hedgehogs = "What do hedgehogs eat?"
)

func TestFAQ(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	c := r.lookupOf(r.engine.Corpus())
	tests := []struct {
		name, question string
		text           string
		quotes         []string // titles
		choices        []string // labels
	}{
		{"list", "", english.T(wording.FAQQuestions), nil, []string{roses, hedgehogs}},
		{"exact", hedgehogs, "", []string{hedgehogs}, nil},
		{"typed carelessly", "what do HEDGEHOGS eat", "", []string{hedgehogs}, nil},
		{"by reference", unitPrefix + refer(c.entriesAsking(roses)[0], prose.Span{}).String(), "", []string{roses}, nil},
		{"a passage by reference", unitPrefix + refer(c.sectionsNamed("trees")[0].Units[0], prose.Span{}).String(), "", []string{"Trees"}, nil},
		{"in other words", "what kind of food do hedgehogs eat", "", []string{hedgehogs}, nil},
		{"none", "xyzzy frobozz",
			english.T(wording.FAQUnlike), nil, []string{roses, hedgehogs}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "faq", test.question)
			if got.Text != test.text || !slices.Equal(titles(got.Quotes), test.quotes) || !slices.Equal(picks(got, pickCommand), test.choices) {
				t.Errorf("/faq %q = %+v, want text %q, quotes %q, choices %q", test.question, got, test.text, test.quotes, test.choices)
			}
			if got.Private != (len(test.choices) > 0) {
				t.Errorf("/faq %q: private %v, want only lists to be private", test.question, got.Private)
			}
		})
	}
}

func TestFAQReplyTo(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	c := r.lookupOf(r.engine.Corpus())
	passage := index.Hit{Unit: c.sectionsNamed("trees")[0].Units[0]}
	entry := highlight(c.entriesAsking(hedgehogs)[0], "Hedgehogs eat slugs and beetles.")
	unlike, closest := english.T(wording.FAQUnlike), english.T(wording.FAQClosest)
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
		{"no entry", index.Answer{Verdict: index.Suggested, Hits: []index.Hit{passage}}, unlike, nil, []string{roses, hedgehogs}},
		{"none", index.Answer{Verdict: index.None, Hits: []index.Hit{entry}}, unlike, nil, []string{roses, hedgehogs}},
		{"repaired", index.Answer{Verdict: index.Answered, Hits: []index.Hit{entry}, Repairs: []index.Repair{{From: "hegehogs", To: "hedgehogs"}}},
			"Searched for “hedgehogs” instead of “hegehogs”.", []string{hedgehogs}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := r.faqReplyTo(t.Context(), call{loc: english, lookup: c}, test.answer)
			if err != nil || got.Text != test.text || !slices.Equal(titles(got.Quotes), test.quotes) || !slices.Equal(picks(got, pickCommand), test.choices) {
				t.Errorf("faqReplyTo(%+v) = %+v, %v, want text %q, quotes %q, choices %q", test.answer, got, err, test.text, test.quotes, test.choices)
			}
		})
	}
}

func TestFAQOfTheDefaultStory(t *testing.T) {
	r := newTestRouter(t, corpus.Default(), Settings{})
	list := run(t, r, "faq", "")
	if len(picks(list, pickCommand)) != 4 {
		t.Fatalf("/faq = %+v, want a menu of 4 questions", list)
	}
	for _, choice := range list.Menus[0].Choices {
		for _, question := range []string{choice.Value, choice.Label} {
			got := run(t, r, "faq", question)
			if !slices.Equal(titles(got.Quotes), []string{choice.Label}) || got.Private {
				t.Errorf("/faq %q = %+v, want the entry %q, publicly", question, got, choice.Label)
			}
		}
	}
}

func TestNoFAQ(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"a.md": story("A", "Oaks grow.")}), Settings{})
	for _, question := range []string{"", "oaks"} {
		if got := run(t, r, "faq", question); got.Text != english.T(wording.NoFAQ) || !got.Private {
			t.Errorf("/faq %q = %+v, want private \"There is no FAQ\"", question, got)
		}
	}
}

// manyQuestions returns a corpus with n FAQ entries, the last with a question too
// long for a value.
func manyQuestions(n int) map[string]string {
	var faq strings.Builder
	for i := range n - 1 {
		fmt.Fprintf(&faq, "## How tall is oak %d?\n\nIt is %d metres tall.\n\n", i, i)
	}
	fmt.Fprintf(&faq, "## What is the name of the %sold oak?\n\nIt has none.\n", strings.Repeat("very ", 20))
	return map[string]string{"a.md": story("A", "Oaks grow."), "a.faq.md": faq.String()}
}

func TestALongFAQIsCut(t *testing.T) {
	r := newTestRouter(t, folder(manyQuestions(30)), Settings{})
	got := run(t, r, "faq", "")
	want := english.T(wording.FAQQuestions) + "\n" + english.Plural(wording.FAQMore, 5)
	if choices := picks(got, pickCommand); got.Text != want || len(choices) != MaxChoices {
		t.Errorf("/faq = %q with %d choices, want %q with %d", got.Text, len(choices), want, MaxChoices)
	}
}
