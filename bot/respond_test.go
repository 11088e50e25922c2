package bot

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

func TestReplyToAComponent(t *testing.T) {
	press := func(s *discordtest.Server, u discordtest.User, m *discordtest.Message) *discordtest.Interaction {
		return s.Press(u, m, "Go")
	}
	pick := func(s *discordtest.Server, u discordtest.User, m *discordtest.Message) *discordtest.Interaction {
		return s.Pick(u, m, "risk")
	}
	done, inPlace := commands.Reply{Text: "done"}, commands.Reply{Text: "done", Replace: true}
	tests := []struct {
		name               string
		panel, then        commands.Reply
		user               discordtest.User
		use                func(*discordtest.Server, discordtest.User, *discordtest.Message) *discordtest.Interaction
		inPlace, ephemeral bool
	}{
		{"pressed, in place of a public message", panel, inPlace, alice, press, true, false},
		{"pressed, in place of a private message", private(panel), private(inPlace), alice, press, true, true},
		{"pressed by another member, in place", panel, inPlace, bob, press, true, false},
		{"pressed, publicly", panel, done, bob, press, false, false},
		{"pressed, privately", panel, private(done), bob, press, false, true},
		{"pressed on a private message, publicly", private(panel), done, alice, press, false, false},
		{"picked, in place of a public message", panel, inPlace, alice, pick, true, false},
		{"picked, in place of a private message", private(panel), private(inPlace), alice, pick, true, true},
		{"picked, privately", panel, private(done), bob, pick, false, true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, panelThen(tt.panel, tt.then))
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			got := tt.use(s, tt.user, shown).Reply()
			if got.Text() != "done" || (got.ID == shown.ID) != tt.inPlace || got.Ephemeral() != tt.ephemeral {
				t.Errorf("reply = %q, replaced %v, ephemeral %v; want %q, %v, %v",
					got.Text(), got.ID == shown.ID, got.Ephemeral(), "done", tt.inPlace, tt.ephemeral)
			}
			if tt.inPlace && len(got.Buttons())+len(got.Menus()) > 0 {
				t.Error("the controls are still there after the panel was replaced")
			}
			r.endClean()
		})
	}
}

func TestRemove(t *testing.T) {
	const originals, callbacks = "/messages/@original$", "/callback$"
	tests := []struct {
		name  string
		panel commands.Reply
		user  discordtest.User
		fault discordtest.Fault
	}{
		{"by the asker", panel, alice, discordtest.Fault{}},
		{"a private message", private(panel), alice, discordtest.Fault{}},
		{"by a moderator", panel, moderator, discordtest.Fault{}},
		{"rate limited", panel, alice, discordtest.RateLimited(originals, 1, 1)},
		{"deleted in spite of a reset", panel, alice, discordtest.Fault{Method: "DELETE", Path: originals, Reset: true, Deliver: true, Times: 1}},
		{"acknowledged in spite of a reset", panel, alice, discordtest.Fault{Path: callbacks, Reset: true, Deliver: true, Times: 1}},
		{"Discord has not processed the response yet", panel, alice, discordtest.Refused(originals, http.StatusNotFound, codeUnknownWebhook, 3)},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, panelThen(tt.panel, commands.Reply{Remove: true}))
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			if tt.fault.Path != "" {
				s.Fail(tt.fault)
			}
			i := s.Press(tt.user, shown, "Go")
			s.WaitDeleted(shown)
			if got := i.WaitResponse(); got != 6 {
				t.Errorf("first response = %d, want 6, which shows nothing", got)
			}
			r.endClean()
		})
	}
}

// If another process has responded to the press, the original response is a different
// message.
func TestRemoveIfTheOriginalIsAnotherMessage(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, panelThen(panel, commands.Reply{Remove: true}))
		shown := s.Command(alice, "ask", question("Why?")).Reply()
		s.Fail(discordtest.Fault{Method: "GET", Path: "/messages/@original$", Status: 200, Body: `{"id": "1"}`})
		s.Fail(discordtest.Refused("/messages/@original$", http.StatusNotFound, codeUnknownMessage, 0))
		s.Press(alice, shown, "Go")
		s.WaitDeleted(shown)
		r.endClean()
	})
}

// Two members can remove a message at the same time.
func TestRemovedTwice(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
			if r.On == nil {
				return panel, nil
			}
			time.Sleep(time.Second) // until both have pressed
			return commands.Reply{Remove: true}, nil
		}))
		shown := s.Command(alice, "ask", question("Why?")).Reply()
		s.Press(alice, shown, "Go")
		s.Press(moderator, shown, "Go")
		s.WaitDeleted(shown)
		r.endClean()
	})
}

func TestRemoveFails(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, panelThen(panel, commands.Reply{Remove: true}))
		shown := s.Command(alice, "ask", question("Why?")).Reply()
		s.Fail(discordtest.Refused("/messages/", http.StatusForbidden, 50013, 0))
		s.Press(alice, shown, "Go").WaitResponse()
		r.end()
		if s.Latest(shown).Deleted || !r.logged("level=ERROR", "50013") {
			t.Error("the log does not say why the message is still there")
		}
	})
}

// A component that is not from this bot or release gets a private reply, and its command is
// not run.
func TestForeignComponents(t *testing.T) {
	foreign := render.New("another token").Message(panel).Components[1].(discordgo.ActionsRow).Components[0].(discordgo.Button).CustomID
	button := func(change func(id string) string) func(*discordtest.Message) map[string]any {
		return func(m *discordtest.Message) map[string]any {
			return map[string]any{"custom_id": change(m.ButtonNamed("Go").CustomID), "component_type": 2}
		}
	}
	constant := func(id string) func(string) string { return func(string) string { return id } }
	menu := func(kind int, values ...string) func(*discordtest.Message) map[string]any {
		return func(m *discordtest.Message) map[string]any {
			data := map[string]any{"custom_id": m.Menus()[0].CustomID, "component_type": kind, "values": append([]string{}, values...)}
			if kind != 3 {
				data["resolved"] = map[string]any{"channels": map[string]any{}}
			}
			return data
		}
	}
	tests := []struct {
		name string
		data func(shown *discordtest.Message) map[string]any
		user discordtest.User
		want string
	}{
		{"an earlier release", button(constant("pick:ask")), alice, wording.For("en").T(wording.Outdated)},
		{"an earlier release, in German", button(constant("pick:ask")), withLocale(alice, "de"), wording.For("de").T(wording.Outdated)},
		{"a later release", button(func(id string) string { return "9" + id[1:] }), alice, wording.For("en").T(wording.Outdated)},
		{"another token", button(constant(foreign)), alice, wording.For("en").T(wording.Forged)},
		{"another token, in French", button(constant(foreign)), withLocale(bob, "fr"), wording.For("fr").T(wording.Forged)},
		{"another value", button(func(id string) string { return strings.Replace(id, "a-1", "a-2", 1) }), alice, wording.For("en").T(wording.Forged)},
		{"two choices", menu(3, "deal", "risk"), alice, apology},
		{"no choice", menu(3), alice, apology},
		{"another kind of menu", menu(8), alice, apology},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h, requests := recording(panelThen(panel, commands.Reply{Text: "done"}))
			r := start(t, s, h)
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			if got := s.SendOn(tt.user, shown, tt.data(shown)).Reply(); withoutCode(got.Text()) != tt.want || !got.Ephemeral() {
				t.Errorf("reply = %q, ephemeral %v; want %q, true", got.Text(), got.Ephemeral(), tt.want)
			}
			if got := s.Press(alice, shown, "Go").Reply(); got.Text() != "done" {
				t.Errorf("reply to the button afterwards = %q", got.Text())
			}
			if len(requests) != 2 {
				t.Errorf("%d requests ran, want two: the command and the button", len(requests))
			}
			r.endClean()
		})
	}
}

// The reply of a slow command replaces its deferral, which only the asker sees.
func TestDeferredReply(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, replying(commands.Reply{Text: "done", Buttons: panel.Buttons}))
		s.Fail(discordtest.Refused("/messages/@original$", http.StatusNotFound, codeUnknownWebhook, 3))
		i := s.Command(owner, "reindex", nil)
		got := i.Reply()
		if i.Response() != 5 || !got.Ephemeral() || got.Text() != "done" || got.ButtonNamed("Go") == nil {
			t.Errorf("response = %d, ephemeral %v, %s; want 5 and a private reply with a button", i.Response(), got.Ephemeral(), got.JSON())
		}
		time.Sleep(time.Minute)
		if got := s.Press(owner, got, "Go").Reply(); got.Text() != "done" {
			t.Errorf("reply to the button = %q", got.Text())
		}
		r.endClean()
	})
}

// A slow command shows its progress in place of the reply, and not after it.
func TestProgress(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		more, left := make(chan struct{}), make(chan func(commands.Reply), 1)
		r := start(t, s, handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
			r.Progress(commands.Reply{Text: "10 of 20", Private: true})
			left <- r.Progress
			<-more
			return commands.Reply{Text: "done"}, nil
		}))
		shown := s.Command(owner, "reindex", nil).Reply()
		if !shown.Ephemeral() || shown.Text() != "10 of 20" {
			t.Errorf("shown: ephemeral %v, %s; want a private reply with the progress", shown.Ephemeral(), shown.JSON())
		}
		close(more)
		time.Sleep(time.Minute)
		(<-left)(commands.Reply{Text: "too late"})
		if got := s.Latest(shown); got.Text() != "done" {
			t.Errorf("the reply is %s", got.JSON())
		}
		r.endClean()
	})
}

func TestCallbackFaults(t *testing.T) {
	const callbacks = "/callback$"
	tests := []struct {
		name  string
		fault discordtest.Fault
	}{
		{"rate limited", discordtest.RateLimited(callbacks, 1, 1)},
		{"500 twice", discordtest.Fault{Path: callbacks, Status: 500, Times: 2}},
		{"accepted in spite of a reset", discordtest.Fault{Path: callbacks, Reset: true, Deliver: true, Times: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, fakeHandler{})
				s.Fail(tt.fault)
				if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Text(), "Why") {
					t.Errorf("reply = %q, want the echo", got.Text())
				}
				r.endClean()
			})
		})
	}
}

func TestCallbackFails(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{})
		s.Fail(discordtest.Fault{Path: "/callback$", Status: 500, Times: callPolicy.Retries + 1})
		i := s.Command(alice, "ask", question("Why"))
		s.WaitCalls("/callback$", callPolicy.Retries+1)
		if got := i.Response(); got != 0 {
			t.Errorf("response = %d, want none", got)
		}
		if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Text(), "Why") {
			t.Errorf("reply afterwards = %q", got.Text())
		}
		r.end()
		if !r.logged("send a reply", i.ID) {
			t.Error("the failure is not logged")
		}
		if r.logged(i.Token) {
			t.Error("the log contains an interaction's token")
		}
	})
}

// A slow edit does not delay other edits.
func TestEditsDoNotWaitForEachOther(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		startReady(t, s, handlerFunc(func(context.Context, commands.Request) (commands.Reply, error) {
			time.Sleep(time.Second) // until all are deferred
			return commands.Reply{Text: "done"}, nil
		}))
		s.Fail(discordtest.Fault{Method: "PATCH", Path: "/webhooks/", Delay: 2 * time.Second, Times: 1})
		start := time.Now()
		var last time.Duration
		for _, i := range []*discordtest.Interaction{s.Command(owner, "reindex", nil), s.Command(owner, "reindex", nil), s.Command(owner, "reindex", nil)} {
			i.Reply()
			last = time.Since(start)
		}
		if last != 3*time.Second {
			t.Errorf("three edits, one of them slow, took %s, want 3s", last)
		}
	})
}
