package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// flushTimeout is the limit for sending the remaining spans when tracing is stopped.
const flushTimeout = 5 * time.Second

// StartTracing sends traces to an OpenTelemetry collector until stop is called: by OTLP
// over HTTP, below endpoint, such as "http://127.0.0.1:4318", with headers as for
// ParseHeaders. Sampling, batches and the service name can be set by the environment
// variables OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_SERVICE_NAME and
// OTEL_RESOURCE_ATTRIBUTES. It must be called before anything is recorded. If the
// collector cannot be reached, spans are lost and the failure is logged.
//
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
func (m *Monitor) StartTracing(ctx context.Context, endpoint, headers string, log *slog.Logger) (stop func(), err error) {
	client, err := newCollectorClient(endpoint, headers, log)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	exporter, err := otlptrace.New(ctx, client)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	service, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", namespace)),
		resource.WithTelemetrySDK(),
		resource.WithFromEnv(), // OTEL_SERVICE_NAME overrides ours
	)
	if err != nil {
		return nil, fmt.Errorf("trace: read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(loggingExporter{exporter, log}), sdktrace.WithResource(service))
	m.tracer = provider.Tracer(namespace)
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			log.Warn("send the last traces", "error", err)
		}
	}, nil
}

// loggingExporter logs failed exports. If it returned the errors, OpenTelemetry would
// pass them to its global error handler.
type loggingExporter struct {
	sdktrace.SpanExporter
	log *slog.Logger
}

func (e loggingExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := e.SpanExporter.ExportSpans(ctx, spans); err != nil {
		e.log.Warn("send traces", "error", err)
	}
	return nil
}
