package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alliancebot/corpus"
)

func TestNewFailsWithoutUnits(t *testing.T) {
	if engine, err := New(&corpus.Corpus{}); err == nil {
		t.Errorf("New of a corpus without units = %v, want an error", engine)
	}
}

func TestReload(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	first := engine.Indexed()
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
	if got := engine.Indexed(); first.IsZero() || got.Before(first) {
		t.Errorf("Indexed() = %v after Reload and %v before, want it later", got, first)
	}
}

func TestFailedReloadChangesNothing(t *testing.T) {
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
		{"synonyms that never match", t.Context(), unmatched, func(err error) bool { return errors.As(err, new(corpus.Problems)) }},
		{"cancelled", cancelled, passages("The quix is new."), func(err error) bool { return errors.Is(err, context.Canceled) }},
	}
	old := passages("The zorb is old.")
	engine := open(t, old)
	indexed := engine.Indexed()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := engine.Reload(test.ctx, test.corpus); !test.is(err) {
				t.Errorf("Reload = %v, want another error", err)
			}
			if engine.Corpus() != old || engine.Indexed() != indexed {
				t.Error("Corpus() or Indexed() changed after a failed Reload")
			}
			if got := ask(t, engine, "zorb").Hits; len(got) != 1 || got[0].Unit != old.Units[0] {
				t.Errorf("Ask after a failed Reload = %v, want the old unit", got)
			}
		})
	}
}

// A snapshot answers from its own corpus until it is released, and is closed then.
func TestAcquire(t *testing.T) {
	old := passages("The zorb is old.")
	engine := open(t, old)
	closed := countCloses(engine.live, nil)
	s, release := engine.Acquire()
	other, releaseOther := engine.Acquire()
	if other != s {
		t.Fatal("Acquire returned two snapshots, want the live one twice")
	}
	if err := engine.Reload(t.Context(), passages("The quix is new.")); err != nil {
		t.Fatalf("Reload: %v", err)
	}
	releaseOther()
	releaseOther() // does nothing
	if *closed != 0 {
		t.Fatalf("the old index was closed %d times before it was released", *closed)
	}
	answer, err := s.Ask(t.Context(), "zorb")
	if err != nil || len(answer.Hits) != 1 || answer.Hits[0].Unit != old.Units[0] || s.Corpus() != old {
		t.Errorf("Ask of a snapshot after Reload = %+v, %v, want the old unit", answer, err)
	}
	release()
	if *closed != 1 {
		t.Errorf("the old index was closed %d times after its last release, want once", *closed)
	}
}

// countCloses counts how often s is closed. Closing it also returns err.
func countCloses(s *Snapshot, err error) *int {
	count, closeIndex := 0, s.close
	s.close = func() error {
		count++
		return errors.Join(err, closeIndex())
	}
	return &count
}

// The new corpus is live even if closing the old index fails.
func TestReloadSucceedsWhenTheOldIndexFailsToClose(t *testing.T) {
	engine, err := New(passages("The zorb is old."))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	countCloses(engine.live, broken)
	if err := engine.Reload(t.Context(), passages("The zorb is new.")); err != nil {
		t.Errorf("Reload = %v, want no error", err)
	}
	if err := engine.Close(); !errors.Is(err, broken) {
		t.Errorf("Close = %v, want %v", err, broken)
	}
}

func TestCloseWaitsForUsers(t *testing.T) {
	engine, err := New(passages("The zorb is old."))
	if err != nil {
		t.Fatal(err)
	}
	closed := countCloses(engine.live, nil)
	s, release := engine.Acquire()
	if err := engine.Close(); err != nil || *closed != 0 {
		t.Errorf("Close of an engine in use = %v and closed its index %d times, want neither", err, *closed)
	}
	if answer, err := s.Ask(t.Context(), "zorb"); err != nil || len(answer.Hits) != 1 {
		t.Errorf("Ask of a snapshot after Close = %+v, %v, want its unit", answer, err)
	}
	release()
	if *closed != 1 {
		t.Errorf("the index was closed %d times after its last release, want once", *closed)
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	engine := gardenEngine(t)
	_, askErr := engine.Ask(ctx, "cider")
	_, explainErr := engine.Explain(ctx, "cider")
	_, completeErr := engine.Complete(ctx, "", Everything, 5)
	for name, err := range map[string]error{"Ask": askErr, "Explain": explainErr, "Complete": completeErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context = %v, want %v", name, err, context.Canceled)
		}
	}
}

func TestRank(t *testing.T) {
	s := open(t, passages("zorb frip", "zorb", "blag", "zorb quix snork")).live
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
			hits, err := s.Rank(t.Context(), "zorb", test.limit)
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

func TestFeaturesWithoutUnits(t *testing.T) {
	if _, ok, err := gardenEngine(t).live.Features(t.Context(), "wump"); ok || err != nil {
		t.Errorf("Features of a question that finds no unit: ok %v, error %v, want neither", ok, err)
	}
}

// TestReloadUnderLoad asks from many goroutines while the corpus is replaced. Each
// answer must be of one corpus only.
func TestReloadUnderLoad(t *testing.T) {
	const users, reloads = 4, 40
	texts := func(of string) []string {
		return []string{"The zorb is " + of + ".", "A quix and a zorb of " + of + ".", "Zorb frip " + of + "."}
	}
	corpora := []*corpus.Corpus{passages(texts("old")...), passages(texts("new")...)}
	engine := open(t, corpora[0])

	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range users {
		all.Go(func() {
			for done := false; !done; {
				done = ctx.Err() != nil // after one more question
				checkSnapshot(t, engine, corpora)
			}
		})
	}
	for i := range reloads {
		if err := engine.Reload(t.Context(), corpora[(i+1)%2]); err != nil {
			t.Errorf("Reload: %v", err)
		}
	}
	stop()
	all.Wait()
}

// checkSnapshot asks the live snapshot in every way what all units of the corpora
// answer.
func checkSnapshot(t *testing.T, engine *Engine, corpora []*corpus.Corpus) {
	const question = "which zorb"
	s, release := engine.Acquire()
	defer release()
	c := s.Corpus()
	if !slices.Contains(corpora, c) {
		t.Errorf("Corpus() = %v, want one of the two", c)
	}
	answer, err := s.Ask(t.Context(), question)
	if err != nil || len(answer.Hits) != len(c.Units) {
		t.Errorf("Ask = %+v, %v, want all units", answer.Hits, err)
	}
	for _, hit := range answer.Hits {
		if !slices.Contains(c.Units, hit.Unit) {
			t.Errorf("Ask found %q, which is of another corpus", hit.Unit.Text)
		}
	}
	if explanation, err := s.Explain(t.Context(), question); err != nil || !strings.Contains(explanation, "3. s/") {
		t.Errorf("Explain = %s, %v, want all units", explanation, err)
	}
	if _, ok, err := s.Features(t.Context(), question); !ok || err != nil {
		t.Errorf("Features: ok %v, error %v, want features", ok, err)
	}
	suggestions, err := s.Complete(t.Context(), question, Everything, 3)
	if err != nil || len(suggestions) == 0 || !slices.Contains(c.Units, suggestions[0].Unit) {
		t.Errorf("Complete = %+v, %v, want headings of the corpus", suggestions, err)
	}
	if s.Indexed() == (time.Time{}) {
		t.Error("Indexed() is zero")
	}
}
