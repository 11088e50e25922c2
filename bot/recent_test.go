package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// told posts a topic as message and returns what begin returned.
func told(t *testing.T, r *recent, subject, message string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	earlier, end := r.begin(ctx, topic{"channel", subject})
	if earlier == "" {
		end(message)
	}
	return earlier
}

func TestRecentForgetsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRecent()
		for _, step := range []struct {
			after   time.Duration // since the step before
			message string
			want    string
		}{
			{0, "1", ""},
			{repeatAfter - time.Second, "2", "1"},
			{2 * time.Second, "3", ""}, // asked for meanwhile, the first grew no younger
			{time.Second, "4", "3"},
		} {
			time.Sleep(step.after)
			if got := told(t, r, "s", step.message); got != step.want {
				t.Errorf("begin before message %s = %q, want %q", step.message, got, step.want)
			}
		}
	})
}

func TestRecentIsBounded(t *testing.T) {
	t.Parallel()
	r := newRecent()
	for i := range maxRemembered + 1 {
		told(t, r, fmt.Sprint(i), "m")
	}
	if got := told(t, r, "0", "m"); got != "" {
		t.Errorf("begin of the oldest topic = %q, want it forgotten", got)
	}
	if got := told(t, r, fmt.Sprint(maxRemembered), "m"); got != "m" {
		t.Errorf("begin of the latest topic = %q, want m", got)
	}
}

// Who cannot wait any longer for another's post tells the topic too.
func TestRecentWaitsNoLongerThanItsContext(t *testing.T) {
	t.Parallel()
	r := newRecent()
	_, end := r.begin(t.Context(), topic{"channel", "s"})
	over, cancel := context.WithCancel(t.Context())
	cancel()
	earlier, late := r.begin(over, topic{"channel", "s"})
	if earlier != "" {
		t.Errorf("begin = %q before the first was posted", earlier)
	}
	late("2")
	end("1")
	if got := told(t, r, "s", "3"); got != "1" {
		t.Errorf("begin = %q, want the first message", got)
	}
}

// What could not be posted, or is gone, is told anew; even what is gone before
// its poster knew its id.
func TestRecentTellsAnew(t *testing.T) {
	t.Parallel()
	r := newRecent()
	if got := told(t, r, "s", ""); got != "" {
		t.Errorf("begin of a new topic = %q", got)
	}
	if got := told(t, r, "s", "1"); got != "" {
		t.Errorf("begin after a failure = %q, want none", got)
	}
	r.forget("1")
	_, end := r.begin(t.Context(), topic{"channel", "s"})
	r.forget("2")
	end("2")
	if got := told(t, r, "s", "3"); got != "" {
		t.Errorf("begin after the message was gone = %q, want none", got)
	}
	if got := told(t, r, "s", "4"); got != "3" {
		t.Errorf("begin = %q, want the message that is there", got)
	}
}

// Of two who find that a telling failed, the second does not undo the first's.
func TestRecentDropsNoLaterTelling(t *testing.T) {
	t.Parallel()
	r := newRecent()
	place := topic{"channel", "s"}
	failed, _ := r.claim(place)
	r.drop(place, failed)
	later, mine := r.claim(place)
	r.drop(place, failed)
	if got, again := r.claim(place); !mine || again || got != later {
		t.Errorf("claim = %p, new %v; want the later telling %p", got, again, later)
	}
}

// answer is a reply that is not repeated to a channel.
var answer = commands.Reply{Text: "The answer.", Subject: "42"}

// isAnswer tells whether m is the answer itself.
func isAnswer(m *discordtest.Message) bool { return m.Text() == answer.Text }

// wantPointer checks that m says where first is, in the language of a voice.
func wantPointer(t *testing.T, m, first *discordtest.Message, ephemeral bool, voice wording.Localizer) {
	t.Helper()
	link := "[" + voice.T(wording.FirstAnswerButton) + "](" + first.URL() + ")"
	if m.ID == first.ID || !strings.Contains(m.Text(), link) || isAnswer(m) || m.Ephemeral() != ephemeral {
		t.Errorf("message = %s, ephemeral %v; want one with %s, ephemeral %v", m.JSON(), m.Ephemeral(), link, ephemeral)
	}
}

func TestTheSameTwice(t *testing.T) {
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
		{"by another", answer, answer, alice, bob, true},
		{"by the same", answer, answer, alice, alice, true},
		{"in another language", answer, german, alice, bob, true},
		{"in a direct message", answer, answer, carol, carol, true},
		{"in another channel", answer, answer, alice, elsewhere, false},
		{"on another subject", answer, commands.Reply{Text: answer.Text, Subject: "43"}, alice, bob, false},
		{"without a subject", commands.Reply{Text: answer.Text}, commands.Reply{Text: answer.Text}, alice, bob, false},
		{"first privately", private(answer), answer, alice, bob, false},
		{"then privately", answer, private(answer), alice, bob, false},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			r := w.start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
				if r.Options["question"] == "first" {
					return tt.first, nil
				}
				return tt.second, nil
			}})
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
			r.unhindered()
		})
	}
}

// A pointer that must be seen by others is public: in answer to a message, and
// when it is for somebody else, who is notified.
func TestPublicPointers(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
		reply := answer
		reply.Recipient = r.Options["mention"]
		return reply, nil
	}}, answerMentions)
	s.WaitReady(1)
	first := s.WaitReplyTo(s.Say(alice, atBot+" Why?"))
	if !isAnswer(first) {
		t.Errorf("first reply = %q", first.Text())
	}
	mentioned := s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
	wantPointer(t, mentioned, first, false, wording.For())
	aimed := s.Command(bob, "ask", map[string]string{"question": "Why?", "mention": alice.ID}).Reply()
	wantPointer(t, aimed, first, false, wording.For())
	if !equal(aimed.Pings, []string{alice.ID}) || len(mentioned.Pings) != 0 {
		t.Errorf("the aimed pointer pings %q, the other %q; want %s and nobody", aimed.Pings, mentioned.Pings, alice.ID)
	}
	wantPointer(t, s.Command(bob, "ask", question("Why?")).Reply(), first, true, wording.For())
	r.unhindered()
}

// Sharing what is there already is telling it again.
func TestSharedTwice(t *testing.T) { eachWay(t, "by", testSharedTwice) }

func testSharedTwice(t *testing.T, s *discordtest.Server, w way) {
	r := w.start(t, s, panelThen(private(panel), answer))
	own := s.Command(alice, "ask", question("Why?")).Reply()
	shared := s.Press(alice, own, "Go").Reply()
	if !isAnswer(shared) || shared.Ephemeral() {
		t.Errorf("shared = %q, ephemeral %v; want the answer for all", shared.Text(), shared.Ephemeral())
	}
	wantPointer(t, s.Press(alice, own, "Go").Reply(), shared, true, wording.For())
	r.unhindered()
}

// Once the message is gone, or says something else, it is told anew.
func TestToldAnewWhenTheFirstIsGone(t *testing.T) {
	for name, reply := range map[string]commands.Reply{
		"removed":  {Remove: true},
		"replaced": {Text: "Something else.", Replace: true},
	} {
		eachWay(t, name, func(t *testing.T, s *discordtest.Server, w way) {
			shown := answer
			shown.Buttons = panel.Buttons
			r := w.start(t, s, panelThen(shown, reply))
			first := s.Command(alice, "ask", question("Why?")).Reply()
			s.Press(alice, first, "Go").WaitResponse()
			if got := s.Command(bob, "ask", question("Why?")).Reply(); !isAnswer(got) {
				t.Errorf("reply after the first was %s = %q, want the answer", name, got.Text())
			}
			r.unhindered()
		})
	}
}

// Of several at the same time one is answered, and the others wait to be shown
// where, however long that takes.
func TestTheSameAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, replying(answer), answerMentions)
	s.WaitReady(1)
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
		t.Fatal("none of the replies is the answer")
	}
	for _, m := range others {
		wantPointer(t, m, first, true, wording.For())
	}
	r.unhindered()
}

// When the first cannot be posted another of the same time is.
func TestTheSameWhenTheFirstFails(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, replying(answer))
	s.WaitReady(1)
	s.Fail(discordtest.Fault{Path: "/callback$", Status: 500, Times: 1 + callRetries})
	one, two := s.Command(alice, "ask", question("Why?")), s.Command(bob, "ask", question("Why?"))
	s.WaitCalls("/callback$", 2+callRetries)
	if one.Response() == 0 {
		one, two = two, one
	}
	if got := one.Reply(); !isAnswer(got) || two.Response() != 0 {
		t.Errorf("reply = %q, response to the other = %d; want the answer, and none", got.Text(), two.Response())
	}
}

// An answer whose first try got through unnoticed is found all the same.
func TestTheSameAfterAResetThatHadItsEffect(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, replying(answer))
	s.WaitReady(1)
	s.Fail(discordtest.Fault{Path: "/callback$", Reset: true, Deliver: true, Times: 1})
	first := s.Command(alice, "ask", question("Why?")).Reply()
	wantPointer(t, s.Command(bob, "ask", question("Why?")).Reply(), first, true, wording.For())
	r.unhindered()
}

// Where Discord does not tell which message an answer became, rather is it told
// twice than pointed at wrongly.
func TestTheSameWhenTheFirstIsNotFound(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := ways[1].start(t, s, replying(answer))
	s.Fail(discordtest.Refused("/messages/@original$", 403, 50001, 1))
	s.Command(alice, "ask", question("Why?")).Reply()
	if got := s.Command(bob, "ask", question("Why?")).Reply(); !isAnswer(got) {
		t.Errorf("second reply = %q, want the answer", got.Text())
	}
	r.stop()
	r.wait()
	if !strings.Contains(r.log.String(), "50001") {
		t.Error("the log does not tell why the answer is not found")
	}
}
