package bot

import (
	"errors"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"alliancebot/bot/discordtest"
)

func TestReconnect(t *testing.T) {
	tests := []struct {
		name    string
		breaks  func(*discordtest.Server)
		resumed bool // or identified anew
	}{
		{"op 7", func(s *discordtest.Server) { s.SendOp(7) }, true},
		{"op 9", func(s *discordtest.Server) { s.SendOp(9) }, false},
		{"connection reset", (*discordtest.Server).ResetGateway, true},
		{"close 4000", func(s *discordtest.Server) { s.CloseGateway(4000) }, true},
		{"close 1001", func(s *discordtest.Server) { s.CloseGateway(1001) }, true},
		{"silence after the reconnect", func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{NoHello: true})
			s.SendOp(7)
		}, false},
		{"op 7 in place of RESUMED", func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Op: 7})
			s.SendOp(7)
		}, false},
		{"op 9 in place of RESUMED", func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Op: 9})
			s.SendOp(7)
		}, false},
		{"close 4007 in place of RESUMED", func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Close: 4007})
			s.SendOp(7)
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, fakeHandler{}, shortOpen)
			s.WaitReady(1)
			tt.breaks(s)
			if tt.resumed {
				s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 1 })
			} else {
				s.WaitReady(2)
			}
			s.Command(alice, "ask", question("Why?")).Reply()
			if c := s.Counts(); (c.Identifies == 1) != tt.resumed {
				t.Errorf("counts = %+v, want resumed %v", c, tt.resumed)
			}
		})
	}
}

// shortOpen makes a connection that does not come to READY fail soon.
func shortOpen(_ *Config, limits *timing) {
	limits.open = time.Second
	limits.settle = 2 * time.Second
}

func TestFirstConnectionFails(t *testing.T) {
	tests := []struct {
		name  string
		fault discordtest.Handshake
	}{
		{"no Hello", discordtest.Handshake{NoHello: true}},
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

// An interaction of the moment without a connection is answered after the resume.
func TestInteractionWhileReconnecting(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.ResetGateway()
	s.Command(alice, "ask", question("Why?")).Reply()
	if c := s.Counts(); c.Resumed != 1 {
		t.Errorf("counts = %+v, want one RESUMED", c)
	}
}

func TestZombieConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetHeartbeat(20 * time.Second)
	s.Mute(true)
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.ack = 200 * time.Millisecond })
	s.WaitReady(1)
	s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed >= 1 })
}

func TestHeartbeatsKeepTheConnection(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetHeartbeat(time.Second)
	start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.ack = 4 * time.Second })
	s.WaitReady(1)
	s.SendOp(1) // asks for a heartbeat at once
	s.WaitGateway("heartbeats", func(c discordtest.GatewayCounts) bool { return c.Heartbeats >= 7 })
	if c := s.Counts(); c.Connections != 1 {
		t.Errorf("counts = %+v, want one connection", c)
	}
}

func TestTokenRevokedWhileConnected(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.RevokeToken()
	s.CloseGateway(4004)
	if err := r.wait(); err == nil || fatalError(&websocket.CloseError{Code: 4004}).Error() != err.Error() {
		t.Errorf("Run = %v, want the error of close code 4004", err)
	}
}

func TestFatalError(t *testing.T) {
	tests := []struct {
		name  string
		err   error
		fatal bool
	}{
		{"none", nil, false},
		{"network", errors.New("connection refused"), false},
		{"4000", &websocket.CloseError{Code: 4000}, false},
		{"4004", &websocket.CloseError{Code: 4004}, true},
		{"4009", &websocket.CloseError{Code: 4009}, false},
		{"4014", errors.Join(errors.New("x"), &websocket.CloseError{Code: 4014}), true},
		{"too many sessions", errors.Join(errors.New("x"), errTooManyIdentifies), true},
	}
	for _, tt := range tests {
		if got := fatalError(tt.err); (got != nil) != tt.fatal {
			t.Errorf("%s: fatalError(%v) = %v, want fatal %v", tt.name, tt.err, got, tt.fatal)
		}
	}
}

func TestIdentifyBudget(t *testing.T) {
	var b identifyBudget
	for i := 1; i < identifyLimit; i++ {
		if err := b.spend(); err != nil {
			t.Fatalf("spend %d = %v, want nil", i, err)
		}
	}
	if err := b.spend(); !errors.Is(err, errTooManyIdentifies) {
		t.Errorf("spend %d = %v, want %v", identifyLimit, err, errTooManyIdentifies)
	}
	for i := range b.sent {
		b.sent[i] = b.sent[i].Add(-identifyWindow)
	}
	if err := b.spend(); err != nil {
		t.Errorf("spend after %s = %v, want nil", identifyWindow, err)
	}
}
