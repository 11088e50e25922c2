package commands

import (
	"cmp"
	"context"
	"math"
	"strings"
	"time"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// Thread is a message in a channel with a thread for the answers to it.
type Thread struct {
	ChannelID string
	Name      string // at most MaxThreadName characters
	Message   Reply
	MemberID  string // who is added to the thread
}

// MaxThreadName is Discord's limit for the name of a thread.
const MaxThreadName = 100

// maxHanded is how many characters a question to a person has at most.
const maxHanded = 1000

// helpChannel returns the channel that x's question can be handed over to, "" if there is
// none: the one that the server has chosen or, with only a role, this one.
func (x call) helpChannel() string {
	if x.server.HelpRole == "" {
		return x.server.HelpChannel
	}
	return cmp.Or(x.server.HelpChannel, x.ChannelID)
}

// orPerson adds to a reply that is no sure answer a button to ask a person instead.
func (r *Router) orPerson(x call, reply Reply, answer index.Answer) Reply {
	if x.helpChannel() != "" && !x.Post && !reply.SuppressInPublic {
		id := journal.NewID()
		r.unsure.add(id, prose.Truncate(answer.Question, maxHanded))
		reply.Buttons = append(reply.Buttons, Button{Label: x.loc.T(wording.PersonButton), Command: personCommand, Value: string(id)})
	}
	return reply
}

// person opens the form with a question for a person. If that is not remembered, or not by this
// process, it is the message that the bot replied to, or else the member types it.
func (r *Router) person(_ context.Context, x call) (Reply, error) {
	if x.helpChannel() == "" {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	question, remembered := r.unsure.get(journal.ID(x.Value))
	if !remembered && x.On != nil {
		question = prose.Truncate(x.On.Question, maxHanded)
	}
	return Reply{Form: &Form{
		Title: x.loc.T(wording.PersonButton), Command: handOverCommand,
		Fields: []Field{{
			Name: QuestionOption, Label: x.loc.T(wording.PersonLabel), Hint: x.loc.T(wording.PersonHint), Text: question,
			Lines: true, Required: true, Max: maxHanded,
		}},
	}}, nil
}

// handOver opens a thread with the asker's question.
func (r *Router) handOver(ctx context.Context, x call) (Reply, error) {
	question, channel := x.question(), x.helpChannel()
	switch {
	case channel == "" || x.OpenThread == nil:
		return x.aside(x.loc.T(wording.Outdated)), nil
	case strings.TrimSpace(prose.Clean(question)) == "":
		return x.aside(x.loc.T(wording.EmptyQuestion)), nil
	}
	if wait, putBack := r.limiter.handOvers.reserve(x.Asker.UserID, time.Now()); wait > 0 {
		putBack()
		return x.aside(x.loc.Plural(wording.TooFast, int(math.Ceil(wait.Seconds())))), nil
	}
	asks := x.line(wording.PersonAsks, parts{"Member": {UserID: x.Asker.UserID}, "Channel": {ChannelID: x.ChannelID}})
	if role := x.server.HelpRole; role != "" {
		asks = append([]Inline{{RoleID: role}, {Text: " "}}, asks...)
	}
	url, err := x.OpenThread(ctx, Thread{
		ChannelID: channel, Name: prose.Truncate(prose.Line(question), MaxThreadName), MemberID: x.Asker.UserID,
		Message: Reply{Lead: asks, Text: question, RecipientRole: x.server.HelpRole, Localizer: x.loc},
	})
	reply := x.aside("")
	reply.Lead = x.line(wording.HandedOver, parts{"Message": {Text: x.loc.T(wording.ThisMessage), URL: url}})
	if err != nil {
		reply.Lead = x.line(wording.NotHandedOver, parts{"Channel": {ChannelID: channel}})
	}
	return reply, nil
}
