// Package monitor shows an operator how the bot is doing: numbers for
// Prometheus, whether it is ready, and traces for OpenTelemetry.
//
// What it shows tells of no person: no texts of questions, and no ids of users,
// servers or channels. Each label has a fixed list of values, so that neither
// the memory nor the operator's Prometheus grows with what people send.
package monitor

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Monitor takes note of what happens. It is safe for concurrent use. A nil one
// and the zero Monitor take note of nothing; New returns one that does.
type Monitor struct {
	metrics   *metrics
	readiness readiness
	tracer    trace.Tracer
}

// New returns a Monitor that has seen nothing yet. It is ready after Indexed,
// and traces after StartTracing.
func New() *Monitor {
	m := &Monitor{tracer: noop.Tracer{}}
	m.metrics = newMetrics(&m.readiness)
	return m
}

// off tells whether m takes note of nothing.
func (m *Monitor) off() bool { return m == nil || m.metrics == nil }

// Indexed notes that an index of so many units went live.
func (m *Monitor) Indexed(units int) {
	if m.off() {
		return
	}
	m.metrics.generation.Inc()
	m.metrics.units.Set(float64(units))
	m.readiness.setIndexed()
}

// ExpectShards notes which shards of the gateway this process is to keep
// connected, in place of those it was to before. None of them is connected yet.
func (m *Monitor) ExpectShards(ids ...int) {
	if !m.off() {
		m.readiness.expectShards(ids)
	}
}

// Connected notes that a shard is connected, or is no longer. A shard that is
// not expected makes no difference.
func (m *Monitor) Connected(shard int, connected bool) {
	if !m.off() {
		m.readiness.setConnected(shard, connected)
	}
}

// Reconnect notes that a connection to the gateway was lost, and why.
func (m *Monitor) Reconnect(reason string) {
	if !m.off() {
		m.metrics.reconnects.WithLabelValues(reasons.of(reason)).Inc()
	}
}

// Question begins a question to the index. The caller calls done once, with
// the verdict or "error".
func (m *Monitor) Question(ctx context.Context) (_ context.Context, done func(verdict string)) {
	if m.off() {
		return ctx, func(string) {}
	}
	start := time.Now()
	request := trace.SpanFromContext(ctx)
	ctx, span := m.tracer.Start(ctx, "question")
	return ctx, func(verdict string) {
		verdict = verdicts.of(verdict)
		m.metrics.questions.WithLabelValues(verdict).Inc()
		m.metrics.questionTime.Observe(since(start))
		request.SetAttributes(attribute.String("verdict", verdict))
		span.SetAttributes(attribute.String("verdict", verdict))
		end(span, verdict == failed)
	}
}

// Command begins the run of a command, for the trace. The name must be one of
// the program's own. The caller calls done once.
func (m *Monitor) Command(ctx context.Context, name string) (_ context.Context, done func(error)) {
	if m.off() {
		return ctx, func(error) {}
	}
	ctx, span := m.tracer.Start(ctx, "command "+name)
	return ctx, func(err error) { end(span, err != nil) }
}

// Interaction begins an interaction that Discord sent. The caller calls
// responded when the first response has been sent or given up, and done when
// nothing more comes of the interaction. Only the first call of responded
// counts; without one, the outcome is "none".
func (m *Monitor) Interaction(ctx context.Context, kind string) (_ context.Context, responded func(outcome string), done func()) {
	if m.off() {
		return ctx, func(string) {}, func() {}
	}
	start := time.Now()
	kind = kinds.of(kind)
	ctx, span := m.tracer.Start(ctx, "interaction "+kind, trace.WithSpanKind(trace.SpanKindServer))
	m.metrics.inFlight.Inc()

	var once sync.Once
	responded = func(outcome string) {
		once.Do(func() {
			outcome = outcomes.of(outcome)
			m.metrics.interactions.WithLabelValues(kind, outcome).Inc()
			m.metrics.interactionTime.WithLabelValues(kind).Observe(since(start))
			span.SetAttributes(attribute.String("outcome", outcome))
		})
	}
	return ctx, responded, func() {
		responded(unanswered)
		m.metrics.inFlight.Dec()
		span.End()
	}
}

// end ends span. Why something failed is the log's to tell: an error may quote
// what a member wrote.
func end(span trace.Span, failed bool) {
	if failed {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// since returns the seconds from start to now.
func since(start time.Time) float64 { return time.Since(start).Seconds() }
