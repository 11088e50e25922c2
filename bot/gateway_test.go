package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

func TestReconnect(t *testing.T) {
	// after makes the connections that follow the loss of one go wrong.
	after := func(faults ...discordtest.Handshake) func(*discordtest.Server) {
		return func(s *discordtest.Server) {
			s.Misbehave(faults...)
			s.SendOp(7)
		}
	}
	closed := func(code int) func(*discordtest.Server) {
		return func(s *discordtest.Server) { s.CloseGateway(code) }
	}
	repeat := func(n int, h discordtest.Handshake) (all []discordtest.Handshake) {
		for range n {
			all = append(all, h)
		}
		return all
	}
	tests := []struct {
		name        string
		breaks      func(*discordtest.Server)
		resumed     bool // or identified anew
		connections int  // in all
		late        bool // it takes timing.open to notice
	}{
		{"op 7", func(s *discordtest.Server) { s.SendOp(7) }, true, 2, false},
		{"op 9, resumable", func(s *discordtest.Server) { s.InvalidSession(true) }, true, 2, false},
		{"op 9", func(s *discordtest.Server) { s.InvalidSession(false) }, false, 2, false},
		{"connection reset", (*discordtest.Server).ResetGateway, true, 2, false},
		{"close 1000", closed(1000), true, 2, false},
		{"close 1001", closed(1001), true, 2, false},
		{"close 4000", closed(4000), true, 2, false},
		{"close 4003", closed(4003), false, 2, false},
		{"close 4007", closed(4007), false, 2, false},
		{"close 4008", closed(4008), true, 2, false},
		{"close 4009", closed(4009), false, 2, false},
		{"no Hello", after(discordtest.Handshake{NoHello: true}), true, 3, true},
		{"silence in place of RESUMED", after(discordtest.Handshake{Silent: true}), true, 3, true},
		{"op 7 in place of RESUMED", after(discordtest.Handshake{Op: 7}), true, 3, false},
		{"op 9, resumable, in place of RESUMED", after(discordtest.Handshake{Op: 9, Resumable: true}), true, 3, false},
		{"op 9 in place of RESUMED", after(discordtest.Handshake{Op: 9}), false, 3, false},
		{"close 4007 in place of RESUMED", after(discordtest.Handshake{Close: 4007}), false, 3, false},
		{"close 4009 in place of RESUMED", after(discordtest.Handshake{Close: 4009}), false, 3, false},
		{"resets in place of RESUMED", after(repeat(resumeTries-1, discordtest.Handshake{Reset: true})...), true, resumeTries + 1, false},
		{"never RESUMED", after(repeat(resumeTries, discordtest.Handshake{Close: 4000})...), false, resumeTries + 2, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, fakeHandler{}, func(c *Config, limits *timing) {
				if tt.late {
					shortOpen(c, limits)
				}
			})
			s.WaitReady(1)
			tt.breaks(s)
			if tt.resumed {
				s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed >= 1 })
			} else {
				s.WaitReady(2)
			}
			s.Command(alice, "ask", question("Why?")).Reply()
			if c := s.Counts(); (c.Identifies == 1) != tt.resumed || c.Connections != tt.connections {
				t.Errorf("counts = %+v, want resumed %v with %d connections", c, tt.resumed, tt.connections)
			}
			for _, code := range s.Counts().Closes {
				if code != closeToResume {
					t.Errorf("the bot closed with %d, want %d, which keeps the session", code, closeToResume)
				}
			}
		})
	}
}

// shortOpen makes a connection that does not come to READY fail soon.
func shortOpen(_ *Config, limits *timing) { limits.open = time.Second }

func TestFirstConnectionFails(t *testing.T) {
	tests := []struct {
		name  string
		fault discordtest.Handshake
	}{
		{"no Hello", discordtest.Handshake{NoHello: true}},
		{"no READY", discordtest.Handshake{Silent: true}},
		{"op 1 in place of READY", discordtest.Handshake{Op: 1}},
		{"op 7 in place of READY", discordtest.Handshake{Op: 7}},
		{"op 9 in place of READY", discordtest.Handshake{Op: 9}},
		{"reset in place of READY", discordtest.Handshake{Reset: true}},
		{"close 4000 in place of READY", discordtest.Handshake{Close: 4000}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Misbehave(tt.fault)
			r := start(t, s, fakeHandler{}, shortOpen)
			s.WaitReady(1)
			s.Command(alice, "ask", question("Why?")).Reply()
			r.stop()
			if err := r.wait(); err != nil {
				t.Errorf("Run = %v, want nil", err)
			}
		})
	}
}

// An interaction of the moment without a connection is answered after the
// resume, which is asked for where READY said.
func TestInteractionWhileReconnecting(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.ResetGateway()
	s.Command(alice, "ask", question("Why?")).Reply()
	if c := s.Counts(); c.Resumed != 1 || c.ResumedThere != 1 {
		t.Errorf("counts = %+v, want one RESUMED, at the address that READY named", c)
	}
}

// A session is resumed as often as it is lost.
func TestSessionIsResumedAgainAndAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) {
		limits.stable = 0
		limits.retry = 50 * time.Millisecond // that doubles to too long a wait
	})
	s.WaitReady(1)
	for n := range 2 * resumeTries {
		s.ResetGateway()
		s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == n+1 })
	}
	if c := s.Counts(); c.Identifies != 1 {
		t.Errorf("counts = %+v, want one IDENTIFY", c)
	}
}

// Discord wants a rest between the end of a session and the next IDENTIFY.
func TestRestAfterTheEndOfASession(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.invalid = 2 * time.Second })
	s.WaitReady(1)
	ended := time.Now()
	s.InvalidSession(false)
	s.WaitReady(2)
	if took := time.Since(ended); took < 400*time.Millisecond {
		t.Errorf("IDENTIFY %s after op 9, want a fifth of %s at least", took, 2*time.Second)
	}
}

func TestInteractionSentAgainIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var answered atomic.Int32
	start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		answered.Add(1)
		return commands.Reply{Text: "ok"}, nil
	}})
	s.WaitReady(1)
	s.Command(alice, "ask", question("Why?")).Reply()
	s.Misbehave(discordtest.Handshake{Again: 1})
	s.SendOp(7)
	s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 1 })
	s.Command(alice, "ask", question("Who?")).Reply()
	if got := answered.Load(); got != 2 {
		t.Errorf("two interactions, one of them sent twice, were answered %d times", got)
	}
}

// When nobody is at the address to resume at, the general one serves.
func TestResumeAddressOutOfReach(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetResumeURL("ws://127.0.0.1:1")
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.SendOp(7)
	s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 1 })
	if c := s.Counts(); c.Identifies != 1 || c.ResumedThere != 0 {
		t.Errorf("counts = %+v, want it resumed at the general address", c)
	}
}

// The interval that Hello names counts: a connection without ACKs is noticed
// within two of them (discordgo sends the first heartbeat at once), and its
// session lives on.
func TestZombieConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetHeartbeat(500 * time.Millisecond)
	s.Mute(true)
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.retry = time.Minute })
	s.WaitReady(1)
	s.WaitGateway("a close frame", func(c discordtest.GatewayCounts) bool { return len(c.Closes) == 1 })
	if c := s.Counts(); c.Heartbeats > 2 || c.Closes[0] != closeToResume {
		t.Errorf("counts = %+v, want a close with %d before the third heartbeat", c, closeToResume)
	}
}

func TestZombieConnectionIsResumed(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetHeartbeat(200 * time.Millisecond)
	s.Mute(true)
	start(t, s, fakeHandler{})
	s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed >= 1 })
	if c := s.Counts(); c.Identifies != 1 {
		t.Errorf("counts = %+v, want one IDENTIFY", c)
	}
}

func TestHeartbeatsKeepTheConnection(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetHeartbeat(500 * time.Millisecond)
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.SendOp(1) // asks for a heartbeat at once
	s.WaitGateway("heartbeats", func(c discordtest.GatewayCounts) bool { return c.Heartbeats >= 5 })
	if c := s.Counts(); c.Connections != 1 {
		t.Errorf("counts = %+v, want one connection", c)
	}
}

// Sessions that end as soon as they begin cost no more IDENTIFYs than the
// growing pauses let through.
func TestSessionsThatEndAtOnceAreStartedSlowly(t *testing.T) {
	tests := []struct {
		name  string
		fault discordtest.Handshake
	}{
		{"READY, then close", discordtest.Handshake{After: 4009}},
		{"op 9 in place of READY", discordtest.Handshake{Op: 9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			for range 5 {
				s.Misbehave(tt.fault)
			}
			began := time.Now()
			start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.retry = 50 * time.Millisecond })
			s.WaitGateway("six IDENTIFYs", func(c discordtest.GatewayCounts) bool { return c.Identifies == 6 })
			least := (1 + 2 + 4 + 8 + 16) * 50 * time.Millisecond / 2 // the jitter is half of it
			if took := time.Since(began); took < least {
				t.Errorf("six IDENTIFYs took %s, want %s at least", took, least)
			}
		})
	}
}

// A connection that lived for some time makes the next pause short again.
func TestPausesAreShortAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	for range 6 {
		s.Misbehave(discordtest.Handshake{After: 4009})
	}
	began := time.Now()
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.retry, limits.stable = 100*time.Millisecond, 0 })
	s.WaitReady(7)
	growing := (1 + 2 + 4 + 8 + 16 + 32) * 100 * time.Millisecond / 2
	if took := time.Since(began); took > growing {
		t.Errorf("seven sessions took %s, as long as with growing pauses, which take %s at least", took, growing)
	}
}

// With hardly any IDENTIFY left the bot waits until Discord gives more.
func TestSessionStartsAreNotUsedUp(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	const reset = 2 * time.Second
	began := time.Now()
	s.SetSessionStarts(discordtest.SessionStarts{Left: identifyReserve, Reset: reset})
	s.CloseGateway(4009)
	s.WaitReady(2)
	if took := time.Since(began); took < reset {
		t.Errorf("an IDENTIFY after %s, want none before the reset in %s", took, reset)
	}
	if !strings.Contains(r.log.String(), "so many gateway sessions were started") {
		t.Error("the log does not tell of the wait")
	}
}

func TestRefused(t *testing.T) {
	moments := []struct {
		name   string
		refuse func(s *discordtest.Server, code int, start func())
	}{
		{"at the start", func(s *discordtest.Server, code int, start func()) {
			s.Misbehave(discordtest.Handshake{Close: code})
			start()
		}},
		{"while connected", func(s *discordtest.Server, code int, start func()) {
			start()
			s.WaitReady(1)
			s.CloseGateway(code)
		}},
	}
	for code, want := range map[int]string{
		4004: "DISCORD_TOKEN",
		4010: "SHARD_IDS",
		4011: "SHARD_COUNT=auto",
		4012: "update the program",
		4013: "intents",
		4014: "intents",
	} {
		for _, moment := range moments {
			t.Run(fmt.Sprint(code, " ", moment.name), func(t *testing.T) {
				t.Parallel()
				s := discordtest.New(t)
				var r *running
				moment.refuse(s, code, func() {
					r = start(t, s, fakeHandler{}, func(c *Config, _ *timing) { c.ShardCount = 1 })
				})
				if err := r.wait(); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), want) {
					t.Errorf("Run = %v, want an ErrRefused that names %s", err, want)
				}
				if c := s.Counts(); c.Connections != 1 {
					t.Errorf("counts = %+v, want no other try", c)
				}
			})
		}
	}
}

func TestTokenRevokedWhileDisconnected(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.RevokeToken()
	s.InvalidSession(false)
	if err := r.wait(); !errors.Is(err, ErrRefused) {
		t.Errorf("Run = %v, want an ErrRefused", err)
	}
}

// What Discord may add to its payloads ends no connection.
func TestStrangePayloads(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	for _, payload := range []string{`{`, `[]`, `null`, `{"op":42}`, `{"op":0,"s":null,"t":"NEW_EVENT","d":{}}`, `{"op":0,"t":"INTERACTION_CREATE","d":7}`} {
		s.SendRaw(payload)
	}
	s.Command(alice, "ask", question("Why?")).Reply()
	if c := s.Counts(); c.Connections != 1 {
		t.Errorf("counts = %+v, want one connection", c)
	}
}
