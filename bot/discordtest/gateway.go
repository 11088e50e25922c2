package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// The gateway's opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opACK            = 11
)

// Limits of what a client may send.
const (
	maxPayload = 4096 // bytes
	maxSends   = 120  // payloads in a minute
)

// Handshake is how the gateway misbehaves to one connection.
type Handshake struct {
	NoHello bool // stay silent

	// In the place of READY or RESUMED.
	Op        int  // send this (1, 7 or 9)
	Resumable bool // with op 9: the session lives on
	Close     int  // close with this code
	Reset     bool // break the TCP connection
	Silent    bool // send nothing

	Again int // before RESUMED send so many events again that were not missed
	After int // close with this code right after READY or RESUMED
}

// gatewayState is what the gateway knows, under Server.mu.
type gatewayState struct {
	interval   time.Duration
	mute       bool
	handshakes []Handshake
	conns      []*conn // those alive
	sessions   map[string]*session
	last       *session // the latest
	shards     int      // that the client shares its servers out among
	byShard    map[int]*session
	starts     starts
	resumeURL  string // that READY tells; "" is an address of the double

	ready, resumed, resumedThere, heartbeats, accepted int
	identifies                                         []Shard
	closes                                             []int // codes the client closed with
}

// Shard is a part of the client's servers: number ID of Count.
type Shard struct{ ID, Count int }

// session is what lives on when a connection breaks.
type session struct {
	id        string
	shard     Shard
	intents   int      // what the client wants to hear of
	events    []notice // that the client may want again
	forgotten int      // events before them
	heard     int      // how many events of all the client has, as it said
	valid     bool
}

// notice is what a session is told.
type notice struct {
	payload []byte
	about   *Interaction // nil for others
}

// last is the sequence number of the session's latest event.
func (ss *session) last() int { return ss.forgotten + len(ss.events) }

// since returns the events after that with a sequence number.
func (ss *session) since(seq int) []notice { return ss.events[max(0, seq-ss.forgotten):] }

// forget drops the events that the client has.
func (ss *session) forget() {
	ss.events = slices.Clone(ss.since(ss.heard))
	ss.forgotten = max(ss.forgotten, ss.heard)
}

// conn is one connection of the client.
type conn struct {
	ws      *websocket.Conn
	path    string   // of the address that was dialled
	session *session // nil before READY or RESUMED
	intents int      // as IDENTIFY names them
	invited bool     // may identify: at first, and after op 9
	script  Handshake
	stalled bool // carries nothing any more
	sends   []time.Time
}

func newGatewayState() gatewayState {
	return gatewayState{
		interval: 41250 * time.Millisecond,
		sessions: map[string]*session{},
		byShard:  map[int]*session{},
		starts:   newStarts(SessionStarts{}, time.Now()),
	}
}

// SetHeartbeat sets the interval that Hello asks for. Discord's is 41.25 s.
func (s *Server) SetHeartbeat(d time.Duration) { s.change(func() { s.gateway.interval = d }) }

// Mute stops or resumes the ACKs to heartbeats.
func (s *Server) Mute(on bool) { s.change(func() { s.gateway.mute = on }) }

// Misbehave makes the next connections go wrong, one each.
func (s *Server) Misbehave(h ...Handshake) {
	s.change(func() { s.gateway.handshakes = append(s.gateway.handshakes, h...) })
}

// SetResumeURL makes READY tell another address to resume at than the one that
// serves for it.
func (s *Server) SetResumeURL(address string) { s.change(func() { s.gateway.resumeURL = address }) }

// GatewayCounts tells what has happened at the gateway since the start.
type GatewayCounts struct {
	Connections  int     // websockets accepted
	Identifies   int     // IDENTIFYs received
	Shards       []Shard // of each
	Ready        int     // READYs sent
	Resumed      int     // RESUMEDs sent
	ResumedThere int     // of those, at the address that READY named
	Heartbeats   int     // received
	Closes       []int   // codes of the client's close frames
}

// Counts returns what has happened at the gateway.
func (s *Server) Counts() GatewayCounts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts()
}

func (s *Server) counts() GatewayCounts {
	g := &s.gateway
	return GatewayCounts{
		Connections: g.accepted, Identifies: len(g.identifies), Shards: slices.Clone(g.identifies), Ready: g.ready,
		Resumed: g.resumed, ResumedThere: g.resumedThere, Heartbeats: g.heartbeats, Closes: slices.Clone(g.closes),
	}
}

// WaitGateway waits until done is true of the counts.
func (s *Server) WaitGateway(what string, done func(GatewayCounts) bool) {
	s.t.Helper()
	s.waitFor(what, func() bool { return done(s.counts()) })
}

// WaitReady waits until READY was sent n times in all.
func (s *Server) WaitReady(n int) {
	s.t.Helper()
	s.WaitGateway("READY", func(c GatewayCounts) bool { return c.Ready >= n })
}

// SendOp sends op 1 (heartbeat now) or 7 (reconnect) to the connections that
// are READY.
func (s *Server) SendOp(op int) {
	s.eachReady(func(c *conn) { s.sendOp(c, op, false) })
}

// SendRaw sends a text of any kind to the connections that are READY.
func (s *Server) SendRaw(text string) {
	s.eachReady(func(c *conn) { c.write([]byte(text)) })
}

// InvalidSession sends op 9 to the connections that are READY. A resumable
// session lives on.
func (s *Server) InvalidSession(resumable bool) {
	s.eachReady(func(c *conn) { s.sendOp(c, opInvalidSession, resumable) })
}

// CloseGateway closes the connections that are READY with a code.
func (s *Server) CloseGateway(code int) {
	s.eachReady(func(c *conn) { s.end(c, code) })
}

// ResetGateway breaks the TCP connections of those that are READY.
func (s *Server) ResetGateway() {
	s.eachReady(func(c *conn) { reset(c.ws.NetConn()) })
}

// Stall makes the connections that are READY carry nothing any more, in neither
// direction, as when the network between breaks without a word.
func (s *Server) Stall() {
	s.eachReady(func(c *conn) { c.stalled = true })
}

func (s *Server) eachReady(f func(*conn)) {
	s.change(func() {
		for _, c := range s.gateway.conns {
			if c.session != nil {
				f(c)
			}
		}
	})
}

// dispatch sends an event to the shard that it belongs to. As on Discord it is
// lost when that shard has never had a session. s.mu must be held.
func (s *Server) dispatch(name string, data any, about *Interaction) {
	if session := s.gateway.byShard[s.gateway.shardOf(data)]; session != nil {
		s.tell(session, name, data, about)
	}
}

// shardOf returns the shard an event belongs to: that of its server, or 0.
// https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
func (g *gatewayState) shardOf(data any) int {
	fields, _ := data.(map[string]any)
	guild, _ := fields["guild_id"].(string)
	id, err := strconv.ParseInt(guild, 10, 64)
	if err != nil || g.shards == 0 {
		return 0
	}
	return int((id >> 22) % int64(g.shards))
}

// tell sends an event to a session: now when it is connected, and with a resume
// in any case that asks for it. s.mu must be held.
func (s *Server) tell(session *session, name string, data any, about *Interaction) {
	payload, err := json.Marshal(map[string]any{"op": opDispatch, "t": name, "s": session.last() + 1, "d": data})
	if err != nil {
		s.problem("encode event %s: %v", name, err)
		return
	}
	n := notice{payload, about}
	session.events = append(session.events, n)
	for _, c := range s.gateway.conns {
		if c.session == session {
			c.tell(n)
		}
	}
}

// tell sends an event, and notes when the bot is told of an interaction.
func (c *conn) tell(n notice) {
	i := n.about
	waits := i != nil && i.response == 0
	before := time.Now()
	if c.write(n.payload) && waits {
		i.sent = before.Add(i.s.skew)
	}
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &conn{ws: ws, path: strings.Trim(r.URL.Path, "/"), invited: true}
	s.change(func() {
		g := &s.gateway
		g.accepted++
		g.conns = append(g.conns, c)
		if len(g.handshakes) > 0 {
			c.script, g.handshakes = g.handshakes[0], g.handshakes[1:]
		}
		if q := r.URL.Query(); q.Get("v") != "9" || q.Get("encoding") != "json" {
			s.problem("gateway address %s: want v=9 and encoding=json", r.URL)
		}
		if !c.script.NoHello {
			c.send(map[string]any{"op": opHello, "d": map[string]any{"heartbeat_interval": g.interval.Milliseconds()}})
		}
	})
	s.readAll(c)
}

// readAll serves c until it ends.
func (s *Server) readAll(c *conn) {
	for {
		_, raw, err := c.ws.ReadMessage()
		s.mu.Lock()
		switch {
		case err != nil:
			s.left(c, err)
		case !c.stalled:
			s.receive(c, raw)
		}
		s.wake()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// left notes that c is gone. A session closed with 1000 or 1001 cannot be resumed.
func (s *Server) left(c *conn, err error) {
	g := &s.gateway
	g.conns = slices.DeleteFunc(g.conns, func(other *conn) bool { return other == c })
	closed, ok := err.(*websocket.CloseError)
	if !ok || closed.Code == websocket.CloseAbnormalClosure {
		return
	}
	g.closes = append(g.closes, closed.Code)
	if c.session != nil && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway) {
		c.session.valid = false
	}
}

// payload is what a client sends.
type payload struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
}

func (s *Server) receive(c *conn, raw []byte) {
	if len(raw) > maxPayload {
		s.problem("gateway payload of %d bytes; Discord takes %d", len(raw), maxPayload)
	}
	now := time.Now()
	c.sends = append(slices.DeleteFunc(c.sends, func(t time.Time) bool { return now.Sub(t) > time.Minute }), now)
	if len(c.sends) > maxSends {
		s.problem("more than %d gateway payloads in a minute", maxSends)
		s.closeWith(c, 4008, "Rate limited.")
		return
	}
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil {
		s.problem("gateway payload %s: %v", raw, err)
		s.closeWith(c, 4002, "Decode error.")
		return
	}
	switch p.Op {
	case opHeartbeat:
		s.gateway.heartbeats++
		s.hear(c.session, p.D)
		if !s.gateway.mute {
			c.send(map[string]any{"op": opACK})
		}
	case opIdentify:
		s.identify(c, p.D)
	case opResume:
		s.resume(c, p.D)
	default:
		s.problem("gateway opcode %d from the client", p.Op)
		s.closeWith(c, 4001, "Unknown opcode.")
	}
}

// hear notes the sequence number that comes with a heartbeat: null before the
// first event.
func (s *Server) hear(session *session, data json.RawMessage) {
	var seq int
	if err := json.Unmarshal(data, &seq); err != nil {
		s.problem("heartbeat with %s in the place of a sequence number: %v", data, err)
		return
	}
	if session != nil {
		session.heard = min(max(session.heard, seq), session.last())
	}
}

func (c *conn) send(v any) {
	payload, _ := json.Marshal(v) // of what the double makes itself, which always succeeds
	c.write(payload)
}

// write tells whether payload is on its way to the client.
func (c *conn) write(payload []byte) bool {
	return !c.stalled && c.ws.WriteMessage(websocket.TextMessage, payload) == nil
}

// sendOp sends an op without data; of op 9 d tells whether the session lives on.
func (s *Server) sendOp(c *conn, op int, resumable bool) {
	c.send(map[string]any{"op": op, "d": resumable})
	if op == opInvalidSession && !resumable {
		c.session.invalidate()
		c.session, c.invited = nil, true
	}
}

func (ss *session) invalidate() {
	if ss != nil {
		ss.valid = false
	}
}

func (s *Server) closeWith(c *conn, code int, reason string) {
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
	c.ws.NetConn().SetReadDeadline(time.Now().Add(time.Second))
}
