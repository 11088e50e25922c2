// Package bot connects the commands to Discord: over the gateway or at an HTTP
// endpoint it receives interactions and messages to the bot, runs them and sends the
// rendered replies. It also registers the commands and diagnoses the setup. No other
// package depends on Discord's protocol or discordgo.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/gateway"
)

// ErrRefused is wrapped by Run's error if Discord refuses the bot: restarting will not
// help until the problem that the error names is fixed.
var ErrRefused = gateway.ErrRefused

// Config configures Run and Serve.
type Config struct {
	Token       string // the bot token, without "Bot "; never logged
	HomeGuildID string // the server that gets the Admin commands; "" registers them everywhere
	APIURL      string // where REST calls go, e.g. "http://127.0.0.1:8080"; "" is Discord
	ShardCount  int    // of all processes; 0 is as many as Discord recommends
	ShardIDs    []int  // the shards of this process, from 0 to below ShardCount; empty is all
	// AnswerMentions also answers messages that mention the bot, reply to it or are
	// sent to it directly. That needs no privileged intent.
	AnswerMentions bool
	Language       string   // for members whose language is unknown or not supported, as a BCP 47 tag; "" is English
	PublicKey      string   // the application's, in 64 hexadecimal digits, for Serve
	ListenAddr     string   // where Serve listens, e.g. "127.0.0.1:8080"
	Observer       Observer // may be nil
	Dial           Dial     // opens the connections to Discord; nil uses the network
	Log            *slog.Logger
}

// Dial is the type of net.Dialer.DialContext.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Run keeps the bot connected to Discord's gateway until ctx ends, then waits about ten
// seconds for answers in flight and returns nil.
//
// It returns an error at once if the token is refused, the API cannot be reached or the
// commands cannot be registered, and later if Discord closes the gateway for good. If
// restarting will not help, the error wraps ErrRefused. After a lost connection it
// reconnects, at once and then every few seconds. If few session starts are left for
// the day, it waits until there are more.
func Run(ctx context.Context, c Config, h Handler) error {
	return c.withRedaction(func(log *slog.Logger) error {
		if err := c.shards().Validate(); err != nil {
			return err
		}
		rest, app, err := signIn(ctx, c, log)
		if err != nil {
			return unlessStopped(ctx, err)
		}
		defer rest.connections.CloseIdleConnections()
		if c.registers() {
			if err := register(ctx, rest, app.ID, c.HomeGuildID, h.Definitions(), log); err != nil {
				return unlessStopped(ctx, err)
			}
		}
		d := newDispatcher(rest, h, c, log)
		err = gateway.Run(ctx, gateway.Config{
			Token:          c.Token,
			Intents:        intents(c),
			Shards:         c.shards(),
			GatewayBot:     rest.gatewayBot,
			Dial:           c.Dial,
			Interaction:    d.handleInteraction,
			Message:        d.handleMessage,
			MessageDeleted: d.forgetMessage,
			Observer:       c.observer(),
			Log:            log,
		})
		d.drain()
		log.Info("left Discord")
		return err
	})
}

func (c Config) shards() gateway.Shards {
	return gateway.Shards{Count: c.ShardCount, IDs: c.ShardIDs}
}

// registers reports whether this process registers the commands. Of the processes that
// share the shards, the one with shard 0 does.
func (c Config) registers() bool { return len(c.ShardIDs) == 0 || slices.Contains(c.ShardIDs, 0) }

// withRedaction calls f with a logger that redacts secrets, and redacts them in its
// error.
func (c Config) withRedaction(f func(log *slog.Logger) error) error {
	if c.Token == "" {
		return errors.New("DISCORD_TOKEN is empty: " + tokenAdvice)
	}
	secrets := redactor{token: c.Token}
	return secrets.error(f(secrets.logger(c.Log)))
}

// intents returns the gateway intents. Interactions need none; the message intents
// include deletions.
func intents(c Config) discordgo.Intent {
	if c.AnswerMentions {
		return discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	}
	return discordgo.IntentsNone
}

// unlessStopped returns err, or nil if ctx has ended, which explains err.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
