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
	"sync/atomic"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// resumeTries is how many RESUMEs in a row a session is worth: Discord keeps it
// for a few minutes, and says so or is silent when it is gone.
const resumeTries = 5

// link is a session with Discord, and its connections, one after the other. It is
// for one goroutine.
//
// Each connection has a discordgo session of its own, since of the goroutines of
// one that has ended a late one may close what is open then, the next connection
// perhaps. discordgo begins each with an IDENTIFY: to take up the session, the
// relay sends a RESUME in its place.
type link struct {
	session func() *discordgo.Session // makes one without a client
	address string                    // where to connect next
	network Dial                      // nil is the usual one
	limits  timing
	log     *slog.Logger

	id    string          // of the session; "" until Discord has begun it
	self  *discordgo.User // whose session it is
	heard atomic.Int64    // sequence number of the last event that was handled
	tries int             // to resume it since it was last connected

	dialling context.Context // of the open in progress
	unwatch  func() bool     // lets the latest connection outlive it
	relay    *relay          // the latest connection; nil if nobody could be reached
}

// newLink returns a link that begins its session at an address of Discord's.
func newLink(session func() *discordgo.Session, address string, dial Dial, limits timing, log *slog.Logger) *link {
	return &link{session: session, address: address, network: dial, limits: limits, log: log}
}

// open connects, and returns once Discord has sent READY (resumed is false) or
// RESUMED. An error tells why the connection has ended.
func (l *link) open(ctx context.Context) (resumed bool, err error) {
	l.settle() // what came by the connection before is not to be sent again
	late := fmt.Errorf("no READY or RESUMED within %s", l.limits.open)
	ctx, cancel := context.WithTimeoutCause(ctx, l.limits.open, late)
	defer cancel()
	l.dialling = ctx
	d, up := l.connection()
	err = d.Open()
	if l.relay == nil {
		return false, fmt.Errorf("connect to the gateway: %w", cmp.Or(context.Cause(ctx), err))
	}
	defer func() { l.unwatch() }()
	l.tries++
	if err != nil {
		l.relay.drop(err)
	}
	return l.await(up)
}

// connection returns a discordgo session for the next connection, and what will
// hold the READY or RESUMED that comes by it.
func (l *link) connection() (d *discordgo.Session, up <-chan *discordgo.Event) {
	d = l.session()
	d.Client = &http.Client{Transport: relayAddress{}}
	d.Dialer = &websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) {
		return l.dial(l.resume(d.Token))
	}}
	d.Compress = false // so that the relay can read along
	d.StateEnabled = false
	d.State.User = l.self
	d.ShouldReconnectOnError = false
	d.SyncEvents = true // the handlers return at once
	begun := make(chan *discordgo.Event, 1)
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Sequence > 0 { // each event should have one
			l.heard.Store(e.Sequence)
		}
		if e.Type == "READY" || e.Type == "RESUMED" {
			select {
			case begun <- e:
			default: // not the first
			}
		}
	})
	return d, begun
}

// await returns when discordgo has heard READY or RESUMED, or never will.
func (l *link) await(up <-chan *discordgo.Event) (resumed bool, err error) {
	select {
	case e := <-up:
		return l.begin(e), nil
	case <-l.relay.left:
	}
	select {
	case e := <-up: // it ended right afterwards
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
	var ready struct {
		ID      string          `json:"session_id"`
		Address string          `json:"resume_gateway_url"`
		User    *discordgo.User `json:"user"`
	}
	if err := json.Unmarshal(e.RawData, &ready); err != nil {
		l.log.Warn("a READY that cannot be read in full", "error", err)
	}
	l.id, l.self = ready.ID, ready.User
	l.address = cmp.Or(ready.Address, l.address)
	return false
}

// resumable tells whether it is worth it to open the link again after err.
func (l *link) resumable(err error) bool {
	return l.id != "" && l.tries < resumeTries && !losesSession(err)
}

// resume is the payload that takes up the session; nil while there is none.
func (l *link) resume(token string) []byte {
	if l.id == "" {
		return nil
	}
	payload, _ := json.Marshal(map[string]any{ // of such values it always succeeds
		"op": opResume,
		"d":  map[string]any{"token": token, "session_id": l.id, "seq": l.heard.Load()},
	})
	return payload
}

// close ends the connection and the session, and returns when discordgo has
// handled all that came.
func (l *link) close() {
	if l.relay != nil {
		l.relay.leave()
		l.settle()
	}
}

// settle returns when discordgo has handled all that came by the latest
// connection, which has ended.
func (l *link) settle() {
	if l.relay != nil {
		<-l.relay.left
		l.relay = nil
	}
}

// dial returns the end of a relay, in the place of a network connection: to send
// resume rather than an IDENTIFY, unless it is nil. It runs within open.
func (l *link) dial(resume []byte) (net.Conn, error) {
	far, err := dialGateway(l.dialling, l.network, l.address)
	if err != nil {
		return nil, err
	}
	r, end := newRelay(far, resume, l.limits.settle, l.log)
	ctx := l.dialling
	l.relay, l.unwatch = r, context.AfterFunc(ctx, func() { r.giveUp(context.Cause(ctx)) })
	return end, nil
}

// dialGateway opens a websocket to the gateway at an address of Discord's.
func dialGateway(ctx context.Context, dial Dial, address string) (*websocket.Conn, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the gateway's address: %w", err)
	}
	u = u.JoinPath("/")
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()

	unwatch := func() bool { return true }
	defer func() { unwatch() }()
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
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
