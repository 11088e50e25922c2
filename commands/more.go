package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/wording"
)

// ranked is the answers to a question, best first, and the index of the one shown.
type ranked struct {
	refs  []reference
	shown int
}

// This does not compile if a button's value is too short for all hits of an answer.
const _ uint = MaxValue - (1 + index.MaxHits*referenceDigits)

// String encodes r: a digit for shown, then the references.
func (r ranked) String() string {
	var text strings.Builder
	text.WriteByte(digits[r.shown])
	for _, ref := range r.refs {
		text.WriteString(ref.String())
	}
	return text.String()
}

// parseRanked decodes the result of ranked.String.
func parseRanked(text string) (ranked, error) {
	if text == "" {
		return ranked{}, fmt.Errorf("no answers named")
	}
	refs, ok := parseReferences(text[1:])
	shown := strings.IndexByte(digits, text[0])
	if !ok || shown < 0 || shown >= len(refs) {
		return ranked{}, fmt.Errorf("%q names no answers", text)
	}
	return ranked{refs, shown}, nil
}

// more shows another of the ranked answers, privately.
func (r *Router) more(_ context.Context, x call) (Reply, error) {
	list, err := parseRanked(x.Value)
	if err != nil {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	f, changed, ok := x.find(list.refs[list.shown])
	if !ok {
		return x.gone(), nil
	}
	shown := f.excerpt(pageLength)
	reply := x.private(x.join(x.loc.T(wording.ResultOf, "Number", list.shown+1, "Count", len(list.refs)), x.ifChanged(changed)))
	reply.Quotes = []Quote{f.quote(shown)}
	reply.Buttons = append([]Button{
		x.resultButton(wording.PreviousResultButton, list, list.shown-1),
		x.resultButton(wording.NextResultButton, list, list.shown+1),
		x.contextButton(f, shown),
	}, x.shareButton(f.reference().String())...)
	return reply, nil
}

// resultButton shows another of the ranked answers. It is disabled if there is none, so
// that the other buttons keep their positions.
func (x call) resultButton(label wording.Message, list ranked, shown int) Button {
	b := Button{Label: x.loc.T(label), Command: moreCommand}
	if shown < 0 || shown >= len(list.refs) {
		b.Value, b.Disabled = string(label), true
		return b
	}
	list.shown = shown
	b.Value = list.String()
	return b
}
