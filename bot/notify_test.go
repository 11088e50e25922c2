package bot

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// notifying returns a handler that sends a direct message to users, once, when told to go.
// The results of sending go to sent.
func notifying(users ...discordtest.User) (h fakeHandler, notify chan struct{}, sent chan error) {
	notify, sent = make(chan struct{}, 1), make(chan error, len(users))
	h.notify = func(ctx context.Context, send commands.Send) error {
		select {
		case <-notify:
		default:
			return nil
		}
		for _, u := range users {
			sent <- send(ctx, u.ID, commands.Reply{Text: "It is answered.", Buttons: []commands.Button{{Label: "Stop", Command: "stop"}}})
		}
		return nil
	}
	return h, notify, sent
}

// Direct messages arrive within a second, and their buttons work.
func TestDirectMessages(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		h, notify, sent := notifying(alice, bob)
		h.run = func(_ context.Context, r commands.Request) (commands.Reply, error) {
			return commands.Reply{Text: r.Command + " by " + r.Asker.UserID, Private: true}, nil
		}
		r := start(t, s, h)
		time.Sleep(time.Minute) // nothing happens
		before := time.Now()
		notify <- struct{}{}
		for _, u := range []discordtest.User{alice, bob} {
			if err := <-sent; err != nil {
				t.Fatalf("send to %s: %v", u.ID, err)
			}
			got := s.WaitDirect(u, 1)
			if got.Text() != "It is answered." || got.Ephemeral() {
				t.Errorf("the message to %s is %q", u.ID, got.Text())
			}
			pressed := s.Press(discordtest.User{ID: u.ID}, got, "Stop").Reply()
			if pressed.Text() != "stop by "+u.ID {
				t.Errorf("after pressing the button: %q", pressed.Text())
			}
		}
		if took := time.Since(before); took > notifyInterval {
			t.Errorf("the messages took %v", took)
		}
		r.endClean()
	})
}

// Users who accept no messages are told apart from failures, and cost one call.
func TestUnwelcomeDirectMessage(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, notify, sent := notifying(alice, bob, carol)
		startReady(t, s, h)
		s.RefuseDirect(alice)
		s.Fail(discordtest.Refused("/channels/"+discordtest.User{ID: bob.ID}.ChannelID()+"/", http.StatusForbidden, codeNoMutualServer, 0))
		notify <- struct{}{}
		for range 2 {
			if err := <-sent; !errors.Is(err, commands.ErrUnwelcome) {
				t.Errorf("send to a user who accepts no messages: %v, want ErrUnwelcome", err)
			}
		}
		if err := <-sent; err != nil {
			t.Errorf("send to the next user: %v", err)
		}
		posts := 0
		for _, c := range s.Calls() {
			if c.Method == http.MethodPost && strings.HasSuffix(c.Path, "/messages") {
				posts++
			}
		}
		if posts != 3 || len(s.Direct(alice))+len(s.Direct(bob)) != 0 || len(s.Direct(carol)) != 1 {
			t.Errorf("%d calls, want 3, and a message only to the last", posts)
		}
	})
}

// A call that got no answer is repeated, and the message arrives once.
func TestDirectMessageArrivesOnce(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, notify, sent := notifying(alice)
		startReady(t, s, h)
		s.Fail(discordtest.Fault{Path: `^/api/v9/channels/\d+/messages$`, Times: 2, Reset: true, Deliver: true})
		notify <- struct{}{}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
		if n := len(s.Direct(alice)); n != 1 {
			t.Errorf("%d messages, want 1", n)
		}
	})
}

// After too many refusals, no direct messages are sent.
func TestDirectMessagesAreWithheld(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		const channels = `^/api/v9/users/@me/channels$`
		h, notify, sent := notifying(slices.Repeat([]discordtest.User{alice}, 2*invalidBurst)...)
		startReady(t, s, h)
		s.Fail(discordtest.Refused(channels, http.StatusForbidden, 50013, 0))
		notify <- struct{}{}
		refused, withheld := 0, 0
		for range 2 * invalidBurst {
			if err := <-sent; errors.Is(err, errWithheld) {
				withheld++
			} else if statusOf(err) == http.StatusForbidden {
				refused++
			}
		}
		// While a call waits for its turn, a tolerable refusal may be added.
		if refused < invalidBurst || refused > invalidBurst*11/10 || withheld != 2*invalidBurst-refused {
			t.Errorf("%d messages were refused and %d withheld, want about %d of each", refused, withheld, invalidBurst)
		}
	})
}

// A handler that fails or panics is tried again a minute later, and logged once.
func TestNotifyFails(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		calls := 0
		r := startReady(t, s, fakeHandler{notify: func(context.Context, commands.Send) error {
			if calls++; calls%2 == 0 {
				return errOnFire
			}
			panic(errOnFire)
		}})
		time.Sleep(3*notifyRetry + time.Second)
		r.end()
		if calls != 4 {
			t.Errorf("%d calls in three minutes, want 4", calls)
		}
		if n := strings.Count(r.log.String(), "send direct messages"); n != 1 {
			t.Errorf("%d lines in the log, want 1", n)
		}
	})
}
