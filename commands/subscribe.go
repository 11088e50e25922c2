package commands

import (
	"context"
	"errors"
	"slices"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// subscribeButton offers to tell the asker when a question is answered.
func (x call) subscribeButton() []Button {
	if x.recorded == "" {
		return nil
	}
	return []Button{{Label: x.loc.T(wording.TellButton), Command: subscribeCommand, Value: string(x.recorded)}}
}

// subscribe remembers that the asker wants to be told when a question is answered.
func (r *Router) subscribe(ctx context.Context, x call) (Reply, error) {
	id, _, ok := r.recordedIn(x.Value)
	if !ok {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	err := r.settings.Journal.Subscribe(ctx, id, x.Asker.UserID, x.Locale)
	if errors.Is(err, journal.ErrNotFound) {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	if err != nil {
		return Reply{}, err
	}
	reply := x.aside(x.loc.T(wording.Subscribed))
	reply.Buttons = []Button{x.unsubscribeButton()}
	return reply, nil
}

func (x call) unsubscribeButton() Button {
	return Button{Label: x.loc.T(wording.UnsubscribeButton), Command: unsubscribeCommand}
}

// unsubscribe ends the asker's subscriptions to all questions.
func (r *Router) unsubscribe(ctx context.Context, x call) (Reply, error) {
	if r.settings.Journal == nil {
		return x.aside(x.loc.T(wording.NoJournal)), nil
	}
	if err := r.settings.Journal.Unsubscribe(ctx, x.Asker.UserID); err != nil {
		return Reply{}, err
	}
	return x.aside(x.loc.T(wording.Unsubscribed)), nil
}

// Send sends a reply to a user as a direct message. The error wraps ErrUnwelcome if the
// user accepts none.
type Send func(ctx context.Context, userID string, reply Reply) error

// ErrUnwelcome means that a user accepts no direct messages from the bot.
var ErrUnwelcome = errors.New("the user accepts no direct messages from the bot")

// noticeInterval is how often to look for members who can be told what they could not be
// told before, since they had a message that day.
const noticeInterval = time.Hour

// notified is the last time that subscribers were told.
type notified struct {
	corpus *corpus.Corpus // from which their questions were answered
	at     time.Time
}

// Notify sends a direct message to each member who subscribed to questions that are now
// answered, at most one a day to each member and in all processes together. Unless the
// corpus has changed, it does so only every hour, and otherwise returns at once. A failed
// message is sent again after a day. Calls must not overlap.
func (r *Router) Notify(ctx context.Context, send Send) error {
	j := r.settings.Journal
	now := notified{r.engine.Corpus(), time.Now()}
	if j == nil || now.corpus == r.notified.corpus && now.at.Sub(r.notified.at) < noticeInterval {
		return nil
	}
	waiting, err := j.Subscriptions(ctx)
	for err == nil && len(waiting) > 0 {
		n := slices.IndexFunc(waiting, func(s journal.Subscription) bool { return s.UserID != waiting[0].UserID })
		if n < 0 {
			n = len(waiting)
		}
		err = r.notify(ctx, waiting[:n], send)
		waiting = waiting[n:]
	}
	if err == nil {
		r.notified = now
	}
	return err
}

// notify tells a member about those of their subscriptions that are answered, as many as
// fit in a message.
func (r *Router) notify(ctx context.Context, of []journal.Subscription, send Send) error {
	snapshot, release := r.engine.Acquire()
	defer release()
	var answered []journal.Subscription
	var ids []journal.ID
	var answers []match
	for _, s := range of {
		answer, err := snapshot.Ask(ctx, s.Text, nil)
		if err != nil {
			return err
		}
		if answer.Verdict == index.Answered && len(answers) < MaxQuotes {
			answered, ids, answers = append(answered, s), append(ids, s.Question), append(answers, matchOf(answer.Hits[0]))
		}
	}
	if len(answered) == 0 {
		return nil
	}
	j, user := r.settings.Journal, of[0].UserID
	if may, err := j.Tell(ctx, user, ids...); !may {
		return err
	}
	err := send(ctx, user, r.notice(answered, answers))
	if err == nil || errors.Is(err, ErrUnwelcome) {
		return nil
	}
	// Even if ctx has ended, the member is to be told another day.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resubscribeTimeout)
	defer cancel()
	for _, s := range answered {
		err = errors.Join(err, j.Subscribe(ctx, s.Question, s.UserID, s.Locale))
	}
	return err
}

// resubscribeTimeout bounds how long a stopping bot waits for the journal.
const resubscribeTimeout = 2 * time.Second

// notice returns the message with the answers to subscriptions of a member.
func (r *Router) notice(to []journal.Subscription, answers []match) Reply {
	x := call{loc: wording.For(to[0].Locale, r.settings.Language)}
	var questions []string
	for _, s := range to {
		questions = append(questions, x.loc.T(wording.Quoted, "Words", s.Text))
	}
	reply := Reply{
		Text:      x.loc.T(wording.NowAnswered, "Questions", list(x.loc, questions, wording.OneMore)),
		Buttons:   []Button{x.unsubscribeButton()},
		Localizer: x.loc,
	}
	quoted := map[*corpus.Unit]bool{}
	for _, f := range answers {
		if quoted[f.unit] {
			continue
		}
		quoted[f.unit] = true
		reply.Quotes = append(reply.Quotes, f.quote(f.excerpt(pageLength/len(answers))))
	}
	return reply
}
