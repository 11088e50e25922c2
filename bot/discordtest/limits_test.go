package discordtest

import (
	"fmt"
	"testing"
	"time"
)

func TestLimitOfAChannel(t *testing.T) {
	playReady(t, "", func(c *client) {
		c.s.Say(member, "why?")
		path := "/channels/" + channelID + "/messages"
		time.Sleep(globalWindow)
		for n := range channelLimit {
			c.wantCall("POST", path, edited, 200, "")
			time.Sleep(time.Duration(n) * 10 * time.Millisecond)
		}
		c.wantCall("POST", path, edited, 429, `"retry_after": 4.900, "global": false`)
		c.wantCall("GET", "/users/@me", "", 200, "")
		time.Sleep(channelWindow)
		c.wantCall("POST", path, edited, 200, "")
	})
}

func TestGlobalLimit(t *testing.T) {
	playReady(t, "", func(c *client) {
		i := c.asked(member)
		time.Sleep(globalWindow)
		for range globalLimit {
			c.wantCall("GET", "/users/@me", "", 200, "")
		}
		c.wantCall("GET", "/users/@me", "", 429, `"retry_after": 1.000, "global": true`)
		c.wantCall("POST", callbackOf(i), shown, 204, "")
		c.wantCall("GET", originalOf(i), "", 200, "")
		time.Sleep(globalWindow)
		c.wantCall("GET", "/users/@me", "", 200, "")
	})
}

// A client can learn the limits from the headers before it exceeds them.
func TestLimitHeaders(t *testing.T) {
	playReady(t, "", func(c *client) {
		c.s.Say(member, "why?")
		for n, want := range []string{"4 5.000 ", "3 5.000 ", "2 5.000 ", "1 5.000 ", "0 5.000 ", "0 5.000 user"} {
			resp, _ := c.do("POST", "/channels/"+channelID+"/messages", edited)
			h := resp.Header
			if got := fmt.Sprint(h.Get("X-RateLimit-Remaining"), " ", h.Get("X-RateLimit-Reset-After"), " ", h.Get("X-RateLimit-Scope")); got != want {
				t.Errorf("headers of message %d = %q, want %q", n, got, want)
			}
		}
		for range globalLimit {
			c.call("GET", "/users/@me", "")
		}
		resp, _ := c.do("GET", "/users/@me", "")
		if h := resp.Header; h.Get("X-RateLimit-Global") != "true" || h.Get("X-RateLimit-Scope") != "global" {
			t.Errorf("headers beyond the global limit = %v", h)
		}
	})
}
