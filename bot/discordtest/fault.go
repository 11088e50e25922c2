package discordtest

import (
	"fmt"
	"net"
	"net/http"
	"regexp"
	"time"
)

// Fault is a failure of the REST API.
type Fault struct {
	Method string // "" is any
	Path   string // regular expression over the path
	Times  int    // how many calls fail; 0 is every one
	Each   int    // how many calls to one path fail; 0 is every one

	// What happens instead of an answer, or before one.
	Status  int // of the answer; 0 answers as usual, after Delay
	Header  http.Header
	Body    string
	Reset   bool          // the connection breaks
	Delay   time.Duration // latency
	Deliver bool          // the call has its effect although the client is told otherwise

	struck map[string]int // how many calls to a path have failed
}

// Fail makes calls fail from now on. An earlier fault goes first.
func (s *Server) Fail(f Fault) {
	f.struck = map[string]int{}
	s.change(func() { s.faults = append(s.faults, &f) })
}

// Heal ends all faults of the REST API.
func (s *Server) Heal() {
	s.change(func() { s.faults = nil })
}

// RateLimited is the fault of a route's rate limit: 429 in JSON, with the
// number of seconds to wait.
func RateLimited(path string, seconds, times int) Fault {
	return rateLimit(path, seconds, times, false)
}

// GloballyRateLimited is the fault of the limit over all routes.
func GloballyRateLimited(path string, seconds, times int) Fault {
	return rateLimit(path, seconds, times, true)
}

func rateLimit(path string, seconds, times int, global bool) Fault {
	h := http.Header{"Content-Type": {"application/json"}, "Retry-After": {fmt.Sprint(seconds)}}
	h.Set("X-RateLimit-Scope", "user")
	if global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	}
	return Fault{
		Path: path, Times: times, Status: http.StatusTooManyRequests, Header: h,
		Body: fmt.Sprintf(`{"message": "You are being rate limited.", "retry_after": %d, "global": %t}`, seconds, global),
	}
}

// RateLimitedInHTML is the answer of the network in front of Discord to a
// client it has had enough of.
func RateLimitedInHTML(path string, seconds, times int) Fault {
	f := rateLimit(path, seconds, times, false)
	f.Header.Set("Content-Type", "text/html")
	f.Body = "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
	return f
}

// Refused is the fault of a call that Discord refuses with one of its error
// codes, as 403 and 50013 where the bot lacks a permission, 403 and 50001 where
// it has no access, and 404 and 10008 for a message that is gone.
func Refused(path string, status, code, times int) Fault {
	return Fault{
		Path: path, Times: times, Status: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: fmt.Sprintf(`{"message": %q, "code": %d}`, http.StatusText(status), code),
	}
}

// fault takes the next fault for a call, or nil. s.mu must be held.
func (s *Server) fault(method, path string) *Fault {
	for i, f := range s.faults {
		if f.Method != "" && f.Method != method {
			continue
		}
		if !regexp.MustCompile(f.Path).MatchString(path) || !f.strikes(path) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return f
	}
	return nil
}

// strikes tells whether one more call to path fails, and counts it.
func (f *Fault) strikes(path string) bool {
	if f.Each == 0 {
		return true
	}
	f.struck[path]++
	return f.struck[path] <= f.Each
}

// strike applies f to a call and tells whether it replaces the answer.
func (f *Fault) strike(w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	switch {
	case f.Reset:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			reset(conn)
		}
		return true
	case f.Status != 0:
		for k, v := range f.Header {
			w.Header()[k] = v
		}
		w.WriteHeader(f.Status)
		fmt.Fprint(w, f.Body)
		return true
	}
	return false
}

// reset ends a TCP connection with RST.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
