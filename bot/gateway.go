package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/gateway"
)

// ErrRefused is in Run's error when Discord refuses the bot for good: running it
// again fails the same way until the problem that the error names is fixed.
var ErrRefused = gateway.ErrRefused

// tokenAdvice tells the operator where to get a token.
const tokenAdvice = gateway.TokenAdvice

var errTokenRefused = fmt.Errorf("%w: invalid token: %s", ErrRefused, tokenAdvice)

// connect keeps this process's shards on Discord until ctx ends.
func connect(ctx context.Context, c Config, api *discordgo.Session, d *dispatcher, log *slog.Logger) error {
	return gateway.Run(ctx, gateway.Config{
		Token:   c.Token,
		Intents: intents(c),
		Shards:  c.shards(),
		GatewayBot: func(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
			info, err := api.GatewayBot(discordgo.WithContext(ctx))
			if restStatus(err) == http.StatusUnauthorized {
				err = errTokenRefused
			}
			return info, err
		},
		Interaction:    d.receive,
		Message:        d.hear,
		MessageDeleted: d.told.forget,
		Observer:       gatewayObserver{c.observer()},
		Log:            log,
	})
}

func (c Config) shards() gateway.Shards {
	return gateway.Shards{Count: c.ShardCount, IDs: c.ShardIDs}
}

// registers reports whether this process registers the commands: of those that
// share the shards, the one with shard 0 does.
func (c Config) registers() bool { return len(c.ShardIDs) == 0 || slices.Contains(c.ShardIDs, 0) }

// gatewayObserver is an Observer for the gateway.
type gatewayObserver struct{ Observer }

func (o gatewayObserver) Reconnect(r gateway.Reason) { o.Observer.Reconnect(string(r)) }
