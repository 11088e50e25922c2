package discordtest

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func callbackOf(i *Interaction) string { return "/interactions/" + i.ID + "/" + i.Token + "/callback" }
func originalOf(i *Interaction) string {
	return "/webhooks/" + AppID + "/" + i.Token + "/messages/@original"
}

const hello = `{"type":4,"data":{"content":"hello",` + quiet + `}}`
const edit = `{"content":"edited",` + quiet + `}`

func TestAcknowledging(t *testing.T) {
	tests := []struct {
		name string
		play func(c *client, i *Interaction)
	}{
		{"once", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), hello, 204, "")
			if m := i.Reply(); m.Content != "hello" || m.Ephemeral() {
				c.t.Errorf("reply = %+v", m)
			}
		}},
		{"twice", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), hello, 204, "")
			c.wantCall("POST", callbackOf(i), hello, 400, "40060")
		}},
		{"unknown", func(c *client, i *Interaction) {
			c.wantCall("POST", "/interactions/1/x/callback", hello, 404, "10062")
			c.wantCall("POST", "/interactions/"+i.ID+"/x/callback", hello, 404, "10062")
		}},
		{"too late", func(c *client, i *Interaction) {
			c.s.Advance(firstResponse + time.Second)
			c.wantCall("POST", callbackOf(i), hello, 404, "10062")
		}},
		{"edited before", func(c *client, i *Interaction) {
			c.wantCall("PATCH", originalOf(i), edit, 404, "10015")
		}},
		{"edited after", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), hello, 204, "")
			c.wantCall("PATCH", originalOf(i), edit, 200, "edited")
			c.wantCall("GET", originalOf(i), "", 200, "edited")
		}},
		{"edited when the token is no more", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), hello, 204, "")
			c.s.Advance(tokenLife + time.Second)
			c.wantCall("PATCH", originalOf(i), edit, 401, "50027")
		}},
		{"deferred and edited", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), `{"type":5,"data":{"flags":64}}`, 204, "")
			c.s.Advance(time.Minute)
			c.wantCall("PATCH", originalOf(i), edit, 200, "edited")
			if m := i.Reply(); m.Content != "edited" || !m.Ephemeral() {
				c.t.Errorf("reply = %+v, want it ephemeral", m)
			}
		}},
		{"deferred and followed up", func(c *client, i *Interaction) {
			c.wantCall("POST", callbackOf(i), `{"type":5}`, 204, "")
			c.wantCall("POST", "/webhooks/"+AppID+"/"+i.Token, edit, 200, "edited")
			if m := i.Reply(); m.Content != "edited" {
				c.t.Errorf("reply = %+v, want the deferred one filled in", m)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, r := ready(t)
			tt.play(c, c.s.Command(anyone, "ask", map[string]string{"q": "x"}))
			complains(t, "the test", r.found(), "")
		})
	}
}

func TestBreachesFailTheTest(t *testing.T) {
	tests := []struct {
		name string
		play func(c *client)
		want string
	}{
		{"a bad body", func(c *client) {
			i := c.s.Command(anyone, "ask", nil)
			c.wantCall("POST", callbackOf(i), `{"type":4,"data":{`+quiet+`}}`, 400, "50035")
		}, "empty message"},
		{"a message to autocomplete", func(c *client) {
			i := c.s.Autocomplete(anyone, "ask", "q", "x", nil)
			c.wantCall("POST", callbackOf(i), hello, 400, "50035")
		}, "type 4 to an interaction of type 4"},
		{"bad commands", func(c *client) {
			c.wantCall("PUT", "/applications/"+AppID+"/commands", `[{"name":"A"}]`, 400, "50035")
		}, "lower case"},
		{"no such endpoint", func(c *client) { c.wantCall("GET", "/nowhere", "", 404, "") }, "no such endpoint"},
		{"two IDENTIFYs", func(c *client) {
			c.say(`{"op":2,"d":{"token":"` + Token + `","intents":0,` + properties + `}}`)
			c.wantClose(4005)
		}, "second IDENTIFY"},
		{"unknown opcode", func(c *client) { c.say(`{"op":42}`); c.wantClose(4001) }, "opcode 42"},
		{"no JSON", func(c *client) { c.say(`{`); c.wantClose(4002) }, "gateway payload"},
		{"large payload", func(c *client) {
			c.say(`{"op":1,"d":"` + strings.Repeat("x", maxPayload) + `"}`)
			c.want(opACK, "")
		}, "bytes"},
		{"many payloads", func(c *client) {
			for range maxSends + 1 {
				c.say(`{"op":1,"d":0}`)
			}
			for range maxSends - 1 { // IDENTIFY was one
				c.want(opACK, "")
			}
			c.wantClose(4008)
		}, "in a minute"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, r := ready(t)
			tt.play(c)
			complains(t, "the test", r.found(), tt.want)
		})
	}
}

func TestIdentifyRefused(t *testing.T) {
	tests := []struct {
		name, identify string
		code           int
	}{
		{"wrong token", `{"op":2,"d":{"token":"x","intents":0,` + properties + `}}`, 4004},
		{"no intents", `{"op":2,"d":{"token":"` + Token + `",` + properties + `}}`, 4013},
		{"privileged intents", `{"op":2,"d":{"token":"` + Token + `","intents":32768,` + properties + `}}`, 4014},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := connect(t)
			c.say(tt.identify)
			c.wantClose(tt.code)
		})
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	session := c.session()
	c.s.ResetGateway()
	c.s.Command(anyone, "ask", nil)
	c.dial()
	c.say(`{"op":6,"d":{"token":"` + Token + `","session_id":"` + session + `","seq":1}}`)
	c.want(opDispatch, "INTERACTION_CREATE")
	c.want(opDispatch, "RESUMED")

	c.s.ResetGateway()
	c.dial()
	c.say(`{"op":6,"d":{"token":"` + Token + `","session_id":"` + session + `","seq":99}}`)
	c.wantClose(4007)

	c.dial()
	c.say(`{"op":6,"d":{"token":"` + Token + `","session_id":"unknown","seq":1}}`)
	c.want(opInvalidSession, "")
	complains(t, "the test", r.found(), "")
}

func TestClosingWith1000EndsTheSession(t *testing.T) {
	t.Parallel()
	c, _ := ready(t)
	session := c.session()
	c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
	c.s.WaitGateway("the close", func(n GatewayCounts) bool { return len(n.Closes) == 1 })
	c.dial()
	c.say(`{"op":6,"d":{"token":"` + Token + `","session_id":"` + session + `","seq":1}}`)
	c.want(opInvalidSession, "")
}

func TestFaults(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	c.s.Fail(RateLimited("/users/", 1, 1))
	c.s.Fail(RateLimitedInHTML("/users/", 1, 1))
	c.s.Fail(Fault{Method: "GET", Path: "/users/", Status: 503, Times: 1})
	c.s.Fail(Fault{Path: "/users/", Delay: time.Millisecond, Times: 1})
	c.wantCall("GET", "/users/@me", "", 429, "retry_after")
	c.wantCall("GET", "/users/@me", "", 429, "<html>")
	c.wantCall("GET", "/users/@me", "", 503, "")
	c.wantCall("GET", "/users/@me", "", 200, AppID)
	c.s.RevokeToken()
	c.wantCall("GET", "/users/@me", "", 401, "Unauthorized")
	c.wantCall("GET", "/applications/"+AppID+"/guilds/42/commands", "", 401, "")
	complains(t, "the test", r.found(), "")
}

func TestAccess(t *testing.T) {
	t.Parallel()
	c, _ := ready(t)
	c.wantCall("GET", "/applications/"+AppID+"/guilds/42/commands", "", 403, "50001")
	c.wantCall("GET", "/applications/42/commands", "", 403, "50001")
	c.wantCall("GET", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", "", 200, "admin")
}
