package commands

import (
	"math"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"golang.org/x/time/rate"

	"alliancebot/internal/wording"
)

// RateLimits is how fast may be asked.
type RateLimits struct {
	Member  Limit // by one member, wherever they are
	Channel Limit // in one channel, for all to see, by all together
}

// Limit is how many may be asked at once, and after which time each may
// be asked again. The zero Limit sets no limit.
type Limit struct {
	Burst int
	Every  time.Duration
}

// DefaultRateLimits is more than a conversation needs and less than what drowns one.
var DefaultRateLimits = RateLimits{
	Member:  Limit{Burst: 5, Every: 4 * time.Second},
	Channel: Limit{Burst: 15, Every: 2 * time.Second},
}

// maxPaced is how many members, or channels, are watched at a time: those who
// asked last. An attacker would need as many accounts to pass unnoticed.
const maxPaced = 100_000

// rateLimiter watches how fast is asked.
type rateLimiter struct{ members, channels buckets }

func newRateLimiter(pace RateLimits) rateLimiter {
	return rateLimiter{members: newBuckets(pace.Member), channels: newBuckets(pace.Channel)}
}

// buckets has a token bucket for each who asked lately.
type buckets struct {
	allowance Limit
	byID      *ttlcache.Cache[string, *rate.Limiter]
}

func newBuckets(a Limit) buckets {
	full := time.Duration(a.Burst) * a.Every // after so long a bucket is as good as new
	return buckets{a, ttlcache.New(
		ttlcache.WithTTL[string, *rate.Limiter](full),
		ttlcache.WithCapacity[string, *rate.Limiter](maxPaced),
	)}
}

// take takes a token of id's, or returns how long to wait for one.
func (b buckets) take(id string) time.Duration {
	if id == "" || b.allowance.Burst == 0 {
		return 0
	}
	bucket, _ := b.byID.GetOrSetFunc(id, func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(b.allowance.Every), b.allowance.Burst)
	})
	now := time.Now()
	taken := bucket.Value().ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}

// checkRate returns what to say to one who asks too fast. Where others would
// read it nothing is said: that would be a flood, too.
func (r *Router) checkRate(x call, c command) (Reply, bool) {
	if !c.limited || x.Asker.Operator {
		return Reply{}, false
	}
	message, wait := wording.TooFast, r.limiter.members.take(x.Asker.UserID)
	if wait == 0 && c.public && !x.wantsPrivate {
		message, wait = wording.ChannelTooFast, r.limiter.channels.take(x.ChannelID)
	}
	if wait == 0 {
		return Reply{}, false
	}
	reply := x.private(x.loc.Plural(message, int(math.Ceil(wait.Seconds()))))
	reply.Replace, reply.SuppressInPublic = false, true // what they asked before stays readable
	return reply, true
}
