package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
)

func TestAskTheDefaultStory(t *testing.T) {
	r := newTestRouter(t, corpus.Default(), Access{})
	c := r.engine.Corpus()
	const aws = "Why is AWS a significant competitor in the AI cloud space?"
	tests := []struct {
		name, question string
		want           []string // titles of the quotes
		highlighted    bool
	}{
		{"a FAQ question", aws, []string{aws}, true},
		{"typed carelessly", "  why is aws a significant competitor in the ai CLOUD space ", []string{aws}, true},
		{"in own words", "what makes amazon web services such a strong rival in ai clouds", []string{aws}, true},
		{"a heading", "future outlook", []string{"Future Outlook", "Future Outlook"}, false},
		{"the title", "Microsoft feared OpenAIs Amazon alliance in 2026", []string{c.Stories[0].Title}, false},
		{"a key", keyOf(entryByQuestion(c, aws)), []string{aws}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "ask", test.question)
			if !slices.Equal(titles(got.Quotes), test.want) || got.Text != "" || got.Private || len(got.Choices) > 0 {
				t.Fatalf("/ask %q = %+v, want quotes %q and no more", test.question, got, test.want)
			}
			for _, quote := range got.Quotes {
				checkQuote(t, c, quote)
				if (quote.Highlight != "") != test.highlighted {
					t.Errorf("/ask %q highlights %q, want any: %v", test.question, quote.Highlight, test.highlighted)
				}
			}
		})
	}
}

// checkQuote checks that a quote stands in c word for word, with its source.
func checkQuote(t *testing.T, c *corpus.Corpus, quote Quote) {
	t.Helper()
	stands := slices.ContainsFunc(c.Units, func(u *corpus.Unit) bool { return u.Text == quote.Text })
	s := c.Stories[0]
	if !stands || !strings.Contains(quote.Text, quote.Highlight) {
		t.Errorf("quote %+v does not stand in the story word for word", quote)
	}
	if quote.Story != s.Title || quote.Publisher != s.Publisher || quote.URL != s.URL || !strings.HasPrefix(quote.Link, s.URL+"#:~:text=") {
		t.Errorf("quote %+v does not name its source", quote)
	}
}

func TestAskIsAnsweredPrivately(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	const covers = "It covers: Garden; Trees."
	tests := []struct{ name, question, want string }{
		{"nothing", "", "Ask a question. For example: /ask question: When should I water the roses?"},
		{"spaces", " \n ", "Ask a question. For example: /ask question: When should I water the roses?"},
		{"unknown words", "xyzzy frobozz", "The story doesn't say. " + covers},
		{"no words", "?!", "The story doesn't say. " + covers},
		{"an unknown key", "#aaaaaaaaaaaa", "The story doesn't say. " + covers},
		{"a mark alone", "#", "The story doesn't say. " + covers},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "ask", test.question)
			if got.Text != test.want || !got.Private || len(got.Quotes)+len(got.Choices) > 0 {
				t.Errorf("/ask %q = %+v, want privately %q", test.question, got, test.want)
			}
		})
	}
}

func TestReplyTo(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	c := r.engine.Corpus()
	var hits []index.Hit
	for _, u := range c.Units {
		hits = append(hits, index.Hit{Unit: u, Highlight: u.Text})
	}
	repairs := []index.Repair{{From: "aple", To: "apple"}, {From: "tre", To: "tree"}}
	const note = "Searched for “apple” instead of “aple”, “tree” instead of “tre”."
	tests := []struct {
		name    string
		answer  index.Answer
		text    string
		quotes  int
		choices int
		private bool
	}{
		{"answer", index.Answer{Verdict: index.Answered, Hits: hits}, "", 1, 0, false},
		{"repaired answer", index.Answer{Verdict: index.Answered, Hits: hits, Repairs: repairs}, note, 1, 0, false},
		{"suggestions", index.Answer{Verdict: index.Suggested, Hits: hits},
			"I'm not sure where the answer is. It may be here:", 0, 3, false},
		{"two close", index.Answer{Verdict: index.Suggested, Hits: hits[:2]},
			"I'm not sure where the answer is. It may be here:", 0, 2, false},
		{"repaired suggestions", index.Answer{Verdict: index.Suggested, Hits: hits[:1], Repairs: repairs},
			note + " I'm not sure where the answer is. It may be here:", 0, 1, false},
		{"none", index.Answer{Verdict: index.None, Hits: hits},
			"The story doesn't say. It covers: Garden; Trees.", 0, 0, true},
		{"repaired none", index.Answer{Verdict: index.None, Repairs: repairs},
			note + " The story doesn't say. It covers: Garden; Trees.", 0, 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := replyTo(test.answer, c)
			if got.Text != test.text || len(got.Quotes) != test.quotes || len(got.Choices) != test.choices || got.Private != test.private {
				t.Fatalf("replyTo(%+v) = %+v, want text %q, %d quotes, %d choices, private %v",
					test.answer, got, test.text, test.quotes, test.choices, test.private)
			}
			for i, choice := range got.Choices {
				want := Choice{Label: hits[i].Unit.Title(), Detail: hits[i].Highlight, Command: "ask", Value: keyOf(hits[i].Unit)}
				if choice != want {
					t.Errorf("choice %d = %+v, want %+v", i, choice, want)
				}
			}
		})
	}
}

func TestRepairsAreSaid(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	got := run(t, r, "ask", "when shoud i water the rosess")
	if want := "Searched for “should” instead of “shoud”, “roses” instead of “rosess”."; !strings.HasPrefix(got.Text, want) {
		t.Errorf("/ask with two typos says %q, want it to begin with %q", got.Text, want)
	}
	many := slices.Repeat([]index.Repair{{From: "rosess", To: "roses"}}, 7)
	if got := repaired(many); strings.Count(got, "instead of") != 5 || !strings.HasSuffix(got, ", and 2 more.") {
		t.Errorf("repaired of 7 = %q, want 5 of them and how many more", got)
	}
}

// A FAQ's own question is answered, even if the engine prefers another unit.
func TestTheNamedEntryGoesFirst(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{
		"a.md":     story("A", "Oaks grow."),
		"a.faq.md": "## Insurance\n\nCall us.\n\n## Which insurance?\n\nInsurance for oaks. Insurance is a must.\n",
	}), Access{})
	answer, err := r.engine.Ask(t.Context(), "insurance")
	if err != nil || answer.Hits[0].Unit.Question == "Insurance" {
		t.Fatalf("the engine's answer %+v, %v puts the entry first already: nothing to test", answer, err)
	}
	for _, command := range []string{"ask", "faq"} {
		if got := run(t, r, command, "insurance"); !slices.Equal(titles(got.Quotes), []string{"Insurance"}) {
			t.Errorf("/%s insurance = %+v, want the entry of that name", command, got)
		}
	}
}

func TestASuggestionPickedIsQuoted(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	for _, unit := range r.engine.Corpus().Units {
		choice := choose("ask", unit, "")
		got := run(t, r, choice.Command, choice.Value)
		if len(got.Quotes) != 1 || got.Quotes[0].Text != unit.Text {
			t.Errorf("/ask %q = %+v, want the text of %s", choice.Value, got, unit.ID)
		}
	}
}

func TestALongSectionIsCut(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{
		"a.md": story("A", "## Trees\n\nOne oak.\n\nTwo oaks.\n\nThree oaks.\n\nFour oaks.\n\nFive oaks.\n\nSix oaks."),
	}), Access{})
	got := run(t, r, "ask", "trees")
	if want := "The first 5 of 6 passages under this heading:"; got.Text != want || len(got.Quotes) != 5 {
		t.Errorf("/ask trees = %q with %d quotes, want %q with 5", got.Text, len(got.Quotes), want)
	}
}

func TestSeveralStories(t *testing.T) {
	files := map[string]string{}
	for i := range 10 {
		name := fmt.Sprintf("s%d", i)
		files[name+".md"] = story(name, "## Outlook\n\nIt will rain on day "+name+".")
	}
	files["s0.faq.md"] = "## Will it rain?\n\nIn s0 it will.\n"
	files["s1.faq.md"] = "## Will it rain?\n\nIn s1 it will.\n"
	r := newTestRouter(t, folder(files), Access{})
	t.Run("none", func(t *testing.T) {
		want := "None of the stories says. It covers: s0; s1; s2; s3; s4; s5; s6; s7; and 2 more."
		if got := run(t, r, "ask", "xyzzy"); got.Text != want {
			t.Errorf("/ask xyzzy = %q, want %q", got.Text, want)
		}
	})
	t.Run("a heading of all", func(t *testing.T) {
		if got := run(t, r, "ask", "outlook"); len(got.Quotes) != 5 {
			t.Errorf("/ask outlook has %d quotes, want 5", len(got.Quotes))
		}
	})
	t.Run("a question of two", func(t *testing.T) {
		if got := entryByQuestion(r.engine.Corpus(), "Will it rain?"); got != nil {
			t.Errorf("entryByQuestion of two = %s, want none", got.ID)
		}
	})
}

func TestUnknownCommand(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	got := run(t, r, "dance", "now")
	if want := "There is no command /dance. There are /ask, /faq, /help, /reindex."; got.Text != want || !got.Private {
		t.Errorf("/dance = %+v, want privately %q", got, want)
	}
}

func TestRunNamesTheCommandThatFailed(t *testing.T) {
	r := newTestRouter(t, garden(), Access{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, command := range []string{"ask", "faq"} {
		_, err := r.Run(ctx, Request{Command: command, Options: map[string]string{questionOption: "why roses"}})
		if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "/"+command+": ") {
			t.Errorf("/%s with a cancelled context: error %v, want its own with the command's name", command, err)
		}
	}
}
