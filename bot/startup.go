package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"alliancebot/bot/internal/gateway"
	"alliancebot/internal/observe"
)

// ErrSettings is wrapped by Run's and Serve's error if the Config is invalid or does not
// match the application on Discord.
var ErrSettings = errors.New("invalid settings")

const (
	// attemptTimeout is the limit for a REST call of a step of the start.
	attemptTimeout = 10 * time.Second
	// Pauses between the tries of a step double from stepRetryMin to stepRetryMax, or are
	// a little longer than Discord asks, up to retryAfterMax.
	stepRetryMin  = 500 * time.Millisecond
	stepRetryMax  = 5 * time.Second
	retryAfterMax = time.Hour
)

// startup is the bot while it starts.
type startup struct {
	app      application
	rest     *restClient
	once     *restClient // rest without retries: persist tries again
	observer Observer
	log      *slog.Logger
}

// signIn returns a startup for the application that the token belongs to, once Discord
// can be reached.
func (c Config) signIn(ctx context.Context, log *slog.Logger) (*startup, error) {
	rest, err := newRESTClient(c, log)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	s := &startup{rest: rest, once: rest.once(), observer: c.observer(), log: log}
	return s, s.persist(ctx, observe.StepSignIn, func() (err error) {
		s.app, err = s.once.application(ctx)
		return err
	})
}

// persist takes a step of the start: it calls try until that succeeds, ctx ends, or
// trying again will not help because the error wraps ErrRefused or ErrSettings. It logs
// each other failure with the pause before the next try.
func (s *startup) persist(ctx context.Context, step observe.Step, try func() error) error {
	s.observer.Starting(step)
	for failures := 0; ; failures++ {
		err := markRefusal(try())
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrRefused) || errors.Is(err, ErrSettings):
			return fmt.Errorf("%s: %w", step, err)
		}
		pause := gateway.Backoff(failures, stepRetryMin, stepRetryMax)
		if e, ok := errors.AsType[*restError](err); ok {
			wait := min(e.retryAfter, retryAfterMax)
			if e.status == http.StatusTooManyRequests {
				wait += maxJitter + rand.N(maxJitter) // the limiter's own wait must not make it longer than logged
			}
			pause = max(pause, wait)
		}
		pause = pause.Round(time.Millisecond)
		s.log.Warn("cannot "+string(step), "error", err, "retry_in", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// markRefusal returns err, wrapping ErrRefused if it is Discord's own refusal: a 401, or
// another 4xx with one of Discord's codes, except a rate limit. Other responses may come
// from a proxy in between or mean that Discord is down.
func markRefusal(err error) error {
	switch status := statusOf(err); {
	case status == http.StatusUnauthorized:
		return errTokenRefused
	case status/100 == 4 && status != http.StatusTooManyRequests && codeOf(err) != 0 && !errors.Is(err, ErrSettings):
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}
