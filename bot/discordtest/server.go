// Package discordtest is a fake Discord for tests: an HTTP API and a gateway that a
// real client connects to. It enforces Discord's rules about calls and bodies, and
// reports every violation as an error of the test.
//
// A test starts one with New, points its client at URL with Token, and acts as members
// of Discord:
//
//	s := discordtest.New(t)
//	… start the bot …
//	s.WaitReady(1)
//	reply := s.Command(user, "ask", map[string]string{"question": "Why?"}).Reply()
//	… check reply.Text(), reply.Buttons() …
//	next := s.Press(user, reply, "More").Reply()
//	answer := s.WaitReplyTo(s.Say(user, "<@"+discordtest.AppID+"> Why?"))
//
// For a bot that receives interactions at an HTTP endpoint, call PostTo instead of
// WaitReady. In a testing/synctest bubble, use NewInMemory.
package discordtest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"alliancebot/internal/memnet"
)

// The application and the servers on this Discord. Token looks like a real one.
const (
	Token     = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GtEsTs.dGhpcy1pcy1ub3QtYS1yZWFsLXRva2VuLWF0LWFsbA"
	AppID     = "1100000000000000001"
	HomeGuild = "1200000000000000001" // a server with the bot
	Elsewhere = "1200000000000000002" // another server with the bot
	Foreign   = "1200000000000000003" // a server without the bot
	Owner     = "1300000000000000001" // a user who owns all servers
)

// patience is how long a test waits for the bot before it fails.
const patience = 30 * time.Second

// T is the part of testing.TB that a Server needs, so that programs can use one, too.
// Fatalf must not return.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Server is a fake Discord. Its methods may be called while the bot runs, but those
// that may fail the test only from the test's goroutine.
type Server struct {
	t        T
	http     http.Server
	listener net.Listener
	bot      *memnet.Network // where the bot listens, in memory
	client   *http.Client    // posts interactions to the bot

	mu        sync.Mutex
	changed   chan struct{} // closed and replaced whenever a field below changes
	unplugged bool          // cannot be reached
	forgot    bool          // Forget was called
	granted   int           // the privileged intents that the application may use
	ended     bool          // the test is over and must no longer be failed
	token     string        // the valid one
	faults    []*Fault
	calls     []Call
	commands  map[string][]object // by guild; "" for the global ones
	lastID    int64
	limits    limits

	channels     map[string]channel
	unwelcome    map[string]bool // direct messages of users who accept none
	interactions map[string]*Interaction
	messages     map[string]*Message
	started      map[string]*Thread  // threads by their ID
	threads      map[string]*Message // their first messages, by channel
	gateway      gateway
	endpoint     string // where interactions are posted; "" sends them over the gateway
}

type object = map[string]any

// New starts a Discord on the loopback interface that runs until the test ends.
func New(t T) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("discordtest: %v", err)
	}
	return newServer(t, listener, http.DefaultTransport.(*http.Transport).DialContext)
}

// NewInMemory starts a Discord for a test in a testing/synctest bubble. Clients reach
// it with DialContext, and it reaches a bot's endpoint at BotListener.
func NewInMemory(t T) *Server {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))) // a bubble begins before Discord's epoch
	bot := memnet.New()
	s := newServer(t, memnet.New(), bot.DialContext)
	s.bot = bot
	return s
}

func newServer(t T, listener net.Listener, dial func(context.Context, string, string) (net.Conn, error)) *Server {
	s := &Server{
		t:            t,
		listener:     listener,
		client:       &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DialContext: dial}},
		changed:      make(chan struct{}),
		token:        Token,
		commands:     map[string][]object{},
		channels:     map[string]channel{},
		unwelcome:    map[string]bool{},
		interactions: map[string]*Interaction{},
		messages:     map[string]*Message{},
		started:      map[string]*Thread{},
		threads:      map[string]*Message{},
		limits:       limits{channels: map[string]*window{}},
		gateway:      newGateway(),
	}
	routes := s.routes()
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if locked(s, func() bool { return s.unplugged }) {
			(&Fault{Reset: true}).strike(w, r)
			return
		}
		routes.ServeHTTP(w, r)
	})
	go s.http.Serve(listener)
	t.Cleanup(func() {
		s.mu.Lock()
		s.ended = true
		for _, c := range s.gateway.conns {
			c.ws.Close()
		}
		s.mu.Unlock()
		s.client.CloseIdleConnections()
		s.http.Close()
	})
	return s
}

// URL returns the base URL of the REST API.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// DialContext connects to a Server made by NewInMemory. It ignores the address.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return s.listener.(*memnet.Network).DialContext(ctx, network, address)
}

// BotListener returns the listener for the endpoint of a bot in memory. A Server made
// by NewInMemory connects to it for any address.
func (s *Server) BotListener() net.Listener { return s.bot }

// RevokeToken makes the server refuse Token.
func (s *Server) RevokeToken() { s.change(func() { s.token = "revoked" }) }

// GrantMessageContent lets the application use the privileged intent for message content.
func (s *Server) GrantMessageContent() { s.change(func() { s.granted = intentMessageContent }) }

// Forget drops calls, messages, interactions that can no longer get a first response,
// and events that the bot has acknowledged by a heartbeat, so that the memory used in a
// long test is the bot's. Earlier messages must not be used afterwards.
func (s *Server) Forget() {
	s.change(func() {
		s.forgot = true
		s.calls, s.messages, s.channels = nil, map[string]*Message{}, map[string]channel{}
		for id, i := range s.interactions {
			if i.response != 0 || time.Since(i.created) > firstResponse {
				delete(s.interactions, id)
			}
		}
		for id, session := range s.gateway.sessions {
			session.events = slices.Clone(session.since(session.acked))
			session.dropped = max(session.dropped, session.acked)
			if !session.valid {
				delete(s.gateway.sessions, id)
			}
		}
	})
}

// locked returns the value of f, called with s.mu held.
func locked[V any](s *Server, f func() V) V {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}

// change calls f with s.mu held, and wakes those that wait for a change.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.wake()
}

// waitFor waits until done, called with s.mu held, returns true.
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
			s.t.Fatalf("discordtest: no %s within %s", what, patience)
		}
	}
}

// What follows must be called with s.mu held.

func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// id returns a new snowflake, which contains the time.
// https://discord.com/developers/docs/reference#snowflakes
func (s *Server) id() string {
	const epoch = 1420070400000
	s.lastID = max(s.lastID+1, (time.Now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.lastID, 10)
}

// problem fails the test because of something that the bot did.
func (s *Server) problem(format string, args ...any) {
	if !s.ended {
		s.t.Errorf("discordtest: "+format, args...)
	}
}

// selfCheck fails the test if v, which the server sends, is not valid in Discord.
func (s *Server) selfCheck(schema string, v any) {
	body, _ := json.Marshal(v)
	for _, reason := range checkBody(schema, body) {
		s.problem("the server's own %s is wrong: %s", schema, reason)
	}
}
