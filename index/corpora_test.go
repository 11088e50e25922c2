package index

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

// Engines that all tests share, so none may reload or close them: of the default
// corpus, of garden and of town.
var (
	defaultEngine = shared(corpus.Default())
	gardenEngine  = shared(garden)
	townEngine    = shared(town)
)

func shared(files fs.FS) func(testing.TB) *Engine {
	open := sync.OnceValues(func() (*Engine, error) {
		c, err := corpus.Load(files, corpus.Options{})
		if err != nil {
			return nil, err
		}
		return New(c)
	})
	return func(t testing.TB) *Engine {
		t.Helper()
		engine, err := open()
		if err != nil {
			t.Fatalf("index the corpus: %v", err)
		}
		return engine
	}
}

// garden is a small story with everything a corpus can have.
var garden = os.DirFS("testdata/garden")

// town is two stories with some headings in common. One has a FAQ and known
// questions.
var town = fstest.MapFS{
	"market.md": {Data: []byte(`---
title: The market’s return
url: https://example.org/market
---

After two winters the market came back to the square.

## Opening hours

The market opens at seven in the morning. It closes when the church bell rings at noon, and on feast days an hour later, or when the last seller has gone home.

Sellers arrive before dawn to set up their tables. Each has a place that was drawn by lot in the first week of spring, and may change it with a neighbor if both agree.

## The café

A van serves coffee beside the fountain. Its cakes come from a baker in the next valley.
`)},
	"market.faq.md": {Data: []byte(`# Questions

## When does the market open?

It opens at seven in the morning.

## Who runs the market?

The council runs it together with the farmers.
`)},
	"market.phrasings.yaml": {Data: []byte(`
lead/1:
  - What returned to the square?
opening-hours/1:
  - says: It closes when the church bell rings at noon
    ask: [When does the market close?, at what time is it over]
  - says: The market opens at seven
    ask: [how early can I come]
the-café/1:
  - says: A van serves coffee
    ask: [Where is coffee served?, who sells espresso]
  - says: Its cakes come from a baker
    ask: [Who bakes the cakes?, where are the cakes from]
faq/who-runs-the-market:
  - says: together with the farmers
    ask: [Do farmers take part in running it?]
`)},
	"museum.md": {Data: []byte(`---
title: The museum
url: https://example.org/museum
---

The museum shows clocks.

## Opening hours

The museum opens at nine.

## Market prices

A ticket to the museum costs as much as a loaf of bread.

## Opening hours

In August the museum stays closed.
`)},
}

func load(t testing.TB, files fs.FS) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Load(files, corpus.Options{})
	if err != nil {
		t.Fatalf("corpus.Load:\n%v", err)
	}
	return c
}

// open indexes c until the test ends.
func open(t testing.TB, c *corpus.Corpus) *Engine {
	t.Helper()
	engine, err := New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return engine
}

// story returns the files of a story without a FAQ.
func story(title, markdown string) fs.FS {
	text := "---\ntitle: " + title + "\nurl: https://example.org/story\n---\n\n" + markdown
	return fstest.MapFS{"story.md": {Data: []byte(text)}}
}

// passages returns a corpus with a passage for each text in one section, without headings, phrasings
// or synonyms.
func passages(texts ...string) *corpus.Corpus {
	s := &corpus.Story{ID: "s", URL: "https://example.org/s"}
	section := &corpus.Section{Story: s}
	for i, text := range texts {
		s.Units = append(s.Units, &corpus.Unit{ID: fmt.Sprint("s/", i+1), Kind: corpus.Passage, Story: s, Section: section, Text: text})
	}
	return &corpus.Corpus{Stories: []*corpus.Story{s}, Units: s.Units}
}

func ask(t testing.TB, engine *Engine, question string) Answer {
	t.Helper()
	answer, err := engine.Ask(t.Context(), question, nil)
	if err != nil {
		t.Fatalf("Ask(%q): %v", question, err)
	}
	return answer
}

func complete(t testing.TB, engine *Engine, typed string, scope Scope, limit int) []Suggestion {
	t.Helper()
	suggestions, err := engine.Complete(t.Context(), typed, scope, limit)
	if err != nil {
		t.Fatalf("Complete(%q, %d, %d): %v", typed, scope, limit, err)
	}
	return suggestions
}

// textsOf returns the suggestions' texts.
func textsOf(suggestions []Suggestion) []string {
	var texts []string
	for _, s := range suggestions {
		texts = append(texts, s.Text)
	}
	return texts
}

// transcript returns everything of an answer that must be the same each time: all but
// the question and how long it took.
func transcript(t testing.TB, answer Answer) string {
	t.Helper()
	type hit struct {
		ID, Highlight string
		Score         float64
	}
	content := struct {
		Verdict    Verdict
		Confidence float64
		Repairs    []Repair
		Missing    []string
		Hits       []hit
		Related    []string
	}{answer.Verdict, answer.Confidence, answer.Repairs, answer.Missing, nil, textsOf(answer.Related)}
	for _, h := range answer.Hits {
		content.Hits = append(content.Hits, hit{h.Unit.ID, h.Quote(), h.Score})
	}
	text, err := json.Marshal(content)
	if err != nil {
		t.Fatalf("answer to %q: %v", answer.Question, err)
	}
	return string(text)
}

// parsed returns a question as s reads it.
func parsed(t testing.TB, s *subindex, text string) *question {
	t.Helper()
	q, err := s.parseQuestion(t.Context(), text)
	if err != nil {
		t.Fatalf("parseQuestion(%q): %v", text, err)
	}
	return q
}
