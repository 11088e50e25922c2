package discordtest

import (
	"fmt"
	"strings"
	"testing"
)

const shownV2 = `{"type":4,"data":{"flags":32768,` + quiet + `,"components":[` + v2Text + `]}}`

// pressed has u get a panel and use it.
func (c *client) pressed(u User, body string) (*Message, *Interaction) {
	c.t.Helper()
	m := c.shown(u, body)
	i := c.s.Press(u, m, "More")
	c.want(opDispatch, "INTERACTION_CREATE")
	return m, i
}

func webhookOf(i *Interaction) string { return "/webhooks/" + AppID + "/" + i.Token }

func TestResponses(t *testing.T) {
	t.Parallel()
	hidden := strings.Replace(panel, "32768", "32832", 1)
	update := strings.Replace(shownV2, `"type":4`, `"type":7`, 1)
	tests := []struct {
		name string
		play func(c *client)
		want string
	}{
		{"told what became of it", func(c *client) {
			i := c.s.Command(member, "ask", nil)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", shownV2, 200, `"response_message_ephemeral":false`)
			if m := i.Reply(); m.Text() != "x" || !m.V2() {
				c.t.Errorf("Reply = %+v", m)
			}
		}, ""},
		{"told what became of an announcement", func(c *client) {
			i := c.s.Command(member, "ask", nil)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", `{"type":5,"data":{"flags":64}}`, 200, `"response_message_loading":true`)
			c.wantCall("PATCH", originalOf(i), v2(v2Text), 200, `"flags":32832`)
			if m := i.Reply(); m.Text() != "x" || !m.Ephemeral() || m.Updated || m.loading() {
				c.t.Errorf("Reply = %+v, want a private one that is no update", m)
			}
		}, ""},
		{"told what became of everything", func(c *client) {
			i := c.s.Command(member, "ask", nil)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", panel, 200, `"min_values":1`)
		}, ""},
		{"told what became of proposals", func(c *client) {
			i := c.s.Autocomplete(member, "ask", "q", "x", nil)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", `{"type":8,"data":{"choices":[{"name":"N","value":"v"}]}}`, 200, `"type":4`)
			if got := i.Choices(); len(got) != 1 || got[0] != (Choice{"N", "v"}) {
				c.t.Errorf("Choices = %+v, want N", got)
			}
		}, ""},
		{"in the place of a message", func(c *client) {
			m, i := c.pressed(member, hidden)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", update, 200, m.ID)
			if now := i.Reply(); now.ID != m.ID || now.Text() != "x" || !now.Updated || !now.Ephemeral() || len(now.Buttons()) != 0 {
				c.t.Errorf("Reply = %+v, want message %s updated and still private", now, m.ID)
			}
		}, ""},
		{"in the place of a message, without the flag", func(c *client) {
			_, i := c.pressed(member, panel)
			c.wantCall("POST", callbackOf(i), strings.Replace(update, `"flags":32768,`, "", 1), 400, "50035")
		}, "without the flag"},
		{"in the place of a message that is gone", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("DELETE", "/channels/"+Channel+"/messages/"+m.ID, "", 204, "")
			c.wantCall("POST", callbackOf(i), update, 404, "10008")
		}, ""},
		{"beside a message", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("POST", callbackOf(i), shownV2, 204, "")
			if reply := i.Reply(); reply.ID == m.ID || reply.ReplyTo != m.ID {
				c.t.Errorf("Reply = %+v, want another message than %s", reply, m.ID)
			}
		}, ""},
		{"nothing to see", func(c *client) {
			m, i := c.pressed(member, panel)
			c.wantCall("POST", callbackOf(i)+"?with_response=true", `{"type":6}`, 200, m.ID)
			if now := c.s.Latest(m); now.Updated || now.Deleted || i.WaitResponse() != deferUpdate {
				c.t.Errorf("message = %+v, want it unchanged", now)
			}
			c.wantCall("GET", originalOf(i), "", 200, m.ID)
			c.wantCall("PATCH", originalOf(i), v2(v2Text), 200, m.ID)
			if now := i.Reply(); now.ID != m.ID || !now.Updated {
				c.t.Errorf("Reply = %+v, want message %s edited", now, m.ID)
			}
		}, ""},
		{"removed", func(c *client) {
			for _, body := range []string{panel, hidden} {
				m, i := c.pressed(member, body)
				c.wantCall("POST", callbackOf(i), `{"type":6}`, 204, "")
				c.wantCall("DELETE", originalOf(i), "", 204, "")
				c.s.WaitDeleted(m)
				c.wantCall("DELETE", originalOf(i), "", 404, "10008")
				c.wantCall("PATCH", originalOf(i), v2(v2Text), 404, "10008")
				c.wantCall("GET", originalOf(i), "", 404, "10008")
			}
		}, ""},
		{"removed by two at a time", func(c *client) {
			m, i := c.pressed(member, panel)
			other := c.s.Press(stranger, m, "More")
			c.wantCall("POST", callbackOf(i), `{"type":6}`, 204, "")
			c.wantCall("POST", callbackOf(other), `{"type":6}`, 204, "")
			c.wantCall("DELETE", originalOf(i), "", 204, "")
			c.wantCall("DELETE", originalOf(other), "", 404, "10008")
			c.s.SendOn(stranger, m, map[string]any{"custom_id": "more", "component_type": 2})
		}, ""},
		{"removed before it is answered", func(c *client) {
			_, i := c.pressed(member, panel)
			c.wantCall("DELETE", originalOf(i), "", 404, "10015")
		}, ""},
		{"followed up", func(c *client) {
			i := c.s.Command(member, "ask", nil)
			c.wantCall("POST", callbackOf(i), shownV2, 204, "")
			for range maxFollowUps + 1 {
				c.wantCall("POST", webhookOf(i), v2(v2Text), 200, "")
			}
			list := i.FollowUps(maxFollowUps + 1)
			c.wantCall("PATCH", webhookOf(i)+"/messages/"+list[1].ID, v2(`{"type":10,"content":"y"}`), 200, "")
			c.wantCall("DELETE", webhookOf(i)+"/messages/"+list[2].ID, "", 204, "")
			list = i.FollowUps(maxFollowUps + 1)
			if list[0].Text() != "x" || list[1].Text() != "y" || !list[2].Deleted || i.Reply().Updated {
				c.t.Errorf("FollowUps = %+v, want the second edited and the third deleted", list)
			}
			c.wantCall("PATCH", webhookOf(i)+"/messages/1", v2(v2Text), 404, "10008")
		}, ""},
		{"followed up with nothing", func(c *client) {
			i := c.s.Command(member, "ask", nil)
			c.wantCall("POST", webhookOf(i), v2(v2Text), 404, "10015")
			c.wantCall("POST", callbackOf(i), shownV2, 204, "")
			c.wantCall("POST", webhookOf(i), v2(""), 400, "50035")
		}, "0 components"},
		{"followed up too often where the bot is not", func(c *client) {
			i := c.s.Command(traveller, "aim", map[string]string{"q": "x"})
			c.wantCall("POST", callbackOf(i), shownV2, 204, "")
			for range maxFollowUps {
				c.wantCall("POST", webhookOf(i), v2(v2Text), 200, "")
			}
			c.wantCall("POST", webhookOf(i), v2(v2Text), 400, "40094")
		}, "more than 5 follow-ups"},
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

func TestPings(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	for _, tt := range []struct{ flags, want int }{{32768, 1}, {32832, 0}} {
		body := fmt.Sprintf(`{"type":4,"data":{"flags":%d,"allowed_mentions":{"parse":[],"users":["2"]},`+
			`"components":[{"type":10,"content":"<@1> and <@2>"}]}}`, tt.flags)
		if got := c.shown(member, body).Pings; len(got) != tt.want {
			t.Errorf("flags %d: Pings = %v, want %d", tt.flags, got, tt.want)
		}
	}
	complains(t, "the test", r.found(), "")
}

func TestWhatAnswersLookLike(t *testing.T) {
	t.Parallel()
	c, r := listening(t, bothIntents)
	i := c.s.Command(member, "ask", nil)
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(i), shownV2, 204, "")
	e := c.want(opDispatch, "MESSAGE_CREATE")
	wantAt(t, e, "type", "20")
	wantAt(t, e, "webhook_id", `"`+AppID+`"`)
	wantAt(t, e, "interaction_metadata.id", `"`+i.ID+`"`)

	i = c.s.MessageCommand(member, "Answer", i.Reply())
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(i), shownV2, 204, "")
	e = c.want(opDispatch, "MESSAGE_CREATE")
	wantAt(t, e, "type", "23")
	wantAt(t, e, "interaction_metadata.target_message_id", `"`+i.target.ID+`"`)

	hidden := c.s.Command(member, "ask", nil)
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(hidden), strings.Replace(shownV2, "32768", "32832", 1), 204, "")
	c.s.Say(direct, "the end")
	wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "content", `"the end"`)
	if got := len(c.s.ChannelMessages(Channel)); got != 2 {
		t.Errorf("everybody sees %d messages, want the 2 that are not private", got)
	}
	complains(t, "the test", r.found(), "")
}
