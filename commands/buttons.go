package commands

import (
	"strings"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// moreButton leads from one of the ranked answers to the next. There is none
// when there are no others.
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

// contextButton leads to where f stands in its story. If less is shown than
// there is it leads to what comes next.
func (x call) contextButton(f match, shown prose.Span) Button {
	b := Button{Label: x.loc.T(wording.ContextButton), Command: readCommand, Value: f.reference().String()}
	if strings.TrimSpace(f.unit.Text[shown.End:]) != "" {
		_, next := overlapping(pieces(f.unit.Text), prose.Span{End: shown.End})
		b.Label, b.Value = x.loc.T(wording.ReadOnButton), f.reference().at(next).String()
	}
	return b
}

// shareButton shows to the channel what the asker alone sees: the passage, or
// the section, that is referred to. There is none where there is no channel.
func (x call) shareButton(shared string) []Button {
	if x.ChannelID == "" {
		return nil
	}
	if x.About != nil {
		shared += x.About.ID
	}
	return []Button{{Label: x.loc.T(wording.ShareButton), Command: shareCommand, Value: shared}}
}

// removeButton takes a public reply away again. There is none where nobody can
// be told from others.
func (x call) removeButton() []Button {
	if x.Asker.UserID == "" {
		return nil
	}
	return []Button{{Label: x.loc.T(wording.RemoveButton), Command: removeCommand, Value: x.Asker.UserID}}
}
