package monitor

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Transport returns a RoundTripper that records each call to Discord's REST API and
// sends it through next.
func (m *Monitor) Transport(next http.RoundTripper) http.RoundTripper {
	return recordingTransport{m, next}
}

type recordingTransport struct {
	monitor *Monitor
	next    http.RoundTripper
}

func (t recordingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	route := routeOf(r.URL.Path)
	ctx, span := t.monitor.tracer.Start(r.Context(), "REST "+route,
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("http.request.method", r.Method)))
	resp, err := t.next.RoundTrip(r.WithContext(ctx))

	status := statusOf(resp, err)
	t.monitor.metrics.calls.WithLabelValues(route, status).Inc()
	t.monitor.metrics.callTime.WithLabelValues(route).Observe(time.Since(start).Seconds())
	span.SetAttributes(attribute.String("status", status))
	endSpan(span, status != string(statusOK))
	return resp, err
}

// apiPath matches what follows the version in a path of Discord's API.
var apiPath = regexp.MustCompile(`/api/v\d+/([^/]+)`)

// routeOf returns the label of a path, which contains IDs and tokens.
func routeOf(path string) string {
	if match := apiPath.FindStringSubmatch(path); match != nil {
		return routes.of(match[1])
	}
	return other
}

func statusOf(resp *http.Response, err error) string {
	switch {
	case err != nil:
		return string(statusError)
	case resp.StatusCode == http.StatusTooManyRequests:
		return string(statusLimited)
	}
	return statuses.of(fmt.Sprintf("%dxx", resp.StatusCode/100))
}
