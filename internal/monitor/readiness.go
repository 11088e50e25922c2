package monitor

import (
	"fmt"
	"slices"
	"sync"

	"alliancebot/internal/observe"
)

// readiness is the state that determines whether the bot can answer.
type readiness struct {
	mu       sync.Mutex
	indexed  bool
	step     observe.Step // that the bot has yet to take
	stopping bool
	shards   map[int]bool // whether each expected shard is connected
}

func (r *readiness) update(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

// shardCounts returns how many shards are expected and how many are connected.
func (r *readiness) shardCounts() (expected, connected int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.shards), len(r.shards) - len(r.disconnected())
}

// disconnected returns the shards that are not connected, in order. r.mu must be
// held.
func (r *readiness) disconnected() []int {
	var ids []int
	for id, connected := range r.shards {
		if !connected {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// obstacle returns why the bot cannot answer, or "" if it can.
func (r *readiness) obstacle() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	disconnected := r.disconnected()
	switch {
	case r.stopping:
		return "the bot is stopping"
	case !r.indexed:
		return "no index yet"
	case r.step != observe.StepNone:
		return "the bot has yet to " + string(r.step)
	case len(disconnected) > 0:
		return fmt.Sprintf("%d of %d gateway shards are not connected, first %d", len(disconnected), len(r.shards), disconnected[0])
	}
	return ""
}
