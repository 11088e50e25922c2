package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/go-retryablehttp"
	"go.opentelemetry.io/otel/baggage"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Limits of sending a batch of spans.
const (
	sendTimeout = 10 * time.Second       // all tries together; what the OpenTelemetry specification has
	sendRetries = 3                      // after the first try
	sendWaitMin = 200 * time.Millisecond // doubled each time: all retries fit in flushTimeout
	sendWaitMax = 2 * time.Second        // unless the collector names a time to wait
)

// collector is an otlptrace.Client that speaks OTLP over HTTP. OpenTelemetry's
// own, otlptracehttp, links gRPC without using it, which is a tenth of the
// whole program.
//
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
type collector struct {
	address string
	headers http.Header
	client  *http.Client
}

// newCollector returns the collector below endpoint, which wants headers in the
// form of ParseHeaders.
func newCollector(endpoint, headers string) (collector, error) {
	base, err := url.Parse(endpoint)
	if err != nil {
		return collector{}, err
	}
	wanted, err := ParseHeaders(headers)
	if err != nil {
		return collector{}, fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS %w", err)
	}
	retrying := retryablehttp.NewClient()
	retrying.Logger = nil // the last try's error is what matters
	retrying.RetryMax = sendRetries
	retrying.RetryWaitMin, retrying.RetryWaitMax = sendWaitMin, sendWaitMax
	client := retrying.StandardClient()
	client.Timeout = sendTimeout
	return collector{address: base.JoinPath("v1/traces").String(), headers: wanted, client: client}, nil
}

// ParseHeaders reads headers for a collector as OTEL_EXPORTER_OTLP_HEADERS has
// them: name=value, with commas between several, and percent signs for what cannot
// stand in a value. Its error repeats none of them.
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

func (c collector) Start(context.Context) error { return nil }
func (c collector) Stop(context.Context) error  { return nil }

// UploadTraces sends batch. Its message has the same fields as the request of
// the specification, ExportTraceServiceRequest.
func (c collector) UploadTraces(ctx context.Context, batch []*spans.ResourceSpans) error {
	body, err := proto.Marshal(&spans.TracesData{ResourceSpans: batch})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	maps.Copy(request.Header, c.headers)
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)) // so that the connection can be used again
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("the collector answers %s", response.Status)
	}
	return nil
}
