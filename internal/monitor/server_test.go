package monitor

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/internal/logtest"
	"alliancebot/internal/observe"
)

func TestReadiness(t *testing.T) {
	tests := []struct {
		name   string
		record func(*Monitor)
		status int
		body   string
	}{
		{"at the start", func(*Monitor) {}, 503, "not ready: no index yet\n"},
		{"an index", func(m *Monitor) { m.Indexed(1) }, 503, "not ready: the bot has yet to sign in to Discord\n"},
		{"no index", func(m *Monitor) { m.Starting(observe.StepNone) }, 503, "not ready: no index yet\n"},
		{"a step of the start", func(m *Monitor) { m.Indexed(1); m.Starting(observe.StepRegister) }, 503,
			"not ready: the bot has yet to register the commands\n"},
		{"all steps and no shards", func(m *Monitor) { m.Indexed(1); m.Starting(observe.StepNone) }, 200, "ok\n"},
		{"an index and a disconnected shard", func(m *Monitor) { m.Indexed(1); m.ExpectShards(0) }, 503,
			"not ready: 1 of 1 gateway shards are not connected, first 0\n"},
		{"a connected shard and no index", func(m *Monitor) { m.ExpectShards(0); m.Connected(0, true) }, 503,
			"not ready: no index yet\n"},
		{"all shards connected", func(m *Monitor) {
			m.Indexed(1)
			m.ExpectShards(2, 3)
			m.Connected(2, true)
			m.Connected(3, true)
		}, 200, "ok\n"},
		{"a shard is lost", func(m *Monitor) {
			m.Indexed(1)
			m.ExpectShards(2, 3)
			m.Connected(2, true)
			m.Connected(3, true)
			m.Connected(3, false)
		}, 503, "not ready: 1 of 2 gateway shards are not connected, first 3\n"},
		{"a shard of another process", func(m *Monitor) { m.Indexed(1); m.ExpectShards(0); m.Connected(1, true) }, 503,
			"not ready: 1 of 1 gateway shards are not connected, first 0\n"},
		{"other shards than before", func(m *Monitor) {
			m.Indexed(1)
			m.ExpectShards(0)
			m.Connected(0, true)
			m.ExpectShards(0, 1)
		}, 503, "not ready: 2 of 2 gateway shards are not connected, first 0\n"},
		{"stopping", func(m *Monitor) { m.Indexed(1); m.readiness.stopping = true }, 503, "not ready: the bot is stopping\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := New()
			test.record(m)
			if status, body := get(m, "/readyz"); status != test.status || body != test.body {
				t.Errorf("GET /readyz = %d %q, want %d %q", status, body, test.status, test.body)
			}
			if status, body := get(m, "/healthz"); status != 200 || body != "ok\n" {
				t.Errorf("GET /healthz = %d %q, want 200 and ok", status, body)
			}
		})
	}
}

func TestOtherRequests(t *testing.T) {
	m := New()
	if status, _ := get(m, "/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("GET /debug/pprof/: status %d, want 404", status)
	}
	stop, address := started(t, t.Context(), m)
	defer stop()
	response, err := http.Post("http://"+address+"/metrics", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /metrics: status %d, want 405", response.StatusCode)
	}
}

// started starts m on a free port and returns its address.
func started(t *testing.T, ctx context.Context, m *Monitor) (stop func(), address string) {
	t.Helper()
	var log logtest.Buffer
	stop, err := m.Start(ctx, "127.0.0.1:0", slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	found := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(log.String())
	if found == nil {
		t.Fatalf("no address in the log: %s", &log)
	}
	return stop, found[1]
}

func TestStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := New()
	m.Indexed(1)
	m.Starting(observe.StepNone)
	stop, address := started(t, ctx, m)
	get := func() (int, error) {
		response, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			return 0, err
		}
		defer response.Body.Close()
		_, err = io.Copy(io.Discard, response.Body)
		return response.StatusCode, err
	}
	if status, err := get(); status != 200 || err != nil {
		t.Errorf("GET /readyz = %d, %v, want 200", status, err)
	}
	if _, err := m.Start(ctx, address, slog.New(slog.DiscardHandler)); err == nil {
		t.Errorf("Start on %s, which is taken: no error", address)
	}
	cancel()
	for { // the end of the context takes effect in a goroutine
		status, err := get()
		if err != nil {
			t.Fatalf("GET /readyz while stopping: %v", err)
		}
		if status == http.StatusServiceUnavailable {
			break
		}
	}
	stop()
	if _, err := get(); err == nil {
		t.Error("GET /readyz after the stop succeeds")
	}
}

// A client that never finishes its request is disconnected.
func TestSlowClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, end := net.Pipe()
		server := newServer(New().Handler(), slog.New(slog.DiscardHandler))
		go server.Serve(&pipe{end, make(chan struct{})})
		defer server.Close()
		start := time.Now()
		if _, err := io.WriteString(client, "GET /metrics HTTP/1.1\r\nHost: x\r\n"); err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, client) // until the server closes the connection
		if took := time.Since(start); took > readTimeout+time.Second {
			t.Errorf("a slow client was connected for %s, want %s", took, readTimeout)
		}
	})
}

// pipe is a listener that accepts one connection.
type pipe struct {
	conn   net.Conn
	closed chan struct{}
}

func (p *pipe) Accept() (net.Conn, error) {
	if c := p.conn; c != nil {
		p.conn = nil
		return c, nil
	}
	<-p.closed
	return nil, net.ErrClosed
}

func (p *pipe) Close() error   { close(p.closed); return nil }
func (p *pipe) Addr() net.Addr { return &net.TCPAddr{} }
