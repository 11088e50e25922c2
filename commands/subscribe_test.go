package commands

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// wantSubscribers checks who is subscribed, once for each question.
func wantSubscribers(t *testing.T, j *journal.Journal, want ...string) {
	t.Helper()
	all, err := j.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var users []string
	for _, s := range all {
		users = append(users, s.UserID)
	}
	if !slices.Equal(users, want) {
		t.Errorf("subscribers = %q, want %q", users, want)
	}
}

// outbox has the direct messages that were sent.
type outbox struct {
	to      []string // user IDs
	replies []Reply
	err     error // of sending
}

func (o *outbox) send(_ context.Context, userID string, reply Reply) error {
	o.to, o.replies = append(o.to, userID), append(o.replies, reply)
	return o.err
}

// subscribing is a Router on the garden with a journal whose days pass by waiting.
type subscribing struct {
	*Router
	t       *testing.T
	journal *journal.Journal
	later   atomic.Int64 // nanoseconds that the journal's clock is ahead
	outbox  outbox
}

func newSubscribing(t *testing.T) *subscribing {
	s := &subscribing{t: t}
	s.journal = journal.Open(t.Context(), journal.Config{
		Dir: t.TempDir(), Days: 30, HomeGuildID: ann.GuildID, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Now().Add(time.Duration(s.later.Load())) },
	})
	t.Cleanup(func() { s.journal.Close(context.Background()) })
	s.Router = newTestRouter(t, garden(), Settings{Journal: s.journal, Feedback: true})
	return s
}

func (s *subscribing) wait(d time.Duration) { s.later.Add(int64(d)) }

// ask makes a member ask a question without an answer, and subscribe to it.
func (s *subscribing) ask(asker Asker, locale, question string) {
	s.t.Helper()
	r := asks(question)
	r.Locale = locale
	none := request(s.t, s.Router, r)
	for _, b := range none.Buttons {
		if b.Command == subscribeCommand {
			request(s.t, s.Router, Request{Command: b.Command, Value: b.Value, Asker: asker, Locale: locale, On: &onSecret})
			return
		}
	}
	s.t.Fatalf("no button to subscribe to %q: %+v", question, none)
}

// teach adds FAQ entries, by question.
func (s *subscribing) teach(entries map[string]string) {
	s.t.Helper()
	files := garden()
	var faq strings.Builder
	faq.Write(files["garden.faq.md"].Data)
	for question, answer := range entries {
		faq.WriteString("\n## " + question + "\n\n" + answer + "\n")
	}
	files["garden.faq.md"].Data = []byte(faq.String())
	reload(s.t, s.Router, files)
}

// notify calls Notify and returns who was told.
func (s *subscribing) notify() []string {
	s.t.Helper()
	s.outbox.to, s.outbox.replies = nil, nil
	if err := s.Notify(s.t.Context(), s.outbox.send); err != nil && !errors.Is(err, s.outbox.err) {
		s.t.Fatal(err)
	}
	for _, reply := range s.outbox.replies {
		checkReply(s.t, reply)
	}
	return s.outbox.to
}

func (s *subscribing) wantTold(when string, want ...string) {
	s.t.Helper()
	if got := s.notify(); !slices.Equal(got, want) {
		s.t.Errorf("%s: told %q, want %q", when, got, want)
	}
}

const (
	fertilizer = "Which fertilizer is best for tomatoes?"
	snails     = "How do I build a snail fence?"
)

// A member is told once, in their language, when a question is answered.
func TestNotify(t *testing.T) {
	s := newSubscribing(t)
	s.wantTold("nobody has subscribed")
	s.ask(bob, "de", fertilizer)
	s.ask(bob, "de", snails)
	s.teach(map[string]string{"What is mulch?": "Mulch is bark."})
	s.wantTold("nothing is answered")
	s.teach(map[string]string{fertilizer: "Compost is best for tomatoes."})
	s.wantTold("one is answered", bob.UserID)
	got, german := s.outbox.replies[0], wording.For("de")
	if want := german.T(wording.NowAnswered, "Questions", german.T(wording.Quoted, "Words", fertilizer)); got.Text != want || got.Private {
		t.Errorf("the message says %q, want %q", got.Text, want)
	}
	if len(got.Quotes) != 1 || got.Quotes[0].Text != "Compost is best for tomatoes." || got.Localizer != german {
		t.Errorf("the message quotes %+v, want the answer", got.Quotes)
	}
	s.wantTold("told already")

	both := map[string]string{fertilizer: "Compost is best for tomatoes.", snails: "Build a snail fence from sheet metal."}
	s.teach(both)
	s.wantTold("the other on the same day")
	s.wait(24 * time.Hour)
	s.notified.at = s.notified.at.Add(-noticeInterval) // as if that time had passed
	s.wantTold("the other a day later", bob.UserID)
	wantSubscribers(t, s.journal)
}

// Several questions of a member are in one message, as many as fit.
func TestNotifyOfSeveral(t *testing.T) {
	s := newSubscribing(t)
	entries := map[string]string{}
	for _, thing := range []string{"parsnip", "quince", "rhubarb", "saffron", "turnip", "vetch", "yarrow"} {
		s.ask(ann, "en", "how deep should "+thing+" seeds go")
		entries["How deep should "+thing+" seeds go?"] = "Sow " + thing + " seeds a thumb deep."
	}
	s.ask(bob, "en", "how deep should saffron seeds go")
	s.teach(entries)
	s.wantTold("all are answered", ann.UserID, bob.UserID)
	if n := len(s.outbox.replies[0].Quotes); n != MaxQuotes {
		t.Errorf("the message has %d answers, want %d", n, MaxQuotes)
	}
	wantSubscribers(t, s.journal, ann.UserID, ann.UserID)
}

// Whoever accepts no messages is not tried again; a failed message is sent another day.
func TestNotifyFails(t *testing.T) {
	taught := map[string]string{fertilizer: "Compost is best for tomatoes."}
	for _, test := range []struct {
		name string
		err  error
		left []string
	}{
		{"unwelcome", ErrUnwelcome, nil},
		{"failed", errors.New("the network is down"), []string{bob.UserID}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSubscribing(t)
			s.outbox.err = test.err
			s.ask(bob, "en", fertilizer)
			s.teach(taught)
			s.wantTold("answered", bob.UserID)
			wantSubscribers(t, s.journal, test.left...)
			s.wantTold("on the same day")
			s.outbox.err = nil
			s.wait(24 * time.Hour)
			s.notified.at = time.Time{}
			s.wantTold("a day later", test.left...)
			wantSubscribers(t, s.journal)
		})
	}
}

func TestUnsubscribe(t *testing.T) {
	s := newSubscribing(t)
	s.ask(bob, "en", fertilizer)
	s.ask(ann, "en", snails)
	subscribed := request(t, s.Router, asks(fertilizer))
	got := press(t, s.Router, button(t, subscribed, wording.TellButton), bob, onSecret)
	wantAside(t, got, english.T(wording.Subscribed))
	wantAside(t, press(t, s.Router, button(t, got, wording.UnsubscribeButton), bob, onSecret), english.T(wording.Unsubscribed))
	wantSubscribers(t, s.journal, ann.UserID)
}

// A question that the journal no longer has cannot be subscribed to.
func TestSubscribeTooLate(t *testing.T) {
	s := newSubscribing(t)
	none := request(t, s.Router, asks(fertilizer))
	flush(t, s.journal)
	s.wait(40 * 24 * time.Hour)
	if err := s.journal.Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantAside(t, press(t, s.Router, button(t, none, wording.TellButton), bob, onSecret), english.T(wording.Outdated))
}
