package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"golang.org/x/time/rate"

	"alliancebot/internal/httpretry"
)

const (
	// callRate and callBurst bound the calls per second: in any second, at most 45
	// start. Discord allows 50 for a token; the network may bring some closer together.
	// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
	callRate  = 40
	callBurst = 5
	// maxTurns is how many calls may be prepared or in flight at a time. It sustains
	// callRate while a call takes a second or less.
	maxTurns = 50
	// maxJitter bounds a random wait after a 429, so that several processes with the
	// same token do not repeat their calls at the same time.
	maxJitter = time.Second
	// maxWaiting is how many calls may wait. The last of them would wait longer than
	// messagePatience.
	maxWaiting = callRate * int(messagePatience/time.Second)

	// Discord blocks an address for a while after 10,000 answers of 401, 403 or 429 in
	// ten minutes. The bot stops replying to messages after invalidBurst of them, and
	// then tolerates invalidRate per second, so a fifth of that in any ten minutes.
	// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
	invalidBurst = 1000
	invalidRate  = rate.Limit(invalidBurst / (10 * 60.))
)

// errQueueFull is the error of a call for which there is no room in the queue.
var errQueueFull = errors.New("too many REST calls are waiting")

// limiter keeps REST calls within Discord's rate limits. Calls wait in one queue, the
// oldest message's first. One call at a time is made in each bucket, of which each
// channel has its own; a call whose bucket is exhausted lets others pass.
//
// It is an http.RoundTripper below the retries, so that each attempt has its turn.
type limiter struct {
	next    http.RoundTripper
	pace    *rate.Limiter
	invalid *rate.Limiter // has a token for each tolerable answer of 401, 403 or 429

	mu      sync.Mutex
	waiting []*turn // oldest first, at most maxWaiting
	turns   int     // granted and not ended
	busy    map[string]bool
	resets  *ttlcache.Cache[string, time.Time] // of exhausted buckets: when they allow calls again
	names   map[string]string                  // of buckets, by route; the bot has a dozen routes
	paused  time.Time                          // no call is made until then
	timer   *time.Timer                        // fires when a waiting call may have its turn
}

func newLimiter(next http.RoundTripper) *limiter {
	return &limiter{
		next:    next,
		pace:    rate.NewLimiter(callRate, callBurst),
		invalid: rate.NewLimiter(invalidRate, invalidBurst),
		busy:    map[string]bool{},
		resets:  newCache[string, time.Time](time.Minute),
		names:   map[string]string{},
	}
}

// turn is a call's turn, which each attempt needs. It belongs to one goroutine.
type turn struct {
	limiter *limiter
	route   string // the method and the path, without IDs
	major   string // the ID of the channel, which has buckets of its own
	age     uint64 // the ID of the message that the call answers: IDs grow with time; 0 goes first

	// Guarded by limiter.mu until granted is closed:
	granted chan struct{} // closed when the call has its turn, or is refused
	bucket  string        // while it has its turn; otherwise ""
}

var (
	idInPath    = regexp.MustCompile(`\d+`)
	channelPath = regexp.MustCompile(`^channels/(\d+)`)
)

// turn returns the turn of a call that answers the message with an ID, or nothing if
// that is 0. It returns nil for the calls about interactions, which Discord does not
// count.
// https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints
func (l *limiter) turn(method, path string, message uint64) *turn {
	if strings.HasPrefix(path, "interactions/") || strings.HasPrefix(path, "webhooks/") {
		return nil
	}
	t := &turn{limiter: l, route: method + " " + idInPath.ReplaceAllString(path, "0"), age: message}
	if match := channelPath.FindStringSubmatch(path); match != nil {
		t.major = match[1]
	}
	return t
}

// wait waits until it is t's turn. The caller must then call end. If it is already t's
// turn, wait returns at once.
func (t *turn) wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l := t.limiter
	l.mu.Lock()
	if t.bucket != "" {
		l.mu.Unlock()
		return nil
	}
	t.granted = make(chan struct{})
	at, _ := slices.BinarySearchFunc(l.waiting, t, func(other, t *turn) int {
		if other.age <= t.age { // after those of the same age
			return -1
		}
		return 1
	})
	l.waiting = slices.Insert(l.waiting, at, t)
	l.grant()
	if last := len(l.waiting) - 1; last >= maxWaiting {
		close(l.waiting[last].granted) // without a bucket
		l.waiting = slices.Delete(l.waiting, last, last+1)
	}
	l.mu.Unlock()

	select {
	case <-t.granted:
		if t.bucket == "" {
			return errQueueFull
		}
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	l.waiting = slices.DeleteFunc(l.waiting, func(other *turn) bool { return other == t })
	l.mu.Unlock()
	t.end(nil) // it may have come in between
	return ctx.Err()
}

// end ends t's turn. resp is Discord's response, or nil if there is none.
func (t *turn) end(resp *http.Response) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.bucket == "" {
		return
	}
	l.turns--
	delete(l.busy, t.bucket)
	t.bucket = ""
	if resp != nil {
		l.heed(t, resp)
	}
	l.grant()
}

// grant gives turns to the oldest calls that may be made. l.mu must be held.
func (l *limiter) grant() {
	if len(l.waiting) == 0 {
		return
	}
	if wait := time.Until(l.paused); wait > 0 {
		l.grantIn(wait)
		return
	}
	now := time.Now()
	var next time.Time // when the first exhausted bucket allows calls again
	l.waiting = slices.DeleteFunc(l.waiting, func(t *turn) bool {
		bucket := l.bucketOf(t)
		if l.turns == maxTurns || l.busy[bucket] {
			return false // the end of another turn grants this one
		}
		if reset := l.resetOf(bucket); reset.After(now) {
			if next.IsZero() || reset.Before(next) {
				next = reset
			}
			return false
		}
		l.turns++
		l.busy[bucket] = true
		t.bucket = bucket
		close(t.granted)
		return true
	})
	if !next.IsZero() {
		l.grantIn(next.Sub(now))
	}
}

func (l *limiter) grantIn(d time.Duration) {
	if l.timer != nil {
		l.timer.Reset(d)
		return
	}
	l.timer = time.AfterFunc(d, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.grant()
	})
}

// bucketOf returns the bucket of t. Routes may share one, which only responses tell.
func (l *limiter) bucketOf(t *turn) string {
	name := l.names[t.route]
	if name == "" {
		name = t.route
	}
	return name + " " + t.major
}

// heed remembers what the headers of a response to t say about limits.
// https://discord.com/developers/docs/topics/rate-limits#header-format
func (l *limiter) heed(t *turn, resp *http.Response) {
	if name := resp.Header.Get("X-RateLimit-Bucket"); name != "" {
		l.names[t.route] = name
	}
	scope := resp.Header.Get("X-RateLimit-Scope")
	switch {
	case resp.StatusCode != http.StatusTooManyRequests:
		seconds, err := strconv.ParseFloat(resp.Header.Get("X-RateLimit-Reset-After"), 64)
		if err == nil && seconds > 0 && resp.Header.Get("X-RateLimit-Remaining") == "0" {
			l.exhaust(t, time.Duration(seconds*float64(time.Second)))
		}
	case scope == "" || scope == "global" || resp.Header.Get("X-RateLimit-Global") == "true":
		// Without a scope, it comes from the network in front of Discord.
		if until := time.Now().Add(httpretry.RetryAfter(resp) + rand.N(maxJitter)); until.After(l.paused) {
			l.paused = until
		}
	default:
		l.exhaust(t, httpretry.RetryAfter(resp)+rand.N(maxJitter))
	}
}

// exhaust makes the calls in t's bucket wait for d, or longer if they already do.
func (l *limiter) exhaust(t *turn, d time.Duration) {
	bucket, reset := l.bucketOf(t), time.Now().Add(d)
	if reset.After(l.resetOf(bucket)) {
		l.resets.Set(bucket, reset, d)
	}
}

// resetOf returns when a bucket allows calls again, or a time in the past.
func (l *limiter) resetOf(bucket string) time.Time {
	if entry := l.resets.Get(bucket); entry != nil {
		return entry.Value()
	}
	return time.Time{}
}

// turnKey is the key of a call's turn in the context of its request.
type turnKey struct{}

// RoundTrip makes one attempt at a call when it is its turn.
func (l *limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	t, _ := req.Context().Value(turnKey{}).(*turn)
	if t == nil {
		return l.send(req)
	}
	err := t.wait(req.Context())
	if err == nil {
		err = l.start(req.Context())
	}
	if err != nil {
		t.end(nil)
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, err
	}
	resp, err := l.send(req)
	t.end(resp)
	return resp, err
}

// start waits until another call may start.
func (l *limiter) start(ctx context.Context) error {
	for {
		if err := l.pace.Wait(ctx); err != nil {
			return err
		}
		l.mu.Lock()
		pause := time.Until(l.paused)
		l.mu.Unlock()
		if pause <= 0 {
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// send sends req, and counts the response if it is one that Discord counts as invalid.
func (l *limiter) send(req *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		l.invalid.Allow()
	case http.StatusTooManyRequests:
		if resp.Header.Get("X-RateLimit-Scope") != "shared" {
			l.invalid.Allow()
		}
	}
	return resp, err
}

// tooManyInvalid reports whether so many answers were invalid that calls which can be
// left out should be.
func (l *limiter) tooManyInvalid() bool { return l.invalid.Tokens() < 1 }
