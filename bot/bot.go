// Package bot connects the commands to Discord: over the gateway or at an HTTP
// endpoint it receives interactions and messages to the bot, runs them and sends the
// rendered replies. It also registers the commands and diagnoses the setup. No other
// package depends on Discord's protocol or discordgo.
package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/gateway"
	"alliancebot/internal/observe"
)

// ErrRefused is wrapped by Run's and Serve's error if Discord refuses the bot.
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
	// MessageContent also receives the text of messages that are not to the bot. That
	// needs the privileged intent for message content.
	MessageContent bool
	Language       string   // for members whose language is unknown or not supported, as a BCP 47 tag; "" is English
	PublicKey      string   // the application's, in 64 hexadecimal digits, for Serve
	ListenAddr     string   // where Serve listens, e.g. "127.0.0.1:8080"
	LogChannelID   string   // the channel that is told what admins change; "" for none
	Observer       Observer // may be nil
	Dial           Dial     // opens the connections to Discord; nil uses the network
	Log            *slog.Logger
}

// Dial is the type of net.Dialer.DialContext.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Run keeps the bot connected to Discord's gateway until ctx ends, then waits about ten
// seconds for answers in flight and returns nil. Messages that wait for Discord's rate
// limits are dropped.
//
// Starting is signing in, registering the commands and connecting the shards. While
// Discord cannot be reached, or answers with a rate limit or an error of its own, Run
// logs why and tries again every few seconds. The same goes for connections lost later.
// If few session starts are left for the day, it waits until there are more.
//
// An error wraps ErrRefused or ErrSettings: restarting will not help until the problem
// that it names is fixed.
func Run(ctx context.Context, c Config, h Handler) error {
	return c.guarded(ctx, func(log *slog.Logger) error {
		if err := c.shards().Validate(); err != nil {
			return fmt.Errorf("%w: %w", ErrSettings, err)
		}
		start, err := c.signIn(ctx, log)
		if err != nil {
			return err
		}
		defer start.rest.connections.CloseIdleConnections()
		if len(c.ShardIDs) == 0 || slices.Contains(c.ShardIDs, 0) { // of the processes that share the shards, one registers
			if err := start.register(ctx, c.HomeGuildID, h.Definitions()); err != nil {
				return err
			}
		}
		d := newDispatcher(start.rest, h, c, log)
		d.start(d.notify)
		err = start.persist(ctx, observe.StepGateway, func() error {
			return gateway.Run(ctx, gateway.Config{
				Token:          c.Token,
				Intents:        intents(c),
				Shards:         c.shards(),
				GatewayBot:     start.once.gatewayBot,
				Dial:           c.Dial,
				Interaction:    d.handleInteraction,
				Message:        d.receive,
				MessageEdited:  d.handleEdit,
				MessageDeleted: d.handleDeletion,
				SessionLost:    d.posts.posts.DeleteAll, // any of them may be gone
				Observer:       c.observer(),
				Log:            log,
			})
		})
		d.drain()
		log.Info("left Discord")
		return err
	})
}

func (c Config) shards() gateway.Shards {
	return gateway.Shards{Count: c.ShardCount, IDs: c.ShardIDs}
}

// guarded calls f with a logger that redacts secrets. It returns f's error, in which it
// redacts them, too, or nil if ctx has ended, which explains it.
func (c Config) guarded(ctx context.Context, f func(log *slog.Logger) error) error {
	if c.Token == "" {
		return fmt.Errorf("%w: DISCORD_TOKEN is empty: %s", ErrSettings, tokenAdvice)
	}
	secrets := redactor{token: c.Token}
	err := f(secrets.logger(c.Log))
	if ctx.Err() != nil {
		return nil
	}
	return secrets.error(err)
}

// intents returns the gateway intents. Interactions need none; the message intents
// include deletions.
func intents(c Config) (all discordgo.Intent) {
	if c.AnswerMentions {
		all |= discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	}
	if c.MessageContent {
		all |= discordgo.IntentsGuildMessages | discordgo.IntentMessageContent
	}
	return all
}
