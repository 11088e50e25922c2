// Package index finds the unit of a corpus that answers a question.
//
// The index for the question's language is picked (snapshot.go), and the questions within
// a long message are found (segments.go). Each is parsed (question.go, preamble.go). The
// units that may answer it are retrieved from a bleve index (retrieve.go) and by the
// phrasings it resembles (phrasings.go, similarity.go, naivebayes.go, regression.go). The
// evidence for each (evidence.go) decides their ranking (rank.go), the verdict (verdictfeatures.go,
// object.go, verdict.go) and the highlight (highlight.go). Before that, questions about a
// story as a whole (gist.go) and replies to an answer (followup.go) are recognized. The same
// steps suggest what to ask next (suggest.go) and complete what is typed (complete.go).
package index

import (
	"context"
	"errors"
	"sync"

	"alliancebot/corpus"
)

// Engine answers questions from its live Snapshot, which Replace replaces. It is safe
// for concurrent use.
type Engine struct {
	mu       sync.Mutex // held for a few assignments only
	live     *Snapshot
	closeErr error // of the snapshots that are closed
}

// New indexes c. An error of type corpus.Problems describes what is wrong with c
// itself. The caller closes the Engine.
func New(c *corpus.Corpus) (*Engine, error) {
	live, err := NewSnapshot(c)
	if err != nil {
		return nil, err
	}
	return NewEngine(live), nil
}

// NewEngine returns an Engine with a live snapshot. The caller closes the Engine, which
// closes the snapshot.
func NewEngine(live *Snapshot) *Engine { return &Engine{live: live} }

// Acquire returns the live snapshot. A Replace does not affect it: it stays usable
// until the caller calls release, which may be called more than once. Work that must
// see one version of the corpus from start to end uses one snapshot.
func (e *Engine) Acquire() (s *Snapshot, release func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s = e.live
	s.users++
	return s, sync.OnceFunc(func() { e.release(s) })
}

// release ends one use of s, and closes it if that was the last.
func (e *Engine) release(s *Snapshot) {
	e.mu.Lock()
	s.users--
	last := s.users == 0
	e.mu.Unlock()
	if last {
		err := s.close()
		e.mu.Lock()
		e.closeErr = errors.Join(e.closeErr, err)
		e.mu.Unlock()
	}
}

// Replace makes next live, which the Engine closes from now on. It does not wait for users
// of the old snapshot, which is closed when the last of them releases it.
func (e *Engine) Replace(next *Snapshot) {
	e.mu.Lock()
	old := e.live
	e.live = next
	e.mu.Unlock()
	e.release(old) // an error of closing old is for Close: next is live all the same
}

// Close releases the live snapshot, which is closed now or when its last user releases
// it. Close returns the errors of all snapshots closed so far. The Engine must not be
// used afterwards.
func (e *Engine) Close() error {
	e.mu.Lock()
	live := e.live
	e.mu.Unlock()
	e.release(live)
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closeErr
}

// Ask answers question from the live snapshot; see Snapshot.Ask.
func (e *Engine) Ask(ctx context.Context, question string, after *corpus.Unit) (Answer, error) {
	s, release := e.Acquire()
	defer release()
	return s.Ask(ctx, question, after)
}

// InOwnLanguage reports whether text is clearly in the language of the live snapshot's stories.
func (e *Engine) InOwnLanguage(text string) bool {
	s, release := e.Acquire()
	defer release()
	return s.inOwnLanguage(s.tellingWords(text))
}

// Complete completes typed from the live snapshot; see Snapshot.Complete.
func (e *Engine) Complete(ctx context.Context, typed string, scope Scope, limit int) ([]Suggestion, error) {
	s, release := e.Acquire()
	defer release()
	return s.Complete(ctx, typed, scope, limit)
}

// Explain explains the answer to question from the live snapshot; see
// Snapshot.Explain.
func (e *Engine) Explain(ctx context.Context, question string) (string, error) {
	s, release := e.Acquire()
	defer release()
	return s.Explain(ctx, question)
}

// Corpus returns the live corpus.
func (e *Engine) Corpus() *corpus.Corpus {
	s, release := e.Acquire()
	defer release()
	return s.Corpus()
}
