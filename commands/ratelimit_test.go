package commands

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/internal/wording"
)

func TestRateLimits(t *testing.T) {
	limits := RateLimits{Member: Limit{Burst: 2, Every: 10 * time.Second}, Channel: Limit{Burst: 3, Every: 10 * time.Second}}
	by := func(id string, change ...func(*Request)) Request {
		r := asks(roses)
		r.Asker.UserID = id
		for _, f := range change {
			f(&r)
		}
		return r
	}
	secretly := func(r *Request) { r.Options[privateOption] = "true" }
	reading := func(r *Request) { r.Command, r.Value = readCommand, "" }
	elsewhere := func(r *Request) { r.ChannelID = "302" }
	operator := func(r *Request) { r.Asker = Asker{Operator: true} }
	tests := []struct {
		name    string
		before  []Request
		after   time.Duration
		request Request
		message wording.Message // "" if answered
		seconds int
	}{
		{"the second", []Request{by("1")}, 0, by("1"), "", 0},
		{"the third at once", []Request{by("1"), by("1")}, 0, by("1"), wording.TooFast, 10},
		{"the third a moment later", []Request{by("1"), by("1")}, 3 * time.Second, by("1"), wording.TooFast, 7},
		{"the third after the limit", []Request{by("1"), by("1")}, 10 * time.Second, by("1"), "", 0},
		{"much later", []Request{by("1"), by("1")}, time.Hour, by("1"), "", 0},
		{"another member", []Request{by("1"), by("1")}, 0, by("2"), "", 0},
		{"one member, everywhere", []Request{by("1"), by("1", elsewhere)}, 0, by("1", secretly), wording.TooFast, 10},
		{"a full channel", []Request{by("1"), by("2"), by("3")}, 0, by("4"), wording.ChannelTooFast, 10},
		{"privately in a full channel", []Request{by("1"), by("2"), by("3")}, 0, by("4", secretly), "", 0},
		{"another channel", []Request{by("1"), by("2"), by("3")}, 0, by("4", elsewhere), "", 0},
		{"private answers don't count for the channel", []Request{by("1", secretly), by("2", secretly), by("3", secretly)}, 0, by("4"), "", 0},
		{"reading", []Request{by("1"), by("1")}, 0, by("1", reading), "", 0},
		{"the operator", []Request{by("1"), by("2"), by("3")}, 0, by("", operator), "", 0},
		{"a full channel costs the member nothing", []Request{by("1"), by("2"), by("3"), by("4"), by("4"), by("4")}, 0, by("4", secretly), "", 0},
		{"being refused costs nothing", []Request{by("1"), by("1"), by("1"), by("1")}, 10 * time.Second, by("1"), "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newTestRouter(t, garden(), Settings{RateLimits: limits}) // bleve starts goroutines
			synctest.Test(t, func(t *testing.T) {
				for _, earlier := range test.before {
					request(t, r, earlier)
				}
				time.Sleep(test.after)
				got := request(t, r, test.request)
				if slow := got.SuppressInPublic; slow != (test.message != "") {
					t.Fatalf("%+v = %+v, want refused: %v", test.request, got, test.message != "")
				}
				if want := english.Plural(test.message, test.seconds); test.message != "" && (got.Text != want || !got.Private || got.Replace) {
					t.Errorf("%+v = %+v, want private %q", test.request, got, want)
				}
			})
		})
	}
}

func TestNoRateLimits(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	for i := range 100 {
		if got := request(t, r, asks(roses)); got.SuppressInPublic {
			t.Fatalf("question %d is refused although there is no limit: %+v", i, got)
		}
	}
}

func TestRateLimiterMemoryIsBounded(t *testing.T) {
	now := time.Now()
	b := newBuckets(Limit{Burst: 1, Every: time.Minute})
	for i := range maxTracked + 10 {
		b.reserve(fmt.Sprint(i), now)
	}
	if got := b.byID.Len(); got > maxTracked {
		t.Errorf("%d buckets, want at most %d", got, maxTracked)
	}
	if wait, _ := b.reserve(fmt.Sprint(maxTracked+9), now); wait == 0 {
		t.Error("the most recent bucket is gone")
	}
}

func TestCompletionIsLimited(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{RateLimits: RateLimits{Completion: Limit{Burst: 2, Every: time.Second}}})
	synctest.Test(t, func(t *testing.T) {
		complete := func() int {
			choices, err := r.Complete(t.Context(), asks("hedge"), QuestionOption)
			if err != nil {
				t.Fatal(err)
			}
			return len(choices)
		}
		if a, b, c := complete(), complete(), complete(); a == 0 || b == 0 || c != 0 {
			t.Errorf("three completions at once have %d, %d and %d choices, want none in the third", a, b, c)
		}
		time.Sleep(time.Second)
		if complete() == 0 {
			t.Error("a completion one second later has no choices")
		}
	})
}
