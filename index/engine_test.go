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

func TestNewFailsWithoutUnits(t *testing.T) {
	if engine, err := New(&corpus.Corpus{}); err == nil {
		t.Errorf("New of a corpus without units = %v, want an error", engine)
	}
}

// replace makes an index of c live.
func replace(t *testing.T, engine *Engine, c *corpus.Corpus) {
	t.Helper()
	next, err := NewSnapshot(c)
	if err != nil {
		t.Fatal(err)
	}
	engine.Replace(next)
}

func TestReplace(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	next := passages("The zorb is new.")
	replace(t, engine, next)
	if engine.Corpus() != next {
		t.Error("Corpus() is the old one after Replace")
	}
	if got := ask(t, engine, "zorb").Hits[0].Unit; got != next.Units[0] {
		t.Errorf("Ask after Replace finds %q, want %q", got.Text, next.Units[0].Text)
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
	replace(t, engine, passages("The quix is new."))
	releaseOther()
	releaseOther() // does nothing
	if *closed != 0 {
		t.Fatalf("the old index was closed %d times before it was released", *closed)
	}
	answer, err := s.Ask(t.Context(), "zorb", nil)
	if err != nil || len(answer.Hits) != 1 || answer.Hits[0].Unit != old.Units[0] || s.Corpus() != old {
		t.Errorf("Ask of a snapshot after Replace = %+v, %v, want the old unit", answer, err)
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
func TestReplaceWhenTheOldIndexFailsToClose(t *testing.T) {
	engine, err := New(passages("The zorb is old."))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	countCloses(engine.live, broken)
	replace(t, engine, passages("The zorb is new."))
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
	if answer, err := s.Ask(t.Context(), "zorb", nil); err != nil || len(answer.Hits) != 1 {
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
	_, askErr := engine.Ask(ctx, "cider", nil)
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

func TestReadingsWithoutUnits(t *testing.T) {
	readings, err := gardenEngine(t).live.Readings(t.Context(), "wump", &rankWeights)
	if len(readings) != 1 || readings[0].First != nil || err != nil {
		t.Errorf("Readings of a question that finds no unit = %+v, %v, want one without a unit", readings, err)
	}
}

// TestReplaceUnderLoad asks from many goroutines while the corpus is replaced. Each
// answer must be of one corpus only.
func TestReplaceUnderLoad(t *testing.T) {
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
		replace(t, engine, corpora[(i+1)%2])
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
	answer, err := s.Ask(t.Context(), question, nil)
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
	if readings, err := s.Readings(t.Context(), question, &rankWeights); len(readings) == 0 || readings[0].First == nil || err != nil {
		t.Errorf("Readings = %+v, %v, want a unit", readings, err)
	}
	suggestions, err := s.Complete(t.Context(), question, Everything, 3)
	if err != nil || len(suggestions) == 0 || !slices.Contains(c.Units, suggestions[0].Unit) {
		t.Errorf("Complete = %+v, %v, want headings of the corpus", suggestions, err)
	}
}
