package index

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
)

func complete(t testing.TB, engine *Engine, typed string, among Scope, limit int) []Proposal {
	t.Helper()
	proposals, err := engine.Complete(t.Context(), typed, among, limit)
	if err != nil {
		t.Fatalf("Complete(%q, %d, %d): %v", typed, among, limit, err)
	}
	return proposals
}

// all is a limit beyond all that a small corpus can propose.
const all = 1_000

func TestComplete(t *testing.T) {
	engine := open(t, load(t, town))
	tests := []struct {
		name, typed string
		among       Scope
		limit       int
		want        string // texts, a line each
	}{
		{"nothing typed", "", Everything, all, `
			When does the market open?
			Who runs the market?
			What returned to the square?
			When does the market close?
			Where is coffee served?
			The market’s return
			Opening hours
			The café
			The museum
			Opening hours
			Market prices`},
		{"no word typed", " ?! \u200b🙂", Everything, 1, "When does the market open?"},
		{"nothing typed, entries", "", Entries, all, `
			When does the market open?
			Who runs the market?`},
		{"nothing typed, sections", "", Sections, all, `
			The market’s return
			Opening hours
			The café
			The museum
			Opening hours
			Market prices`},
		{"nothing typed, a limit", "", Everything, 3, `
			When does the market open?
			Who runs the market?
			What returned to the square?`},
		{"no room", "market", Everything, 0, ""},
		{"less than no room", "", Everything, -1, ""},
		{"the same words before a beginning", "the museum", Sections, 1, "The museum"},
		{"beginnings, then each word", "wh", Everything, all, `
			When does the market open?
			Who runs the market?
			What returned to the square?
			When does the market close?
			Where is coffee served?
			Who bakes the cakes?`},
		{"a beginning before each word", "market", Everything, 4, `
			Market prices
			When does the market open?
			Who runs the market?
			When does the market close?`},
		{"each word, in any order", "op mark wh", Entries, 1, "When does the market open?"},
		{"case, punctuation and spaces", "  WHO   runs, the-market?!", Entries, 1, "Who runs the market?"},
		{"no accent", "the cafe", Sections, 1, "The café"},
		{"an accent too many", "thé cáfé", Sections, 1, "The café"},
		{"no apostrophe", "the markets return", Sections, 1, "The market’s return"},
		{"another apostrophe", "the market's r", Sections, 1, "The market’s return"},
		{"a heading in two stories", "opening hours", Sections, 2, "Opening hours\nOpening hours"},
		{"typos", "wo rnus teh markte", Entries, 1, "Who runs the market?"},
		{"other words", "is espresso sold here", Everything, all, "Where is coffee served?"},
		{"another part of the same unit", "from where are all those cakes", Everything, all, "Who bakes the cakes?"},
		{"what a passage without known questions says", "sellers and their tables before dawn", Everything, all, "Opening hours"},
		{"what a passage says, sections", "espresso", Sections, all, "The café"},
		{"what a passage says, entries", "espresso", Entries, all, ""},
		{"what an entry says, sections", "the council", Sections, all, ""},
		{"nonsense", "xyzzy qwrt", Everything, all, ""},
		{"another subject", "knit a scarf", Everything, all, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			for line := range strings.Lines(test.want) {
				if line = strings.TrimSpace(line); line != "" {
					want = append(want, line)
				}
			}
			if got := textsOf(complete(t, engine, test.typed, test.among, test.limit)); !slices.Equal(got, want) {
				t.Errorf("Complete(%q, %d, %d) = %q, want %q", test.typed, test.among, test.limit, got, want)
			}
		})
	}
}

// TestProposals checks what comes with the texts.
func TestProposals(t *testing.T) {
	engine := open(t, load(t, town))
	tests := []struct {
		name, typed string
		among       Scope
		unit, says  string // of the first
		kind        ProposalKind
	}{
		{"an entry", "who runs the market", Entries, "market/faq/who-runs-the-market", "", Question},
		{"a known question of an entry", "do farmers take part", Everything, "market/faq/who-runs-the-market", "together with the farmers", Question},
		{"a known question of a passage", "who bakes", Everything, "market/the-café/1", "Its cakes come from a baker", Question},
		{"a heading with two passages", "opening hours", Sections, "market/opening-hours/1", "", Heading},
		{"the heading of a second passage", "sellers and their tables before dawn", Everything, "market/opening-hours/1", "", Heading},
		{"a title", "the museum", Sections, "museum/lead/1", "", Heading},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			proposals := complete(t, engine, test.typed, test.among, 1)
			if len(proposals) != 1 {
				t.Fatalf("Complete(%q) = %v, want one", test.typed, proposals)
			}
			p := proposals[0]
			if says := p.Unit.Text[p.Says.Start:p.Says.End]; p.Unit.ID != test.unit || says != test.says || p.Kind != test.kind {
				t.Errorf("Complete(%q) = %s, %q, kind %d, want %s, %q, kind %d", test.typed, p.Unit.ID, says, p.Kind, test.unit, test.says, test.kind)
			}
		})
	}
}

// Members seldom type what a FAQ asks in its words.
func TestCompleteTheDefaultStory(t *testing.T) {
	engine := openDefault(t)
	tests := []struct {
		name, typed string
		among       Scope
		want        string // the first
	}{
		{"typos", "whta was microsofts bigest fear", Everything, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
		{"typos, entries", "whta was microsofts bigest fear", Entries, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
		{"no apostrophe", "microsofts concerns", Everything, "Microsoft’s Concerns in 2026: The Hypothetical Microsoft OpenAI Amazon Alliance"},
		{"what a part of a passage says", "a voice for online shopping", Everything, "Which parts of Amazon's ecosystem might integrate OpenAI's models?"},
		{"synonyms", "redmond afraid", Entries, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := textsOf(complete(t, engine, test.typed, test.among, 1)); len(got) != 1 || got[0] != test.want {
				t.Errorf("Complete(%q, %d) = %q, want first %q", test.typed, test.among, got, test.want)
			}
		})
	}
}

// Whatever of a text of the corpus is typed first, the text is proposed.
func TestCompleteFromAnyBeginning(t *testing.T) {
	engine := openDefault(t)
	for _, p := range complete(t, engine, "", Everything, all) {
		for end := range p.Text {
			typed := p.Text[:end]
			if !slices.Contains(complete(t, engine, typed, Everything, all), p) && typedWords(typed) != "" {
				t.Errorf("Complete(%q) lacks %q", typed, p.Text)
			}
		}
		if got := complete(t, engine, p.Text, Everything, 1); got[0] != p {
			t.Errorf("Complete(%q) = %q first, want the same", p.Text, got[0].Text)
		}
	}
}

// A passage may be asked for in the words of its heading.
func TestNoProposalTwice(t *testing.T) {
	c := load(t, story("Short", "## What is it?\n\nShort."))
	c.Units[0].Phrasings = []corpus.Phrasing{{Text: "What is it?"}, {Text: "is it long"}}
	engine := open(t, c)
	for _, typed := range []string{"", "what is it", "is it long"} {
		if got := textsOf(complete(t, engine, typed, Everything, all)); !slices.Equal(got, []string{"What is it?"}) {
			t.Errorf("Complete(%q) = %q, want the question once", typed, got)
		}
	}
}

func TestCompleteCancelled(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := engine.Complete(ctx, "", Everything, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("Complete with a cancelled context = %v, want %v", err, context.Canceled)
	}
}

// FuzzComplete checks that any text at all may be typed, in any scope.
func FuzzComplete(f *testing.F) {
	for _, question := range realistic {
		f.Add(question, int(Everything), 25)
	}
	for _, hostile := range hostileQuestions() {
		f.Add(hostile.question, int(Sections), 25)
	}
	f.Add("wh", int(Entries), 1)
	f.Add("\xff🙂’s", math.MinInt, math.MaxInt)
	engine := openDefault(f)
	f.Fuzz(func(t *testing.T, typed string, among, limit int) {
		checkProposals(t, engine, typed, Scope(among), limit)
		for _, p := range related(t, engine, typed, limit) {
			if p.Kind != Question || !slices.Contains(engine.Corpus().Units, p.Unit) {
				t.Errorf("Related(%q) has %+v, want questions of the corpus", typed, p)
			}
		}
	})
}

// checkProposals checks what holds for whatever is typed.
func checkProposals(t *testing.T, engine *Engine, typed string, among Scope, limit int) {
	t.Helper()
	proposals := complete(t, engine, typed, among, limit)
	if len(proposals) > max(0, limit) {
		t.Errorf("Complete(%q, %d, %d) are %d", typed, among, limit, len(proposals))
	}
	seen := make(map[Proposal]bool)
	for _, p := range proposals {
		if p.Text == "" || seen[p] || !slices.Contains(engine.Corpus().Units, p.Unit) {
			t.Errorf("Complete(%q, %d, %d) has %+v, want texts of units of the corpus, each once", typed, among, limit, p)
		}
		seen[p] = true
		if among == Sections && p.Kind != Heading || among == Entries && p.Text != p.Unit.Question {
			t.Errorf("Complete(%q, %d, %d) has %q, which is not of the scope", typed, among, limit, p.Text)
		}
	}
}
