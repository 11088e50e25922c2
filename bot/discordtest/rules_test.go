package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
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
func rows(s string) string   { return `{` + quiet + `,"content":"x","components":[` + s + `]}` }
func inRow(s string) string  { return rows(`{"type":1,"components":[` + s + `]}`) }

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
	v2 := func(s string) string { return `{` + quiet + `,"flags":32768,"components":[` + s + `]}` }
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
		{"flags", `{` + quiet + `,"content":"x","flags":1}`, "flags 1"},

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

		{"V2", v2(`{"type":10,"content":"x"}`), ""},
		{"V2 with content", `{` + quiet + `,"flags":32768,"content":"x","components":[{"type":10,"content":"x"}]}`, "beside components V2"},
		{"V2 empty", v2(""), "0 components"},
		{"V2 too many", v2(repeated(2, `{"type":17,"components":[`+repeated(20, `{"type":10,"content":"x"}`)+`]}`)), "42 components"},
		{"V2 too much text", v2(repeated(2, `{"type":10,"content":"`+runes(2001)+`"}`)), "4002"},
		{"V2 without the flag", rows(`{"type":10,"content":"x"}`), "without the flag"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onResponse), tt.want)
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
		{"modal title", command, `{"type":9,"data":{"custom_id":"m","title":"` + runes(46) + `","components":[{"type":1}]}}`, "title has 46"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkCallback", checkCallback(tt.interaction, []byte(tt.body), nil), tt.want)
		})
	}
}

func TestCommandRules(t *testing.T) {
	one := func(fields string) string { return `[{"name":"ask","description":"x"` + fields + `}]` }
	option := func(fields string) string { return one(`,"options":[{"type":3,` + fields + `}]`) }
	tests := []struct {
		name, body string
		local      bool
		want       string
	}{
		{"fine", one(`,"contexts":[0],"default_member_permissions":"32"`), false, ""},
		{"upper case", `[{"name":"Ask","description":"x"}]`, false, "lower case"},
		{"space in the name", `[{"name":"a b","description":"x"}]`, false, "does not match"},
		{"name too long", `[{"name":"` + runes(33) + `","description":"x"}]`, false, "does not match"},
		{"no description", `[{"name":"ask"}]`, false, "description has 0"},
		{"description too long", `[{"name":"ask","description":"` + runes(101) + `"}]`, false, "description has 101"},
		{"twice", `[{"name":"ask","description":"x"},{"name":"ask","description":"x"}]`, false, "there twice"},
		{"101", `[` + repeated(101, `{"name":"c%d","description":"x"}`) + `]`, false, "101 commands"},
		{"misspelt", one(`,"option":[]`), false, `unknown field "option"`},
		{"permissions as a number", one(`,"default_member_permissions":32`), false, "no string"},
		{"permissions in words", one(`,"default_member_permissions":"all"`), false, "no number in a string"},
		{"contexts in a server", one(`,"contexts":[0]`), true, "contexts of a command of one server"},
		{"unknown locale", one(`,"name_localizations":{"xx":"ask"}`), false, `unknown locale "xx"`},
		{"known locale", one(`,"name_localizations":{"de":"frag"}`), false, ""},
		{"26 options", one(`,"options":[` + repeated(26, `{"type":3,"name":"o%d","description":"x"}`) + `]`), false, "26 options"},
		{"option twice", one(`,"options":[` + repeated(2, `{"type":3,"name":"o","description":"x"}`) + `]`), false, `option "o" is there twice`},
		{"required after optional", one(`,"options":[{"type":3,"name":"a","description":"x"},{"type":3,"name":"b","description":"x","required":true}]`), false, "required option after"},
		{"option without description", option(`"name":"a"`), false, "description has 0"},
		{"choices and autocomplete", option(`"name":"a","description":"x","autocomplete":true,"choices":[{"name":"x","value":"v"}]`), false, "both choices and autocomplete"},
		{"26 choices", option(`"name":"a","description":"x","choices":[` + repeated(26, `{"name":"x%d","value":"v"}`) + `]`), false, "26 choices"},
		{"choice value too long", option(`"name":"a","description":"x","choices":[{"name":"x","value":"` + runes(101) + `"}]`), false, "more than 100"},
		{"too large", one(`,"options":[` + repeated(3, `{"type":3,"name":"o%d","description":"x","choices":[`+
			repeated(25, `{"name":"`+runes(60)+`","value":"`+runes(60)+`"}`)+`]}`) + `]`), false, "Discord takes 8000"},
		{"user command with a description", `[{"type":2,"name":"Look up","description":"x"}]`, false, "with a description"},
		{"user command", `[{"type":2,"name":"Look up"}]`, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var list []map[string]any
			if err := json.Unmarshal([]byte(tt.body), &list); err != nil {
				t.Fatal(err)
			}
			complains(t, "checkCommands", checkCommands(list, tt.local), tt.want)
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
	complains(t, "commands", s.checkCommands([]byte(`[{"name":"a","description":"x","default_member_permissions":"32"}]`)), "")
	complains(t, "commands", s.checkCommands([]byte(`[{"description":"x"}]`)), "schema")
	complains(t, "incoming", s.checkIncoming(map[string]any{"type": 2}), "schema")
}

func TestLocalesAreDistinct(t *testing.T) {
	sorted := slices.Clone(locales)
	slices.Sort(sorted)
	if got := len(slices.Compact(sorted)); got != len(locales) {
		t.Errorf("%d distinct locales of %d", got, len(locales))
	}
}
