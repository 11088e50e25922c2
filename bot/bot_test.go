package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

func TestStartReplyStop(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{})
		if got := s.Command(alice, "ask", question("Why?")).Reply(); got.Text() != "You asked: Why?" {
			t.Errorf("reply to /ask = %q, want the echo", got.Text())
		}
		r.endClean()
		if got := s.Counts(); !slices.Equal(got.Closes, []int{1000}) || got.Identifies != 1 {
			t.Errorf("gateway counts = %+v, want one IDENTIFY and a close with 1000", got)
		}
	})
}

func TestStartFails(t *testing.T) {
	tests := []struct {
		name   string
		breaks func(*discordtest.Server)
		adjust func(*Config)
		want   []string // in the error
	}{
		{"no token", nil, func(c *Config) { c.Token = "" },
			[]string{"DISCORD_TOKEN is empty", "https://discord.com/developers/applications"}},
		{"token refused", (*discordtest.Server).RevokeToken, nil,
			[]string{"DISCORD_TOKEN", "https://discord.com/developers/applications"}},
		{"token refused after an outage", func(s *discordtest.Server) {
			s.RevokeToken()
			s.Fail(discordtest.Fault{Path: "/applications/@me$", Status: 500, Times: 3})
		}, nil, []string{"DISCORD_TOKEN"}},
		{"token refused by the gateway", func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: 4004}) }, nil,
			[]string{"DISCORD_TOKEN", "4004"}},
		{"intents refused", func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: 4014}) }, nil,
			[]string{"intents", "4014"}},
		{"home server out of reach", nil, func(c *Config) { c.HomeGuildID = "42" },
			[]string{"DISCORD_HOME_GUILD_ID", "42"}},
		{"not a URL", nil, func(c *Config) { c.APIURL = "127.0.0.1" },
			[]string{"DISCORD_API_URL", "127.0.0.1"}},
		{"commands refused", func(s *discordtest.Server) { s.Fail(discordtest.Refused("/commands$", 400, 50035, 0)) }, nil,
			[]string{"register the commands", "400", "50035"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				if tt.breaks != nil {
					tt.breaks(s)
				}
				adjust := func(*Config) {}
				if tt.adjust != nil {
					adjust = tt.adjust
				}
				r := start(t, s, fakeHandler{}, adjust)
				<-r.done
				if !errors.Is(r.err, ErrRefused) && !errors.Is(r.err, ErrSettings) {
					t.Fatalf("Run = %v, want an error that wraps ErrRefused or ErrSettings", r.err)
				}
				for _, want := range tt.want {
					if !strings.Contains(r.err.Error(), want) {
						t.Errorf("Run = %q, want %q in it", r.err, want)
					}
				}
				if strings.Contains(r.err.Error(), discordtest.Token) {
					t.Errorf("Run = %q, which contains the token", r.err)
				}
			})
		})
	}
}

func TestStopWaitsForAnswersInFlight(t *testing.T) {
	for command, options := range map[string]map[string]string{"ask": question("Why?"), "reindex": nil} {
		eachWay(t, command, func(t *testing.T, s *discordtest.Server, start startFunc) {
			entered := make(chan struct{})
			r := start(t, s, handlerFunc(func(context.Context, commands.Request) (commands.Reply, error) {
				close(entered)
				time.Sleep(2 * time.Second)
				return commands.Reply{Text: "done"}, nil
			}))
			i := s.Command(owner, command, options)
			<-entered
			r.endClean()
			if got := i.Reply(); got.Text() != "done" {
				t.Errorf("reply = %q, want %q", got.Text(), "done")
			}
		})
	}
}

// An answer that takes too long after the stop becomes an apology.
func TestStopAbandonsAnswersInFlight(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		entered, cause := make(chan struct{}), make(chan error, 1)
		r := start(t, s, handlerFunc(func(ctx context.Context, _ commands.Request) (commands.Reply, error) {
			close(entered)
			<-ctx.Done()
			cause <- ctx.Err()
			return commands.Reply{}, ctx.Err()
		}))
		i := s.Command(owner, "reindex", nil)
		<-entered
		stopped := time.Now()
		r.end()
		const keptAlive = 5 * time.Second // how long the endpoint waits for requests on open connections
		if took := time.Since(stopped); took < drainTimeout || took > drainTimeout+keptAlive {
			t.Errorf("stopping took %s, want %s", took, drainTimeout)
		}
		if got := i.Reply(); withoutCode(got.Text()) != apology {
			t.Errorf("reply = %q, want an apology", got.Text())
		}
		if err := <-cause; err != context.Canceled {
			t.Errorf("the handler's context ended with error %v", err)
		}
	})
}
