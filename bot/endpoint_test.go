package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/bot/internal/endpoint"
)

// command returns a minimal command.
func command(id string) string {
	return fmt.Sprintf(`{"id": %q, "token": "t", "type": 2, "channel_id": "2", "user": {"id": "3"}, "data": {"name": "help", "type": 1}}`, id)
}

func TestServeFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := []struct {
		name   string
		adjust func(*Config)
		want   string
	}{
		{"no key", func(c *Config) { c.PublicKey = "" }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"short key", func(c *Config) { c.PublicKey = c.PublicKey[:62] }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"long key", func(c *Config) { c.PublicKey += "00" }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"no digits", func(c *Config) { c.PublicKey = strings.Repeat("xy", 32) }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"another application's key", func(c *Config) { c.PublicKey = strings.Repeat("0a", 32) }, "DISCORD_PUBLIC_KEY belongs to another application"},
		{"no token", func(c *Config) { c.Token = "" }, "DISCORD_TOKEN is empty"},
		{"no address", func(c *Config) { c.ListenAddr = "here" }, "LISTEN_ADDR"},
		{"address in use", func(c *Config) { c.ListenAddr = taken.Addr().String() }, "LISTEN_ADDR"},
		{"home server unreachable", func(c *Config) { c.HomeGuildID = "42" }, "DISCORD_HOME_GUILD_ID"},
		{"token refused", func(c *Config) { c.Token += "x" }, "DISCORD_TOKEN"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := discordtest.NewInMemory(t)
				c := testConfig(s, slog.New(slog.DiscardHandler))
				c.ListenAddr = "127.0.0.1:0"
				tt.adjust(&c)
				if err := Serve(t.Context(), c, fakeHandler{}); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("Serve = %v, want an error with %q", err, tt.want)
				}
			})
		})
	}
}

// An interaction is accepted once, until the bot stops.
func TestHandleHTTP(t *testing.T) {
	d := newDispatcher(&restClient{clock: new(clock)}, fakeHandler{}, Config{Token: discordtest.Token}, slog.New(slog.DiscardHandler))
	handle := func(id string) error {
		var i discordgo.Interaction
		if err := json.Unmarshal([]byte(command(id)), &i); err != nil {
			t.Fatal(err)
		}
		return d.handleHTTP(&i, func(context.Context, any) error { return nil })
	}
	if err := handle("10"); err != nil {
		t.Errorf("handleHTTP = %v, want nil", err)
	}
	if err := handle("10"); !errors.Is(err, endpoint.ErrDuplicate) {
		t.Errorf("second handleHTTP = %v, want ErrDuplicate", err)
	}
	if err := handle(""); err == nil {
		t.Error("handleHTTP without an ID = nil, want an error")
	}
	d.drain()
	if err := handle("11"); !errors.Is(err, endpoint.ErrStopping) {
		t.Errorf("handleHTTP after the stop = %v, want ErrStopping", err)
	}
}

// FuzzHandleHTTP handles anything that Discord may sign. Each interaction it accepts gets
// one response.
func FuzzHandleHTTP(f *testing.F) {
	for _, seed := range []string{command("1"), "null", "{}",
		`{"id": "5", "token": "t", "type": 3, "data": {"custom_id": "1go.a", "component_type": 2}, "message": {"id": "1", "components": [{"type": 99}]}}`,
		`{"id": "6", "token": "t", "type": 2, "member": {"permissions": "32"}, "data": {"name": "reindex", "type": 3, "target_id": "1", "resolved": {"messages": {"1": null}}}}`,
		`{"id": "7", "token": "t", "type": 4, "data": {"name": "ask", "options": [{"type": 3, "focused": true}]}}`,
	} {
		f.Add([]byte(seed))
	}
	gone := httptest.NewServer(http.NotFoundHandler()) // Discord knows none of these interactions
	f.Cleanup(gone.Close)
	log := slog.New(slog.DiscardHandler)
	rest, err := newRESTClient(Config{Token: discordtest.Token, APIURL: gone.URL}, log)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var i discordgo.Interaction
		json.Unmarshal(body, &i) // as far as it can be decoded
		d := newDispatcher(rest, fakeHandler{}, Config{Token: discordtest.Token}, log)
		responses := 0
		err := d.handleHTTP(&i, func(context.Context, any) error { responses++; return nil })
		d.drain()
		if err == nil && responses != 1 {
			t.Errorf("%d responses to %q, want 1", responses, body)
		}
	})
}
