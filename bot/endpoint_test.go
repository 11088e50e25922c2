package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/bot/internal/endpoint"
	"alliancebot/commands"
)

// posted is a request as Discord makes it.
func posted(t testing.TB, address string, body []byte, at time.Time) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	discordtest.Sign(req.Header, body, at)
	return req
}

// answered sends req and returns the status and the body of the response.
func answered(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// command is the least that the bot needs of a command.
func command(id string) string {
	return fmt.Sprintf(`{"id": %q, "token": "t", "type": 2, "channel_id": "2", "user": {"id": "3"}, "data": {"name": "help", "type": 1}}`, id)
}

// onEndpoint runs a bot behind an endpoint, and returns its address.
func onEndpoint(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config, *timing)) (*running, string) {
	t.Helper()
	listener := listenLocally(t)
	r := begin(t, s, h, listening(listener), adjust...)
	s.PostTo(endpointOf(listener))
	return r, endpointOf(listener)
}

// What discordgo cannot decode in full is answered, with an apology.
func TestEndpointApologizesForUnreadableData(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r, address := onEndpoint(t, s, fakeHandler{})
	for id, data := range map[string]string{"10": `"help"`, "11": `{"name": 7}`, "12": `[]`} {
		body := fmt.Sprintf(`{"id": %q, "type": 2, "token": "t", "user": {"id": "3"}, "data": %s}`, id, data)
		status, got := answered(t, posted(t, address, []byte(body), time.Now()))
		if status != http.StatusOK || !strings.Contains(codeless(got), anyCode) {
			t.Errorf("response to data %s = %d %s, want an apology", data, status, got)
		}
		r.explains(got, errUnreadable.Error())
	}
}

func TestServeFails(t *testing.T) {
	taken := listenLocally(t)
	t.Cleanup(func() { taken.Close() })
	tests := []struct {
		name   string
		adjust func(*Config)
		want   string
	}{
		{"no key", func(c *Config) { c.PublicKey = "" }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"short key", func(c *Config) { c.PublicKey = c.PublicKey[:62] }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"long key", func(c *Config) { c.PublicKey += "00" }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"no digits", func(c *Config) { c.PublicKey = strings.Repeat("xy", 32) }, "DISCORD_PUBLIC_KEY is not a public key"},
		{"another's key", func(c *Config) { c.PublicKey = strings.Repeat("0a", 32) }, "DISCORD_PUBLIC_KEY belongs to another application"},
		{"no token", func(c *Config) { c.Token = "" }, "DISCORD_TOKEN is empty"},
		{"no address", func(c *Config) { c.ListenAddr = "here" }, "LISTEN_ADDR"},
		{"address in use", func(c *Config) { c.ListenAddr = taken.Addr().String() }, "LISTEN_ADDR"},
		{"home server unreachable", func(c *Config) { c.HomeGuildID = "42" }, "DISCORD_HOME_GUILD_ID"},
		{"nobody there", func(c *Config) { c.APIURL = "http://127.0.0.1:1" }, "DISCORD_API_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			c := Config{Token: discordtest.Token, HomeGuildID: discordtest.HomeGuild, APIURL: s.URL(),
				PublicKey: discordtest.PublicKey, ListenAddr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}
			tt.adjust(&c)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // it should return long before
			defer cancel()
			if err := Serve(ctx, c, fakeHandler{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Serve = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// Discord may take a moment to read the response to its request; until then the
// message does not exist.
func TestEndpointWaitsForDiscordToRead(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := panelThen(panel, commands.Reply{Remove: true})
	r, _ := onEndpoint(t, s, fakeHandler{run: func(ctx context.Context, request commands.Request) (commands.Reply, error) {
		if request.Command == "reindex" {
			return commands.Reply{Text: "reloaded"}, nil
		}
		return h.Run(ctx, request)
	}})
	unread := func() { s.Fail(discordtest.Refused("/messages/@original$", http.StatusNotFound, unknownWebhook, 3)) }
	unread()
	shown := s.Command(owner, "reindex", nil).Reply()
	if shown.Text() != "reloaded" {
		t.Errorf("deferred reply = %q", shown.Text())
	}
	public := s.Command(owner, "ask", question("Why?")).Reply()
	unread()
	s.Press(owner, public, "Go")
	s.WaitDeleted(public)
	r.unhindered()
}

// Buttons of one process work with another.
func TestReplicas(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := panelThen(panel, commands.Reply{Text: "done", Replace: true})
	one, _ := onEndpoint(t, s, h)
	shown := s.Command(alice, "ask", question("Why?")).Reply()
	one.unhindered()
	two, _ := onEndpoint(t, s, h)
	if got := s.Press(bob, shown, "Go").Reply(); got.Text() != "done" || got.ID != shown.ID {
		t.Errorf("reply of the second process = %q, message %s; want %q in the place of %s", got.Text(), got.ID, "done", shown.ID)
	}
	two.unhindered()
}

// An interaction is received once, by one process, until that stops.
func TestReceiveHTTP(t *testing.T) {
	t.Parallel()
	d := newDispatcher(nil, fakeHandler{}, Config{Token: discordtest.Token}, testTiming, slog.New(slog.DiscardHandler))
	receive := func(id string) error {
		var i discordgo.Interaction
		if err := json.Unmarshal([]byte(command(id)), &i); err != nil {
			t.Fatal(err)
		}
		return d.receiveHTTP(&i, func(context.Context, any) error { return nil })
	}
	if err := receive("10"); err != nil {
		t.Errorf("receiveHTTP = %v, want nil", err)
	}
	if err := receive("10"); !errors.Is(err, endpoint.ErrDuplicate) {
		t.Errorf("receiveHTTP again = %v, want ErrDuplicate", err)
	}
	if err := receive(""); err == nil {
		t.Error("receiveHTTP without an id = nil, want an error")
	}
	d.drain()
	if err := receive("11"); !errors.Is(err, endpoint.ErrStopping) {
		t.Errorf("receiveHTTP after the stop = %v, want ErrStopping", err)
	}
}

// FuzzReceiveHTTP receives whatever Discord may sign. What is accepted is answered.
func FuzzReceiveHTTP(f *testing.F) {
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
	client, err := newHTTPClient(gone.URL, unobserved{}, log)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var i discordgo.Interaction
		json.Unmarshal(body, &i) // as far as it can be decoded
		d := newDispatcher(newSession(discordtest.Token, client), fakeHandler{}, Config{Token: discordtest.Token}, testTiming, log)
		responses := 0
		err := d.receiveHTTP(&i, func(context.Context, any) error { responses++; return nil })
		d.drain()
		if err == nil && responses != 1 {
			t.Errorf("%d responses to %q, want 1", responses, body)
		}
	})
}
