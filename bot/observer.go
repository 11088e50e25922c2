package bot

import (
	"context"
	"net/http"
	"time"

	"alliancebot/internal/observe"
)

// Observer observes the bot, for the operator. A *monitor.Monitor is one.
type Observer interface {
	// Starting is called when the bot takes a step of its start, and with StepNone or
	// followed by ExpectShards after the last one.
	Starting(step observe.Step)
	// Interaction is called at the start of an interaction or a message to the bot. The
	// bot calls responded when the first response was sent or has failed, and done at
	// the end.
	Interaction(ctx context.Context, kind observe.Kind) (_ context.Context, responded func(observe.Outcome), done func())
	// ExpectShards is called with the gateway shards that are about to be connected.
	ExpectShards(ids ...int)
	// Connected is called when a shard has become connected or disconnected.
	Connected(shard int, connected bool)
	// Reconnect is called when a gateway connection was lost.
	Reconnect(reason observe.Reason)
	// Transport returns a RoundTripper that observes each REST call and sends it
	// through next.
	Transport(next http.RoundTripper) http.RoundTripper
}

// observer returns c's Observer, or one that does nothing.
func (c Config) observer() Observer {
	if c.Observer == nil {
		return observe.Nothing{}
	}
	return c.Observer
}

// observe starts an interaction or a message for the observer and for the log, to which
// about, such as its ID, is added.
func (d *dispatcher) observe(kind observe.Kind, about ...any) (_ context.Context, responded func(observe.Outcome), done func()) {
	start := time.Now()
	ctx, record, done := d.observer.Interaction(context.Background(), kind)
	return ctx, func(outcome observe.Outcome) {
		record(outcome)
		d.log.Debug("responded", append(about, "kind", kind, "outcome", outcome, "took", time.Since(start))...)
	}, done
}
