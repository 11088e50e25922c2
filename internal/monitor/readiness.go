package monitor

import (
	"fmt"
	"slices"
	"sync"
)

// readiness tells whether the bot can answer. Its zero value has no index, and
// no gateway to wait for.
type readiness struct {
	mu       sync.Mutex
	indexed  bool
	stopping bool
	shards   map[int]bool // those expected; true if connected
}

func (r *readiness) setIndexed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.indexed = true
}

func (r *readiness) setStopping() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopping = true
}

func (r *readiness) expectShards(ids []int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = make(map[int]bool, len(ids))
	for _, id := range ids {
		r.shards[id] = false
	}
}

func (r *readiness) setConnected(shard int, connected bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, expected := r.shards[shard]; expected {
		r.shards[shard] = connected
	}
}

func (r *readiness) shardsExpected() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.shards)
}

func (r *readiness) shardsConnected() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.shards) - len(r.missing())
}

// missing returns the shards that are not connected, in order. r.mu must be
// held.
func (r *readiness) missing() []int {
	var ids []int
	for id, connected := range r.shards {
		if !connected {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// obstacle returns why the bot cannot answer, "" if it can.
func (r *readiness) obstacle() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	missing := r.missing()
	switch {
	case r.stopping:
		return "the bot is stopping"
	case !r.indexed:
		return "there is no index yet"
	case len(missing) > 0:
		return fmt.Sprintf("%d of %d shards of the gateway not connected, the first is %d", len(missing), len(r.shards), missing[0])
	}
	return ""
}
