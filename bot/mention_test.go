package bot

import (
	"context"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

const atBot = "<@" + discordtest.AppID + ">"

func answerMentions(c *Config, _ *timing) { c.AnswerMentions = true }

// Of who it is the bot hears only when its session begins, and it knows that for
// as long as the session lives.
func TestMessagesAfterAResume(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{}, answerMentions)
	s.WaitReady(1)
	for n := range 2 {
		s.ResetGateway()
		s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == n+1 })
		s.WaitReplyTo(s.Post(bob, discordtest.Post{Text: atBot + " Why?"}))
	}
}

func TestMessages(t *testing.T) {
	herald := bob
	herald.Permissions = discordtest.MentionEveryone
	robot := discordtest.User{ID: "509", Guild: discordtest.Elsewhere, Bot: true}
	tests := []struct {
		name string
		user discordtest.User
		post discordtest.Post
		want string // the question asked
	}{
		{"mention in front", bob, discordtest.Post{Text: atBot + " Why?"}, "Why?"},
		{"mention at the end", bob, discordtest.Post{Text: "Why, " + atBot}, "Why,"},
		{"mention within, and of another", bob, discordtest.Post{Text: "Why, " + atBot + ", does <@501> fear?"}, "Why,  , does <@501> fear?"},
		{"old form of mention", bob, discordtest.Post{Text: "<@!" + discordtest.AppID + "> Why?"}, "Why?"},
		{"mention alone", bob, discordtest.Post{Text: atBot}, ""},
		{"@everyone by somebody who may not", bob, discordtest.Post{Text: atBot + " @everyone knows?"}, "@everyone knows?"},
		{"direct message", carol, discordtest.Post{Text: "Why?"}, "Why?"},
		{"direct message with a mention", carol, discordtest.Post{Text: atBot + " Why?"}, "Why?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			h, requests := recording(fakeHandler{})
			r := start(t, s, h, answerMentions)
			s.WaitReady(1)
			m := s.Post(tt.user, tt.post)
			got := s.WaitReplyTo(m)
			wantRequest(t, <-requests, commands.Request{
				Command:   "ask",
				Options:   question(tt.want),
				Asker:     commands.Asker{UserID: tt.user.ID, GuildID: tt.user.Guild},
				ChannelID: m.Channel,
				Public:    true,
			})
			if len(got.Pings) != 0 || got.Channel != m.Channel {
				t.Errorf("reply in channel %s pings %q; want it in %s to ping nobody", got.Channel, got.Pings, m.Channel)
			}
			r.unhindered()
		})
	}

	unheard := []struct {
		name string
		user discordtest.User
		post discordtest.Post
	}{
		{"no mention", bob, discordtest.Post{Text: "Why?"}},
		{"mention of another", bob, discordtest.Post{Text: "<@501> Why?"}},
		{"mention of a role", bob, discordtest.Post{Text: "<@&601> Why?"}},
		{"@everyone", herald, discordtest.Post{Text: "@everyone ask " + atBot + " why"}},
		{"@here", herald, discordtest.Post{Text: "@here ask " + atBot + " why"}},
		{"by a bot", robot, discordtest.Post{Text: atBot + " Why?"}},
		{"by a bot in a direct message", discordtest.User{ID: "510", Bot: true}, discordtest.Post{Text: "Why?"}},
		{"by a webhook", bob, discordtest.Post{Text: atBot + " Why?", Webhook: true}},
		{"somebody joined", bob, discordtest.Post{Text: atBot, System: 7}},
		{"somebody pinned in a direct message", carol, discordtest.Post{Text: "Why?", System: 6}},
		{"picture alone, in a direct message", carol, discordtest.Post{}},
	}
	for _, tt := range unheard {
		t.Run("not "+tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			h, requests := recording(fakeHandler{})
			r := start(t, s, h, answerMentions)
			s.WaitReady(1)
			m := s.Post(tt.user, tt.post)
			s.WaitReplyTo(s.Say(alice, atBot+" Still there?"))
			r.unhindered()
			if replies := s.RepliesTo(m); len(replies) != 0 || len(requests) != 1 {
				t.Errorf("replies = %d, requests = %d; want no reply, and one request for what came later", len(replies), len(requests))
			}
		})
	}
}

// A reply to the bot asks it, if its author lets the bot be notified: Discord
// tells nothing of the text otherwise.
func TestRepliesToTheBot(t *testing.T) {
	tests := []struct {
		name  string
		post  discordtest.Post
		asked bool
	}{
		{"with notification", discordtest.Post{Text: "And why?"}, true},
		{"with a mention", discordtest.Post{Text: atBot + " And why?", Silent: true}, true},
		{"without notification", discordtest.Post{Text: "And why?", Silent: true}, false},
		{"picture alone", discordtest.Post{}, false},
		{"by a webhook", discordtest.Post{Text: "And why?", Webhook: true}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			h, requests := recording(fakeHandler{})
			r := start(t, s, h, answerMentions)
			s.WaitReady(1)
			tt.post.ReplyTo = s.Command(alice, "ask", question("Why?")).Reply()
			<-requests
			m := s.Post(bob, tt.post)
			s.WaitReplyTo(s.Say(alice, atBot+" Still there?"))
			if tt.asked {
				if got := s.WaitReplyTo(m); got.Text() != "You asked: And why?" {
					t.Errorf("reply = %q", got.Text())
				}
			}
			r.unhindered()
			if got := len(s.RepliesTo(m)) == 1; got != tt.asked {
				t.Errorf("replied: %v, want %v", got, tt.asked)
			}
		})
	}
}

// A reply to another's message is for that other, and the bot's own roles come
// with a member's message.
func TestMentionInAReplyToAnother(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h, requests := recording(fakeHandler{})
	r := start(t, s, h, answerMentions)
	s.WaitReady(1)
	first := s.Say(bob, "I wonder.")
	unasked := s.Post(alice, discordtest.Post{Text: "Why?", ReplyTo: first})
	asked := s.Post(alice, discordtest.Post{Text: atBot + " Why?", ReplyTo: first})
	s.WaitReplyTo(asked)
	wantRequest(t, <-requests, commands.Request{
		Command: "ask", Options: question("Why?"), ChannelID: asked.Channel, Public: true,
		Asker: commands.Asker{UserID: "501", RoleIDs: []string{"601"}, GuildID: alice.Guild},
	})
	r.unhindered()
	if len(s.RepliesTo(unasked)) != 0 {
		t.Error("a reply to another member was answered")
	}
}

func TestMentionsOff(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h, requests := recording(fakeHandler{})
	r := start(t, s, h)
	s.WaitReady(1)
	m := s.Say(bob, atBot+" Why?")
	s.Command(alice, "help", nil).Reply()
	r.unhindered()
	if len(s.RepliesTo(m)) != 0 || len(requests) != 1 {
		t.Errorf("%d replies, %d requests; want none but to /help", len(s.RepliesTo(m)), len(requests))
	}
}

// Discord delivers an event again to a session that resumes, and two processes
// may hear of the same message while one takes over from the other.
func TestNeverTwiceToOneMessage(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h, requests := recording(fakeHandler{})
	first := start(t, s, h, answerMentions)
	s.WaitReady(1)
	m := s.Say(bob, atBot+" Why?")
	s.WaitReplyTo(m)
	s.Replay(m)
	s.WaitReplyTo(s.Say(bob, atBot+" And how?"))
	if len(requests) != 2 {
		t.Errorf("%d requests for two messages, one of them replayed", len(requests))
	}
	first.unhindered()

	second := start(t, s, h, answerMentions)
	s.WaitReady(2)
	s.Replay(m)
	s.WaitReplyTo(s.Say(bob, atBot+" And when?"))
	second.unhindered()
	if got := s.RepliesTo(m); len(got) != 1 {
		t.Errorf("%d replies to one message", len(got))
	}
}

// How a reply to a message looks: nothing can be private there.
func TestMentionReplies(t *testing.T) {
	tests := []struct {
		name  string
		user  discordtest.User
		reply commands.Reply
		want  string // "" for no reply at all
		pings []string
	}{
		{"public", bob, commands.Reply{Text: "for all"}, "for all", nil},
		{"private", bob, commands.Reply{Text: "for you", Private: true}, "for you", nil},
		{"discreet, on a server", bob, commands.Reply{Text: "secret", Private: true, SuppressInPublic: true}, "", nil},
		{"discreet, in a direct message", carol, commands.Reply{Text: "secret", Private: true, SuppressInPublic: true}, "secret", nil},
		{"aimed", bob, commands.Reply{Lead: []commands.Inline{{UserID: "501"}}, Recipient: "501"}, "<@501>", []string{"501"}},
		{"nothing", bob, commands.Reply{}, wording.For().T(wording.NothingToSay), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
				if r.Asker.UserID == alice.ID {
					return commands.Reply{Text: "here"}, nil
				}
				return tt.reply, nil
			}}, answerMentions)
			s.WaitReady(1)
			m := s.Say(tt.user, atBot+" Why?")
			s.WaitReplyTo(s.Say(alice, atBot+" Still there?"))
			r.unhindered()
			replies := s.RepliesTo(m)
			if tt.want == "" {
				if len(replies) != 0 {
					t.Errorf("reply = %q, want none", replies[0].Text())
				}
				return
			}
			if len(replies) != 1 || replies[0].Text() != tt.want || replies[0].Ephemeral() || !equal(replies[0].Pings, tt.pings) {
				t.Errorf("replies = %+v, want %q that pings %q", replies, tt.want, tt.pings)
			}
		})
	}
}

// What is used on a reply to a message is known to be its author's.
func TestComponentsOnAMentionReply(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h, requests := recording(panelThen(panel, commands.Reply{Remove: true}))
	r := start(t, s, h, answerMentions)
	s.WaitReady(1)
	shown := s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
	<-requests
	s.Press(bob, shown, "Go")
	if got := <-requests; got.On == nil || got.On.AskerID != bob.ID || got.On.Private {
		t.Errorf("request of the press = %+v (On %+v), want it on a message that answered %s", got, got.On, bob.ID)
	}
	s.WaitDeleted(shown)
	r.unhindered()
}

func TestMentionFaults(t *testing.T) {
	const posts = "/channels/.*/messages$"
	tests := []struct {
		name  string
		fault discordtest.Fault
	}{
		{"rate limited", discordtest.RateLimited(posts, 1, 1)},
		{"rate limited globally", discordtest.GloballyRateLimited(posts, 1, 1)},
		{"rate limited in HTML", discordtest.RateLimitedInHTML(posts, 1, 1)},
		{"500", discordtest.Fault{Path: posts, Status: 500, Times: 2}},
		{"502", discordtest.Fault{Path: posts, Status: 502, Body: "<html>", Times: 1}},
		{"connection reset", discordtest.Fault{Path: posts, Reset: true, Times: 1}},
		{"reset after the effect", discordtest.Fault{Path: posts, Reset: true, Deliver: true, Times: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, fakeHandler{}, answerMentions)
			s.WaitReady(1)
			s.Fail(tt.fault)
			m := s.Say(bob, atBot+" Why?")
			s.WaitReplyTo(m)
			r.unhindered()
			if got := s.RepliesTo(m); len(got) != 1 || got[0].Text() != "You asked: Why?" {
				t.Errorf("replies = %+v, want the echo once", got)
			}
		})
	}
}

// Where the bot may not write it says so in the log once, and nothing else.
func TestMentionWhereTheBotMayNotWrite(t *testing.T) {
	for name, body := range map[string]string{
		"missing permissions": `{"code": 50013, "message": "Missing Permissions"}`,
		"missing access":      `{"code": 50001, "message": "Missing Access"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, fakeHandler{}, answerMentions)
			s.WaitReady(1)
			s.Fail(discordtest.Fault{Path: "/channels/.*/messages$", Status: 403, Body: body, Times: 3})
			for range 3 {
				s.Say(bob, atBot+" Why?")
			}
			s.WaitCalls("/channels/.*/messages$", 3)
			s.WaitReplyTo(s.Say(bob, atBot+" And now?"))
			r.unhindered()
			if got := strings.Count(r.log.String(), "level=WARN"); got != 1 {
				t.Errorf("%d warnings in the log, want one", got)
			}
		})
	}
}

func TestMentionThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{}, answerMentions)
	s.WaitReady(1)
	s.Fail(discordtest.Fault{Path: "/channels/.*/messages$", Status: 400, Body: `{"code": 50035, "message": "Invalid Form Body"}`, Times: 1})
	s.Say(bob, atBot+" Why?")
	s.WaitCalls("/channels/.*/messages$", 1)
	s.WaitReplyTo(s.Say(bob, atBot+" And now?"))
	r.stop()
	r.wait()
	if !strings.Contains(r.log.String(), "level=ERROR") {
		t.Error("the log does not tell of the failure")
	}
}

// A handler that fails costs no more than its answer.
func TestMentionOfAFailingHandler(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		panic("the index is on fire")
	}}, answerMentions, func(c *Config, _ *timing) { c.Language = "de" })
	s.WaitReady(1)
	for range 2 {
		got := s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
		if want := apologyIn("de"); codeless(got.Text()) != want {
			t.Errorf("reply = %q, want %q", got.Text(), want)
		}
		r.explains(got.Text(), "the index is on fire")
	}
}

func TestStopWaitsForMentionsInFlight(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	entered, release := make(chan struct{}), make(chan struct{})
	r := start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		close(entered)
		<-release
		return commands.Reply{Text: "done"}, nil
	}}, answerMentions)
	s.WaitReady(1)
	m := s.Say(bob, atBot+" Why?")
	<-entered
	r.stop()
	close(release)
	if err := r.wait(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if got := s.RepliesTo(m); len(got) != 1 || got[0].Text() != "done" {
		t.Errorf("replies = %+v, want %q", got, "done")
	}
}
