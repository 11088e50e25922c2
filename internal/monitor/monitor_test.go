package monitor

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"

	"alliancebot/index"
	"alliancebot/internal/observe"
)

// get returns the status and the body of m's response to GET path.
func get(m *Monitor, path string) (int, string) {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestMetrics(t *testing.T) {
	m := New()
	ctx := t.Context()
	m.Indexed(33)
	m.Indexed(34)
	m.ExpectShards(0, 1, 2)
	m.Connected(1, true)
	m.Reconnect(observe.ReasonSilent)
	m.Journaled(observe.WriteWritten, 3)
	m.Journaled(observe.WriteWritten, 4)
	for _, verdict := range []observe.Verdict{observe.VerdictAnswer, observe.VerdictAnswer, observe.VerdictNone, observe.VerdictError} {
		_, done := m.Question(ctx)
		done(verdict)
	}
	_, commandDone := m.Command(ctx, "ask")
	commandDone(errors.New("no"))
	_, responded, done := m.Interaction(ctx, observe.KindCommand)
	responded(observe.OutcomeDeferred)
	responded(observe.OutcomeAnswered)
	done()
	_, _, done = m.Interaction(ctx, observe.KindAutocomplete)
	done()
	m.Interaction(ctx, observe.KindComponent) // not ended

	status, text := get(m, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("GET /metrics: status %d", status)
	}
	for _, want := range []string{
		`alliancebot_questions_total{verdict="answer"} 2`,
		`alliancebot_questions_total{verdict="none"} 1`,
		`alliancebot_questions_total{verdict="error"} 1`,
		`alliancebot_questions_total{verdict="suggestions"} 0`,
		`alliancebot_question_duration_seconds_count 4`,
		`alliancebot_interactions_total{kind="command",outcome="deferred"} 1`,
		`alliancebot_interactions_total{kind="autocomplete",outcome="none"} 1`,
		`alliancebot_interaction_duration_seconds_count{kind="command"} 1`,
		`alliancebot_interactions_in_flight 1`,
		`alliancebot_gateway_reconnects_total{reason="silent"} 1`,
		`alliancebot_gateway_shards 3`,
		`alliancebot_gateway_shards_connected 1`,
		`alliancebot_index_generation 2`,
		`alliancebot_index_units 34`,
		`alliancebot_journal_writes_total{result="written"} 7`,
		`alliancebot_journal_writes_total{result="dropped"} 0`,
		"go_goroutines ",
	} {
		if !strings.Contains("\n"+text, "\n"+want) {
			t.Errorf("GET /metrics lacks %q", want)
		}
	}
	if unwanted := `kind="command",outcome="answered"`; strings.Contains(text, unwanted) {
		t.Errorf("GET /metrics has %s, want only the first response", unwanted)
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestMetricsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	m := New()
	m.Transport(roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("down") })).
		RoundTrip(httptest.NewRequest(http.MethodGet, "/", nil))
	_, _, done := m.Interaction(t.Context(), observe.KindCommand)
	done()
	families, err := m.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, name := range regexp.MustCompile("`"+namespace+"_(\\w+)").FindAllStringSubmatch(string(page), -1) {
		documented[namespace+"_"+name[1]] = true
	}
	for _, family := range families {
		name := family.GetName()
		if strings.HasPrefix(name, namespace+"_") && !documented[name] {
			t.Errorf("docs/operations.md lacks %s", name)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("docs/operations.md has %s, which does not exist", name)
	}
}

// The number of series does not depend on what is recorded.
func TestLabelsAreBounded(t *testing.T) {
	m := New()
	upstream := roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 777}, nil })
	transport := m.Transport(upstream)
	const foreign = "501000000000000001 why did they fear it"
	series := func() int {
		families, err := m.metrics.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for _, family := range families {
			if !strings.HasPrefix(family.GetName(), namespace) {
				continue
			}
			for _, metric := range family.Metric {
				count++
				checkLabels(t, family.GetName(), metric.Label)
			}
		}
		return count
	}
	record := func(text string) {
		_, done := m.Question(t.Context())
		done(observe.Verdict(text))
		_, responded, end := m.Interaction(t.Context(), observe.Kind(text))
		responded(observe.Outcome(text))
		end()
		m.Reconnect(observe.Reason(text))
		m.Journaled(observe.Write(text), 1)
		for _, path := range []string{"/api/v9/" + text, "/" + text, "/api/v9/interactions/" + text} {
			r := httptest.NewRequest(http.MethodGet, "https://discord.com/", nil)
			r.URL.Path = path
			transport.RoundTrip(r)
		}
	}
	record(foreign)
	before := series()
	for _, text := range []string{"", "\x00\xff", `"}`, foreign + "!", strings.Repeat("x", 1<<16)} {
		record(text)
	}
	if after := series(); after != before {
		t.Errorf("%d series after more foreign text, want %d as before", after, before)
	}
}

func checkLabels(t *testing.T, metric string, pairs []*dto.LabelPair) {
	t.Helper()
	known := map[string][]string{}
	for _, l := range allLabels {
		known[l.name] = l.values
	}
	for _, pair := range pairs {
		if !slices.Contains(known[pair.GetName()], pair.GetValue()) {
			t.Errorf("%s has the label %s=%q, want one of %q", metric, pair.GetName(), pair.GetValue(), known[pair.GetName()])
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTransport(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "webhooks"):
			w.WriteHeader(http.StatusTooManyRequests)
		case strings.Contains(r.URL.Path, "gateway"):
			w.WriteHeader(http.StatusBadGateway)
		default:
			io.WriteString(w, "hello")
		}
	}))
	t.Cleanup(api.Close)
	m := New()
	client := http.Client{Transport: m.Transport(http.DefaultTransport)}
	for _, path := range []string{
		"/api/v9/interactions/1/token/callback", "/proxy/api/v10/interactions/2/token/callback",
		"/api/v9/webhooks/1/token/messages/@original", "/api/v9/gateway/bot", "/elsewhere",
	} {
		response, err := client.Get(api.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	if _, err := client.Get("http://127.0.0.1:1/api/v9/users/@me"); err == nil {
		t.Error("a call to a closed port has no error")
	}
	_, text := get(m, "/metrics")
	for _, want := range []string{
		`alliancebot_rest_calls_total{route="interactions",status="2xx"} 2`,
		`alliancebot_rest_calls_total{route="webhooks",status="429"} 1`,
		`alliancebot_rest_calls_total{route="gateway",status="5xx"} 1`,
		`alliancebot_rest_calls_total{route="other",status="2xx"} 1`,
		`alliancebot_rest_calls_total{route="users",status="error"} 1`,
		`alliancebot_rest_call_duration_seconds_count{route="interactions"} 2`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("GET /metrics lacks %q in\n%s", want, text)
		}
	}
}

// docs/operations.md has all values of each metric's labels.
func TestLabelsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range allLabels {
		row := regexp.MustCompile(`(?m)^\| .alliancebot_\w+_total\{(?:\w+,)?` + l.name + `[,}].*$`).FindString(string(page))
		for _, value := range l.values {
			if value != other && !strings.Contains(row, "`"+value+"`") {
				t.Errorf("docs/operations.md does not have the value %s of %s in the row %q", value, l.name, row)
			}
		}
	}
}

func TestVerdictsAreLabels(t *testing.T) {
	for _, v := range []index.Verdict{index.Answered, index.Suggested, index.None} {
		if !slices.Contains(observe.Verdicts, observe.Verdict(v)) {
			t.Errorf("there is no label for the verdict %q", v)
		}
	}
}
