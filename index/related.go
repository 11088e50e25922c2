package index

import "context"

// Related returns up to limit questions that are known to be answered and are
// nearest to question, nearest first: of units other than the one that comes
// first for it, one a unit, never question itself. Where little is near there
// are fewer, or none. It errs as Ask does.
func (e *Engine) Related(ctx context.Context, question string, limit int) ([]Proposal, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.live.related(ctx, question, limit)
}

func (s *snapshot) related(ctx context.Context, text string, limit int) ([]Proposal, error) {
	q := s.readQuestion(text)
	d := s.desks.Get().(*desk)
	defer s.desks.Put(d)
	ranked, err := s.rankAt(ctx, d, q)
	if err != nil || len(ranked.units) == 0 {
		return nil, err
	}
	var found []Proposal
	asked, alike := typedWords(text), s.compared(d, q)
	for _, e := range s.near(q, ranked.units[1:]) {
		if len(found) >= limit {
			break
		}
		if offer := s.nearestQuestion(e, alike); offer != nil && offer.words != asked {
			found = append(found, offer.Proposal)
		}
	}
	return found, nil
}

// nearCoverage is how much of a question's content a unit must hold to be near
// it, unless it has a phrasing that is alike enough. With that, three of four
// questions that the story answers have three related ones or more; of those on
// other topics 85 in a hundred have none.
const nearCoverage = 0.5

// near returns those of units that more than chance speaks for, in their order.
func (s *snapshot) near(q *question, units []evidence) []*evidence {
	if q.isStrange() {
		return nil
	}
	var near []*evidence
	for i := range units {
		e := &units[i]
		if e.score > 0 && (e.phrasing.best >= minSimilarity || q.share(e.covered) >= nearCoverage) {
			near = append(near, e)
		}
	}
	return near
}

// nearestQuestion returns the known question of e's unit that is most like the
// one asked, of equals the first; nil if there is none. That for the part that
// the closest phrasing asks for counts as alike enough, whatever its words.
func (s *snapshot) nearestQuestion(e *evidence, asked compared) *offer {
	var nearest *offer
	best := -1.0
	for _, i := range s.offers.questionsOf[e.unit] {
		offer := &s.offers.all[i]
		likeness := asked.to(offer.phrasing)
		if e.phrasing.closest != noPhrasing && s.phrasings.all[e.phrasing.closest].Says == offer.Says {
			likeness = max(likeness, minSimilarity)
		}
		if likeness > best {
			nearest, best = offer, likeness
		}
	}
	return nearest
}

// compared is how alike one question is to each phrasing.
type compared struct {
	phrasings *phrasings
	alike     []float32
	weight    float64 // of the question
}

// compared returns what rankAt left on d for q. It holds until d is used again.
func (s *snapshot) compared(d *desk, q *question) compared {
	return compared{s.phrasings, d.alike, s.phrasings.weigh(q.bag)}
}

// to returns how alike the question is to phrasing i, 0 to 1; 0 to none.
func (c compared) to(i int) float64 {
	if i == noPhrasing {
		return 0
	}
	return c.phrasings.likeness(i, c.alike, c.weight)
}
