package discordtest

import (
	"encoding/json"
	"slices"
	"testing"
)

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
		{"localized name of two words", one(`,"name_localizations":{"de":"frag mich"}`), false, "does not match"},
		{"localized name in capitals", one(`,"name_localizations":{"de":"Frag"}`), false, "lower case"},
		{"localized name too long", one(`,"name_localizations":{"de":"` + runes(33) + `"}`), false, "does not match"},
		{"localized description too long", one(`,"description_localizations":{"de":"` + runes(101) + `"}`), false, "de has 101"},
		{"localized description empty", one(`,"description_localizations":{"de":""}`), false, "de has 0"},
		{"Japanese", one(`,"name_localizations":{"ja":"質問"},"description_localizations":{"ja":"質問する"}`), false, ""},
		{"everywhere", one(`,"contexts":[0,1,2],"integration_types":[0,1]`), false, ""},
		{"unknown context", one(`,"contexts":[3]`), false, "contexts 3"},
		{"no context", one(`,"contexts":[]`), false, "no contexts"},
		{"installation twice", one(`,"integration_types":[1,1]`), false, "integration_types 1"},
		{"installation in a server", one(`,"integration_types":[0]`), true, "contexts of a command of one server"},
		{"autocomplete of a user", one(`,"options":[{"type":6,"name":"a","description":"x","autocomplete":true}]`), false, "option of type 6"},
		{"option of no type", one(`,"options":[{"type":12,"name":"a","description":"x"}]`), false, "type is 12"},
		{"localized option", option(`"name":"a","description":"x","name_localizations":{"de":"A"}`), false, "lower case"},
		{"message command", `[{"type":3,"name":"Answer from the story","name_localizations":{"de":"Aus der Geschichte beantworten"},"contexts":[0,1,2],"integration_types":[0,1]}]`, false, ""},
		{"message command with options", `[{"type":3,"name":"Answer","options":[{"type":3,"name":"a","description":"x"}]}]`, false, "description or options"},
		{"message command with localized descriptions", `[{"type":3,"name":"Answer","description_localizations":{"de":"x"}}]`, false, "description or options"},
		{"message command of a long name", `[{"type":3,"name":"` + runes(33) + `"}]`, false, "name has 33"},
		{"message command of a long localized name", `[{"type":3,"name":"Answer","name_localizations":{"de":"` + runes(33) + `"}}]`, false, "de has 33"},
		{"message command of no name", `[{"type":3,"name":" "}]`, false, "blank name"},
		{"message command of a slash command's name", `[{"type":3,"name":"ask"},{"name":"ask","description":"x"}]`, false, ""},
		{"16 message commands", `[` + repeated(16, `{"type":3,"name":"c%d"}`) + `]`, false, "16 commands of type 3"},
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

func TestLocalesAreDistinct(t *testing.T) {
	sorted := slices.Clone(locales)
	slices.Sort(sorted)
	if got := len(slices.Compact(sorted)); got != len(locales) {
		t.Errorf("%d distinct locales of %d", got, len(locales))
	}
}
