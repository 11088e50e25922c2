package discordtest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// Some people.
var (
	member    = User{ID: "11", Guild: HomeGuild, Roles: []string{"61"}, Permissions: ManageMessages, Locale: "pt-BR"}
	stranger  = User{ID: "12", Guild: HomeGuild}
	direct    = User{ID: "13"}
	traveller = User{ID: "14", Guild: Foreign, UserInstalled: true}
	private   = User{ID: "14", UserInstalled: true}
)

// at follows keys into JSON objects, and returns what is there as JSON.
func at(v any, keys ...string) string {
	for _, k := range keys {
		switch o := v.(type) {
		case map[string]any:
			v = o[k]
		case data:
			v = o[k]
		default:
			v = nil
		}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(v)
	return strings.TrimSpace(b.String())
}

func wantAt(t *testing.T, v any, path, want string) {
	t.Helper()
	if got := at(v, strings.Split(path, ".")...); got != want {
		t.Errorf("%s = %s, want %s", path, got, want)
	}
}

func TestWhereCommandsAreUsed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		user User
		want map[string]string
	}{
		{"on a server", member, map[string]string{
			"context": "0", "guild_id": `"` + HomeGuild + `"`, "channel_id": `"` + Channel + `"`, "channel.type": "0",
			"locale": `"pt-BR"`, "guild_locale": `"en-US"`, "user": "null", "member.user.id": `"11"`,
			"member.roles": `["61"]`, "member.permissions": `"8192"`, "authorizing_integration_owners": `{"0":"` + HomeGuild + `"}`}},
		{"in another channel", User{ID: "11", Guild: HomeGuild, Channel: "42"}, map[string]string{"channel_id": `"42"`, "locale": `"en-US"`}},
		{"directly", direct, map[string]string{
			"context": "1", "guild_id": "null", "guild_locale": "null", "channel.type": "1", "member": "null", "user.id": `"13"`,
			"authorizing_integration_owners": `{"0":"0"}`}},
		{"where the bot is not", traveller, map[string]string{
			"context": "0", "guild_id": `"` + Foreign + `"`, "member.user.id": `"14"`, "authorizing_integration_owners": `{"1":"14"}`}},
		{"among friends", private, map[string]string{
			"context": "2", "guild_id": "null", "channel.type": "3", "user.id": `"14"`, "authorizing_integration_owners": `{"1":"14"}`}},
		{"with an app of one's own beside the bot", User{ID: "14", Guild: Elsewhere, UserInstalled: true}, map[string]string{
			"context": "0", "authorizing_integration_owners": `{"0":"` + Elsewhere + `","1":"14"}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, r := ready(t)
			c.s.Command(tt.user, "aim", map[string]string{"q": "why", "private": "true", "mention": "77"})
			e := c.want(opDispatch, "INTERACTION_CREATE")
			for path, want := range tt.want {
				wantAt(t, e, path, want)
			}
			complains(t, "the test", r.found(), "")
		})
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	c.s.Command(member, "aim", map[string]string{"mention": "77", "private": "false", "q": "why", "kind": "a"})
	e := c.want(opDispatch, "INTERACTION_CREATE")
	wantAt(t, e, "data.options", `[{"name":"q","type":3,"value":"why"},{"name":"kind","type":3,"value":"a"},`+
		`{"name":"private","type":5,"value":false},{"name":"mention","type":6,"value":"77"}]`)
	wantAt(t, e, "data.resolved.users.77.id", `"77"`)
	wantAt(t, e, "data.resolved.members.77.permissions", `"0"`)

	c.s.Autocomplete(member, "ask", "q", "wh", nil)
	e = c.want(opDispatch, "INTERACTION_CREATE")
	wantAt(t, e, "data.options", `[{"focused":true,"name":"q","type":3,"value":"wh"}]`)

	c.s.Command(member, "admin", nil)
	wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data.guild_id", `"`+HomeGuild+`"`)
	complains(t, "the test", r.found(), "")
}

func TestWhatNobodyCanDo(t *testing.T) {
	t.Parallel()
	q := map[string]string{"q": "why"}
	with := func(name, value string) map[string]string { return map[string]string{"q": "why", name: value} }
	tests := []struct {
		name string
		do   func(s *Server)
		want string
	}{
		{"an unknown command", func(s *Server) { s.Command(member, "nothing", nil) }, `command "nothing" of type 1 is not offered`},
		{"a menu's command typed", func(s *Server) { s.Command(member, "Answer", nil) }, "is not offered"},
		{"a command of another server", func(s *Server) { s.Command(User{ID: "1", Guild: Elsewhere}, "admin", nil) }, "is not offered"},
		{"a command of servers, directly", func(s *Server) { s.Command(direct, "here", nil) }, "is not offered"},
		{"a command of servers, among friends", func(s *Server) { s.Command(private, "here", nil) }, "is not offered"},
		{"a command not for users' installations", func(s *Server) { s.Command(traveller, "ask", nil) }, "is not offered"},
		{"a command where the bot is not", func(s *Server) { s.Command(User{ID: "1", Guild: Foreign}, "aim", q) }, "is not offered"},
		{"anything where the bot is not", func(s *Server) { s.Send(User{ID: "1", Guild: Foreign}, command, nil) }, "has no app"},
		{"anything as a bot", func(s *Server) { s.Command(User{ID: "1", Guild: HomeGuild, Bot: true}, "ask", nil) }, "a bot uses the bot"},
		{"a required option missing", func(s *Server) { s.Command(member, "aim", nil) }, `"q" is required`},
		{"an unknown option", func(s *Server) { s.Command(member, "aim", with("Q", "x")) }, `no option "Q"`},
		{"a text too long for the option", func(s *Server) { s.Command(member, "aim", with("q", runes(11))) }, "text of 11"},
		{"a text too long for Discord", func(s *Server) { s.Command(member, "ask", with("q", runes(6001))) }, "text of 6001"},
		{"an empty text", func(s *Server) { s.Command(member, "aim", with("q", "")) }, "text of 0"},
		{"none of the choices", func(s *Server) { s.Command(member, "aim", with("kind", "b")) }, "none of"},
		{"neither true nor false", func(s *Server) { s.Command(member, "aim", with("private", "yes")) }, "none of"},
		{"no user", func(s *Server) { s.Command(member, "aim", with("mention", "bob")) }, "no user id"},
		{"a number", func(s *Server) { s.Command(member, "aim", with("number", "7")) }, "not played"},
		{"autocomplete where there is none", func(s *Server) { s.Autocomplete(member, "aim", "q", "x", nil) }, "no autocomplete"},
		{"a channel in two places", func(s *Server) {
			s.Say(User{ID: "1", Guild: HomeGuild, Channel: "42"}, "x")
			s.Say(User{ID: "1", Guild: Elsewhere, Channel: "42"}, "x")
		}, "channel 42 is used as"},
		{"a very long message", func(s *Server) { s.Say(member, runes(4001)) }, "4001 characters"},
		{"a reply to what is said elsewhere", func(s *Server) {
			s.Post(User{ID: "1", Guild: Elsewhere}, Post{ReplyTo: s.Say(member, "x")})
		}, "does not see"},
		{"a command on another's direct message", func(s *Server) {
			s.MessageCommand(User{ID: "1"}, "Answer", s.Say(direct, "x"))
		}, "does not see"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, r := ready(t)
			complains(t, tt.name, r.during(func() { tt.do(c.s) }), tt.want)
		})
	}
}

func TestMessageCommand(t *testing.T) {
	t.Parallel()
	for _, u := range []User{member, direct, traveller, private} {
		c, r := ready(t)
		m := c.s.Say(u, "Why is the sky blue?")
		i := c.s.MessageCommand(u, "Answer", m)
		e := c.want(opDispatch, "INTERACTION_CREATE")
		wantAt(t, e, "data.type", "3")
		wantAt(t, e, "data.target_id", `"`+m.ID+`"`)
		wantAt(t, e, "data.resolved.messages."+m.ID+".content", `"Why is the sky blue?"`)
		wantAt(t, e, "data.resolved.messages."+m.ID+".author.id", `"`+u.ID+`"`)
		wantAt(t, e, "channel_id", `"`+u.ChannelID()+`"`)
		c.wantCall("POST", callbackOf(i), hello, 204, "")
		if reply := i.Reply(); reply.Channel != m.Channel || reply.Guild != u.Guild {
			t.Errorf("%+v: the reply is in %s/%s, want it beside %+v", u, reply.Guild, reply.Channel, m)
		}
		complains(t, "the test", r.found(), "")
	}
}

// panel has everything to press and to pick from.
const panel = `{"type":4,"data":{"flags":32768,` + quiet + `,"components":[
	{"type":10,"content":"one"},
	{"type":17,"accent_color":7,"components":[
		{"type":9,"components":[{"type":10,"content":"two"}],"accessory":{"type":2,"style":5,"label":"Source","url":"https://a.example"}},
		{"type":14},
		{"type":10,"content":"three"},
		{"type":1,"components":[{"type":2,"style":2,"label":"More","custom_id":"more"},{"type":2,"style":2,"label":"Over","custom_id":"over","disabled":true}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"first","placeholder":"First","options":[{"label":"A","value":"a"}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"second","placeholder":"Second","options":[{"label":"B","value":"b"}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"third","placeholder":"Third","disabled":true,"options":[{"label":"C","value":"c"}]}]}]}}`

// shown has u get a panel.
func (c *client) shown(u User, body string) *Message {
	c.t.Helper()
	i := c.s.Command(u, "aim", map[string]string{"q": "x"})
	c.want(opDispatch, "INTERACTION_CREATE")
	c.wantCall("POST", callbackOf(i), body, 204, "")
	return i.Reply()
}

func TestReadingAMessage(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	m := c.shown(member, panel)
	if got, want := m.Texts(), []string{"one", "two", "three"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Texts() = %q, want %q", got, want)
	}
	if got, want := m.Text(), "one\ntwo\nthree"; got != want {
		t.Errorf("Text() = %q, want %q", got, want)
	}
	labels := func(list []*Component) (all []string) {
		for _, c := range list {
			all = append(all, c.Label+c.Placeholder)
		}
		return all
	}
	if got, want := labels(m.Buttons()), []string{"Source", "More", "Over"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Buttons() = %q, want %q", got, want)
	}
	if got, want := labels(m.Menus()), []string{"First", "Second", "Third"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Menus() = %q, want %q", got, want)
	}
	if b := m.ButtonNamed("More"); b == nil || b.CustomID != "more" {
		t.Errorf(`ButtonNamed("More") = %+v`, b)
	}
	if menu := m.MenuOf("Second"); menu == nil || !menu.Has("b") || menu.Has("a") {
		t.Errorf(`MenuOf("Second") = %+v`, menu)
	}
	if b, menu := m.ButtonNamed("Less"), m.MenuOf("Fourth"); b != nil || menu != nil {
		t.Errorf("what is not there = %+v, %+v", b, menu)
	}
	boxes := m.Containers()
	if len(boxes) != 1 || *boxes[0].AccentColor != 7 || !reflect.DeepEqual(boxes[0].Texts(), []string{"two", "three"}) {
		t.Errorf("Containers() = %+v", boxes)
	}
	if want := "https://discord.com/channels/" + HomeGuild + "/" + Channel + "/" + m.ID; m.URL() != want || !m.V2() || m.Ephemeral() {
		t.Errorf("URL, V2, Ephemeral = %s, %t, %t, want %s, a public one", m.URL(), m.V2(), m.Ephemeral(), want)
	}
	if m := c.s.Say(direct, "x"); m.URL() != "https://discord.com/channels/@me/"+direct.ChannelID()+"/"+m.ID || m.Text() != "x" {
		t.Errorf("a direct message at %s says %q", m.URL(), m.Text())
	}
	complains(t, "the test", r.found(), "")
}

func TestUsingAMessage(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	m := c.shown(member, panel)
	c.s.Press(stranger, m, "More")
	e := c.want(opDispatch, "INTERACTION_CREATE")
	wantAt(t, e, "type", "3")
	wantAt(t, e, "data", `{"component_type":2,"custom_id":"more"}`)
	wantAt(t, e, "member.user.id", `"12"`)
	wantAt(t, e, "message.id", `"`+m.ID+`"`)
	wantAt(t, e, "message.flags", "32768")
	wantAt(t, e, "message.interaction_metadata.user.id", `"11"`)
	if got := at(e, "message", "components"); !strings.Contains(got, `{"content":"one","id":1,"type":10}`) || !strings.Contains(got, `"id":15`) {
		t.Errorf("components without numbers: %s", got)
	}
	c.s.Pick(member, m, "b")
	wantAt(t, c.want(opDispatch, "INTERACTION_CREATE"), "data", `{"component_type":3,"custom_id":"second","values":["b"]}`)
	complains(t, "the test", r.found(), "")

	hidden := c.shown(member, strings.Replace(panel, "32768", "32832", 1))
	c.s.Press(member, hidden, "More")
	tests := []struct {
		name string
		use  func()
		want string
	}{
		{"no such button", func() { c.s.Press(member, m, "Less") }, `no button "Less"`},
		{"a link", func() { c.s.Press(member, m, "Source") }, `no button "Source"`},
		{"a disabled button", func() { c.s.Press(member, m, "Over") }, `no button "Over"`},
		{"no such value", func() { c.s.Pick(member, m, "d") }, `value "d"`},
		{"a disabled menu", func() { c.s.Pick(member, m, "c") }, `value "c"`},
		{"another's private message", func() { c.s.Press(stranger, hidden, "More") }, "does not see"},
		{"another's private menu", func() { c.s.Pick(stranger, hidden, "a") }, "does not see"},
		{"whatever of another's private message", func() { c.s.SendOn(stranger, hidden, nil) }, "does not see"},
		{"a message of another server", func() { c.s.Press(User{ID: "11", Guild: Elsewhere}, m, "More") }, "does not see"},
	}
	for _, tt := range tests {
		complains(t, tt.name, r.during(tt.use), tt.want)
	}
}

func TestUsingAMessageAmongFriends(t *testing.T) {
	t.Parallel()
	c, r := ready(t)
	m := c.shown(private, panel)
	c.s.Press(User{ID: "99"}, m, "More")
	e := c.want(opDispatch, "INTERACTION_CREATE")
	wantAt(t, e, "context", "2")
	wantAt(t, e, "user.id", `"99"`)
	wantAt(t, e, "authorizing_integration_owners", `{"1":"14"}`)
	complains(t, "the test", r.found(), "")
}
