package bot

import (
	"encoding/json"
	"log/slog"
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

func registerOn(t *testing.T, s *discordtest.Server, home string, defs []commands.Definition) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	start, err := testConfig(s, log).signIn(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	defer start.rest.connections.CloseIdleConnections()
	if err := start.register(t.Context(), home, defs); err != nil {
		t.Fatal(err)
	}
}

func TestRegister(t *testing.T) {
	tests := []struct {
		name          string
		home          string
		global, local []string
	}{
		{"with a home server", discordtest.HomeGuild, []string{"ask", "help", menuCommand, "setup"}, []string{"reindex"}},
		{"without", "", []string{"ask", "help", menuCommand, "reindex", "setup"}, nil},
	}
	names := func(list []map[string]any) (names []string) {
		for _, c := range list {
			names = append(names, c["name"].(string))
		}
		return names
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				registerOn(t, s, tt.home, fakeHandler{}.Definitions())
				if got := names(s.Commands("")); !slices.Equal(got, tt.global) {
					t.Errorf("global commands = %q, want %q", got, tt.global)
				}
				if got := names(s.Commands(discordtest.HomeGuild)); !slices.Equal(got, tt.local) {
					t.Errorf("commands of the home server = %q, want %q", got, tt.local)
				}
				for _, c := range append(s.Commands(""), s.Commands(discordtest.HomeGuild)...) {
					if got, restricted := c["default_member_permissions"], c["name"] == "reindex" || c["name"] == "setup"; (got == "32") != restricted {
						t.Errorf("default_member_permissions of /%s = %v", c["name"], got)
					}
				}
			})
		})
	}
}

// testdata/commands.json has the requests that register the commands.
func TestRegisterGolden(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		registerOn(t, s, discordtest.HomeGuild, withTools())
		registered := map[string]any{}
		for name, guild := range map[string]string{"everywhere": "", "on the home server": discordtest.HomeGuild} {
			var list []map[string]any
			for _, c := range s.Commands(guild) {
				c = maps.Clone(c)
				for _, added := range []string{"id", "version", "application_id", "guild_id"} { // by Discord
					delete(c, added)
				}
				list = append(list, c)
			}
			registered[name] = list
		}
		got, err := json.MarshalIndent(registered, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/commands.json", got)
	})
}

// Only lists that changed are registered again.
func TestRegisterChanges(t *testing.T) {
	const global, local = "/commands", "/guilds/" + discordtest.HomeGuild + "/commands"
	tests := []struct {
		name   string
		change func(ask, reindex *commands.Definition)
		want   []string
	}{
		{"nothing", func(_, _ *commands.Definition) {}, nil},
		{"a global command", func(ask, _ *commands.Definition) { ask.Description += "." }, []string{global}},
		{"a home server's command", func(_, reindex *commands.Definition) { reindex.Description += "." }, []string{local}},
		{"a command's name", func(ask, _ *commands.Definition) { ask.Name = "query" }, []string{global}},
		{"an option removed", func(ask, _ *commands.Definition) { ask.Options = ask.Options[:2] }, []string{global}},
		{"a subcommand", func(_, reindex *commands.Definition) { reindex.Subcommands = tools.Subcommands[1:] }, []string{local}},
		{"no longer for admins", func(_, reindex *commands.Definition) { reindex.Admin = false }, []string{global, local}},
	}
	puts := func(s *discordtest.Server) (paths []string) {
		for _, c := range s.Calls() {
			if _, path, found := strings.Cut(c.Path, "/applications/"+discordtest.AppID); c.Method == http.MethodPut && found {
				paths = append(paths, path)
			}
		}
		return paths
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				defs := fakeHandler{}.Definitions()
				registerOn(t, s, discordtest.HomeGuild, defs)
				if got := puts(s); !slices.Equal(got, []string{global, local}) {
					t.Errorf("the first start registered %q, want all", got)
				}
				tt.change(&defs[0], &defs[3])
				registerOn(t, s, discordtest.HomeGuild, defs)
				if got := puts(s)[2:]; !slices.Equal(got, tt.want) {
					t.Errorf("the second start registered %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// A list that discordgo cannot decode is replaced.
func TestRegisterOverMalformedCommands(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.Fail(discordtest.Fault{Method: http.MethodGet, Path: "/commands$", Status: http.StatusOK, Body: `[{"id": {}}]`, Times: 1})
		registerOn(t, s, discordtest.HomeGuild, fakeHandler{}.Definitions())
		if len(s.Commands("")) == 0 {
			t.Error("no commands are registered")
		}
	})
}

// Every difference is found, except in what Discord adds.
func TestDiffCommands(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*discordgo.ApplicationCommand)
		differs bool
	}{
		{"IDs", func(c *discordgo.ApplicationCommand) { c.ID, c.ApplicationID, c.Version = "1", "2", "3" }, false},
		{"defaults", func(c *discordgo.ApplicationCommand) {
			c.NSFW, c.DefaultPermission = new(bool), new(bool)
		}, false},
		{"the order of contexts", func(c *discordgo.ApplicationCommand) { slices.Reverse(*c.Contexts) }, false},
		{"the order of installations", func(c *discordgo.ApplicationCommand) { slices.Reverse(*c.IntegrationTypes) }, false},
		{"empty lists", func(c *discordgo.ApplicationCommand) {
			c.Options[1].Choices = []*discordgo.ApplicationCommandOptionChoice{}
			c.Options[1].ChannelTypes = []discordgo.ChannelType{}
			c.Options[1].Options = []*discordgo.ApplicationCommandOption{}
			c.Options[1].NameLocalizations = nil
		}, false},
		{"a description", func(c *discordgo.ApplicationCommand) { c.Description += "." }, true},
		{"an option's name", func(c *discordgo.ApplicationCommand) { c.Options[0].Name = "topic" }, true},
		{"an option's description", func(c *discordgo.ApplicationCommand) { c.Options[0].Description += "." }, true},
		{"an option's localized name", func(c *discordgo.ApplicationCommand) { c.Options[0].NameLocalizations["de"] = "x" }, true},
		{"an option's type", func(c *discordgo.ApplicationCommand) { c.Options[1].Type = discordgo.ApplicationCommandOptionUser }, true},
		{"an option no longer required", func(c *discordgo.ApplicationCommand) { c.Options[0].Required = false }, true},
		{"an option no longer completed", func(c *discordgo.ApplicationCommand) { c.Options[0].Autocomplete = false }, true},
		{"the order of options", func(c *discordgo.ApplicationCommand) { slices.Reverse(c.Options) }, true},
		{"the type", func(c *discordgo.ApplicationCommand) { c.Type = discordgo.UserApplicationCommand }, true},
		{"age restriction", func(c *discordgo.ApplicationCommand) { on := true; c.NSFW = &on }, true},
		{"a context removed", func(c *discordgo.ApplicationCommand) { *c.Contexts = (*c.Contexts)[1:] }, true},
		{"no contexts", func(c *discordgo.ApplicationCommand) { c.Contexts = nil }, true},
		{"an installation removed", func(c *discordgo.ApplicationCommand) { *c.IntegrationTypes = (*c.IntegrationTypes)[1:] }, true},
		{"permissions", func(c *discordgo.ApplicationCommand) { c.DefaultMemberPermissions = new(int64) }, true},
		{"a localized name", func(c *discordgo.ApplicationCommand) { (*c.NameLocalizations)["fi"] = "kysy" }, true},
		{"no localized descriptions", func(c *discordgo.ApplicationCommand) { c.DescriptionLocalizations = nil }, true},
		{"the longest text", func(c *discordgo.ApplicationCommand) { c.Options[0].MaxLength = 10 }, true},
		{"choices", func(c *discordgo.ApplicationCommand) {
			c.Options[0].Choices = []*discordgo.ApplicationCommandOptionChoice{{Name: "a", Value: "a"}}
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask := func() *discordgo.ApplicationCommand { return globalCommand(fakeHandler{}.Definitions()[0]) }
			registered, wanted := ask(), ask()
			tt.change(registered)
			got := diffCommands([]*discordgo.ApplicationCommand{registered}, []*discordgo.ApplicationCommand{wanted})
			if (len(got) > 0) != tt.differs || len(got) > 0 && got[0] != "ask" {
				t.Errorf("diffCommands = %q, want a difference: %v", got, tt.differs)
			}
		})
	}
}

// Every language of wording has a Discord locale that maps back to it.
func TestDiscordLocales(t *testing.T) {
	for _, language := range wording.Languages() {
		locales := discordLocales[language]
		if (len(locales) == 0) != (language == wording.Default) {
			t.Errorf("discordLocales[%q] = %q", language, locales)
		}
		for _, locale := range locales {
			if got := wording.For(string(locale)).Language(); got != language {
				t.Errorf("language for locale %q = %s, want %s", string(locale), got, language)
			}
		}
	}
}
