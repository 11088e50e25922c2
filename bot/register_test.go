package bot

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/golden"
	"alliancebot/internal/wording"
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
	golden.Check(t, "testdata/commands.json", got)
}

// puts are the calls that change the commands, as told by where they are.
func puts(s *discordtest.Server) []string {
	var paths []string
	for _, c := range s.Calls() {
		if _, place, found := strings.Cut(c.Path, "/applications/"+discordtest.AppID); c.Method == http.MethodPut && found {
			paths = append(paths, place)
		}
	}
	return paths
}

// What Discord has already is not registered again, and what changed is, in its
// place.
func TestRegistrationByDifference(t *testing.T) {
	const global, local = "/commands", "/guilds/" + discordtest.HomeGuild + "/commands"
	tests := []struct {
		name   string
		change func(ask, reindex *commands.Definition)
		want   []string
	}{
		{"nothing", func(_, _ *commands.Definition) {}, nil},
		{"a description", func(ask, _ *commands.Definition) { ask.Description += "." }, []string{global}},
		{"a description at home", func(_, reindex *commands.Definition) { reindex.Description += "." }, []string{local}},
		{"a name", func(ask, _ *commands.Definition) { ask.Name = "query" }, []string{global}},
		{"a translation", func(ask, _ *commands.Definition) { ask.Translations[0].Name = "befragen" }, []string{global}},
		{"a translation less", func(ask, _ *commands.Definition) { ask.Translations = ask.Translations[1:] }, []string{global}},
		{"an option's name", func(ask, _ *commands.Definition) { ask.Options[0].Name = "topic" }, []string{global}},
		{"an option's description", func(ask, _ *commands.Definition) { ask.Options[0].Description += "." }, []string{global}},
		{"an option's translation", func(ask, _ *commands.Definition) { ask.Options[0].Translations[0].Description += "." }, []string{global}},
		{"an option's kind", func(ask, _ *commands.Definition) { ask.Options[1].Kind = commands.Member }, []string{global}},
		{"an option that is no longer required", func(ask, _ *commands.Definition) { ask.Options[0].Required = false }, []string{global}},
		{"an option that completes no more", func(ask, _ *commands.Definition) { ask.Options[0].Complete = false }, []string{global}},
		{"an option less", func(ask, _ *commands.Definition) { ask.Options = ask.Options[:2] }, []string{global}},
		{"options in another order", func(ask, _ *commands.Definition) {
			ask.Options[1], ask.Options[2] = ask.Options[2], ask.Options[1]
		}, []string{global}},
		{"no more for admins", func(_, reindex *commands.Definition) { reindex.Admin = false }, []string{global, local}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			first, _ := onEndpoint(t, s, fakeHandler{})
			if got := puts(s); !equal(got, []string{global, local}) {
				t.Errorf("the first start changed %q, want all", got)
			}
			first.unhindered()
			onEndpoint(t, s, fakeHandler{define: func() []commands.Definition {
				list := fakeHandler{}.Definitions()
				tt.change(&list[0], &list[3])
				return list
			}})
			if got := puts(s)[2:]; !equal(got, tt.want) {
				t.Errorf("the second start changed %q, want %q", got, tt.want)
			}
		})
	}
}

// A list that discordgo cannot read is replaced.
func TestRegistrationOverWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Fail(discordtest.Fault{Method: http.MethodGet, Path: "/commands$", Status: http.StatusOK, Body: `[{"id": {}}]`, Times: 1})
	onEndpoint(t, s, fakeHandler{})
	if got := namesOf(s.Commands("")); len(got) == 0 {
		t.Error("no commands are registered")
	}
}

// What others changed is seen, and what Discord adds of its own is no change.
func TestDiffering(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*discordgo.ApplicationCommand)
		differs bool
	}{
		{"ids", func(c *discordgo.ApplicationCommand) { c.ID, c.ApplicationID, c.Version = "1", "2", "3" }, false},
		{"defaults", func(c *discordgo.ApplicationCommand) {
			c.NSFW, c.DefaultPermission = new(bool), new(bool)
		}, false},
		{"contexts in another order", func(c *discordgo.ApplicationCommand) { slices.Reverse(*c.Contexts) }, false},
		{"installations in another order", func(c *discordgo.ApplicationCommand) { slices.Reverse(*c.IntegrationTypes) }, false},
		{"empty lists", func(c *discordgo.ApplicationCommand) {
			c.Options[1].Choices = []*discordgo.ApplicationCommandOptionChoice{}
			c.Options[1].ChannelTypes = []discordgo.ChannelType{}
			c.Options[1].Options = []*discordgo.ApplicationCommandOption{}
			c.Options[1].NameLocalizations = nil
		}, false},
		{"another type", func(c *discordgo.ApplicationCommand) { c.Type = discordgo.UserApplicationCommand }, true},
		{"age restriction", func(c *discordgo.ApplicationCommand) { on := true; c.NSFW = &on }, true},
		{"a context less", func(c *discordgo.ApplicationCommand) { *c.Contexts = (*c.Contexts)[1:] }, true},
		{"no contexts", func(c *discordgo.ApplicationCommand) { c.Contexts = nil }, true},
		{"an installation less", func(c *discordgo.ApplicationCommand) { *c.IntegrationTypes = (*c.IntegrationTypes)[1:] }, true},
		{"permissions", func(c *discordgo.ApplicationCommand) { c.DefaultMemberPermissions = new(int64) }, true},
		{"name in another language", func(c *discordgo.ApplicationCommand) { (*c.NameLocalizations)["fi"] = "kysy" }, true},
		{"description in another language", func(c *discordgo.ApplicationCommand) { c.DescriptionLocalizations = nil }, true},
		{"longest text", func(c *discordgo.ApplicationCommand) { c.Options[0].MaxLength = 10 }, true},
		{"choices", func(c *discordgo.ApplicationCommand) {
			c.Options[0].Choices = []*discordgo.ApplicationCommandOptionChoice{{Name: "a", Value: "a"}}
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask := func() *discordgo.ApplicationCommand { return globalCommand(fakeHandler{}.Definitions()[0]) }
			has, want := ask(), ask()
			tt.change(has)
			got := differing([]*discordgo.ApplicationCommand{has}, []*discordgo.ApplicationCommand{want})
			if (len(got) > 0) != tt.differs || len(got) > 0 && got[0] != "ask" {
				t.Errorf("differing = %q, want a difference %v", got, tt.differs)
			}
		})
	}
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
