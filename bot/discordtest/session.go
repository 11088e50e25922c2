package discordtest

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// session is what outlives a connection: the state of RESUME.
type session struct {
	id      string
	intents int     // which events the client receives
	events  []event // that the client may request again
	dropped int     // the number of events before them
	acked   int     // the number of events that the client says it has
	valid   bool
}

// event is an event that was sent to a session.
type event struct {
	payload     []byte
	interaction *Interaction // that it is about, or nil
}

// last returns the sequence number of the latest event.
func (ss *session) last() int { return ss.dropped + len(ss.events) }

// since returns the events after a sequence number.
func (ss *session) since(seq int) []event { return ss.events[max(0, seq-ss.dropped):] }

// Intents. Of the privileged ones, for members, presences and message content, Discord has
// granted none, unless GrantMessageContent was called. https://discord.com/developers/docs/events/gateway#gateway-intents
const (
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentMessageContent = 1 << 15
	neededIntents        = intentGuildMessages | intentDirectMessages
	privilegedIntents    = 1<<1 | 1<<8 | intentMessageContent
)

// applicationFlags returns the flags of the application: whether it may use the intent for
// message content, on fewer than 100 servers. s.mu must be held.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
func (s *Server) applicationFlags() int {
	if s.granted&intentMessageContent != 0 {
		return 1 << 19
	}
	return 0
}

// resumePath is the path, below the gateway's URL, where sessions are resumed.
const resumePath = "/resume"

func newGateway() gateway {
	return gateway{
		interval: 41250 * time.Millisecond,
		sessions: map[string]*session{},
		byShard:  map[int]*session{},
		starts:   newStarts(SessionStarts{}, time.Now()),
	}
}

// validToken reports whether a token is valid, with or without its type.
func (s *Server) validToken(token string) bool { return token == s.token || token == "Bot "+s.token }

// identify starts a session.
func (s *Server) identify(c *conn, data json.RawMessage) error {
	id := struct {
		Token      string
		Intents    *int
		Properties map[string]string
		Shard      [2]int
	}{Shard: [2]int{0, 1}}
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	g, shard, intents := &s.gateway, Shard{id.Shard[0], id.Shard[1]}, 0
	g.counts.Identifies++
	g.counts.Shards = append(g.counts.Shards[:len(g.counts.Shards):len(g.counts.Shards)], shard)
	for _, property := range []string{"os", "browser", "device"} {
		if cmp.Or(id.Properties[property], id.Properties["$"+property]) == "" { // discordgo uses the old names
			s.problem("IDENTIFY without the property %q: %v", property, id.Properties)
		}
	}
	if id.Intents != nil {
		intents = *id.Intents
	}
	if intents&^(neededIntents|s.granted) != 0 {
		s.problem("IDENTIFY with intents %d; a bot for commands and messages to it needs at most %d", intents, neededIntents|s.granted)
	}
	switch {
	case !s.validToken(id.Token):
		c.close(4004, nil)
	case !c.mayIdentify:
		s.problem("a second IDENTIFY on one connection")
		c.close(4005, nil)
	case id.Intents == nil:
		s.problem("IDENTIFY without intents")
		c.close(4013, nil)
	case intents&privilegedIntents&^s.granted != 0:
		c.close(4014, nil)
	case shard.ID < 0 || shard.ID >= shard.Count:
		c.close(4010, nil)
	case shard.Count < g.starts.Required:
		c.close(4011, nil)
	case s.countStart(c, shard.ID) && !c.misbehave(nil):
		c.mayIdentify = false
		c.session = &session{id: "session-" + s.id(), intents: intents, valid: true}
		g.sessions[c.session.id] = c.session
		if g.shards != shard.Count { // sessions with another number of shards no longer receive anything
			g.shards, g.byShard = shard.Count, map[int]*session{}
		}
		g.byShard[shard.ID] = c.session
		s.push(c.session, "READY", object{
			"v": 9, "user": bot.object(), "session_id": c.session.id, "shard": id.Shard,
			"resume_gateway_url": cmp.Or(g.resumeURL, s.gatewayURL()+resumePath),
			"guilds":             []any{object{"id": HomeGuild, "unavailable": true}},
			"application":        object{"id": AppID, "flags": s.applicationFlags()},
		}, nil)
		g.counts.Ready++
		c.closeAfter()
	}
	return nil
}

// resume continues a session after the last event that the client has.
func (s *Server) resume(c *conn, data json.RawMessage) error {
	var r struct {
		Token     string
		SessionID string `json:"session_id"`
		Seq       int
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	old := s.gateway.sessions[r.SessionID]
	switch {
	case !s.validToken(r.Token):
		c.close(4004, nil)
	case old == nil:
		c.sendOp(opInvalidSession, false)
	case !old.valid:
		s.problem("RESUME of a session that has ended")
		c.sendOp(opInvalidSession, false)
	case r.Seq > old.last():
		c.close(4007, nil)
	case !c.misbehave(old):
		old.acked = max(old.acked, r.Seq)
		for _, e := range old.since(r.Seq) {
			c.sendEvent(e)
		}
		c.session, c.mayIdentify = old, false
		s.push(old, "RESUMED", object{}, nil)
		s.gateway.counts.Resumed++
		if strings.HasSuffix(c.path, resumePath) {
			s.gateway.counts.ResumedThere++
		}
		c.closeAfter()
	}
	return nil
}

// misbehave does what c's Handshake wants instead of READY, or of the RESUMED of a
// session, and reports whether it did anything.
func (c *conn) misbehave(old *session) bool {
	h := c.handshake
	c.handshake = Handshake{After: h.After}
	switch {
	case h.Silent:
	case h.Reset:
		reset(c.ws.NetConn())
	case h.Close != 0:
		c.close(h.Close, old)
	case h.Op != 0:
		c.sendOp(h.Op, h.Resumable)
		if h.Op == opInvalidSession && !h.Resumable && old != nil {
			old.valid = false
		}
	default:
		return false
	}
	return true
}

// closeAfter closes c if its Handshake has a code for after READY or RESUMED.
func (c *conn) closeAfter() {
	if c.handshake.After != 0 {
		c.close(c.handshake.After, c.session)
	}
}

// SessionStarts limits how many sessions a client may start, and how fast. Fields that
// are zero have their defaults, which are given last.
type SessionStarts struct {
	Shards      int           // that Discord recommends; 1
	Required    int           // the minimum number of shards that IDENTIFY may have; 1
	Concurrency int           // the number of buckets that shards are divided into; 1
	Pause       time.Duration // between IDENTIFYs in one bucket; none, but Discord's is 5 s
	Left        int           // IDENTIFYs until the reset; 1000
	Reset       time.Duration // until there are 1000 again; a day
}

// maxStarts is the number of IDENTIFYs a day.
const maxStarts = 1000

// starts are the SessionStarts in effect.
type starts struct {
	SessionStarts
	resets time.Time
	last   map[int]time.Time // the latest IDENTIFY in each bucket
}

// SetSessionStarts limits the sessions that may be started.
func (s *Server) SetSessionStarts(limits SessionStarts) {
	s.change(func() { s.gateway.starts = newStarts(limits, time.Now()) })
}

func newStarts(limits SessionStarts, now time.Time) starts {
	limits.Shards = cmp.Or(limits.Shards, 1)
	limits.Concurrency = cmp.Or(limits.Concurrency, 1)
	limits.Left = cmp.Or(limits.Left, maxStarts)
	limits.Reset = cmp.Or(limits.Reset, 24*time.Hour)
	return starts{limits, now.Add(limits.Reset), map[int]time.Time{}}
}

// currentStarts returns the SessionStarts in effect. s.mu must be held.
func (s *Server) currentStarts() *starts {
	st, now := &s.gateway.starts, time.Now()
	if !now.Before(st.resets) {
		st.Left, st.resets = maxStarts, now.Add(24*time.Hour)
	}
	return st
}

// gatewayBot returns the gateway's address and limits.
func (s *Server) gatewayBot(*request) (any, *apiError) {
	st := s.currentStarts()
	reset := time.Until(st.resets).Milliseconds()
	limit := object{"total": maxStarts, "remaining": st.Left, "max_concurrency": st.Concurrency, "reset_after": reset}
	return object{"url": s.gatewayURL(), "shards": st.Shards, "session_start_limit": limit}, nil
}

// countStart counts an IDENTIFY of a shard, and reports whether it is allowed. Too
// many IDENTIFYs reset the token.
func (s *Server) countStart(c *conn, shard int) bool {
	st, now := s.currentStarts(), time.Now()
	if st.Left--; st.Left <= 0 {
		s.problem("no IDENTIFY is left: Discord resets the token")
		s.token = "reset"
		c.close(4004, nil)
		return false
	}
	bucket := shard % st.Concurrency
	since := now.Sub(st.last[bucket])
	st.last[bucket] = now
	if since < st.Pause {
		s.problem("IDENTIFY of shard %d %s after the previous one in its bucket; Discord demands %s", shard, since, st.Pause)
		c.sendOp(opInvalidSession, false)
		return false
	}
	return true
}
