package monitor

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
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
	client  *http.Client
}

// newCollector returns the collector below endpoint.
func newCollector(endpoint string) (collector, error) {
	base, err := url.Parse(endpoint)
	if err != nil {
		return collector{}, err
	}
	retrying := retryablehttp.NewClient()
	retrying.Logger = nil // the last try's error is what matters
	retrying.RetryMax = sendRetries
	retrying.RetryWaitMin, retrying.RetryWaitMax = sendWaitMin, sendWaitMax
	client := retrying.StandardClient()
	client.Timeout = sendTimeout
	return collector{address: base.JoinPath("v1/traces").String(), client: client}, nil
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
