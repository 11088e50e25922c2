package bot

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// What Discord sent before it knew of the stop is answered.
func TestStopLosesNoInteraction(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	var sent []*discordtest.Interaction
	for range 20 {
		sent = append(sent, s.Command(alice, "ask", question("Why?")))
	}
	r.stop()
	for _, i := range sent {
		i.Reply()
	}
	if err := r.wait(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}

func TestStopEndsEveryWait(t *testing.T) {
	tests := []struct {
		name   string
		adjust func(*timing)
		until  func(*discordtest.Server) // the bot waits
	}{
		{"for Hello", func(l *timing) { l.open = time.Hour }, func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{NoHello: true})
			s.SendOp(7)
			s.WaitGateway("another connection", func(c discordtest.GatewayCounts) bool { return c.Connections == 2 })
		}},
		{"for RESUMED", func(l *timing) { l.open = time.Hour }, func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Silent: true})
			s.SendOp(7)
			s.WaitGateway("another connection", func(c discordtest.GatewayCounts) bool { return c.Connections == 2 })
		}},
		{"to reconnect", func(l *timing) { l.retry = time.Hour }, func(s *discordtest.Server) { s.CloseGateway(4000) }},
		{"for its turn", func(l *timing) { l.pause = time.Hour }, func(s *discordtest.Server) { s.CloseGateway(4009) }},
		{"for session starts", func(*timing) {}, func(s *discordtest.Server) {
			s.SetSessionStarts(discordtest.SessionStarts{Left: 1})
			s.CloseGateway(4009)
			s.WaitCalls("/gateway/bot", 2)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, fakeHandler{}, func(_ *Config, limits *timing) { tt.adjust(limits) })
			s.WaitReady(1)
			tt.until(s)
			r.stop()
			if err := r.wait(); err != nil {
				t.Errorf("Run = %v, want nil", err)
			}
		})
	}
}

// When Run is over nothing of it stays, whatever its connections went through.
// It does not run beside other tests, whose goroutines look the same.
func TestNothingStays(t *testing.T) {
	s := discordtest.New(t)
	s.SetSessionStarts(discordtest.SessionStarts{Shards: 2})
	s.Misbehave(discordtest.Handshake{NoHello: true}, discordtest.Handshake{Op: 7}, discordtest.Handshake{Op: 9}, discordtest.Handshake{Reset: true})
	r := start(t, s, fakeHandler{}, shortOpen)
	s.WaitReady(2)
	s.ResetGateway()
	s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 2 })
	s.Command(alice, "ask", question("Why?")).Reply()
	r.stop()
	if err := r.wait(); err != nil {
		t.Fatalf("Run = %v, want nil", err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for stays() != "" && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond) // nothing tells that a goroutine has ended; discordgo's do in a second
	}
	if left := stays(); left != "" {
		t.Errorf("after Run there is still\n%s", left)
	}
}

// stays returns the goroutines of a bot: those that its code, discordgo or its
// HTTP client has started.
func stays() string {
	all := make([]byte, 1<<20)
	all = all[:runtime.Stack(all, true)]
	var left []string
	for stack := range strings.SplitSeq(string(all), "\n\n") {
		_, creator, _ := strings.Cut(stack, "created by ")
		ours := strings.HasPrefix(creator, "alliancebot/bot.") && !strings.HasPrefix(creator, "alliancebot/bot.start")
		theirs := strings.HasPrefix(creator, "github.com/bwmarrin/discordgo.") || strings.HasPrefix(creator, "net/http.(*Transport)")
		if ours || theirs {
			left = append(left, stack)
		}
	}
	return strings.Join(left, "\n\n")
}
