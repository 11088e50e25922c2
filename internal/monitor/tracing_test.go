package monitor

import (
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"alliancebot/internal/logtest"
	"alliancebot/internal/observe"
)

// collected is an OpenTelemetry collector that keeps the spans it receives.
type collected struct {
	*httptest.Server
	mu       sync.Mutex
	spans    map[string]*trace.Span // by name
	service  string
	problems []string
}

func collect(t *testing.T) *collected {
	c := &collected{spans: map[string]*trace.Span{}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		body, err := io.ReadAll(r.Body)
		var request trace.TracesData
		if err == nil {
			err = proto.Unmarshal(body, &request)
		}
		if err != nil || r.URL.Path != "/base/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || r.Header.Get("Api-Key") != "k" {
			c.problems = append(c.problems, r.Method+" "+r.URL.String()+": not OTLP over HTTP")
		}
		for _, group := range request.ResourceSpans {
			for _, a := range group.Resource.Attributes {
				if a.Key == "service.name" {
					c.service = a.Value.GetStringValue()
				}
			}
			for _, scope := range group.ScopeSpans {
				for _, span := range scope.Spans {
					c.spans[span.Name] = span
				}
			}
		}
	}))
	t.Cleanup(c.Close)
	return c
}

func TestTracing(t *testing.T) {
	c := collect(t)
	m := New()
	stop, err := m.StartTracing(t.Context(), c.URL+"/base", "api-key=k", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("StartTracing: %v", err)
	}
	const secret = "501000000000000001"
	var sent http.Header
	api := m.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return &http.Response{StatusCode: http.StatusNotFound, Body: http.NoBody}, nil
	}))

	ctx, responded, done := m.Interaction(t.Context(), observe.KindCommand)
	commandCtx, commandDone := m.Command(ctx, "ask")
	_, questionDone := m.Question(commandCtx)
	questionDone("suggestions")
	commandDone(errors.New(secret))
	if _, err := api.RoundTrip(httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v9/interactions/1/"+secret+"/callback?wait="+secret, nil)); err != nil {
		t.Fatal(err)
	}
	responded(observe.OutcomeAnswered)
	done()
	stop()

	if c.problems != nil || c.service != "alliancebot" {
		t.Errorf("the collector received service %q, problems %q", c.service, c.problems)
	}
	tests := []struct {
		name, parent string
		attributes   map[string]string
		failed       bool
	}{
		{"interaction command", "", map[string]string{"outcome": "answered"}, false},
		{"command ask", "interaction command", map[string]string{"verdict": "suggestions"}, true},
		{"question", "command ask", map[string]string{"verdict": "suggestions"}, false},
		{"REST interactions", "interaction command", map[string]string{"http.request.method": "POST", "status": "4xx"}, true},
	}
	for _, test := range tests {
		span, found := c.spans[test.name]
		if !found {
			t.Errorf("no span %q", test.name)
			continue
		}
		if want := c.spans[test.parent].GetSpanId(); string(span.ParentSpanId) != string(want) {
			t.Errorf("span %q has the parent %x, want %q (%x)", test.name, span.ParentSpanId, test.parent, want)
		}
		got := map[string]string{}
		for _, a := range span.Attributes {
			got[a.Key] = a.Value.GetStringValue()
		}
		for key, want := range test.attributes {
			if got[key] != want {
				t.Errorf("span %q has %s=%q, want %q", test.name, key, got[key], want)
			}
		}
		if failed := span.Status.GetCode() == trace.Status_STATUS_CODE_ERROR; failed != test.failed {
			t.Errorf("span %q failed: %t, want %t", test.name, failed, test.failed)
		}
		if strings.Contains(span.String(), secret) {
			t.Errorf("span %q contains an ID or a text: %v", test.name, span)
		}
	}
	if len(c.spans) != len(tests) {
		t.Errorf("%d spans, want %d", len(c.spans), len(tests))
	}
	if len(sent) != 0 {
		t.Errorf("Discord receives the headers %v, want no tracing headers", sent)
	}
}

func TestUploadsAreRetried(t *testing.T) {
	var calls atomic.Int32
	c := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(c.Close)
	client, err := newCollectorClient(c.URL, "", slog.New(slog.DiscardHandler))
	if err == nil {
		err = client.UploadTraces(t.Context(), nil)
	}
	if err != nil || calls.Load() != 2 {
		t.Errorf("UploadTraces to a collector that returns 503 once: %v after %d calls, want success after 2", err, calls.Load())
	}
}

func TestRefusedUpload(t *testing.T) {
	c := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(c.Close)
	client, err := newCollectorClient(c.URL, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.UploadTraces(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("UploadTraces to a collector that returns 404: error %v, want one with the status", err)
	}
}

func TestTracingWithoutCollector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logtest.Buffer
		m := New()
		stop, err := m.StartTracing(t.Context(), "http://127.0.0.1:1", "", slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatalf("StartTracing: %v", err)
		}
		_, done := m.Question(t.Context())
		done("answer")
		stop()
		if !strings.Contains(log.String(), "127.0.0.1:1") {
			t.Errorf("the log does not say that the collector cannot be reached: %q", &log)
		}
	})
}

func TestTracingWithBadSettings(t *testing.T) {
	for _, test := range []struct{ endpoint, headers string }{{"http://[", ""}, {"http://127.0.0.1:1", "api-key"}} {
		if _, err := New().StartTracing(t.Context(), test.endpoint, test.headers, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("StartTracing to %q with headers %q: no error", test.endpoint, test.headers)
		}
	}
}

func TestParseHeaders(t *testing.T) {
	tests := []struct {
		name, text string
		want       http.Header // nil for an error
	}{
		{"none", "", http.Header{}},
		{"one", "api-key=abc123", http.Header{"Api-Key": {"abc123"}}},
		{"several", "api-key=abc, x-team = 7", http.Header{"Api-Key": {"abc"}, "X-Team": {"7"}}},
		{"a space", "Authorization=Basic%20dXNlcjpwYXNz", http.Header{"Authorization": {"Basic dXNlcjpwYXNz"}}},
		{"an equals sign", "Authorization=Basic%20dTpw==", http.Header{"Authorization": {"Basic dTpw=="}}},
		{"no value", "secret", nil},
		{"no name", "=secret", nil},
		{"an unencoded space", "Authorization=Basic secret", nil},
		{"a line break", "api-key=secret%0Ax", nil},
		{"a colon instead of an equals sign", "api-key: secret", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseHeaders(test.text)
			if (err == nil) != (test.want != nil) || err == nil && !maps.EqualFunc(got, test.want, slices.Equal) {
				t.Errorf("ParseHeaders(%q) = %v, %v, want %v", test.text, got, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error of ParseHeaders(%q) contains the text: %v", test.text, err)
			}
		})
	}
}
