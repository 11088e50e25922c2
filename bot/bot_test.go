package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

func TestStartToReplyToStop(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	if got := s.Command(alice, "ask", question("Why?")).Reply(); got.Text() != "You asked: Why?" {
		t.Errorf("reply to /ask = %q, want the echo", got.Text())
	}
	r.stop()
	if err := r.wait(); err != nil {
		t.Errorf("Run = %v after a stop, want nil", err)
	}
	s.WaitGateway("a close frame", func(c discordtest.GatewayCounts) bool { return len(c.Closes) == 1 })
	if got := s.Counts(); got.Closes[0] != 1000 || got.Identifies != 1 {
		t.Errorf("gateway counts = %+v, want one IDENTIFY and a close with 1000", got)
	}
}

func equal(a, b []string) bool { return strings.Join(a, " ") == strings.Join(b, " ") }

func TestStartFails(t *testing.T) {
	tests := []struct {
		name   string
		breaks func(*discordtest.Server)
		adjust func(*Config, *timing)
		want   []string // in the error
	}{
		{"token missing", nil, func(c *Config, _ *timing) { c.Token = "" },
			[]string{"DISCORD_TOKEN is empty", "https://discord.com/developers/applications"}},
		{"token refused", (*discordtest.Server).RevokeToken, nil,
			[]string{"DISCORD_TOKEN", "https://discord.com/developers/applications"}},
		{"token refused by the gateway", func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: 4004}) }, nil,
			[]string{"DISCORD_TOKEN", "4004"}},
		{"intents refused", func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: 4014}) }, nil,
			[]string{"intents", "4014"}},
		{"home server out of reach", nil, func(c *Config, _ *timing) { c.HomeGuildID = "42" },
			[]string{"DISCORD_HOME_GUILD_ID", "42"}},
		{"not an address", nil, func(c *Config, _ *timing) { c.APIURL = "127.0.0.1" },
			[]string{"DISCORD_API_URL", "127.0.0.1"}},
		{"nobody there", nil, func(c *Config, _ *timing) { c.APIURL = "http://127.0.0.1:1" },
			[]string{"reach Discord", "DISCORD_API_URL"}},
		{"rate limited for an hour", func(s *discordtest.Server) { s.Fail(discordtest.RateLimited("/commands$", 3600, 0)) }, nil,
			[]string{"register the commands", "1h0m0s"}},
		{"not Discord", func(s *discordtest.Server) {
			s.Fail(discordtest.Fault{Path: "/oauth2/", Status: 200, Body: "<html>hello</html>"})
		}, nil, []string{"application id"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			if tt.breaks != nil {
				tt.breaks(s)
			}
			adjust := func(*Config, *timing) {}
			if tt.adjust != nil {
				adjust = tt.adjust
			}
			err := start(t, s, fakeHandler{}, adjust).wait()
			if err == nil {
				t.Fatal("Run = nil, want an error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Run = %q, want it to name %q", err, want)
				}
			}
			if strings.Contains(err.Error(), discordtest.Token) {
				t.Errorf("Run = %q, which holds the token", err)
			}
		})
	}
}

func TestStopWaitsForInteractionsInFlight(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	entered, release := make(chan struct{}), make(chan struct{})
	h := fakeHandler{run: func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		close(entered)
		select {
		case <-release:
			return commands.Reply{Text: "done"}, nil
		case <-ctx.Done():
			return commands.Reply{}, ctx.Err()
		}
	}}
	r := start(t, s, h)
	s.WaitReady(1)
	i := s.Command(owner, "reindex", nil)
	<-entered
	r.stop()
	late := s.Command(owner, "help", nil)
	close(release)
	if got := i.Reply(); got.Text() != "done" {
		t.Errorf("reply = %q, want %q", got.Text(), "done")
	}
	if err := r.wait(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	_ = late // answered or not: it came about the moment of the stop
}

// What is in flight for too long at the stop is given up, and its askers are told.
func TestStopGivesUpInTheEnd(t *testing.T) {
	for command, options := range map[string]map[string]string{"ask": question("Why?"), "reindex": nil} {
		eachWay(t, command, func(t *testing.T, s *discordtest.Server, w way) {
			entered := make(chan struct{})
			cause := make(chan error, 1)
			h := fakeHandler{run: func(ctx context.Context, r commands.Request) (commands.Reply, error) {
				close(entered)
				<-ctx.Done()
				cause <- ctx.Err()
				return commands.Reply{}, ctx.Err()
			}}
			r := w.start(t, s, h, func(_ *Config, limits *timing) {
				limits.drain, limits.fast = 50*time.Millisecond, 500*time.Millisecond
			})
			i := s.Command(owner, command, options)
			<-entered
			r.stop()
			if err := r.wait(); err != nil {
				t.Errorf("Run = %v, want nil", err)
			}
			if got := i.Reply(); codeless(got.Text()) != apology {
				t.Errorf("reply = %q, want an apology for what was given up", got.Text())
			}
			if err := <-cause; err == nil {
				t.Error("the handler's context has not ended")
			}
		})
	}
}
