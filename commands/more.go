package commands

import (
	"context"
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
	text := digits[r.shown : r.shown+1]
	for _, ref := range r.refs {
		text += ref.String()
	}
	return text
}

// parseRanked decodes the result of ranked.String.
func parseRanked(text string) (_ ranked, ok bool) {
	if text == "" {
		return ranked{}, false
	}
	refs, ok := parseReferences(text[1:])
	shown := strings.IndexByte(digits, text[0])
	return ranked{refs, shown}, ok && shown >= 0 && shown < len(refs)
}

// more shows another of the ranked answers, privately.
func (r *Router) more(_ context.Context, x call) (Reply, error) {
	list, ok := parseRanked(x.Value)
	if !ok {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	f, changed, ok := x.find(list.refs[list.shown])
	if !ok {
		return x.gone(), nil
	}
	shown := f.excerpt(pageLength)
	reply := x.private(x.join(x.loc.T(wording.ResultOf, "Number", list.shown+1, "Count", len(list.refs)), x.ifChanged(changed)))
	reply.Quotes = []Quote{f.quote(shown)}
	previous, next := "", ""
	if list.shown > 0 {
		previous = ranked{list.refs, list.shown - 1}.String()
	}
	if list.shown+1 < len(list.refs) {
		next = ranked{list.refs, list.shown + 1}.String()
	}
	reply.Buttons = append([]Button{
		x.turnButton(wording.PreviousResultButton, moreCommand, previous),
		x.turnButton(wording.NextResultButton, moreCommand, next),
		x.contextButton(f, shown),
	}, x.shareButton(f.reference().String())...)
	return reply, nil
}
