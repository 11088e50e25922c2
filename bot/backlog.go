package bot

import (
	"container/heap"
	"runtime"
	"sync"
	"time"
)

// backlog runs jobs, at most limit at a time. The others wait, and the one with the
// least time left goes first.
type backlog struct {
	mu      sync.Mutex
	limit   int
	running int
	waiting jobs
}

// job is a function to run before a deadline.
type job struct {
	deadline time.Time
	run      func()
}

// newBacklog returns a backlog for the handler: its limit keeps every processor busy
// even while a few handlers hang.
func newBacklog() *backlog { return &backlog{limit: max(16, 4*runtime.GOMAXPROCS(0))} }

// add runs j in a goroutine, now or later.
func (b *backlog) add(j job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == b.limit {
		heap.Push(&b.waiting, j)
		return
	}
	b.running++
	go b.work(j)
}

// work runs j and then those that wait. Under load the goroutine, and with it its
// stack, is used again.
func (b *backlog) work(j job) {
	for more := true; more; {
		j.run()
		b.mu.Lock()
		if more = len(b.waiting) > 0; more {
			j = heap.Pop(&b.waiting).(job)
		} else {
			b.running--
		}
		b.mu.Unlock()
	}
}

// jobs is a heap with the earliest deadline on top.
type jobs []job

func (h jobs) Len() int           { return len(h) }
func (h jobs) Less(i, j int) bool { return h[i].deadline.Before(h[j].deadline) }
func (h jobs) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *jobs) Push(j any)        { *h = append(*h, j.(job)) }

func (h *jobs) Pop() any {
	last := len(*h) - 1
	j := (*h)[last]
	(*h)[last] = job{} // do not keep what it refers to
	*h = (*h)[:last]
	return j
}
