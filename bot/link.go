package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// resumeTries is how many RESUMEs in a row a session is worth: Discord keeps it
// for a few minutes, and says so or is silent when it is gone.
const resumeTries = 5

// link is a discordgo session with a connection to Discord, or with several, one
// after the other. It is for one goroutine.
type link struct {
	session *discordgo.Session
	address string // where to connect next
	limits  timing
	log     *slog.Logger

	up    chan *discordgo.Event // holds the READY or RESUMED of the latest connection
	down  chan struct{}         // holds a value when discordgo has handled all that came through it
	ready bool                  // Discord has begun the session, so that it may be resumed
	tries int                   // to resume it since it was last connected

	dialling context.Context // of the open in progress
	unwatch  func() bool     // lets the latest connection outlive it
	relay    *relay          // the latest connection; nil if nobody could be reached
}

// newLink returns a link that begins its session at an address of Discord's.
func newLink(s *discordgo.Session, address string, limits timing, log *slog.Logger) *link {
	l := &link{session: s, address: address, limits: limits, log: log, up: make(chan *discordgo.Event, 1), down: make(chan struct{}, 1)}
	s.Client = &http.Client{Transport: relayAddress{}}
	s.Dialer = &websocket.Dialer{NetDialContext: l.dial}
	s.Compress = false // so that the relay can read along
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.SyncEvents = true // the handlers return at once
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "READY" || e.Type == "RESUMED" {
			put(l.up, e)
		}
	})
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { put(l.down, struct{}{}) })
	return l
}

// put puts v into c unless it holds a value.
func put[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

// empty takes the value out of c, if it holds one.
func empty[T any](c chan T) {
	select {
	case <-c:
	default:
	}
}

// open connects, and returns once Discord has sent READY (resumed is false) or
// RESUMED. An error tells why the connection has ended.
func (l *link) open(ctx context.Context) (resumed bool, err error) {
	l.settle()        // lest what discordgo does about the end of the connection before ends the new one
	l.session.Close() // should it not have been told of the end
	empty(l.up)
	empty(l.down)
	late := fmt.Errorf("no READY or RESUMED within %s", l.limits.open)
	ctx, cancel := context.WithTimeoutCause(ctx, l.limits.open, late)
	defer cancel()
	l.dialling = ctx
	err = l.session.Open()
	if l.relay == nil {
		return false, fmt.Errorf("connect to the gateway: %w", cmp.Or(context.Cause(ctx), err))
	}
	defer func() { l.unwatch() }()
	l.tries++
	if err != nil {
		l.relay.drop(err)
		put(l.down, struct{}{}) // discordgo does not tell of what it could not open
	}
	return l.await()
}

// await returns when the relay has brought READY or RESUMED, or has ended.
func (l *link) await() (resumed bool, err error) {
	select {
	case e := <-l.up:
		return l.begin(e), nil
	case <-l.relay.ended:
	}
	select {
	case e := <-l.up: // it ended right afterwards
		return l.begin(e), nil
	default:
		return false, l.relay.cause
	}
}

// begin takes up what READY or RESUMED tells.
func (l *link) begin(e *discordgo.Event) (resumed bool) {
	l.tries = 0
	if e.Type == "RESUMED" {
		return true
	}
	l.ready = true
	var ready struct {
		Address string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(e.RawData, &ready); err != nil {
		l.log.Warn("READY tells of no address to resume at", "error", err)
	}
	l.address = cmp.Or(ready.Address, l.address)
	return false
}

// resumable tells whether it is worth it to open the link again after err.
func (l *link) resumable(err error) bool {
	return l.ready && l.tries < resumeTries && !losesSession(err)
}

// close ends the connection and the session, and returns when discordgo has
// handled all that came.
func (l *link) close() {
	if l.relay == nil {
		return
	}
	l.relay.leave()
	l.settle()
}

// settle waits until discordgo has let go of the latest connection, which has
// ended: it takes a second.
func (l *link) settle() {
	if l.relay == nil {
		return
	}
	select {
	case <-l.down:
	case <-time.After(l.limits.settle):
	}
	l.relay = nil
}

// dial is how discordgo gets a network connection: the end of a relay. It runs
// within open.
func (l *link) dial(context.Context, string, string) (net.Conn, error) {
	far, err := dialGateway(l.dialling, l.address)
	if err != nil {
		return nil, err
	}
	r, end := newRelay(far, l.limits.settle, l.log)
	ctx := l.dialling
	l.relay, l.unwatch = r, context.AfterFunc(ctx, func() { r.giveUp(context.Cause(ctx)) })
	return end, nil
}

// dialGateway opens a websocket to the gateway at an address of Discord's.
func dialGateway(ctx context.Context, address string) (*websocket.Conn, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the gateway's address: %w", err)
	}
	u = u.JoinPath("/")
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()

	unwatch := func() bool { return true }
	defer func() { unwatch() }()
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if err == nil { // reads do not look at ctx
				unwatch = context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		},
	}
	far, _, err := dialer.DialContext(ctx, u.String(), nil)
	return far, err
}

// relayAddress answers the one REST call that discordgo makes before it dials,
// which asks where the gateway is. The relay connects where READY said, or where
// sessions begin; discordgo knows of neither.
type relayAddress struct{}

func (relayAddress) RoundTrip(r *http.Request) (*http.Response, error) {
	body := io.NopCloser(strings.NewReader(`{"url":"ws://relay"}`))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body, Request: r}, nil
}
