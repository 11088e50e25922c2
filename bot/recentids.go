package bot

import (
	"slices"
	"sync"
)

// recentIDs remembers the latest ids. What Discord sends again after a resume
// is among the last it sent before. Its zero value has seen none.
type recentIDs struct {
	mu   sync.Mutex
	ids  [1024]string // a ring
	next int
}

// add notes id and tells whether it is new.
func (r *recentIDs) add(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.Contains(r.ids[:], id) {
		return false
	}
	r.ids[r.next] = id
	r.next = (r.next + 1) % len(r.ids)
	return true
}
