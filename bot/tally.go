package bot

import (
	"log/slog"
	"sync"
	"time"
)

// tallyInterval is how often a tally logs its count.
const tallyInterval = 10 * time.Second

// tally counts events that may be many, and logs their number instead of each: at the
// end of an interval that began with the first.
type tally struct {
	log     *slog.Logger
	message string

	mu    sync.Mutex
	count int
}

// add counts an event.
func (t *tally) add() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count++; t.count == 1 {
		time.AfterFunc(tallyInterval, t.report)
	}
}

// report logs the count so far, if there is one.
func (t *tally) report() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == 0 {
		return
	}
	t.log.Warn(t.message, "count", t.count, "within", tallyInterval)
	t.count = 0
}
