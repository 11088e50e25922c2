package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Bounds of the sessions started. Discord allows 1000 IDENTIFYs a day (more to
// large bots) and resets the token of a bot that comes to the end of them.
// https://discord.com/developers/docs/events/gateway#session-start-limit-object
const (
	// identifyReserve is how many of those that Discord has left are never
	// used: processes that ask at the same time are told the same number.
	identifyReserve = 10
	// In identifyWindow no more than one part in identifyShare of a day's are
	// used: 200 of 1000. That leaves a fifth even if Discord's own count were
	// of no use.
	identifyShare  = 5
	identifyWindow = 6 * time.Hour
)

// identifyQueue lets the shards of this process start sessions as fast and as
// often as Discord allows: one at a time in each of max_concurrency buckets, a
// pause between them, and no more a day than Discord has left.
type identifyQueue struct {
	ask     func(context.Context) (*discordgo.GatewayBotResponse, error)
	pause   time.Duration
	log     *slog.Logger
	buckets []chan time.Time // each holds when its next turn may begin, unless somebody has the turn

	mu     sync.Mutex
	answer *discordgo.GatewayBotResponse // Discord's latest, less what was sent since
	asked  time.Time
	sent   []time.Time // within identifyWindow
}

// newIdentifyQueue returns a queue that goes by answer, which has just come,
// and asks for another when that is old.
func newIdentifyQueue(
	answer *discordgo.GatewayBotResponse, ask func(context.Context) (*discordgo.GatewayBotResponse, error),
	pause time.Duration, log *slog.Logger,
) *identifyQueue {
	q := &identifyQueue{ask: ask, pause: pause, log: log, answer: answer, asked: time.Now()}
	for range answer.SessionStartLimit.MaxConcurrency {
		bucket := make(chan time.Time, 1)
		bucket <- time.Now()
		q.buckets = append(q.buckets, bucket)
	}
	return q
}

// enter waits until a shard may start a session. The caller calls leave once its
// IDENTIFY was answered, or will not be.
func (q *identifyQueue) enter(ctx context.Context, shard int) (leave func(), err error) {
	bucket := q.buckets[shard%len(q.buckets)]
	var turn time.Time
	select {
	case turn = <-bucket:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err = sleep(ctx, time.Until(turn)); err == nil {
		err = q.await(ctx)
	}
	if err != nil {
		bucket <- turn
		return nil, err
	}
	return func() { bucket <- time.Now().Add(q.pause) }, nil
}

// await waits until there is a session start left, and takes it.
func (q *identifyQueue) await(ctx context.Context) error {
	for {
		wait, err := q.take(ctx)
		if err != nil || wait == 0 {
			return err
		}
		q.log.Error("so many gateway sessions were started that Discord would reset the token; "+
			"look above why they end", "waiting", wait.Round(time.Second))
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// take takes one of the session starts left, or returns how long to wait for one.
func (q *identifyQueue) take(ctx context.Context) (wait time.Duration, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if time.Since(q.asked) > q.pause { // others use them too
		answer, err := q.ask(ctx)
		if err != nil {
			return 0, err
		}
		q.answer, q.asked = answer, time.Now()
	}
	now := time.Now()
	for len(q.sent) > 0 && now.Sub(q.sent[0]) >= identifyWindow {
		q.sent = q.sent[1:]
	}
	limit := &q.answer.SessionStartLimit
	switch {
	case limit.Remaining <= identifyReserve:
		return max(q.pause, time.Duration(limit.ResetAfter)*time.Millisecond), nil
	case len(q.sent) >= limit.Total/identifyShare:
		return identifyWindow - now.Sub(q.sent[0]), nil
	}
	limit.Remaining--
	q.sent = append(q.sent, now)
	return 0, nil
}

// address is where the gateway is.
func (q *identifyQueue) address() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.answer.URL
}

// sleep waits for d, or returns an error when ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
