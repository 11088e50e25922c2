package discordtest

import (
	"encoding/json"
)

// identify starts a session.
func (s *Server) identify(c *conn, data json.RawMessage) {
	s.gateway.identifies++
	var id struct {
		Token      string            `json:"token"`
		Intents    *int              `json:"intents"`
		Properties map[string]string `json:"properties"`
	}
	if err := json.Unmarshal(data, &id); err != nil {
		s.problem("IDENTIFY: %v", err)
		s.closeWith(c, 4002, "Decode error.")
		return
	}
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
	case !s.misbehave(c):
		s.ready(c)
	}
}

// rightToken tells whether a client proved who it is. The gateway takes the
// token with and without its type.
func (s *Server) rightToken(token string) bool {
	return token == s.token || token == "Bot "+s.token
}

// ready makes c a new session.
func (s *Server) ready(c *conn) {
	g := &s.gateway
	c.invited = false
	c.session = &session{id: "session-" + s.id(), intents: c.intents, valid: true}
	g.sessions[c.session.id] = c.session
	g.last = c.session
	s.dispatch("READY", map[string]any{
		"v":                  9,
		"user":               theBot.object(),
		"session_id":         c.session.id,
		"resume_gateway_url": "wss://gateway.invalid",
		"guilds":             []any{map[string]any{"id": HomeGuild, "unavailable": true}},
		"application":        map[string]any{"id": AppID, "flags": 0},
		"shard":              []int{0, 1},
	})
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
	case old == nil || !old.valid:
		s.sendOp(c, opInvalidSession)
	case r.Seq > len(old.events):
		s.closeWith(c, 4007, "Invalid seq.")
	case !s.misbehave(c):
		for _, event := range old.events[r.Seq:] {
			c.send(json.RawMessage(event))
		}
		c.session, c.invited = old, false
		s.dispatch("RESUMED", map[string]any{})
		s.gateway.resumed++
	}
}

// misbehave does what c's script asks for in the place of READY or RESUMED,
// once, and tells whether there was anything.
func (s *Server) misbehave(c *conn) bool {
	script := c.script
	c.script = Handshake{}
	switch {
	case script.Reset:
		reset(c.ws.NetConn())
	case script.Close != 0:
		s.closeWith(c, script.Close, "")
	case script.Op != 0:
		s.sendOp(c, script.Op)
	default:
		return false
	}
	return true
}
