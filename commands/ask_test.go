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
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

func TestAskTheDefaultStory(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	c := r.lookupOf(r.engine.Corpus())
	const aws = "Why is AWS a significant competitor in the AI cloud space?"
	tests := []struct {
		name, question string
		want           []string // titles of the quotes
		highlighted    bool
	}{
		{"a FAQ question", aws, []string{aws}, true},
		{"typed carelessly", "  why is aws a significant competitor in the ai CLOUD space ", []string{aws}, true},
		{"in other words", "what makes amazon web services such a strong rival in ai clouds", []string{aws}, true},
		{"a heading", "future outlook", []string{"Future Outlook", "Future Outlook"}, false},
		{"the title", "Microsoft feared OpenAIs Amazon alliance in 2026", []string{c.corpus.Stories[0].Title}, false},
		{"a unit by reference", unitPrefix + refer(c.entriesAsking(aws)[0], prose.Span{}).String(), []string{aws}, false},
		{"a section by reference", sectionPrefix + refer(c.sectionsNamed("future outlook")[0].Units[0], prose.Span{}).String(),
			[]string{"Future Outlook", "Future Outlook"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "ask", test.question)
			if !slices.Equal(titles(got.Quotes), test.want) || got.Text != "" || got.Private {
				t.Fatalf("/ask %q = %+v, want only the quotes %q", test.question, got, test.want)
			}
			for _, quote := range got.Quotes {
				checkQuote(t, c.corpus, quote)
				if (!quote.Highlight.IsZero()) != test.highlighted {
					t.Errorf("/ask %q highlights %q, want a highlight: %v", test.question, quote.Highlight.Of(quote.Text), test.highlighted)
				}
			}
		})
	}
}

// checkQuote checks that a quote is verbatim from c and names its source.
func checkQuote(t *testing.T, c *corpus.Corpus, quote Quote) {
	t.Helper()
	stands := slices.ContainsFunc(c.Units, func(u *corpus.Unit) bool {
		start := strings.Index(u.Text, quote.Text)
		return start >= 0 && (start > 0) == quote.Before && (start+len(quote.Text) < len(u.Text)) == quote.After
	})
	s := c.Stories[0]
	if !stands || quote.Highlight.End > len(quote.Text) {
		t.Errorf("quote %+v is not verbatim from the story", quote)
	}
	if quote.Story != s.Title || quote.Publisher != s.Publisher || quote.Language != "en" || quote.URL != s.URL ||
		!strings.HasPrefix(quote.Link, s.URL+"#:~:text=") {
		t.Errorf("quote %+v does not name its source", quote)
	}
}

func TestAskRepliesPrivatelyWithoutAnswer(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	example := english.T(wording.EmptyQuestion) + " " + english.T(wording.Example, "Question", roses)
	silent, covers := english.T(wording.StorySilent), english.T(wording.Covers, "Topics", "Garden; Trees")
	gone := english.T(wording.Gone)
	tests := []struct{ name, question, want string }{
		{"nothing", "", example},
		{"spaces", " \n ", example},
		{"unknown words", "xyzzy frobozz", silent + " I found no mention of “xyzzy”, “frobozz”. " + covers},
		{"no words", "?! 👋", example},
		{"a reference to nothing", "#" + strings.Repeat("a", referenceDigits), gone},
		{"only the mark", "#", gone},
		{"only the mark of a section", "##", gone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, r, "ask", test.question)
			if got.Text != test.want || !got.Private || len(got.Quotes)+len(got.Menus)+len(got.Buttons) > 0 {
				t.Errorf("/ask %q = %+v, want private %q", test.question, got, test.want)
			}
		})
	}
}

func TestTheClosestSectionIsOffered(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	x := call{Request: asks("which pears grow on Mars"), loc: english, lookup: r.lookupOf(r.engine.Corpus())}
	tree := highlight(x.lookup.sectionsNamed("trees")[0].Units[1], "Plant a pear tree in autumn.")
	got := r.replyTo(x, index.Answer{Verdict: index.None, Close: true, Hits: []index.Hit{tree}, Missing: []string{"Mars"}})
	want := english.T(wording.StorySilent) + " I found no mention of “Mars”. " + english.T(wording.ClosestSection, "Section", "Trees")
	if !got.Private || got.Text != want || len(got.Buttons) != 1 {
		t.Fatalf("reply without an answer = %+v, want private %q and a button", got, want)
	}
	read := press(t, r, got.Buttons[0], ann, onSecret)
	if len(read.Quotes) != 1 || read.Quotes[0].Text != tree.Unit.Text || !read.Private || !read.Replace {
		t.Errorf("%q = %+v, want the passage in the reader, replacing the message", got.Buttons[0].Label, read)
	}
}

func TestReplyTo(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	c := r.lookupOf(r.engine.Corpus())
	var hits []index.Hit
	for _, u := range c.corpus.Units {
		hits = append(hits, highlight(u, u.Text))
	}
	repairs := []index.Repair{{From: "aple", To: "apple"}, {From: "tre", To: "tree"}}
	const note = "Searched for “apple” instead of “aple”, “tree” instead of “tre”."
	mayBe := english.T(wording.MayBeHere)
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
		{"suggestions", index.Answer{Verdict: index.Suggested, Hits: hits}, mayBe, 0, 3, false},
		{"two close", index.Answer{Verdict: index.Suggested, Hits: hits[:2]}, mayBe, 0, 2, false},
		{"repaired suggestions", index.Answer{Verdict: index.Suggested, Hits: hits[:1], Repairs: repairs}, note + " " + mayBe, 0, 1, false},
		{"repaired none", index.Answer{Verdict: index.None, Repairs: repairs},
			note + " " + english.T(wording.StorySilent) + " " + english.T(wording.Covers, "Topics", "Garden; Trees"), 0, 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := r.replyTo(call{loc: english, lookup: c}, test.answer)
			choices := picks(got, pickCommand)
			if got.Text != test.text || len(got.Quotes) != test.quotes || len(choices) != test.choices || got.Private != test.private {
				t.Fatalf("replyTo(%+v) = %+v, want text %q, %d quotes, %d choices, private %v",
					test.answer, got, test.text, test.quotes, test.choices, test.private)
			}
			for i, choice := range choices {
				if choice != hits[i].Unit.Title() {
					t.Errorf("choice %d = %q, want %q", i, choice, hits[i].Unit.Title())
				}
			}
		})
	}
}

func TestRepairsAreReported(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	got := run(t, r, "ask", "when shoud i water the rosess")
	if want := "Searched for “should” instead of “shoud”, “roses” instead of “rosess”."; !strings.HasPrefix(got.Text, want) {
		t.Errorf("/ask with two typos = %q, want prefix %q", got.Text, want)
	}
	many := slices.Repeat([]index.Repair{{From: "rosess", To: "roses"}}, 7)
	if got := (call{loc: english}).repaired(many); strings.Count(got, "instead of") != 5 || !strings.HasSuffix(got, ", and 2 more.") {
		t.Errorf("repaired(7 repairs) = %q, want 5 of them and \"2 more\"", got)
	}
}

// A FAQ entry asked by its exact question comes first, even if another says
// more of it.
func TestExactQuestionComesFirst(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{
		"a.md":     story("A", "Oaks grow."),
		"a.faq.md": "## Insurance\n\nCall us.\n\n## Which insurance?\n\nInsurance for oaks. Insurance is a must.\n",
	}), Settings{})
	for _, command := range []string{"ask", "faq"} {
		if got := run(t, r, command, "insurance"); !slices.Equal(titles(got.Quotes), []string{"Insurance"}) {
			t.Errorf("/%s insurance = %+v, want the entry with that question", command, got)
		}
	}
}

// A picked suggestion is quoted with its highlight.
func TestPickedSuggestionIsQuoted(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	var hits []index.Hit
	for _, unit := range r.engine.Corpus().Units {
		hits = append(hits, highlight(unit, unit.Text[:strings.Index(unit.Text, ".")+1]))
	}
	for i, choice := range (call{lookup: r.lookupOf(r.engine.Corpus())}).hitChoices(hits) {
		got := request(t, r, Request{Command: pickCommand, Value: choice.Value, On: &Origin{}})
		if len(got.Quotes) != 1 || got.Quotes[0].Text != hits[i].Unit.Text || got.Quotes[0].Highlight != hits[i].Highlight {
			t.Errorf("/pick %q = %+v, want the text of %s with its first sentence highlighted", choice.Value, got, hits[i].Unit.ID)
		}
	}
}

func TestALongSectionIsCut(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{
		"a.md": story("A", "## Trees\n\n"+strings.Repeat(strings.Repeat("Oaks grow beside the house. ", 6)+"\n\n", 6)),
	}), Settings{})
	got := run(t, r, "ask", "trees")
	if want := english.T(wording.FirstPassages, "Shown", 5, "All", 6); got.Text != want || len(got.Quotes) != 5 {
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
	r := newTestRouter(t, folder(files), Settings{})
	t.Run("none", func(t *testing.T) {
		const want = "I didn’t find an answer in the stories. I found no mention of “xyzzy”. You can ask about: s0; s1; s2; s3; s4; s5; s6; s7; and 2 more."
		if got := run(t, r, "ask", "xyzzy"); got.Text != want {
			t.Errorf("/ask xyzzy = %q, want %q", got.Text, want)
		}
	})
	t.Run("a heading in all stories", func(t *testing.T) {
		got := run(t, r, "ask", "outlook")
		if got.Text != english.T(wording.SameHeading) || len(got.Menus) != 1 || len(got.Menus[0].Choices) != 10 {
			t.Fatalf("/ask outlook = %+v, want a menu of the ten sections", got)
		}
		picked := request(t, r, Request{Command: pickCommand, Value: got.Menus[0].Choices[3].Value, On: &Origin{}})
		if len(picked.Quotes) != 1 || picked.Quotes[0].Story != "s3" {
			t.Errorf("picking the fourth = %+v, want the section of s3", picked)
		}
	})
	t.Run("a question in two stories", func(t *testing.T) {
		got := run(t, r, "ask", "will it rain")
		if want := []string{"Will it rain? · s0", "Will it rain? · s1"}; len(got.Quotes) > 0 || !slices.Equal(picks(got, pickCommand)[:2], want) {
			t.Errorf("/ask with a question in two stories = %+v, want a menu of %q", got, want)
		}
		choices, err := r.Complete(t.Context(), Request{Command: "faq", Options: map[string]string{QuestionOption: "will it"}}, QuestionOption)
		if want := []string{"Will it rain? · s0", "Will it rain? · s1"}; err != nil || !slices.Equal(labels(choices), want) {
			t.Errorf("completions of /faq will it… = %+v, %v, want %q", choices, err, want)
		}
	})
}

func TestUnknownCommand(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	got := run(t, r, "dance", "now")
	if want := "There is no command /dance. Try /ask, /faq, /story, /help."; got.Text != want || !got.Private {
		t.Errorf("/dance = %+v, want private %q", got, want)
	}
}

func TestErrorsNameTheCommand(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, command := range []string{"ask", "faq"} {
		_, err := r.Run(ctx, Request{Command: command, Options: map[string]string{QuestionOption: "why roses"}})
		if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "/"+command+": ") {
			t.Errorf("/%s with a canceled context: error %v, want context.Canceled with the command's name", command, err)
		}
	}
}

// highlight returns a hit with part of u's text highlighted.
func highlight(u *corpus.Unit, part string) index.Hit {
	return index.Hit{Unit: u, Highlight: prose.Find(u.Text, part)}
}
