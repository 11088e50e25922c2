// Package gateway keeps a bot's shards connected to Discord's gateway and passes on the
// interactions and messages that arrive there.
//
// Each shard runs one loop: dial, Hello, IDENTIFY or RESUME, events, and again. A lost
// connection is resumed at once, and Discord then sends the events that were missed.
// The shard identifies again only if Discord ends the session, and then waits for its
// turn and for the bot's daily budget.
package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/errgroup"

	"alliancebot/bot/internal/inbound"
	"alliancebot/internal/observe"
)

// Config configures Run. Only Dial may be nil.
type Config struct {
	Token   string // without "Bot "
	Intents discordgo.Intent
	Shards  Shards

	// GatewayBot requests the gateway's address, the recommended number of shards and
	// the session starts left from Discord. Run returns its error if it is ErrRefused.
	GatewayBot func(context.Context) (*discordgo.GatewayBotResponse, error)
	// Dial opens network connections. If it is nil, a net.Dialer does.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Interaction and the functions about messages handle events. Each shard calls
	// them one at a time, so they must return at once. Discord repeats events
	// after a RESUME. An interaction may lack its Data if that could not be decoded.
	Interaction    func(*discordgo.Interaction)
	Message        func(m *inbound.Message, botUserID string)
	MessageEdited  func(m *inbound.Message, botUserID string)
	MessageDeleted func(channel, id string)
	// SessionLost is called when a session could not be resumed: events before the next
	// one, such as deletions, may be missing.
	SessionLost func()

	Observer Observer
	Log      *slog.Logger
}

// Observer observes the connections, for metrics.
type Observer interface {
	// ExpectShards is called with the shards that Run is about to connect.
	ExpectShards(ids ...int)
	// Connected is called when a shard has become ready, and when it no longer is.
	Connected(shard int, connected bool)
	// Reconnect is called when a connection failed or was lost.
	Reconnect(observe.Reason)
}

// ErrRefused is wrapped by Run's error if Discord refuses the bot: restarting will not
// help until the problem that the error names is fixed.
var ErrRefused = errors.New("refused by Discord")

var errMoreShards = errors.New("the bot needs more shards than Discord recommended")

// Run keeps the shards connected until ctx ends, then closes them and returns nil.
// Events that Discord has sent by then are still handled. It returns an error at once
// if GatewayBot fails, and later if Discord refuses a shard. It retries after all other
// errors. If Discord comes to require more shards than it recommended, Run asks it again
// and connects that many.
func Run(ctx context.Context, c Config) error {
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	for {
		err := runShards(ctx, c)
		if !errors.Is(err, errMoreShards) {
			return err
		}
		c.Log.Warn("starting all shards again", "error", err, "retry_in", identifyInterval)
		if sleep(ctx, identifyInterval) != nil {
			return nil
		}
	}
}

// runShards is Run with as many shards as Discord recommends now.
func runShards(ctx context.Context, c Config) error {
	q, err := newQueue(ctx, c.GatewayBot, c.Log)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	count, ids := c.Shards.resolve(q.info.Shards)
	c.Observer.ExpectShards(ids...)
	shards, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		s := &shard{Config: c, id: id, count: count, queue: q, log: c.Log.With("shard", id)}
		shards.Go(func() error { return s.run(ctx) })
	}
	return shards.Wait()
}

// Shards says which shards a process connects.
//
// Processes that share the shards do not coordinate their IDENTIFYs. Start them one
// after another, waiting 5 s for each shard of the one before: Discord ends a session
// that begins too early, which delays that shard by some seconds.
type Shards struct {
	Count int   // in all processes together; 0 is as many as Discord recommends
	IDs   []int // of this process, from 0 to below Count; none means all
}

// Validate returns an error unless s is valid for any number of shards that Discord may
// recommend.
func (s Shards) Validate() error {
	if s.Count == 0 && len(s.IDs) > 0 {
		return errors.New("SHARD_IDS needs a number in SHARD_COUNT, the same in every process: " +
			"what Discord recommends may change between starts")
	}
	for _, id := range s.IDs {
		if id < 0 || id >= s.Count {
			return fmt.Errorf("SHARD_IDS contains %d, but with SHARD_COUNT=%d the shards are 0 to %d", id, s.Count, s.Count-1)
		}
	}
	return nil
}

// resolve returns the number of shards and the IDs of this process, in order.
func (s Shards) resolve(recommended int) (count int, ids []int) {
	count = cmp.Or(s.Count, recommended)
	if ids = slices.Compact(slices.Sorted(slices.Values(s.IDs))); len(ids) == 0 {
		for id := range count {
			ids = append(ids, id)
		}
	}
	return count, ids
}
