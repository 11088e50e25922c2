package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliancebot/corpus"
)

func TestNewOfNothing(t *testing.T) {
	if engine, err := New(&corpus.Corpus{}); err == nil {
		t.Errorf("New of a corpus without units = %v, want an error", engine)
	}
}

func TestClose(t *testing.T) {
	engine, err := New(passages("One fell."))
	if err != nil {
		t.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		t.Errorf("Close() = %v, want none", err)
	}
}

func TestReload(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	next := passages("The zorb is new.")
	if err := engine.Reload(t.Context(), next); err != nil {
		t.Fatalf("Reload: %v", err)
	}
	if engine.Corpus() != next {
		t.Error("Corpus() is the old one after Reload")
	}
	if got := ask(t, engine, "zorb").Hits[0].Unit; got != next.Units[0] {
		t.Errorf("Ask after Reload finds %q, want %q", got.Text, next.Units[0].Text)
	}
}

// A reload that fails changes nothing.
func TestFailedReload(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	unmatched := passages("The quix is new.")
	unmatched.Vocabulary = []corpus.Synonyms{{Mean: []string{"frip", "blag"}, Weight: 1, File: "x.yaml", Line: 1}}
	tests := []struct {
		name   string
		ctx    context.Context
		corpus *corpus.Corpus
		is     func(error) bool
	}{
		{"no units", t.Context(), &corpus.Corpus{}, func(err error) bool { return err != nil }},
		{"a vocabulary that never matches", t.Context(), unmatched, func(err error) bool { return errors.As(err, new(corpus.Problems)) }},
		{"cancelled", cancelled, passages("The quix is new."), func(err error) bool { return errors.Is(err, context.Canceled) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old := passages("The zorb is old.")
			engine := open(t, old)
			if err := engine.Reload(test.ctx, test.corpus); !test.is(err) {
				t.Errorf("Reload = %v, want another error", err)
			}
			if engine.Corpus() != old {
				t.Error("Corpus() is another one after a failed Reload")
			}
			if got := ask(t, engine, "zorb").Hits; len(got) != 1 || got[0].Unit != old.Units[0] {
				t.Errorf("Ask after a failed Reload = %v, want the old unit", got)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := engine.Ask(ctx, "zorb"); !errors.Is(err, context.Canceled) {
		t.Errorf("Ask with a cancelled context = %v, want %v", err, context.Canceled)
	}
}

func TestRank(t *testing.T) {
	engine := open(t, passages("zorb frip", "zorb", "blag", "zorb quix snork"))
	tests := []struct {
		name  string
		limit int
		want  string // ids
	}{
		{"all", 10, "s/2 s/1 s/4"},
		{"some", 2, "s/2 s/1"},
		{"none", 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			hits, err := engine.Rank(t.Context(), "zorb", test.limit)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, hit := range hits {
				ids = append(ids, hit.Unit.ID)
			}
			if got := strings.Join(ids, " "); got != test.want {
				t.Errorf("Rank(%q, %d) = %s, want %s", "zorb", test.limit, got, test.want)
			}
		})
	}
}

func TestSignalsOfNothing(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	if _, _, ok, err := engine.Signals(t.Context(), "wump"); ok || err != nil {
		t.Errorf("Signals of a question for which no unit comes up: ok %v, error %v, want neither", ok, err)
	}
}

// TestReloadUnderLoad asks on all fours while the corpus is replaced: each
// answer must be wholly of one corpus or the other.
func TestReloadUnderLoad(t *testing.T) {
	const asking, reloads = 4, 40
	texts := func(of string) []string {
		return []string{"The zorb is " + of + ".", "A quix and a zorb of " + of + ".", "Zorb frip " + of + "."}
	}
	corpora := []*corpus.Corpus{passages(texts("old")...), passages(texts("new")...)}
	engine := open(t, corpora[0])

	reloaded := make(chan struct{})
	var all sync.WaitGroup
	for range asking {
		all.Go(func() {
			for done := false; !done; {
				select {
				case <-reloaded:
					done = true // after one more question
				default:
				}
				askOne(t, engine, corpora)
			}
		})
	}
	for i := range reloads {
		if err := engine.Reload(t.Context(), corpora[(i+1)%2]); err != nil {
			t.Errorf("Reload: %v", err)
		}
	}
	close(reloaded)
	all.Wait()
}

// askOne asks in every way there is what all of corpora answer.
func askOne(t *testing.T, engine *Engine, corpora []*corpus.Corpus) {
	const question = "which zorb"
	answer, err := engine.Ask(t.Context(), question)
	if err != nil || !oneOf(answer.Hits, corpora) {
		t.Errorf("Ask = %+v, %v, want all units of one corpus", answer.Hits, err)
	}
	ranked, err := engine.Rank(t.Context(), question, 10)
	if err != nil || !oneOf(ranked, corpora) {
		t.Errorf("Rank = %+v, %v, want all units of one corpus", ranked, err)
	}
	if explained, err := engine.Explain(t.Context(), question); err != nil || len(explained.Candidates) != len(ranked) {
		t.Errorf("Explain = %+v, %v, want %d candidates", explained, err, len(ranked))
	}
	if _, _, ok, err := engine.Signals(t.Context(), question); !ok || err != nil {
		t.Errorf("Signals: ok %v, error %v, want signals", ok, err)
	}
	if _, err := engine.Related(t.Context(), question, 3); err != nil {
		t.Errorf("Related: %v", err)
	}
	if proposed, err := engine.Complete(t.Context(), question, Everything, 3); err != nil || !areOf(proposed, corpora) {
		t.Errorf("Complete = %+v, %v, want headings of one corpus", proposed, err)
	}
	if engine.Indexed().IsZero() {
		t.Error("Indexed() is zero")
	}
	if live := engine.Corpus(); live != corpora[0] && live != corpora[1] {
		t.Errorf("Corpus() = %v, want one of the two", live)
	}
}

// areOf tells whether there are proposals, all of units of one of corpora.
func areOf(proposals []Proposal, corpora []*corpus.Corpus) bool {
	return slices.ContainsFunc(corpora, func(c *corpus.Corpus) bool {
		foreign := func(p Proposal) bool { return !slices.Contains(c.Units, p.Unit) }
		return len(proposals) > 0 && !slices.ContainsFunc(proposals, foreign)
	})
}

// oneOf tells whether hits are all units of one of corpora.
func oneOf(hits []Hit, corpora []*corpus.Corpus) bool {
	for _, c := range corpora {
		units := make(map[*corpus.Unit]bool)
		for _, hit := range hits {
			units[hit.Unit] = true
		}
		whole := len(hits) == len(c.Units)
		for _, u := range c.Units {
			whole = whole && units[u]
		}
		if whole {
			return true
		}
	}
	return false
}
