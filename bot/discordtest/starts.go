package discordtest

import (
	"net/http"
	"strings"
	"time"
)

// SessionStarts is how many sessions the gateway lets a client start, and how
// fast. What is zero stays as it is on an ordinary Discord.
type SessionStarts struct {
	Shards      int           // that Discord recommends; 1
	Required    int           // of fewer shards IDENTIFYs are refused; 1
	Concurrency int           // buckets that shards are shared out among; 1
	Pause       time.Duration // between the IDENTIFYs of a bucket; none, while Discord's is 5 s
	Left        int           // IDENTIFYs until the reset; 1000
	Reset       time.Duration // until there are 1000 left again; a day
}

// startsAllowed is how many IDENTIFYs there are a day.
const startsAllowed = 1000

// starts is what the gateway knows of IDENTIFYs, under Server.mu.
type starts struct {
	SessionStarts
	resets time.Time
	last   map[int]time.Time // the latest IDENTIFY of each bucket
}

// SetSessionStarts bounds the sessions that may be started from now on.
func (s *Server) SetSessionStarts(limits SessionStarts) {
	s.change(func() { s.gateway.starts = newStarts(limits, s.now()) })
}

func newStarts(limits SessionStarts, now time.Time) starts {
	limits.Shards = max(limits.Shards, 1)
	limits.Concurrency = max(limits.Concurrency, 1)
	if limits.Left == 0 {
		limits.Left = startsAllowed
	}
	if limits.Reset == 0 {
		limits.Reset = 24 * time.Hour
	}
	return starts{limits, now.Add(limits.Reset), map[int]time.Time{}}
}

// renew gives back the IDENTIFYs when their time has come.
func (st *starts) renew(now time.Time) {
	if now.Before(st.resets) {
		return
	}
	st.Left, st.resets = startsAllowed, now.Add(24*time.Hour)
}

// gatewayBot answers where the gateway is and how it is to be used.
func (s *Server) gatewayBot(*http.Request, []byte) (any, *apiError) {
	st := &s.gateway.starts
	st.renew(s.now())
	return map[string]any{
		"url":    s.gatewayURL(),
		"shards": st.Shards,
		"session_start_limit": map[string]any{
			"total": startsAllowed, "remaining": st.Left, "max_concurrency": st.Concurrency,
			"reset_after": st.resets.Sub(s.now()).Milliseconds(),
		},
	}, nil
}

// gatewayURL is where sessions are started.
func (s *Server) gatewayURL() string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/gateway"
}

// mayStart counts an IDENTIFY of a shard and does what Discord does when there
// are too many: it ends the session, and in the end resets the token.
func (s *Server) mayStart(c *conn, shard int) bool {
	st, now := &s.gateway.starts, s.now()
	st.renew(now)
	if st.Left--; st.Left <= 0 {
		s.problem("no IDENTIFY is left: Discord resets the token")
		s.token = "reset"
		s.closeWith(c, 4004, "Authentication failed.")
		return false
	}
	bucket := shard % st.Concurrency
	since := now.Sub(st.last[bucket])
	st.last[bucket] = now
	if since < st.Pause {
		s.problem("IDENTIFY of shard %d %s after the one before in its bucket; Discord wants %s", shard, since, st.Pause)
		s.sendOp(c, opInvalidSession, false)
		return false
	}
	return true
}
