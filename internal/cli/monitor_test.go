package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"alliancebot/bot/discordtest"
)

// monitorAddress returns the address of p's monitor, which must have started.
func (p *program) monitorAddress() string {
	p.t.Helper()
	found := regexp.MustCompile(`msg="serving the monitor" address=(\S+)`).FindStringSubmatch(p.output.String())
	if found == nil {
		p.t.Fatal("the log has no address of the monitor")
	}
	return found[1]
}

func TestRunIsMonitored(t *testing.T) {
	s := discordtest.New(t)
	variables := administered()
	variables["MONITOR_ADDR"] = "127.0.0.1:0"
	bot := runOn(t, s, variables)
	s.WaitReady(1)
	s.Command(member, "ask", asked("how does their deal impact the cloud market")).Reply()
	s.Command(member, "ask", asked("how long do I boil an egg")).Reply()
	s.Command(homeManager, "reindex", nil).Reply()

	address := bot.monitorAddress()
	for _, page := range []string{"/healthz", "/readyz"} {
		status, text, err := fetchText(t.Context(), "http://"+address+page)
		if err != nil || status != http.StatusOK {
			t.Errorf("GET %s = %d %q, %v, want 200", page, status, text, err)
		}
	}
	response, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	metrics, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`alliancebot_questions_total{verdict="none"} 1`,
		`alliancebot_questions_total{verdict="error"} 0`,
		`alliancebot_question_duration_seconds_count 2`,
		`alliancebot_index_generation 1`,
		`alliancebot_journal_writes_total{result="dropped"} 0`,
		`alliancebot_interactions_total{kind="command",outcome="answered"} 2`,
		`alliancebot_interactions_total{kind="command",outcome="deferred"} 1`,
		`alliancebot_gateway_shards 1`,
		`alliancebot_gateway_shards_connected 1`,
		`alliancebot_rest_calls_total{route="interactions",status="2xx"} 3`,
	} {
		if !strings.Contains(string(metrics), want+"\n") {
			t.Errorf("GET /metrics lacks %q in\n%s", want, metrics)
		}
	}
	for _, unwanted := range []string{"egg", member.ID, discordtest.HomeGuild, discordtest.Elsewhere} {
		if strings.Contains(string(metrics), unwanted) {
			t.Errorf("GET /metrics contains %q", unwanted)
		}
	}
}

// Traces are sent, and contain nothing about people.
func TestRunIsTraced(t *testing.T) {
	var mu sync.Mutex
	var sent bytes.Buffer
	var key string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		io.Copy(&sent, r.Body)
		key = r.Header.Get("Api-Key")
	}))
	t.Cleanup(collector.Close)
	s := discordtest.New(t)
	bot := runOn(t, s, map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": collector.URL, "OTEL_EXPORTER_OTLP_HEADERS": "api-key=abc",
	})
	s.WaitReady(1)
	s.Command(member, "ask", asked("how long do I boil an egg")).Reply()
	bot.stop()
	bot.wantStatus(ExitOK)
	for _, want := range []string{"command ask", "question", "verdict"} {
		if !bytes.Contains(sent.Bytes(), []byte(want)) {
			t.Errorf("the collector did not receive %q", want)
		}
	}
	if key != "abc" {
		t.Errorf("the collector received the key %q, want abc", key)
	}
	for _, unwanted := range []string{"egg", member.ID, discordtest.Elsewhere, discordtest.Token} {
		if bytes.Contains(sent.Bytes(), []byte(unwanted)) {
			t.Errorf("the collector received %q", unwanted)
		}
	}
}

func TestHealthcheck(t *testing.T) {
	var ready atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/readyz":
			w.WriteHeader(http.StatusNotFound)
		case !ready.Load():
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, "not ready: no index yet\n")
		default:
			io.WriteString(w, "ok\n")
		}
	}))
	t.Cleanup(server.Close)
	address := server.Listener.Addr().String()
	_, port, _ := strings.Cut(address, ":")
	tests := []struct {
		name, address string
		ready         bool
		code          int
		out, errOut   string
	}{
		{"ready", address, true, ExitOK, "ok\n", ""},
		{"ready on every interface", ":" + port, true, ExitOK, "ok\n", ""},
		{"ready on every IPv4 interface", "0.0.0.0:" + port, true, ExitOK, "ok\n", ""},
		{"not ready", address, false, ExitNo, "", "alliancebot: not ready: no index yet\n"},
		{"nothing listens there", "127.0.0.1:1", true, ExitNo, "", "alliancebot: not ready: no bot answers: "},
		{"not monitored", "", true, ExitFailed, "", "alliancebot: MONITOR_ADDR is not set, so no bot can be asked; set it as for the bot"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			ready.Store(test.ready)
			var out, errOut bytes.Buffer
			p := Process{Env: fixed(map[string]string{"MONITOR_ADDR": test.address}), Out: &out, ErrOut: &errOut}
			code := p.Run(context.Background(), []string{"healthcheck"})
			if code != test.code || out.String() != test.out || !strings.HasPrefix(errOut.String(), test.errOut) {
				t.Errorf("healthcheck = %d, %q, %q, want %d, %q, %q", code, &out, &errOut, test.code, test.out, test.errOut)
			}
		})
	}
}
