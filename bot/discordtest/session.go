package discordtest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// resumePath is where below the gateway's address sessions are resumed.
const resumePath = "/resume"

// identify starts a session.
func (s *Server) identify(c *conn, data json.RawMessage) {
	id := struct {
		Token      string            `json:"token"`
		Intents    *int              `json:"intents"`
		Properties map[string]string `json:"properties"`
		Shard      [2]int            `json:"shard"`
	}{Shard: [2]int{0, 1}}
	if err := json.Unmarshal(data, &id); err != nil {
		s.problem("IDENTIFY: %v", err)
		s.closeWith(c, 4002, "Decode error.")
		return
	}
	shard := Shard{id.Shard[0], id.Shard[1]}
	s.gateway.identifies = append(s.gateway.identifies, shard)
	for _, property := range []string{"os", "browser", "device"} {
		_, plain := id.Properties[property]
		if _, dollar := id.Properties["$"+property]; !plain && !dollar {
			s.problem("IDENTIFY without the property %q: %v", property, id.Properties)
		}
	}
	switch {
	case !s.rightToken(id.Token):
		s.closeWith(c, 4004, "Authentication failed.")
	case !c.invited:
		s.problem("a second IDENTIFY on one connection")
		s.closeWith(c, 4005, "Already authenticated.")
	case id.Intents == nil:
		s.problem("IDENTIFY without intents")
		s.closeWith(c, 4013, "Invalid intent(s).")
	case !s.listen(c, *id.Intents):
		s.closeWith(c, 4014, "Disallowed intent(s).")
	case shard.ID < 0 || shard.ID >= shard.Count:
		s.closeWith(c, 4010, "Invalid shard.")
	case shard.Count < s.gateway.starts.Required:
		s.closeWith(c, 4011, "Sharding required.")
	case s.mayStart(c, shard.ID) && !s.misbehave(c, nil):
		s.ready(c, shard)
		s.closeAfter(c)
	}
}

// rightToken tells whether a client proved who it is. The gateway takes the
// token with and without its type.
func (s *Server) rightToken(token string) bool {
	return token == s.token || token == "Bot "+s.token
}

// ready makes c a new session of a shard. Those of another number of shards
// hear of nothing any more.
func (s *Server) ready(c *conn, shard Shard) {
	g := &s.gateway
	c.invited = false
	c.session = &session{id: "session-" + s.id(), shard: shard, intents: c.intents, valid: true}
	g.sessions[c.session.id] = c.session
	g.last = c.session
	if g.shards != shard.Count {
		g.shards, g.byShard = shard.Count, map[int]*session{}
	}
	g.byShard[shard.ID] = c.session
	s.tell(c.session, "READY", map[string]any{
		"v":                  9,
		"user":               theBot.object(),
		"session_id":         c.session.id,
		"resume_gateway_url": cmp.Or(g.resumeURL, s.gatewayURL()+resumePath),
		"guilds":             []any{map[string]any{"id": HomeGuild, "unavailable": true}},
		"application":        map[string]any{"id": AppID, "flags": 0},
		"shard":              []int{shard.ID, shard.Count},
	}, nil)
	g.ready++
}

// resume takes up a session where the client lost it.
func (s *Server) resume(c *conn, data json.RawMessage) {
	var r struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int    `json:"seq"`
	}
	if err := json.Unmarshal(data, &r); err != nil {
		s.problem("RESUME: %v", err)
		s.closeWith(c, 4002, "Decode error.")
		return
	}
	old := s.gateway.sessions[r.SessionID]
	switch {
	case !s.rightToken(r.Token):
		s.closeWith(c, 4004, "Authentication failed.")
	case old == nil:
		s.sendOp(c, opInvalidSession, false)
	case !old.valid:
		s.problem("RESUME of a session that was ended")
		s.sendOp(c, opInvalidSession, false)
	case r.Seq > old.last():
		s.closeWith(c, 4007, "Invalid seq.")
	case !s.misbehave(c, old):
		old.heard = max(old.heard, r.Seq)
		for _, n := range old.since(r.Seq - c.script.Again) {
			c.tell(n)
		}
		c.session, c.invited = old, false
		s.tell(old, "RESUMED", map[string]any{}, nil)
		s.gateway.resumed++
		if strings.HasSuffix(c.path, resumePath) {
			s.gateway.resumedThere++
		}
		s.closeAfter(c)
	}
}

// endsSession are the codes with which Discord says that there is no session.
var endsSession = []int{4003, 4005, 4007, 4009}

// misbehave does what c's script asks for in the place of READY, or of the
// RESUMED of a session, and tells whether there was anything.
func (s *Server) misbehave(c *conn, old *session) bool {
	script := c.script
	c.script = Handshake{Again: script.Again, After: script.After}
	switch {
	case script.Silent:
	case script.Reset:
		reset(c.ws.NetConn())
	case script.Close != 0:
		s.closeWith(c, script.Close, "")
		if slices.Contains(endsSession, script.Close) {
			old.invalidate()
		}
	case script.Op != 0:
		s.sendOp(c, script.Op, script.Resumable)
		if script.Op == opInvalidSession && !script.Resumable {
			old.invalidate()
		}
	default:
		return false
	}
	return true
}

// closeAfter closes c with the code that its script has for after READY.
func (s *Server) closeAfter(c *conn) {
	if c.script.After != 0 {
		s.end(c, c.script.After)
	}
}

// end closes c, and with some codes its session too.
func (s *Server) end(c *conn, code int) {
	s.closeWith(c, code, "")
	if slices.Contains(endsSession, code) {
		c.session.invalidate()
	}
}
