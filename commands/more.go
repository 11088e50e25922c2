package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/wording"
)

// ranked is the answers to a question, best first, and which of them is shown.
type ranked struct {
	refs  []reference
	shown int
}

// All hits of an answer must fit in a button's value, or this does not compile.
const _ uint = MaxValue - (1 + index.MaxHits*referenceDigits)

// String returns r as one digit for shown and then the references.
func (r ranked) String() string {
	var text strings.Builder
	text.WriteByte(digits[r.shown])
	for _, ref := range r.refs {
		text.WriteString(ref.String())
	}
	return text.String()
}

// parseRanked reads what String wrote.
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

// more shows the next of the ranked answers, to the asker alone.
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

// resultButton leads to another of the ranked answers. Where there is none it
// is there all the same, so that the others keep their places.
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
