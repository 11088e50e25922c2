package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// recorder is a test that may fail: it keeps what is reported.
type recorder struct {
	testing.TB
	watched bool // by during
	mu      sync.Mutex
	errors  []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// Fatalf ends the real test, or what during runs.
func (r *recorder) Fatalf(format string, args ...any) {
	r.TB.Helper()
	if !r.watched {
		r.TB.Fatalf(format, args...)
	}
	r.Errorf(format, args...)
	runtime.Goexit()
}

// during returns what is reported while f runs, which may be fatal.
func (r *recorder) during(f func()) []string {
	before := len(r.found())
	r.watched = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
	r.watched = false
	return r.found()[before:]
}

func (r *recorder) found() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.errors
}

// client is a bot made by hand, which may break every rule.
type client struct {
	t  *testing.T
	s  *Server
	ws *websocket.Conn
}

// connect starts a Discord and a client that has read Hello.
func connect(t *testing.T) (*client, *recorder) {
	t.Helper()
	r := &recorder{TB: t}
	c := &client{t: t, s: New(r)}
	c.dial()
	return c, r
}

func (c *client) dial() {
	c.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.s.URL(), "http")+"/gateway/?v=9&encoding=json", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { ws.Close() })
	c.ws = ws
	c.want(opHello, "")
}

type event struct {
	Op int    `json:"op"`
	T  string `json:"t"`
	S  int    `json:"s"`
	D  data
}

// data is what an event holds, or nothing if that is no object.
type data map[string]any

func (d *data) UnmarshalJSON(raw []byte) error {
	json.Unmarshal(raw, (*map[string]any)(d))
	return nil
}

// want reads the next payload and demands an opcode and an event, whose data
// it returns.
func (c *client) want(op int, name string) data {
	c.t.Helper()
	var e event
	c.ws.SetReadDeadline(time.Now().Add(patience))
	if err := c.ws.ReadJSON(&e); err != nil || e.Op != op || e.T != name {
		c.t.Fatalf("read %+v, %v; want op %d %s", e, err, op, name)
	}
	return e.D
}

// wantClose demands that the server closes with a code.
func (c *client) wantClose(code int) {
	c.t.Helper()
	c.ws.SetReadDeadline(time.Now().Add(patience))
	if _, raw, err := c.ws.ReadMessage(); !websocket.IsCloseError(err, code) {
		c.t.Fatalf("read %s, %v; want close code %d", raw, err, code)
	}
}

func (c *client) say(payload string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(payload)); err != nil {
		c.t.Fatal(err)
	}
}

const properties = `"properties":{"os":"x","browser":"x","device":"x"}`

func identifyWith(intents int) string {
	return fmt.Sprintf(`{"op":2,"d":{"token":"%s","intents":%d,%s}}`, Token, intents, properties)
}

func (c *client) identify(intents int) {
	c.t.Helper()
	c.say(identifyWith(intents))
	c.want(opDispatch, "READY")
}

// session is the id of the latest session.
func (c *client) session() string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.gateway.last.id
}

// call makes a REST call as the bot and returns the status and the body.
func (c *client) call(method, path, body string) (int, string) {
	c.t.Helper()
	req, _ := http.NewRequest(method, c.s.URL()+"/api/v9"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bot "+Token)
	req.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(answer)
}

// wantCall demands a status and a part of the answer.
func (c *client) wantCall(method, path, body string, status int, part string) {
	c.t.Helper()
	if got, answer := c.call(method, path, body); got != status || !strings.Contains(answer, part) {
		c.t.Errorf("%s %s = %d %s, want %d %s", method, path, got, answer, status, part)
	}
}

var anyone = User{ID: "7", Guild: Elsewhere}

// ready is a client with commands registered that is READY.
func ready(t *testing.T) (*client, *recorder) {
	t.Helper()
	return listening(t, 0)
}

// listening is a ready client that wants to hear of messages.
func listening(t *testing.T, intents int) (*client, *recorder) {
	t.Helper()
	c, r := connect(t)
	c.identify(intents)
	c.wantCall("PUT", "/applications/"+AppID+"/commands", `[
		{"name":"ask","description":"x","options":[{"type":3,"name":"q","description":"x","autocomplete":true}]},
		{"name":"aim","description":"x","contexts":[0,1,2],"integration_types":[0,1],"options":[
			{"type":3,"name":"q","description":"x","required":true,"max_length":10},
			{"type":3,"name":"kind","description":"x","choices":[{"name":"A","value":"a"}]},
			{"type":5,"name":"private","description":"x"},
			{"type":6,"name":"mention","description":"x"},
			{"type":4,"name":"number","description":"x"}]},
		{"name":"Answer","type":3,"contexts":[0,1,2],"integration_types":[0,1]},
		{"name":"here","description":"x","contexts":[0],"integration_types":[0,1]}]`, 200, "ask")
	c.wantCall("PUT", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", `[{"name":"admin","description":"x"}]`, 200, "admin")
	return c, r
}
