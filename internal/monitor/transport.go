package monitor

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Transport returns next with note taken of each call, which is one to
// Discord's REST API. When m takes note of nothing it returns next itself.
func (m *Monitor) Transport(next http.RoundTripper) http.RoundTripper {
	if m.off() {
		return next
	}
	return watchedTransport{m, next}
}

type watchedTransport struct {
	monitor *Monitor
	next    http.RoundTripper
}

func (t watchedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	route := routeOf(r.URL.Path)
	ctx, span := t.monitor.tracer.Start(r.Context(), "REST "+route,
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("http.request.method", r.Method)))
	response, err := t.next.RoundTrip(r.WithContext(ctx))

	status := statusOf(response, err)
	t.monitor.metrics.calls.WithLabelValues(route, status).Inc()
	t.monitor.metrics.callTime.WithLabelValues(route).Observe(since(start))
	span.SetAttributes(attribute.String("status", status))
	end(span, status != "2xx")
	return response, err
}

// CloseIdleConnections lets a client that is done with its calls let go of them.
func (t watchedTransport) CloseIdleConnections() {
	if closer, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// apiPath finds what follows the version in a path of Discord's API.
var apiPath = regexp.MustCompile(`/api/v\d+/([^/]+)`)

// routeOf returns the label of a path, which itself holds ids and tokens.
func routeOf(path string) string {
	if found := apiPath.FindStringSubmatch(path); found != nil {
		return routes.of(found[1])
	}
	return other
}

func statusOf(response *http.Response, err error) string {
	switch {
	case err != nil:
		return failed
	case response.StatusCode == http.StatusTooManyRequests:
		return "429"
	}
	return statuses.of(fmt.Sprintf("%dxx", response.StatusCode/100))
}
