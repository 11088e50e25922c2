// Package index finds the unit of a corpus that answers a question.
//
// Reading a question (question.go, preamble.go) leads to recall of the units that may
// answer, over a bleve index (recall.go), the evidence for each (evidence.go,
// phrasings.go), their ranking (rank.go), the verdict (verdict.go) and the
// highlight (highlight.go). The same steps find what else may be asked: while a
// question is typed (complete.go) and after its answer (related.go).
package index

import (
	"context"
	"errors"
	"sync"
	"time"

	"alliancebot/corpus"
)

// Engine answers questions from one corpus, which Reload replaces while
// questions go on. It is safe for concurrent use.
type Engine struct {
	mu   sync.RWMutex // held for reading as long as a question uses live
	live *snapshot
}

// New indexes c. An error of type corpus.Problems tells what is wrong with c
// itself. The caller closes the Engine.
func New(c *corpus.Corpus) (*Engine, error) {
	live, err := newSnapshot(c)
	if err != nil {
		return nil, err
	}
	return &Engine{live: live}, nil
}

// Ask answers question. No text of a question is an error; the only ones are
// ctx's, and bleve's if the index itself fails.
func (e *Engine) Ask(ctx context.Context, question string) (Answer, error) {
	start := time.Now()
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	answer, err := e.live.ask(ctx, question)
	answer.Took = time.Since(start)
	return answer, err
}

// Rank returns up to limit units that may answer question, best first, without
// highlights and whatever the verdict. It errs as Ask does.
func (e *Engine) Rank(ctx context.Context, question string, limit int) ([]Hit, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	ranked, err := e.live.rank(ctx, e.live.readQuestion(question))
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, min(len(ranked.units), limit))
	for i := range hits {
		hits[i] = Hit{Unit: e.live.corpus.Units[ranked.units[i].unit], Score: ranked.units[i].score}
	}
	return hits, nil
}

// Signals returns what the verdict on question is drawn from, and on what
// footing. ok is false if no unit came up at all. It errs as Ask does.
func (e *Engine) Signals(ctx context.Context, question string) (signals Signals, on Footing, ok bool, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	q := e.live.readQuestion(question)
	ranked, err := e.live.rank(ctx, q)
	if err != nil || len(ranked.units) == 0 {
		return Signals{}, 0, false, err
	}
	return e.live.readSignals(q, ranked), e.live.footing(ranked), true, nil
}

// Corpus returns the corpus that is live.
func (e *Engine) Corpus() *corpus.Corpus {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.live.corpus
}

// Reload builds an index of c beside the live one and swaps the two. If it
// fails, or ctx ends first, the old one stays live.
func (e *Engine) Reload(ctx context.Context, c *corpus.Corpus) error {
	next, err := newSnapshot(c)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, next.postings.Close())
	}
	e.mu.Lock()
	old := e.live
	e.live = next
	e.mu.Unlock()
	return old.postings.Close() // no question uses it: they hold mu
}

// Close frees the index. The Engine must not be used afterwards.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.live.postings.Close()
}
