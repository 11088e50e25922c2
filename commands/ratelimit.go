package commands

import (
	"math"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"golang.org/x/time/rate"

	"alliancebot/internal/wording"
)

// RateLimits bound how often the bot can be used.
type RateLimits struct {
	Member     Limit // one member's commands, in all channels together
	Channel    Limit // public replies in one channel, to all members together
	Completion Limit // one member's autocompletion requests
}

// Limit allows Burst uses at once, and one more Every so often. The zero Limit sets
// no limit.
type Limit struct {
	Burst int
	Every time.Duration
}

// DefaultRateLimits allow more than a conversation needs and less than would drown
// one. Discord's clients ask for completion a few times a second while one types.
var DefaultRateLimits = RateLimits{
	Member:     Limit{Burst: 5, Every: 4 * time.Second},
	Channel:    Limit{Burst: 15, Every: 2 * time.Second},
	Completion: Limit{Burst: 30, Every: 200 * time.Millisecond},
}

// maxTracked is how many members, or channels, have a token bucket at a time. The
// least recently active ones lose theirs, so only as many accounts could evade a limit.
const maxTracked = 100_000

// rateLimiter keeps a token bucket for each member and channel that was active lately.
type rateLimiter struct{ members, channels, completions buckets }

func newRateLimiter(l RateLimits) rateLimiter {
	return rateLimiter{newBuckets(l.Member), newBuckets(l.Channel), newBuckets(l.Completion)}
}

type buckets struct {
	limit Limit
	byID  *ttlcache.Cache[string, *rate.Limiter]
}

func newBuckets(l Limit) buckets {
	refill := time.Duration(l.Burst) * l.Every // afterwards a bucket equals a new one
	return buckets{l, ttlcache.New(
		ttlcache.WithTTL[string, *rate.Limiter](refill),
		ttlcache.WithCapacity[string, *rate.Limiter](maxTracked),
	)}
}

// reserve takes a token of id's and returns how long it must wait for it, and a func
// that puts the token back. Without an id or a limit there is nothing to wait for.
func (b buckets) reserve(id string, now time.Time) (wait time.Duration, putBack func()) {
	if id == "" || b.limit.Burst == 0 {
		return 0, func() {}
	}
	bucket, _ := b.byID.GetOrSetFunc(id, func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(b.limit.Every), b.limit.Burst)
	})
	token := bucket.Value().ReserveN(now, 1)
	return token.DelayFrom(now), func() { token.CancelAt(now) }
}

// checkRate takes a token of the member's and, for a public reply, of the channel's.
// If either has none left, both keep theirs and ok is false: the reply says when to
// try again, and is not given at all where others would see it.
func (r *Router) checkRate(x call, c command) (refusal Reply, ok bool) {
	if !c.limited || x.Asker.Operator {
		return Reply{}, true
	}
	now := time.Now()
	wait, putBack := r.limiter.members.reserve(x.Asker.UserID, now)
	message := wording.TooFast
	if wait == 0 && c.public && !x.wantsPrivate {
		memberPutBack, channelPutBack := putBack, func() {}
		wait, channelPutBack = r.limiter.channels.reserve(x.ChannelID, now)
		message = wording.ChannelTooFast
		putBack = func() { memberPutBack(); channelPutBack() }
	}
	if wait == 0 {
		return Reply{}, true
	}
	putBack()
	refusal = x.private(x.loc.Plural(message, int(math.Ceil(wait.Seconds()))))
	refusal.Replace, refusal.SuppressInPublic = false, true // keep what the member sees
	return refusal, false
}
