package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/library"
	"alliancebot/internal/prose"
)

// answerLine is a line of JSON with an answer, for other tools. The names and the order
// of its keys are stable.
type answerLine struct {
	Question string        `json:"question"`
	Verdict  index.Verdict `json:"verdict"`
	Answers  []hitObject   `json:"answers"` // best first
	TookUS   int64         `json:"took_us"` // microseconds
	// Confidence is the probability that the first answer is right.
	Confidence float64 `json:"confidence"`
}

// hitObject is one unit in an answerLine.
type hitObject struct {
	Kind      corpus.Kind `json:"kind"`
	ID        string      `json:"id"`
	Story     string      `json:"story"` // its title
	Heading   string      `json:"heading"`
	Question  string      `json:"question,omitempty"` // of a FAQ entry
	Text      string      `json:"text"`
	Highlight string      `json:"highlight"` // a part of Text
	URL       string      `json:"url"`       // the page
	Link      string      `json:"link"`      // the highlight on the page
	Score     float64     `json:"score"`     // orders the answers of one question
}

// answerJSON answers for other tools. Only the verdict index.Answered counts as
// answered.
func answerJSON(ctx context.Context, l *library.Library, f followUp) (string, bool, error) {
	answer, err := l.Ask(ctx, f.Question, l.Unit(f.After))
	if err != nil {
		return "", false, err
	}
	line := answerLine{
		Question: f.Question,
		Verdict:  answer.Verdict,
		Answers:  make([]hitObject, 0, len(answer.Hits)),
		TookUS:   answer.Took.Microseconds(),

		Confidence: math.Round(answer.Confidence*1000) / 1000,
	}
	for _, hit := range answer.Hits {
		line.Answers = append(line.Answers, newHitObject(hit))
	}
	text, err := encodeLine(line)
	return text, answer.Verdict == index.Answered, err
}

func newHitObject(hit index.Hit) hitObject {
	unit := hit.Unit
	return hitObject{
		Kind:      unit.Kind,
		ID:        unit.ID,
		Story:     unit.Story.Title,
		Heading:   unit.Heading,
		Question:  unit.Question,
		Text:      unit.Text,
		Highlight: hit.Quote(),
		URL:       unit.Story.URL,
		Link:      hit.Link(),
		Score:     hit.Score,
	}
}

// encodeLine returns v as a line of JSON. Characters that could command a terminal are
// escaped, which does not change the value.
func encodeLine(v any) (string, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", fmt.Errorf("encode a line of JSON: %w", err)
	}
	var safe strings.Builder
	for _, r := range line.String() {
		if prose.IsControl(r) && r != '\n' {
			fmt.Fprintf(&safe, `\u%04x`, r)
		} else {
			safe.WriteRune(r)
		}
	}
	return safe.String(), nil
}
