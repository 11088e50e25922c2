package index

import (
	"context"
	"errors"
	"testing"
	"time"
)

// expiring is a context that ends when Err has been called so many times.
type expiring struct {
	context.Context
	left  int
	calls int // of Err after it ended
	done  chan struct{}
}

func newExpiring(t testing.TB, calls int) *expiring {
	return &expiring{Context: t.Context(), left: calls, done: make(chan struct{})}
}

func (e *expiring) Done() <-chan struct{} { return e.done }

func (e *expiring) Err() error {
	if e.left > 0 {
		e.left--
		return nil
	}
	if e.calls++; e.calls == 1 {
		close(e.done)
	}
	return context.Canceled
}

// Work stops at whichever check finds that ctx has ended.
func TestContextEnds(t *testing.T) {
	engine := open(t, load(t, harbor))
	shown := engine.Corpus().Units[1]
	work := map[string]func(context.Context) error{}
	for _, question := range []string{"when was the haborr built, and waht does a fishing prmit cost?", "Wann fährt das letzte Boot?"} {
		work["Ask "+question] = func(ctx context.Context) error { _, err := engine.Ask(ctx, question, nil); return err }
	}
	for _, reply := range []string{"tell me more", "and the last boat?"} {
		work["Ask after an answer "+reply] = func(ctx context.Context) error { _, err := engine.Ask(ctx, reply, shown); return err }
	}
	work["Complete"] = func(ctx context.Context) error {
		_, err := engine.Complete(ctx, "ferry runs", Everything, 25)
		return err
	}
	work["Explain"] = func(ctx context.Context) error {
		_, err := engine.Explain(ctx, "how often does the ferry run")
		return err
	}
	for name, do := range work {
		t.Run(name, func(t *testing.T) {
			const never = 1 << 30
			whole := newExpiring(t, never)
			if err := do(whole); err != nil {
				t.Fatal(err)
			}
			checks := never - whole.left
			if checks < 10 {
				t.Errorf("ctx is checked %d times, want more", checks)
			}
			for after := range checks {
				ctx := newExpiring(t, after)
				if err := do(ctx); !errors.Is(err, context.Canceled) {
					t.Fatalf("ctx ended after %d of %d checks: error %v, want %v", after, checks, err, context.Canceled)
				}
				// Those who called what found it out may check again, but go on with nothing.
				if ctx.calls > 6 {
					t.Errorf("ctx ended after %d of %d checks, and was checked %d times more", after, checks, ctx.calls-1)
				}
			}
		})
	}
}

// While units are examined, ctx is checked at each.
func TestContextIsCheckedAtEachUnit(t *testing.T) {
	texts := make([]string, 2*maxCandidates)
	for i := range texts {
		texts[i] = "The zorb is old."
	}
	const never = 1 << 30
	ctx := newExpiring(t, never)
	if _, err := open(t, passages(texts...)).Ask(ctx, "zorb", nil); err != nil {
		t.Fatal(err)
	}
	if checks := never - ctx.left; checks < maxCandidates {
		t.Errorf("ctx is checked %d times for %d units, want each time", checks, maxCandidates)
	}
}

// timed is a context that notes the longest time between two checks whether it ended, which
// is how long work may go on after that.
type timed struct {
	context.Context
	last    time.Time
	longest time.Duration
}

func (c *timed) Err() error {
	c.longest = max(c.longest, time.Since(c.last))
	c.last = time.Now()
	return nil
}

// BenchmarkCancel measures the longest time for which Ask and Complete do not check their
// context, with 100,000 passages, for the worst of 50 questions (large-ms) and of hostile
// ones (hostile-ms). Each is asked ten times, of which the quickest counts, since other
// load may interrupt any.
func BenchmarkCancel(b *testing.B) {
	c := largeCorpus(100_000)
	engine := open(b, c)
	worst := func(question string) time.Duration {
		work := []func(context.Context) error{
			func(ctx context.Context) error { _, err := engine.Ask(ctx, question, nil); return err },
			func(ctx context.Context) error { _, err := engine.Ask(ctx, question, c.Units[0]); return err },
			func(ctx context.Context) error { _, err := engine.Complete(ctx, question, Everything, 25); return err },
		}
		var worst time.Duration
		for _, do := range work {
			quickest := time.Hour
			for range 10 {
				ctx := &timed{Context: b.Context(), last: time.Now()}
				if err := do(ctx); err != nil {
					b.Fatal(err)
				}
				ctx.Err() // since the last check
				quickest = min(quickest, ctx.longest)
			}
			worst = max(worst, quickest)
		}
		return worst
	}
	var large, hostile time.Duration
	for b.Loop() {
		for _, question := range largeQuestions(c)[:50] {
			large = max(large, worst(question))
		}
		for _, h := range hostileQuestions() {
			hostile = max(hostile, worst(h.question))
		}
	}
	b.ReportMetric(large.Seconds()*1000, "large-ms")
	b.ReportMetric(hostile.Seconds()*1000, "hostile-ms")
}
