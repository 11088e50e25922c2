package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// Where a reply to a component goes, and who sees it, is what the reply says.
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
		{"pressed, in place of a public one", panel, inPlace, alice, press, true, false},
		{"pressed, in place of a private one", private(panel), private(inPlace), alice, press, true, true},
		{"pressed by another, in place", panel, inPlace, bob, press, true, false},
		{"pressed, publicly", panel, done, bob, press, false, false},
		{"pressed, privately", panel, private(done), bob, press, false, true},
		{"pressed on a private one, publicly", private(panel), done, alice, press, false, false},
		{"picked, in place of a public one", panel, inPlace, alice, pick, true, false},
		{"picked, in place of a private one", private(panel), private(inPlace), alice, pick, true, true},
		{"picked, privately", panel, private(done), bob, pick, false, true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			r := w.start(t, s, panelThen(tt.panel, tt.then))
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			got := tt.use(s, tt.user, shown).Reply()
			if got.Text() != "done" || (got.ID == shown.ID) != tt.inPlace || got.Ephemeral() != tt.ephemeral {
				t.Errorf("reply = %q, in place %v, ephemeral %v; want %q, %v, %v",
					got.Text(), got.ID == shown.ID, got.Ephemeral(), "done", tt.inPlace, tt.ephemeral)
			}
			if tt.inPlace && len(got.Buttons())+len(got.Menus()) > 0 {
				t.Error("the panel is still there after it was replaced")
			}
			r.unhindered()
		})
	}
}

// A command has no message that its reply could replace or remove.
func TestCommandsReplyAnew(t *testing.T) {
	for name, reply := range map[string]commands.Reply{
		"replace": {Text: "done", Replace: true},
		"remove":  {Text: "done", Remove: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, replying(reply))
			s.WaitReady(1)
			if got := s.Command(alice, "help", nil).Reply(); got.Text() != "done" || got.Updated {
				t.Errorf("reply = %q, updated %v; want a new message %q", got.Text(), got.Updated, "done")
			}
		})
	}
}

func TestRemove(t *testing.T) {
	const deletes, callbacks = "/messages/@original$", "/callback$"
	tests := []struct {
		name  string
		panel commands.Reply
		user  discordtest.User
		fault discordtest.Fault
	}{
		{"by the asker", panel, alice, discordtest.Fault{}},
		{"a private one", private(panel), alice, discordtest.Fault{}},
		{"by a moderator", panel, moderator, discordtest.Fault{}},
		{"rate limited", panel, alice, discordtest.RateLimited(deletes, 1, 1)},
		{"500", panel, alice, discordtest.Fault{Path: deletes, Status: 500, Times: 2}},
		{"connection reset", panel, alice, discordtest.Fault{Path: deletes, Reset: true, Times: 1}},
		{"reset after the effect", panel, alice, discordtest.Fault{Path: deletes, Reset: true, Deliver: true, Times: 1}},
		{"acknowledged although reset", panel, alice, discordtest.Fault{Path: callbacks, Reset: true, Deliver: true, Times: 1}},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			r := w.start(t, s, panelThen(tt.panel, commands.Reply{Remove: true}))
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			if tt.fault.Path != "" {
				s.Fail(tt.fault)
			}
			i := s.Press(tt.user, shown, "Go")
			s.WaitDeleted(shown)
			if got := i.WaitResponse(); got != 6 {
				t.Errorf("first response = %d, want 6, which shows nothing", got)
			}
			r.unhindered()
		})
	}
}

// Who decides that a stranger may not remove a message is the handler: the
// message stays as it is.
func TestRefusedToRemove(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
		switch {
		case r.On == nil:
			return panel, nil
		case r.On.AskerID == r.Asker.UserID || r.Asker.ManageMessages:
			return commands.Reply{Remove: true}, nil
		}
		return commands.Reply{Text: "not yours", Private: true}, nil
	}})
	s.WaitReady(1)
	shown := s.Command(alice, "ask", question("Why?")).Reply()
	if got := s.Press(bob, shown, "Go").Reply(); got.Text() != "not yours" || !got.Ephemeral() {
		t.Errorf("reply to a stranger = %q, ephemeral %v; want a private refusal", got.Text(), got.Ephemeral())
	}
	if s.Latest(shown).Deleted {
		t.Error("a stranger removed the message")
	}
	s.Press(moderator, shown, "Go")
	s.WaitDeleted(shown)
	r.unhindered()
}

// Two who remove a message at the same time both see it go.
func TestRemovedTwice(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	both := make(chan struct{}, 2)
	release := make(chan struct{})
	r := start(t, s, fakeHandler{run: func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		if r.On == nil {
			return panel, nil
		}
		both <- struct{}{}
		<-release
		return commands.Reply{Remove: true}, nil
	}})
	s.WaitReady(1)
	shown := s.Command(alice, "ask", question("Why?")).Reply()
	s.Press(alice, shown, "Go")
	s.Press(moderator, shown, "Go")
	<-both
	<-both
	close(release)
	s.WaitCalls("/messages/@original$", 2)
	if !s.Latest(shown).Deleted {
		t.Error("the message is still there")
	}
	r.unhindered()
}

func TestRemoveThatNeverSucceeds(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, panelThen(panel, commands.Reply{Remove: true}))
	s.WaitReady(1)
	shown := s.Command(alice, "ask", question("Why?")).Reply()
	s.Fail(discordtest.Fault{Method: "DELETE", Path: "/messages/", Status: 403, Body: `{"code": 50013, "message": "Missing Permissions"}`})
	s.Press(alice, shown, "Go")
	s.WaitCalls("/messages/@original$", 1)
	r.stop()
	r.wait()
	if s.Latest(shown).Deleted || !strings.Contains(r.log.String(), "50013") {
		t.Error("the log does not tell why the message is still there")
	}
}

// A component whose id the bot did not make, or makes no longer, is answered
// privately in the member's language and never run.
func TestForeignComponents(t *testing.T) {
	ours, theirs := newSealer(discordtest.Token), newSealer("another bot's token")
	good := ours.customID("go", "a-1")
	button := func(id string) map[string]any { return map[string]any{"custom_id": id, "component_type": 2} }
	menu := func(id string, values ...string) map[string]any {
		return map[string]any{"custom_id": id, "component_type": 3, "values": append([]string{}, values...)}
	}
	channels := map[string]any{"custom_id": good, "component_type": 8, "values": []string{}, "resolved": map[string]any{"channels": map[string]any{}}}
	tests := []struct {
		name string
		data map[string]any
		user discordtest.User
		want string
	}{
		{"of an earlier release", menu("pick:ask", "x"), alice, wording.For("en").T(wording.Outdated)},
		{"of an earlier release, in German", menu("pick:ask", "x"), speaking(alice, "de"), wording.For("de").T(wording.Outdated)},
		{"of a later release", button("9" + good[1:]), alice, wording.For("en").T(wording.Outdated)},
		{"of another bot", button("like:42"), alice, wording.For("en").T(wording.Outdated)},
		{"sealed by another", button(theirs.customID("go", "a-1")), alice, wording.For("en").T(wording.Forged)},
		{"sealed by another, in French", button(theirs.customID("go", "a-1")), speaking(bob, "fr"), wording.For("fr").T(wording.Forged)},
		{"with another value", button(strings.Replace(good, "a-1", "a-2", 1)), alice, wording.For("en").T(wording.Forged)},
		{"two picks", menu(ours.customID("pick", ""), "deal", "risk"), alice, apology},
		{"no pick", menu(ours.customID("pick", "")), alice, apology},
		{"another kind of menu", channels, alice, apology},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			h, requests := recording(panelThen(panel, commands.Reply{Text: "done"}))
			r := w.start(t, s, h)
			shown := s.Command(alice, "ask", question("Why?")).Reply()
			if got := s.SendOn(tt.user, shown, tt.data).Reply(); codeless(got.Text()) != tt.want || !got.Ephemeral() {
				t.Errorf("reply = %q, ephemeral %v; want %q, true", got.Text(), got.Ephemeral(), tt.want)
			}
			if got := s.Press(alice, shown, "Go").Reply(); got.Text() != "done" {
				t.Errorf("reply afterwards = %q", got.Text())
			}
			if len(requests) != 2 {
				t.Errorf("%d requests were run, want two: the command and the press", len(requests))
			}
			r.unhindered()
		})
	}
}

// What discordgo cannot read, or the bot does not use, is answered or ignored;
// the bot goes on in any case.
func TestUnknownInteractions(t *testing.T) {
	tests := []struct {
		name string
		kind int
		data any
	}{
		{"a form nobody sent", 5, map[string]any{"custom_id": "form", "components": []any{}}},
		{"an unknown type", 99, map[string]any{}},
		{"a form with an unknown component", 5, map[string]any{"custom_id": "form", "components": []any{map[string]any{"type": 999}}}},
		{"a form without data", 5, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, fakeHandler{})
			s.WaitReady(1)
			i := s.Send(alice, tt.kind, tt.data)
			if got := s.Command(alice, "ask", question("on")).Reply(); got.Text() != "You asked: on" {
				t.Errorf("reply afterwards = %q", got.Text())
			}
			if got := i.Response(); got != 0 {
				t.Errorf("response = %d, want none", got)
			}
		})
	}
}

// A slow reply ends where its announcement is, seen by the asker alone.
func TestSlowReply(t *testing.T) {
	eachWay(t, "by", testSlowReply)
}

func testSlowReply(t *testing.T, s *discordtest.Server, w way) {
	r := w.start(t, s, replying(commands.Reply{Text: "done", Buttons: panel.Buttons}))
	i := s.Command(owner, "reindex", nil)
	got := i.Reply()
	if i.Response() != 5 || !got.Ephemeral() || got.Text() != "done" || got.ButtonNamed("Go") == nil {
		t.Errorf("response = %d, ephemeral %v, %s; want 5 and a private reply with a button", i.Response(), got.Ephemeral(), got.JSON())
	}
	s.Advance(time.Minute)
	if got := s.Press(owner, got, "Go").Reply(); got.Text() != "done" {
		t.Errorf("reply to the button = %q", got.Text())
	}
	r.unhindered()
}
