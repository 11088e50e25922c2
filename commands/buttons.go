package commands

import (
	"cmp"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// moreButton shows the next of the ranked hits. There is none for a single hit.
func (x call) moreButton(hits []index.Hit, shown int) []Button {
	if len(hits) < 2 {
		return nil
	}
	refs := make([]reference, len(hits))
	for i, hit := range hits {
		refs[i] = matchOf(hit).reference()
	}
	return []Button{{
		Label: x.loc.T(wording.MoreButton), Command: moreCommand, Value: ranked{refs, shown}.String(),
	}}
}

// turnButton runs command with value, to show what comes before or after. It is disabled if
// value is "", since there is nothing, so that the other buttons keep their positions.
func (x call) turnButton(label wording.Message, command, value string) Button {
	return Button{Label: x.loc.T(label), Command: command, Value: cmp.Or(value, string(label)), Disabled: value == ""}
}

// contextButton opens the reader at f. If shown is not the whole text, it opens at the
// text after it.
func (x call) contextButton(f match, shown prose.Span) Button {
	b := Button{Label: x.loc.T(wording.ContextButton), Command: readCommand, Value: f.reference().String()}
	if strings.TrimSpace(f.unit.Text[shown.End:]) != "" {
		_, next := overlapping(pieces(f.unit.Text), prose.Span{End: shown.End})
		b.Label, b.Value = x.loc.T(wording.ReadOnButton), f.reference().at(next).String()
	}
	return b
}

// shareButton shows the channel what only the asker sees: the unit or section that
// shared refers to. There is none outside of channels.
func (x call) shareButton(shared string) []Button {
	if x.ChannelID == "" {
		return nil
	}
	if x.About != nil {
		shared += x.About.ID
	}
	return []Button{{Label: x.loc.T(wording.ShareButton), Command: shareCommand, Value: shared}}
}

// removeButton removes a public reply. There is none if the asker is unknown.
func (x call) removeButton() []Button {
	if x.Asker.UserID == "" {
		return nil
	}
	return []Button{{Label: x.loc.T(wording.RemoveButton), Command: removeCommand, Value: x.Asker.UserID}}
}
