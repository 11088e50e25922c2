package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"alliancebot/internal/golden"
)

// app is an endpoint made by hand: what it does with a request that is not a
// PING and has a good signature is up to the test.
func app(respond func(w http.ResponseWriter, event map[string]any)) http.HandlerFunc {
	key, _ := hex.DecodeString(PublicKey)
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var event map[string]any
		json.Unmarshal(body, &event)
		if event["type"] == float64(ping) {
			says(`{"type": 1}`)(w, event)
			return
		}
		respond(w, event)
	}
}

// says responds with a body.
func says(body string) func(http.ResponseWriter, map[string]any) {
	return func(w http.ResponseWriter, _ map[string]any) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}
}

// hosted starts h and returns where it is.
func hosted(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestPostTo(t *testing.T) {
	tests := []struct {
		name string
		app  http.HandlerFunc
		want string // in what is reported; "" for nothing
	}{
		{"as it should be", app(nil), ""},
		{"takes any signature", func(w http.ResponseWriter, _ *http.Request) { says(`{"type": 1}`)(w, nil) }, "want 401"},
		{"takes none", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, "want 200"},
		{"takes a PING for a command", func(w http.ResponseWriter, _ *http.Request) { says(shownV2)(w, nil) }, "response of type 4 to an interaction of type 1"},
		{"not as JSON", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"type": 1}`) }, "text/plain"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{TB: t}
			s := New(r)
			address := hosted(t, tt.app)
			got := strings.Join(r.during(func() { s.PostTo(address) }), "\n")
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("PostTo reports %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPosted(t *testing.T) {
	tests := []struct {
		name    string
		respond func(http.ResponseWriter, map[string]any)
		text    string // the reply
		failure string // in the failure, in place of a reply
		report  string
	}{
		{"a message", says(shownV2), "x", "", ""},
		{"a wrong type", says(`{"type": 8, "data": {"choices": []}}`), "", "invalid", "response of type 8 to an interaction of type 2"},
		{"an empty message", says(`{"type": 4, "data": {}}`), "", "invalid", "data"},
		{"no JSON", says("hello"), "", "invalid", "not JSON"},
		{"a refusal", func(w http.ResponseWriter, _ map[string]any) { w.WriteHeader(503) }, "", "503", ""},
		{"a break", func(w http.ResponseWriter, _ map[string]any) { panic(http.ErrAbortHandler) }, "", "EOF", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{TB: t}
			s := New(r)
			s.PostTo(hosted(t, app(tt.respond)))
			i := s.Send(anyone, command, map[string]any{"id": "1", "name": "ask", "type": slashCommand})
			if tt.failure == "" {
				if got := i.Reply().Text(); got != tt.text {
					t.Errorf("reply = %q, want %q", got, tt.text)
				}
			} else if err := i.Failure(); !strings.Contains(err.Error(), tt.failure) {
				t.Errorf("failure = %v, want one with %q", err, tt.failure)
			}
			if got := strings.Join(r.found(), "\n"); (got == "") != (tt.report == "") || !strings.Contains(got, tt.report) {
				t.Errorf("reported %q, want %q", got, tt.report)
			}
		})
	}
}

// Until Discord has the response it knows of no message, and after three seconds
// it wants none.
func TestPostedTooLate(t *testing.T) {
	s := New(&recorder{TB: t})
	edits := make(chan int, 1)
	release := make(chan struct{})
	address := hosted(t, app(func(w http.ResponseWriter, event map[string]any) {
		req, _ := http.NewRequest(http.MethodPatch, fmt.Sprintf("%s/api/v9/webhooks/%s/%s/messages/@original", s.URL(), AppID, event["token"]), strings.NewReader(`{}`))
		status := 0
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			status = resp.StatusCode
		}
		edits <- status
		<-release
	}))
	t.Cleanup(func() { close(release) }) // before the server's end, which waits for it
	s.PostTo(address)
	i := s.Send(anyone, command, map[string]any{"id": "1", "name": "ask", "type": slashCommand})
	if err := i.Failure(); !strings.Contains(err.Error(), "deadline") || i.Response() != 0 {
		t.Errorf("failure = %v, response %d; want that the time is over, and none", err, i.Response())
	}
	if edit := <-edits; edit != http.StatusNotFound {
		t.Errorf("edit before the response: status %d, want 404", edit)
	}
}

// The signatures that the check of npm/ holds against another library, with what
// they are of.
func TestSignedGolden(t *testing.T) {
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
	i := &Interaction{s: s, ID: "1", Token: "t", kind: command, user: anyone, place: anyone.place()}
	event, err := json.Marshal(i.event(map[string]any{"id": "2", "name": "ask", "type": slashCommand, "options": []any{
		map[string]any{"type": textOption, "name": "question", "value": "Naïve “why”? 🦄 <&>"}}}))
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
