package discordtest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Discord's limits on REST calls: for all that count together, and for messages to one
// channel. Discord publishes the former; the latter is what it usually sends.
// https://discord.com/developers/docs/topics/rate-limits
const (
	globalLimit, globalWindow   = 50, time.Second
	channelLimit, channelWindow = 5, 5 * time.Second
)

// limits is the state of the rate limits, guarded by Server.mu.
type limits struct {
	counted  []time.Time // the latest globalLimit calls that were not refused
	channels map[string]*window
}

// window counts the messages to a channel since its first.
type window struct {
	first time.Time
	count int
}

// unlimited matches the routes that do not count toward the global limit.
var unlimited = regexp.MustCompile(`^/api/v\d+/(interactions|webhooks)/`)

// limit counts a call and sets its headers about rate limits. It reports whether the
// call may proceed; otherwise the answer is 429. s.mu must be held.
func (s *Server) limit(w http.ResponseWriter, r *request) bool {
	if unlimited.MatchString(r.URL.Path) {
		return true
	}
	l := &s.limits
	l.counted = slices.DeleteFunc(l.counted, func(t time.Time) bool { return r.arrived.Sub(t) >= globalWindow })
	if len(l.counted) >= globalLimit {
		s.refuseRate(w, r, "global", l.counted[0].Add(globalWindow))
		return false
	}
	l.counted = append(l.counted, r.arrived)
	if channel := r.PathValue("channel"); channel != "" && r.Method == http.MethodPost {
		return s.limitChannel(w, r, channel)
	}
	return true
}

// limitChannel is limit for a message to a channel.
func (s *Server) limitChannel(w http.ResponseWriter, r *request, channel string) bool {
	current := s.limits.channels[channel]
	if current == nil || r.arrived.Sub(current.first) >= channelWindow {
		current = &window{first: r.arrived}
		s.limits.channels[channel] = current
	}
	current.count++
	reset, h := current.first.Add(channelWindow), w.Header()
	h.Set("X-RateLimit-Bucket", "80c17d2f203122d936070c88c8d10f33")
	h.Set("X-RateLimit-Limit", strconv.Itoa(channelLimit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, channelLimit-current.count)))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(reset.UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", reset.Sub(r.arrived).Seconds()))
	if current.count > channelLimit {
		s.refuseRate(w, r, "user", reset)
		return false
	}
	return true
}

// refuseRate answers a call with 429, for a limit of a scope that resets at a time.
func (s *Server) refuseRate(w http.ResponseWriter, r *request, scope string, reset time.Time) {
	wait := reset.Sub(r.arrived).Seconds()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Retry-After", fmt.Sprintf("%.3f", wait))
	h.Set("X-RateLimit-Scope", scope)
	if scope == "global" {
		h.Set("X-RateLimit-Global", "true")
	}
	w.WriteHeader(http.StatusTooManyRequests)
	fmt.Fprintf(w, `{"message": "You are being rate limited.", "retry_after": %.3f, "global": %t}`, wait, scope == "global")
	s.calls = append(s.calls, Call{r.Method, r.URL.Path, r.body, http.StatusTooManyRequests})
	s.wake()
}
