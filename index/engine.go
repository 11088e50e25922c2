// Package index finds the unit of a corpus that answers a question: recall
// over a bleve index, ranking, verdict and highlight, each in a file of its own.
package index

import (
	"context"
	"errors"

	"alliancebot/corpus"
)

// Engine answers questions from one corpus, which Reload replaces while
// questions go on. It is safe for concurrent use.
type Engine struct{}

// New indexes c. The caller closes the Engine.
func New(c *corpus.Corpus) (*Engine, error) { return nil, errors.New("not built") }

// Ask answers question. The only errors are ctx's and bleve's; no text of a
// question is an error.
func (e *Engine) Ask(ctx context.Context, question string) (Answer, error) {
	return Answer{}, errors.New("not built")
}

// Corpus returns the corpus that is live.
func (e *Engine) Corpus() *corpus.Corpus { return nil }

// Reload builds an index of c beside the live one and swaps the two. If it
// fails the old one stays live.
func (e *Engine) Reload(ctx context.Context, c *corpus.Corpus) error { return errors.New("not built") }

// Close frees the index. The Engine must not be used afterwards.
func (e *Engine) Close() error { return nil }
