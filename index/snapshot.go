package index

import (
	"context"
	"errors"
	"sync"

	"alliancebot/corpus"
)

// snapshot is one corpus and all that is derived from it. It never changes.
type snapshot struct {
	corpus     *corpus.Corpus
	lexicon    *lexicon
	concepts   *concepts
	passages   []passage // as Corpus.Units
	phrasings  *phrasings
	statistics *statistics
	postings   *postings
	speller    *speller
	desks      sync.Pool // of *desk
}

func newSnapshot(c *corpus.Corpus) (*snapshot, error) {
	if len(c.Units) == 0 {
		return nil, errors.New("index: the corpus has no units")
	}
	postings, err := openPostings(c.Units)
	if err != nil {
		return nil, err
	}
	s := &snapshot{corpus: c, postings: postings, lexicon: newLexicon()}
	s.concepts = newConcepts(c.Vocabulary, s.lexicon)
	for _, u := range c.Units {
		s.passages = append(s.passages, readPassage(u, s.lexicon, s.concepts))
	}
	s.phrasings = newPhrasings(c, s.lexicon, s.concepts)
	s.statistics = takeStatistics(s.passages, s.lexicon, len(c.Vocabulary))
	s.speller = newSpeller(s.lexicon)
	s.desks.New = func() any { return newDesk(s) }
	return s, nil
}

func (s *snapshot) ask(ctx context.Context, text string) (Answer, error) {
	q := s.readQuestion(text)
	ranked, err := s.rank(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Question: text, Repairs: q.repairs}
	answer.Verdict, answer.Confidence = s.judge(q, ranked)
	for i := range ranked.units[:min(len(ranked.units), MaxHits)] {
		answer.Hits = append(answer.Hits, s.hit(&ranked.units[i]))
	}
	return answer, nil
}

func (s *snapshot) hit(e *evidence) Hit {
	unit := s.corpus.Units[e.unit]
	highlight := s.highlight(e)
	return Hit{Unit: unit, Highlight: highlight, Link: unit.Link(highlight), Score: e.score}
}
