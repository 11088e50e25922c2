package index

import "time"

// Indexed returns when the corpus that is live was indexed: by New, or by the
// last Reload that succeeded.
func (e *Engine) Indexed() time.Time {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.live.indexed
}
