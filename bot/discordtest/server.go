// Package discordtest is a Discord for tests: an HTTP server and a gateway on
// the loopback that a real client talks to. It keeps Discord's rules about who
// may say what and when, and reports every breach, and every body that Discord
// would refuse, as an error of the test.
//
// A test starts one with New, points its client at URL with Token, and acts as
// members of Discord:
//
//	s := discordtest.New(t)
//	… start the bot …
//	s.WaitReady(1)
//	reply := s.Command(user, "ask", map[string]string{"question": "Why?"}).Reply()
//	… look at reply.Texts(), reply.Buttons() …
//	next := s.Press(user, reply, "More").Reply()
//	answer := s.WaitReplyTo(s.Say(user, "<@"+discordtest.AppID+"> Why?"))
//
// To a bot that answers at an HTTP endpoint it posts interactions, in place of
// WaitReady after PostTo.
package discordtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Who is who on this Discord. Token has the form of a real one and is none.
const (
	Token     = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GtEsTs.dGhpcy1pcy1ub3QtYS1yZWFsLXRva2VuLWF0LWFsbA"
	AppID     = "1100000000000000001"
	HomeGuild = "1200000000000000001" // a server the bot is on
	Elsewhere = "1200000000000000002" // another one
	Foreign   = "1200000000000000003" // a server the bot is not on
)

// patience is how long a test waits for the bot before it fails.
const patience = 10 * time.Second

// Server is one Discord. Its methods are for the test's goroutine, except that
// all may be called while the bot runs.
type Server struct {
	t       testing.TB
	http    *httptest.Server
	network *Network     // nil on the loopback
	client  *http.Client // posts to the endpoint
	spec    *spec        // schemas tells whether to use it

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change of what follows
	ended    bool          // the test is over: nothing may be reported any more
	skew     time.Duration // how far the server's clock is ahead
	token    string        // the one that is right
	faults   []*Fault
	checked  int // one in so many bodies is checked with schemas
	calls    []Call
	commands map[string][]map[string]any // by guild; "" holds the global ones
	nextID   int64
	arrived  time.Time // when the call that is being answered did

	places       map[string]place        // by the id of the channel
	interactions map[string]*Interaction // by id
	messages     map[string]*Message     // by id
	gateway      gatewayState
	endpoint     string // where interactions are posted to; "" tells them through the gateway
}

// New starts a Discord on the loopback that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	s.http = httptest.NewServer(s.routes())
	t.Cleanup(s.stop)
	return s
}

// NewInMemory starts a Discord that only connections made with DialContext reach,
// for a test in a testing/synctest bubble. It ends with the test.
func NewInMemory(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	s.network = NewNetwork()
	s.http = httptest.NewUnstartedServer(s.routes())
	s.http.Listener.Close()
	s.http.Listener = s.network
	s.http.Start()
	t.Cleanup(s.stop)
	return s
}

// DialContext connects to a Server made by NewInMemory.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return s.network.DialContext(ctx, network, address)
}

func newServer(t testing.TB) *Server {
	t.Helper()
	return &Server{
		t:            t,
		client:       &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}},
		spec:         loadSpec(t),
		changed:      make(chan struct{}),
		token:        Token,
		checked:      1,
		commands:     map[string][]map[string]any{},
		nextID:       1300000000000000000,
		places:       map[string]place{},
		interactions: map[string]*Interaction{},
		messages:     map[string]*Message{},
		gateway:      newGatewayState(),
	}
}

// URL is the address of the REST API.
func (s *Server) URL() string { return s.http.URL }

func (s *Server) stop() {
	s.mu.Lock()
	s.ended = true
	for _, c := range s.gateway.conns {
		c.ws.Close()
	}
	s.mu.Unlock()
	s.client.CloseIdleConnections()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Advance moves the server's clock forward, past the three seconds a first
// response may take or the fifteen minutes an interaction's token lives.
func (s *Server) Advance(d time.Duration) {
	s.change(func() { s.skew += d })
}

// RevokeToken makes the server refuse Token from now on.
func (s *Server) RevokeToken() {
	s.change(func() { s.token = "revoked" })
}

// now is the server's time. s.mu must be held.
func (s *Server) now() time.Time { return time.Now().Add(s.skew) }

// id makes a new snowflake. s.mu must be held.
func (s *Server) id() string {
	s.nextID++
	return fmt.Sprint(s.nextID)
}

// change applies f and wakes whoever waits for a change.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.wake()
}

// wake tells those who wait that something changed. s.mu must be held.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// waitFor waits until done, which is called with the server locked, is true.
func (s *Server) waitFor(what string, done func() bool) {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		ok, changed := done(), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			s.t.Fatalf("discordtest: waited %s in vain for %s", patience, what)
		}
	}
}

// problem fails the test because of something the client did. s.mu must be
// held; it keeps the test from ending meanwhile.
func (s *Server) problem(format string, args ...any) {
	if !s.ended {
		s.t.Errorf("discordtest: "+format, args...)
	}
}

// Commands returns the commands registered for a server; "" for the global ones.
func (s *Server) Commands(guild string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[guild]
}
