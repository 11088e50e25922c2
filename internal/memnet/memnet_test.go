package memnet

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// An HTTP server works over the network in virtual time.
func TestNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New()
		mux := http.NewServeMux()
		mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Hour)
			fmt.Fprint(w, "hello")
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

		near, err := n.DialContext(t.Context(), "tcp", "discord.test:80")
		if err != nil {
			t.Fatal(err)
		}
		defer near.Close()
		near.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("read until the deadline: %v", err)
		}
		fmt.Fprint(near, "nonsense\r\n\r\n")
		near.SetReadDeadline(time.Time{})
		answer, err := io.ReadAll(near)
		if err != nil || !strings.Contains(string(answer), "400 Bad Request") {
			t.Errorf("read until the end: %q, %v, want 400 and no error", answer, err)
		}
		if _, err := near.Write([]byte("x")); err == nil {
			t.Error("write after the other side closed: no error")
		}
	})
}
