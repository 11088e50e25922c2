package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// websocketPair returns both ends of a websocket.
func websocketPair(t testing.TB) (client, server *websocket.Conn) {
	t.Helper()
	pipe, end := net.Pipe()
	accepted := make(chan error, 1)
	go func() {
		var err error
		server, err = acceptWebsocket(pipe)
		accepted <- err
	}()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return end, nil }}
	client, _, err := dialer.Dial("ws://relay", nil)
	if err := errors.Join(err, <-accepted); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

func TestHeed(t *testing.T) {
	tests := []struct {
		payload string
		want    error // nil: discordgo gets the message
	}{
		{`{"op":10,"d":{"heartbeat_interval":41250}}`, nil},
		{`{"op":0,"s":1,"t":"READY","d":{}}`, nil},
		{`{"op":1}`, nil},
		{`{"op":11}`, nil},
		{`{"op":42}`, nil},
		{`{"op":7}`, errReconnect},
		{`{"op":9,"d":true}`, errReconnect},
		{`{"op":9,"d":false}`, errInvalidSession},
		{`{"op":9}`, errInvalidSession},
		{`null`, errGarbled},
		{`[]`, errGarbled},
		{`{"op":"7"}`, errGarbled},
		{`{`, errGarbled},
		{``, errGarbled},
	}
	far, _ := websocketPair(t)
	for _, tt := range tests {
		r := &relay{far: far, interval: time.Minute}
		if got := r.heed([]byte(tt.payload)); !errors.Is(got, tt.want) {
			t.Errorf("heed(%s) = %v, want %v", tt.payload, got, tt.want)
		}
	}
}

// A Hello that would make discordgo panic ends the connection.
func TestHello(t *testing.T) {
	tests := []struct {
		name, hello string
		want        time.Duration // 0: an error
	}{
		{"as Discord's", `{"heartbeat_interval":41250}`, 41250 * time.Millisecond},
		{"an hour", `{"heartbeat_interval":3600000}`, time.Hour},
		{"zero", `{"heartbeat_interval":0}`, 0},
		{"negative", `{"heartbeat_interval":-1}`, 0},
		{"beyond the numbers", `{"heartbeat_interval":9223372036854775807}`, 0},
		{"none", `{}`, 0},
		{"no object", `7`, 0},
		{"nothing", ``, 0},
	}
	far, _ := websocketPair(t)
	for _, tt := range tests {
		r := &relay{far: far}
		err := r.greet(json.RawMessage(tt.hello))
		if (err == nil) != (tt.want > 0) || r.interval != tt.want {
			t.Errorf("%s: greet(%s) = %v with an interval of %s, want %s", tt.name, tt.hello, err, r.interval, tt.want)
		}
	}
}

// FuzzHeed looks for messages that make a relay panic, or let through what makes
// discordgo do so.
func FuzzHeed(f *testing.F) {
	for _, seed := range []string{
		`{"op":7}`, `{"op":9,"d":true}`, `{"op":11}`, `{"op":10,"d":{"heartbeat_interval":1}}`, `null`,
		`{"op":0,"s":1,"t":"READY","d":{"session_id":"x","resume_gateway_url":"::"}}`,
		`{"op":0,"s":2,"t":"RESUMED","d":{}}`,
	} {
		f.Add([]byte(seed))
	}
	far, _ := websocketPair(f)
	f.Fuzz(func(t *testing.T, payload []byte) {
		r := &relay{far: far, interval: time.Minute}
		if r.heed(payload) != nil {
			return
		}
		var e *discordgo.Event
		if err := json.Unmarshal(payload, &e); err != nil || e == nil {
			t.Fatalf("heed(%q) let through what is no message: %v", payload, err)
		}
		if r.interval <= 0 || r.interval > maxInterval {
			t.Errorf("heed(%q) took an interval of %s", payload, r.interval)
		}
		l := &link{address: "wss://gateway.example", log: slog.New(slog.DiscardHandler)}
		if l.begin(e); l.address == "" {
			t.Errorf("begin(%q) left no address", payload)
		}
	})
}
