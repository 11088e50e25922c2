package eval

import (
	"context"

	"alliancebot/index"
)

// Miss is a question whose answer was not what its labels ask for.
type Miss struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	Question   string        `json:"question"`
	Verdict    index.Verdict `json:"verdict"`
	Confidence float64       `json:"confidence"`
	What       string        `json:"what"`            // what kind of miss it is
	Won        *Place        `json:"won,omitempty"`   // the first unit; nil if none was found
	Right      *Place        `json:"right,omitempty"` // the best right unit; nil if none is ranked
	Why        string        `json:"why"`             // how the answer came about, in several lines
}

// Place is a unit in a ranking.
type Place struct {
	Unit      string  `json:"unit"` // its id
	Rank      int     `json:"rank"` // from 1
	Score     float64 `json:"score"`
	Highlight string  `json:"highlight,omitempty"`
}

// The kinds of miss.
const (
	missOverclaimed = "answered, though the corpus does not say"
	missNothing     = "nothing found"
	missWrong       = "answered with a wrong unit"
	missAlso        = "answered with a unit that is only acceptable"
	missBelow       = "not answered, and the right unit is not first"
	missUnsure      = "not answered, though the right unit is first"
	missHighlight   = "answered, but the highlight is beside the point"
)

// findMiss returns what is wrong with the answer to q, if anything is.
func findMiss(ctx context.Context, engine *index.Engine, q Question, answer index.Answer) (miss Miss, missed bool, err error) {
	what := kindOfMiss(q, answer)
	if what == "" {
		return Miss{}, false, nil
	}
	miss = Miss{
		ID: q.ID, Type: q.Type, Question: q.Text,
		Verdict: answer.Verdict, Confidence: answer.Confidence, What: what,
	}
	if len(answer.Hits) > 0 {
		top := answer.Hits[0]
		miss.Won = &Place{Unit: top.Unit.ID, Rank: 1, Score: top.Score, Highlight: top.Quote()}
	}
	if q.Answerable() {
		if miss.Right, err = bestRight(ctx, engine, q); err != nil {
			return Miss{}, false, err
		}
	}
	explanation, err := engine.Explain(ctx, q.Text)
	miss.Why = explanation.String()
	return miss, true, err
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
	right := q.gold(top.Unit)
	switch {
	case !answered && right:
		return missUnsure
	case !answered:
		return missBelow
	case !right && q.also(top.Unit):
		return missAlso
	case !right:
		return missWrong
	case !holdsAny(top.Quote(), q.Gold):
		return missHighlight
	}
	return ""
}

// bestRight returns the place of the first right unit of the whole ranking.
func bestRight(ctx context.Context, engine *index.Engine, q Question) (*Place, error) {
	hits, err := engine.Rank(ctx, q.Text, len(engine.Corpus().Units))
	if err != nil {
		return nil, err
	}
	for i, hit := range hits {
		if q.gold(hit.Unit) {
			return &Place{Unit: hit.Unit.ID, Rank: i + 1, Score: hit.Score}, nil
		}
	}
	return nil, nil
}
