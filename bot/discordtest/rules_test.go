package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// quiet is what every message needs.
const quiet = `"allowed_mentions":{"parse":[]}`

func runes(n int) string { return strings.Repeat("ä", n) }

func repeated(n int, format string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strings.ReplaceAll(format, "%d", fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}

// embeds is a message of embeds, rows one of rows of components.
func embeds(s string) string { return `{` + quiet + `,"embeds":[` + s + `]}` }

func rows(s string) string { return `{` + quiet + `,"content":"x","components":[` + s + `]}` }

func inRow(s string) string { return rows(`{"type":1,"components":[` + s + `]}`) }

// complains fails the test unless one of found holds want; "" wants none.
func complains(t *testing.T, what string, found []string, want string) {
	t.Helper()
	if want == "" && len(found) > 0 {
		t.Errorf("%s = %q, want no complaint", what, found)
	}
	if want != "" && !strings.Contains(strings.Join(found, "\n"), want) {
		t.Errorf("%s = %q, want a complaint of %q", what, found, want)
	}
}

func TestMessageRules(t *testing.T) {
	const (
		link   = `{"type":2,"style":5,"label":"x","url":"https://a.example"}`
		button = `{"type":2,"style":1,"label":"x","custom_id":"b%d"}`
		option = `{"label":"x","value":"v%d"}`
	)
	menu := func(options string) string {
		return inRow(`{"type":3,"custom_id":"m","options":[` + options + `]}`)
	}
	tests := []struct{ name, body, want string }{
		{"fine", `{` + quiet + `,"content":"x"}`, ""},
		{"content at the limit", `{` + quiet + `,"content":"` + runes(2000) + `"}`, ""},
		{"content too long", `{` + quiet + `,"content":"` + runes(2001) + `"}`, "content has 2001"},
		{"empty", `{` + quiet + `}`, "empty message"},
		{"blank", `{` + quiet + `,"content":" \n"}`, "empty message"},
		{"misspelt", `{` + quiet + `,"contents":"x"}`, `unknown field "contents"`},
		{"not JSON", `{`, "not JSON"},
		{"pings", `{"content":"x"}`, "allowed_mentions"},
		{"pings everyone", `{"content":"x","allowed_mentions":{"parse":["everyone"]}}`, "allowed_mentions"},
		{"pings a user", `{"content":"x","allowed_mentions":{"parse":[],"users":["1"]}}`, "whom the message does not name"},
		{"pings a user it names", `{"content":"<@1>","allowed_mentions":{"parse":[],"users":["1"]}}`, ""},
		{"pings one of two it names", `{"content":"<@1> <@2>","allowed_mentions":{"parse":[],"users":["2"]}}`, ""},
		{"pings two users", `{"content":"<@1> <@2>","allowed_mentions":{"parse":[],"users":["1","2"]}}`, "mentions 2 users"},
		{"pings a user by number", `{"content":"<@1>","allowed_mentions":{"parse":[],"users":[1]}}`, "mentions user 1"},
		{"pings a role", `{"content":"<@&1>","allowed_mentions":{"parse":[],"roles":["1"]}}`, "mentions a role"},
		{"pings whom it replies to", `{"content":"x","allowed_mentions":{"parse":[],"replied_user":true}}`, "whom it replies to"},
		{"says that it does not", `{"content":"x","allowed_mentions":{"parse":[],"replied_user":false}}`, ""},
		{"mentions misspelt", `{"content":"x","allowed_mentions":{"parse":[],"user":[]}}`, `unknown field "user"`},
		{"flags", `{` + quiet + `,"content":"x","flags":1}`, "flags 1"},
		{"nonce", `{` + quiet + `,"content":"x","nonce":"1"}`, `unknown field "nonce"`},

		{"embed", embeds(`{"title":"x"}`), ""},
		{"embeds at the sum", embeds(repeated(2, `{"description":"`+runes(3000)+`"}`)), ""},
		{"embeds beyond the sum", embeds(`{"description":"` + runes(4000) + `"},{"title":"x","footer":{"text":"` + runes(2000) + `"}}`), "6000"},
		{"too many embeds", embeds(repeated(11, `{"title":"x"}`)), "11 embeds"},
		{"embed title", embeds(`{"title":"` + runes(257) + `"}`), "title has 257"},
		{"embed description", embeds(`{"description":"` + runes(4097) + `"}`), "description has 4097"},
		{"embed footer", embeds(`{"footer":{"text":"` + runes(2049) + `"}}`), "text has 2049"},
		{"embed author", embeds(`{"author":{"name":"` + runes(257) + `"}}`), "name has 257"},
		{"embed fields", embeds(`{"fields":[` + repeated(26, `{"name":"x","value":"y"}`) + `]}`), "26 fields"},
		{"embed field without value", embeds(`{"fields":[{"name":"x"}]}`), "value has 0"},
		{"empty embed", embeds(`{}`), "empty embed"},
		{"embed address", embeds(`{"title":"x","url":"javascript:x"}`), "no web address"},
		{"embed address too long", embeds(`{"title":"x","url":"https://a.example/` + runes(2048) + `"}`), "url has"},
		{"embed misspelt", embeds(`{"title":"x","colour":1}`), `unknown field "colour"`},

		{"button", inRow(link), ""},
		{"six rows", rows(repeated(6, `{"type":1,"components":[`+button+`]}`)), "6 rows"},
		{"six buttons", inRow(repeated(6, button)), "a row of 6"},
		{"empty row", inRow(""), "a row of 0"},
		{"no row", rows(link), "without the flag"},
		{"same custom_id", inRow(`{"type":2,"style":1,"label":"x","custom_id":"b"},{"type":2,"style":2,"label":"x","custom_id":"b"}`), "used twice"},
		{"link with custom_id", inRow(`{"type":2,"style":5,"label":"x","url":"https://a.example","custom_id":"b"}`), "link button with a custom_id"},
		{"link too long", inRow(`{"type":2,"style":5,"label":"x","url":"https://a.example/` + strings.Repeat("x", 512) + `"}`), "url has"},
		{"button without custom_id", inRow(`{"type":2,"style":1,"label":"x"}`), "custom_id has 0"},
		{"button with a url", inRow(`{"type":2,"style":1,"label":"x","custom_id":"b","url":"https://a.example"}`), "no link"},
		{"button without a face", inRow(`{"type":2,"style":1,"custom_id":"b"}`), "neither label nor emoji"},
		{"button label", inRow(`{"type":2,"style":1,"custom_id":"b","label":"` + runes(81) + `"}`), "label has 81"},
		{"premium button", inRow(`{"type":2,"style":6,"custom_id":"b"}`), "premium"},
		{"text input", inRow(`{"type":4,"custom_id":"t"}`), "type 4 in a row"},

		{"menu", menu(repeated(25, option)), ""},
		{"menu beside a button", inRow(`{"type":3,"custom_id":"m","options":[` + option + `]},` + button), "shares its row"},
		{"menu too long", menu(repeated(26, option)), "26 options"},
		{"menu empty", menu(""), "0 options"},
		{"menu value twice", menu(`{"label":"x","value":"v"},{"label":"y","value":"v"}`), "there twice"},
		{"menu value too long", menu(`{"label":"x","value":"` + runes(101) + `"}`), "value has 101"},
		{"menu label too long", menu(`{"label":"` + runes(101) + `","value":"v"}`), "label has 101"},
		{"menu label blank", menu(`{"label":" ","value":"v"}`), "blank label"},
		{"menu description", menu(`{"label":"x","value":"v","description":"` + runes(101) + `"}`), "description has 101"},
		{"menu placeholder", inRow(`{"type":3,"custom_id":"m","placeholder":"` + runes(151) + `","options":[` + option + `]}`), "placeholder has 151"},
		{"menu custom_id", inRow(`{"type":3,"custom_id":"` + runes(101) + `","options":[` + option + `]}`), "custom_id has 101"},
		{"menu of more picks than options", inRow(`{"type":3,"custom_id":"m","max_values":2,"options":[` + option + `]}`), "more values"},
		{"menu of fewer picks than it asks for", inRow(`{"type":3,"custom_id":"m","min_values":2,"max_values":1,"options":[` + repeated(3, option) + `]}`), "than may be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onResponse), tt.want)
		})
	}
}

const (
	v2Text   = `{"type":10,"content":"x"}`
	v2Button = `{"type":2,"style":1,"label":"x","custom_id":"b%d"}`
)

// v2 is a message of components V2, boxed one whose components are in a container.
func v2(s string) string { return `{` + quiet + `,"flags":32768,"components":[` + s + `]}` }

func boxed(s string) string { return v2(`{"type":17,"components":[` + s + `]}`) }

func TestFormsOfBodies(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"text", `{"content":7}`, "content is no string"},
		{"number", `{"flags":"7"}`, "flags is no whole number"},
		{"fraction", `{"flags":1.5}`, "flags is no whole number"},
		{"flag", `{"allowed_mentions":{"replied_user":1}}`, "replied_user is no boolean"},
		{"array", `{"embeds":{}}`, "embeds is no array"},
		{"array of objects", `{"embeds":[7]}`, "embeds[0]: is no object"},
		{"object", `{"allowed_mentions":[]}`, "allowed_mentions is no object"},
		{"body", `[]`, "body is no object"},
		{"disabled button", inRow(`{"type":2,"style":1,"label":"x","custom_id":"b","disabled":1}`), "disabled is no boolean"},
		{"menu of users", inRow(`{"type":5,"custom_id":"m"}`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onResponse), tt.want)
		})
	}
	contexts := []map[string]any{{"name": "ask", "description": "x", "contexts": "0"}}
	complains(t, "checkCommands", checkCommands(contexts, false), "contexts is no array")
	contexts[0]["contexts"] = []any{"0"}
	complains(t, "checkCommands", checkCommands(contexts, false), "is no number")
}

func TestCheckMessage(t *testing.T) {
	complains(t, "CheckMessage", CheckMessage(t, []byte(v2(v2Text))), "")
	complains(t, "CheckMessage", CheckMessage(t, []byte(v2(""))), "0 components")
	complains(t, "CheckMessage", CheckMessage(t, []byte(`{`)), "not JSON")
}

// FuzzMessage demands that a message within the rules can be read and told.
func FuzzMessage(f *testing.F) {
	f.Add(v2(v2Text))
	f.Add(boxed(v2Text + `,{"type":14,"spacing":2}`))
	f.Add(inRow(`{"type":3,"custom_id":"m","options":[{"label":"x","value":"v"}]}`))
	f.Add(v2(`{"type":9,"components":[` + v2Text + `],"accessory":` + v2Button + `}`))
	f.Add(embeds(`{"title":"x"}`))
	f.Fuzz(func(t *testing.T, body string) {
		if len(checkMessage([]byte(body), onResponse)) > 0 {
			return
		}
		parts, problems := decode[map[string]json.RawMessage]([]byte(body))
		r := &recorder{TB: t}
		m := &Message{s: &Server{t: r}}
		m.become(parts)
		m.ping()
		if blank(m.Text()) && len(m.list("embeds")) == 0 && len(m.Components) == 0 {
			t.Errorf("%s shows nothing", body)
		}
		if _, err := json.Marshal(m.object()); err != nil {
			t.Errorf("%s cannot be told: %v", body, err)
		}
		complains(t, body, append(problems, r.found()...), "")
	})
}

func TestEditRules(t *testing.T) {
	known := func(body string) *Message {
		parts, _ := decode[map[string]json.RawMessage]([]byte(body))
		m := &Message{}
		m.become(parts)
		return m
	}
	classic, newer := known(`{"content":"x","embeds":[{"title":"x"}]}`), known(v2(v2Text))
	announced := &Message{Flags: flagLoading}
	tests := []struct {
		name string
		was  *Message
		body string
		want string
	}{
		{"classic", classic, `{` + quiet + `,"content":"y"}`, ""},
		{"components alone", classic, `{` + quiet + `,"components":[]}`, ""},
		{"emptied", classic, `{` + quiet + `,"content":""}`, "empty message"},
		{"private", classic, `{` + quiet + `,"content":"y","flags":64}`, "flags 64"},
		{"to V2", classic, `{` + quiet + `,"flags":32768,"content":null,"embeds":null,"components":[` + v2Text + `]}`, ""},
		{"to V2 with the old content", classic, `{` + quiet + `,"flags":32768,"embeds":null,"components":[` + v2Text + `]}`, "content that the message keeps"},
		{"to V2 with the old embeds", classic, `{` + quiet + `,"flags":32768,"content":null,"components":[` + v2Text + `]}`, "embeds that the message keeps"},
		{"V2", newer, v2(v2Text), ""},
		{"V2 without the flag", newer, `{` + quiet + `,"components":[` + v2Text + `]}`, "without the flag"},
		{"V2 taken back", newer, `{` + quiet + `,"flags":0,"content":"y"}`, "taken back"},
		{"V2 with content", newer, `{` + quiet + `,"content":"y"}`, "beside components V2"},
		{"V2 with the flag alone", newer, `{` + quiet + `,"flags":32768}`, ""},
		{"V2 emptied", newer, v2(""), "0 components in it"},
		{"announced", announced, v2(v2Text), ""},
		{"announced and empty", announced, `{` + quiet + `}`, "empty message"},
		{"announced and private", announced, `{` + quiet + `,"content":"y","flags":64}`, "flags 64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onEdit(tt.was)), tt.want)
		})
	}
}

func TestPostRules(t *testing.T) {
	post := func(fields string) string { return `{` + quiet + `,"content":"x",` + fields + `}` }
	tests := []struct{ name, body, want string }{
		{"reply", post(`"message_reference":{"message_id":"1","fail_if_not_exists":false},"nonce":"1","enforce_nonce":true`), ""},
		{"number as a nonce", post(`"nonce":1`), ""},
		{"private", post(`"flags":64`), "flags 64"},
		{"nonce too long", post(`"nonce":"` + strings.Repeat("1", 26) + `"`), "nonce of 26"},
		{"nonce empty", post(`"nonce":""`), "nonce of 0"},
		{"enforced without a nonce", post(`"enforce_nonce":true`), "without a nonce"},
		{"reference to nothing", post(`"message_reference":{}`), "is no id"},
		{"reference misspelt", post(`"message_reference":{"message_id":"1","fail":true}`), `unknown field "fail"`},
		{"reference that forwards", post(`"message_reference":{"message_id":"1","type":1}`), "is no reply"},
		{"V2 with stickers", `{` + quiet + `,"flags":32768,"sticker_ids":["1"],"components":[` + v2Text + `]}`, "sticker_ids beside"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onPost), tt.want)
		})
	}
}

func TestCallbackRules(t *testing.T) {
	message := `{` + quiet + `,"content":"x"}`
	choice := `{"name":"x","value":"v"}`
	tests := []struct {
		name        string
		interaction int
		body, want  string
	}{
		{"deferred update", component, `{"type":6}`, ""},
		{"deferred update with data", component, `{"type":6,"data":{"content":"x"}}`, `unknown field "content"`},
		{"deferred update to a command", command, `{"type":6}`, "type 6 to an interaction of type 2"},
		{"private V2", command, `{"type":4,"data":{` + quiet + `,"flags":32832,"components":[` + v2Text + `]}}`, ""},
		{"message", command, `{"type":4,"data":` + message + `}`, ""},
		{"message without data", command, `{"type":4}`, "without data"},
		{"message to autocomplete", autocomplete, `{"type":4,"data":` + message + `}`, "type 4 to an interaction of type 4"},
		{"update to a command", command, `{"type":7,"data":` + message + `}`, "type 7 to an interaction of type 2"},
		{"update to a component", component, `{"type":7,"data":` + message + `}`, ""},
		{"misspelt", command, `{"type":4,"date":{}}`, `unknown field "date"`},
		{"deferred", command, `{"type":5,"data":{"flags":64}}`, ""},
		{"deferred with a flag", command, `{"type":5,"data":{"flags":4}}`, "EPHEMERAL"},
		{"deferred with content", command, `{"type":5,"data":{"content":"x"}}`, `unknown field "content"`},
		{"choices", autocomplete, `{"type":8,"data":{"choices":[` + choice + `]}}`, ""},
		{"no choices", autocomplete, `{"type":8,"data":{"choices":null}}`, "no choices"},
		{"26 choices", autocomplete, `{"type":8,"data":{"choices":[` + repeated(26, choice) + `]}}`, "26 choices"},
		{"choice name", autocomplete, `{"type":8,"data":{"choices":[{"name":"` + runes(101) + `","value":"v"}]}}`, "name has 101"},
		{"choice value", autocomplete, `{"type":8,"data":{"choices":[{"name":"x","value":"` + runes(101) + `"}]}}`, "value has 101"},
		{"modal of six rows", command, `{"type":9,"data":{"custom_id":"m","title":"x","components":[` +
			repeated(6, `{"type":1,"components":[]}`) + `]}}`, "modal of 6"},
		{"modal input", command, `{"type":9,"data":{"custom_id":"m","title":"x","components":[{"type":1,"components":[` +
			`{"type":4,"custom_id":"t","label":"x","max_length":4001}]}]}}`, "more than 4000"},
		{"choice blank", autocomplete, `{"type":8,"data":{"choices":[{"name":" ","value":"v"}]}}`, "blank name"},
		{"modal title", command, `{"type":9,"data":{"custom_id":"m","title":"` + runes(46) + `","components":[{"type":1}]}}`, "title has 46"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkCallback", checkCallback(tt.interaction, []byte(tt.body), nil), tt.want)
		})
	}
}

func TestSpec(t *testing.T) {
	s, err := loadedSpec()
	if err != nil {
		t.Skipf("DISCORD'S SCHEMAS ARE NOT AT HAND: %v", err)
	}
	complains(t, "callback", s.checkCallback([]byte(`{"type":4,"data":{"content":"x"}}`)), "")
	complains(t, "callback", s.checkCallback([]byte(`{"type":4,"data":{"content":7}}`)), "schema")
	complains(t, "edit", s.checkEdit([]byte(`{"content":"x"}`)), "")
	complains(t, "edit", s.checkEdit([]byte(`{"embeds":[{"url":"no address"}]}`)), "schema")
	complains(t, "post", s.checkPost([]byte(`{"content":"x","nonce":"1","message_reference":{"message_id":"1"}}`)), "")
	complains(t, "post", s.checkPost([]byte(`{"message_reference":{"message_id":[]}}`)), "schema")
	complains(t, "commands", s.checkCommands([]byte(`[{"name":"a","description":"x","default_member_permissions":"32"}]`)), "")
	complains(t, "commands", s.checkCommands([]byte(`[{"description":"x"}]`)), "schema")
	complains(t, "incoming", s.checkIncoming(map[string]any{"type": 2}), "schema")
}

// TestBodiesMeetTheSpec breaks the spec and no other rule, wherever the bot says something.
func TestBodiesMeetTheSpec(t *testing.T) {
	t.Parallel()
	if _, err := loadedSpec(); err != nil {
		t.Skipf("DISCORD'S SCHEMAS ARE NOT AT HAND: %v", err)
	}
	c, r := ready(t)
	const wrong = `"content":"x","attachments":7,` + quiet
	c.s.Say(member, "x")
	i := c.s.Command(member, "ask", nil)
	for _, call := range []struct{ method, path, body string }{
		{"POST", "/channels/" + Channel + "/messages", `{` + wrong + `}`},
		{"POST", callbackOf(i), `{"type":4,"data":{` + wrong + `}}`},
		{"PATCH", originalOf(i), `{` + wrong + `}`},
	} {
		found := r.during(func() { c.wantCall(call.method, call.path, call.body, 400, "50035") })
		complains(t, call.path, found, "schema")
		if call.method == "POST" && call.path == callbackOf(i) {
			c.wantCall("POST", call.path, hello, 204, "")
		}
	}
}
