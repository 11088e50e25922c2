package bot

import (
	"context"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Observer is told how Discord is doing, for the operator. *monitor.Monitor is
// one.
type Observer interface {
	// Interaction begins an interaction of a kind, or a message to the bot.
	// responded is called when the first response was sent or given up, done when
	// nothing more comes of it.
	Interaction(ctx context.Context, kind string) (_ context.Context, responded func(outcome string), done func())
	// ExpectShards names the shards of the gateway that are to be connected.
	ExpectShards(ids ...int)
	Connected(shard int, connected bool)
	// Reconnect tells why a connection to the gateway was lost.
	Reconnect(reason string)
	// Transport returns next with note taken of each REST call.
	Transport(next http.RoundTripper) http.RoundTripper
}

// unobserved is an Observer that takes no note of anything.
type unobserved struct{}

func (unobserved) Interaction(ctx context.Context, _ string) (context.Context, func(string), func()) {
	return ctx, func(string) {}, func() {}
}
func (unobserved) ExpectShards(...int)                                {}
func (unobserved) Connected(int, bool)                                {}
func (unobserved) Reconnect(string)                                   {}
func (unobserved) Transport(next http.RoundTripper) http.RoundTripper { return next }

// observer is c's, or one that takes no note.
func (c Config) observer() Observer {
	if c.Observer == nil {
		return unobserved{}
	}
	return c.Observer
}

// kinds are what an Observer is told of interactions.
var kinds = map[discordgo.InteractionType]string{
	discordgo.InteractionApplicationCommand:             "command",
	discordgo.InteractionApplicationCommandAutocomplete: "autocomplete",
	discordgo.InteractionMessageComponent:               "component",
}

// note begins an interaction of a kind, or a message, for the observer and the log.
// about is what the log tells of it.
func (d *dispatcher) note(kind string, about ...any) (_ context.Context, responded func(outcome string), done func()) {
	began := time.Now()
	ctx, noted, done := d.observer.Interaction(context.Background(), kind)
	return ctx, func(outcome string) {
		noted(outcome)
		d.log.Debug("responded", append(about, "kind", kind, "outcome", outcome, "took", time.Since(began))...)
	}, done
}
