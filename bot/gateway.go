package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// ErrRefused is in Run's error when Discord refuses the bot for good: to run it
// again is of no use until somebody has mended what the error tells.
var ErrRefused = errors.New("refused by Discord")

// gateway keeps this process's shards connected to Discord.
type gateway struct {
	token    string
	intents  discordgo.Intent
	sharding sharding
	queue    *identifyQueue
	observer Observer
	accept   func(*discordgo.Interaction)                 // must return at once
	hear     func(m *discordgo.Message, botUserID string) // must return at once
	dial     Dial
	limits   timing
	log      *slog.Logger
}

// serve keeps all shards connected until ctx ends, then closes them and returns
// nil. When one cannot be connected for good it closes all and returns why.
func (g *gateway) serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(g.sharding.ids))
	for _, id := range g.sharding.ids {
		s := &shard{gateway: g, id: id, log: g.log.With("shard", id)}
		go func() { ended <- s.serve(ctx) }()
	}
	var first error
	for range g.sharding.ids {
		if err := <-ended; err != nil && first == nil {
			first = err
			stop()
		}
	}
	return first
}

// askGateway asks Discord where its gateway is, how many shards the bot should
// have and how many sessions it may start.
func askGateway(ctx context.Context, api *discordgo.Session) (*discordgo.GatewayBotResponse, error) {
	answer, err := api.GatewayBot(discordgo.WithContext(ctx))
	if restStatus(err) == http.StatusUnauthorized {
		return nil, errTokenRefused
	}
	if err != nil {
		return nil, fmt.Errorf("ask Discord for its gateway: %w", err)
	}
	limit := &answer.SessionStartLimit
	if limit.Total < 1 || limit.MaxConcurrency < 1 || answer.Shards < 1 {
		return nil, fmt.Errorf("ask Discord for its gateway: the answer lacks the limits: %+v", *answer)
	}
	return answer, nil
}
