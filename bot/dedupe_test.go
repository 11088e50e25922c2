package bot

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// at returns a locator of a message.
func at(id string) locator { return func(context.Context) string { return id } }

// claim posts message for subject, or returns the ID of an earlier one.
func claim(t *testing.T, d *dedupe, subject, message string) string {
	t.Helper()
	earlier, posted := d.claim(t.Context(), postKey{"channel", subject})
	posted(at(message))
	return earlier
}

func TestDedupeExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDedupe()
		for _, step := range []struct {
			after   time.Duration // the step before
			message string
			want    string
		}{
			{0, "1", ""},
			{repeatAfter - time.Second, "2", "1"},
			{2 * time.Second, "3", ""}, // the claim in between did not prolong it
			{time.Second, "4", "3"},
		} {
			time.Sleep(step.after)
			if got := claim(t, d, "s", step.message); got != step.want {
				t.Errorf("claim for message %s = %q, want %q", step.message, got, step.want)
			}
		}
	})
}

func TestDedupeIsBounded(t *testing.T) {
	d := newDedupe()
	for i := range maxRemembered + 1 {
		claim(t, d, fmt.Sprint(i), "m")
	}
	if got := claim(t, d, "0", "m"); got != "" {
		t.Errorf("claim for the oldest subject = %q, want it forgotten", got)
	}
	if got := claim(t, d, fmt.Sprint(maxRemembered), "m"); got != "m" {
		t.Errorf("claim for the latest subject = %q, want m", got)
	}
}

// A claim that can no longer wait for another one posts the answer again.
func TestDedupeWaitsNoLongerThanItsContext(t *testing.T) {
	d := newDedupe()
	_, posted := d.claim(t.Context(), postKey{"channel", "s"})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	earlier, postedLate := d.claim(ended, postKey{"channel", "s"})
	if earlier != "" {
		t.Errorf("claim = %q before the first was posted", earlier)
	}
	postedLate(at("2"))
	posted(at("1"))
	posted(nil) // only the first call counts
	if got := claim(t, d, "s", "3"); got != "1" {
		t.Errorf("claim = %q, want the first message", got)
	}
}

// An answer that could not be posted, cannot be found or is gone is posted again, even if
// it was gone before its ID was known.
func TestDedupeOfMissingPosts(t *testing.T) {
	d := newDedupe()
	for _, missing := range []func(posted func(locator)){
		func(posted func(locator)) { posted(nil) },
		func(posted func(locator)) { posted(at("")) },
		func(posted func(locator)) { posted(at("1")); d.gone.add("1") },
		func(posted func(locator)) { d.gone.add("2"); posted(at("2")) },
	} {
		earlier, posted := d.claim(t.Context(), postKey{"channel", "s"})
		if earlier != "" {
			t.Errorf("claim = %q, want none", earlier)
		}
		missing(posted)
	}
	claim(t, d, "s", "3")
	if got := claim(t, d, "s", "4"); got != "3" {
		t.Errorf("claim = %q, want the message that exists", got)
	}
}

// answer is a reply that is not repeated in a channel.
var answer = commands.Reply{Text: "The answer.", Subject: "42"}

func isAnswer(m *discordtest.Message) bool { return m.Text() == answer.Text }

// wantPointer checks that m links to first, in a language.
func wantPointer(t *testing.T, m, first *discordtest.Message, ephemeral bool, in wording.Localizer) {
	t.Helper()
	link := "[" + in.T(wording.FirstAnswerButton) + "](" + first.URL() + ")"
	if m.ID == first.ID || !strings.Contains(m.Text(), link) || isAnswer(m) || m.Ephemeral() != ephemeral {
		t.Errorf("message = %s, ephemeral %v; want one with %s, ephemeral %v", m.JSON(), m.Ephemeral(), link, ephemeral)
	}
}

func TestRepeatedAnswers(t *testing.T) {
	elsewhere := bob
	elsewhere.Channel = "1400000000000000002"
	german := answer
	german.Localizer = wording.For("de")
	tests := []struct {
		name          string
		first, second commands.Reply
		asker, other  discordtest.User
		pointer       bool
	}{
		{"to another member", answer, answer, alice, bob, true},
		{"to the same member", answer, answer, alice, alice, true},
		{"in another language", answer, german, alice, bob, true},
		{"in a direct message", answer, answer, carol, carol, true},
		{"in another channel", answer, answer, alice, elsewhere, false},
		{"on another subject", answer, commands.Reply{Text: answer.Text, Subject: "43"}, alice, bob, false},
		{"without a subject", commands.Reply{Text: answer.Text}, commands.Reply{Text: answer.Text}, alice, bob, false},
		{"first in private", private(answer), answer, alice, bob, false},
		{"then in private", answer, private(answer), alice, bob, false},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
				if r.Options["question"] == "first" {
					return tt.first, nil
				}
				return tt.second, nil
			}))
			first := s.Command(tt.asker, "ask", question("first")).Reply()
			second := s.Command(tt.other, "ask", question("second")).Reply()
			if !isAnswer(first) {
				t.Errorf("first reply = %q", first.Text())
			}
			if tt.pointer {
				wantPointer(t, second, first, true, tt.second.Localizer)
			} else if !isAnswer(second) {
				t.Errorf("second reply = %q, want the answer itself", second.Text())
			}
			r.endClean()
		})
	}
}

// A pointer is public in reply to a message, and for a recipient, who is notified.
func TestPublicPointers(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
			reply := answer
			reply.Recipient = r.Options["mention"]
			return reply, nil
		}), answerMentions)
		first := s.WaitReplyTo(s.Say(alice, atBot+" Why?"))
		if !isAnswer(first) {
			t.Errorf("first reply = %q", first.Text())
		}
		wantPointer(t, s.WaitReplyTo(s.Say(bob, atBot+" Why?")), first, false, wording.For())
		forAlice := s.Command(bob, "ask", map[string]string{"question": "Why?", "mention": alice.ID}).Reply()
		if len(forAlice.Pings) != 1 || forAlice.Pings[0] != alice.ID || forAlice.Ephemeral() || isAnswer(forAlice) {
			t.Errorf("the pointer for %s = %s, ephemeral %v, pings %q", alice.ID, forAlice.JSON(), forAlice.Ephemeral(), forAlice.Pings)
		}
		wantPointer(t, s.Command(bob, "ask", question("Why?")).Reply(), first, true, wording.For())
		r.endClean()
	})
}

func TestSharedTwice(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, panelThen(private(panel), answer))
		own := s.Command(alice, "ask", question("Why?")).Reply()
		shared := s.Press(alice, own, "Go").Reply()
		if !isAnswer(shared) || shared.Ephemeral() {
			t.Errorf("shared = %q, ephemeral %v; want the answer, publicly", shared.Text(), shared.Ephemeral())
		}
		wantPointer(t, s.Press(alice, own, "Go").Reply(), shared, true, wording.For())
		r.endClean()
	})
}

// Instead of a link to a message that is gone, was changed or cannot be found, members get
// the answer.
func TestNoPointerToMissingMessages(t *testing.T) {
	const originals = "/messages/@original$"
	press := func(s *discordtest.Server, first *discordtest.Message) { s.Press(alice, first, "Go").WaitResponse() }
	tests := []struct {
		name string
		then commands.Reply // to the button
		lose func(s *discordtest.Server, first *discordtest.Message)
	}{
		{"removed by its button", commands.Reply{Remove: true}, press},
		{"replaced", commands.Reply{Text: "Something else.", Replace: true}, press},
		{"deleted by a moderator", commands.Reply{}, func(s *discordtest.Server, first *discordtest.Message) { s.Delete(first) }},
		{"out of reach", commands.Reply{}, func(s *discordtest.Server, _ *discordtest.Message) {
			s.Fail(discordtest.Refused(originals, http.StatusForbidden, 50001, 0))
		}},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			shown := answer
			shown.Buttons = panel.Buttons
			r := start(t, s, panelThen(shown, tt.then))
			first := s.Command(alice, "ask", question("Why?")).Reply()
			tt.lose(s, first)
			if got := s.Command(bob, "ask", question("Why?")).Reply(); !isAnswer(got) {
				t.Errorf("second reply = %q, want the answer", got.Text())
			}
			r.endClean()
		})
	}
}

// Where members may not use external apps, Discord makes a public answer ephemeral.
func TestNoPointerToAConfinedAnswer(t *testing.T) {
	confined, other := visitor, visitor
	confined.Confined, other.ID = true, "517"
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, replying(answer))
		if first := s.Command(confined, "ask", question("Why?")).Reply(); !isAnswer(first) || !first.Ephemeral() {
			t.Errorf("first reply = %q, ephemeral %v; want the answer, ephemeral", first.Text(), first.Ephemeral())
		}
		second := s.Command(other, "ask", question("Why?")).Reply()
		if !isAnswer(second) || second.Ephemeral() {
			t.Errorf("second reply = %q, ephemeral %v; want the answer, publicly", second.Text(), second.Ephemeral())
		}
		wantPointer(t, s.Command(confined, "ask", question("Why?")).Reply(), second, true, wording.For())
		r.endClean()
	})
}

// The bot learns from Discord's events that a reply to a message is gone.
func TestNoPointerToDeletedRepliesToMessages(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, replying(answer), answerMentions)
		ask := func() *discordtest.Message { return s.WaitReplyTo(s.Say(bob, atBot+" Why?")) }
		first := ask()
		s.Delete(first)
		second := ask()
		if !isAnswer(second) {
			t.Errorf("reply after the first was deleted = %q, want the answer", second.Text())
		}
		s.Delete(second, s.Say(bob, "Spam"))
		if third := ask(); !isAnswer(third) {
			t.Errorf("reply after a bulk deletion = %q, want the answer", third.Text())
		}
		r.endClean()
	})
}

// Discord does not repeat the deletions from between two sessions.
func TestNoPointerAfterALostSession(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, replying(answer), answerMentions)
		ask := func() *discordtest.Message { return s.WaitReplyTo(s.Say(bob, atBot+" Why?")) }
		first := ask()
		s.ResetGateway()
		s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 1 })
		wantPointer(t, ask(), first, false, wording.For())
		s.InvalidSession(false)
		s.Delete(first)
		s.WaitReady(2)
		synctest.Wait()
		if second := ask(); !isAnswer(second) {
			t.Errorf("reply after the first was deleted = %q, want the answer", second.Text())
		}
		r.endClean()
	})
}

// Of several members who ask at the same time, one gets the answer, and the others wait
// for it.
func TestSimultaneousQuestions(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, replying(answer))
		s.Fail(discordtest.Fault{Path: "/callback$", Delay: 300 * time.Millisecond, Times: 1})
		var asked []*discordtest.Interaction
		for range 8 {
			asked = append(asked, s.Command(bob, "ask", question("Why?")))
		}
		var first *discordtest.Message
		var others []*discordtest.Message
		for _, i := range asked {
			if m := i.Reply(); isAnswer(m) && first == nil {
				first = m
			} else {
				others = append(others, m)
			}
		}
		if first == nil {
			t.Fatal("no reply is the answer")
		}
		for _, m := range others {
			wantPointer(t, m, first, true, wording.For())
		}
		r.endClean()
	})
}

// If the answer to the first member cannot be posted, the second one gets it.
func TestSimultaneousQuestionsWhenTheFirstFails(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		startReady(t, s, replying(answer))
		s.Fail(discordtest.Fault{Path: "/callback$", Status: 400, Times: 1})
		one, two := s.Command(alice, "ask", question("Why?")), s.Command(bob, "ask", question("Why?"))
		s.WaitCalls("/callback$", 2)
		if one.Response() == 0 {
			one, two = two, one
		}
		if got := one.Reply(); !isAnswer(got) || two.Response() != 0 {
			t.Errorf("reply = %q, response to the other = %d; want the answer, and no response", got.Text(), two.Response())
		}
	})
}

// An answer is found even if posting it seemed to fail.
func TestPointerAfterAResetThatSucceeded(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, replying(answer))
		s.Fail(discordtest.Fault{Path: "/callback$", Reset: true, Deliver: true, Times: 1})
		first := s.Command(alice, "ask", question("Why?")).Reply()
		wantPointer(t, s.Command(bob, "ask", question("Why?")).Reply(), first, true, wording.For())
		r.endClean()
	})
}
