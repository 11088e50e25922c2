package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"alliancebot/index"
)

// acceptableRank is down to which rank a question's Also phrases count.
const acceptableRank = 3

// Quality tells how well an engine answers labelled questions.
type Quality struct {
	Types   []Score `json:"types"` // in the order of their names
	All     Score   `json:"all"`
	Latency Latency `json:"latency_us"`
	Misses  []Miss  `json:"misses,omitempty"` // in the order of the questions
}

// Score is the result on the questions of one type. Abstained is a share of
// those that the corpus does not answer, the others are of those it does.
type Score struct {
	Type      string `json:"type"`
	Questions int    `json:"questions"`
	Answer1   Share  `json:"answer_at_1"` // the verdict is answer, the first unit right
	Right1    Share  `json:"right_at_1"`  // the first unit is right, whatever the verdict
	Top3      Share  `json:"top_3"`       // a right or acceptable unit is among the first three
	Highlight Share  `json:"highlight"`   // the first unit's highlight holds a gold phrase
	Wrong     Share  `json:"wrong"`       // the verdict is answer, the first unit neither right nor acceptable
	Also      Share  `json:"also"`        // the verdict is answer, the first unit only acceptable
	Abstained Share  `json:"abstained"`   // the verdict is not answer
}

// add counts the answer to q.
func (s *Score) add(q Question, answer index.Answer) {
	answered := answer.Verdict == index.Answered
	s.Questions++
	if !q.Answerable() {
		s.Abstained.add(!answered)
		return
	}
	right, acceptable, highlighted := false, false, false
	if len(answer.Hits) > 0 {
		top := answer.Hits[0]
		right, acceptable, highlighted = q.gold(top.Unit), q.also(top.Unit), holdsAny(top.Quote(), q.Gold)
	}
	s.Answer1.add(answered && right)
	s.Right1.add(right)
	s.Top3.add(slices.ContainsFunc(answer.Hits[:min(len(answer.Hits), acceptableRank)], func(h index.Hit) bool {
		return q.gold(h.Unit) || q.also(h.Unit)
	}))
	s.Highlight.add(highlighted)
	s.Wrong.add(answered && !right && !acceptable)
	s.Also.add(answered && acceptable)
}

// Latency is how long answers took, by nearest rank, in microseconds.
type Latency struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

func newLatency(took []time.Duration) Latency {
	slices.Sort(took)
	microseconds := func(p float64) float64 { return float64(percentile(took, p)) / float64(time.Microsecond) }
	return Latency{P50: microseconds(50), P95: microseconds(95), P99: microseconds(99)}
}

// MeasureQuality asks engine the questions, one after the other, and scores
// its answers. A first pass that is not timed warms it up. progress, which may
// be nil, is told how many of all questions of both passes are done.
func MeasureQuality(ctx context.Context, engine *index.Engine, questions []Question, progress Progress) (*Quality, error) {
	step := progress.steps(2 * len(questions))
	var answers []index.Answer
	for range 2 {
		answers = answers[:0]
		for _, q := range questions {
			answer, err := engine.Ask(ctx, q.Text)
			if err != nil {
				return nil, fmt.Errorf("ask question %s: %w", q.ID, err)
			}
			answers = append(answers, answer)
			step()
		}
	}
	quality := score(questions, answers)
	for i, q := range questions {
		miss, missed, err := findMiss(ctx, engine, q, answers[i])
		if err != nil {
			return nil, fmt.Errorf("explain question %s: %w", q.ID, err)
		}
		if missed {
			quality.Misses = append(quality.Misses, miss)
		}
	}
	return quality, nil
}

// score scores the answers, the nth of which is to the nth question.
func score(questions []Question, answers []index.Answer) *Quality {
	quality := &Quality{All: Score{Type: "all"}}
	types := make(map[string]*Score)
	var took []time.Duration
	for i, q := range questions {
		if types[q.Type] == nil {
			types[q.Type] = &Score{Type: q.Type}
		}
		types[q.Type].add(q, answers[i])
		quality.All.add(q, answers[i])
		took = append(took, answers[i].Took)
	}
	for _, s := range types {
		quality.Types = append(quality.Types, *s)
	}
	slices.SortFunc(quality.Types, func(a, b Score) int { return cmp.Compare(a.Type, b.Type) })
	quality.Latency = newLatency(took)
	return quality
}
