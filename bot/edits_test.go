package bot

import (
	"context"
	"net/http"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// echo answers with the question, and reacts to thanks.
var echo = handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
	q := r.Options["question"]
	if q == "thanks" {
		return commands.Reply{Text: "welcome", Private: true, SuppressInPublic: true, Reaction: "👍"}, nil
	}
	return commands.Reply{Text: q, Subject: q}, nil
})

// A reply, or a reaction, follows the edits of the message in its first five minutes.
func TestEdits(t *testing.T) {
	type edit struct {
		after    time.Duration
		text     string
		reply    string // "" for none
		reaction string
		calls    int // since the edit
	}
	tests := []struct {
		name  string
		text  string
		edits []edit
	}{
		{"another question", "why?", []edit{{time.Second, "when?", "when?", "", 1}, {time.Second, "where?", "where?", "", 1}}},
		{"the same text", "why?", []edit{{time.Second, "why?", "why?", "", 0}}},
		{"no question, and one again", "why?", []edit{{time.Second, "thanks", "", "👍", 2}, {time.Second, "when?", "when?", "", 2}}},
		{"still no question", "thanks", []edit{{time.Second, "thanks  ", "", "👍", 0}}},
		{"almost too late", "why?", []edit{{editable - 2*time.Second, "when?", "when?", "", 1}}},
		{"too late", "why?", []edit{{editable + time.Second, "when?", "why?", "", 0}}},
		{"much too late", "why?", []edit{{time.Hour, "when?", "why?", "", 0}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, echo, answerMentions)
				m := s.Say(bob, atBot+" "+tt.text)
				time.Sleep(time.Second)
				for _, e := range tt.edits {
					time.Sleep(e.after)
					before := len(s.Calls())
					s.Edit(m, atBot+" "+e.text)
					time.Sleep(time.Second)
					if got := len(s.Calls()) - before; got != e.calls {
						t.Errorf("%d calls after the edit to %q, want %d", got, e.text, e.calls)
					}
					reply, reaction := "", ""
					if replies := s.RepliesTo(m); len(replies) == 1 {
						reply = replies[0].Text()
					} else if len(replies) > 1 {
						t.Fatalf("%d replies after the edit to %q", len(replies), e.text)
					}
					if list := s.Latest(m).Reactions; len(list) > 0 {
						reaction = list[0]
					}
					if reply != e.reply || reaction != e.reaction {
						t.Errorf("after the edit to %q, the reply is %q and the reaction %q, want %q and %q", e.text, reply, reaction, e.reply, e.reaction)
					}
				}
				r.endClean()
			})
		})
	}
}

// Several edits while the bot answers end with the answer to the last. A removed answer
// does not come back.
func TestEditsInBetween(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := recording(handlerFunc(func(ctx context.Context, r commands.Request) (commands.Reply, error) {
			time.Sleep(2 * time.Second)
			return echo.Run(ctx, r)
		}))
		r := startReady(t, s, h, answerMentions)
		m := s.Say(bob, atBot+" why?")
		for _, text := range []string{"when?", "where?", "who?"} {
			time.Sleep(100 * time.Millisecond)
			s.Edit(m, atBot+" "+text)
		}
		time.Sleep(10 * time.Second)
		if got := s.RepliesTo(m); len(got) != 1 || got[0].Text() != "who?" || len(requests) != 2 {
			t.Errorf("replies = %+v after %d requests, want the last question's after two", got, len(requests))
		}
		s.Delete(s.RepliesTo(m)[0])
		s.Edit(m, atBot+" and now?")
		time.Sleep(5 * time.Second)
		if got := s.RepliesTo(m); len(got) != 0 {
			t.Errorf("replies = %+v after the answer was removed, want none", got)
		}
		r.endClean()
	})
}

// The answer goes with the question, whether that was answered already or not.
func TestDeletedQuestions(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, echo, answerMentions)
		first, second, other := s.Say(bob, atBot+" why?"), s.Say(bob, atBot+" when?"), s.Say(bob, atBot+" where?")
		for _, m := range []*discordtest.Message{first, second, other} {
			s.WaitReplyTo(m)
		}
		time.Sleep(time.Hour)
		s.Delete(first, second)
		time.Sleep(time.Second)
		if a, b, c := len(s.RepliesTo(first)), len(s.RepliesTo(second)), len(s.RepliesTo(other)); a+b != 0 || c != 1 {
			t.Errorf("%d, %d and %d replies to two deleted questions and another", a, b, c)
		}
		if got := s.WaitReplyTo(s.Say(bob, atBot+" why?")); got.Text() != "why?" {
			t.Errorf("the answer to the same question = %q, want no link to what is gone", got.Text())
		}

		s.Fail(discordtest.RateLimited(posts, 1, 2))
		waiting := s.Say(bob, atBot+" who?")
		time.Sleep(100 * time.Millisecond)
		s.Delete(waiting)
		time.Sleep(10 * time.Second)
		if got := s.RepliesTo(waiting); len(got) != 0 {
			t.Errorf("replies = %+v to a question that was deleted before its answer", got)
		}
		s.Heal()
		s.Fail(discordtest.Refused("/messages/", http.StatusForbidden, 50013, 0))
		s.Delete(other)
		time.Sleep(time.Second)
		if !r.logged("level=WARN", "remove the reply") {
			t.Error("that a reply cannot be removed is not logged")
		}
		r.endClean()
	})
}
