package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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
			got := r.faqReplyTo(call{loc: english, lookup: c}, test.answer)
			if got.Text != test.text || !slices.Equal(titles(got.Quotes), test.quotes) || !slices.Equal(picks(got, pickCommand), test.choices) {
				t.Errorf("faqReplyTo(%+v) = %+v, want text %q, quotes %q, choices %q", test.answer, got, test.text, test.quotes, test.choices)
			}
		})
	}
}

func TestFAQOfTheDefaultStory(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
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

// A long FAQ is listed in pages, all of it or what a filter finds.
func TestALongFAQIsListedInPages(t *testing.T) {
	r := newTestRouter(t, folder(manyQuestions(60)), Settings{})
	page := func(number, count int) string {
		return "\n" + english.T(wording.FAQPage, "Number", number, "Count", count)
	}
	about := func(words string) string {
		return english.T(wording.FAQFiltered, "Words", english.T(wording.Quoted, "Words", words))
	}
	long := strings.Repeat("oaks ", 20)
	for _, test := range []struct {
		name, filter string
		text         string
		pages        []int // number of entries
		first        string
	}{
		{"all", " ", english.T(wording.FAQQuestions), []int{25, 25, 10}, "How tall is oak 0?"},
		{"filtered", "tall oak", about("tall oak"), []int{25, 25, 9}, "How tall is oak 0?"},
		{"one", "very old", about("very old"), []int{1}, "What is the name of the"},
		{"with a typo", "namee of the veery", about("namee of the veery"), []int{1}, "What is the name of the"},
		{"nothing", "xyzzy", english.T(wording.FAQUnlike), []int{25, 25, 10}, "How tall is oak 0?"},
		{"a long filter", long, about(strings.TrimSpace(long[:maxFilter-3])), []int{25, 25, 10}, "How tall is oak"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := request(t, r, Request{Command: "faq", Options: map[string]string{filterOption: test.filter}, Asker: ann})
			seen := map[string]bool{}
			for i, want := range test.pages {
				text := test.text
				if len(test.pages) > 1 {
					text += page(i+1, len(test.pages))
				}
				choices := picks(got, pickCommand)
				if got.Text != text || len(choices) != want || i == 0 && !strings.HasPrefix(choices[0], test.first) || !got.Private || got.Replace != (i > 0) {
					t.Fatalf("page %d = %q with %q, want %q with %d questions, from %q", i+1, got.Text, choices, text, want, test.first)
				}
				for _, label := range choices {
					if seen[label] {
						t.Errorf("%q is listed twice", label)
					}
					seen[label] = true
				}
				if i+1 < len(test.pages) {
					got = press(t, r, button(t, got, wording.NextButton), ann, onSecret)
					if test.text == english.T(wording.FAQUnlike) {
						test.text = english.T(wording.FAQQuestions)
					}
				}
			}
			if len(test.pages) > 1 {
				if next := button(t, got, wording.NextButton); !next.Disabled {
					t.Errorf("the last page has the button %+v", next)
				}
				if back := press(t, r, button(t, got, wording.PreviousButton), ann, onSecret); len(picks(back, pickCommand)) != MaxChoices {
					t.Errorf("the page before the last has %q", picks(back, pickCommand))
				}
			}
		})
	}
	for _, value := range []string{"", "A", "A*", "AA*"} {
		if got := request(t, r, Request{Command: listCommand, Value: value}); got.Text != english.T(wording.Outdated) {
			t.Errorf("page %q = %+v", value, got)
		}
	}
	if got := request(t, r, Request{Command: listCommand, Value: listing{page: maxListing - 1}.String()}); len(picks(got, pickCommand)) != 10 {
		t.Errorf("a page that is gone = %+v, want the last one", got)
	}
}

// Equal questions of two stories name their story, also if only one of them is shown.
func TestEqualQuestionsNameTheirStory(t *testing.T) {
	files := manyQuestions(30)
	files["b.md"], files["b.faq.md"] = story("B", "Pines grow."), files["a.faq.md"]
	r := newTestRouter(t, folder(files), Settings{})
	for name, got := range map[string][]string{
		"list":       picks(run(t, r, "faq", ""), pickCommand),
		"completion": labels(complete(t, r, "faq", QuestionOption, "How tall is oak")),
		"suggestion": picks(run(t, r, "ask", "How tall is oak 3?"), pickCommand),
	} {
		if !slices.ContainsFunc(got, func(label string) bool { return label == "How tall is oak 3? · A" }) ||
			slices.ContainsFunc(got, func(label string) bool { return !strings.HasSuffix(label, "· A") && !strings.HasSuffix(label, "· B") }) {
			t.Errorf("%s: %q, want the stories A and B", name, got)
		}
	}
	long := picks(request(t, r, Request{Command: listCommand, Value: listing{page: 1}.String()}), pickCommand)[4]
	if !strings.HasSuffix(long, "… · A") || len([]rune(long)) > MaxChoice {
		t.Errorf("a long question is listed as %q, want its beginning and its story", long)
	}
}
