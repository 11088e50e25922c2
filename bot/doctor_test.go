package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// answering is what Discord is to tell at a path, in place of what it would.
func answering(path, body string) discordtest.Fault {
	return discordtest.Fault{
		Method: http.MethodGet, Path: path + "$", Status: http.StatusOK,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: body,
	}
}

// aboutApp is the fault of an application with these fields.
func aboutApp(fields string) discordtest.Fault {
	return answering("/applications/@me", fmt.Sprintf(`{"id": %q, "name": "test bot", "verify_key": %q%s}`,
		discordtest.AppID, discordtest.PublicKey, fields))
}

// aboutServer is the fault of being on the home server with these permissions.
func aboutServer(permissions string) discordtest.Fault {
	return answering("/users/@me/guilds", fmt.Sprintf(`[{"id": %q, "permissions": %q}]`, discordtest.HomeGuild, permissions))
}

func aboutStarts(remaining, shards int) discordtest.Fault {
	return answering("/gateway/bot", fmt.Sprintf(`{"url": "ws://127.0.0.1:1", "shards": %d,
		"session_start_limit": {"total": 1000, "remaining": %d, "reset_after": 3600000, "max_concurrency": 1}}`, shards, remaining))
}

func TestDiagnose(t *testing.T) {
	const command = `[{"type": 1, "name": "ask"}, {"type": 1, "name": "help"}, {"type": 3, "name": "Answer this"}]`
	tests := []struct {
		name    string
		prepare func(*discordtest.Server)
		adjust  func(*Config)
		check   string
		level   Level
		want    []string // in the finding and the mend
	}{
		{"right token", nil, nil, "token", OK, []string{`"test bot"`, discordtest.AppID}},
		{"refused token", (*discordtest.Server).RevokeToken, nil, "token", Fail, []string{"refuses", "DISCORD_TOKEN", "Reset Token"}},
		{"Discord is down", failing(discordtest.Fault{Path: "/applications/@me", Status: 404}), nil,
			"Discord", Fail, []string{"404", "DISCORD_API_URL", "discordstatus.com"}},
		{"bad address", nil, func(s *Config) { s.APIURL = "ftp://example.org" }, "Discord", Fail, []string{"DISCORD_API_URL"}},

		{"right clock", nil, nil, "clock", OK, nil},
		{"slow clock", failing(dated(time.Minute)), nil, "clock", Warn, []string{"off Discord's", "timedatectl set-ntp true"}},
		{"fast clock", failing(dated(-time.Hour)), nil, "clock", Warn, []string{"off Discord's"}},
		{"no clock", failing(dated(0)), nil, "clock", Warn, []string{"no date"}},

		{"no privileged intents", nil, nil, "intents", OK, nil},
		{"privileged intents", failing(aboutApp(`, "flags": 524288`)), nil, "intents", Warn,
			[]string{"needs none", "Message Content", "/" + discordtest.AppID + "/bot"}},

		{"no public key", nil, nil, "public key", OK, nil},
		{"right public key", nil, func(s *Config) { s.PublicKey = strings.ToUpper(discordtest.PublicKey) }, "public key", OK, nil},
		{"another public key", nil, func(s *Config) { s.PublicKey = strings.Repeat("0a", 32) }, "public key", Fail,
			[]string{"DISCORD_PUBLIC_KEY=" + discordtest.PublicKey}},
		{"public key missing", failing(aboutApp(`, "interactions_endpoint_url": "https://example.org/i"`)), nil, "public key", Fail,
			[]string{"not set", "DISCORD_PUBLIC_KEY=" + discordtest.PublicKey}},

		{"interactions over the gateway", nil, nil, "interactions", OK, []string{"alliancebot run"}},
		{"interactions by HTTP", failing(aboutApp(`, "interactions_endpoint_url": "https://example.org/i"`)), nil, "interactions", Warn,
			[]string{"https://example.org/i", "alliancebot serve", "Interactions Endpoint URL"}},

		{"gateway", nil, nil, "gateway", OK, []string{"1000 of 1000", "1 or more shards"}},
		{"gateway out of reach", failing(aboutStarts(1000, 1)), nil, "gateway", Fail, []string{"gateway.discord.gg", "443"}},
		{"no answer about the gateway", failing(discordtest.Fault{Path: "/gateway/bot", Status: 403}), nil, "gateway", Fail, []string{"403"}},

		{"on the home server", nil, nil, "home server", OK, []string{discordtest.HomeGuild}},
		{"no home server", nil, func(s *Config) { s.HomeGuildID = "" }, "home server", OK, []string{"none is set"}},
		{"not on the home server", nil, func(s *Config) { s.HomeGuildID = "1200000000000000009" }, "home server", Fail,
			[]string{"DISCORD_HOME_GUILD_ID", "client_id=" + discordtest.AppID, "permissions=0"}},
		{"not on the home server, with mentions", nil,
			func(s *Config) { s.HomeGuildID, s.AnswerMentions = "1199999999999999999", true }, "home server", Fail,
			[]string{fmt.Sprintf("permissions=%d", discordtest.Permissions)}},
		{"servers out of reach", failing(discordtest.Fault{Path: "/users/@me/guilds", Status: 403}), nil, "home server", Fail, []string{"403"}},

		{"permissions", nil, func(s *Config) { s.AnswerMentions = true }, "permissions", OK, nil},
		{"no permissions needed", failing(aboutServer("0")), nil, "permissions", OK, nil},
		{"permissions lack", failing(aboutServer("2048")), func(s *Config) { s.AnswerMentions = true }, "permissions", Warn,
			[]string{"lacks View Channels, Send Messages in Threads, Read Message History on", "ANSWER_MENTIONS=off"}},
		{"administrator", failing(aboutServer("8")), nil, "permissions", Warn, []string{"Administrator"}},

		{"no commands yet", nil, nil, "commands", Warn, []string{"Discord has none; this program has Answer this, ask, help", "start the bot"}},
		{"commands of another release", failing(answering(discordtest.AppID+"/commands", command)), nil, "commands", Warn,
			[]string{"not the same: Answer this, ask, help", "start the bot"}},
		{"others' commands", failing(answering(discordtest.HomeGuild+"/commands", command)), nil, "admin commands", Warn,
			[]string{"Discord has Answer this, ask, help; this program has reindex"}},
		{"no scope for commands", failing(discordtest.Fault{Path: "guilds/.*/commands", Status: 403}), nil, "admin commands", Fail,
			[]string{"applications.commands"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			given := Config{
				Token: discordtest.Token, HomeGuildID: discordtest.HomeGuild, APIURL: s.URL(), Log: slog.New(slog.DiscardHandler),
			}
			if test.adjust != nil {
				test.adjust(&given)
			}
			checks := Diagnose(t.Context(), given, fakeHandler{}.Definitions())
			wantCheck(t, checks, test.check, test.level, test.want...)
			wantMends(t, checks)
		})
	}
}

func failing(f discordtest.Fault) func(*discordtest.Server) {
	return func(s *discordtest.Server) { s.Fail(f) }
}

// dated is the fault of a Discord whose clock is ahead, or has none for 0.
func dated(ahead time.Duration) discordtest.Fault {
	f := aboutApp("")
	f.Header["Date"] = nil
	if ahead != 0 {
		f.Header.Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	}
	return f
}

func wantCheck(t *testing.T, checks []Check, name string, level Level, want ...string) {
	t.Helper()
	for _, c := range checks {
		if c.Name != name {
			continue
		}
		if c.Level != level {
			t.Errorf("Diagnose found %+v, want level %s", c, level)
		}
		for _, w := range want {
			if !strings.Contains(c.Finding+" — "+c.Mend, w) {
				t.Errorf("Diagnose found %+v, want %q in it", c, w)
			}
		}
		return
	}
	t.Errorf("Diagnose found %+v, want a check of %s", checks, name)
}

// wantMends checks that what is wrong can be mended, and what is right need not be.
func wantMends(t *testing.T, checks []Check) {
	t.Helper()
	for _, c := range checks {
		if c.Finding == "" || (c.Mend == "") != (c.Level == OK) {
			t.Errorf("Diagnose found %+v, want a finding, and a mend unless it is ok", c)
		}
		if strings.Contains(c.Finding+c.Mend, discordtest.Token) {
			t.Errorf("Diagnose shows the token: %+v", c)
		}
	}
}

// TestDiagnoseStarts needs an address of the gateway that answers.
func TestDiagnoseStarts(t *testing.T) {
	for _, test := range []struct {
		remaining, shards int
		level             Level
	}{{1000, 1, OK}, {49, 1, Warn}, {1, 1, Warn}, {0, 1, Fail}, {5, 8, Fail}} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			f := aboutStarts(test.remaining, test.shards)
			f.Body = strings.Replace(f.Body, "ws://127.0.0.1:1", "ws"+strings.TrimPrefix(s.URL(), "http")+"/gateway", 1)
			s.Fail(f)
			c := Config{Token: discordtest.Token, APIURL: s.URL(), Log: slog.New(slog.DiscardHandler)}
			checks := Diagnose(t.Context(), c, nil)
			wantCheck(t, checks, "gateway", test.level)
			if test.level != OK {
				wantCheck(t, checks, "gateway", test.level, "1h0m0s")
			}
		})
	}
}

func TestDiagnoseSilentGateway(t *testing.T) {
	s := discordtest.New(t)
	s.Misbehave(discordtest.Handshake{NoHello: true})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	c := Config{Token: discordtest.Token, APIURL: s.URL(), Log: slog.New(slog.DiscardHandler)}
	wantCheck(t, Diagnose(ctx, c, nil), "gateway", Fail, "no Hello", "443")
}

// TestDiagnoseAfterRun finds nothing to mend where a bot has run.
func TestDiagnoseAfterRun(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	r.stop()
	if err := r.wait(); err != nil {
		t.Fatal(err)
	}
	before := s.Counts()
	c := Config{
		Token: discordtest.Token, HomeGuildID: discordtest.HomeGuild, APIURL: s.URL(), AnswerMentions: true,
		PublicKey: discordtest.PublicKey, Log: slog.New(slog.DiscardHandler),
	}
	for _, check := range Diagnose(t.Context(), c, fakeHandler{}.Definitions()) {
		if check.Level != OK {
			t.Errorf("Diagnose after a run found %+v, want all ok", check)
		}
	}
	if got := s.Counts(); got.Identifies != before.Identifies {
		t.Error("Diagnose started a session")
	}
}
