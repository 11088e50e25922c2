package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// flushTimeout is for the spans that are left at the stop.
const flushTimeout = 5 * time.Second

// StartTracing sends traces to an OpenTelemetry collector until stop is called:
// by OTLP over HTTP, below endpoint, e.g. "http://127.0.0.1:4318", with headers in
// the form of ParseHeaders, "" for none. How much is sampled, in which batches it is
// sent and in whose name is read from the environment's OTEL_TRACES_SAMPLER,
// OTEL_BSP_… , OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES. It must be called
// before anything is noted. A collector that cannot be reached costs some spans and
// a line in log, and nothing else.
//
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
func (m *Monitor) StartTracing(ctx context.Context, endpoint, headers string, log *slog.Logger) (stop func(), err error) {
	if m.off() {
		return func() {}, nil
	}
	to, err := newCollector(endpoint, headers)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	exporter, err := otlptrace.New(ctx, to)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	who, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", namespace)),
		resource.WithTelemetrySDK(),
		resource.WithFromEnv(), // OTEL_SERVICE_NAME goes before ours
	)
	if err != nil {
		return nil, fmt.Errorf("trace: read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("trace", "error", err) }))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(who))
	m.tracer = provider.Tracer(namespace)
	return func() {
		last, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		if err := provider.Shutdown(last); err != nil {
			log.Warn("send the last traces", "error", err)
		}
	}, nil
}
