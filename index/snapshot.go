package index

import (
	"context"
	"errors"
	"sync"
	"time"

	"alliancebot/corpus"
)

// snapshot is one corpus and all that is derived from it. It never changes.
type snapshot struct {
	corpus     *corpus.Corpus
	indexed    time.Time // when it was built
	lexicon    *lexicon
	concepts   *concepts
	passages   []passage // as Corpus.Units
	phrasings  *phrasings
	statistics *statistics
	offers     *offers
	postings   *postings
	speller    *speller
	desks      sync.Pool // of *desk
}

// newSnapshot derives all that is needed to answer from c. An error of type
// corpus.Problems tells what is wrong with c itself.
func newSnapshot(c *corpus.Corpus) (*snapshot, error) {
	if len(c.Units) == 0 {
		return nil, errors.New("index: the corpus has no units")
	}
	s := &snapshot{corpus: c, indexed: time.Now(), lexicon: newLexicon()}
	s.concepts = newConcepts(c.Vocabulary, s.lexicon)
	heads := headTexts(c)
	for i, u := range c.Units {
		s.passages = append(s.passages, readPassage(u, heads[i], s.lexicon, s.concepts))
	}
	s.phrasings = newPhrasings(c, s.lexicon, s.concepts)
	s.offers = newOffers(c, s.phrasings)
	s.statistics = takeStatistics(s.passages, s.lexicon, len(c.Vocabulary))
	if problems := lint(c, s.statistics); len(problems) > 0 {
		return nil, problems
	}
	s.speller = newSpeller(s.lexicon, s.statistics)
	s.desks.New = func() any { return newDesk(s) }
	var err error
	if s.postings, err = openPostings(c.Units, heads); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *snapshot) ask(ctx context.Context, text string) (Answer, error) {
	q := s.readQuestion(text)
	ranked, err := s.rank(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	judged := s.judge(q, ranked)
	answer := Answer{
		Question: text, Repairs: q.repairs, Missing: s.missing(q),
		Verdict: judged.verdict, Confidence: judged.confidence,
	}
	for i := range ranked.units[:min(len(ranked.units), MaxHits)] {
		answer.Hits = append(answer.Hits, s.hit(&ranked.units[i]))
	}
	return answer, nil
}

func (s *snapshot) hit(e *evidence) Hit {
	return Hit{Unit: s.corpus.Units[e.unit], Highlight: s.highlight(e), Score: e.score}
}
