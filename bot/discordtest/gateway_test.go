package discordtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestIdentify(t *testing.T) {
	identify := func(fields string) string { return `{"op":2,"d":{` + fields + `,` + properties + `}}` }
	tests := []struct {
		name, payload string
		code          int
		want          string
	}{
		{"wrong token", identify(`"token":"x","intents":0`), 4004, ""},
		{"no intents", identify(`"token":"` + Token + `"`), 4013, "without intents"},
		{"members", identifyWith(1 << 1), 4014, "IDENTIFY with intents"},
		{"presences", identifyWith(1 << 8), 4014, "IDENTIFY with intents"},
		{"message content", identifyWith(1 << 15), 4014, "IDENTIFY with intents"},
		{"too large a shard", identify(`"token":"` + Token + `","intents":0,"shard":[2,2]`), 4010, ""},
		{"no JSON", `{`, 4002, "gateway payload"},
		{"unknown opcode", `{"op":42}`, 4001, "opcode 42"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.want, func(c *client) { c.say(tt.payload); c.wantClose(tt.code) })
		})
	}
}

func TestIntents(t *testing.T) {
	play(t, "IDENTIFY with intents 1;", func(c *client) { c.identify(1 << 0) })
}

func TestViolationsAtTheGateway(t *testing.T) {
	tests := []struct {
		name string
		play func(c *client)
		want string
	}{
		{"two IDENTIFYs", func(c *client) { c.say(identifyWith(0)); c.wantClose(4005) }, "second IDENTIFY"},
		{"a large payload", func(c *client) {
			c.say(`{"op":1,"d":1` + strings.Repeat(" ", maxPayload) + `}`)
			c.want(opACK, "")
		}, "bytes"},
		{"many payloads", func(c *client) {
			for range maxSends - 1 { // IDENTIFY was one
				c.say(`{"op":1,"d":0}`)
				c.want(opACK, "")
			}
			c.say(`{"op":1,"d":0}`)
			c.wantClose(4008)
		}, "in a minute"},
		{"a heartbeat with a text", func(c *client) { c.say(`{"op":1,"d":"x"}`); c.wantClose(4002) }, "gateway payload"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { playReady(t, tt.want, tt.play) })
	}
}

func TestResume(t *testing.T) {
	playReady(t, "", func(c *client) {
		session := c.session()
		c.s.ResetGateway()
		c.s.Command(member, "ask", nil)
		c.resume(session, 1)
		c.want(opDispatch, "INTERACTION_CREATE")
		c.want(opDispatch, "RESUMED")

		c.s.ResetGateway()
		c.resume(session, 99)
		c.wantClose(4007)
		c.resume("unknown", 1)
		c.want(opInvalidSession, "")
	})
}

func TestClosingWith1000EndsTheSession(t *testing.T) {
	playReady(t, "has ended", func(c *client) {
		c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
		c.s.WaitGateway("close", func(n GatewayCounts) bool { return len(n.Closes) == 1 })
		c.resume(c.session(), 1)
		c.want(opInvalidSession, "")
	})
}

func TestHandshakes(t *testing.T) {
	tests := []struct {
		name   string
		fault  Handshake
		answer func(c *client) // to a RESUME
		valid  bool            // the session can still be resumed
	}{
		{"no fault", Handshake{}, func(c *client) { c.want(opDispatch, "RESUMED") }, true},
		{"close afterwards", Handshake{After: 4000}, func(c *client) { c.want(opDispatch, "RESUMED"); c.wantClose(4000) }, true},
		{"op 9", Handshake{Op: opInvalidSession}, func(c *client) { c.want(opInvalidSession, "") }, false},
		{"op 9, resumable", Handshake{Op: opInvalidSession, Resumable: true}, func(c *client) { c.want(opInvalidSession, "") }, true},
		{"close 4009", Handshake{Close: 4009}, func(c *client) { c.wantClose(4009) }, false},
		{"close 4000", Handshake{Close: 4000}, func(c *client) { c.wantClose(4000) }, true},
		{"silence", Handshake{Silent: true}, func(c *client) { c.say(`{"op":1,"d":1}`); c.want(opACK, "") }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := ""
			if !tt.valid {
				want = "RESUME of a session that has ended"
			}
			playReady(t, want, func(c *client) {
				session := c.session()
				c.s.Misbehave(tt.fault)
				c.resume(session, 1)
				tt.answer(c)
				c.resume(session, 1)
				if tt.valid {
					c.want(opDispatch, "RESUMED")
				} else {
					c.want(opInvalidSession, "")
				}
			})
		})
	}
}

// identifyAs sends the IDENTIFY of a shard over a new connection.
func (c *client) identifyAs(id, count int) {
	c.t.Helper()
	c.dial()
	c.say(fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":0,"shard":[%d,%d],%s}}`, Token, id, count, properties))
}

func TestSessionStarts(t *testing.T) {
	tests := []struct {
		name   string
		limits SessionStarts
		play   func(c *client)
		want   string
	}{
		{"as configured", SessionStarts{Shards: 4, Concurrency: 2, Left: 7, Reset: time.Hour}, func(c *client) {
			c.wantCall("GET", "/gateway/bot", "", 200, `"max_concurrency":2,"remaining":7,"reset_after":3600000,"total":1000},"shards":4`)
			c.identifyAs(0, 4)
			c.want(opDispatch, "READY")
			c.wantCall("GET", "/gateway/bot", "", 200, `"remaining":6,`)
			time.Sleep(time.Hour)
			c.wantCall("GET", "/gateway/bot", "", 200, `"remaining":1000,`)
		}, ""},
		{"in time", SessionStarts{Pause: time.Minute}, func(c *client) {
			c.identifyAs(0, 2)
			c.want(opDispatch, "READY")
			time.Sleep(time.Minute)
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
		{"too few shards", SessionStarts{Required: 3}, func(c *client) { c.identifyAs(0, 2); c.wantClose(4011) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.want, func(c *client) { c.s.SetSessionStarts(tt.limits); tt.play(c) })
		})
	}
}

func TestEventsGoToTheirShard(t *testing.T) {
	playReady(t, "", func(c *client) {
		other := *c
		c.identifyAs(0, 2)
		c.want(opDispatch, "READY")
		other.identifyAs(1, 2)
		other.want(opDispatch, "READY")
		c.s.Command(User{ID: "7", Guild: GuildOf(1, 2), Channel: "1400000000000000003"}, "ask", nil)
		c.s.Command(User{ID: "7"}, "ask", nil)
		c.s.CloseGateway(4000)
		for _, shard := range []*client{&other, c} { // each has received one
			shard.want(opDispatch, "INTERACTION_CREATE")
			shard.wantClose(4000)
		}
	})
}

func TestForget(t *testing.T) {
	playReady(t, "", func(c *client) {
		first := c.asked(member)
		c.wantCall("POST", callbackOf(first), shown, 204, "")
		c.want(opDispatch, "MESSAGE_CREATE")
		c.s.Command(member, "ask", nil)
		c.want(opDispatch, "INTERACTION_CREATE")
		c.say(`{"op":1,"d":3}`)
		c.want(opACK, "")
		c.s.Forget()
		if calls := c.s.Calls(); len(calls) > 0 {
			t.Errorf("Forget kept %d calls", len(calls))
		}
		c.wantCall("POST", callbackOf(first), shown, 404, "10062")
		c.s.Command(member, "ask", nil)
		c.resume(c.session(), 3)
		for range 2 {
			c.want(opDispatch, "INTERACTION_CREATE")
		}
		c.want(opDispatch, "RESUMED")
	})
}
