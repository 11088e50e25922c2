package journal

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/internal/observe"
)

// numbers returns entries with IDs from first to below end.
func numbers(first, end int) []entry {
	var entries []entry
	for n := first; n < end; n++ {
		entries = append(entries, Question{ID: ID(fmt.Sprint(n))})
	}
	return entries
}

// A store that hangs, even without regard to its context, delays nobody: what does not fit
// is dropped, and a stop takes no longer than allowed.
func TestQueueOfAStoreThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts counts
		release := make(chan struct{})
		q := newQueue(func(context.Context, []entry) error { <-release; return nil }, counts.Journaled)
		start := time.Now()
		q.add(numbers(0, 1)[0])
		synctest.Wait() // the writer hangs
		for _, e := range numbers(1, queueLength+11) {
			q.add(e)
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("adding took %v, want no time", took)
		}
		if n := counts.of(observe.WriteDropped); n != 10 {
			t.Errorf("%d dropped, want 10", n)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		q.close(ctx)
		if took := time.Since(start); took != time.Second {
			t.Errorf("the stop took %v, want a second", took)
		}
		q.add(numbers(0, 1)[0])
		if n := counts.of(observe.WriteDropped); n != 11 {
			t.Errorf("%d dropped after the stop, want 11", n)
		}
		close(release)
		<-q.ended
	})
}

// A store that fails is tried again, in order, until it works.
func TestQueueOfAStoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts counts
		works := time.Now().Add(retryFor - time.Second)
		var written []entry
		q := newQueue(func(_ context.Context, batch []entry) error {
			if time.Now().Before(works) {
				return errors.New("it does not work")
			}
			written = append(written, batch...)
			return nil
		}, counts.Journaled)
		for _, e := range numbers(0, 1000) {
			q.add(e)
		}
		q.close(t.Context())
		if len(written) != 1000 || counts.of(observe.WriteWritten) != 1000 || counts.of(observe.WriteFailed) != 0 {
			t.Fatalf("%d written, counted as %v, want all 1000", len(written), counts.n)
		}
		for i, e := range numbers(0, 1000) {
			if written[i] != e {
				t.Fatalf("entry %d is %v, want %v", i, written[i], e)
			}
		}
	})
}

// What can never be written is given up, so that the rest can be.
func TestQueueGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts counts
		q := newQueue(func(_ context.Context, batch []entry) error {
			if batch[0].(Question).ID == "0" {
				return errors.New("not this one")
			}
			return nil
		}, counts.Journaled)
		q.add(numbers(0, 1)[0])
		synctest.Wait()
		start := time.Now()
		q.add(numbers(1, 2)[0])
		if err := q.flush(t.Context()); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took < retryFor || took > retryFor+2*maxRetry {
			t.Errorf("the first was tried for %v, want %v", took, retryFor)
		}
		if counts.of(observe.WriteFailed) != 1 || counts.of(observe.WriteWritten) != 1 {
			t.Errorf("counted as %v, want one failed and one written", counts.n)
		}
		q.close(t.Context())
	})
}

// A stop while the store fails drops the rest in time.
func TestQueueStopsWhileTheStoreFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts counts
		q := newQueue(func(context.Context, []entry) error { return errors.New("it does not work") }, counts.Journaled)
		for _, e := range numbers(0, 300) {
			q.add(e)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		q.close(ctx)
		<-q.ended
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("the stop took %v, want 3 seconds", took)
		}
		if n := counts.of(observe.WriteDropped); n != 300 {
			t.Errorf("%d dropped, want 300", n)
		}
		if err := q.flush(t.Context()); err != nil {
			t.Errorf("flush after the stop: %v", err)
		}
	})
}
