package index

import (
	"math"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
)

// all is a limit that a small corpus does not reach.
const all = 1_000

func TestComplete(t *testing.T) {
	engine := townEngine(t)
	tests := []struct {
		name, typed string
		scope       Scope
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
			Market prices
			Opening hours`},
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
			Market prices
			Opening hours`},
		{"nothing typed, with a limit", "", Everything, 3, `
			When does the market open?
			Who runs the market?
			What returned to the square?`},
		{"limit 0", "market", Everything, 0, ""},
		{"negative limit", "", Everything, -1, ""},
		{"equal before prefix", "the museum", Sections, 1, "The museum"},
		{"prefixes", "wh", Everything, all, `
			When does the market open?
			Who runs the market?
			What returned to the square?
			When does the market close?
			Where is coffee served?
			Who bakes the cakes?`},
		{"prefix before other words", "market", Everything, 4, `
			Market prices
			When does the market open?
			Who runs the market?
			When does the market close?`},
		{"each word, in any order", "op mark wh", Entries, 1, "When does the market open?"},
		{"case, punctuation and spaces", "  WHO   runs, the-market?!", Entries, 1, "Who runs the market?"},
		{"no accent", "the cafe", Sections, 1, "The café"},
		{"wrong accents", "thé cáfé", Sections, 1, "The café"},
		{"no apostrophe", "the markets return", Sections, 1, "The market’s return"},
		{"straight apostrophe", "the market's r", Sections, 1, "The market’s return"},
		{"a heading in two stories", "opening hours", Sections, 2, "Opening hours\nOpening hours"},
		{"typos", "wo rnus teh markte", Entries, 1, "Who runs the market?"},
		{"other words", "is espresso sold here", Everything, all, "Where is coffee served?"},
		{"another part of the same unit", "from where are all those cakes", Everything, all, "Who bakes the cakes?"},
		{"the text of a passage without known questions", "sellers and their tables before dawn", Everything, all, "Opening hours"},
		{"the text of a passage, sections", "espresso", Sections, all, "The café"},
		{"the text of a passage, entries", "espresso", Entries, all, ""},
		{"the text of an entry, sections", "the council", Sections, all, ""},
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
			if got := textsOf(complete(t, engine, test.typed, test.scope, test.limit)); !slices.Equal(got, want) {
				t.Errorf("Complete(%q, %d, %d) = %q, want %q", test.typed, test.scope, test.limit, got, want)
			}
		})
	}
}

// TestSuggestionFields checks what comes with the texts.
func TestSuggestionFields(t *testing.T) {
	engine := townEngine(t)
	tests := []struct {
		name, typed string
		scope       Scope
		unit, says  string // of the first
		kind        SuggestionKind
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
			suggestions := complete(t, engine, test.typed, test.scope, 1)
			if len(suggestions) != 1 {
				t.Fatalf("Complete(%q) = %v, want one", test.typed, suggestions)
			}
			p := suggestions[0]
			if says := p.Says.Of(p.Unit.Text); p.Unit.ID != test.unit || says != test.says || p.Kind != test.kind {
				t.Errorf("Complete(%q) = %s, %q, kind %d, want %s, %q, kind %d", test.typed, p.Unit.ID, says, p.Kind, test.unit, test.says, test.kind)
			}
		})
	}
}

// Members seldom type the words of a FAQ's question.
func TestCompleteDefaultStory(t *testing.T) {
	engine := defaultEngine(t)
	tests := []struct {
		name, typed string
		scope       Scope
		want        string // the first
	}{
		{"typos", "whta was microsofts bigest fear", Everything, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
		{"typos, entries", "whta was microsofts bigest fear", Entries, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
		{"no apostrophe", "microsofts concerns", Everything, "Microsoft’s Concerns in 2026: The Hypothetical Microsoft OpenAI Amazon Alliance"},
		{"the text of a part of a passage", "a voice for online shopping", Everything, "Which parts of Amazon's ecosystem might integrate OpenAI's models?"},
		{"synonyms", "redmond afraid", Entries, "What was the core of Microsoft’s fear regarding OpenAI and Amazon?"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := textsOf(complete(t, engine, test.typed, test.scope, 1)); len(got) != 1 || got[0] != test.want {
				t.Errorf("Complete(%q, %d) = %q, want first %q", test.typed, test.scope, got, test.want)
			}
		})
	}
}

// The prefixes of a text of the corpus suggest the text.
func TestCompletePrefixes(t *testing.T) {
	engine := defaultEngine(t)
	for _, p := range complete(t, engine, "", Everything, all) {
		for end := range p.Text {
			typed := p.Text[:end]
			if end%3 == 0 && !slices.Contains(complete(t, engine, typed, Everything, all), p) && completionKey(typed) != "" {
				t.Errorf("Complete(%q) lacks %q", typed, p.Text)
			}
		}
		if got := complete(t, engine, p.Text, Everything, 1); got[0] != p {
			t.Errorf("Complete(%q) = %q first, want the same", p.Text, got[0].Text)
		}
	}
}

// A passage may be asked for in the words of its heading.
func TestNoSuggestionTwice(t *testing.T) {
	c := load(t, story("Short", "## What is it?\n\nShort."))
	c.Units[0].Phrasings = []corpus.Phrasing{{Text: "What is it?"}, {Text: "is it long"}}
	engine := open(t, c)
	for _, typed := range []string{"", "what is it", "is it long"} {
		if got := textsOf(complete(t, engine, typed, Everything, all)); !slices.Equal(got, []string{"What is it?"}) {
			t.Errorf("Complete(%q) = %q, want the question once", typed, got)
		}
	}
}

// FuzzComplete checks that any text may be typed, in any scope.
func FuzzComplete(f *testing.F) {
	for _, question := range realistic {
		f.Add(question, int(Everything), 25)
	}
	for _, hostile := range hostileQuestions() {
		f.Add(hostile.question, int(Sections), 25)
	}
	f.Add("wh", int(Entries), 1)
	f.Add("\xff🙂’s", math.MinInt, math.MaxInt)
	engine := defaultEngine(f)
	f.Fuzz(func(t *testing.T, typed string, scope, limit int) {
		checkSuggestions(t, engine, typed, Scope(scope), limit)
	})
}

// checkSuggestions checks what is true whatever is typed.
func checkSuggestions(t *testing.T, engine *Engine, typed string, scope Scope, limit int) {
	t.Helper()
	suggestions := complete(t, engine, typed, scope, limit)
	if len(suggestions) > max(0, limit) {
		t.Errorf("Complete(%q, %d, %d) are %d", typed, scope, limit, len(suggestions))
	}
	seen := make(map[Suggestion]bool)
	for _, p := range suggestions {
		if p.Text == "" || seen[p] || !slices.Contains(engine.Corpus().Units, p.Unit) {
			t.Errorf("Complete(%q, %d, %d) has %+v, want texts of units of the corpus, each once", typed, scope, limit, p)
		}
		seen[p] = true
		if scope == Sections && p.Kind != Heading || scope == Entries && p.Text != p.Unit.Question {
			t.Errorf("Complete(%q, %d, %d) has %q, which is not in the scope", typed, scope, limit, p.Text)
		}
	}
}
