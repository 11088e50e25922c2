package discordtest

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// TestNetwork runs an HTTP server and a websocket over the network in the process,
// with hours that pass at once.
func TestNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork()
		mux := http.NewServeMux()
		mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Hour)
			fmt.Fprint(w, "hello")
		})
		mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
			c, err := new(websocket.Upgrader).Upgrade(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			kind, text, err := c.ReadMessage()
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(time.Minute)
			c.WriteMessage(kind, append(text, '!'))
		})
		server := &http.Server{Handler: mux}
		go server.Serve(n)
		defer server.Close()

		client := &http.Client{Transport: &http.Transport{DialContext: n.DialContext}}
		defer client.CloseIdleConnections()
		began := time.Now()
		resp, err := client.Get("http://discord.test/slow")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if took := time.Since(began); string(body) != "hello" || took != time.Hour {
			t.Errorf("got %q after %s, want hello after an hour", body, took)
		}

		dialer := websocket.Dialer{NetDialContext: n.DialContext}
		c, _, err := dialer.DialContext(t.Context(), "ws://discord.test/ws", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.WriteMessage(websocket.TextMessage, []byte("hi"))
		if _, text, err := c.ReadMessage(); err != nil || string(text) != "hi!" {
			t.Errorf("got %q, %v, want hi!", text, err)
		}
		c.SetReadDeadline(time.Now().Add(time.Second))
		if _, _, err := c.ReadMessage(); err == nil {
			t.Error("read from a closed connection: no error")
		}
	})
}
