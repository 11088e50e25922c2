package commands

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/internal/wording"
)

func TestPace(t *testing.T) {
	pace := RateLimits{Member: Limit{Burst: 2, Every: 10 * time.Second}, Channel: Limit{Burst: 3, Every: 10 * time.Second}}
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
		message wording.Message // "" if it is answered
		seconds int
	}{
		{"the second", []Request{by("1")}, 0, by("1"), "", 0},
		{"the third at once", []Request{by("1"), by("1")}, 0, by("1"), wording.TooFast, 10},
		{"the third a moment later", []Request{by("1"), by("1")}, 3 * time.Second, by("1"), wording.TooFast, 7},
		{"the third in time", []Request{by("1"), by("1")}, 10 * time.Second, by("1"), "", 0},
		{"much later", []Request{by("1"), by("1")}, time.Hour, by("1"), "", 0},
		{"another member", []Request{by("1"), by("1")}, 0, by("2"), "", 0},
		{"one member, everywhere", []Request{by("1"), by("1", elsewhere)}, 0, by("1", secretly), wording.TooFast, 10},
		{"a full channel", []Request{by("1"), by("2"), by("3")}, 0, by("4"), wording.ChannelTooFast, 10},
		{"privately in a full channel", []Request{by("1"), by("2"), by("3")}, 0, by("4", secretly), "", 0},
		{"another channel", []Request{by("1"), by("2"), by("3")}, 0, by("4", elsewhere), "", 0},
		{"private answers fill no channel", []Request{by("1", secretly), by("2", secretly), by("3", secretly)}, 0, by("4"), "", 0},
		{"reading", []Request{by("1"), by("1")}, 0, by("1", reading), "", 0},
		{"the operator", []Request{by("1"), by("2"), by("3")}, 0, by("", operator), "", 0},
		{"being turned away costs nothing", []Request{by("1"), by("1"), by("1"), by("1")}, 10 * time.Second, by("1"), "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newTestRouter(t, garden(), Settings{RateLimits: pace}) // bleve has goroutines of its own
			synctest.Test(t, func(t *testing.T) {
				for _, earlier := range test.before {
					request(t, r, earlier)
				}
				time.Sleep(test.after)
				got := request(t, r, test.request)
				if slow := got.SuppressInPublic; slow != (test.message != "") {
					t.Fatalf("%+v = %+v, want slowed down: %v", test.request, got, test.message != "")
				}
				if want := english.Plural(test.message, test.seconds); test.message != "" && (got.Text != want || !got.Private || got.Replace) {
					t.Errorf("%+v = %+v, want privately %q", test.request, got, want)
				}
			})
		})
	}
}

func TestNoPace(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	for i := range 100 {
		if got := request(t, r, asks(roses)); got.SuppressInPublic {
			t.Fatalf("question %d without a pace is turned away: %+v", i, got)
		}
	}
}

// Whoever has not asked for long is forgotten: memory does not grow.
func TestPaceForgets(t *testing.T) {
	b := newBuckets(Limit{Burst: 1, Every: time.Minute})
	for i := range maxPaced + 10 {
		b.take(fmt.Sprint(i))
	}
	if got := b.byID.Len(); got > maxPaced {
		t.Errorf("%d are watched, want at most %d", got, maxPaced)
	}
	if wait := b.take(fmt.Sprint(maxPaced + 9)); wait == 0 {
		t.Error("the last one is forgotten already")
	}
}
