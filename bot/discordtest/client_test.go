package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// client is a bot that may break every rule, in a bubble with its Discord. It records what
// Discord reports.
type client struct {
	t        *testing.T
	s        *Server
	ws       *websocket.Conn
	rest     *http.Client
	reported []string
	fatal    bool // during expects Fatalf
}

func (c *client) Helper()          {}
func (c *client) Cleanup(f func()) { c.t.Cleanup(f) }

func (c *client) Errorf(format string, args ...any) {
	c.reported = append(c.reported, fmt.Sprintf(format, args...))
}

func (c *client) Fatalf(format string, args ...any) {
	if !c.fatal {
		c.t.Fatalf(format, args...)
	}
	c.Errorf(format, args...)
	runtime.Goexit()
}

// during returns what is reported while f runs, which may be fatal.
func (c *client) during(f func()) string {
	before := len(c.reported)
	c.fatal = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
	c.fatal = false
	return strings.Join(c.reported[before:], "\n")
}

// play runs a test with a client that has read Hello, and fails if what is reported
// does not contain want. "" wants no report.
func play(t *testing.T, want string, test func(c *client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := &client{t: t}
		c.s = NewInMemory(c)
		c.rest = &http.Client{Transport: &http.Transport{DialContext: c.s.DialContext}}
		defer c.rest.CloseIdleConnections()
		c.dial()
		test(c)
		synctest.Wait()
		if got := strings.Join(c.reported, "\n"); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("reported %q, want %q", got, want)
		}
	})
}

// playReady is play with a client that is READY and has registered commands. It
// receives messages.
func playReady(t *testing.T, want string, test func(c *client)) {
	t.Helper()
	play(t, want, func(c *client) {
		c.identify(bothIntents)
		c.wantCall("PUT", "/applications/"+AppID+"/commands", `[
			{"name":"ask","description":"x","options":[{"type":3,"name":"q","description":"x","autocomplete":true}]},
			{"name":"aim","description":"x","contexts":[0,1,2],"integration_types":[0,1],"options":[
				{"type":3,"name":"q","description":"x","required":true},
				{"type":5,"name":"private","description":"x"},
				{"type":6,"name":"mention","description":"x"}]},
			{"name":"Answer","type":3,"contexts":[0,1,2],"integration_types":[0,1]},
			{"name":"here","description":"x","contexts":[0],"integration_types":[0,1]}]`, 200, "ask")
		c.wantCall("PUT", "/applications/"+AppID+"/guilds/"+HomeGuild+"/commands", `[{"name":"admin","description":"x"}]`, 200, "admin")
		test(c)
	})
}

func (c *client) dial() {
	c.t.Helper()
	dialer := websocket.Dialer{NetDialContext: c.s.DialContext}
	ws, _, err := dialer.Dial("ws"+strings.TrimPrefix(c.s.URL(), "http")+"/gateway/?v=9&encoding=json", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { ws.Close() })
	c.ws = ws
	c.want(opHello, "")
}

// want reads the next payload, checks its opcode and event name, and returns its data.
func (c *client) want(op int, name string) object {
	c.t.Helper()
	var e struct {
		Op int
		T  string
		D  any
	}
	c.ws.SetReadDeadline(time.Now().Add(patience))
	if err := c.ws.ReadJSON(&e); err != nil || e.Op != op || e.T != name {
		c.t.Fatalf("read %+v, %v; want op %d %s", e, err, op, name)
	}
	data, _ := e.D.(object)
	return data
}

// wantClose checks that the server closes with a code.
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

const (
	bothIntents = intentGuildMessages | intentDirectMessages
	properties  = `"properties":{"os":"x","browser":"x","device":"x"}`
)

func identifyWith(intents int) string {
	return fmt.Sprintf(`{"op":2,"d":{"token":"%s","intents":%d,%s}}`, Token, intents, properties)
}

// identify starts a session and returns its ID.
func (c *client) identify(intents int) string {
	c.t.Helper()
	c.say(identifyWith(intents))
	return c.want(opDispatch, "READY")["session_id"].(string)
}

// resume dials, and resumes a session.
func (c *client) resume(session string, seq int) {
	c.t.Helper()
	c.dial()
	c.say(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, Token, session, seq))
}

// session returns the ID of the only session.
func (c *client) session() string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for id := range c.s.gateway.sessions {
		return id
	}
	return ""
}

// call makes a REST call as the bot and returns the status and the body.
func (c *client) call(method, path, body string) (int, string) {
	c.t.Helper()
	resp, answer := c.do(method, path, body)
	return resp.StatusCode, answer
}

// do makes a REST call as the bot and returns the response, and its body.
func (c *client) do(method, path, body string) (*http.Response, string) {
	c.t.Helper()
	req, _ := http.NewRequest(method, c.s.URL()+"/api/v9"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bot "+Token)
	req.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.rest.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return resp, string(answer)
}

// wantCall makes a call and checks the status and a part of the answer.
func (c *client) wantCall(method, path, body string, status int, part string) {
	c.t.Helper()
	if got, answer := c.call(method, path, body); got != status || !strings.Contains(answer, part) {
		c.t.Errorf("%s %s = %d %s, want %d %s", method, path, got, answer, status, part)
	}
}

func callbackOf(i *Interaction) string { return "/interactions/" + i.ID + "/" + i.Token + "/callback" }
func originalOf(i *Interaction) string {
	return "/webhooks/" + AppID + "/" + i.Token + "/messages/@original"
}

// at returns the value at a path of keys in JSON objects, as JSON.
func at(v any, path string) string {
	for key := range strings.SplitSeq(path, ".") {
		o, _ := v.(object)
		v = o[key]
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(v)
	return strings.TrimSpace(b.String())
}

func wantAt(t *testing.T, v any, path, want string) {
	t.Helper()
	if got := at(v, path); got != want {
		t.Errorf("%s = %s, want %s", path, got, want)
	}
}

// The users in the tests.
var (
	member    = User{ID: "11", Guild: HomeGuild, Roles: []string{"61"}, Permissions: ManageMessages, Locale: "pt-BR"}
	stranger  = User{ID: "12", Guild: HomeGuild}
	direct    = User{ID: "13"}
	traveller = User{ID: "14", Guild: Foreign, UserInstalled: true}
	private   = User{ID: "14", UserInstalled: true}
)

// The bodies of responses.
const (
	quiet     = `"allowed_mentions":{"parse":[]}`
	text      = `{"type":10,"content":"x"}`
	shown     = `{"type":4,"data":{"flags":32768,` + quiet + `,"components":[` + text + `]}}`
	deferred  = `{"type":5,"data":{"flags":64}}`
	edited    = `{"flags":32768,` + quiet + `,"components":[{"type":10,"content":"edited"}]}`
	notInTime = firstResponse + time.Second
)

// panel has each kind of button and menu.
const panel = `{"type":4,"data":{"flags":32768,` + quiet + `,"components":[
	{"type":10,"content":"one"},
	{"type":17,"accent_color":7,"components":[
		{"type":9,"components":[{"type":10,"content":"two"}],"accessory":{"type":2,"style":5,"label":"Source","url":"https://a.example"}},
		{"type":14},
		{"type":10,"content":"three"},
		{"type":1,"components":[{"type":2,"style":2,"label":"More","custom_id":"more"},{"type":2,"style":2,"label":"Over","custom_id":"over","disabled":true}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"first","placeholder":"First","options":[{"label":"A","value":"a"}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"second","placeholder":"Second","options":[{"label":"B","value":"b"}]}]},
	{"type":1,"components":[{"type":3,"custom_id":"third","placeholder":"Third","disabled":true,"options":[{"label":"C","value":"c"}]}]}]}}`

// ephemeral returns body as a private message.
func ephemeral(body string) string { return strings.Replace(body, "32768", "32832", 1) }

// asked makes u ask something, and returns the interaction.
func (c *client) asked(u User) *Interaction {
	c.t.Helper()
	i := c.s.Command(u, "aim", map[string]string{"q": "x"})
	c.want(opDispatch, "INTERACTION_CREATE")
	return i
}

// answered makes u ask something, responds, and returns the reply.
func (c *client) answered(u User, body string) *Message {
	c.t.Helper()
	i := c.asked(u)
	c.wantCall("POST", callbackOf(i), body, 204, "")
	m := i.Reply()
	if !m.Ephemeral() && m.channel.hasBot() {
		c.want(opDispatch, "MESSAGE_CREATE")
	}
	return m
}

// pressed makes u get a panel and press a button of it.
func (c *client) pressed(u User, body string) (*Message, *Interaction) {
	c.t.Helper()
	m := c.answered(u, body)
	i := c.s.Press(u, m, "More")
	c.want(opDispatch, "INTERACTION_CREATE")
	return m, i
}
