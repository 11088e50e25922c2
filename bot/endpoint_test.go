package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// posted is a request as Discord makes it, for a test to spoil.
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

// asking is the body of an interaction of a type, without what the bot can do
// without.
func asking(id string, kind int) string {
	return fmt.Sprintf(`{"id": %q, "application_id": "1", "type": %d, "token": "t", "version": 1, "channel_id": "2",
		"user": {"id": "3"}, "data": {"id": "4", "type": 1, "name": "help"}}`, id, kind)
}

const pingBody = `{"id": "1", "application_id": "1", "type": 1, "token": "t", "version": 1}`

// onEndpoint runs a bot behind an endpoint, and returns its address.
func onEndpoint(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config, *timing)) (*running, string) {
	t.Helper()
	listener := listenLocally(t)
	r := begin(t, s, h, listening(listener), adjust...)
	s.PostTo(endpointOf(listener))
	return r, endpointOf(listener)
}

func TestEndpoint(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	signature := func(change func(string) string) func(*http.Request) {
		return func(r *http.Request) {
			const name = "X-Signature-Ed25519"
			r.Header.Set(name, change(r.Header.Get(name)))
		}
	}
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		}
	}
	tests := []struct {
		name   string
		body   string
		age    time.Duration
		spoil  func(*http.Request)
		status int
	}{
		{"PING", pingBody, 0, nil, 200},
		{"a little late", pingBody, 28 * time.Second, nil, 200},
		{"by a clock a little ahead", pingBody, -28 * time.Second, nil, 200},
		{"command", asking("10", 2), 0, nil, 200},
		{"content type with a charset", asking("11", 2), 0, header("Content-Type", "application/json; charset=utf-8"), 200},
		{"signature in capitals", asking("12", 2), 0, signature(strings.ToUpper), 200},

		{"no signature", asking("20", 2), 0, signature(func(string) string { return "" }), 401},
		{"signature of something else", asking("20", 2), 0, body(asking("21", 2)), 401},
		{"signature of a part", asking("20", 2), 0, body(asking("20", 2) + " "), 401},
		{"another signature", asking("20", 2), 0, signature(func(string) string { return strings.Repeat("0f", 64) }), 401},
		{"signature of zeros", asking("20", 2), 0, signature(func(string) string { return strings.Repeat("0", 128) }), 401},
		{"short signature", asking("20", 2), 0, signature(func(s string) string { return s[:126] }), 401},
		{"long signature", asking("20", 2), 0, signature(func(s string) string { return s + "00" }), 401},
		{"signature of no digits", asking("20", 2), 0, signature(func(string) string { return strings.Repeat("xy", 64) }), 401},
		{"no timestamp", asking("20", 2), 0, header("X-Signature-Timestamp", ""), 401},
		{"another timestamp", asking("20", 2), 0, func(r *http.Request) {
			signed, _ := strconv.ParseInt(r.Header.Get("X-Signature-Timestamp"), 10, 64)
			r.Header.Set("X-Signature-Timestamp", fmt.Sprint(signed+1))
		}, 401},
		{"stale", asking("20", 2), 32 * time.Second, nil, 401},
		{"from the future", asking("20", 2), -32 * time.Second, nil, 401},
		{"from long ago", asking("20", 2), 50 * 365 * 24 * time.Hour, nil, 401},
		{"unsigned and unreadable", "{", 0, signature(func(string) string { return "" }), 401},
		{"unsigned, of another type", asking("20", 2), 0, func(r *http.Request) { r.Header = http.Header{"Content-Type": {"text/html"}} }, 401},

		{"too long", strings.Repeat(" ", maxRequest) + pingBody, 0, nil, 413},
		{"another content type", asking("20", 2), 0, header("Content-Type", "text/plain"), 415},
		{"no content type", asking("20", 2), 0, header("Content-Type", ""), 415},
		{"GET", pingBody, 0, func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"elsewhere", pingBody, 0, func(r *http.Request) { r.URL.Path = "/" }, 404},
		{"not JSON", "hello", 0, nil, 400},
		{"nothing", "", 0, nil, 400},
		{"null", "null", 0, nil, 400},
		{"a list", "[]", 0, nil, 400},
		{"a form nobody sent", asking("20", 5), 0, nil, 400},
		{"an unknown type", asking("20", 99), 0, nil, 400},
		{"without an id", asking("", 2), 0, nil, 400},
		{"the same again", asking("10", 2), 0, nil, 409},
	}
	s := discordtest.New(t)
	h, requests := recording(replying(commands.Reply{Text: "done"}))
	_, address := onEndpoint(t, s, h)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := posted(t, address, []byte(tt.body), time.Now().Add(-tt.age))
			if tt.spoil != nil {
				tt.spoil(req)
			}
			before := len(requests)
			status, got := answered(t, req)
			if status != tt.status {
				t.Errorf("status = %d %q, want %d", status, got, tt.status)
			}
			want := 0
			if tt.status == http.StatusOK && tt.body != pingBody {
				want = 1
			}
			if ran := len(requests) - before; ran != want {
				t.Errorf("%d requests were run, want %d", ran, want)
			}
			if tt.body == pingBody && tt.status == http.StatusOK && got != `{"type":1}` {
				t.Errorf("response to a PING = %s", got)
			}
		})
	}
}

// What discordgo cannot read all of is answered, by an apology.
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

// Who sends a request slowly does not keep the connection.
func TestEndpointDoesNotWaitForSlowRequests(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]string{
		"body":   "POST " + InteractionsPath + " HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"header": "POST " + InteractionsPath + " HTTP/1.1\r\nHost: b",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			_, address := onEndpoint(t, s, fakeHandler{}, func(_ *Config, limits *timing) { limits.respond = 100 * time.Millisecond })
			conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(address, "http://"), InteractionsPath))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			fmt.Fprint(conn, request)
			got, err := io.ReadAll(conn) // ends when the bot closes the connection
			if err != nil || name == "body" && !strings.Contains(string(got), " 408 ") {
				t.Errorf("read %q, %v; want the connection closed, and 408 if only the body is missing", got, err)
			}
		})
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
		{"another's key", func(c *Config) { c.PublicKey = strings.Repeat("0a", 32) }, "DISCORD_PUBLIC_KEY is another application's"},
		{"no token", func(c *Config) { c.Token = "" }, "DISCORD_TOKEN is empty"},
		{"no address", func(c *Config) { c.ListenAddr = "here" }, "LISTEN_ADDR"},
		{"address in use", func(c *Config) { c.ListenAddr = taken.Addr().String() }, "LISTEN_ADDR"},
		{"home server out of reach", func(c *Config) { c.HomeGuildID = "42" }, "DISCORD_HOME_GUILD_ID"},
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

// The key may be written in capitals.
func TestServeTakesAKeyInCapitals(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	onEndpoint(t, s, fakeHandler{}, func(c *Config, _ *timing) { c.PublicKey = strings.ToUpper(c.PublicKey) })
}

// It may take Discord a moment to read the response to its request; until then
// it knows of no message.
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

// A message that one process made works with another.
func TestReplicas(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := panelThen(panel, commands.Reply{Text: "done", Replace: true})
	one, _ := onEndpoint(t, s, h)
	shown := s.Command(alice, "ask", question("Why?")).Reply()
	one.unhindered()
	two, _ := onEndpoint(t, s, h)
	if got := s.Press(bob, shown, "Go").Reply(); got.Text() != "done" || got.ID != shown.ID {
		t.Errorf("reply of the other = %q, message %s; want %q in the place of %s", got.Text(), got.ID, "done", shown.ID)
	}
	two.unhindered()
}

// What is in flight at the stop is finished: what Discord waits for, and what
// was announced.
func TestEndpointStopWaits(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	entered, release := make(chan struct{}), make(chan struct{})
	r, address := onEndpoint(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		entered <- struct{}{}
		<-release
		return commands.Reply{Text: "done"}, nil
	}})
	asked := []*discordtest.Interaction{s.Command(owner, "ask", question("Why?")), s.Command(owner, "reindex", nil)}
	for range asked {
		<-entered
	}
	asked[1].WaitResponse()
	r.stop()
	close(release)
	for _, i := range asked {
		if got := i.Reply(); got.Text() != "done" {
			t.Errorf("reply = %q, want %q", got.Text(), "done")
		}
	}
	if err := r.wait(); err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if resp, err := http.DefaultClient.Do(posted(t, address, []byte(pingBody), time.Now())); err == nil {
		resp.Body.Close()
		t.Error("it listens after its end")
	}
}

// After the stop nothing new is begun, and another process can be asked.
func TestEndpointAfterTheStop(t *testing.T) {
	t.Parallel()
	d := newDispatcher(nil, fakeHandler{}, Config{Token: discordtest.Token}, testTiming, slog.New(slog.DiscardHandler))
	d.drain()
	key, err := readPublicKey(discordtest.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	(&endpoint{key, d, d.log}).ServeHTTP(w, posted(t, "/", []byte(asking("10", 2)), time.Now()))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("status = %d, want %d", w.Code, http.StatusServiceUnavailable)
	}
}

// Who does not wait for the response costs no more than it.
func TestEndpointOfACallerWhoLeaves(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	entered := make(chan struct{}, 1)
	r, address := onEndpoint(t, s, fakeHandler{run: func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		if r.Command != "help" {
			return commands.Reply{Text: "on"}, nil
		}
		entered <- struct{}{}
		<-ctx.Done()
		return commands.Reply{}, ctx.Err()
	}}, hurried)
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-entered; leave() }()
	req := posted(t, address, []byte(asking("10", 2)), time.Now()).WithContext(ctx)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		resp.Body.Close()
	}
	if got := s.Command(bob, "ask", question("Why?")).Reply(); got.Text() != "on" {
		t.Errorf("reply afterwards = %q", got.Text())
	}
	r.stop()
	if err := r.wait(); err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// FuzzEndpoint posts whatever is signed: it is answered, by a response or by a
// status that says that it cannot be.
func FuzzEndpoint(f *testing.F) {
	for _, seed := range []string{pingBody, asking("1", 2), asking("2", 3), asking("3", 4), asking("4", 5), "null", "[]", "{",
		`{"id": "5", "token": "t", "type": 3, "data": {"custom_id": "1go.a", "component_type": 2}, "message": {"id": "1", "components": [{"type": 99}]}}`,
		`{"id": "6", "token": "t", "type": 2, "member": {"permissions": "32"}, "data": {"name": "reindex", "type": 3, "target_id": "1", "resolved": {"messages": {"1": null}}}}`,
	} {
		f.Add([]byte(seed))
	}
	key, err := readPublicKey(discordtest.PublicKey)
	if err != nil {
		f.Fatal(err)
	}
	gone := httptest.NewServer(http.NotFoundHandler()) // Discord knows of none of these interactions
	f.Cleanup(gone.Close)
	log := slog.New(slog.DiscardHandler)
	client, err := newHTTPClient(Config{APIURL: gone.URL}, log)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d := newDispatcher(newSession(discordtest.Token, client), fakeHandler{}, Config{Token: discordtest.Token}, testTiming, log)
		defer d.drain()
		w := httptest.NewRecorder()
		(&endpoint{key, d, log}).ServeHTTP(w, posted(t, "/", body, time.Now()))
		switch w.Code {
		case http.StatusOK:
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("response to %q = %q, want JSON", body, w.Body)
			}
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		default:
			t.Errorf("status of %q = %d", body, w.Code)
		}
	})
}
