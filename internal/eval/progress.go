package eval

import "sync"

// Progress is told how much of a measurement is done, after each step. It is
// never called twice at a time. A nil Progress is not told.
type Progress func(done, total int)

// steps returns what to call after each of total steps. It is safe for
// concurrent use.
func (p Progress) steps(total int) func() {
	if p == nil {
		return func() {}
	}
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		p(done, total)
	}
}
