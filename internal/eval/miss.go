package eval

import (
	"context"

	"alliancebot/index"
)

// Miss is a question whose answer is not what its labels ask for.
type Miss struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	Question   string        `json:"question"`
	Verdict    index.Verdict `json:"verdict"`
	Confidence float64       `json:"confidence"`
	What       string        `json:"what"`            // the kind of miss
	Won        *Place        `json:"won,omitempty"`   // the first unit; nil if none was found
	Right      *Place        `json:"right,omitempty"` // the best right unit; nil if none is ranked
	Why        string        `json:"why"`             // the explanation of the answer, several lines
}

// Place is a unit in a ranking.
type Place struct {
	Unit      string  `json:"unit"` // its ID
	Rank      int     `json:"rank"` // from 1
	Score     float64 `json:"score"`
	Highlight string  `json:"highlight,omitempty"`
}

// The kinds of miss.
const (
	missOverclaimed = "answered, but the corpus does not say"
	missNothing     = "nothing found"
	missWrong       = "answered with a wrong unit"
	missAlso        = "answered with a unit that is only acceptable"
	missBelow       = "not answered, and the right unit is not first"
	missUnsure      = "not answered, but the right unit is first"
	missHighlight   = "answered, but the highlight is wrong"
)

// findMiss returns what is wrong with the answer to q, nil if nothing is.
func findMiss(ctx context.Context, s *index.Snapshot, q Question, answer index.Answer) (*Miss, error) {
	what := kindOfMiss(q, answer)
	if what == "" {
		return nil, nil
	}
	miss := &Miss{
		ID: q.ID, Type: q.Type, Question: q.Text,
		Verdict: answer.Verdict, Confidence: answer.Confidence, What: what,
	}
	if len(answer.Hits) > 0 {
		top := answer.Hits[0]
		miss.Won = &Place{Unit: top.Unit.ID, Rank: 1, Score: top.Score, Highlight: top.Quote()}
	}
	if q.Answerable() {
		hits, err := s.Rank(ctx, q.Text, len(s.Corpus().Units))
		if err != nil {
			return nil, err
		}
		for i, hit := range hits {
			if q.isRight(hit.Unit) {
				miss.Right = &Place{Unit: hit.Unit.ID, Rank: i + 1, Score: hit.Score}
				break
			}
		}
	}
	var err error
	miss.Why, err = s.Explain(ctx, q.Text)
	return miss, err
}

// kindOfMiss returns which kind of miss answer is, "" if it is none.
func kindOfMiss(q Question, answer index.Answer) string {
	answered := answer.Verdict == index.Answered
	switch {
	case !q.Answerable() && answered:
		return missOverclaimed
	case !q.Answerable():
		return ""
	case len(answer.Hits) == 0:
		return missNothing
	}
	top := answer.Hits[0]
	right := q.isRight(top.Unit)
	switch {
	case !answered && right:
		return missUnsure
	case !answered:
		return missBelow
	case !right && q.isAcceptable(top.Unit):
		return missAlso
	case !right:
		return missWrong
	case !containsAny(top.Quote(), q.Gold):
		return missHighlight
	}
	return ""
}
