package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"alliancebot/internal/golden"
)

// app returns an endpoint that accepts what Discord signed and answers a PING. respond
// answers everything else.
func app(respond func(w http.ResponseWriter, event object)) http.HandlerFunc {
	key, _ := hex.DecodeString(PublicKey)
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		event := decode[object](body)
		switch {
		case !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature):
			w.WriteHeader(http.StatusUnauthorized)
		case event["type"] == float64(ping):
			says(`{"type": 1}`)(w, event)
		default:
			respond(w, event)
		}
	}
}

// says responds with a body.
func says(body string) func(http.ResponseWriter, object) {
	return func(w http.ResponseWriter, _ object) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}
}

const botURL = "http://bot.test/interactions"

// host starts h as the bot's endpoint.
func (c *client) host(h http.Handler) {
	server := &http.Server{Handler: h}
	go server.Serve(c.s.BotListener())
	c.t.Cleanup(func() { server.Close() })
}

func TestPostTo(t *testing.T) {
	tests := []struct {
		name string
		app  http.HandlerFunc
		want string
	}{
		{"a valid endpoint", app(nil), ""},
		{"one that accepts any signature", func(w http.ResponseWriter, _ *http.Request) { says(`{"type": 1}`)(w, nil) }, "want 401"},
		{"one that accepts none", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, "want 200"},
		{"one that answers a PING with a message", func(w http.ResponseWriter, _ *http.Request) { says(shown)(w, nil) }, "type 4 to an interaction of type 1"},
		{"one that does not send JSON", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"type": 1}`) }, "text/plain"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.want, func(c *client) {
				c.host(tt.app)
				c.during(func() { c.s.PostTo(botURL) })
			})
		})
	}
}

func TestPosted(t *testing.T) {
	tests := []struct {
		name    string
		respond func(http.ResponseWriter, object)
		want    Outcome
		report  string
	}{
		{"a message", says(shown), Answered, ""},
		{"a wrong type", says(`{"type": 8, "data": {"choices": []}}`), Missed, "response of type 8 to an interaction of type 2"},
		{"an empty message", says(`{"type": 4, "data": {}}`), Missed, "an empty message"},
		{"no JSON", says("hello"), Missed, "not JSON"},
		{"an error", func(w http.ResponseWriter, _ object) { w.WriteHeader(503) }, Missed, ""},
		{"a dropped connection", func(w http.ResponseWriter, _ object) { panic(http.ErrAbortHandler) }, Missed, ""},
		{"a late message", func(w http.ResponseWriter, _ object) { time.Sleep(notInTime); says(shown)(w, nil) }, Missed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.report, func(c *client) {
				c.host(app(tt.respond))
				c.s.PostTo(botURL)
				i := c.s.Send(member, command, object{"id": "1", "name": "ask", "type": slashCommand})
				if got := i.Outcome(); got != tt.want {
					t.Errorf("outcome %d, want %d", got, tt.want)
				}
				if tt.want == Answered && i.Reply().Text() != "x" {
					t.Errorf("reply = %+v", i.Reply())
				}
				time.Sleep(notInTime) // for the late one
			})
		})
	}
}

// A message does not exist before Discord has read the response that creates it.
func TestEditBeforeTheResponse(t *testing.T) {
	play(t, "", func(c *client) {
		c.host(app(func(w http.ResponseWriter, event object) {
			path := fmt.Sprintf("/webhooks/%s/%s/messages/@original", AppID, event["token"])
			c.wantCall("PATCH", path, edited, 404, "10015")
			says(deferred)(w, event)
			w.(http.Flusher).Flush()
		}))
		c.s.PostTo(botURL)
		i := c.s.Send(member, command, object{"id": "1", "name": "ask", "type": slashCommand})
		i.WaitResponse()
		c.wantCall("PATCH", originalOf(i), edited, 200, "edited")
	})
}

// The golden file has the signatures that npm/ checks with another library.
func TestSignedRequests(t *testing.T) {
	type request struct {
		Body      string `json:"body"`
		Timestamp string `json:"timestamp"`
		Signature string `json:"signature"`
	}
	signed := struct {
		PublicKey string    `json:"public_key"`
		Requests  []request `json:"requests"`
	}{PublicKey: PublicKey}
	s := New(t)
	s.lastID = 1 << 62 // IDs do not depend on the time
	i := &Interaction{s: s, ID: "1", Token: "t", kind: command, user: member, channel: member.channel()}
	event, err := json.Marshal(i.object(object{"id": "2", "name": "ask", "type": slashCommand, "options": []any{
		object{"type": 3, "name": "question", "value": "Naïve “why”? 🦄 <&>"}}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range [][]byte{s.pingBody(), event} {
		h := http.Header{}
		Sign(h, body, time.Unix(1800000000, 0))
		signed.Requests = append(signed.Requests, request{string(body), h.Get("X-Signature-Timestamp"), h.Get("X-Signature-Ed25519")})
	}
	got, err := json.MarshalIndent(signed, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/signed.json", append(got, '\n'))
}
