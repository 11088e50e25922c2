package bot

import (
	"slices"
	"sync"
	"time"
)

// backlog runs jobs, at most limit at a time. The others wait, and the one with the
// least time left goes first.
type backlog struct {
	mu      sync.Mutex
	limit   int
	running int
	waiting []job // the one with the earliest deadline last
}

// job is a function to run before a deadline.
type job struct {
	deadline time.Time
	run      func()
}

// add runs j in a goroutine, now or later.
func (b *backlog) add(j job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == b.limit {
		at, _ := slices.BinarySearchFunc(b.waiting, j, func(other, j job) int { return j.deadline.Compare(other.deadline) })
		b.waiting = slices.Insert(b.waiting, at, j)
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
		last := len(b.waiting) - 1
		if more = last >= 0; more {
			j = b.waiting[last]
			b.waiting = slices.Delete(b.waiting, last, last+1)
		} else {
			b.running--
		}
		b.mu.Unlock()
	}
}
