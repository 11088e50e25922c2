package monitor

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const namespace = "alliancebot"

// metrics are the Prometheus metrics, in a registry of their own.
type metrics struct {
	registry *prometheus.Registry

	questions       *prometheus.CounterVec
	questionTime    prometheus.Observer
	interactions    *prometheus.CounterVec
	interactionTime *prometheus.HistogramVec
	inFlight        prometheus.Gauge
	reconnects      *prometheus.CounterVec
	calls           *prometheus.CounterVec
	callTime        *prometheus.HistogramVec
	generation      prometheus.Gauge
	units           prometheus.Gauge
	writes          *prometheus.CounterVec
}

func newMetrics(r *readiness) *metrics {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	f := factory{promauto.With(registry)}
	f.gaugeFunc("gateway_shards", "Gateway shards of this process.", func() int { n, _ := r.shardCounts(); return n })
	f.gaugeFunc("gateway_shards_connected", "Gateway shards of this process that are connected.",
		func() int { _, n := r.shardCounts(); return n })
	return &metrics{
		registry:     registry,
		questions:    f.counter("questions_total", "Questions put to the index, by verdict.", verdicts),
		questionTime: f.histogram("question_duration_seconds", "Time the index took for a question.").With(nil),
		interactions: f.counter("interactions_total", "Interactions and messages to the bot, by kind and outcome.", kinds, outcomes),
		interactionTime: f.histogram("interaction_duration_seconds",
			"Time from the receipt of an interaction to the end of its first response.", kinds),
		inFlight:   f.gauge("interactions_in_flight", "Interactions being answered."),
		reconnects: f.counter("gateway_reconnects_total", "Lost gateway connections, by reason.", reasons),
		calls:      f.counter("rest_calls_total", "Attempts to call Discord's REST API, by route and status.", routes, statuses),
		callTime:   f.histogram("rest_call_duration_seconds", "Time of an attempt to call Discord's REST API.", routes),
		generation: f.gauge("index_generation", "Number of indexes that went live since the start."),
		units:      f.gauge("index_units", "Units of the live corpus."),
		writes:     f.counter("journal_writes_total", "Questions and votes for the journal, by result.", writes),
	}
}

// buckets are the upper bounds of the histograms' buckets, in seconds: from a fast
// answer of the index to more than the three seconds that Discord allows for a first
// response.
var buckets = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 3, 10}

// factory creates and registers metrics.
type factory struct{ promauto.Factory }

// counter creates a counter. With a single label it starts at zero for each value, so
// that even the first event shows up in a rate.
func (f factory) counter(name, help string, labels ...label) *prometheus.CounterVec {
	c := f.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, names(labels))
	if len(labels) == 1 {
		for _, value := range labels[0].values {
			c.WithLabelValues(value)
		}
	}
	return c
}

func (f factory) histogram(name, help string, labels ...label) *prometheus.HistogramVec {
	return f.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, names(labels))
}

func (f factory) gauge(name, help string) prometheus.Gauge {
	return f.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
}

func (f factory) gaugeFunc(name, help string, value func() int) {
	f.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, func() float64 { return float64(value()) })
}
