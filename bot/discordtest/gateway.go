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

// The gateway's opcodes, and the limits for what a client sends.
const (
	opDispatch, opHeartbeat, opIdentify, opResume = 0, 1, 2, 6
	opInvalidSession, opHello, opACK              = 9, 10, 11

	maxPayload = 4096 // bytes
	maxSends   = 120  // payloads per minute
)

// Handshake is how the gateway misbehaves on one connection.
type Handshake struct {
	NoHello bool // send nothing

	// Instead of READY or RESUMED:
	Op        int  // send this (1, 7 or 9)
	Resumable bool // with op 9: the session can be resumed
	Close     int  // close with this code
	Reset     bool // reset the TCP connection
	Silent    bool // send nothing

	After int // close with this code right after READY or RESUMED
}

// gateway is the state of the gateway, guarded by Server.mu.
type gateway struct {
	interval   time.Duration
	mute       bool
	handshakes []Handshake
	conns      []*conn // those open
	sessions   map[string]*session
	shards     int              // the number of shards of the client
	byShard    map[int]*session // the latest session of each
	starts     starts
	resumeURL  string // in READY; "" is the server's own
	counts     GatewayCounts
}

// conn is a connection of the client.
type conn struct {
	ws          *websocket.Conn
	path        string   // of the URL
	session     *session // nil before READY or RESUMED
	mayIdentify bool     // initially, and after op 9
	handshake   Handshake
	stalled     bool // no longer transmits anything
	sends       []time.Time
}

// GatewayCounts counts events at the gateway.
type GatewayCounts struct {
	Connections  int     // websockets accepted
	Identifies   int     // IDENTIFYs received
	Shards       []Shard // of each
	Ready        int     // READYs sent
	Resumed      int     // RESUMEDs sent
	ResumedThere int     // of those, at the URL that READY named
	Heartbeats   int     // received
	Closes       []int   // codes of the client's close frames
}

// Shard is a shard of a client, which has a part of its servers.
type Shard struct{ ID, Count int }

// Counts returns the counts so far.
func (s *Server) Counts() GatewayCounts {
	return locked(s, func() GatewayCounts { return s.gateway.counts })
}

// WaitGateway waits until done returns true for the counts.
func (s *Server) WaitGateway(what string, done func(GatewayCounts) bool) {
	s.t.Helper()
	s.waitFor(what, func() bool { return done(s.gateway.counts) })
}

// WaitReady waits until READY has been sent n times.
func (s *Server) WaitReady(n int) {
	s.t.Helper()
	s.WaitGateway("READY", func(c GatewayCounts) bool { return c.Ready >= n })
}

// SetHeartbeat sets the interval that Hello asks for. Discord's is 41.25 s.
func (s *Server) SetHeartbeat(d time.Duration) { s.change(func() { s.gateway.interval = d }) }

// Mute stops or resumes the ACKs of heartbeats.
func (s *Server) Mute(on bool) { s.change(func() { s.gateway.mute = on }) }

// SetResumeURL changes the URL for resuming in READY, which is the server's own by
// default.
func (s *Server) SetResumeURL(address string) { s.change(func() { s.gateway.resumeURL = address }) }

// Misbehave makes the next connections misbehave, one for each Handshake.
func (s *Server) Misbehave(h ...Handshake) {
	s.change(func() { s.gateway.handshakes = append(s.gateway.handshakes, h...) })
}

// SendOp sends op 1 (heartbeat now) or 7 (reconnect) on the connections that are
// READY.
func (s *Server) SendOp(op int) { s.eachReady(func(c *conn) { c.sendOp(op, false) }) }

// SendRaw sends any text on the connections that are READY.
func (s *Server) SendRaw(text string) { s.eachReady(func(c *conn) { c.write([]byte(text)) }) }

// InvalidSession sends op 9 on the connections that are READY.
func (s *Server) InvalidSession(resumable bool) {
	s.eachReady(func(c *conn) { c.sendOp(opInvalidSession, resumable) })
}

// CloseGateway closes the connections that are READY with a code.
func (s *Server) CloseGateway(code int) {
	s.eachReady(func(c *conn) { c.close(code, c.session) })
}

// ResetGateway resets the TCP connections of those that are READY.
func (s *Server) ResetGateway() { s.eachReady(func(c *conn) { reset(c.ws.NetConn()) }) }

// Stall makes the connections that are READY stop transmitting in both directions, as
// when the network fails silently.
func (s *Server) Stall() { s.eachReady(func(c *conn) { c.stalled = true }) }

func (s *Server) eachReady(f func(*conn)) {
	s.change(func() {
		for _, c := range s.gateway.conns {
			if c.session != nil {
				f(c)
			}
		}
	})
}

// gatewayURL returns the URL where sessions are started.
func (s *Server) gatewayURL() string { return "ws" + strings.TrimPrefix(s.URL(), "http") + "/gateway" }

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	c := &conn{ws: ws, path: strings.Trim(r.URL.Path, "/"), mayIdentify: true}
	s.change(func() {
		g := &s.gateway
		g.counts.Connections++
		g.conns = append(g.conns, c)
		if len(g.handshakes) > 0 {
			c.handshake, g.handshakes = g.handshakes[0], g.handshakes[1:]
		}
		if q := r.URL.Query(); q.Get("v") != "9" || q.Get("encoding") != "json" {
			s.problem("gateway URL %s: want v=9 and encoding=json", r.URL)
		}
		if !c.handshake.NoHello {
			c.send(opHello, object{"heartbeat_interval": g.interval.Milliseconds()})
		}
	})
	for err == nil {
		var payload []byte
		_, payload, err = ws.ReadMessage()
		s.change(func() {
			if err != nil {
				s.closed(c, err)
			} else if !c.stalled {
				s.receive(c, payload)
			}
		})
	}
}

// What follows must be called with s.mu held.

// closed records that c is closed. A session closed with 1000 or 1001 cannot be
// resumed.
func (s *Server) closed(c *conn, err error) {
	g := &s.gateway
	g.conns = slices.DeleteFunc(slices.Clone(g.conns), func(other *conn) bool { return other == c })
	if closed, ok := err.(*websocket.CloseError); ok && closed.Code != websocket.CloseAbnormalClosure {
		g.counts.Closes = append(slices.Clone(g.counts.Closes), closed.Code)
		if c.session != nil && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway) {
			c.session.valid = false
		}
	}
}

// receive handles a payload from the client.
func (s *Server) receive(c *conn, payload []byte) {
	if len(payload) > maxPayload {
		s.problem("a gateway payload of %d bytes; Discord allows %d", len(payload), maxPayload)
	}
	now := time.Now()
	c.sends = append(slices.DeleteFunc(c.sends, func(t time.Time) bool { return now.Sub(t) > time.Minute }), now)
	if len(c.sends) > maxSends {
		s.problem("more than %d gateway payloads in a minute", maxSends)
		c.close(4008, nil)
		return
	}
	var p struct {
		Op int
		D  json.RawMessage
	}
	err := json.Unmarshal(payload, &p)
	if err == nil {
		switch p.Op {
		case opHeartbeat:
			err = s.heartbeat(c, p.D)
		case opIdentify:
			err = s.identify(c, p.D)
		case opResume:
			err = s.resume(c, p.D)
		default:
			s.problem("gateway opcode %d from the client", p.Op)
			c.close(4001, nil)
		}
	}
	if err != nil {
		s.problem("gateway payload %s: %v", payload, err)
		c.close(4002, nil)
	}
}

// heartbeat handles a heartbeat, with the sequence number of the last event that the
// client has, or null.
func (s *Server) heartbeat(c *conn, data json.RawMessage) error {
	var seq int
	if err := json.Unmarshal(data, &seq); err != nil {
		return err
	}
	s.gateway.counts.Heartbeats++
	if c.session != nil {
		c.session.acked = min(max(c.session.acked, seq), c.session.last())
	}
	if !s.gateway.mute {
		c.send(opACK, nil)
	}
	return nil
}

// push sends an event to a session: now if it is connected, and each time it is
// resumed. i is the Interaction of the event, or nil.
func (s *Server) push(session *session, name string, data any, i *Interaction) {
	payload, _ := json.Marshal(object{"op": opDispatch, "t": name, "s": session.last() + 1, "d": data})
	e := event{payload, i}
	session.events = append(session.events, e)
	for _, c := range s.gateway.conns {
		if c.session == session {
			c.sendEvent(e)
		}
	}
}

func (c *conn) sendEvent(e event) {
	now := time.Now()
	if c.write(e.payload) && e.interaction != nil && e.interaction.response == 0 {
		e.interaction.sent = now
	}
}

// shardOf returns the shard that receives events of a server, or 0 for those of no
// server. https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
func (g *gateway) shardOf(guild string) int {
	id, _ := strconv.ParseInt(guild, 10, 64)
	return int((id >> 22) % int64(max(g.shards, 1)))
}

// write sends payload and reports whether it was sent.
func (c *conn) write(payload []byte) bool {
	return !c.stalled && c.ws.WriteMessage(websocket.TextMessage, payload) == nil
}

func (c *conn) send(op int, data any) {
	payload, _ := json.Marshal(object{"op": op, "d": data})
	c.write(payload)
}

// sendOp sends an op without data, or op 9 with resumable.
func (c *conn) sendOp(op int, resumable bool) {
	c.send(op, resumable)
	if op == opInvalidSession && !resumable {
		if c.session != nil {
			c.session.valid = false
		}
		c.session, c.mayIdentify = nil, true
	}
}

// close closes c with a code. Some codes end the session, if there is one, too.
func (c *conn) close(code int, session *session) {
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	c.ws.NetConn().SetReadDeadline(time.Now().Add(time.Second))
	if session != nil && slices.Contains([]int{4003, 4005, 4007, 4009}, code) {
		session.valid = false
	}
}
