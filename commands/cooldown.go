package commands

import (
	"math"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"golang.org/x/time/rate"

	"alliancebot/internal/wording"
)

// Pace is how fast may be asked.
type Pace struct {
	Member  Allowance // by one member, wherever they are
	Channel Allowance // in one channel, for all to see, by all together
}

// Allowance is how many may be asked at once, and after which time each may
// be asked again. The zero Allowance sets no limit.
type Allowance struct {
	AtOnce int
	Again  time.Duration
}

// DefaultPace is more than a conversation needs and less than what drowns one.
var DefaultPace = Pace{
	Member:  Allowance{AtOnce: 5, Again: 4 * time.Second},
	Channel: Allowance{AtOnce: 15, Again: 2 * time.Second},
}

// maxPaced is how many members, or channels, are watched at a time: those who
// asked last. An attacker would need as many accounts to pass unnoticed.
const maxPaced = 100_000

// cooldown watches how fast is asked.
type cooldown struct{ members, channels buckets }

func newCooldown(pace Pace) cooldown {
	return cooldown{members: newBuckets(pace.Member), channels: newBuckets(pace.Channel)}
}

// buckets has a token bucket for each who asked lately.
type buckets struct {
	allowance Allowance
	byID      *ttlcache.Cache[string, *rate.Limiter]
}

func newBuckets(a Allowance) buckets {
	full := time.Duration(a.AtOnce) * a.Again // after so long a bucket is as good as new
	return buckets{a, ttlcache.New(
		ttlcache.WithTTL[string, *rate.Limiter](full),
		ttlcache.WithCapacity[string, *rate.Limiter](maxPaced),
	)}
}

// take takes a token of id's, or returns how long to wait for one.
func (b buckets) take(id string) time.Duration {
	if id == "" || b.allowance.AtOnce == 0 {
		return 0
	}
	bucket, _ := b.byID.GetOrSetFunc(id, func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(b.allowance.Again), b.allowance.AtOnce)
	})
	now := time.Now()
	taken := bucket.Value().ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}

// slowDown returns what to say to one who asks too fast. Where others would
// read it nothing is said: that would be a flood, too.
func (r *Router) slowDown(x exchange, c command) (Reply, bool) {
	if !c.paced || x.Asker.Operator {
		return Reply{}, false
	}
	message, wait := wording.TooFast, r.cooldown.members.take(x.Asker.UserID)
	if wait == 0 && c.public && !x.wantsPrivate {
		message, wait = wording.ChannelTooFast, r.cooldown.channels.take(x.ChannelID)
	}
	if wait == 0 {
		return Reply{}, false
	}
	reply := x.private(x.voice.Count(message, int(math.Ceil(wait.Seconds()))))
	reply.Replace, reply.Discreet = false, true // what they asked before stays readable
	return reply, true
}
