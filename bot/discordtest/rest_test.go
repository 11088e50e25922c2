package discordtest

import (
	"testing"
	"time"
)

func TestFaults(t *testing.T) {
	playReady(t, "", func(c *client) {
		c.s.Fail(RateLimited("/users/", 1, 1))
		c.s.Fail(RateLimitedInHTML("/users/", 1, 1))
		c.s.Fail(Fault{Method: "GET", Path: "/users/", Status: 503, Times: 1})
		c.s.Fail(Fault{Path: "/users/", Delay: time.Minute, Times: 1})
		c.wantCall("GET", "/users/@me", "", 429, "retry_after")
		c.wantCall("GET", "/users/@me", "", 429, "<html>")
		c.wantCall("GET", "/users/@me", "", 503, "")
		began := time.Now()
		c.wantCall("GET", "/users/@me", "", 200, AppID)
		if took := time.Since(began); took != time.Minute {
			t.Errorf("a call with a delay of 1m took %s", took)
		}
		c.s.Fail(Fault{Each: 1, Status: 503})
		c.wantCall("GET", "/users/@me", "", 503, "")
		c.wantCall("GET", "/gateway", "", 503, "")
		c.wantCall("GET", "/users/@me", "", 200, AppID)
		c.wantCall("GET", "/gateway", "", 200, "ws")
		c.s.Heal()

		i := c.asked(member)
		c.s.Fail(Fault{Status: 503, Deliver: true, Times: 1})
		c.wantCall("POST", callbackOf(i), shown, 503, "")
		c.wantCall("POST", callbackOf(i), shown, 400, "40060")
	})
}

func TestAccess(t *testing.T) {
	playReady(t, "no such endpoint: GET /api/v9/nowhere", func(c *client) {
		c.wantCall("GET", "/applications/"+AppID+"/guilds/42/commands", "", 403, "50001")
		c.wantCall("GET", "/applications/42/commands", "", 403, "50001")
		c.wantCall("GET", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", "", 200, "admin")
		c.wantCall("GET", "/nowhere", "", 404, "")
		c.s.RevokeToken()
		c.wantCall("GET", "/users/@me", "", 401, "Unauthorized")
		c.wantCall("GET", "/gateway/bot", "", 401, "")
	})
}

func TestListedCommands(t *testing.T) {
	play(t, "", func(c *client) {
		const path = "/applications/" + AppID + "/commands"
		c.wantCall("PUT", path, `[{"name":"ask","description":"x","description_localizations":{"de":"y"},"options":[
			{"type":3,"name":"q","description":"x","required":false,"autocomplete":true}]}]`, 200, "ask")
		c.wantCall("GET", path, "", 200, `"dm_permission":true`)
		c.wantCall("GET", path, "", 200, `"options":[{"autocomplete":true,"description":"x","name":"q","type":3}]`)
		c.wantCall("GET", path+"?with_localizations=true", "", 200, `"description_localizations":{"de":"y"}`)
		if _, answer := c.call("GET", path, ""); contains(answer, `"de"`) {
			t.Errorf("%s lists localizations that were not requested", answer)
		}
	})
}

func TestResponses(t *testing.T) {
	update := replace(shown, `"type":4`, `"type":7`)
	tests := []struct {
		name string
		play func(c *client)
		want string
	}{
		{"twice", func(c *client) {
			i := c.asked(member)
			c.wantCall("POST", callbackOf(i), shown, 204, "")
			c.wantCall("POST", callbackOf(i), shown, 400, "40060")
			if m := i.Reply(); m.Text() != "x" || m.Ephemeral() || m.ReplyTo != "" {
				c.t.Errorf("reply = %+v", m)
			}
		}, ""},
		{"unknown", func(c *client) {
			i := c.asked(member)
			c.wantCall("POST", "/interactions/1/x/callback", shown, 404, "10062")
			c.wantCall("POST", "/interactions/"+i.ID+"/x/callback", shown, 404, "10062")
		}, ""},
		{"too late", func(c *client) {
			i := c.asked(member)
			time.Sleep(notInTime)
			c.wantCall("POST", callbackOf(i), shown, 404, "10062")
		}, ""},
		{"an invalid body", func(c *client) { c.wantCall("POST", callbackOf(c.asked(member)), `{"type":99}`, 400, "50035") }, "a type that cannot be here"},
		{"edited before", func(c *client) { c.wantCall("PATCH", originalOf(c.asked(member)), edited, 404, "10015") }, ""},
		{"edited after", func(c *client) {
			i := c.asked(member)
			c.wantCall("POST", callbackOf(i), shown, 204, "")
			c.wantCall("PATCH", originalOf(i), edited, 200, "edited")
			c.wantCall("GET", originalOf(i), "", 200, "edited")
			c.wantCall("PATCH", originalOf(i), ephemeral(edited), 400, "50035")
			time.Sleep(tokenLife + time.Second)
			c.wantCall("PATCH", originalOf(i), edited, 401, "50027")
		}, "flags 64 cannot be set"},
		{"deferred and edited", func(c *client) {
			i := c.asked(member)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", deferred, 200, `"response_message_loading":true`)
			time.Sleep(time.Minute)
			c.wantCall("PATCH", originalOf(i), edited, 200, `"flags":32832`)
			if m := i.Reply(); m.Text() != "edited" || !m.Ephemeral() || m.Updated {
				c.t.Errorf("reply = %+v, want a private one that was not updated", m)
			}
		}, ""},
		{"with the response", func(c *client) {
			c.wantCall("POST", callbackOf(c.asked(member))+"?with_response=true", panel, 200, `"response_message_ephemeral":false`)
		}, ""},
		{"suggestions", func(c *client) {
			i := c.s.Autocomplete(member, "ask", "q", "x", nil)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", `{"type":8,"data":{"choices":[{"name":"N","value":"v"}]}}`, 200, `"type":4`)
			if got := i.Choices(); len(got) != 1 || got[0] != (Choice{"N", "v"}) {
				c.t.Errorf("choices = %+v, want N", got)
			}
			c.wantCall("GET", originalOf(i), "", 404, "10015")
		}, ""},
		{"an update", func(c *client) {
			m, i := c.pressed(member, ephemeral(panel))
			c.wantCall("POST", callbackOf(i)+"?with_response=true", update, 200, m.ID)
			if now := i.Reply(); now.ID != m.ID || now.Text() != "x" || !now.Updated || !now.Ephemeral() || len(now.Buttons()) != 0 {
				c.t.Errorf("reply = %+v, want message %s updated and still private", now, m.ID)
			}
		}, ""},
		{"an update of a message that is gone", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("DELETE", "/channels/"+channelID+"/messages/"+m.ID, "", 204, "")
			c.wantCall("POST", callbackOf(i), update, 404, "10008")
		}, ""},
		{"a new message", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("POST", callbackOf(i), shown, 204, "")
			if reply := i.Reply(); reply.ID == m.ID || reply.ReplyTo != m.ID {
				c.t.Errorf("reply = %+v, want another message than %s", reply, m.ID)
			}
		}, ""},
		{"a deferred update", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", `{"type":6}`, 200, m.ID)
			if now := c.s.Latest(m); now.Updated || now.Deleted || i.WaitResponse() != deferUpdate {
				c.t.Errorf("message = %+v, want it unchanged", now)
			}
			c.wantCall("PATCH", originalOf(i), edited, 200, m.ID)
			if now := i.Reply(); now.ID != m.ID || !now.Updated {
				c.t.Errorf("reply = %+v, want message %s edited", now, m.ID)
			}
		}, ""},
		{"removed", func(c *client) {
			for _, body := range []string{ephemeral(panel), panel} {
				m, i := c.pressed(member, body)
				c.wantCall("POST", callbackOf(i), `{"type":6}`, 204, "")
				c.wantCall("DELETE", originalOf(i), "", 204, "")
				c.s.WaitDeleted(m)
				c.wantCall("DELETE", originalOf(i), "", 404, "10008")
			}
			c.want(opDispatch, "MESSAGE_DELETE")
		}, ""},
		{"removed by two users at the same time", func(c *client) {
			m, i := c.pressed(member, panel)
			other := c.s.Press(stranger, m, "More")
			c.wantCall("POST", callbackOf(i), `{"type":6}`, 204, "")
			c.wantCall("POST", callbackOf(other), `{"type":6}`, 204, "")
			c.wantCall("DELETE", originalOf(i), "", 204, "")
			c.wantCall("DELETE", originalOf(other), "", 404, "10008")
			c.s.SendOn(stranger, m, object{"custom_id": "more", "component_type": 2})
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { playReady(t, tt.want, tt.play) })
	}
}

func TestPosting(t *testing.T) {
	const path = "/channels/" + channelID + "/messages"
	post := func(fields string) string { return replace(edited, quiet, quiet+fields) }
	reply := func(id, fields string) string {
		return post(`,"message_reference":{"message_id":"` + id + `"` + fields + `}`)
	}
	// answer posts a message and returns its ID.
	answer := func(c *client, body string) string {
		status, answer := c.call("POST", path, body)
		if status != 200 {
			c.t.Fatalf("POST of %s = %d %s", body, status, answer)
		}
		return decode[struct{ ID string }]([]byte(answer)).ID
	}
	tests := []struct {
		name string
		play func(c *client, m *Message)
		want string
	}{
		{"no reply", func(c *client, m *Message) {
			if answer(c, edited); len(c.s.RepliesTo(m)) != 0 {
				c.t.Error("the message is a reply")
			}
		}, ""},
		{"a reply", func(c *client, m *Message) {
			id := answer(c, reply(m.ID, ""))
			if got := c.s.WaitReplyTo(m); got.ID != id || got.Author.ID != AppID || got.Text() != "edited" || len(got.Pings) != 0 {
				c.t.Errorf("reply = %+v, want message %s", got, id)
			}
			c.wantCall("GET", path+"/"+id, "", 200, "edited")
			c.wantCall("DELETE", path+"/"+id, "", 204, "")
			c.wantCall("DELETE", path+"/"+id, "", 404, "10008")
		}, ""},
		{"an invalid body", func(c *client, m *Message) { c.wantCall("POST", path, `{`+quiet+`}`, 400, "50035") }, "an empty message"},
		{"in an unknown channel", func(c *client, m *Message) { c.wantCall("POST", "/channels/1/messages", edited, 404, "10003") }, ""},
		{"in a channel without the bot", func(c *client, m *Message) {
			c.s.Say(private, "x")
			c.wantCall("POST", "/channels/"+private.ChannelID()+"/messages", edited, 403, "50001")
		}, ""},
		{"without the permission", func(c *client, m *Message) {
			c.s.Fail(Refused("/channels/", 403, 50013, 1))
			c.wantCall("POST", path, edited, 403, "50013")
			c.wantCall("POST", path, edited, 200, "")
		}, ""},
		{"a reply to nothing", func(c *client, m *Message) { c.wantCall("POST", path, reply("1", ""), 400, "Unknown message") }, ""},
		{"a reply to nothing, if that is allowed", func(c *client, m *Message) {
			c.wantCall("POST", path, reply("1", `,"fail_if_not_exists":false`), 200, `"type":0`)
		}, ""},
		{"a reply to a message elsewhere", func(c *client, m *Message) {
			other := c.s.Say(User{ID: "11", Guild: HomeGuild, Channel: "42"}, "x")
			c.wantCall("POST", path, reply(other.ID, ""), 400, "Unknown message")
		}, ""},
		{"the same nonce", func(c *client, m *Message) {
			first := answer(c, post(`,"nonce":"1","enforce_nonce":true`))
			again := answer(c, post(`,"nonce":"1","enforce_nonce":true`))
			other := answer(c, post(`,"nonce":"2","enforce_nonce":true`))
			time.Sleep(nonceLife + time.Second)
			if late := answer(c, post(`,"nonce":"1","enforce_nonce":true`)); first != again || first == other || late == first {
				c.t.Errorf("messages %s, %s, %s and, after %s, %s", first, again, other, nonceLife, late)
			}
		}, ""},
		{"the same nonce, not enforced", func(c *client, m *Message) {
			first := answer(c, post(`,"nonce":"1"`))
			if again := answer(c, post(`,"nonce":"1"`)); again == first {
				c.t.Error("one message, want two")
			}
		}, ""},
		{"the deletion of another's message", func(c *client, m *Message) {
			c.wantCall("DELETE", path+"/"+m.ID, "", 403, "50013")
			c.wantCall("DELETE", path+"/1", "", 404, "10008")
			c.wantCall("DELETE", "/channels/1/messages/"+m.ID, "", 404, "10003")
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, tt.want, func(c *client) { tt.play(c, c.s.Say(member, "why?")) })
		})
	}
}
