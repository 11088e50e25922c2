package discordtest

import (
	"fmt"
	"testing"
)

const toBot = "<@" + AppID + "> why?"

func TestMessagesThatTheBotReceives(t *testing.T) {
	everyone := User{ID: "15", Guild: HomeGuild, Permissions: MentionEveryone}
	tests := []struct {
		name string
		say  func(s *Server)
		want map[string]string // nil: it receives nothing
	}{
		{"to the bot", func(s *Server) { s.Say(member, toBot) }, map[string]string{
			"content": `"` + toBot + `"`, "type": "0", "guild_id": `"` + HomeGuild + `"`, "channel_id": `"` + channelID + `"`,
			"author.id": `"11"`, "author.bot": "null", "member.roles": `["61"]`, "member.permissions": "null", "member.user": "null",
			"mention_everyone": "false", "mention_roles": "[]", "message_reference": "null", "webhook_id": "null"}},
		{"to nobody", func(s *Server) { s.Say(member, "why?") }, map[string]string{"content": `""`, "mentions": "[]", "author.id": `"11"`}},
		{"to another user", func(s *Server) { s.Say(member, "<@77> why?") }, map[string]string{"content": `""`}},
		{"to a role", func(s *Server) { s.Say(member, "<@&5> why?") }, map[string]string{"content": `""`}},
		{"to everyone", func(s *Server) { s.Say(everyone, "@everyone "+toBot) }, map[string]string{"mention_everyone": "true"}},
		{"to everyone, without the permission", func(s *Server) { s.Say(member, "@everyone "+toBot) }, map[string]string{"mention_everyone": "false"}},
		{"a direct message", func(s *Server) { s.Say(direct, "why?") }, map[string]string{
			"content": `"why?"`, "guild_id": "null", "member": "null", "channel_id": `"` + direct.ChannelID() + `"`}},
		{"by a bot", func(s *Server) { s.Say(User{ID: "16", Guild: HomeGuild, Bot: true}, toBot) }, map[string]string{"author.bot": "true"}},
		{"by a webhook", func(s *Server) { s.Post(member, Post{Text: toBot, Webhook: true}) }, map[string]string{
			"webhook_id": `"11"`, "member": "null", "author.bot": "true"}},
		{"by Discord", func(s *Server) { s.Post(member, Post{System: 7}) }, map[string]string{"type": "7"}},
		{"where the bot is not", func(s *Server) { s.Say(traveller, toBot) }, nil},
		{"in a private channel", func(s *Server) { s.Say(private, toBot) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, "", func(c *client) {
				tt.say(c.s)
				c.s.Say(direct, "the end")
				e := c.want(opDispatch, "MESSAGE_CREATE")
				if received := at(e, "content") != `"the end"`; received != (tt.want != nil) {
					t.Errorf("received %v, want %v", e, tt.want)
				}
				for path, want := range tt.want {
					wantAt(t, e, path, want)
				}
			})
		})
	}
}

func TestIntentsSelectMessages(t *testing.T) {
	for _, intents := range []int{0, intentGuildMessages, intentDirectMessages} {
		play(t, "", func(c *client) {
			c.identify(intents)
			c.s.Say(member, toBot)
			c.s.Say(direct, "why?")
			if intents == intentGuildMessages {
				wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "author.id", `"11"`)
			}
			if intents == intentDirectMessages {
				wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "author.id", `"13"`)
			}
			c.s.SendOp(7)
			c.want(7, "")
		})
	}
}

func TestMessageContent(t *testing.T) {
	for _, intents := range []int{intentGuildMessages, intentGuildMessages | intentMessageContent} {
		play(t, "", func(c *client) {
			c.s.GrantMessageContent()
			c.identify(intents)
			c.s.Say(member, "not to the bot")
			want := `""`
			if intents&intentMessageContent != 0 {
				want = `"not to the bot"`
			}
			wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "content", want)
		})
	}
}

func TestReplies(t *testing.T) {
	playReady(t, "", func(c *client) {
		m := c.s.Say(member, toBot)
		if received := c.want(opDispatch, "MESSAGE_CREATE"); at(received, "nonce") == "null" {
			t.Error("a user's message without a nonce")
		}
		c.wantCall("POST", "/channels/"+m.Channel+"/messages", replace(edited, quiet, quiet+`,"message_reference":{"message_id":"`+m.ID+`"}`), 200, "")
		own := c.want(opDispatch, "MESSAGE_CREATE")
		wantAt(t, own, "author.id", `"`+AppID+`"`)
		wantAt(t, own, "type", "19")
		wantAt(t, own, "message_reference", `{"channel_id":"`+channelID+`","guild_id":"`+HomeGuild+`","message_id":"`+m.ID+`","type":0}`)
		wantAt(t, own, "referenced_message.content", `"`+toBot+`"`)
		wantAt(t, own, "components", `[{"content":"edited","type":10}]`)
		reply := c.s.WaitReplyTo(m)

		c.s.Post(stranger, Post{Text: "and?", ReplyTo: reply})
		loud := c.want(opDispatch, "MESSAGE_CREATE")
		wantAt(t, loud, "content", `"and?"`)
		wantAt(t, loud, "referenced_message.author.id", `"`+AppID+`"`)
		silent := c.s.Post(stranger, Post{Text: "and?", ReplyTo: reply, Silent: true})
		e := c.want(opDispatch, "MESSAGE_CREATE")
		wantAt(t, e, "content", `""`)
		wantAt(t, e, "mentions", "[]")
		c.s.Replay(silent)
		if again := c.want(opDispatch, "MESSAGE_CREATE"); fmt.Sprint(again) != fmt.Sprint(e) {
			t.Errorf("replayed %v, want %v", again, e)
		}

		c.s.Delete(reply)
		wantAt(t, c.want(opDispatch, "MESSAGE_DELETE"), "id", `"`+reply.ID+`"`)
		c.s.Post(stranger, Post{Text: "gone?", ReplyTo: reply})
		wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "referenced_message", "null")
		if got := c.s.RepliesTo(m); len(got) != 0 || !c.s.Latest(reply).Deleted || reply.Deleted {
			t.Errorf("replies = %+v after the only one was deleted", got)
		}
		c.s.Delete(m, silent)
		wantAt(t, c.want(opDispatch, "MESSAGE_DELETE_BULK"), "ids", `["`+m.ID+`","`+silent.ID+`"]`)
	})
}

func TestResponsesAsMessages(t *testing.T) {
	playReady(t, "", func(c *client) {
		i := c.asked(member)
		c.wantCall("POST", callbackOf(i), shown, 204, "")
		e := c.want(opDispatch, "MESSAGE_CREATE")
		wantAt(t, e, "type", "20")
		wantAt(t, e, "webhook_id", `"`+AppID+`"`)
		wantAt(t, e, "interaction_metadata.id", `"`+i.ID+`"`)

		i = c.s.MessageCommand(member, "Answer", i.Reply())
		c.want(opDispatch, "INTERACTION_CREATE")
		c.wantCall("POST", callbackOf(i), shown, 204, "")
		e = c.want(opDispatch, "MESSAGE_CREATE")
		wantAt(t, e, "type", "23")
		wantAt(t, e, "interaction_metadata.target_message_id", `"`+i.target.ID+`"`)

		c.wantCall("POST", callbackOf(c.asked(member)), ephemeral(shown), 204, "")
		c.s.Say(direct, "the end")
		wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "content", `"the end"`)
	})
}

func TestPings(t *testing.T) {
	body := replace(replace(shown, `"parse":[]`, `"parse":[],"users":["2"]`), `"x"`, `"<@1> and <@2>"`)
	playReady(t, "", func(c *client) {
		if got := c.answered(member, body).Pings; len(got) != 1 || got[0] != "2" {
			t.Errorf("pings %q, want 2", got)
		}
		if got := c.answered(member, ephemeral(body)).Pings; len(got) != 0 {
			t.Errorf("a private message pings %q", got)
		}
	})
}
