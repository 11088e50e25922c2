package discordtest

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"
)

func (c *client) resume(session string, seq int) {
	c.t.Helper()
	c.dial()
	c.say(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, Token, session, seq))
}

func TestFate(t *testing.T) {
	ask := func(c *client) *Interaction { return c.s.Command(anyone, "ask", nil) }
	tests := []struct {
		name string
		play func(c *client) *Interaction
		want Fate
	}{
		{"answered", func(c *client) *Interaction {
			i := ask(c)
			c.wantCall("POST", callbackOf(i), hello, 204, "")
			return i
		}, Answered},
		{"not answered", func(c *client) *Interaction {
			i := ask(c)
			c.s.Advance(firstResponse)
			return i
		}, Lost},
		{"refused", func(c *client) *Interaction {
			i := ask(c)
			c.s.Fail(Fault{Status: 503})
			c.wantCall("POST", callbackOf(i), hello, 503, "")
			c.s.Advance(firstResponse)
			c.s.Heal()
			c.wantCall("POST", callbackOf(i), hello, 404, "10062")
			return i
		}, Lost},
		{"after the session", func(c *client) *Interaction {
			c.s.InvalidSession(false)
			i := ask(c)
			c.s.Advance(firstResponse)
			return i
		}, Unreached},
		{"over a dead connection", func(c *client) *Interaction {
			c.s.Stall()
			i := ask(c)
			c.s.Advance(firstResponse)
			return i
		}, Unreached},
		{"resumed in time", func(c *client) *Interaction {
			c.s.Stall()
			i := ask(c)
			c.resume(c.session(), 1)
			c.want(opDispatch, "INTERACTION_CREATE")
			c.s.Advance(firstResponse)
			return i
		}, Lost},
		{"resumed too late", func(c *client) *Interaction {
			c.s.Stall()
			i := ask(c)
			c.s.Advance(firstResponse - reaction)
			c.resume(c.session(), 1)
			c.want(opDispatch, "INTERACTION_CREATE")
			c.s.Advance(firstResponse)
			return i
		}, Unreached},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, r := ready(t)
			if got := test.play(c).Fate(); got != test.want {
				t.Errorf("fate = %d, want %d", got, test.want)
			}
			complains(t, "the test", r.found(), "")
		})
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	c, _ := ready(t)
	i := c.s.Command(anyone, "ask", nil)
	if got := i.Times(); got.Made.After(got.Sent) || !got.Answered.IsZero() {
		t.Errorf("times before the answer = %+v", got)
	}
	c.s.Advance(time.Second)
	c.wantCall("POST", callbackOf(i), hello, 204, "")
	c.wantCall("POST", callbackOf(i), hello, 400, "40060")
	if got := i.Times(); got.Answered.Sub(got.Sent) < time.Second {
		t.Errorf("times = %+v, want a second between", got)
	}
	if got := i.Refused(); got != 1 {
		t.Errorf("%d further answers were refused, want 1", got)
	}
}

func TestEachPathFails(t *testing.T) {
	t.Parallel()
	c, _ := ready(t)
	c.s.Fail(Fault{Each: 1, Status: 503})
	c.wantCall("GET", "/users/@me", "", 503, "")
	c.wantCall("GET", "/gateway", "", 503, "")
	c.wantCall("GET", "/users/@me", "", 200, AppID)
	c.wantCall("GET", "/gateway", "", 200, "ws")
}

func TestForget(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	first := c.s.Command(anyone, "ask", nil)
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(first), hello, 204, "")
	c.s.Command(anyone, "ask", nil)
	c.say(`{"op":1,"d":2}`)
	c.want(opDispatch, "INTERACTION_CREATE")
	c.want(opACK, "")
	c.s.Forget()
	if calls := c.s.Calls(); len(calls) > 0 {
		t.Errorf("%d calls are remembered", len(calls))
	}
	c.wantCall("POST", callbackOf(first), hello, 404, "10062")

	c.s.Command(anyone, "ask", nil)
	c.resume(c.session(), 2)
	for range 2 {
		c.want(opDispatch, "INTERACTION_CREATE")
	}
	c.want(opDispatch, "RESUMED")
	complains(t, "the test", r.found(), "")
}

var reliability = flag.Bool("reliability", false, "measure this package at full length, for docs/reliability.sh")

// TestItself measures how long this Discord needs to tell of an interaction and
// to take the response, with a bot that says always the same at once.
func TestItself(t *testing.T) {
	n, perSecond := 50, 50
	if *reliability {
		n, perSecond = 2_000, 200
	}
	c, r := ready(t)
	c.s.CheckOneIn(50)
	var all []*Interaction
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range n {
		<-tick.C
		i := c.s.Command(anyone, "ask", nil)
		c.want(opDispatch, "INTERACTION_CREATE")
		c.wantCall("POST", callbackOf(i), hello, 204, "")
		all = append(all, i)
	}
	var delays []time.Duration
	for _, i := range all {
		at := i.Times()
		delays = append(delays, at.Answered.Sub(at.Sent))
	}
	slices.Sort(delays)
	line := fmt.Sprintf("double: made=%d p50=%s p99=%s max=%s", n, delays[n/2], delays[n*99/100], delays[n-1])
	if *reliability {
		fmt.Println(line)
	} else {
		t.Log(line)
	}
	complains(t, "the test", r.found(), "")
}
