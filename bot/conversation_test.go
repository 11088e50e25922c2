package bot

import (
	"net/http"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// subject is that of shownAnswer, which everyone can see.
const subject = "abcdefghij12345"

var shownAnswer = commands.Reply{Text: "Because.", Buttons: []commands.Button{
	{Label: "Show in context", Command: "read", Value: subject}, {Label: "Remove", Command: "remove", Value: "501"},
}}

// A reply to an answer that gets the same unit is no repetition: it asks for another part of it.
func TestFollowUpOnTheSameUnit(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		again := shownAnswer
		again.Subject = subject
		r := startReady(t, s, replying(again), answerMentions)
		answered := s.Command(alice, "ask", question("Why?")).Reply()
		if got := s.WaitReplyTo(s.Post(bob, discordtest.Post{Text: "And when?", ReplyTo: answered})); got.Text() != answered.Text() {
			t.Errorf("the reply = %q, want %q", got.Text(), answered.Text())
		}
		wantPointer(t, s.Command(bob, "ask", question("Why?")).Reply(), answered, true, wording.For())
		r.endClean()
	})
}

// What a message replies to, or the message that its thread was started from, is in the
// request.
func TestRequestsInConversations(t *testing.T) {
	const said = "Is <:sad:777777777777777777> there a deal?"
	tests := []struct {
		name  string
		shown commands.Reply // to an earlier question
		ask   func(s *discordtest.Server, answered, own *discordtest.Message) *discordtest.Message
		after string
		reply bool   // it is a reply to the bot
		about string // the text of the message it is about; "" if it is about none, "hidden" if Discord does not show it
	}{
		{"a reply to an answer", shownAnswer, func(s *discordtest.Server, answered, _ *discordtest.Message) *discordtest.Message {
			return s.Post(bob, discordtest.Post{Text: "And when?", ReplyTo: answered})
		}, subject, true, ""},
		{"a reply to another message of the bot", panel, func(s *discordtest.Server, answered, _ *discordtest.Message) *discordtest.Message {
			return s.Post(bob, discordtest.Post{Text: "And when?", ReplyTo: answered})
		}, "", true, ""},
		{"a mention in an answer's thread", shownAnswer, func(s *discordtest.Server, answered, _ *discordtest.Message) *discordtest.Message {
			return s.Say(s.StartThread(alice, answered), atBot+" And when?")
		}, subject, false, ""},
		{"a mention in another thread", shownAnswer, func(s *discordtest.Server, _, own *discordtest.Message) *discordtest.Message {
			return s.Say(s.StartThread(alice, own), atBot+" And when?")
		}, "", false, ""},
		{"a mention that replies to a member", shownAnswer, func(s *discordtest.Server, _, own *discordtest.Message) *discordtest.Message {
			return s.Post(bob, discordtest.Post{Text: atBot + " And when?", ReplyTo: own})
		}, "", false, "hidden"},
		{"a mention that replies to a member's mention", shownAnswer, func(s *discordtest.Server, _, _ *discordtest.Message) *discordtest.Message {
			return s.Post(bob, discordtest.Post{Text: atBot + " And when?", ReplyTo: s.Say(alice, atBot+" "+said)})
		}, "", false, "Is there a deal?"},
		{"a reply to oneself in a direct message", shownAnswer, func(s *discordtest.Server, _, _ *discordtest.Message) *discordtest.Message {
			return s.Post(carol, discordtest.Post{Text: "And when?", ReplyTo: s.Say(carol, said)})
		}, "", false, "Is there a deal?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				h, requests := recording(replying(tt.shown))
				r := startReady(t, s, h, answerMentions)
				answered, own := s.Command(alice, "ask", question("Why?")).Reply(), s.Say(alice, said)
				m := tt.ask(s, answered, own)
				s.WaitReplyTo(m)
				r.endClean()
				var got commands.Request
				for len(requests) > 0 {
					if next := <-requests; next.Options["question"] == "And when?" {
						got = next
					}
				}
				if got.After != tt.after || got.InReply != tt.reply || (got.About != nil) != (tt.about != "") {
					t.Fatalf("request = %+v (About %+v), want After %q, InReply %v, About %q", got, got.About, tt.after, tt.reply, tt.about)
				}
				if text := tt.about; got.About != nil && text != "hidden" && got.About.Text != text || text == "hidden" && got.About.Text != "" {
					t.Errorf("About = %+v, want the text %q", got.About, text)
				}
			})
		})
	}
}

// A reaction takes the place of a reply on a server. If the bot may not react, that is
// logged, and not tried again for a while.
func TestReactions(t *testing.T) {
	h := replying(commands.Reply{Text: "You’re welcome!", Private: true, SuppressInPublic: true, Reaction: "👍"})
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, h, answerMentions)
		m := s.Say(bob, atBot+" thanks")
		if got := s.WaitReaction(m); got != "👍" || len(s.RepliesTo(m)) != 0 {
			t.Errorf("reaction %q, replies %+v, want 👍 and none", got, s.RepliesTo(m))
		}
		time.Sleep(time.Second)
		if !r.logged("kind=message outcome=answered") {
			t.Error("the reaction does not count as an answer")
		}
		if got := s.WaitReplyTo(s.Say(carol, "thanks")); got.Text() != "You’re welcome!" {
			t.Errorf("reply to a direct message = %q", got.Text())
		}
		s.Fail(discordtest.Refused("/reactions/", http.StatusForbidden, 50013, 0))
		for range 2 {
			s.Say(bob, atBot+" thanks")
			time.Sleep(time.Second)
		}
		if got := len(callsTo(s, "/reactions/")); got != 2 || !r.logged("level=WARN", "Add Reactions") {
			t.Errorf("%d calls to react, want one before the refusal and one refused, which is logged", got)
		}
		r.endClean()
	})
}

// The rest of a short reply is told to whoever presses its button, about the question that
// the reply answers.
func TestTheRestOfAShortReply(t *testing.T) {
	line := commands.Reply{Text: "I didn’t find an answer.", Private: true, Buttons: []commands.Button{{Label: "More", Command: "rest", Value: subject}}}
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := recording(panelThen(line, private(commands.Reply{Text: "done"})))
		r := startReady(t, s, h, answerMentions)
		asked := s.Say(bob, atBot+" <:sad:777777777777777777> Why?")
		shown := s.WaitReplyTo(asked)
		<-requests
		if got := s.Press(alice, shown, "More").Reply(); got.Text() != "done" || !got.Ephemeral() || shown.Ephemeral() {
			t.Errorf("the rest = %q, private %v", got.Text(), got.Ephemeral())
		}
		if got := <-requests; got.Command != "rest" || got.Value != subject || got.On == nil || got.On.Question != "Why?" || got.On.AskerID != bob.ID {
			t.Errorf("request = %+v (On %+v), want the rest of what bob asked", got, got.On)
		}
		s.Delete(asked)
		s.Press(alice, shown, "More").Reply()
		if got := <-requests; got.On.Question != "" {
			t.Errorf("question after its deletion = %q, want none", got.On.Question)
		}
		r.endClean()
	})
}
