package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// member returns one of many members of a server, in one of many channels.
func member(n, channels int) discordtest.User {
	return discordtest.User{
		ID: strconv.Itoa(503000000000000000 + n), Guild: discordtest.Elsewhere,
		Channel: strconv.Itoa(1600000000000000000 + n%channels),
	}
}

// statuses counts the answers of Discord by status.
func statuses(calls []discordtest.Call) map[int]int {
	counts := map[int]int{}
	for _, c := range calls {
		counts[c.Status]++
	}
	return counts
}

// A flood of messages is answered at Discord's pace, the oldest first.
func TestRaid(t *testing.T) {
	made := 1000
	if testing.Short() {
		made = 300
	}
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{}, answerMentions)
		s.Fail(discordtest.Fault{Path: posts, Delay: 150 * time.Millisecond})
		order := map[string]int{} // by the ID of a message
		for n := range made {
			order[s.Say(member(n, 500), atBot+" Why?").ID] = n
			time.Sleep(time.Millisecond)
		}
		time.Sleep(messagePatience)
		r.endClean()
		calls := callsTo(s, posts)
		if got := statuses(calls); got[http.StatusOK] != made || len(got) > 1 {
			t.Errorf("calls by status = %v, want %d that succeed", got, made)
		}
		newest := 0
		for _, c := range calls {
			var reply struct{ Nonce string } // the ID of the message
			if err := json.Unmarshal(c.Body, &reply); err != nil {
				t.Fatal(err)
			}
			n := order[reply.Nonce]
			if n < newest-2*maxTurns {
				t.Fatalf("message %d was answered after message %d", n, newest)
			}
			newest = max(newest, n)
		}
	})
}

// Discord sends what the bot missed when its connection is back. A reply to an old message
// would be noise.
func TestOldMessages(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		old := s.Say(bob, atBot+" Why?")
		time.Sleep(messagePatience)
		recent := s.Say(bob, atBot+" And now?")
		r := startReady(t, s, fakeHandler{}, answerMentions)
		s.Replay(old)
		s.Replay(recent)
		s.WaitReplyTo(recent)
		r.endClean()
		if len(s.RepliesTo(old)) > 0 || !r.logged("dropped messages", "count=1") {
			t.Error("an old message was answered")
		}
	})
}

// counting returns h and the number of requests that it gets.
func counting(h Handler) (fakeHandler, *atomic.Int64) {
	var n atomic.Int64
	return handlerFunc(func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		n.Add(1)
		return h.Run(ctx, r)
	}), &n
}

// A flood in one channel, where Discord allows a message a second, does not delay replies
// in others. What cannot be answered in time is dropped before an answer is computed, and
// logged in one line.
func TestRaidInOneChannel(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := counting(fakeHandler{})
		r := startReady(t, s, h, answerMentions)
		for n := range 200 {
			s.Say(member(n, 1), atBot+" Why?")
		}
		began := time.Now()
		s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
		if took := time.Since(began); took > time.Second {
			t.Errorf("a reply in another channel took %s", took)
		}
		time.Sleep(messagePatience + tallyInterval)
		r.endClean()
		got, inTime := statuses(callsTo(s, posts)), int64(messagePatience/time.Second)
		if got[http.StatusOK] != int(requests.Load()) || len(got) > 1 || requests.Load() < inTime || requests.Load() > inTime+6 {
			t.Errorf("%d requests, and calls by status %v; want about %d each, without a failure", requests.Load(), got, inTime)
		}
		if dropped := fmt.Sprintf("count=%d", 201-requests.Load()); strings.Count(r.log.String(), "dropped messages") != 1 || !r.logged(dropped) {
			t.Errorf("want one line in the log about dropped messages, with %s", dropped)
		}
	})
}

// Messages that wait for their turn do not delay the end, and are logged in one line.
func TestStopDuringARaid(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{}, answerMentions)
		s.Fail(discordtest.Fault{Path: posts, Delay: 150 * time.Millisecond})
		for n := range 200 {
			s.Say(member(n, 200), atBot+" Why?")
		}
		time.Sleep(time.Second)
		began := time.Now()
		r.endClean()
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the end took %s", took)
		}
		if lines := strings.Count(r.log.String(), "dropped messages"); lines != 1 {
			t.Errorf("%d lines about dropped messages, want one", lines)
		}
	})
}

// The bot waits for all channels after a global 429, and for one after its own, and then a
// little longer at random.
func TestWaitAfter429(t *testing.T) {
	tests := []struct {
		name    string
		fault   discordtest.Fault
		waiting bool // in other channels
	}{
		{"of a channel", discordtest.RateLimited(posts, 5, 1), false},
		{"global", discordtest.GloballyRateLimited(posts, 5, 1), true},
		{"in HTML", discordtest.RateLimitedInHTML(posts, 5, 1), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, fakeHandler{}, answerMentions)
				time.Sleep(time.Second)
				s.Fail(tt.fault)
				began := time.Now()
				first := s.Say(member(0, 2), atBot+" Why?")
				time.Sleep(time.Second)
				other := s.Say(member(1, 2), atBot+" Why?")
				time.Sleep(time.Second)
				if waiting := len(s.RepliesTo(other)) == 0; waiting != tt.waiting {
					t.Errorf("another channel waits: %v, want %v", waiting, tt.waiting)
				}
				s.WaitReplyTo(first)
				if took := time.Since(began); took <= 5*time.Second || took > 5*time.Second+maxJitter {
					t.Errorf("the reply took %s, want 5 s and up to %s more", took, maxJitter)
				}
				r.endClean()
				if got := len(callsTo(s, posts)); got != 3 {
					t.Errorf("%d calls, want 3", got)
				}
			})
		})
	}
}

// After a global 429, calls that already had their turn wait, too.
func TestPause(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{}, answerMentions)
		time.Sleep(time.Second)
		limited := discordtest.GloballyRateLimited(posts, 5, 1)
		limited.Delay = 100 * time.Millisecond
		s.Fail(limited)
		for n := range maxTurns {
			s.Say(member(n, maxTurns), atBot+" Why?")
		}
		time.Sleep(5 * time.Second)
		if got := len(callsTo(s, posts)); got > 2*callBurst {
			t.Errorf("%d calls during the pause, want only those that had started in the 100 ms before", got)
		}
		time.Sleep(5 * time.Second)
		r.endClean()
		if got := statuses(callsTo(s, posts)); got[http.StatusOK] != maxTurns || got[http.StatusTooManyRequests] != 1 {
			t.Errorf("calls by status = %v, want %d that succeed, and one 429", got, maxTurns)
		}
	})
}

// A server that refuses replies in all channels is left alone.
func TestForbiddenServer(t *testing.T) {
	minutes := 10
	if testing.Short() {
		minutes = 2
	}
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{}, answerMentions)
		s.Fail(discordtest.Fault{Path: posts, Delay: time.Second, Status: 403, Body: `{"code": 50013}`})
		for n := range minutes * 60 * 20 {
			s.Say(member(n, 500), atBot+" Why?")
			time.Sleep(time.Second / 20)
		}
		if got := statuses(callsTo(s, posts)); got[403] > 50 {
			t.Errorf("calls by status = %v, want at most 50 with 403", got)
		}
		s.Heal()
		time.Sleep(channelCooldown)
		s.WaitReplyTo(s.Say(member(499, 500), atBot+" And now?"))
		synctest.Wait()
		s.WaitReplyTo(s.Say(member(498, 500), atBot+" And now?"))
		r.endClean()
	})
}

// Many channels that belong to no server, or to different ones, cannot exhaust what Discord
// tolerates.
func TestRefusalsEverywhere(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{}, answerMentions)
		s.Fail(discordtest.Refused(posts, 403, 50007, 0))
		const seconds = 120
		for n := range seconds * 10 {
			s.Say(discordtest.User{ID: strconv.Itoa(503000000000000000 + n)}, "Why?")
			time.Sleep(time.Second / 10)
		}
		r.end()
		if got, most := statuses(callsTo(s, posts))[403], invalidBurst+seconds*invalidBurst/600+1; got > most || got < most-10 {
			t.Errorf("%d calls with 403, want %d", got, most)
		}
		if !r.logged("did not answer messages", "count=") {
			t.Error("the log does not say so")
		}
	})
}

// discordFunc is the network below a limiter.
type discordFunc func(*http.Request) *http.Response

func (f discordFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// withHeaders returns a response with pairs of headers and values.
func withHeaders(status int, pairs ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: http.NoBody}
}

// attempt makes an attempt at a call in turn, or without one if that is nil.
func attempt(t *testing.T, l *limiter, turn *turn) {
	t.Helper()
	req, _ := http.NewRequestWithContext(context.WithValue(t.Context(), turnKey{}, turn), http.MethodGet, "http://discord.test", nil)
	if _, err := l.RoundTrip(req); err != nil {
		t.Errorf("RoundTrip: %v", err)
	}
}

// The queue is in the order of age and bounded: beyond that, the newest message is refused.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(nil)
		turns := func(age uint64) *turn { return l.turn(http.MethodPost, "channels/1/messages", age) }
		current := turns(1)
		if err := current.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		type result struct {
			age uint64
			err error
		}
		results := make(chan result, maxWaiting+2)
		var waiting sync.WaitGroup
		for n := range uint64(maxWaiting + 2) {
			next := turns(n * 7919 % uint64(maxWaiting+2)) // in no order
			waiting.Go(func() {
				err := next.wait(t.Context())
				results <- result{next.age, err}
				next.end(nil)
			})
		}
		synctest.Wait()
		for range 2 {
			if r := <-results; r.err != errQueueFull {
				t.Errorf("wait for age %d = %v, want %v", r.age, r.err, errQueueFull)
			}
		}
		current.end(nil)
		waiting.Wait()
		for want := range uint64(maxWaiting) {
			if r := <-results; r.err != nil || r.age != want {
				t.Fatalf("turn of age %d, %v; want age %d", r.age, r.err, want)
			}
		}
	})
}

// Different routes of a channel may share a bucket, as responses say.
func TestSharedBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		remaining := "1"
		l := newLimiter(discordFunc(func(*http.Request) *http.Response {
			return withHeaders(200, "X-RateLimit-Bucket", "abc", "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset-After", "2.5")
		}))
		began := time.Now()
		call := func(method, path string, want time.Duration) {
			t.Helper()
			attempt(t, l, l.turn(method, path, 0))
			if took := time.Since(began).Round(100 * time.Millisecond); took != want {
				t.Errorf("%s %s was made after %s, want %s", method, path, took, want)
			}
		}
		call("DELETE", "channels/1/messages/5", 0)
		call("POST", "channels/1/messages", 0)
		remaining = "0"
		call("DELETE", "channels/1/messages/6", 0)
		call("DELETE", "channels/2/messages/6", 0)
		call("POST", "channels/1/messages", 2500*time.Millisecond)
	})
}

// Discord counts 401, 403, and 429 unless the limit is shared with others.
func TestInvalidRequests(t *testing.T) {
	tests := []struct {
		resp    *http.Response
		counted bool
	}{
		{withHeaders(200), false},
		{withHeaders(404), false},
		{withHeaders(500), false},
		{withHeaders(401), true},
		{withHeaders(403), true},
		{withHeaders(429, "X-RateLimit-Scope", "user"), true},
		{withHeaders(429, "X-RateLimit-Scope", "global"), true},
		{withHeaders(429, "X-RateLimit-Scope", "shared"), false},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			l := newLimiter(discordFunc(func(*http.Request) *http.Response { return tt.resp }))
			for range invalidBurst {
				attempt(t, l, nil)
			}
			if got := l.tooManyInvalid(); got != tt.counted {
				t.Errorf("too many invalid requests after %d %v: %v", tt.resp.StatusCode, tt.resp.Header, got)
			}
		})
	}
}
