package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// responding returns a fault that changes the response to GET path.
func responding(path, body string) discordtest.Fault {
	return discordtest.Fault{
		Method: http.MethodGet, Path: path + "$", Status: http.StatusOK,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: body,
	}
}

// applicationWith returns a fault that adds fields to the application.
func applicationWith(fields string) discordtest.Fault {
	return responding("/applications/@me", fmt.Sprintf(`{"id": %q, "name": "test bot", "verify_key": %q%s}`,
		discordtest.AppID, discordtest.PublicKey, fields))
}

// onServer returns a fault that sets the permissions on the home server.
func onServer(permissions string) discordtest.Fault {
	return responding("/users/@me/guilds", fmt.Sprintf(`[{"id": %q, "permissions": %q}]`, discordtest.HomeGuild, permissions))
}

// dated returns a fault that sets the date of responses, or removes it for 0.
func dated(ahead time.Duration) discordtest.Fault {
	f := applicationWith("")
	f.Header["Date"] = nil
	if ahead != 0 {
		f.Header.Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	}
	return f
}

func TestDiagnose(t *testing.T) {
	const command = `[{"type": 1, "name": "ask"}, {"type": 1, "name": "help"}, {"type": 3, "name": "Answer this"}]`
	type server = *discordtest.Server
	fault := func(f discordtest.Fault) func(server) { return func(s server) { s.Fail(f) } }
	starts := func(remaining, shards int) func(server) {
		return func(s server) {
			s.Fail(responding("/gateway/bot", fmt.Sprintf(`{"url": "ws%s/gateway", "shards": %d,
				"session_start_limit": {"total": 1000, "remaining": %d, "reset_after": 3600000, "max_concurrency": 1}}`,
				strings.TrimPrefix(s.URL(), "http"), shards, remaining)))
		}
	}
	const logChannelID = "1400000000000000007"
	logged := func(c *Config) { c.LogChannelID = logChannelID }
	logChannel := func(overwrites ...string) func(server) {
		return func(s server) {
			s.Say(discordtest.User{ID: "1", Guild: discordtest.HomeGuild, Channel: logChannelID}, "hello")
			if overwrites != nil {
				s.Fail(responding("/channels/"+logChannelID, `{"id": "`+logChannelID+`", "guild_id": "`+discordtest.HomeGuild+`", "type": 0,
					"permission_overwrites": [`+overwrites[0]+`]}`))
			}
		}
	}
	mentions := func(c *Config) { c.AnswerMentions = true }
	messageContent := func(c *Config) { c.MessageContent = true }
	tests := []struct {
		name    string
		prepare func(server)
		adjust  func(*Config)
		check   string
		level   Level
		want    []string // in the finding and the fix
	}{
		{"valid token", nil, nil, "token", OK, []string{`"test bot"`, discordtest.AppID}},
		{"refused token", (*discordtest.Server).RevokeToken, nil, "token", Fail, []string{"refuses", "DISCORD_TOKEN", "Reset Token"}},
		{"cut token", nil, func(c *Config) { c.Token = c.Token[:20] }, "token", Fail, []string{"only 20 characters"}},
		{"checks without a token", (*discordtest.Server).RevokeToken, nil, "Discord", Skip, []string{"not checked: clock, intents"}},
		{"Discord is down", fault(discordtest.Fault{Path: "/applications/@me", Status: 404}), nil,
			"Discord", Skip, []string{"not checked: token, clock, intents", "404", "DISCORD_API_URL", "discordstatus.com"}},
		{"invalid URL", nil, func(c *Config) { c.APIURL = "ftp://example.org" }, "Discord", Fail, []string{"DISCORD_API_URL"}},

		{"right clock", nil, nil, "clock", OK, nil},
		{"slow clock", func(s server) { s.Fail(dated(time.Minute)) }, nil, "clock", Warn, []string{"differs from Discord's by 1m0s", "timedatectl set-ntp true"}},
		{"fast clock", func(s server) { s.Fail(dated(-time.Hour)) }, nil, "clock", Warn, []string{"differs from Discord's by 1h0m0s"}},
		{"no date", func(s server) { s.Fail(dated(0)) }, nil, "clock", Warn, []string{"no date"}},

		{"no privileged intents", nil, nil, "intents", OK, nil},
		{"privileged intents", fault(applicationWith(`, "flags": 524288`)), nil, "intents", Warn,
			[]string{"needs none", "Message Content", "/" + discordtest.AppID + "/bot"}},
		{"message content turned on", server.GrantMessageContent, messageContent, "intents", OK, []string{"Message Content"}},
		{"message content turned off", nil, messageContent, "intents", Fail, []string{"turned off", "MESSAGE_CONTENT=off", "/" + discordtest.AppID + "/bot"}},
		{"message content and presences", fault(applicationWith(`, "flags": 528384`)), messageContent, "intents", Warn, []string{"Presence"}},

		{"no public key", nil, func(c *Config) { c.PublicKey = "" }, "public key", OK, nil},
		{"right public key", nil, func(c *Config) { c.PublicKey = strings.ToUpper(discordtest.PublicKey) }, "public key", OK, nil},
		{"wrong public key", nil, func(c *Config) { c.PublicKey = strings.Repeat("0a", 32) }, "public key", Fail,
			[]string{"DISCORD_PUBLIC_KEY=" + discordtest.PublicKey}},
		{"missing public key", fault(applicationWith(`, "interactions_endpoint_url": "https://example.org/i"`)),
			func(c *Config) { c.PublicKey = "" }, "public key", Fail, []string{"not set", "DISCORD_PUBLIC_KEY=" + discordtest.PublicKey}},

		{"interactions over the gateway", nil, nil, "interactions", OK, []string{"alliancebot run"}},
		{"interactions over HTTP", fault(applicationWith(`, "interactions_endpoint_url": "https://example.org/i"`)), nil, "interactions", Warn,
			[]string{"https://example.org/i", "alliancebot serve", "Interactions Endpoint URL"}},

		{"gateway", nil, nil, "gateway", OK, []string{"1000 of 1000", "1 or more shards"}},
		{"gateway refuses connections", fault(responding("/gateway/bot", `{"url": "ws://gateway.test"}`)), func(c *Config) {
			dial := c.Dial
			c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if strings.HasPrefix(address, "gateway.test") {
					return nil, errors.New("connection refused")
				}
				return dial(ctx, network, address)
			}
		}, "gateway", Fail, []string{"gateway.discord.gg", "443"}},
		{"gateway is silent", func(s server) { s.Misbehave(discordtest.Handshake{NoHello: true}) }, nil, "gateway", Fail, []string{"no Hello", "443"}},
		{"gateway unknown", fault(discordtest.Fault{Path: "/gateway/bot", Status: 403}), nil, "gateway", Fail, []string{"403"}},
		{"gateway's address fails", fault(discordtest.Fault{Path: "/gateway/bot", Status: 503}), nil, "gateway", Skip, []string{"503", "discordstatus.com"}},
		{"few session starts", starts(49, 1), nil, "gateway", Warn, []string{"49 of 1000", "1h0m0s"}},
		{"no session starts", starts(0, 1), nil, "gateway", Fail, []string{"1h0m0s"}},
		{"fewer session starts than shards", starts(5, 8), nil, "gateway", Fail, []string{"8 or more shards"}},

		{"on the home server", nil, nil, "home server", OK, []string{discordtest.HomeGuild}},
		{"no home server", nil, func(c *Config) { c.HomeGuildID = "" }, "home server", OK, []string{"not set"}},
		{"not on the home server", nil, func(c *Config) { c.HomeGuildID = "1200000000000000009" }, "home server", Fail,
			[]string{"DISCORD_HOME_GUILD_ID", "client_id=" + discordtest.AppID, "permissions=0"}},
		{"not on the home server, with mentions", nil,
			func(c *Config) { c.HomeGuildID, c.AnswerMentions = "1199999999999999999", true }, "home server", Fail,
			[]string{fmt.Sprintf("permissions=%d", discordtest.Permissions)}},
		{"servers unknown", fault(discordtest.Fault{Path: "/users/@me/guilds", Status: 403}), nil, "home server", Fail, []string{"403"}},

		{"permissions", nil, mentions, "permissions", OK, nil},
		{"no permissions needed", fault(onServer("0")), nil, "permissions", OK, nil},
		{"missing permissions", fault(onServer("2048")), mentions, "permissions", Warn,
			[]string{"lacks View Channels, Send Messages in Threads, Read Message History, Add Reactions, Create Public Threads", "Server Settings"}},
		{"administrator", fault(onServer("8")), nil, "permissions", Warn, []string{"Administrator"}},

		{"log channel", logChannel(), logged, "log channel", OK, nil},
		{"log channel that is a thread", func(s server) {
			logChannel()(s)
			s.Fail(responding("/channels/"+logChannelID, `{"id": "1", "guild_id": "2", "type": 11, "parent_id": "`+logChannelID+`5"}`))
			s.Say(discordtest.User{ID: "1", Guild: discordtest.HomeGuild, Channel: logChannelID + "5"}, "hello")
		}, logged, "log channel", OK, nil},
		{"log channel that denies writing", logChannel(`{"id": "` + discordtest.HomeGuild + `", "type": 0, "allow": "0", "deny": "2048"}`), logged, "log channel", Warn,
			[]string{"may not write", "Send Messages"}},
		{"log channel that the bot does not see", fault(discordtest.Fault{Path: "/channels/" + logChannelID, Status: 403}), logged, "log channel", Warn,
			[]string{"may not write"}},
		{"no such log channel", nil, logged, "log channel", Warn, []string{"LOG_CHANNEL_ID", "Copy Channel ID"}},
		{"log channel unknown", fault(discordtest.Fault{Path: "/channels/" + logChannelID, Status: 500}), logged, "log channel", Skip, []string{"500"}},

		{"no commands yet", nil, nil, "commands", Warn, []string{"Discord has none; this program has Answer this, ask, help", "start the bot"}},
		{"commands of another release", fault(responding(discordtest.AppID+"/commands", command)), nil, "commands", Warn,
			[]string{"different: Answer this, ask, help", "start the bot"}},
		{"another program's commands", fault(responding(discordtest.HomeGuild+"/commands", command)), nil, "admin commands", Warn,
			[]string{"Discord has Answer this, ask, help; this program has reindex"}},
		{"missing scope for commands", fault(discordtest.Fault{Path: "guilds/.*/commands", Status: 403}), nil, "admin commands", Fail,
			[]string{"applications.commands"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				if tt.prepare != nil {
					tt.prepare(s)
				}
				c := testConfig(s, slog.New(slog.DiscardHandler))
				if tt.adjust != nil {
					tt.adjust(&c)
				}
				found := false
				for _, check := range Diagnose(t.Context(), c, fakeHandler{}.Definitions()) {
					if check.Finding == "" || (check.Fix == "") != (check.Level == OK) {
						t.Errorf("Diagnose found %+v, want a finding, and a fix unless the level is ok", check)
					}
					text := check.Finding + " — " + check.Fix
					if strings.Contains(text, discordtest.Token) {
						t.Errorf("Diagnose shows the token: %+v", check)
					}
					if check.Name != tt.check {
						continue
					}
					found = true
					if check.Level != tt.level {
						t.Errorf("Diagnose found %+v, want level %s", check, tt.level)
					}
					for _, want := range tt.want {
						if !strings.Contains(text, want) {
							t.Errorf("Diagnose found %+v, want %q in it", check, want)
						}
					}
				}
				if !found {
					t.Errorf("Diagnose has no check of %s", tt.check)
				}
			})
		})
	}
}

// After a run all checks are ok, and Diagnose starts no session.
func TestDiagnoseAfterRun(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		startReady(t, s, fakeHandler{}).end()
		before := s.Counts()
		c := testConfig(s, slog.New(slog.DiscardHandler))
		c.AnswerMentions = true
		for _, check := range Diagnose(t.Context(), c, fakeHandler{}.Definitions()) {
			if check.Level != OK {
				t.Errorf("Diagnose found %+v, want ok", check)
			}
		}
		if got := s.Counts(); got.Identifies != before.Identifies {
			t.Error("Diagnose started a session")
		}
	})
}
