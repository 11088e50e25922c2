package commands

import (
	"testing"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// A taught entry is shown as the server's own words, in commands with the pages and on its
// own, and does not count as a page.
func TestTaughtEntry(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	c, err := corpus.Load(garden(), corpus.Options{Lessons: []corpus.Lesson{{
		Kind: corpus.EntryLesson, Language: "en", Question: "Where is the garden shed key?", Answer: "The key is under the blue pot.",
		Address: "https://example.org/shed", At: at,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := index.New(c)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	r := NewRouter(engine, Settings{})
	for _, command := range []string{"ask", "faq"} {
		got := run(t, r, command, "where is the garden shed key")
		if len(got.Quotes) != 1 {
			t.Fatalf("/%s = %+v, want one quote", command, got)
		}
		q := got.Quotes[0]
		if !q.OwnWords || q.Story != "" || q.Publisher != "" || q.Section() != "" || q.Text != "The key is under the blue pot." ||
			q.Link != "https://example.org/shed" || !q.Date.Equal(at) {
			t.Errorf("/%s quotes %+v, want the server's own words", command, q)
		}
		if command == "ask" { // the answer can be opened and shared like any other
			if opened := press(t, r, button(t, got, wording.ContextButton), ann, onSecret); len(opened.Quotes) != 1 || !opened.Quotes[0].OwnWords {
				t.Errorf("in context it is %+v, want the server's own words", opened)
			}
		}
	}
	if got := run(t, r, "ask", "what is it about?"); len(got.Quotes) == 0 || got.Quotes[0].OwnWords || got.Quotes[0].Story != "Garden" {
		t.Errorf("/ask what it is about = %+v, want the page", got)
	}
	if got := run(t, r, "ask", hedgehogs); len(got.Quotes) != 1 || got.Quotes[0].OwnWords {
		t.Errorf("/ask %q = %+v, want the publisher's words", hedgehogs, got)
	}
}
