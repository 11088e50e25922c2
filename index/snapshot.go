package index

import (
	"context"
	"errors"
	"sync"
	"time"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// Snapshot is one corpus with its index. It never changes and is safe for
// concurrent use.
type Snapshot struct {
	corpus      *corpus.Corpus
	indexed     time.Time
	lexicon     *vocab.Lexicon
	concepts    *vocab.Concepts
	speller     *vocab.Speller
	passages    []passage // as Corpus.Units
	phrasings   *phrasings
	suggestions *suggestions
	stats       *collectionStats
	postings    *postings
	scratches   sync.Pool    // of *scratch
	close       func() error // closes the index

	users int // guarded by Engine.mu; the Engine is one while the snapshot is live
}

// newSnapshot indexes c. An error of type corpus.Problems describes what is wrong
// with c itself.
func newSnapshot(c *corpus.Corpus) (*Snapshot, error) {
	if len(c.Units) == 0 {
		return nil, errors.New("index: the corpus has no units")
	}
	s := &Snapshot{corpus: c, indexed: time.Now(), lexicon: vocab.NewLexicon(), users: 1}
	s.concepts = vocab.NewConcepts(c.Vocabulary, s.lexicon)
	heads := headTexts(c)
	for i, u := range c.Units {
		s.passages = append(s.passages, newPassage(u, heads[i], s.lexicon, s.concepts))
	}
	s.phrasings = newPhrasings(c, s.lexicon, s.concepts)
	s.suggestions = newSuggestions(c, s.phrasings)
	s.stats = newCollectionStats(s.passages, s.lexicon, len(c.Vocabulary))
	if problems := lint(c, s.stats); len(problems) > 0 {
		return nil, problems
	}
	s.speller = vocab.NewSpeller(s.lexicon, s.stats.stems)
	s.scratches.New = func() any { return newScratch(s) }
	var err error
	if s.postings, err = openPostings(c.Units, heads); err != nil {
		return nil, err
	}
	s.close = sync.OnceValue(s.postings.Close) // bleve panics when closed twice
	return s, nil
}

// Corpus returns the snapshot's corpus.
func (s *Snapshot) Corpus() *corpus.Corpus { return s.corpus }

// Indexed returns when the snapshot was made.
func (s *Snapshot) Indexed() time.Time { return s.indexed }

// Ask answers question, which may be any text. The only errors are ctx's, and bleve's if
// the index itself fails.
func (s *Snapshot) Ask(ctx context.Context, question string) (Answer, error) {
	start := time.Now()
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	q := s.parseQuestion(question)
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return Answer{}, err
	}
	judged := s.judge(q, r)
	answer := Answer{
		Question: question, Verdict: judged.verdict, Confidence: judged.confidence,
		Repairs: q.repairs, Missing: s.missing(q), Related: s.related(q, r, question),
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		e := &r.units[i]
		answer.Hits = append(answer.Hits, Hit{Unit: s.corpus.Units[e.unit], Highlight: s.highlight(e), Score: e.score})
	}
	answer.Took = time.Since(start)
	return answer, nil
}

// Rank returns up to limit units that may answer question, best first, without
// highlights and regardless of the verdict. Its errors are those of Ask.
func (s *Snapshot) Rank(ctx context.Context, question string, limit int) ([]Hit, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	r, err := s.rank(ctx, sc, s.parseQuestion(question))
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, min(len(r.units), limit))
	for i := range hits {
		hits[i] = Hit{Unit: s.corpus.Units[r.units[i].unit], Score: r.units[i].score}
	}
	return hits, nil
}

// Features returns the features that the verdict on question depends on. ok is false
// if no unit was found. Its errors are those of Ask.
func (s *Snapshot) Features(ctx context.Context, question string) (v FeatureVector, ok bool, err error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	q := s.parseQuestion(question)
	r, err := s.rank(ctx, sc, q)
	if err != nil || len(r.units) == 0 {
		return FeatureVector{}, false, err
	}
	return s.verdictFeatures(q, r), true, nil
}
