package commands

import (
	"context"

	"alliancebot/wording"
)

// share shows the channel what the asker alone saw, and says who shared it.
// What was asked stays private.
func (r *Router) share(_ context.Context, x exchange) (Reply, error) {
	name, about := x.Value[:min(len(x.Value), referenceDigits)], x.Value[min(len(x.Value), referenceDigits):]
	f, changed, ok := x.resolve(name)
	if !ok {
		return x.gone(), nil
	}
	shown := f.excerpt(pageLength)
	sharer := Span{UserID: x.Asker.UserID}
	reply := Reply{
		Lead:    x.line(wording.SharedBy, parts{"Member": sharer}),
		Text:    x.ifChanged(changed),
		Quotes:  []Quote{f.quote(shown)},
		Buttons: append([]Button{x.contextButton(f, shown)}, x.removeButton()...),
		Subject: f.reference().String(),
	}
	if about != "" {
		message := Span{Text: x.voice.Say(wording.ThisMessage), URL: x.ChannelURL + "/" + about}
		reply.Lead = x.line(wording.SharedAboutMessage, parts{"Member": sharer, "Message": message})
	}
	return reply, nil
}

// remove takes a public reply away for the one it answered, whose id the
// button holds, and for those who may remove any message there.
func (r *Router) remove(_ context.Context, x exchange) (Reply, error) {
	if x.Asker.UserID != x.Value && !x.Asker.ManageMessages {
		return x.private(x.voice.Say(wording.NotYours)), nil
	}
	return Reply{Remove: true}, nil
}
