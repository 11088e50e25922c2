package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"
)

const (
	// identifyInterval is the time between the IDENTIFYs of one bucket: Discord's
	// 5 s, and half a second so that network jitter does not bring two closer.
	// https://discord.com/developers/docs/events/gateway#rate-limiting
	identifyInterval = 5500 * time.Millisecond
	// identifyReserve is how many of the session starts that Discord has left
	// are never used: processes that ask at the same time get the same number.
	identifyReserve = 10
)

// queue lets the shards of this process identify as fast and as often as Discord
// allows: in order, 5 s apart in each of the max_concurrency buckets, and within
// the daily budget.
//
// Discord resets the token of a bot that uses up the session starts of a day, 1000 for
// most bots. The queue obeys Discord's count and also keeps its own: it allows a fifth
// of them at any pace and three fifths spread over the day, so at most four fifths in
// 24 hours.
// https://discord.com/developers/docs/events/gateway#session-start-limit-object
type queue struct {
	ask     func(context.Context) (*discordgo.GatewayBotResponse, error)
	log     *slog.Logger
	buckets []chan time.Time // each holds the earliest time of its next IDENTIFY, except during a turn
	budget  *rate.Limiter

	mu    sync.Mutex
	info  discordgo.GatewayBotResponse // Discord's latest answer, minus what was used since
	asked time.Time
}

// newQueue returns a queue with the limits that ask returns.
func newQueue(ctx context.Context, ask func(context.Context) (*discordgo.GatewayBotResponse, error), log *slog.Logger) (*queue, error) {
	q := &queue{ask: ask, log: log}
	if err := q.refresh(ctx); err != nil {
		return nil, err
	}
	limit := q.info.SessionStartLimit
	q.budget = rate.NewLimiter(rate.Limit(float64(limit.Total)*3/5/(24*time.Hour).Seconds()), max(limit.Total/5, 1))
	for range limit.MaxConcurrency {
		bucket := make(chan time.Time, 1)
		bucket <- time.Time{}
		q.buckets = append(q.buckets, bucket)
	}
	return q, nil
}

// refresh updates info unless it is recent.
func (q *queue) refresh(ctx context.Context) error {
	q.mu.Lock()
	recent := time.Since(q.asked) < identifyInterval
	q.mu.Unlock()
	if recent {
		return nil
	}
	info, err := q.ask(ctx)
	if err != nil {
		return fmt.Errorf("ask Discord for its gateway: %w", err)
	}
	if limit := info.SessionStartLimit; limit.Total < 1 || limit.MaxConcurrency < 1 || info.Shards < 1 {
		return fmt.Errorf("ask Discord for its gateway: the answer lacks limits: %+v", *info)
	}
	q.mu.Lock()
	q.info, q.asked = *info, time.Now()
	q.mu.Unlock()
	return nil
}

// url returns the address at which to start sessions.
func (q *queue) url() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.info.URL
}

// acquire waits for a shard's turn to identify. The other shards of its bucket wait
// until the caller calls release, as soon as it has sent IDENTIFY or knows that it
// will not. Only the first call counts.
func (q *queue) acquire(ctx context.Context, shard int) (release func(identified bool), err error) {
	bucket := q.buckets[shard%len(q.buckets)]
	var next time.Time
	select {
	case next = <-bucket: // receivers wait in order
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	release = func(identified bool) {
		if bucket == nil {
			return
		}
		if identified {
			q.mu.Lock()
			q.info.SessionStartLimit.Remaining--
			q.mu.Unlock()
			q.budget.Reserve()
			next = time.Now().Add(identifyInterval)
		}
		bucket <- next
		bucket = nil
	}
	wait := time.Until(next)
	for {
		if err = sleep(ctx, wait); err == nil {
			wait, err = q.wait(ctx)
		}
		if err != nil {
			release(false)
			return nil, err
		}
		if wait <= 0 {
			return release, nil
		}
		q.log.Error("too many gateway sessions were started: waiting, so that Discord does not reset the token; "+
			"see above why they ended", "wait", wait.Round(time.Second))
	}
}

// wait returns how long to wait until the budget allows another IDENTIFY.
func (q *queue) wait(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if err := q.refresh(ctx); err != nil {
		return 0, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if limit := q.info.SessionStartLimit; limit.Remaining <= identifyReserve {
		return max(identifyInterval, time.Duration(limit.ResetAfter)*time.Millisecond), nil
	}
	missing := 1 - q.budget.Tokens()
	wait := time.Duration(missing / float64(q.budget.Limit()) * float64(time.Second))
	return wait.Round(time.Millisecond), nil
}

// sleep waits for d, or returns ctx's error if that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
