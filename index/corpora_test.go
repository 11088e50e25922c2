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

// defaultEngine answers from the default corpus. All tests share it, so none
// may reload or close it.
var defaultEngine = sync.OnceValues(func() (*Engine, error) {
	c, err := corpus.Load(corpus.Default())
	if err != nil {
		return nil, err
	}
	return New(c)
})

func openDefault(t testing.TB) *Engine {
	t.Helper()
	engine, err := defaultEngine()
	if err != nil {
		t.Fatalf("index the default corpus: %v", err)
	}
	return engine
}

// garden is a small story with everything a corpus can have.
var garden = os.DirFS("testdata/garden")

func load(t testing.TB, files fs.FS) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Load(files)
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

// story returns the files of a story without a FAQ, called title.
func story(title, markdown string) fs.FS {
	text := "---\ntitle: " + title + "\nurl: https://example.org/story\n---\n\n" + markdown
	return fstest.MapFS{"story.md": {Data: []byte(text)}}
}

// passages returns a corpus of a passage for each of texts, with no heading,
// phrasings or vocabulary.
func passages(texts ...string) *corpus.Corpus {
	s := &corpus.Story{ID: "s", URL: "https://example.org/s"}
	for i, text := range texts {
		s.Units = append(s.Units, &corpus.Unit{ID: fmt.Sprint("s/", i+1), Kind: corpus.Passage, Story: s, Text: text})
	}
	return &corpus.Corpus{Stories: []*corpus.Story{s}, Units: s.Units}
}

// ask fails the test on an error.
func ask(t testing.TB, engine *Engine, question string) Answer {
	t.Helper()
	answer, err := engine.Ask(t.Context(), question)
	if err != nil {
		t.Fatalf("Ask(%q): %v", question, err)
	}
	return answer
}

// transcript returns all of an answer that must be the same each time: all but
// the question and how long it took.
func transcript(t testing.TB, answer Answer) string {
	t.Helper()
	type hit struct {
		ID, Highlight string
		Score         float64
	}
	said := struct {
		Verdict    Verdict
		Confidence float64
		Repairs    []Repair
		Missing    []string
		Hits       []hit
	}{answer.Verdict, answer.Confidence, answer.Repairs, answer.Missing, nil}
	for _, h := range answer.Hits {
		said.Hits = append(said.Hits, hit{h.Unit.ID, h.Quote(), h.Score})
	}
	text, err := json.Marshal(said)
	if err != nil {
		t.Fatalf("answer to %q: %v", answer.Question, err)
	}
	return string(text)
}
