package journal

import (
	"context"
	"sync"
	"time"

	"alliancebot/internal/observe"
)

// Limits of the queue.
const (
	// queueLength bounds the questions and votes that wait to be written: 40 seconds of 200
	// a second, and at most 40 MB.
	queueLength = 8192
	// batchSize bounds a transaction. SQLite writes that many in a few milliseconds.
	batchSize = 256
	// writeTimeout bounds one attempt to write a batch.
	writeTimeout = 10 * time.Second
	// retryFor is how long a batch is tried before it is given up: longer than a database
	// takes to restart, and not forever, in case the batch itself is at fault.
	retryFor = 5 * time.Minute
	// Waits between attempts.
	minRetry = 100 * time.Millisecond
	maxRetry = 2 * time.Second
)

// entry is a Question, a Vote or a Pair to be written.
type entry interface {
	guild() string // the ID of its server
	write(writer) error
}

// queue writes entries in the background, in order.
type queue struct {
	write   func(context.Context, []entry) error
	observe func(observe.Write, int)

	mu      sync.Mutex // guards closed, so that nothing is added after it
	closed  bool
	entries chan entry
	flushes chan chan struct{}
	ended   chan struct{} // closed when the writer has ended
	stop    context.CancelFunc
}

func newQueue(write func(context.Context, []entry) error, observe func(observe.Write, int)) *queue {
	ctx, stop := context.WithCancel(context.Background())
	q := &queue{
		write: write, observe: observe, stop: stop,
		entries: make(chan entry, queueLength), flushes: make(chan chan struct{}), ended: make(chan struct{}),
	}
	go q.run(ctx)
	return q
}

// add queues e, or drops it if the queue is full or closed. It never waits.
func (q *queue) add(e entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		select {
		case q.entries <- e:
			return
		default:
		}
	}
	q.observe(observe.WriteDropped, 1)
}

// flush waits until all entries that were added before are written or given up.
func (q *queue) flush(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case q.flushes <- done:
	case <-q.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close writes what is left, until ctx ends.
func (q *queue) close(ctx context.Context) {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.entries)
	}
	q.mu.Unlock()
	defer context.AfterFunc(ctx, q.stop)()
	select {
	case <-q.ended:
	case <-ctx.Done(): // the write may not end with its context
	}
	q.stop()
}

// run writes batches until the queue is closed and empty, or ctx ends.
func (q *queue) run(ctx context.Context) {
	defer close(q.ended)
	for {
		select {
		case first, ok := <-q.entries:
			if !ok {
				return
			}
			q.save(ctx, q.batch(first))
		case done := <-q.flushes:
			for range (len(q.entries) + batchSize - 1) / batchSize {
				if first, ok := <-q.entries; ok {
					q.save(ctx, q.batch(first))
				}
			}
			close(done)
		}
	}
}

// batch returns first and what else is waiting.
func (q *queue) batch(first entry) []entry {
	batch := []entry{first}
	for len(batch) < batchSize {
		select {
		case e, ok := <-q.entries:
			if !ok {
				return batch
			}
			batch = append(batch, e)
		default:
			return batch
		}
	}
	return batch
}

// save writes a batch, trying again until retryFor has passed. It drops the batch if ctx
// ends.
func (q *queue) save(ctx context.Context, batch []entry) {
	start := time.Now()
	for wait := minRetry; ctx.Err() == nil; wait = min(2*wait, maxRetry) {
		attempt, cancel := context.WithTimeout(ctx, writeTimeout)
		err := q.write(attempt, batch)
		cancel()
		if err == nil {
			q.observe(observe.WriteWritten, len(batch))
			return
		}
		if time.Since(start) > retryFor {
			q.observe(observe.WriteFailed, len(batch))
			return
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	q.observe(observe.WriteDropped, len(batch))
}
