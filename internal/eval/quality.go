package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

// acceptableRank is up to which rank acceptable units count.
const acceptableRank = 3

// Quality is how well an engine answers labeled questions.
type Quality struct {
	Types   []Score `json:"types"` // sorted by name
	All     Score   `json:"all"`
	Latency Latency `json:"latency_us"`
	Misses  []Miss  `json:"misses,omitempty"` // in the order of the questions
}

// Score is the result on the questions of one type. Abstained is a share of the
// questions that the corpus does not answer, the other shares are of those it answers.
type Score struct {
	Type      string `json:"type"`
	Questions int    `json:"questions"`
	Answer1   Share  `json:"answer_at_1"` // the verdict is answer and the first unit right
	Right1    Share  `json:"right_at_1"`  // the first unit is right, whatever the verdict
	Top3      Share  `json:"top_3"`       // a right or acceptable unit is among the first three
	Highlight Share  `json:"highlight"`   // the first unit's highlight has a gold phrase
	Wrong     Share  `json:"wrong"`       // the verdict is answer and the first unit neither right nor acceptable
	Also      Share  `json:"also"`        // the verdict is answer and the first unit only acceptable
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
		right, acceptable, highlighted = q.isRight(top.Unit), q.isAcceptable(top.Unit), containsAny(top.Quote(), q.Gold)
	}
	s.Answer1.add(answered && right)
	s.Right1.add(right)
	s.Top3.add(slices.ContainsFunc(answer.Hits[:min(len(answer.Hits), acceptableRank)], func(h index.Hit) bool {
		return q.isRight(h.Unit) || q.isAcceptable(h.Unit)
	}))
	s.Highlight.add(highlighted)
	s.Wrong.add(answered && !right && !acceptable)
	s.Also.add(answered && acceptable)
}

// Latency has nearest-rank percentiles of the time an answer took, in microseconds.
type Latency struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

// String returns the latencies as one line.
func (l Latency) String() string {
	return fmt.Sprintf("latency: p50 %.0f µs, p95 %.0f µs, p99 %.0f µs\n", l.P50, l.P95, l.P99)
}

// MeasureQuality asks engine the questions, one after another, and scores its answers.
// A first pass, which is not timed, warms it up. The steps of progress, which may be
// nil, are the questions of both passes.
func MeasureQuality(ctx context.Context, engine *index.Engine, questions []Question, progress Progress) (*Quality, error) {
	snapshot, release := engine.Acquire()
	defer release()
	step := progress.steps(2 * len(questions))
	var answers []index.Answer
	for range 2 {
		answers = answers[:0]
		for _, q := range questions {
			answer, err := q.Ask(ctx, snapshot)
			if err != nil {
				return nil, err
			}
			answers = append(answers, answer)
			step()
		}
	}
	quality := score(questions, answers)
	for i, q := range questions {
		miss, err := findMiss(ctx, snapshot, q, answers[i])
		if err != nil {
			return nil, fmt.Errorf("explain question %s: %w", q.ID, err)
		}
		if miss != nil {
			quality.Misses = append(quality.Misses, *miss)
		}
	}
	return quality, nil
}

// shownBefore returns the unit that answers the question before q, nil if there is none.
func shownBefore(ctx context.Context, s *index.Snapshot, q Question) (*corpus.Unit, error) {
	if q.First == "" {
		return nil, nil
	}
	answer, err := s.Ask(ctx, q.First, nil)
	if err != nil || answer.Verdict != index.Answered {
		return nil, err
	}
	return answer.Hits[0].Unit, nil
}

// score scores the answers, which are in the order of the questions.
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
	slices.Sort(took)
	microseconds := func(p float64) float64 { return float64(percentile(took, p)) / float64(time.Microsecond) }
	quality.Latency = Latency{P50: microseconds(50), P95: microseconds(95), P99: microseconds(99)}
	return quality
}

// Table returns the scores as an aligned table for people.
func (q *Quality) Table() string {
	table := newTable()
	table.row("type", "questions", "answer@1", "right@1", "top 3", "highlight", "wrong", "also", "abstained")
	for _, s := range append(q.Types[:len(q.Types):len(q.Types)], q.All) {
		table.row(s.Type, s.Questions, s.Answer1, s.Right1, s.Top3, s.Highlight, s.Wrong, s.Also, s.Abstained)
	}
	return table.String()
}

// MissTable returns each miss with its explanation. Text of questions and stories is
// quoted as in Go, so that it cannot control a terminal; the explanation has only words
// of it.
func (q *Quality) MissTable() string {
	const highlightLength = 80 // characters
	table := newTable()
	for _, m := range q.Misses {
		table.row(fmt.Sprintf("\n%s (%s): %s", m.ID, m.Type, m.What))
		table.row("  question", fmt.Sprintf("%q", m.Question))
		table.row("  verdict", fmt.Sprintf("%s, confidence %s", m.Verdict, decimals(m.Confidence)))
		if m.Won != nil {
			table.row("  won", fmt.Sprintf("%s, score %s, %q", m.Won.Unit, decimals(m.Won.Score), prose.Truncate(m.Won.Highlight, highlightLength)))
		}
		if m.Right != nil {
			table.row("  right", fmt.Sprintf("%s, score %s, rank %d", m.Right.Unit, decimals(m.Right.Score), m.Right.Rank))
		}
		table.line("")
		for line := range strings.Lines(m.Why) {
			table.line("%s", strings.TrimRight("    "+line, " \n"))
		}
	}
	return table.String()
}
