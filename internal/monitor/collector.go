package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"go.opentelemetry.io/otel/baggage"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"alliancebot/internal/httpretry"
)

// sendTimeout is the limit for a batch of spans with all retries; it is the default in
// the OpenTelemetry specification.
const sendTimeout = 10 * time.Second

// sendPolicy makes all retries fit in flushTimeout.
var sendPolicy = httpretry.Policy{Retries: 3, MinWait: 200 * time.Millisecond, MaxWait: 2 * time.Second}

// collectorClient is an otlptrace.Client that sends OTLP over HTTP. OpenTelemetry's
// own, otlptracehttp, links gRPC without using it, which would be a tenth of the
// program's size.
//
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
type collectorClient struct {
	url     string
	headers http.Header
	http    *http.Client
}

func newCollectorClient(endpoint, headers string, log *slog.Logger) (collectorClient, error) {
	base, err := url.Parse(endpoint)
	if err != nil {
		return collectorClient{}, err
	}
	parsed, err := ParseHeaders(headers)
	if err != nil {
		return collectorClient{}, fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS %w", err)
	}
	transport := httpretry.NewTransport(http.DefaultTransport.(*http.Transport).Clone(), sendPolicy, log)
	return collectorClient{
		url:     base.JoinPath("v1/traces").String(),
		headers: parsed,
		http:    &http.Client{Transport: transport, Timeout: sendTimeout},
	}, nil
}

// ParseHeaders parses headers in the form of OTEL_EXPORTER_OTLP_HEADERS:
// name=value,name=value, with percent-encoding in values. Its error does not contain
// the text, which may be a secret.
//
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
func ParseHeaders(text string) (http.Header, error) {
	list, err := baggage.Parse(text)
	if err != nil {
		return nil, errors.New("is not of the form name=value,name=value")
	}
	headers := http.Header{}
	for _, m := range list.Members() {
		if strings.ContainsFunc(m.Value(), unicode.IsControl) {
			return nil, errors.New("has a value with a line break or another control character")
		}
		headers.Set(m.Key(), m.Value())
	}
	return headers, nil
}

func (c collectorClient) Start(context.Context) error { return nil }
func (c collectorClient) Stop(context.Context) error  { return nil }

// UploadTraces sends batch. TracesData has the same fields as the specification's
// ExportTraceServiceRequest.
func (c collectorClient) UploadTraces(ctx context.Context, batch []*spans.ResourceSpans) error {
	body, err := proto.Marshal(&spans.TracesData{ResourceSpans: batch})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	maps.Copy(req.Header, c.headers)
	req.Header.Set("Content-Type", "application/x-protobuf")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)) // so that the connection can be reused
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the collector returned status %s", resp.Status)
	}
	return nil
}
