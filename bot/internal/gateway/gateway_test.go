package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/observe"
)

func TestReconnect(t *testing.T) {
	closed := func(code int) func(*discordtest.Server) {
		return func(s *discordtest.Server) { s.CloseGateway(code) }
	}
	// then makes the connections after the first fail.
	then := func(faults ...discordtest.Handshake) func(*discordtest.Server) {
		return func(s *discordtest.Server) {
			s.Misbehave(faults...)
			s.SendOp(7)
		}
	}
	repeat := func(n int, h discordtest.Handshake) []discordtest.Handshake {
		return slices.Repeat([]discordtest.Handshake{h}, n)
	}
	tests := []struct {
		name        string
		fault       func(*discordtest.Server)
		resumed     bool // or identified again
		connections int  // in all
		within      time.Duration
		reasons     []observe.Reason // nil: not checked
	}{
		{"op 7", func(s *discordtest.Server) { s.SendOp(7) }, true, 2, 0, []observe.Reason{observe.ReasonRequested}},
		{"op 9, resumable", func(s *discordtest.Server) { s.InvalidSession(true) }, true, 2, 0, []observe.Reason{observe.ReasonRequested}},
		{"op 9", func(s *discordtest.Server) { s.InvalidSession(false) }, false, 2, 5 * time.Second, []observe.Reason{observe.ReasonInvalidated}},
		{"connection reset", (*discordtest.Server).ResetGateway, true, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 1000", closed(1000), true, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 1001", closed(1001), true, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4000", closed(4000), true, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4003", closed(4003), false, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4005", closed(4005), false, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4007", closed(4007), false, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4008", closed(4008), true, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"close 4009", closed(4009), false, 2, 0, []observe.Reason{observe.ReasonClosed}},
		{"then no Hello", then(discordtest.Handshake{NoHello: true}), true, 3, connectTimeout, []observe.Reason{observe.ReasonRequested, observe.ReasonHandshake}},
		{"then silence", then(discordtest.Handshake{Silent: true}), true, 3, readyTimeout, []observe.Reason{observe.ReasonRequested, observe.ReasonHandshake}},
		{"then op 7", then(discordtest.Handshake{Op: 7}), true, 3, retryMin, nil},
		{"then op 9, resumable", then(discordtest.Handshake{Op: 9, Resumable: true}), true, 3, retryMin, nil},
		{"then op 9", then(discordtest.Handshake{Op: 9}), false, 3, 5 * time.Second, nil},
		{"then close 4007", then(discordtest.Handshake{Close: 4007}), false, 3, retryMin, nil},
		{"then close 4009", then(discordtest.Handshake{Close: 4009}), false, 3, retryMin, nil},
		{"then resets", then(repeat(20, discordtest.Handshake{Reset: true})...), true, 22, 20 * retryMax, nil},
		{"then closes 4000", then(repeat(20, discordtest.Handshake{Close: 4000})...), true, 22, 20 * retryMax, nil},
		{"then closes 4000 for too long", then(repeat(200, discordtest.Handshake{Close: 4000})...), false, 0, 3 * time.Hour, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				p := ready(t, s)
				time.Sleep(time.Hour)
				tt.fault(s)
				time.Sleep(tt.within)
				synctest.Wait()
				if !p.isUp() {
					t.Fatalf("not connected %s after the fault", tt.within)
				}
				wantAnswered(t, use(s, alice))
				c := s.Counts()
				if resumed := c.Identifies == 1 && c.Resumed > 0; resumed != tt.resumed {
					t.Errorf("counts = %+v, want resumed %v", c, tt.resumed)
				}
				if c.Connections != tt.connections && tt.connections > 0 {
					t.Errorf("%d connections, want %d", c.Connections, tt.connections)
				}
				if lost := len(p.lost) > 0; lost == tt.resumed || len(p.lost) > 1 {
					t.Errorf("%d sessions reported as lost, want resumed %v", len(p.lost), tt.resumed)
				}
				for _, code := range c.Closes {
					if code != closeResumable {
						t.Errorf("the bot closed with %d, want %d, which preserves the session", code, closeResumable)
					}
				}
				if tt.reasons != nil && !slices.Equal(p.reasons, tt.reasons) {
					t.Errorf("reasons = %q, want %q", p.reasons, tt.reasons)
				}
			})
		})
	}
}

func TestFirstConnectionFails(t *testing.T) {
	for name, fault := range map[string]discordtest.Handshake{
		"no Hello":                    {NoHello: true},
		"no READY":                    {Silent: true},
		"op 1 instead of READY":       {Op: 1},
		"op 7 instead of READY":       {Op: 7},
		"op 9 instead of READY":       {Op: 9},
		"reset instead of READY":      {Reset: true},
		"close 4000 instead of READY": {Close: 4000},
		"close 4007 instead of READY": {Close: 4007},
	} {
		t.Run(name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.Misbehave(fault)
				p := start(t, s)
				time.Sleep(readyTimeout + retryMax)
				wantAnswered(t, use(s, alice))
				if want := []observe.Reason{observe.ReasonHandshake}; !slices.Equal(p.reasons, want) {
					t.Errorf("reasons = %q, want %q", p.reasons, want)
				}
				p.end()
			})
		})
	}
}

// Members get their answers even while connections keep failing.
func TestStorms(t *testing.T) {
	op7 := func(s *discordtest.Server) { s.SendOp(7) }
	tests := []struct {
		name  string
		fault func(*discordtest.Server)
		times int
		every time.Duration
	}{
		{"op 7", op7, 10, 5 * time.Second},
		{"op 7", op7, 10, 15 * time.Second},
		{"op 7", op7, 8, time.Minute},
		{"op 7", op7, 30, time.Second},
		{"op 9, resumable", func(s *discordtest.Server) { s.InvalidSession(true) }, 10, 5 * time.Second},
		{"TCP reset", (*discordtest.Server).ResetGateway, 10, 5 * time.Second},
		{"close 4000", func(s *discordtest.Server) { s.CloseGateway(4000) }, 10, 5 * time.Second},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s, %d times, every %s", tt.name, tt.times, tt.every), func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				ready(t, s)
				pace := tt.every / 20
				var sent []*discordtest.Interaction
				for range tt.times {
					tt.fault(s)
					for range 20 {
						sent = append(sent, use(s, alice))
						time.Sleep(pace)
					}
				}
				wantAnswered(t, sent...)
				if longest := longestDelay(sent); longest > 500*time.Millisecond {
					t.Errorf("the bot was disconnected for %s", longest)
				}
				if c := s.Counts(); c.Identifies != 1 {
					t.Errorf("%d IDENTIFYs, want the session resumed", c.Identifies)
				}
			})
		})
	}
}

// Each session that Discord ends is replaced after the pause that Discord requires.
func TestStormOfEndedSessions(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		for range 10 {
			time.Sleep(30 * time.Second)
			ended := time.Now()
			s.InvalidSession(false)
			synctest.Wait()
			if p.isUp() {
				t.Error("still connected after op 9")
			}
			for !p.isUp() {
				time.Sleep(10 * time.Millisecond)
			}
			if away := time.Since(ended); away < time.Second || away > 5*time.Second+10*time.Millisecond {
				t.Errorf("disconnected for %s after op 9, want 1 s to 5 s", away)
			}
		}
	})
}

// After a network outage of any length, the bot is back within five seconds.
func TestNetworkReturns(t *testing.T) {
	for _, away := range []time.Duration{2 * time.Second, 3 * time.Minute, time.Hour} {
		for name, fault := range map[string]func(context.Context, string) (net.Conn, error){"refused": refused, "silent": silent, "mute": mute} {
			for _, shards := range []int{1, 4} {
				t.Run(fmt.Sprintf("%s, %s, %d shards", away, name, shards), func(t *testing.T) {
					onDiscord(t, func(t *testing.T, s *discordtest.Server) {
						s.SetSessionStarts(discordtest.SessionStarts{Shards: shards, Concurrency: 16})
						p := start(t, s)
						s.WaitReady(shards)
						time.Sleep(time.Minute)
						p.net.setFault(fault)
						s.ResetGateway()
						time.Sleep(away)
						p.net.setFault(nil)
						time.Sleep(5 * time.Second)
						if !p.isUp() {
							t.Error("not connected after 5 s")
						}
						wantAnswered(t, use(s, alice))
						if c := s.Counts(); c.Identifies != shards || c.Resumed != shards {
							t.Errorf("counts = %+v, want every session resumed", c)
						}
					})
				})
			}
		}
	}
}

// A network that goes silent is noticed by the missing ACKs.
func TestNetworkGoesSilent(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		time.Sleep(time.Hour)
		p.net.setFault(silent)
		s.Stall()
		time.Sleep(3 * time.Minute)
		p.net.setFault(nil)
		time.Sleep(5 * time.Second)
		wantAnswered(t, use(s, alice))
		if p.reasons[0] != observe.ReasonSilent {
			t.Errorf("reasons = %q, want %q first", p.reasons, observe.ReasonSilent)
		}
	})
}

// If Discord ends the session during an outage, a new one begins as soon as Discord can be
// reached: failed dials don't use the budget.
func TestOutageEndsTheSession(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		var down atomic.Bool
		p := ready(t, s, func(c *Config) {
			ask := c.GatewayBot
			c.GatewayBot = func(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
				if down.Load() {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return ask(ctx)
			}
		})
		time.Sleep(time.Minute)
		down.Store(true)
		p.net.setFault(refused)
		s.CloseGateway(4009)
		time.Sleep(time.Hour)
		down.Store(false)
		time.Sleep(time.Minute)
		if p.isUp() {
			t.Error("connected without a network")
		}
		p.net.setFault(nil)
		time.Sleep(5 * time.Second)
		wantAnswered(t, use(s, alice))
		if c := s.Counts(); c.Identifies != 2 {
			t.Errorf("%d IDENTIFYs, want 2", c.Identifies)
		}
	})
}

// If the address to resume at cannot be reached, the general one is used from then on.
func TestResumeAddressUnreachable(t *testing.T) {
	for name, address := range map[string]string{
		"refused": "ws://resume.test", "no address": "::", "not a websocket": "https://resume.test", "credentials": "wss://user@resume.test",
	} {
		t.Run(name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.SetResumeURL(address)
				p := ready(t, s)
				p.net.setFault(func(ctx context.Context, address string) (net.Conn, error) {
					if strings.HasPrefix(address, "resume.test") {
						return refused(ctx, address)
					}
					return nil, nil
				})
				for range 3 {
					time.Sleep(time.Minute)
					s.SendOp(7)
					time.Sleep(retryMin)
					wantAnswered(t, use(s, alice))
				}
				if c := s.Counts(); c.Identifies != 1 || c.Resumed != 3 {
					t.Errorf("counts = %+v, want the session resumed at the general address", c)
				}
				if failed := p.records("msg", "cannot connect to the gateway"); len(failed) != 1 || !strings.Contains(failed[0]["error"].(string), address) {
					t.Errorf("failures logged: %v, want one with %s", failed, address)
				}
			})
		})
	}
}

// A session can be resumed any number of times, at the address in READY.
func TestSessionIsResumedRepeatedly(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		ready(t, s)
		for range 100 {
			time.Sleep(time.Minute)
			s.ResetGateway()
		}
		wantAnswered(t, use(s, alice))
		if c := s.Counts(); c.Identifies != 1 || c.ResumedThere != 100 {
			t.Errorf("counts = %+v, want one IDENTIFY and 100 RESUMEs", c)
		}
	})
}

// RESUME continues after the last event, even a malformed one.
func TestResumeContinuesAfterTheLastEvent(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		use(s, alice)
		s.SendRaw(`{"op":0,"s":null,"t":"NEW_EVENT","d":{}}`)
		synctest.Wait()
		s.SendOp(7)
		time.Sleep(time.Second)
		second := use(s, alice)
		synctest.Wait()
		if len(p.answered) != 2 || p.answered[1] != second.ID {
			t.Errorf("interactions %v arrived, want 2", p.answered)
		}
	})
}

// Each failure is logged once, with the address and the pause.
func TestFailuresAreLogged(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		time.Sleep(time.Minute)
		p.net.setFault(refused)
		s.ResetGateway()
		time.Sleep(10 * time.Minute)
		p.net.setFault(nil)
		time.Sleep(time.Minute)
		s.CloseGateway(4009) // the next IDENTIFY …
		time.Sleep(time.Second)
		s.CloseGateway(4009) // … must wait for its turn
		time.Sleep(time.Minute)
		s.InvalidSession(false)
		time.Sleep(time.Minute)

		failures, dials := p.records("level", "WARN"), p.net.dials
		if len(dials) != len(failures)+1 {
			t.Fatalf("%d failures logged with %d dials", len(failures), len(dials))
		}
		if failures[0]["retry_in"] != 0.0 {
			t.Errorf("the first retry is logged as %v, want no pause", failures[0])
		}
		for i, f := range failures {
			at, err := time.Parse(time.RFC3339Nano, f["time"].(string))
			pause := time.Duration(f["retry_in"].(float64))
			if next := dials[i+1].at; err != nil || !next.Equal(at.Add(pause)) || pause > identifyInterval {
				t.Errorf("logged %v, but the next dial was at %s", f, next)
			}
			if failed := "ws://" + dials[i].address; !strings.Contains(f["error"].(string), failed) {
				t.Errorf("%v does not name the address dialed, %s", f, failed)
			}
		}
	})
}

func TestRefused(t *testing.T) {
	for code, want := range map[int]string{
		4004: "DISCORD_TOKEN",
		4010: "SHARD_IDS",
		4011: "SHARD_COUNT=auto",
		4012: "update the program",
		4013: "intents",
		4014: "intents",
	} {
		for _, connected := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d, connected %t", code, connected), func(t *testing.T) {
				onDiscord(t, func(t *testing.T, s *discordtest.Server) {
					if !connected {
						s.Misbehave(discordtest.Handshake{Close: code})
					}
					p := start(t, s, func(c *Config) { c.Shards.Count = 1 })
					if connected {
						s.WaitReady(1)
						s.CloseGateway(code)
					}
					if err := p.wait(); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), want) {
						t.Errorf("Run = %v, want an ErrRefused that names %s", err, want)
					}
					if c := s.Counts(); c.Connections != 1 {
						t.Errorf("%d connections, want 1", c.Connections)
					}
				})
			})
		}
	}
}

func TestTokenRevokedWhileDisconnected(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		time.Sleep(time.Minute)
		s.RevokeToken()
		s.InvalidSession(false)
		if err := p.wait(); !errors.Is(err, ErrRefused) {
			t.Errorf("Run = %v, want an ErrRefused", err)
		}
	})
}

func TestDiscordUnreachableAtStartup(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.Fail(discordtest.Fault{Path: "/gateway/bot$", Status: 503})
		if err := start(t, s).wait(); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("Run = %v, want an error with the cause", err)
		}
	})
}

// Events that Discord sent before it confirms the close frame are handled, even if the bot
// is stopped while the session starts.
func TestStopLosesNoInteraction(t *testing.T) {
	for _, moment := range []string{"ready", "READY arrives", "RESUMED arrives"} {
		t.Run(moment, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				p := start(t, s)
				s.WaitReady(1)
				switch moment {
				case "ready":
					synctest.Wait()
				case "RESUMED arrives":
					s.SendOp(7)
					s.WaitGateway("RESUMED", func(c discordtest.GatewayCounts) bool { return c.Resumed == 1 })
				}
				var sent []*discordtest.Interaction
				for range 100 {
					sent = append(sent, use(s, alice))
				}
				p.stop()
				if err := p.wait(); err != nil || p.isUp() {
					t.Errorf("Run = %v, want nil and the shard disconnected", err)
				}
				wantAnswered(t, sent...)
				if c := s.Counts(); !slices.Contains(c.Closes, 1000) {
					t.Errorf("close codes %v, want 1000", c.Closes)
				}
			})
		})
	}
}

func TestStopEndsEveryWait(t *testing.T) {
	tests := []struct {
		name  string
		until func(*discordtest.Server, *process) // the bot waits
	}{
		{"for the dial", func(s *discordtest.Server, p *process) {
			p.net.setFault(silent)
			s.SendOp(7)
			time.Sleep(time.Second)
		}},
		{"for the websocket handshake", func(s *discordtest.Server, p *process) {
			p.net.setFault(mute)
			s.SendOp(7)
			time.Sleep(time.Second)
		}},
		{"for Hello", func(s *discordtest.Server, _ *process) {
			s.Misbehave(discordtest.Handshake{NoHello: true})
			s.SendOp(7)
			time.Sleep(time.Second)
		}},
		{"for RESUMED", func(s *discordtest.Server, _ *process) {
			s.Misbehave(discordtest.Handshake{Silent: true})
			s.SendOp(7)
			time.Sleep(time.Second)
		}},
		{"to reconnect", func(s *discordtest.Server, p *process) {
			p.net.setFault(refused)
			s.SendOp(7)
			time.Sleep(time.Minute)
		}},
		{"for its turn", func(s *discordtest.Server, _ *process) {
			s.CloseGateway(4009)
			synctest.Wait()
		}},
		{"for session starts", func(s *discordtest.Server, _ *process) {
			s.SetSessionStarts(discordtest.SessionStarts{Left: 1})
			time.Sleep(time.Minute)
			s.CloseGateway(4009)
			time.Sleep(time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				p := ready(t, s)
				tt.until(s, p)
				began := time.Now()
				p.end()
				if took := time.Since(began); took > 0 {
					t.Errorf("stopping took %s", took)
				}
			})
		})
	}
}

// Between the close frame and Discord's confirmation, only events are handled.
func TestEventsAfterTheCloseFrame(t *testing.T) {
	for name, confirms := range map[string]bool{"confirmed": true, "never confirmed": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				interactions := 0
				c := newTestConnection(t, func(ws *websocket.Conn) {
					ws.SetCloseHandler(func(code int, _ string) error {
						time.Sleep(time.Second)
						for _, message := range []string{
							`{"op":10,"d":{"heartbeat_interval":1000}}`, `{"op":7}`, `{"op":9,"d":false}`, `{"op":1}`,
							`{"op":0,"s":1,"t":"READY","d":{"session_id":"x"}}`, `{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1"}}`,
						} {
							ws.WriteMessage(websocket.TextMessage, []byte(message))
						}
						if confirms {
							return ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Time{})
						}
						time.Sleep(2 * closeTimeout)
						return nil
					})
				})
				c.Interaction = func(*discordgo.Interaction) { interactions++ }
				c.beat, c.ackDue = time.After(time.Millisecond), time.After(time.Millisecond)
				ctx, stop := context.WithCancel(t.Context())
				stop()
				began := time.Now()
				if err := c.run(ctx); interactions != 1 {
					t.Errorf("%d interactions, want 1; run = %v", interactions, err)
				}
				if took := time.Since(began); confirms && took > time.Second || took > closeTimeout {
					t.Errorf("stopping took %s", took)
				}
				c.ws.Close()
				time.Sleep(2 * closeTimeout)
			})
		})
	}
}

// The stop is not delayed for long if Discord does not confirm the close frame.
func TestStopOfASilentConnection(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		s.SetHeartbeat(time.Second)
		s.Stall()
		began := time.Now()
		p.end()
		if took := time.Since(began); took > closeTimeout {
			t.Errorf("stopping took %s, want %s", took, closeTimeout)
		}
	})
}

func TestShards(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.SetSessionStarts(discordtest.SessionStarts{Shards: 3, Pause: 5 * time.Second})
		p := start(t, s)
		time.Sleep(time.Minute)
		s.ResetGateway() // each resumes its own session
		time.Sleep(time.Second)
		for shard := range 3 {
			wantAnswered(t, use(s, discordtest.User{ID: "510", Guild: discordtest.GuildOf(shard, 3), Channel: fmt.Sprint("141000000000000000", shard)}))
		}
		c := s.Counts()
		slices.SortFunc(c.Shards, func(a, b discordtest.Shard) int { return a.ID - b.ID })
		if want := []discordtest.Shard{{ID: 0, Count: 3}, {ID: 1, Count: 3}, {ID: 2, Count: 3}}; !slices.Equal(c.Shards, want) || c.Resumed != 3 {
			t.Errorf("counts = %+v, want IDENTIFYs of %v and three RESUMEs", c, want)
		}
		p.end()
		synctest.Wait()
		if got := s.Counts().Closes; !slices.Equal(got, []int{1000, 1000, 1000}) {
			t.Errorf("close codes %v, want 1000 of each shard", got)
		}
	})
}

func TestShardsOfTwoProcesses(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.SetSessionStarts(discordtest.SessionStarts{Concurrency: 2})
		for _, ids := range [][]int{{2, 3}, {0, 1}} {
			start(t, s, func(c *Config) { c.Shards = Shards{Count: 4, IDs: ids} })
		}
		s.WaitReady(4)
		for shard := range 4 {
			wantAnswered(t, use(s, discordtest.User{ID: "510", Guild: discordtest.GuildOf(shard, 4), Channel: fmt.Sprint("141000000000000000", shard)}))
		}
	})
}

func TestOneShardRefusedEndsAll(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.Misbehave(discordtest.Handshake{}, discordtest.Handshake{Close: 4014})
		p := start(t, s, func(c *Config) { c.Shards.Count = 2 })
		if err := p.wait(); !errors.Is(err, ErrRefused) {
			t.Errorf("Run = %v, want an ErrRefused", err)
		}
		synctest.Wait()
		if c := s.Counts(); !slices.Contains(c.Closes, 1000) {
			t.Errorf("close codes %v, want 1000 of the other shard", c.Closes)
		}
	})
}

// If the bot outgrows its shards, it connects as many as Discord now recommends, unless
// their number is set.
func TestMoreShardsRequired(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		s.SetSessionStarts(discordtest.SessionStarts{Shards: 2, Required: 2, Pause: 5 * time.Second})
		s.CloseGateway(4011)
		time.Sleep(3 * identifyInterval)
		for shard := range 2 {
			wantAnswered(t, use(s, discordtest.User{ID: "510", Guild: discordtest.GuildOf(shard, 2), Channel: fmt.Sprint("141000000000000000", shard)}))
		}
		if !p.isUp() {
			t.Error("not connected")
		}
	})
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.SetSessionStarts(discordtest.SessionStarts{Shards: 1, Required: 2})
		err := start(t, s, func(c *Config) { c.Shards.Count = 1 }).wait()
		if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "SHARD_COUNT=auto") {
			t.Errorf("with one shard Run = %v, want an ErrRefused that names SHARD_COUNT=auto", err)
		}
	})
}

func TestValidateShards(t *testing.T) {
	tests := []struct {
		shards Shards
		want   string // in the error; "" is none
	}{
		{Shards{}, ""},
		{Shards{Count: 2, IDs: []int{0, 1}}, ""},
		{Shards{Count: 2, IDs: []int{2}}, "SHARD_IDS contains 2"},
		{Shards{Count: 2, IDs: []int{-1}}, "SHARD_IDS contains -1"},
		{Shards{IDs: []int{0}}, "SHARD_IDS needs a number in SHARD_COUNT"},
	}
	for _, tt := range tests {
		err := tt.shards.Validate()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v.Validate() = %v, want %q", tt.shards, err, tt.want)
		}
	}
}

func TestResolveShards(t *testing.T) {
	tests := []struct {
		shards Shards
		count  int
		ids    []int
	}{
		{Shards{}, 3, []int{0, 1, 2}},
		{Shards{Count: 2}, 2, []int{0, 1}},
		{Shards{Count: 4, IDs: []int{3, 1, 3}}, 4, []int{1, 3}},
	}
	for _, tt := range tests {
		if count, ids := tt.shards.resolve(3); count != tt.count || !slices.Equal(ids, tt.ids) {
			t.Errorf("%+v.resolve(3) = %d, %v, want %d, %v", tt.shards, count, ids, tt.count, tt.ids)
		}
	}
}
