// Package monitor lets the operator observe the bot: Prometheus metrics, readiness, and
// OpenTelemetry traces.
//
// None of it contains data about people: no texts of questions, and no IDs of users,
// servers or channels.
package monitor

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"alliancebot/internal/observe"
)

// Monitor records events. It is safe for concurrent use.
type Monitor struct {
	metrics   *metrics
	readiness *readiness
	tracer    trace.Tracer
}

// New returns a Monitor. It is ready after Indexed and the last step of the start, while
// all shards are connected, and sends traces after StartTracing.
func New() *Monitor {
	r := &readiness{step: observe.StepSignIn}
	return &Monitor{metrics: newMetrics(r), readiness: r, tracer: noop.Tracer{}}
}

// Indexed records that an index with this many units went live.
func (m *Monitor) Indexed(units int) {
	m.metrics.generation.Inc()
	m.metrics.units.Set(float64(units))
	m.readiness.update(func() { m.readiness.indexed = true })
}

// Starting records the step of the start that the bot has yet to take, or StepNone.
func (m *Monitor) Starting(step observe.Step) {
	m.readiness.update(func() { m.readiness.step = step })
}

// ExpectShards records the gateway shards of this process, replacing earlier ones, after
// the last step of the start. They are not connected yet.
func (m *Monitor) ExpectShards(ids ...int) {
	m.readiness.update(func() {
		m.readiness.step = observe.StepNone
		m.readiness.shards = make(map[int]bool, len(ids))
		for _, id := range ids {
			m.readiness.shards[id] = false
		}
	})
}

// Connected records whether a shard is connected. Unexpected shards are ignored.
func (m *Monitor) Connected(shard int, connected bool) {
	m.readiness.update(func() {
		if _, expected := m.readiness.shards[shard]; expected {
			m.readiness.shards[shard] = connected
		}
	})
}

// Reconnect records that a gateway connection was lost.
func (m *Monitor) Reconnect(reason observe.Reason) {
	m.metrics.reconnects.WithLabelValues(reasons.of(string(reason))).Inc()
}

// Question starts a question to the index. The caller calls done once, with the index's
// verdict or observe.VerdictError.
func (m *Monitor) Question(ctx context.Context) (_ context.Context, done func(observe.Verdict)) {
	start := time.Now()
	parent := trace.SpanFromContext(ctx)
	ctx, span := m.tracer.Start(ctx, "question")
	return ctx, func(v observe.Verdict) {
		verdict := verdicts.of(string(v))
		m.metrics.questions.WithLabelValues(verdict).Inc()
		m.metrics.questionTime.Observe(time.Since(start).Seconds())
		parent.SetAttributes(attribute.String("verdict", verdict))
		span.SetAttributes(attribute.String("verdict", verdict))
		endSpan(span, v == observe.VerdictError)
	}
}

// Command starts the run of a command, for traces. The name must be one of the
// program's own. The caller calls done once.
func (m *Monitor) Command(ctx context.Context, name string) (_ context.Context, done func(error)) {
	ctx, span := m.tracer.Start(ctx, "command "+name)
	return ctx, func(err error) { endSpan(span, err != nil) }
}

// Interaction starts an interaction or a message to the bot. The caller calls responded
// when the first response was sent or has failed, and done at the end. Only the first
// call of responded counts; without any, the outcome is "none".
func (m *Monitor) Interaction(ctx context.Context, kind observe.Kind) (_ context.Context, responded func(observe.Outcome), done func()) {
	start := time.Now()
	label := kinds.of(string(kind))
	ctx, span := m.tracer.Start(ctx, "interaction "+label, trace.WithSpanKind(trace.SpanKindServer))
	m.metrics.inFlight.Inc()

	var once sync.Once
	record := func(o observe.Outcome) {
		outcome := outcomes.of(string(o))
		once.Do(func() {
			m.metrics.interactions.WithLabelValues(label, outcome).Inc()
			m.metrics.interactionTime.WithLabelValues(label).Observe(time.Since(start).Seconds())
			span.SetAttributes(attribute.String("outcome", outcome))
		})
	}
	return ctx, record, func() {
		record(observe.OutcomeNone)
		m.metrics.inFlight.Dec()
		span.End()
	}
}

// Journaled records what became of n questions and votes for the journal.
func (m *Monitor) Journaled(outcome observe.Write, n int) {
	m.metrics.writes.WithLabelValues(writes.of(string(outcome))).Add(float64(n))
}

// endSpan ends span. It does not record the error's text, which may quote what a member
// wrote and is in the log.
func endSpan(span trace.Span, failed bool) {
	if failed {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}
