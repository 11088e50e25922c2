package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
	"github.com/gorilla/websocket"
)

// Waits between connections, doubled from the first to the last. Discord takes
// 1000 IDENTIFYs a day; one every two minutes makes 720.
const (
	reconnectFirst = 500 * time.Millisecond
	reconnectLast  = 2 * time.Minute
)

// fatalCloses are the close codes after which connecting again is useless, with
// what to do about them.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
var fatalCloses = map[int]string{
	4004: "Discord refused the token: " + tokenAdvice,
	4010: "Discord refused the shard; this program uses none, so this is a defect",
	4011: "Discord requires sharding: the bot is on more servers (2500) than this program can serve",
	4012: "Discord no longer speaks this API version: update the program",
	4013: "Discord refused the intents; this program asks for no privileged ones, so this is a defect",
	4014: "Discord refused the intents; this program asks for no privileged ones, so this is a defect",
}

// gateway keeps a connection to Discord alive. A lost connection is resumed
// once, so that what happened meanwhile is not lost; when that fails in any way
// a new discordgo session takes its place, because a session that failed cannot
// be trusted (it resumes for ever what cannot be resumed, or never wakes up).
type gateway struct {
	token   string
	client  *http.Client
	intents discordgo.Intent
	accept  func(*discordgo.Interaction)                 // must return at once
	hear    func(m *discordgo.Message, botUserID string) // must return at once
	limits  timing
	log     *slog.Logger

	link       *link // nil unless it can be resumed or closed
	identifies identifyBudget
}

// serve connects again and again until ctx ends, when it leaves the connection
// open for close and returns nil, or until there is no use in it.
func (g *gateway) serve(ctx context.Context) error {
	wait := &backoff.ExponentialBackOff{
		InitialInterval:     reconnectFirst,
		MaxInterval:         reconnectLast,
		Multiplier:          2,
		RandomizationFactor: 0.5,
	}
	for {
		up := time.Now()
		err := g.connectOnce(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if fatal := fatalError(err); fatal != nil {
			return fatal
		}
		if time.Since(up) > g.limits.stable {
			wait.Reset()
		}
		pause := wait.NextBackOff()
		g.log.Warn("gateway connection lost", "cause", err, "reconnecting_in", pause)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// connectOnce resumes or starts a session and returns why it ended.
func (g *gateway) connectOnce(ctx context.Context) error {
	resuming := g.link != nil
	if !resuming {
		session := newSession(g.token, g.client)
		session.Identify.Intents = g.intents
		g.link = newLink(session, g.accept, g.hear)
	}
	l := g.link
	anew, err := l.open(ctx, g.limits)
	if err != nil {
		g.link = nil
		anew = !resuming && l.dialled() // as far as anybody knows
		err = fmt.Errorf("connect to the gateway: %w", err)
	}
	if anew {
		err = errors.Join(err, g.identifies.spend())
	}
	if err != nil {
		return err
	}
	g.log.Info("connected to Discord", "resumed", !anew)
	err = g.watch(ctx, l)
	if errors.Is(err, errStuck) {
		g.link = nil
	}
	return err
}

// watch returns when ctx ends, or with the reason why l is lost. It drops a
// connection that heartbeats no longer pass through.
func (g *gateway) watch(ctx context.Context, l *link) error {
	tick := time.NewTicker(g.limits.ack / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.down:
			return errors.New("ended by Discord or the network")
		case <-l.up: // Discord invalidated the session (op 9) and discordgo identified anew
			if err := g.identifies.spend(); err != nil {
				return err
			}
		case <-tick.C:
			if silence := time.Since(l.lastAck()); silence > g.limits.ack {
				return errors.Join(fmt.Errorf("no heartbeat ACK for %s", silence.Round(time.Second)), l.drop(g.limits.settle))
			}
		}
	}
}

// close ends the connection, if there is one, with a close frame.
func (g *gateway) close() {
	if g.link == nil {
		return
	}
	if err := g.link.close(g.limits.settle); err != nil {
		g.log.Warn("close the gateway", "error", err)
	}
}

// fatalError returns what to tell the operator when err makes connecting again
// useless, and nil otherwise.
func fatalError(err error) error {
	if errors.Is(err, errTooManyIdentifies) {
		return err
	}
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		if advice, fatal := fatalCloses[closed.Code]; fatal {
			return fmt.Errorf("%s (gateway close code %d)", advice, closed.Code)
		}
	}
	return nil
}

// Discord resets the token of a bot that sends 1000 IDENTIFYs in a day. 200 in
// six hours cannot reach that, and the waits between connections alone do not
// reach 200.
const (
	identifyLimit  = 200
	identifyWindow = 6 * time.Hour
)

var errTooManyIdentifies = fmt.Errorf(
	"started %d gateway sessions within %s, and Discord resets the token at 1000 a day: "+
		"stopping; look in the log why they end, then start again", identifyLimit, identifyWindow)

// identifyBudget counts IDENTIFYs. Its zero value has seen none.
type identifyBudget struct{ sent []time.Time }

// spend notes an IDENTIFY and fails when there were too many lately.
func (b *identifyBudget) spend() error {
	now := time.Now()
	b.sent = append(b.sent, now)
	for now.Sub(b.sent[0]) > identifyWindow {
		b.sent = b.sent[1:]
	}
	if len(b.sent) >= identifyLimit {
		return errTooManyIdentifies
	}
	return nil
}
