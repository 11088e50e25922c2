package monitor

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are the numbers for Prometheus, in a registry of their own.
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
}

func newMetrics(r *readiness) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m.questions = m.counter("questions_total", "Questions put to the index, by what came of them.", verdicts)
	m.questionTime = m.histogram("question_duration_seconds", "How long the index took for a question.").With(nil)
	m.interactions = m.counter("interactions_total", "Interactions of Discord, by kind and outcome.", kinds, outcomes)
	m.interactionTime = m.histogram("interaction_duration_seconds",
		"From the receipt of an interaction to the end of its first response.", kinds)
	m.inFlight = m.gauge("interactions_in_flight", "Interactions being answered now.")
	m.reconnects = m.counter("gateway_reconnects_total", "Connections to the gateway that were lost, by reason.", reasons)
	m.calls = m.counter("rest_calls_total", "Tries of calls to Discord's REST API, by route and status.", routes, statuses)
	m.callTime = m.histogram("rest_call_duration_seconds", "How long a try of a call to Discord's REST API took.", routes)
	m.generation = m.gauge("index_generation", "How many times an index went live since the start.")
	m.units = m.gauge("index_units", "Units of the corpus that is live.")
	m.count("gateway_shards", "Shards of the gateway that this process is to keep connected.", r.shardsExpected)
	m.count("gateway_shards_connected", "Those of the shards that are connected.", r.shardsConnected)
	return m
}

const namespace = "alliancebot"

// durations are the upper bounds of the histograms' buckets, in seconds: from
// a quick answer of the index to the three seconds that Discord gives to a
// first response, and beyond.
var durations = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 3, 10}

// counter returns a new counter. One with a single label begins at zero for
// each value, so that the first event is seen as a rise.
func (m *metrics) counter(name, help string, labels ...label) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, names(labels))
	m.registry.MustRegister(c)
	if len(labels) == 1 {
		for _, value := range labels[0].values {
			c.WithLabelValues(value)
		}
	}
	return c
}

func (m *metrics) histogram(name, help string, labels ...label) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: name, Help: help, Buckets: durations,
	}, names(labels))
	m.registry.MustRegister(h)
	return h
}

func (m *metrics) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
	m.registry.MustRegister(g)
	return g
}

// count registers a gauge that current gives the value of.
func (m *metrics) count(name, help string, current func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help},
		func() float64 { return float64(current()) },
	))
}
