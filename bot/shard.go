package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
)

const (
	// retryLast bounds the pauses between connections, which double from
	// timing.retry. One every two minutes makes 720 a day.
	retryLast = 2 * time.Minute
	// resumeTries is how many RESUMEs in a row a session is worth: Discord
	// keeps it for a few minutes, and says so or is silent when it is gone.
	resumeTries = 5
)

var (
	errReconnect      = errors.New("a new connection was asked for (op 7 or 9)")
	errInvalidSession = errors.New("the session was ended (op 9)")
)

// shard keeps one shard connected. When its connection is lost it resumes the
// session, so that what happens meanwhile is not lost, for as long as Discord
// lets it.
type shard struct {
	*gateway
	id  int
	log *slog.Logger

	session *session  // nil: start a new one
	up      time.Time // when the connection became READY or RESUMED; zero before
}

// session is what Discord keeps of a shard without a connection.
type session struct {
	id       string
	self     string // the bot's user id
	address  string // where to resume it
	sequence int64  // of the latest event
	tries    int    // RESUMEs since it was last connected
}

// serve connects again and again until ctx ends, when it returns nil, or until
// there is no use in it.
func (s *shard) serve(ctx context.Context) error {
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
		pause := wait.NextBackOff()
		if errors.Is(err, errInvalidSession) {
			pause = max(pause, s.limits.invalid/5+rand.N(s.limits.invalid*4/5))
		}
		s.log.Warn("gateway connection lost", "cause", err, "resumable", s.session != nil, "reconnecting_in", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// connect connects once and returns why it ended, with the session forgotten if
// that is over.
func (s *shard) connect(ctx context.Context) error {
	s.up = time.Time{}
	c, err := s.open(ctx)
	if err != nil {
		return err
	}
	err = s.listen(ctx, c)
	if losesSession(err) || (s.session != nil && s.session.tries >= resumeTries) {
		s.session = nil
	}
	return err
}

// open returns a connection that Discord was asked to resume the session on, or
// to start one.
func (s *shard) open(ctx context.Context) (*connection, error) {
	if s.session == nil {
		return s.identify(ctx)
	}
	return s.resume(ctx)
}

func (s *shard) identify(ctx context.Context) (*connection, error) {
	leave, err := s.queue.enter(ctx, s.id)
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.greet(ctx, s.queue.address(), opIdentify, map[string]any{
		"token":      s.token,
		"intents":    s.intents,
		"shard":      [2]int{s.id, s.sharding.count},
		"properties": map[string]string{"os": runtime.GOOS, "browser": "alliancebot", "device": "alliancebot"},
	})
}

func (s *shard) resume(ctx context.Context) (*connection, error) {
	c, err := s.greet(ctx, s.session.address, opResume, map[string]any{
		"token": s.token, "session_id": s.session.id, "seq": s.session.sequence,
	})
	if err != nil { // it may be the address; the general one serves too
		s.session.address = s.queue.address()
		return nil, err
	}
	s.session.tries++
	return c, nil
}

// greet opens a connection and sends what it begins with.
func (s *shard) greet(ctx context.Context, address string, op int, data any) (*connection, error) {
	ctx, cancel := context.WithTimeout(ctx, s.limits.open)
	defer cancel()
	c, err := dial(ctx, address, s.limits.settle)
	if err != nil {
		return nil, err
	}
	if err := c.send(op, data); err != nil {
		c.drop()
		return nil, fmt.Errorf("greet the gateway: %w", err)
	}
	return c, nil
}

// listen serves c until it ends, and returns why: nil when ctx has.
func (s *shard) listen(ctx context.Context, c *connection) error {
	late := time.NewTimer(s.limits.open)
	defer late.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			c.close(func(payload []byte) { s.handle(c, payload) })
			return nil
		case <-late.C:
			if s.up.IsZero() {
				err = fmt.Errorf("no READY or RESUMED within %s", s.limits.open)
			}
		case <-c.heartbeat.C:
			err = c.beat(s.sequence())
		case r := <-c.received:
			if err = r.err; err == nil {
				err = s.handle(c, r.payload)
			}
		}
		if err != nil {
			c.drop()
			return err
		}
	}
}

// sequence is what a heartbeat tells: the number of the latest event, or nil.
func (s *shard) sequence() any {
	if s.session == nil {
		return nil
	}
	return s.session.sequence
}

// handle does what a payload from Discord asks for. An error ends the connection.
func (s *shard) handle(c *connection, payload []byte) error {
	var e discordgo.Event
	if err := json.Unmarshal(payload, &e); err != nil {
		s.log.Warn("a gateway payload that cannot be read", "error", err)
		return nil
	}
	switch e.Operation {
	case opDispatch:
		return s.dispatch(e)
	case opHeartbeat:
		return c.send(opHeartbeat, s.sequence())
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		if string(e.RawData) == "true" { // it may be resumed
			return errReconnect
		}
		return errInvalidSession
	case opACK:
		c.confirmed = true
	}
	return nil
}

// dispatch handles an event.
func (s *shard) dispatch(e discordgo.Event) error {
	if e.Type == "READY" {
		return s.begin(e)
	}
	if s.session == nil {
		return nil
	}
	s.session.sequence = max(s.session.sequence, e.Sequence)
	switch e.Type {
	case "RESUMED":
		s.session.tries = 0
		s.connected(true)
	case "INTERACTION_CREATE":
		var i discordgo.Interaction
		s.decode(e, &i)
		s.accept(&i)
	case "MESSAGE_CREATE":
		var m discordgo.Message
		s.decode(e, &m)
		s.hear(&m, s.session.self)
	}
	return nil
}

// decode reads what it can of an event. What discordgo's types do not know they
// leave out, and it is better to be sorry for that than silent.
func (s *shard) decode(e discordgo.Event, v any) {
	if err := json.Unmarshal(e.RawData, v); err != nil {
		s.log.Warn("an event with something unknown in it", "event", e.Type, "error", err)
	}
}

// begin takes up the session that READY tells of.
func (s *shard) begin(ready discordgo.Event) error {
	var r struct {
		SessionID string `json:"session_id"`
		Address   string `json:"resume_gateway_url"`
		User      struct {
			ID string `json:"id"`
		} `json:"user"`
	}
	if err := json.Unmarshal(ready.RawData, &r); err != nil || r.SessionID == "" {
		return fmt.Errorf("READY without a session: %w", cmp.Or(err, errInvalidSession))
	}
	s.session = &session{
		id: r.SessionID, self: r.User.ID, address: cmp.Or(r.Address, s.queue.address()), sequence: ready.Sequence,
	}
	s.connected(false)
	return nil
}

func (s *shard) connected(resumed bool) {
	s.up = time.Now()
	s.log.Info("connected to Discord", "resumed", resumed)
}
