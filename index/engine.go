// Package index finds the unit of a corpus that answers a question. Recall
// over a bleve index, ranking, verdict and highlight stand in a file each.
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

// snapshot is one corpus and all that is derived from it. It never changes.
type snapshot struct {
	corpus    *corpus.Corpus
	postings  *postings
	terms     []map[string]bool // of each unit's head and text
	holders   map[string]int    // how many units hold a term
	sentences [][]sentence      // of each unit
}

// New indexes c. The caller closes the Engine.
func New(c *corpus.Corpus) (*Engine, error) {
	live, err := newSnapshot(c)
	if err != nil {
		return nil, err
	}
	return &Engine{live: live}, nil
}

func newSnapshot(c *corpus.Corpus) (*snapshot, error) {
	if len(c.Units) == 0 {
		return nil, errors.New("index: the corpus has no units")
	}
	postings, err := openPostings(c.Units)
	if err != nil {
		return nil, err
	}
	s := &snapshot{corpus: c, postings: postings, holders: make(map[string]int)}
	for _, u := range c.Units {
		terms := termSet(headText(u) + "\n" + u.Text)
		for term := range terms {
			s.holders[term]++
		}
		s.terms = append(s.terms, terms)
		s.sentences = append(s.sentences, readSentences(u.Text))
	}
	return s, nil
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

func (s *snapshot) ask(ctx context.Context, question string) (Answer, error) {
	asked := readQuestion(question)
	ranked, err := s.rank(ctx, asked)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Question: question, Verdict: s.judge(asked, ranked)}
	for _, candidate := range ranked[:min(len(ranked), MaxHits)] {
		unit := s.corpus.Units[candidate.unit]
		highlight := s.highlight(asked, candidate.unit)
		answer.Hits = append(answer.Hits, Hit{
			Unit: unit, Highlight: highlight, Link: unit.Link(highlight), Score: candidate.score,
		})
	}
	return answer, nil
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
