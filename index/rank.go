package index

import (
	"cmp"
	"context"
	"slices"

	"alliancebot/corpus"
)

// Weights of the fields. A FAQ entry's question says what the entry answers;
// a heading says a little less of each passage under it.
const (
	headingWeight  = 1.0
	questionWeight = 1.5
)

// candidate is a unit that may answer.
type candidate struct {
	unit  int // position in Corpus.Units
	score float64
}

// rank returns the units that share a word with the question, best first; ties
// keep the order of the corpus.
func (s *snapshot) rank(ctx context.Context, q question) ([]candidate, error) {
	scores := make([]float64, len(s.corpus.Units))
	heads := make([]float64, len(scores))
	for _, term := range q.content() {
		if err := s.postings.score(ctx, bodyField, term, scores); err != nil {
			return nil, err
		}
		if err := s.postings.score(ctx, headField, term, heads); err != nil {
			return nil, err
		}
	}
	var ranked []candidate
	for i, u := range s.corpus.Units {
		weight := headingWeight
		if u.Kind == corpus.FAQ {
			weight = questionWeight
		}
		if score := scores[i] + weight*heads[i]; score > 0 {
			ranked = append(ranked, candidate{unit: i, score: score})
		}
	}
	slices.SortStableFunc(ranked, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return ranked, nil
}
