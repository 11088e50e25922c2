package discordtest

import "testing"

// opened makes the bot open a form in response to i.
func (c *client) opened(i *Interaction) *Interaction {
	c.t.Helper()
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(i), `{"type":9,"data":{"custom_id":"m","title":"Add","components":[
		{"type":1,"components":[{"type":4,"custom_id":"q","style":1,"label":"Question","value":"Why?","max_length":10}]},
		{"type":1,"components":[{"type":4,"custom_id":"a","style":2,"label":"Answer","required":false}]}]}}`, 204, "")
	return i
}

func TestSubmittingAForm(t *testing.T) {
	playReady(t, "", func(c *client) {
		opened := c.opened(c.s.Command(member, "ask", nil))
		if f := opened.Form(); f.Title != "Add" || len(f.Fields) != 2 || f.FieldNamed("Question").Value != "Why?" || f.FieldNamed("Answer").required() {
			t.Errorf("form = %+v", f)
		}
		i := c.s.Submit(opened, map[string]string{"Answer": "because\nof it"})
		e := c.want(opDispatch, "INTERACTION_CREATE")
		wantAt(t, e, "type", "5")
		wantAt(t, e, "message", "null")
		wantAt(t, e, "data", `{"components":[{"components":[{"custom_id":"q","type":4,"value":"Why?"}],"type":1},`+
			`{"components":[{"custom_id":"a","type":4,"value":"because\nof it"}],"type":1}],"custom_id":"m"}`)
		c.wantCall("POST", callbackOf(i), shown, 204, "")
		wantAt(t, i.Reply().object(), "interaction_metadata.triggering_interaction_metadata.id", `"`+opened.ID+`"`)
	})
}

func TestSubmittingAFormOfAButton(t *testing.T) {
	playReady(t, "", func(c *client) {
		m := c.answered(member, panel)
		opened := c.opened(c.s.Press(member, m, "More"))
		i := c.s.Submit(opened, nil)
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "message.id", `"`+m.ID+`"`)
		c.wantCall("POST", callbackOf(i), replace(shown, `"type":4`, `"type":7`), 204, "")
		if reply := i.Reply(); reply.ID != m.ID || !reply.Updated {
			t.Errorf("reply = message %s, updated %t; want %s, updated", reply.ID, reply.Updated, m.ID)
		}
	})
}

func TestUpdateWithoutAMessage(t *testing.T) {
	for _, body := range []string{`{"type":6}`, replace(shown, `"type":4`, `"type":7`)} {
		playReady(t, "an update without a message", func(c *client) {
			i := c.s.Submit(c.opened(c.s.Command(member, "ask", nil)), nil)
			c.want(opDispatch, "INTERACTION_CREATE")
			c.wantCall("POST", callbackOf(i), body, 400, "50035")
		})
	}
}

func TestImpossibleForms(t *testing.T) {
	tests := []struct {
		name  string
		texts map[string]string
		want  string
	}{
		{"an unknown field", map[string]string{"Source": "x"}, `no field "Source"`},
		{"a text too long", map[string]string{"Question": runes(11)}, "11 characters"},
		{"a required field left empty", map[string]string{"Question": ""}, "0 characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, tt.want, func(c *client) {
				opened := c.opened(c.s.Command(member, "ask", nil))
				c.during(func() { c.s.Submit(opened, tt.texts) })
			})
		})
	}
}

func TestUsingASubcommand(t *testing.T) {
	playReady(t, "", func(c *client) {
		c.wantCall("PUT", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", `[{"name":"tools","description":"x","options":[
			{"type":1,"name":"why","description":"x","options":[{"type":3,"name":"q","description":"x","required":true,"autocomplete":true}]},
			{"type":1,"name":"list","description":"x"}]}]`, 200, "tools")
		c.s.Command(member, "tools why", map[string]string{"q": "x"})
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.options", `[{"name":"why","options":[{"name":"q","type":3,"value":"x"}],"type":1}]`)
		c.s.Command(member, "tools list", nil)
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.options", `[{"name":"list","type":1}]`)
		c.s.Autocomplete(member, "tools why", "q", "x", nil)
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.options", `[{"name":"why","options":[{"focused":true,"name":"q","type":3,"value":"x"}],"type":1}]`)
	})
	for _, name := range []string{"ask why", "tools", "tools nothing"} {
		playReady(t, "has no subcommand", func(c *client) {
			c.wantCall("PUT", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", `[{"name":"tools","description":"x","options":[{"type":1,"name":"why","description":"x"}]}]`, 200, "tools")
			c.during(func() { c.s.Command(member, name, nil) })
		})
	}
}
