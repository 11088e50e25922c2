package discordtest

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Fault is a failure of the REST API.
type Fault struct {
	Method string // "" is any
	Path   string // a regular expression
	Times  int    // how many calls fail; 0 is all
	Each   int    // how many calls to each path fail; 0 is all

	// What happens instead of an answer, or before it.
	Status  int // of the answer; 0 answers as usual, after Delay
	Header  http.Header
	Body    string
	Reset   bool          // the connection is reset
	Delay   time.Duration // latency
	Deliver bool          // the call takes effect, but the client gets no answer

	struck map[string]int // how many calls to each path have failed
}

// Fail makes calls fail from now on. Earlier faults come first.
func (s *Server) Fail(f Fault) {
	f.struck = map[string]int{}
	s.change(func() { s.faults = append(s.faults, &f) })
}

// Heal ends all faults of the REST API.
func (s *Server) Heal() { s.change(func() { s.faults = nil }) }

// Unplug resets every connection, and each new one until PlugIn.
func (s *Server) Unplug() {
	s.change(func() { s.unplugged = true })
	s.ResetGateway()
}

// PlugIn ends the effect of Unplug.
func (s *Server) PlugIn() { s.change(func() { s.unplugged = false }) }

// Refused returns a fault that makes Discord refuse a call with one of its error codes,
// such as 403 and 50013 if the bot lacks a permission, or 404 and 10008 if a message is
// gone.
func Refused(path string, status, code, times int) Fault {
	header := http.Header{"Content-Type": {"application/json"}}
	body := fmt.Sprintf(`{"message": %q, "code": %d}`, http.StatusText(status), code)
	return Fault{Path: path, Times: times, Status: status, Header: header, Body: body}
}

// RateLimited returns the fault of a route's rate limit, with the number of seconds to
// wait.
func RateLimited(path string, seconds, times int) Fault {
	f := Refused(path, http.StatusTooManyRequests, 0, times)
	f.Header.Set("Retry-After", fmt.Sprint(seconds))
	f.Header.Set("X-RateLimit-Scope", "user")
	f.Body = fmt.Sprintf(`{"message": "You are being rate limited.", "retry_after": %d, "global": false}`, seconds)
	return f
}

// GloballyRateLimited returns the fault of the rate limit for all routes together.
func GloballyRateLimited(path string, seconds, times int) Fault {
	f := RateLimited(path, seconds, times)
	f.Header.Set("X-RateLimit-Global", "true")
	f.Header.Set("X-RateLimit-Scope", "global")
	f.Body = strings.Replace(f.Body, "false", "true", 1)
	return f
}

// RateLimitedInHTML returns a rate limit by the network in front of Discord.
func RateLimitedInHTML(path string, seconds, times int) Fault {
	f := RateLimited(path, seconds, times)
	f.Header = http.Header{"Retry-After": f.Header["Retry-After"], "Content-Type": {"text/html"}}
	f.Body = "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
	return f
}

// fault returns the fault for a call, which may be an empty one. s.mu must be held.
func (s *Server) fault(method, path string) *Fault {
	for i, f := range s.faults {
		if f.Method != "" && f.Method != method || !regexp.MustCompile(f.Path).MatchString(path) {
			continue
		}
		if f.Each > 0 {
			if f.struck[path]++; f.struck[path] > f.Each {
				continue
			}
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return f
	}
	return &Fault{}
}

// strike applies f to a call and reports whether it replaces the answer.
func (f *Fault) strike(w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	if f.Reset {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			reset(conn)
		}
	} else if f.Status != 0 {
		maps.Copy(w.Header(), f.Header)
		w.WriteHeader(f.Status)
		fmt.Fprint(w, f.Body)
	}
	return f.Reset || f.Status != 0
}

// reset closes a connection, with an RST if it is a TCP connection.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
