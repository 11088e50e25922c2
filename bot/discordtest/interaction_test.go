package discordtest

import (
	"strings"
	"testing"
	"time"
)

func replace(s, old, new string) string { return strings.Replace(s, old, new, 1) }
func contains(s, part string) bool      { return strings.Contains(s, part) }

func TestWhereCommandsAreUsed(t *testing.T) {
	tests := []struct {
		name string
		user User
		want map[string]string
	}{
		{"on a server", member, map[string]string{
			"context": "0", "guild_id": `"` + HomeGuild + `"`, "channel_id": `"` + channelID + `"`, "channel.type": "0",
			"locale": `"pt-BR"`, "guild_locale": `"en-US"`, "user": "null", "member.user.id": `"11"`,
			"member.roles": `["61"]`, "member.permissions": `"8192"`, "authorizing_integration_owners": `{"0":"` + HomeGuild + `"}`}},
		{"in another channel", User{ID: "11", Guild: HomeGuild, Channel: "42"}, map[string]string{"channel_id": `"42"`, "locale": `"en-US"`}},
		{"in a direct message", direct, map[string]string{
			"context": "1", "guild_id": "null", "guild_locale": "null", "channel.type": "1", "member": "null", "user.id": `"13"`,
			"authorizing_integration_owners": `{"0":"0"}`}},
		{"where the bot is not", traveller, map[string]string{
			"context": "0", "guild_id": `"` + Foreign + `"`, "member.user.id": `"14"`, "authorizing_integration_owners": `{"1":"14"}`}},
		{"in a private channel", private, map[string]string{
			"context": "2", "guild_id": "null", "channel.type": "3", "user.id": `"14"`, "authorizing_integration_owners": `{"1":"14"}`}},
		{"with both installations", User{ID: "14", Guild: Elsewhere, UserInstalled: true}, map[string]string{
			"context": "0", "authorizing_integration_owners": `{"0":"` + Elsewhere + `","1":"14"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, "", func(c *client) {
				c.s.Command(tt.user, "aim", map[string]string{"q": "why", "private": "true", "mention": "77"})
				e := c.want(opDispatch, "INTERACTION_CREATE")
				for path, want := range tt.want {
					wantAt(t, e, path, want)
				}
			})
		})
	}
}

func TestOptions(t *testing.T) {
	playReady(t, "", func(c *client) {
		c.s.Command(member, "aim", map[string]string{"mention": "77", "private": "false", "q": "why"})
		e := c.want(opDispatch, "INTERACTION_CREATE")
		wantAt(t, e, "data.options", `[{"name":"q","type":3,"value":"why"},{"name":"private","type":5,"value":false},{"name":"mention","type":6,"value":"77"}]`)
		wantAt(t, e, "data.resolved.users.77.id", `"77"`)
		c.s.Autocomplete(member, "ask", "q", "wh", nil)
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.options", `[{"focused":true,"name":"q","type":3,"value":"wh"}]`)
		c.s.Command(member, "admin", nil)
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.guild_id", `"`+HomeGuild+`"`)
	})
}

func TestImpossibleActions(t *testing.T) {
	q := map[string]string{"q": "why"}
	tests := []struct {
		name string
		do   func(s *Server)
		want string
	}{
		{"an unknown command", func(s *Server) { s.Command(member, "nothing", nil) }, `command "nothing" of type 1 is not offered`},
		{"a message command, typed", func(s *Server) { s.Command(member, "Answer", nil) }, "is not offered"},
		{"a command of another server", func(s *Server) { s.Command(User{ID: "1", Guild: Elsewhere}, "admin", nil) }, "is not offered"},
		{"a command for servers, in a direct message", func(s *Server) { s.Command(direct, "here", nil) }, "is not offered"},
		{"a command not for users' installations", func(s *Server) { s.Command(traveller, "ask", nil) }, "is not offered"},
		{"a command where the bot is not", func(s *Server) { s.Command(User{ID: "1", Guild: Foreign}, "aim", q) }, "is not offered"},
		{"anything where the bot is not", func(s *Server) { s.Send(User{ID: "1", Guild: Foreign}, command, nil) }, "has no app"},
		{"a required option missing", func(s *Server) { s.Command(member, "aim", nil) }, `option "q"`},
		{"an unknown option", func(s *Server) { s.Command(member, "aim", map[string]string{"q": "why", "Q": "x"}) }, `options ["Q" "q"]`},
		{"a text too long", func(s *Server) { s.Command(member, "ask", map[string]string{"q": strings.Repeat("x", 6001)}) }, "6001 characters"},
		{"autocomplete where there is none", func(s *Server) { s.Autocomplete(member, "aim", "q", "x", nil) }, "no autocomplete"},
		{"a channel on two servers", func(s *Server) {
			s.Say(User{ID: "1", Guild: HomeGuild, Channel: "42"}, "x")
			s.Say(User{ID: "1", Guild: Elsewhere, Channel: "42"}, "x")
		}, "channel 42 is used as"},
		{"a reply to a message elsewhere", func(s *Server) {
			s.Post(User{ID: "1", Guild: Elsewhere}, Post{ReplyTo: s.Say(member, "x")})
		}, "does not see"},
		{"a command on another's direct message", func(s *Server) { s.MessageCommand(User{ID: "1"}, "Answer", s.Say(direct, "x")) }, "does not see"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { playReady(t, tt.want, func(c *client) { c.during(func() { tt.do(c.s) }) }) })
	}
}

func TestMessageCommand(t *testing.T) {
	for _, u := range []User{member, direct, traveller, private} {
		play(t, "", func(c *client) {
			c.identify(0)
			c.wantCall("PUT", "/applications/"+AppID+"/commands", `[{"name":"Answer","type":3,"contexts":[0,1,2],"integration_types":[0,1]}]`, 200, "")
			m := c.s.Say(u, "Why is the sky blue?")
			i := c.s.MessageCommand(u, "Answer", m)
			e := c.want(opDispatch, "INTERACTION_CREATE")
			wantAt(t, e, "data.type", "3")
			wantAt(t, e, "data.target_id", `"`+m.ID+`"`)
			wantAt(t, e, "data.resolved.messages."+m.ID+".content", `"Why is the sky blue?"`)
			wantAt(t, e, "channel_id", `"`+u.ChannelID()+`"`)
			c.wantCall("POST", callbackOf(i), shown, 204, "")
			if reply := i.Reply(); reply.Channel != m.Channel || reply.Guild != u.Guild {
				t.Errorf("the reply for %+v is in %s/%s, want it in the channel of %+v", u, reply.Guild, reply.Channel, m)
			}
		})
	}
}

func TestReadingAMessage(t *testing.T) {
	playReady(t, "", func(c *client) {
		m := c.answered(member, panel)
		labels := func(list []*Component) (all string) {
			for _, c := range list {
				all += c.Label + c.Placeholder + " "
			}
			return all
		}
		if got := m.Text() + "|" + labels(m.Buttons()) + "|" + labels(m.Menus()); got != "one\ntwo\nthree|Source More Over |First Second Third " {
			t.Errorf("the panel's texts and controls are %q", got)
		}
		if b, menu := m.ButtonNamed("More"), m.MenuOf("Second"); b == nil || b.CustomID != "more" || menu == nil || menu.CustomID != "second" {
			t.Errorf("button More = %+v, menu Second = %+v", b, menu)
		}
		if b, menu := m.ButtonNamed("Less"), m.MenuOf("Fourth"); b != nil || menu != nil {
			t.Errorf("missing button and menu = %+v, %+v; want nil", b, menu)
		}
		if want := "https://discord.com/channels/" + HomeGuild + "/" + channelID + "/" + m.ID; m.URL() != want || m.Ephemeral() {
			t.Errorf("URL = %s, private %t, want %s, public", m.URL(), m.Ephemeral(), want)
		}
		if m := c.s.Say(direct, "x"); m.URL() != "https://discord.com/channels/@me/"+direct.ChannelID()+"/"+m.ID || m.Text() != "x" {
			t.Errorf("URL = %s, text %q of a direct message", m.URL(), m.Text())
		}
	})
}

func TestUsingAMessage(t *testing.T) {
	playReady(t, "", func(c *client) {
		m := c.answered(member, panel)
		c.s.Press(stranger, m, "More")
		e := c.want(opDispatch, "INTERACTION_CREATE")
		wantAt(t, e, "type", "3")
		wantAt(t, e, "data", `{"component_type":2,"custom_id":"more"}`)
		wantAt(t, e, "member.user.id", `"12"`)
		wantAt(t, e, "message.id", `"`+m.ID+`"`)
		wantAt(t, e, "message.flags", "32768")
		wantAt(t, e, "message.interaction_metadata.user.id", `"11"`)
		c.s.Pick(member, m, "b")
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data", `{"component_type":3,"custom_id":"second","values":["b"]}`)

		m = c.answered(private, panel)
		c.s.Press(User{ID: "99"}, m, "More") // has not installed the app
		wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "authorizing_integration_owners", `{"1":"14"}`)
	})
	tests := []struct {
		name string
		use  func(s *Server, m, hidden *Message)
		want string
	}{
		{"no such button", func(s *Server, m, _ *Message) { s.Press(member, m, "Less") }, `no button "Less"`},
		{"a link", func(s *Server, m, _ *Message) { s.Press(member, m, "Source") }, `no button "Source"`},
		{"a disabled button", func(s *Server, m, _ *Message) { s.Press(member, m, "Over") }, `no button "Over"`},
		{"no such value", func(s *Server, m, _ *Message) { s.Pick(member, m, "d") }, `value "d"`},
		{"a disabled menu", func(s *Server, m, _ *Message) { s.Pick(member, m, "c") }, `value "c"`},
		{"another's private message", func(s *Server, _, hidden *Message) { s.Press(stranger, hidden, "More") }, "does not see"},
		{"another server's message", func(s *Server, m, _ *Message) { s.Press(User{ID: "11", Guild: Elsewhere}, m, "More") }, "does not see"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, tt.want, func(c *client) {
				m, hidden := c.answered(member, panel), c.answered(member, ephemeral(panel))
				c.during(func() { tt.use(c.s, m, hidden) })
			})
		})
	}
}

func TestOutcome(t *testing.T) {
	tests := []struct {
		name string
		play func(c *client) *Interaction
		want Outcome
	}{
		{"answered", func(c *client) *Interaction {
			i := c.asked(member)
			c.wantCall("POST", callbackOf(i), shown, 204, "")
			return i
		}, Answered},
		{"not answered", func(c *client) *Interaction { return c.asked(member) }, Missed},
		{"answered while Discord fails", func(c *client) *Interaction {
			i := c.asked(member)
			c.s.Fail(Fault{Status: 503})
			c.wantCall("POST", callbackOf(i), shown, 503, "")
			return i
		}, Missed},
		{"after the session", func(c *client) *Interaction {
			c.s.InvalidSession(false)
			return c.s.Command(member, "ask", nil)
		}, Undelivered},
		{"over a dead connection", func(c *client) *Interaction {
			c.s.Stall()
			return c.s.Command(member, "ask", nil)
		}, Undelivered},
		{"resumed in time", func(c *client) *Interaction {
			c.s.Stall()
			i := c.s.Command(member, "ask", nil)
			c.resume(c.session(), 1)
			c.want(opDispatch, "INTERACTION_CREATE")
			return i
		}, Missed},
		{"resumed too late", func(c *client) *Interaction {
			c.s.Stall()
			i := c.s.Command(member, "ask", nil)
			time.Sleep(firstResponse - reaction + time.Millisecond)
			c.resume(c.session(), 1)
			c.want(opDispatch, "INTERACTION_CREATE")
			return i
		}, Undelivered},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			playReady(t, "", func(c *client) {
				if got := tt.play(c).Outcome(); got != tt.want {
					t.Errorf("outcome %d, want %d", got, tt.want)
				}
			})
		})
	}
}

func TestTimes(t *testing.T) {
	playReady(t, "", func(c *client) {
		i := c.s.Command(member, "ask", nil)
		c.want(opDispatch, "INTERACTION_CREATE")
		time.Sleep(2 * time.Second)
		c.wantCall("POST", callbackOf(i), shown, 204, "")
		c.wantCall("POST", callbackOf(i), shown, 400, "40060")
		if got := i.Times(); got.Made.After(got.Sent) || got.Answered.Sub(got.Sent) != 2*time.Second || i.Refused() != 1 {
			t.Errorf("times = %+v, want 2s between them, and 1 refused", got)
		}
	})
}
