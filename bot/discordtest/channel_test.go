package discordtest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const bothIntents = intentGuildMessages | intentDirectMessages

const toBot = "<@" + AppID + "> why?"

func TestHearing(t *testing.T) {
	t.Parallel()
	everyone := User{ID: "15", Guild: HomeGuild, Permissions: MentionEveryone}
	tests := []struct {
		name string
		say  func(s *Server)
		want map[string]string // nil: nothing is heard
	}{
		{"to the bot", func(s *Server) { s.Say(member, toBot) }, map[string]string{
			"content": `"` + toBot + `"`, "type": "0", "guild_id": `"` + HomeGuild + `"`, "channel_id": `"` + Channel + `"`,
			"author.id": `"11"`, "author.bot": "null", "member.roles": `["61"]`, "member.permissions": "null", "member.user": "null",
			"mention_everyone": "false", "mention_roles": "[]", "message_reference": "null", "webhook_id": "null"}},
		{"to nobody", func(s *Server) { s.Say(member, "why?") }, map[string]string{"content": `""`, "mentions": "[]", "author.id": `"11"`}},
		{"to another", func(s *Server) { s.Say(member, "<@77> why?") }, map[string]string{"content": `""`}},
		{"to a role", func(s *Server) { s.Say(member, "<@&5> why?") }, map[string]string{"content": `""`, "mention_roles": `["5"]`}},
		{"to everyone", func(s *Server) { s.Say(everyone, "@everyone "+toBot) }, map[string]string{"mention_everyone": "true"}},
		{"to those here", func(s *Server) { s.Say(everyone, "@here "+toBot) }, map[string]string{"mention_everyone": "true"}},
		{"to everyone without the right", func(s *Server) { s.Say(member, "@everyone "+toBot) }, map[string]string{"mention_everyone": "false"}},
		{"directly", func(s *Server) { s.Say(direct, "why?") }, map[string]string{
			"content": `"why?"`, "guild_id": "null", "member": "null", "channel_id": `"` + direct.ChannelID() + `"`}},
		{"by a bot", func(s *Server) { s.Say(User{ID: "16", Guild: HomeGuild, Bot: true}, toBot) }, map[string]string{"author.bot": "true"}},
		{"by a webhook", func(s *Server) { s.Post(member, Post{Text: toBot, Webhook: true}) }, map[string]string{
			"webhook_id": `"11"`, "member": "null", "author.bot": "true"}},
		{"by Discord", func(s *Server) { s.Post(member, Post{System: 7}) }, map[string]string{"type": "7"}},
		{"in reply to another", func(s *Server) {
			m := s.Say(User{ID: "12", Guild: Foreign}, "x") // unheard
			s.Post(User{ID: "11", Guild: Foreign}, Post{Text: toBot, ReplyTo: m})
		}, nil},
		{"where the bot is not", func(s *Server) { s.Say(traveller, toBot) }, nil},
		{"among friends", func(s *Server) { s.Say(private, toBot) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, r := listening(t, bothIntents)
			tt.say(c.s)
			c.s.Say(direct, "the end")
			e := c.want(opDispatch, "MESSAGE_CREATE")
			if heard := at(e, "content") != `"the end"`; heard != (tt.want != nil) {
				t.Errorf("heard %v, want %v", e, tt.want)
			}
			for path, want := range tt.want {
				wantAt(t, e, path, want)
			}
			complains(t, "the test", r.found(), "")
		})
	}
}

func TestHearingWhatIntentsAskFor(t *testing.T) {
	t.Parallel()
	for _, intents := range []int{0, intentGuildMessages, intentDirectMessages} {
		c, r := listening(t, intents)
		c.s.Say(member, toBot)
		c.s.Say(direct, "why?")
		c.s.Command(direct, "ask", nil)
		if intents&intentGuildMessages != 0 {
			wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "author.id", `"11"`)
		}
		if intents&intentDirectMessages != 0 {
			wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "author.id", `"13"`)
		}
		c.want(opDispatch, "INTERACTION_CREATE")
		complains(t, "the test", r.found(), "")
	}
}

func TestIntents(t *testing.T) {
	t.Parallel()
	for _, intent := range []int{1 << 1, 1 << 8, 1 << 15} {
		c, r := connect(t)
		c.say(identifyWith(intent | bothIntents))
		c.wantClose(4014)
		complains(t, "the test", r.found(), "IDENTIFY with intents")
	}
	c, r := connect(t)
	c.identify(1 << 0)
	complains(t, "the test", r.found(), "IDENTIFY with intents 1;")
}

// answer posts body to a channel and returns the new message's id.
func (c *client) answer(channel, body string) string {
	c.t.Helper()
	status, answer := c.call("POST", "/channels/"+channel+"/messages", body)
	var m struct{ ID string }
	if err := json.Unmarshal([]byte(answer), &m); status != 200 || err != nil || m.ID == "" {
		c.t.Fatalf("POST of a message = %d %s, %v", status, answer, err)
	}
	return m.ID
}

func replying(to *Message, fields string) string {
	return `{` + quiet + `,"flags":32768,"components":[` + v2Text + `],"message_reference":{"message_id":"` + to.ID + `"}` + fields + `}`
}

func TestReplies(t *testing.T) {
	t.Parallel()
	c, r := listening(t, bothIntents)
	m := c.s.Say(member, toBot)
	if heard := c.want(opDispatch, "MESSAGE_CREATE"); at(heard, "nonce") == "null" {
		t.Error("a person's message without a nonce")
	}
	id := c.answer(m.Channel, replying(m, `,"nonce":"1"`))
	own := c.want(opDispatch, "MESSAGE_CREATE")
	wantAt(t, own, "nonce", `"1"`)
	wantAt(t, own, "author.id", `"`+AppID+`"`)
	wantAt(t, own, "type", "19")
	wantAt(t, own, "message_reference", `{"channel_id":"`+Channel+`","guild_id":"`+HomeGuild+`","message_id":"`+m.ID+`","type":0}`)
	wantAt(t, own, "referenced_message.content", `"`+toBot+`"`)
	if at(own, "components") == "[]" {
		t.Error("the bot does not see what it said itself")
	}
	reply := c.s.WaitReplyTo(m)
	if reply.ID != id || reply.ReplyTo != m.ID || reply.Author.ID != AppID || reply.Text() != "x" || len(reply.Pings) != 0 {
		t.Errorf("WaitReplyTo = %+v, want message %s", reply, id)
	}
	if got := c.s.ChannelMessages(m.Channel); len(got) != 2 || got[0].ID != m.ID || got[1].ID != id {
		t.Errorf("ChannelMessages = %+v, want the question and the reply", got)
	}

	c.s.Post(stranger, Post{Text: "and?", ReplyTo: reply})
	loud := c.want(opDispatch, "MESSAGE_CREATE")
	wantAt(t, loud, "type", "19")
	wantAt(t, loud, "content", `"and?"`)
	wantAt(t, loud, "referenced_message.author.id", `"`+AppID+`"`)
	if !strings.Contains(at(loud, "mentions"), AppID) {
		t.Errorf("mentions = %s, want the bot", at(loud, "mentions"))
	}
	c.s.Post(stranger, Post{Text: "and?", ReplyTo: reply, Silent: true})
	silent := c.want(opDispatch, "MESSAGE_CREATE")
	wantAt(t, silent, "content", `""`)
	wantAt(t, silent, "mentions", "[]")
	wantAt(t, silent, "referenced_message.author.id", `"`+AppID+`"`)

	c.wantCall("DELETE", "/channels/"+m.Channel+"/messages/"+id, "", 204, "")
	c.s.WaitDeleted(reply)
	c.s.Post(stranger, Post{Text: "gone?", ReplyTo: reply})
	wantAt(t, c.want(opDispatch, "MESSAGE_CREATE"), "referenced_message", "null")
	if got := c.s.RepliesTo(m); len(got) != 0 || !c.s.Latest(reply).Deleted || reply.Deleted {
		t.Errorf("RepliesTo = %+v after the only one was deleted", got)
	}
	complains(t, "the test", r.found(), "")
}

func TestReplay(t *testing.T) {
	t.Parallel()
	c, r := listening(t, bothIntents)
	m := c.s.Say(member, toBot)
	first := c.want(opDispatch, "MESSAGE_CREATE")
	c.s.Replay(m)
	if again := c.want(opDispatch, "MESSAGE_CREATE"); at(first) != at(again) {
		t.Errorf("replayed %s, want %s", at(again), at(first))
	}
	complains(t, "the test", r.found(), "")
}

func TestPosting(t *testing.T) {
	t.Parallel()
	const message = `{"content":"x",` + quiet + `}`
	path := "/channels/" + Channel + "/messages"
	gone := func(more string) string {
		return `{"content":"x",` + quiet + `,"message_reference":{"message_id":"1"` + more + `}}`
	}
	tests := []struct {
		name string
		play func(c *client, m *Message)
		want string
	}{
		{"plainly", func(c *client, m *Message) {
			c.answer(Channel, message)
			if got := c.s.RepliesTo(m); len(got) != 0 {
				c.t.Errorf("RepliesTo = %+v, want none", got)
			}
		}, ""},
		{"a bad body", func(c *client, m *Message) { c.wantCall("POST", path, `{`+quiet+`}`, 400, "50035") }, "empty message"},
		{"in no channel", func(c *client, m *Message) { c.wantCall("POST", "/channels/1/messages", message, 404, "10003") }, ""},
		{"where the bot is not", func(c *client, m *Message) {
			c.s.Say(private, "x")
			c.wantCall("POST", "/channels/"+private.ChannelID()+"/messages", message, 403, "50001")
		}, ""},
		{"without a token", func(c *client, m *Message) { c.s.RevokeToken(); c.wantCall("POST", path, message, 401, "") }, ""},
		{"where it may not", func(c *client, m *Message) {
			c.s.Fail(Refused("/channels/", 403, 50013, 1))
			c.wantCall("POST", path, message, 403, "50013")
			c.wantCall("POST", path, message, 200, "")
		}, ""},
		{"in reply to nothing", func(c *client, m *Message) { c.wantCall("POST", path, gone(""), 400, "Unknown message") }, ""},
		{"in reply to nothing, which is fine", func(c *client, m *Message) {
			c.wantCall("POST", path, gone(`,"fail_if_not_exists":false`), 200, `"type":0`)
		}, ""},
		{"in reply to what was said elsewhere", func(c *client, m *Message) {
			other := c.s.Say(User{ID: "11", Guild: HomeGuild, Channel: "42"}, "x")
			c.wantCall("POST", path, replying(other, ""), 400, "Unknown message")
		}, ""},
		{"the same nonce", func(c *client, m *Message) {
			first := c.answer(Channel, replying(m, `,"nonce":"1","enforce_nonce":true`))
			again := c.answer(Channel, replying(m, `,"nonce":"1","enforce_nonce":true`))
			other := c.answer(Channel, replying(m, `,"nonce":"2","enforce_nonce":true`))
			if first != again || first == other || len(c.s.RepliesTo(m)) != 2 {
				c.t.Errorf("messages %s, %s and %s, want two", first, again, other)
			}
			c.s.Advance(nonceLife + time.Second)
			if late := c.answer(Channel, replying(m, `,"nonce":"1","enforce_nonce":true`)); late == first {
				c.t.Errorf("nonce still known after %s", nonceLife)
			}
		}, ""},
		{"the same nonce, not enforced", func(c *client, m *Message) {
			first := c.answer(Channel, replying(m, `,"nonce":"1"`))
			if again := c.answer(Channel, replying(m, `,"nonce":"1"`)); again == first {
				c.t.Error("one message, want two")
			}
		}, ""},
		{"to somebody", func(c *client, m *Message) {
			id := c.answer(Channel, `{"content":"<@1> <@2>","allowed_mentions":{"parse":[],"users":["2"]}}`)
			if got := c.s.Latest(&Message{ID: id}).Pings; len(got) != 1 || got[0] != "2" {
				c.t.Errorf("Pings = %v, want [2]", got)
			}
		}, ""},
		{"and taking another's words away", func(c *client, m *Message) {
			c.wantCall("DELETE", path+"/"+m.ID, "", 403, "50013")
			c.wantCall("DELETE", path+"/1", "", 404, "10008")
			c.wantCall("DELETE", "/channels/1/messages/"+m.ID, "", 404, "10003")
		}, ""},
		{"and taking it away twice", func(c *client, m *Message) {
			id := c.answer(Channel, message)
			c.wantCall("DELETE", path+"/"+id, "", 204, "")
			c.wantCall("DELETE", path+"/"+id, "", 404, "10008")
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, r := ready(t)
			tt.play(c, c.s.Say(member, "why?"))
			complains(t, "the test", r.found(), tt.want)
		})
	}
}
