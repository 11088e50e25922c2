package discordtest

import "testing"

func TestDirectMessages(t *testing.T) {
	const open, here = "/users/@me/channels", `{"recipient_id":"11"}`
	posted := "/channels/" + User{ID: member.ID}.ChannelID() + "/messages"
	edited := `{"flags":32768,"components":[{"type":10,"content":"x"}],"allowed_mentions":{"parse":[]}}`
	tests := []struct {
		name string
		play func(c *client)
		want string
	}{
		{"sent", func(c *client) {
			c.wantCall("POST", posted, edited, 404, "10003") // not opened yet
			c.wantCall("POST", open, here, 200, `"id":"`+User{ID: member.ID}.ChannelID()+`"`)
			c.wantCall("POST", posted, edited, 200, `"x"`)
			c.wantCall("POST", posted, edited, 200, `"x"`)
			if got := c.s.WaitDirect(member, 2); got.Guild != "" || got.Text() != "x" || len(c.s.Direct(member)) != 2 || len(c.s.Direct(private)) != 0 {
				c.t.Errorf("the second message = %+v", got)
			}
		}, ""},
		{"unwelcome", func(c *client) {
			c.s.RefuseDirect(member)
			c.wantCall("POST", open, here, 200, "id")
			c.wantCall("POST", posted, edited, 403, "50007")
		}, ""},
		{"to nobody", func(c *client) { c.wantCall("POST", open, `{}`, 400, "50035") }, "recipient_id is missing"},
		{"to several", func(c *client) { c.wantCall("POST", open, `{"recipient_id":"11","nicks":{}}`, 400, "50035") }, "'nicks' not allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { playReady(t, tt.want, tt.play) })
	}
}
