package discordtest

import (
	"fmt"
	"testing"
	"time"
)

// identifyAs sends the IDENTIFY of a shard over a new connection.
func (c *client) identifyAs(id, count int) {
	c.t.Helper()
	c.dial()
	c.say(fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":0,"shard":[%d,%d],%s}}`, Token, id, count, properties))
}

func TestGatewayBot(t *testing.T) {
	t.Parallel()
	c, r := connect(t)
	c.s.SetSessionStarts(SessionStarts{Shards: 4, Concurrency: 2, Left: 7, Reset: time.Hour})
	c.wantCall("GET", "/gateway/bot", "", 200, `"remaining":7,`)
	c.wantCall("GET", "/gateway/bot", "", 200, `"shards":4,`)
	c.wantCall("GET", "/gateway/bot", "", 200, `"max_concurrency":2,`)
	c.identifyAs(0, 4)
	c.want(opDispatch, "READY")
	c.wantCall("GET", "/gateway/bot", "", 200, `"remaining":6,`)
	c.s.Advance(time.Hour)
	c.wantCall("GET", "/gateway/bot", "", 200, `"remaining":1000,`)
	c.s.RevokeToken()
	c.wantCall("GET", "/gateway/bot", "", 401, "")
	complains(t, "the test", r.found(), "")
}

func TestSessionStartsRefused(t *testing.T) {
	tests := []struct {
		name   string
		limits SessionStarts
		play   func(c *client)
		want   string // that the test is told
	}{
		{"in time", SessionStarts{Pause: time.Minute}, func(c *client) {
			c.identifyAs(0, 2)
			c.want(opDispatch, "READY")
			c.s.Advance(time.Minute)
			c.identifyAs(1, 2)
			c.want(opDispatch, "READY")
		}, ""},
		{"in another bucket", SessionStarts{Pause: time.Minute, Concurrency: 2}, func(c *client) {
			c.identifyAs(0, 2)
			c.want(opDispatch, "READY")
			c.identifyAs(1, 2)
			c.want(opDispatch, "READY")
		}, ""},
		{"too soon", SessionStarts{Pause: time.Minute}, func(c *client) {
			c.identifyAs(0, 2)
			c.want(opDispatch, "READY")
			c.identifyAs(1, 2)
			c.want(opInvalidSession, "")
		}, "IDENTIFY of shard 1"},
		{"too many", SessionStarts{Left: 2}, func(c *client) {
			c.identifyAs(0, 1)
			c.want(opDispatch, "READY")
			c.identifyAs(0, 1)
			c.wantClose(4004)
			c.wantCall("GET", "/users/@me", "", 401, "")
		}, "resets the token"},
		{"no such shard", SessionStarts{}, func(c *client) { c.identifyAs(2, 2); c.wantClose(4010) }, ""},
		{"too few shards", SessionStarts{Required: 3}, func(c *client) { c.identifyAs(0, 2); c.wantClose(4011) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, r := connect(t)
			c.s.SetSessionStarts(tt.limits)
			tt.play(c)
			complains(t, "the test", r.found(), tt.want)
		})
	}
}

// Events go to the shard of their server alone.
func TestEventsOfShards(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	other := &client{t: t, s: c.s}
	c.identifyAs(0, 2)
	c.want(opDispatch, "READY")
	other.identifyAs(1, 2)
	other.want(opDispatch, "READY")
	c.s.Command(User{ID: "7", Guild: GuildOf(1, 2), Channel: "1400000000000000003"}, "ask", nil)
	c.s.Command(User{ID: "7"}, "ask", nil)
	c.s.CloseGateway(4000)
	for _, shard := range []*client{other, c} { // each heard of one
		shard.want(opDispatch, "INTERACTION_CREATE")
		shard.wantClose(4000)
	}
	complains(t, "the test", r.found(), "")
}

func TestHandshakes(t *testing.T) {
	tests := []struct {
		name   string
		fault  Handshake
		answer func(c *client) // to a RESUME that could be taken up
		valid  bool            // the session lives on
	}{
		{"none", Handshake{}, func(c *client) { c.want(opDispatch, "RESUMED") }, true},
		{"events again", Handshake{Again: 1}, func(c *client) {
			c.want(opDispatch, "READY")
			c.want(opDispatch, "RESUMED")
		}, true},
		{"close afterwards", Handshake{After: 4000}, func(c *client) {
			c.want(opDispatch, "RESUMED")
			c.wantClose(4000)
		}, true},
		{"op 9", Handshake{Op: opInvalidSession}, func(c *client) { c.want(opInvalidSession, "") }, false},
		{"op 9, resumable", Handshake{Op: opInvalidSession, Resumable: true}, func(c *client) { c.want(opInvalidSession, "") }, true},
		{"close 4009", Handshake{Close: 4009}, func(c *client) { c.wantClose(4009) }, false},
		{"close 4000", Handshake{Close: 4000}, func(c *client) { c.wantClose(4000) }, true},
		{"silence", Handshake{Silent: true}, func(c *client) {
			c.say(`{"op":1,"d":1}`)
			c.want(opACK, "")
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, r := ready(t)
			resume := `{"op":6,"d":{"token":"` + Token + `","session_id":"` + c.session() + `","seq":1}}`
			c.s.Misbehave(tt.fault)
			c.dial()
			c.say(resume)
			tt.answer(c)
			c.dial()
			c.say(resume)
			if tt.valid {
				c.want(opDispatch, "RESUMED")
				complains(t, "the test", r.found(), "")
			} else {
				c.want(opInvalidSession, "")
				complains(t, "the test", r.found(), "RESUME of a session that was ended")
			}
		})
	}
}
