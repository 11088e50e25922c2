package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"alliancebot/internal/observe"
)

const (
	// stable is how long a connection must have been ready to count as a success:
	// the next failure is then retried at once. Without it, sessions that end as
	// soon as they begin would be resumed in a tight loop.
	stable = time.Second
	// Pauses before further retries double from retryMin to retryMax, measured from
	// the start of one attempt to the start of the next. As connectTimeout is
	// shorter, the bot is back at most retryMax after the network; dials that fail at
	// once cost nobody anything and are retried more often, up to dialRetryMax.
	retryMin     = 500 * time.Millisecond
	retryMax     = 5 * time.Second
	dialRetryMax = time.Second
	// identifyRetryMax bounds the pauses between IDENTIFYs that lead to no stable
	// connection. They double from identifyInterval.
	identifyRetryMax = 2 * time.Minute
	// resumeLife is how long RESUME is repeated when it reaches Discord but is
	// neither accepted nor rejected. Discord keeps sessions for a shorter time.
	resumeLife = 10 * time.Minute
)

// session is what RESUME needs to continue after the last event. The zero session has
// not started.
type session struct {
	id        string
	resumeURL string
	sequence  int64 // of the last event received
	botUserID string
}

// shard keeps one shard connected.
type shard struct {
	Config
	id, count int
	queue     *queue
	log       *slog.Logger

	session       session
	useGeneralURL bool      // session.resumeURL could not be dialed
	lastReady     time.Time // when the session was last connected
	lastIdentify  time.Time

	// Counted since the last connection that was ready for as long as stable.
	failures   int
	identifies int
}

// run connects again and again until ctx ends, and then returns nil, or until Discord
// refuses the shard.
func (s *shard) run(ctx context.Context) error {
	for {
		began := time.Now()
		c, err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if fatal := s.fatal(err); fatal != nil {
			return fatal
		}

		message, reason := "cannot connect to the gateway", observe.ReasonHandshake
		if !c.ready.IsZero() {
			message, reason = "gateway connection lost", reasonOf(err)
			s.lastReady = time.Now()
			if time.Since(c.ready) >= stable {
				s.failures, s.identifies = 0, 0
			}
		}
		s.failures++
		ignored := c.resuming && c.interval > 0 && c.ready.IsZero() // Discord got the RESUME
		if endsSession(err) || ignored && time.Since(s.lastReady) > resumeLife {
			s.session = session{}
		}
		pause := s.pause(c, err, time.Since(began))
		s.Observer.Reconnect(reason)
		s.log.Warn(message, "error", err, "resume", s.session.id != "", "retry_in", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// pause returns how long to wait before the next attempt, after c took that long and
// failed with err.
func (s *shard) pause(c *connection, err error, took time.Duration) (pause time.Duration) {
	if s.failures > 1 {
		limit := retryMax
		if c.ws == nil {
			limit = dialRetryMax
		}
		pause = Backoff(s.failures-2, retryMin, limit) - took
	}
	if errors.Is(err, errInvalidated) { // Discord wants a random pause of 1 to 5 s
		pause = time.Second + rand.N(4*time.Second)
	}
	if s.session.id == "" {
		pause = max(pause, time.Until(s.lastIdentify.Add(identifyInterval))) // its turn comes no earlier
		if s.identifies > 1 {
			pause = max(pause, Backoff(s.identifies-2, identifyInterval, identifyRetryMax))
		}
	}
	return max(pause, 0).Round(time.Millisecond)
}

// Backoff returns a random duration between d/2 and d, where d is first doubled n
// times, up to limit.
func Backoff(n int, first, limit time.Duration) time.Duration {
	d := min(first<<min(n, 10), limit)
	return d/2 + rand.N(d/2)
}

// reasonOf returns why a connection that was ready ended with err.
func reasonOf(err error) observe.Reason {
	switch {
	case errors.Is(err, errInvalidated):
		return observe.ReasonInvalidated
	case errors.Is(err, errRequested):
		return observe.ReasonRequested
	case errors.Is(err, errSilent):
		return observe.ReasonSilent
	}
	return observe.ReasonClosed
}

// connect makes one connection, resuming the session if there is one, and
// returns it and why it ended.
func (s *shard) connect(ctx context.Context) (c *connection, err error) {
	c = &connection{shard: s, resuming: s.session.id != ""}
	if !c.resuming {
		if c.release, err = s.queue.acquire(ctx, s.id); err != nil {
			return c, err
		}
		defer c.release(false)
		s.useGeneralURL = false
	}
	address := s.queue.url()
	if c.resuming && s.session.resumeURL != "" && !s.useGeneralURL {
		address = s.session.resumeURL
	}
	began := time.Now()
	if c.ws, err = dial(ctx, s.Dial, address); err != nil {
		s.useGeneralURL = !s.useGeneralURL // the other address may be reachable
		return c, fmt.Errorf("dial %s: %w", address, err)
	}
	defer c.ws.Close()
	c.expect(began.Add(connectTimeout), "Hello")
	err = c.run(ctx)
	if !c.ready.IsZero() {
		s.Observer.Connected(s.id, false)
	}
	return c, fmt.Errorf("%s: %w", address, err)
}
