package bot

import (
	"encoding/json"
	"maps"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/wording"
)

func TestRegistration(t *testing.T) {
	tests := []struct {
		name          string
		home          string
		global, home_ []string
	}{
		{"with a home server", discordtest.HomeGuild, []string{"ask", "help", menuCommand}, []string{"reindex"}},
		{"without", "", []string{"ask", "help", menuCommand, "reindex"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, fakeHandler{}, func(c *Config, _ *timing) { c.HomeGuildID = tt.home })
			s.WaitReady(1)
			if got := namesOf(s.Commands("")); !equal(got, tt.global) {
				t.Errorf("global commands = %q, want %q", got, tt.global)
			}
			if got := namesOf(s.Commands(discordtest.HomeGuild)); !equal(got, tt.home_) {
				t.Errorf("commands of the home server = %q, want %q", got, tt.home_)
			}
			for _, c := range append(s.Commands(""), s.Commands(discordtest.HomeGuild)...) {
				if got, admin := c["default_member_permissions"], c["name"] == "reindex"; (got == "32") != admin {
					t.Errorf("default_member_permissions of /%s = %v", c["name"], got)
				}
			}
		})
	}
}

func namesOf(list []map[string]any) []string {
	var names []string
	for _, c := range list {
		names = append(names, c["name"].(string))
	}
	return names
}

// A golden tells the whole of what Discord is told of the commands.
func TestRegistrationGolden(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	told := map[string]any{}
	for name, guild := range map[string]string{"everywhere": "", "at home": discordtest.HomeGuild} {
		var list []map[string]any
		for _, c := range s.Commands(guild) {
			c = maps.Clone(c)
			for _, own := range []string{"id", "version", "application_id", "guild_id"} { // Discord's additions
				delete(c, own)
			}
			list = append(list, c)
		}
		told[name] = list
	}
	got, err := json.MarshalIndent(told, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/commands.json", got)
}

// Every language of the wording reaches Discord's clients, and what a client
// then tells as its locale is that language again.
func TestDiscordLocales(t *testing.T) {
	for _, language := range wording.Languages() {
		locales := discordLocales[language]
		if (len(locales) == 0) != (language == wording.Default) {
			t.Errorf("discordLocales[%q] = %q", language, locales)
		}
		for _, locale := range locales {
			if got := wording.For(string(locale)).Language(); got != language {
				t.Errorf("For(%q) speaks %s, want %s", string(locale), got, language)
			}
		}
	}
}
