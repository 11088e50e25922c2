package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// errStuck tells that discordgo does not come back from a call: it deadlocks on
// itself when Discord sends op 7 where READY belongs. Such a session cannot be
// freed; it is left behind with its goroutine.
var errStuck = errors.New("discordgo hangs; leaving its session behind")

// link is one discordgo session with a hold on its network connection, which is
// the only way to end it from outside.
type link struct {
	session *discordgo.Session
	up      chan bool // holds a value after READY (true: a new session) or RESUMED (false)
	down    chan bool // holds a value after the connection ended

	mu      sync.Mutex
	opening context.Context // bounds the dialling; a link left behind must not connect later
	conn    net.Conn        // the latest; nil before the first
}

func newLink(s *discordgo.Session, accept func(*discordgo.Interaction), hear func(*discordgo.Message, string)) *link {
	l := &link{session: s, up: make(chan bool, 1), down: make(chan bool, 1)}
	s.Dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment, NetDialContext: l.dial}
	s.SyncEvents = true // handlers below return at once; accept and hear count what they start
	s.AddHandler(func(_ *discordgo.Session, _ *discordgo.Ready) { put(l.up, true) })
	s.AddHandler(func(_ *discordgo.Session, _ *discordgo.Resumed) { put(l.up, false) })
	s.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) { put(l.down, true) })
	s.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) { accept(i.Interaction) })
	s.AddHandler(func(s *discordgo.Session, m *discordgo.MessageCreate) { hear(m.Message, botUserID(s)) })
	return l
}

// botUserID is who the bot is, which READY told.
func botUserID(s *discordgo.Session) string {
	s.State.RLock()
	defer s.State.RUnlock()
	return userID(s.State.User)
}

// put puts v into c unless it holds a value.
func put(c chan bool, v bool) {
	select {
	case c <- v:
	default:
	}
}

// empty takes the value out of c, if it holds one.
func empty(c chan bool) {
	select {
	case <-c:
	default:
	}
}

// dial is how discordgo gets its network connection.
func (l *link) dial(_ context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	ctx := l.opening
	l.mu.Unlock()
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	return conn, nil
}

// dialled tells whether the link ever had a network connection.
func (l *link) dialled() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn != nil
}

// cut closes the network connection under discordgo, without a close frame: so
// Discord keeps the session for a resume.
func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.conn.Close()
	}
}

// open connects and returns once Discord has sent READY (anew) or RESUMED.
// discordgo would wait for ever for a silent server, so limits.open bounds it.
func (l *link) open(ctx context.Context, limits timing) (anew bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limits.open)
	defer cancel()
	l.mu.Lock()
	l.opening = ctx
	l.mu.Unlock()
	empty(l.up)
	empty(l.down)
	opened := make(chan error, 1)
	go func() { opened <- l.session.Open() }()

	select {
	case err := <-opened:
		if err != nil {
			return false, err
		}
	case <-ctx.Done():
		return false, l.abortOpen(opened, limits)
	}

	select {
	case anew := <-l.up:
		return anew, nil
	case <-l.down:
		return false, errors.New("it ended before READY")
	case <-ctx.Done():
		return false, errors.Join(noReady(limits), l.drop(limits.settle))
	}
}

// abortOpen ends an Open that takes too long and returns what to say of it.
func (l *link) abortOpen(opened <-chan error, limits timing) error {
	l.cut()
	select {
	case err := <-opened:
		if err == nil { // it was just in time
			return errors.Join(noReady(limits), l.drop(limits.settle))
		}
		return noReady(limits)
	case <-time.After(limits.settle):
		return fmt.Errorf("%w: %w", noReady(limits), errStuck)
	}
}

func noReady(limits timing) error {
	return fmt.Errorf("no READY within %s", limits.open)
}

// lastAck returns when Discord last confirmed a heartbeat, or sent Hello.
func (l *link) lastAck() time.Time {
	l.session.RLock()
	defer l.session.RUnlock()
	return l.session.LastHeartbeatAck
}

// drop cuts the connection and waits until discordgo has noticed.
func (l *link) drop(settle time.Duration) error {
	l.cut()
	select {
	case <-l.down:
		return nil
	case <-time.After(settle):
		return errStuck
	}
}

// close ends the session for good, with a close frame where there still is a
// connection.
func (l *link) close(settle time.Duration) error {
	closed := make(chan error, 1)
	go func() { closed <- l.session.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(settle):
		return errStuck
	}
}
