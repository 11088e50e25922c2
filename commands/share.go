package commands

import (
	"context"
	"strings"

	"alliancebot/internal/wording"
)

// share shows the channel what only the asker saw, and says who shared it. The question
// stays private.
func (r *Router) share(_ context.Context, x call) (Reply, error) {
	name, rest := splitReference(x.Value)
	f, changed, ok := x.resolve(name)
	if !ok {
		return x.gone(), nil
	}
	message, isSection := strings.CutPrefix(rest, sectionSuffix)
	reply := x.quoteMatches(x.room(), []match{f})
	if isSection && f.unit.Section != nil {
		reply = x.quoteSection(f.unit.Section)
	}
	reply.Text = x.join(x.ifChanged(changed), reply.Text)
	sharer := parts{"Member": {UserID: x.Asker.UserID}}
	if message == "" {
		reply.Lead = x.line(wording.SharedBy, sharer)
	} else {
		sharer["Message"] = Inline{Text: x.loc.T(wording.ThisMessage), URL: x.ChannelURL + "/" + message}
		reply.Lead = x.line(wording.SharedAboutMessage, sharer)
	}
	reply.Buttons = append(reply.Buttons, x.removeButton()...)
	return reply, nil
}

// remove removes a public reply. Only the member it answered, whose ID is in the button,
// and members who may remove any message in the channel can do that.
func (r *Router) remove(_ context.Context, x call) (Reply, error) {
	if x.Asker.UserID != x.Value && !x.Asker.ManageMessages {
		return x.private(x.loc.T(wording.NotYours)), nil
	}
	return Reply{Remove: true}, nil
}
