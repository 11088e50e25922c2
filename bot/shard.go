package bot

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
)

// retryLast bounds the pauses between connections, which double from
// timing.retry. One every two minutes makes 720 a day.
const retryLast = 2 * time.Minute

// shard keeps one shard connected. When its connection is lost it resumes the
// session, so that what happens meanwhile is not lost, for as long as Discord
// lets it. Then a new session takes its place.
type shard struct {
	*gateway
	id  int
	log *slog.Logger

	link *link     // nil: start a new session
	up   time.Time // when the connection became READY or RESUMED; zero before
}

// serve connects again and again until ctx ends, when it returns nil, or until
// there is no use in it.
func (s *shard) serve(ctx context.Context) error {
	defer s.close()
	wait := &backoff.ExponentialBackOff{
		InitialInterval: s.limits.retry, MaxInterval: retryLast, Multiplier: 2, RandomizationFactor: 0.5,
	}
	for {
		err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if final := s.sharding.final(err); final != nil {
			return final
		}
		if !s.up.IsZero() && time.Since(s.up) > s.limits.stable {
			wait.Reset()
		}
		s.observer.Reconnect(s.reason(err))
		pause := wait.NextBackOff()
		if errors.Is(err, errInvalidSession) {
			pause = max(pause, s.limits.invalid/5+rand.N(s.limits.invalid*4/5))
		}
		s.log.Warn("gateway connection lost", "cause", err, "resumable", s.link != nil, "reconnecting_in", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// reason names why the connection was lost, for the observer.
func (s *shard) reason(err error) string {
	switch {
	case s.up.IsZero():
		return "handshake"
	case errors.Is(err, errInvalidSession):
		return "invalid"
	case errors.Is(err, errReconnect):
		return "asked"
	case errors.Is(err, errSilent):
		return "silent"
	}
	return "closed"
}

// connect connects once and returns why that ended, with the link forgotten if
// its session is over.
func (s *shard) connect(ctx context.Context) error {
	s.up = time.Time{}
	resumed, err := s.open(ctx)
	if err == nil {
		s.up = time.Now()
		s.log.Info("connected to Discord", "resumed", resumed)
		s.observer.Connected(s.id, true)
		select {
		case <-ctx.Done():
			return nil
		case <-s.link.relay.ended:
			err = s.link.relay.cause
		}
		s.observer.Connected(s.id, false)
	}
	if s.link != nil && !s.link.resumable(err) {
		s.link = nil
	}
	return err
}

// open resumes the session, or starts one.
func (s *shard) open(ctx context.Context) (resumed bool, err error) {
	if s.link == nil {
		return s.identify(ctx)
	}
	resumed, err = s.link.open(ctx)
	if s.link.relay == nil { // it may be the address; the general one serves too
		s.link.address = s.queue.address()
	}
	return resumed, err
}

// identify starts a session as soon as Discord allows.
func (s *shard) identify(ctx context.Context) (resumed bool, err error) {
	leave, err := s.queue.enter(ctx, s.id)
	if err != nil {
		return false, err
	}
	defer leave()
	s.link = newLink(s.session, s.queue.address(), s.gateway.dial, s.limits, s.log)
	return s.link.open(ctx)
}

// session returns a discordgo session of the shard that hands on what it hears.
// Its link gives it a client.
func (s *shard) session() *discordgo.Session {
	session := newSession(s.token, nil)
	session.Identify.Intents = s.intents
	session.ShardID, session.ShardCount = s.id, s.sharding.count
	session.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) { s.accept(i.Interaction) })
	session.AddHandler(func(d *discordgo.Session, m *discordgo.MessageCreate) { s.hear(m.Message, botUserID(d)) })
	return session
}

// botUserID is who the bot is, which READY told.
func botUserID(s *discordgo.Session) string {
	s.State.RLock()
	defer s.State.RUnlock()
	return userID(s.State.User)
}

func (s *shard) close() {
	if s.link != nil {
		s.link.close()
	}
}
