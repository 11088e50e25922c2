package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"alliancebot/bot/discordtest/schema"
)

func runes(n int) string { return strings.Repeat("ä", n) }

// repeated joins n copies of format, with their numbers for %d.
func repeated(n int, format string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = strings.ReplaceAll(format, "%d", fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}

// complains checks that one of p contains want; "" wants no problems.
func complains(t *testing.T, p problems, want string) {
	t.Helper()
	got := strings.Join(p, "\n")
	if (got == "") != (want == "") || !strings.Contains(got, want) {
		t.Errorf("problems %q, want %q", got, want)
	}
}

// v2 returns a message with components, and boxed one with its components in a container.
func v2(s string) string    { return `{` + quiet + `,"flags":32768,"components":[` + s + `]}` }
func boxed(s string) string { return v2(`{"type":17,"components":[` + s + `]}`) }

func TestMessageRules(t *testing.T) {
	const (
		link   = `{"type":2,"style":5,"label":"x","url":"https://a.example"}`
		button = `{"type":2,"style":1,"label":"x","custom_id":"b%d"}`
		option = `{"label":"x","value":"v%d"}`
	)
	row := func(s string) string { return `{"type":1,"components":[` + s + `]}` }
	section := func(parts, accessory string) string {
		return `{"type":9,"components":[` + parts + `],"accessory":` + accessory + `}`
	}
	menu := func(options string) string { return `{"type":3,"custom_id":"m","options":[` + options + `]}` }
	textOf := func(n int) string { return `{"type":10,"content":"` + runes(n) + `"}` }
	with := func(field string) string { return replace(v2(text), quiet, quiet+`,`+field) }
	mentioning := func(content, mentions string) string {
		return `{"flags":32768,"allowed_mentions":{` + mentions + `},"components":[{"type":10,"content":"` + content + `"}]}`
	}

	tests := []struct{ name, body, want string }{
		{"a text", v2(text), ""},
		{"private", ephemeral(v2(text)), ""},
		{"everything", boxed(text + `,` + section(text, link) + `,{"type":14,"divider":true,"spacing":2},` + row(button) + `,` + row(menu(option))), ""},
		{"not JSON", `{`, "not JSON"},
		{"without the flag", replace(v2(text), "32768", "0"), "no flag for Components V2"},
		{"another flag", replace(v2(text), "32768", "32769"), "flags 1 cannot be set here"},
		{"empty", v2(""), "an empty message"},
		{"no components", `{` + quiet + `,"flags":32768}`, "an empty message"},
		{"content", with(`"content":"x"`), "'content' not allowed"},
		{"embeds", with(`"embeds":[]`), "'embeds' not allowed"},
		{"misspelled", with(`"component":[]`), "'component' not allowed"},
		{"a nonce", with(`"nonce":"1"`), "'nonce' not allowed"},

		{"40 components", v2(repeated(40, text)), ""},
		{"41 components, nested", v2(repeated(4, `{"type":17,"components":[`+repeated(8, text)+`]}`) + `,` + repeated(3, text) + `,` + row(button)), "41 components;"},
		{"41 components, with accessories", v2(repeated(13, section(text, link)) + `,` + repeated(2, text)), "41 components;"},
		{"texts at the limit", v2(textOf(2000) + `,` + textOf(2000)), ""},
		{"texts beyond the limit", v2(textOf(2000) + `,` + section(textOf(2000), link) + `,` + text), "4001 characters in total"},
		{"a text too long", v2(textOf(4001)), "maxLength: got 4,001"},
		{"an empty text", v2(textOf(0)), "minLength: got 0"},
		{"a blank text", v2(`{"type":10,"content":" \n"}`), "a blank text"},

		{"a container in a container", boxed(`{"type":17,"components":[` + text + `]}`), "a type that cannot be here"},
		{"an empty container", boxed(""), "minItems: got 0"},
		{"a button in a container", boxed(button), "a type that cannot be here"},
		{"a menu at the top", v2(menu(option)), "a type that cannot be here"},
		{"an unknown type", v2(`{"type":99}`), "a type that cannot be here"},
		{"a section without an accessory", v2(`{"type":9,"components":[` + text + `]}`), "missing property 'accessory'"},
		{"a section of four texts", v2(section(repeated(4, text), link)), "maxItems: got 4"},
		{"an empty row", v2(row("")), "minItems: got 0"},
		{"a row of six", v2(row(repeated(6, button))), "maxItems: got 6"},
		{"a menu next to a button", v2(row(menu(option) + `,` + button)), "shares its row"},
		{"spacing", v2(text + `,{"type":14,"spacing":3}`), "/components/1/spacing"},

		{"a custom_id twice, far apart", v2(row(button) + `,{"type":17,"components":[` + section(text, button) + `]}`), `custom_id "b%d" is used twice`},
		{"a link with a custom_id", v2(row(replace(link, `"url"`, `"custom_id":"b","url"`))), "a link button with the address"},
		{"a link to nowhere", v2(row(replace(link, "https://a.example", "javascript:x"))), "a link button with the address"},
		{"a link too long", v2(row(replace(link, ".example", ".example/"+strings.Repeat("x", 512)))), "maxLength: got 5"},
		{"a button without custom_id", v2(row(`{"type":2,"style":1,"label":"x"}`)), "a button with the address"},
		{"a button with a URL", v2(row(replace(button, `"label"`, `"url":"https://a.example","label"`))), "a button with the address"},
		{"a button without label", v2(row(replace(button, `"x"`, `" "`))), "a button with a blank label"},
		{"a label too long", v2(row(replace(button, `"x"`, `"`+runes(81)+`"`))), "maxLength: got 81"},
		{"a custom_id too long", v2(row(replace(button, `b%d`, runes(101)))), "maxLength: got 101"},

		{"25 options", v2(row(menu(repeated(25, option)))), ""},
		{"26 options", v2(row(menu(repeated(26, option)))), "maxItems: got 26"},
		{"no options", v2(row(menu(""))), "minItems: got 0"},
		{"an option twice", v2(row(menu(option + `,` + option))), "two options with the value"},
		{"an option without label", v2(row(menu(replace(option, `"x"`, `" "`)))), "an option with a blank label"},
		{"a description too long", v2(row(menu(replace(option, `"x"`, `"x","description":"`+runes(101)+`"`)))), "maxLength: got 101"},

		{"no allowed_mentions", `{"flags":32768,"components":[` + text + `]}`, "allowed_mentions without an empty parse"},
		{"everyone", mentioning("x", `"parse":["everyone"]`), "allowed_mentions without an empty parse"},
		{"a user it mentions", mentioning("<@1>", `"parse":[],"users":["1"]`), ""},
		{"one of two users it mentions", mentioning("<@1> <@2>", `"parse":[],"users":["2"]`), ""},
		{"two users", mentioning("<@1> <@2>", `"parse":[],"users":["1","2"]`), "with 2 users"},
		{"a user it does not mention", mentioning("x", `"parse":[],"users":["1"]`), "whom the message does not mention"},
		{"a user by number", mentioning("<@1>", `"parse":[],"users":[1]`), "users/0: a type that cannot be here"},
		{"a role it mentions", mentioning("<@&1>", `"parse":[],"roles":["1"]`), ""},
		{"a role it does not mention", mentioning("<@1>", `"parse":[],"roles":["1"]`), "role 1, which the message does not mention"},
		{"the replied user", mentioning("x", `"parse":[],"replied_user":true`), "or the replied user"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { complains(t, CheckMessage(t, []byte(tt.body)), tt.want) })
	}
}

func TestEditAndPostRules(t *testing.T) {
	with := func(fields string) string { return replace(v2(text), quiet, quiet+`,`+fields) }
	tests := []struct{ name, schema, body, want string }{
		{"an edit", schema.Edit, v2(text), ""},
		{"a private edit", schema.Edit, ephemeral(v2(text)), "flags 64"},
		{"a reply", schema.Post, with(`"message_reference":{"message_id":"1","fail_if_not_exists":false},"nonce":"1","enforce_nonce":true`), ""},
		{"a number as a nonce", schema.Post, with(`"nonce":1`), ""},
		{"private", schema.Post, ephemeral(v2(text)), "flags 64"},
		{"a nonce too long", schema.Post, with(`"nonce":"` + strings.Repeat("1", 26) + `"`), "maxLength: got 26"},
		{"an empty nonce", schema.Post, with(`"nonce":"","enforce_nonce":true`), "without a nonce"},
		{"no nonce", schema.Post, with(`"enforce_nonce":true`), "without a nonce"},
		{"a reference to nothing", schema.Post, with(`"message_reference":{}`), "missing property 'message_id'"},
		{"a forward", schema.Post, with(`"message_reference":{"message_id":"1","type":1}`), "'type' not allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, p := decodeMessage([]byte(tt.body), checkBody(tt.schema, []byte(tt.body)), messageFlags)
			complains(t, p, tt.want)
		})
	}
}

func TestCallbackRules(t *testing.T) {
	const choice = `{"name":"x","value":"v"}`
	message := func(kind int) string { return fmt.Sprintf(`{"type":%d,"data":%s}`, kind, v2(text)) }
	choices := func(list string) string { return `{"type":8,"data":{"choices":` + list + `}}` }
	tests := []struct {
		name        string
		interaction int
		body, want  string
	}{
		{"a message", command, message(sendMessage), ""},
		{"no message", command, `{"type":4}`, "an empty message"},
		{"a message to autocomplete", autocomplete, message(sendMessage), "type 4 to an interaction of type 4"},
		{"an update of a command", command, message(updateMessage), "type 7 to an interaction of type 2"},
		{"an update", component, message(updateMessage), ""},
		{"a deferred message", command, `{"type":5,"data":{"flags":64}}`, ""},
		{"a deferred message with a flag", command, `{"type":5,"data":{"flags":4}}`, "EPHEMERAL"},
		{"a deferred message with components", command, message(deferMessage), "a deferred response with a message"},
		{"a deferred update", component, `{"type":6}`, ""},
		{"a deferred update with data", component, message(deferUpdate), "a deferred update with data"},
		{"a deferred update of a command", command, `{"type":6}`, "type 6 to an interaction of type 2"},
		{"misspelled", command, `{"type":4,"date":{}}`, "'date' not allowed"},
		{"suggestions", autocomplete, choices(`[` + choice + `]`), ""},
		{"no suggestions", autocomplete, choices(`[]`), ""},
		{"suggestions that are null", autocomplete, choices(`null`), "choices are null"},
		{"26 suggestions", autocomplete, choices(`[` + repeated(26, choice) + `]`), "maxItems: got 26"},
		{"a long name", autocomplete, choices(`[{"name":"` + runes(101) + `","value":"v"}]`), "maxLength: got 101"},
		{"a long value", autocomplete, choices(`[{"name":"x","value":"` + runes(101) + `"}]`), "more than 100 characters"},
		{"a blank name", autocomplete, choices(`[{"name":" ","value":"v"}]`), "blank"},
		{"a form", command, form("x", field), ""},
		{"a form after a form", formSubmit, form("x", field), "type 9 to an interaction of type 5"},
		{"a form while typing", autocomplete, form("x", field), "type 9 to an interaction of type 4"},
		{"an update of a form", formSubmit, message(updateMessage), ""},
		{"a form without fields", command, form("x", ""), "minItems: got 0"},
		{"a form with five fields", command, form("x", repeated(5, field)), ""},
		{"a form with six fields", command, form("x", repeated(6, field)), "Discord allows 5"},
		{"a form with a blank title", command, form(" ", field), "a blank title"},
		{"a form with a long title", command, form(runes(46), field), "maxLength: got 46"},
		{"a field without a row", command, `{"type":9,"data":{"custom_id":"m","title":"x","components":[{"type":4,"custom_id":"f","style":1,"label":"x"}]}}`, "a type that cannot be here"},
		{"a field with a blank label", command, form("x", replace(field, `"x"`, `" "`)), "a blank label"},
		{"a field with a long label", command, form("x", replace(field, `"x"`, `"`+runes(46)+`"`)), "maxLength: got 46"},
		{"a field of no style", command, form("x", replace(field, `"style":1,`, ``)), "missing property 'style'"},
		{"the same field twice", command, form("x", field+`,`+field), `"f%d" is used twice`},
		{"a field filled in", command, form("x", replace(field, `"style"`, `"max_length":2,"value":"ää","style"`)), ""},
		{"a field with too much filled in", command, form("x", replace(field, `"style"`, `"max_length":2,"value":"ääu","style"`)), "more than its max_length"},
		{"a button in a form", command, form("x", `{"type":2,"style":1,"label":"x","custom_id":"b"}`), "a type that cannot be here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, p := decodeCallback(tt.interaction, []byte(tt.body), checkBody(schema.Callback, []byte(tt.body)))
			complains(t, p, tt.want)
		})
	}
}

// field is a row with a field, and form a response with a form of such rows.
const field = `{"type":1,"components":[{"type":4,"custom_id":"f%d","style":1,"label":"x"}]}`

func form(title, rows string) string {
	return `{"type":9,"data":{"custom_id":"m","title":"` + title + `","components":[` + rows + `]}}`
}

func TestCommandRules(t *testing.T) {
	one := func(fields string) string { return `[{"name":"ask","description":"x"` + fields + `}]` }
	options := func(list string) string { return one(`,"options":[` + list + `]`) }
	message := func(fields string) string { return `[{"type":3,` + fields + `}]` }
	part := func(name, options string) string {
		return `{"type":1,"name":"` + name + `","description":"x","options":[` + options + `]}`
	}
	long := `{"type":3,"name":"o%d","description":"` + runes(100) + `"}`
	tests := []struct {
		name, body string
		local      bool
		want       string
	}{
		{"fine", one(`,"contexts":[0],"default_member_permissions":"32","name_localizations":{"de":"frag","ja":"質問"}`), false, ""},
		{"upper case", `[{"name":"Ask","description":"x"}]`, false, "is not allowed"},
		{"a name with a space", `[{"name":"a b","description":"x"}]`, false, "is not allowed"},
		{"a long name", `[{"name":"` + runes(33) + `","description":"x"}]`, false, "maxLength: got 33"},
		{"no description", `[{"name":"ask"}]`, false, `description "" is not allowed`},
		{"a long description", `[{"name":"ask","description":"` + runes(101) + `"}]`, false, "maxLength: got 101"},
		{"twice", `[{"name":"ask","description":"x"},{"name":"ask","description":"x"}]`, false, `two commands "ask"`},
		{"misspelled", one(`,"option":[]`), false, "'option' not allowed"},
		{"permissions as a number", one(`,"default_member_permissions":32`), false, "got number, want"},
		{"permissions in words", one(`,"default_member_permissions":"all"`), false, "does not match pattern"},
		{"contexts on a server", one(`,"contexts":[0]`), true, "contexts for a command of one server"},
		{"an unknown context", one(`,"contexts":[3]`), false, "/0/contexts/0"},
		{"no context", one(`,"contexts":[]`), false, "minItems: got 0"},
		{"an unknown locale", one(`,"name_localizations":{"xx":"ask"}`), false, `locale "xx" is not allowed`},
		{"a localized name of two words", one(`,"name_localizations":{"de":"frag mich"}`), false, "is not allowed"},
		{"an empty localized description", one(`,"description_localizations":{"de":""}`), false, "minLength: got 0"},
		{"26 options", options(repeated(26, `{"type":3,"name":"o%d","description":"x"}`)), false, "maxItems: got 26"},
		{"an option twice", options(repeated(2, `{"type":3,"name":"o","description":"x"}`)), false, `two options "o"`},
		{"required after optional", options(`{"type":3,"name":"a","description":"x"},{"type":3,"name":"b","description":"x","required":true}`), false, "required option"},
		{"an option in upper case", options(`{"type":3,"name":"A","description":"x"}`), false, "is not allowed"},
		{"autocomplete of a user", options(`{"type":6,"name":"a","description":"x","autocomplete":true}`), false, "autocomplete: value must be one of"},
		{"25 long options", options(repeated(25, long)), false, ""},
		{"25 options, longer in German", options(repeated(25, replace(long, `"type"`, `"name_localizations":{"de":"o"},"type"`))), false, ""},
		{"subcommands", options(part("a", `{"type":3,"name":"q","description":"x"}`) + `,` + part("b", "")), false, ""},
		{"a subcommand in a subcommand", options(part("a", part("b", ""))), false, "a type that cannot be here"},
		{"a subcommand twice", options(part("a", "") + `,` + part("a", "")), false, `two options "a"`},
		{"an option twice in a subcommand", options(part("a", repeated(2, `{"type":3,"name":"o","description":"x"}`))), false, `"ask a": two options "o"`},
		{"a subcommand beside an option", options(part("a", "") + `,{"type":3,"name":"q","description":"x"}`), false, "both options and subcommands"},
		{"a subcommand in upper case", options(part("A", "")), false, "is not allowed"},
		{"a required subcommand", options(replace(part("a", ""), `"type"`, `"required":true,"type"`)), false, "value must be one of"},
		{"a message command", message(`"name":"Answer this","name_localizations":{"de":"Das beantworten"}`), false, ""},
		{"a message command with a description", message(`"name":"Answer","description":"x"`), false, "a blank name, a description or options"},
		{"a message command without a name", message(`"name":" "`), false, "a blank name, a description or options"},
		{"two types of command of the same name", `[{"type":3,"name":"ask"},{"name":"ask","description":"x"}]`, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := checkBody(schema.Commands, []byte(tt.body))
			if len(p) == 0 {
				p = checkCommands(decodeCommands([]byte(tt.body)), tt.local)
			}
			complains(t, p, tt.want)
		})
	}
}

// FuzzMessage checks that every message within the rules has a text and a description.
func FuzzMessage(f *testing.F) {
	f.Add(v2(text))
	f.Add(boxed(text + `,{"type":14,"spacing":2}`))
	f.Add(v2(`{"type":1,"components":[{"type":3,"custom_id":"m","options":[{"label":"x","value":"v"}]}]}`))
	f.Add(v2(`{"type":9,"components":[` + text + `],"accessory":{"type":2,"style":1,"label":"x","custom_id":"b"}}`))
	f.Fuzz(func(t *testing.T, body string) {
		if len(CheckMessage(t, []byte(body))) > 0 {
			return
		}
		m := &Message{}
		m.update(decode[map[string]json.RawMessage]([]byte(body)))
		m.ping()
		if blank(m.Text()) && len(m.Components) == 0 {
			t.Errorf("%s shows nothing", body)
		}
		if _, err := json.Marshal(m.object()); err != nil {
			t.Errorf("%s cannot be described: %v", body, err)
		}
	})
}

func TestFileRules(t *testing.T) {
	picture := func(url, description string) string {
		return `{"type":12,"items":[{"media":{"url":"` + url + `"},"description":"` + description + `"}]}`
	}
	one := map[string][]byte{"a.png": []byte("x")}
	tests := []struct {
		name, components string
		files            map[string][]byte
		want             string
	}{
		{"a picture", picture("attachment://a.png", "x"), one, ""},
		{"a picture at an address", picture("https://example.org/a.png", "x"), nil, ""},
		{"a file that is not sent", picture("attachment://b.png", "x"), nil, `the picture "b.png" is not among the files`},
		{"an empty file", picture("attachment://a.png", "x"), map[string][]byte{"a.png": {}}, "is not among the files"},
		{"a file that is not shown", text, one, `the file "a.png" is not shown`},
		{"a picture without a description", picture("attachment://a.png", " "), one, "without a description"},
		{"a long description", picture("attachment://a.png", runes(1025)), one, "maxLength: got 1,025"},
		{"no pictures", `{"type":12,"items":[]}`, nil, "minItems: got 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := []byte(v2(tt.components))
			complains(t, checkFiles(body, tt.files, checkBody(schema.Edit, body)), tt.want)
		})
	}
}
