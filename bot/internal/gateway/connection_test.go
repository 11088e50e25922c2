package gateway

import (
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"alliancebot/bot/discordtest"
	"alliancebot/bot/internal/inbound"
	"alliancebot/internal/memnet"
	"alliancebot/internal/observe"
)

// A connection without ACKs is closed within two intervals, and its session is resumed.
func TestZombieConnectionIsReplaced(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		const interval = 40 * time.Second
		s.SetHeartbeat(interval)
		p := ready(t, s)
		time.Sleep(time.Hour)
		s.Mute(true)
		time.Sleep(2 * interval)
		c := s.Counts()
		if c.Identifies != 1 || c.Resumed < 1 || c.Closes[0] != closeResumable || p.reasons[0] != observe.ReasonSilent {
			t.Errorf("counts = %+v and reasons %q, want it closed with %d and resumed", c, p.reasons, closeResumable)
		}
	})
}

func TestHeartbeats(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		const interval = 40 * time.Second
		s.SetHeartbeat(interval)
		ready(t, s)
		time.Sleep(time.Hour)
		if c := s.Counts(); c.Heartbeats < 89 || c.Heartbeats > 91 || c.Connections != 1 {
			t.Errorf("counts = %+v, want 90 heartbeats in an hour on one connection", c)
		}
	})
}

// The first heartbeat is sent at a random moment within the interval.
func TestFirstHeartbeatIsJittered(t *testing.T) {
	var first []time.Duration
	for range 20 {
		onDiscord(t, func(t *testing.T, s *discordtest.Server) {
			ready(t, s)
			began := time.Now()
			for s.Counts().Heartbeats == 0 {
				time.Sleep(100 * time.Millisecond)
			}
			first = append(first, time.Since(began))
		})
	}
	if slices.Min(first) > 20*time.Second || slices.Max(first) < 20*time.Second || slices.Max(first) > 42*time.Second {
		t.Errorf("first heartbeats after %s, want them spread over 41.25 s", first)
	}
}

// Op 1 is answered at once, but not so often that Discord closes the connection: it allows
// 120 payloads a minute, which discordtest enforces.
func TestHeartbeatRequested(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		ready(t, s)
		before := s.Counts().Heartbeats
		time.Sleep(10 * time.Second)
		s.SendOp(1)
		synctest.Wait()
		if got := s.Counts().Heartbeats - before; got < 1 {
			t.Errorf("no heartbeat after op 1")
		}
		for range 1000 {
			s.SendOp(1)
			time.Sleep(10 * time.Millisecond)
		}
		if c := s.Counts(); c.Connections != 1 {
			t.Errorf("%d connections, want 1", c.Connections)
		}
	})
}

// An invalid Hello ends the connection.
func TestHello(t *testing.T) {
	for hello, want := range map[string]time.Duration{ // 0 for an error
		`{"heartbeat_interval":41250}`:               41250 * time.Millisecond,
		`{"heartbeat_interval":3600000}`:             time.Hour,
		`{"heartbeat_interval":3600001}`:             0,
		`{"heartbeat_interval":0}`:                   0,
		`{"heartbeat_interval":-1}`:                  0,
		`{"heartbeat_interval":9223372036854775807}`: 0,
		`{}`: 0, `7`: 0, ``: 0,
	} {
		c := newTestConnection(t)
		if err := c.hello([]byte(hello)); (err == nil) != (want > 0) || c.interval != want {
			t.Errorf("hello(%s) = %v with an interval of %s, want %s", hello, err, c.interval, want)
		}
	}
}

// Malformed and unknown payloads don't end the connection, and events that are not used are
// not decoded. Each event counts, so that RESUME continues after it.
func TestStrangePayloads(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		for _, payload := range []string{
			`{`, `[]`, `null`, `{}`, `{"op":"7"}`, `{"op":42}`, `{"op":10}`, `{"op":11}`, "\x00\xff",
			`{"op":0,"s":null,"t":"NEW_EVENT","d":{}}`, `{"op":0,"t":null}`,
			`{"op":0,"t":"GUILD_CREATE"}`, `{"op":0,"t":"GUILD_CREATE","d":null}`, `{"op":0,"t":"GUILD_CREATE","d":[7]}`,
			`{"op":0,"t":"GUILD_UPDATE","d":""}`, `{"op":0,"t":"VOICE_STATE_UPDATE"}`, `{"op":0,"t":"VOICE_STATE_UPDATE","d":{"member":7}}`,
			`{"op":0,"t":"RESUMED"}`, `{"op":0,"t":"MESSAGE_CREATE"}`, `{"op":0,"t":"MESSAGE_CREATE","d":[]}`,
			`{"op":0,"t":"MESSAGE_DELETE","d":7}`, `{"op":0,"t":"MESSAGE_DELETE_BULK","d":{"ids":7}}`,
			`{"op":0,"t":"INTERACTION_CREATE"}`, `{"op":0,"t":"INTERACTION_CREATE","d":7}`,
			`{"op":0,"t":"INTERACTION_CREATE","d":{"type":2}}`,
		} {
			s.SendRaw(payload)
		}
		wantAnswered(t, use(s, alice))
		if c := s.Counts(); c.Connections != 1 {
			t.Errorf("%d connections, want 1", c.Connections)
		}
		if n := len(p.records("msg", "a gateway event cannot be decoded")); n != 7 {
			t.Errorf("%d events logged as malformed, want 7", n)
		}
		if len(p.messages) > 0 || len(p.deleted) > 0 || len(p.answered) != 1 {
			t.Errorf("malformed events were passed on: %v %v %v", p.messages, p.deleted, p.answered)
		}
		s.SendRaw(`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":7}`)
		s.SendOp(7)
		time.Sleep(time.Second)
		if c := s.Counts(); c.Resumed != 1 {
			t.Errorf("counts = %+v, want the session resumed after the malformed event", c)
		}
	})
}

// An interaction with malformed data is passed on, so that the member gets an apology.
func TestInteractionWithMalformedData(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		var got []*discordgo.Interaction
		ready(t, s, func(c *Config) { c.Interaction = func(i *discordgo.Interaction) { got = append(got, i) } })
		s.SendRaw(`{"op":0,"s":2,"t":"INTERACTION_CREATE","d":{"id":"1","token":"t","type":2,"data":{"name":7}}}`)
		synctest.Wait()
		if len(got) != 1 || got[0].ID != "1" || got[0].Data != nil {
			t.Errorf("interactions = %+v, want one without data", got)
		}
	})
}

func TestMessages(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s, func(c *Config) { c.Intents = discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages })
		s.Edit(s.Say(alice, "<@"+discordtest.AppID+"> Why?"), "<@"+discordtest.AppID+"> How?")
		s.SendRaw(`{"op":0,"t":"MESSAGE_DELETE","d":{"id":"1","channel_id":"2"}}`)
		s.SendRaw(`{"op":0,"t":"MESSAGE_DELETE_BULK","d":{"ids":["3","4"],"channel_id":"2"}}`)
		synctest.Wait()
		if want := []string{discordtest.AppID + ": <@" + discordtest.AppID + "> Why?"}; !slices.Equal(p.messages, want) {
			t.Errorf("messages %q, want %q", p.messages, want)
		}
		if want := []string{discordtest.AppID + ": <@" + discordtest.AppID + "> How?"}; !slices.Equal(p.edited, want) {
			t.Errorf("edited %q, want %q", p.edited, want)
		}
		if want := []string{"2/1", "2/3", "2/4"}; !slices.Equal(p.deleted, want) {
			t.Errorf("deleted %q, want %q", p.deleted, want)
		}
	})
}

// newTestConnection returns a connection to a gateway that reads everything and sends
// nothing.
func newTestConnection(t testing.TB, prepare ...func(*websocket.Conn)) *connection {
	t.Helper()
	n := memnet.New()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ws, err := new(websocket.Upgrader).Upgrade(w, r, nil); err == nil {
			for _, f := range prepare {
				f(ws)
			}
			for err == nil {
				_, _, err = ws.ReadMessage()
			}
			ws.Close()
		}
	})}
	go server.Serve(n)
	t.Cleanup(func() { server.Close() })
	ws, err := dial(t.Context(), n.DialContext, "ws://gateway.test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return &connection{ws: ws, release: func(bool) {}, shard: &shard{
		Config: Config{
			Interaction:    func(*discordgo.Interaction) {},
			Message:        func(*inbound.Message, string) {},
			MessageEdited:  func(*inbound.Message, string) {},
			MessageDeleted: func(string, string) {},
			SessionLost:    func() {},
			Observer:       &process{up: map[int]bool{}},
		},
		log: slog.New(slog.DiscardHandler),
	}}
}

// FuzzHandle looks for messages that make a connection panic, or leave it in a state in
// which it no longer works.
func FuzzHandle(f *testing.F) {
	for _, seed := range []string{
		`{"op":1}`, `{"op":7}`, `{"op":9,"d":true}`, `{"op":11}`, `{"op":10,"d":{"heartbeat_interval":1}}`, `null`,
		`{"op":0,"s":1,"t":"READY","d":{"session_id":"x","resume_gateway_url":"::","user":{"id":"1"}}}`,
		`{"op":0,"s":2,"t":"RESUMED","d":{}}`, `{"op":0,"s":3,"t":"MESSAGE_DELETE_BULK","d":{"ids":["1"]}}`,
		`{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","type":3,"data":{"custom_id":"a"},"message":{"components":[{"type":1,"components":[{"type":99}]}]}}}`,
		`{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","type":2,"data":{"options":[{"type":1,"options":null}],"resolved":{"messages":{"1":null}}}}}`,
		`{"op":0,"t":"MESSAGE_CREATE","d":{"id":"1","author":null,"mentions":[null],"content":"x"}}`,
		`{"op":0,"t":"MESSAGE_UPDATE","d":{"type":21,"referenced_message":{"embeds":[{"fields":[null]}],"components":[{"components":[{"type":10}]}]},"message_snapshots":[{"message":null}],"poll":null,"position":1}}`,
	} {
		f.Add([]byte(seed))
	}
	c := newTestConnection(f)
	f.Fuzz(func(t *testing.T, message []byte) {
		c.interval, c.lastBeat = 0, time.Now()
		err := c.handle(message)
		if c.interval < 0 || c.interval > maxInterval {
			t.Errorf("handle(%q) accepted an interval of %s", message, c.interval)
		}
		if err != nil && c.interval > 0 {
			t.Errorf("handle(%q) = %v after a valid Hello", message, err)
		}
	})
}
