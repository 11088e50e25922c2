package discordtest

import (
	"strings"
	"testing"
)

func TestComponentV2Rules(t *testing.T) {
	row := func(s string) string { return `{"type":1,"components":[` + s + `]}` }
	section := func(parts, accessory string) string {
		return `{"type":9,"components":[` + parts + `],"accessory":` + accessory + `}`
	}
	beside := func(field string) string {
		return `{` + quiet + `,"flags":32768,` + field + `,"components":[` + v2Text + `]}`
	}
	text := func(n int) string { return `{"type":10,"content":"` + runes(n) + `"}` }
	link := `{"type":2,"style":5,"label":"x","url":"https://a.example"}`
	menu := `{"type":3,"custom_id":"m","options":[{"label":"x","value":"v"}]}`
	thumbnail := `{"type":11,"media":{"url":"https://a.example/x.png"}}`
	picture := `{"media":{"url":"https://a.example/x.png"}}`
	gallery := func(items string) string { return `{"type":12,"items":[` + items + `]}` }

	tests := []struct{ name, body, want string }{
		{"text", v2(v2Text), ""},
		{"private", `{` + quiet + `,"flags":32832,"components":[` + v2Text + `]}`, ""},
		{"all there is", boxed(v2Text + `,` + section(v2Text, link) + `,{"type":14,"divider":true,"spacing":2},` + gallery(picture) + `,` + row(v2Button) + `,` + row(menu)), ""},
		{"without the flag", rows(v2Text), "without the flag"},
		{"with content", beside(`"content":"x"`), "content beside components V2"},
		{"with empty content", beside(`"content":""`), "content beside components V2"},
		{"with embeds", beside(`"embeds":[{"title":"x"}]`), "embeds beside components V2"},
		{"with empty embeds", beside(`"embeds":[]`), "embeds beside components V2"},
		{"with a poll", beside(`"poll":{}`), "poll beside components V2"},
		{"empty", v2(""), "0 components in it"},
		{"no components", `{` + quiet + `,"flags":32768}`, "0 components in it"},
		{"pings", `{"flags":32768,"components":[` + v2Text + `]}`, "allowed_mentions"},
		{"pings whom a nested text names", `{"flags":32768,"allowed_mentions":{"parse":[],"users":["1"]},"components":[{"type":17,"components":[{"type":10,"content":"<@1>"}]}]}`, ""},

		{"40 in all", v2(repeated(39, v2Text) + `,` + v2Text), ""},
		{"41 in all", v2(repeated(4, `{"type":17,"components":[`+repeated(8, v2Text)+`]}`) + `,` + repeated(3, v2Text) + `,` + row(v2Button)), "41 components;"},
		{"accessories count", v2(repeated(13, section(v2Text, link)) + `,` + repeated(2, v2Text)), "41 components;"},
		{"buttons count", v2(repeated(7, row(strings.ReplaceAll(repeated(5, `{"type":2,"style":5,"label":"x","url":"https://a.example"}`), "%d", "")))), "42 components;"},
		{"texts at the limit", v2(repeated(2, text(2000))), ""},
		{"texts beyond the limit", v2(text(2000) + `,` + section(text(2000), link) + `,` + v2Text), "4001 characters in all"},
		{"text too long", v2(text(4001)), "content has 4001"},
		{"text empty", v2(`{"type":10,"content":""}`), "content has 0"},
		{"text blank", v2(`{"type":10,"content":" \n"}`), "blank text"},
		{"text misspelt", v2(`{"type":10,"content":"x","text":"y"}`), `unknown field "text"`},

		{"custom_id twice in far places", v2(row(strings.ReplaceAll(v2Button, "%d", "")) + `,{"type":17,"components":[` + section(v2Text, strings.ReplaceAll(v2Button, "%d", "")) + `]}`), `custom_id "b" is used twice`},
		{"id twice", v2(`{"type":10,"id":3,"content":"x"},{"type":10,"id":3,"content":"x"}`), "id 3 is used twice"},
		{"id out of range", v2(`{"type":10,"id":-1,"content":"x"}`), "out of range"},

		{"container in a container", boxed(`{"type":17,"components":[` + v2Text + `]}`), "type 17 in this place"},
		{"container empty", boxed(""), "0 components in it"},
		{"container colour", v2(`{"type":17,"accent_color":16777215,"components":[` + v2Text + `]}`), ""},
		{"container colour out of range", v2(`{"type":17,"accent_color":16777216,"components":[` + v2Text + `]}`), "accent_color is 16777216"},
		{"container misspelt", v2(`{"type":17,"color":1,"components":[` + v2Text + `]}`), `unknown field "color"`},
		{"button in a container", boxed(v2Button), "type 2 in this place"},
		{"button at the top", v2(v2Button), "type 2 in this place"},
		{"menu at the top", v2(menu), "type 3 in this place"},
		{"thumbnail at the top", v2(thumbnail), "type 11 in this place"},
		{"unknown type", v2(`{"type":99}`), "type 99 in this place"},

		{"section with a thumbnail", v2(section(v2Text, thumbnail)), ""},
		{"section without text", v2(section("", link)), "0 components in it"},
		{"section of four texts", v2(section(repeated(4, v2Text), link)), "4 components in it"},
		{"section without accessory", v2(`{"type":9,"components":[` + v2Text + `]}`), "without an accessory"},
		{"section with a menu", v2(section(v2Text, menu)), "type 3 in this place"},
		{"section of a section", v2(section(section(v2Text, link), link)), "type 9 in this place"},
		{"section with a bad button", v2(section(v2Text, `{"type":2,"style":1,"label":"x"}`)), "custom_id has 0"},
		{"section misspelt", v2(`{"type":9,"components":[` + v2Text + `],"accesory":` + link + `}`), `unknown field "accesory"`},

		{"row empty", boxed(row("")), "a row of 0"},
		{"row of six", boxed(row(repeated(6, v2Button))), "a row of 6"},
		{"row of text", v2(row(v2Text)), "type 10 in a row"},
		{"row of a menu and a button", v2(row(menu + `,` + v2Button)), "shares its row"},
		{"bad menu", v2(row(`{"type":3,"custom_id":"m","options":[]}`)), "0 options"},

		{"separator spacing", v2(v2Text + `,{"type":14,"spacing":3}`), "spacing is 3"},
		{"separator misspelt", v2(v2Text + `,{"type":14,"space":1}`), `unknown field "space"`},
		{"gallery empty", v2(gallery("")), "a gallery of 0"},
		{"gallery of eleven", v2(gallery(repeated(11, picture))), "a gallery of 11"},
		{"gallery misspelt", v2(`{"type":12,"item":[],"items":[` + picture + `]}`), `unknown field "item"`},
		{"picture from nowhere", v2(gallery(`{"media":{"url":"x"}}`)), "no web address"},
		{"picture description", v2(gallery(`{"media":{"url":"https://a.example"},"description":"` + runes(1025) + `"}`)), "description has 1025"},
		{"file", v2(`{"type":13,"file":{"url":"attachment://x"}}`), "no way to send"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			complains(t, "checkMessage", checkMessage([]byte(tt.body), onResponse), tt.want)
		})
	}
}
