package commands

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"golang.org/x/time/rate"

	"alliancebot/internal/wording"
)

// RateLimits bound how often the bot can be used.
type RateLimits struct {
	Member     Limit // one member's commands, in all channels together
	Channel    Limit // public replies in one channel, for all members together
	Completion Limit // one member's autocomplete requests
	HandOver   Limit // one member's questions to a person
}

// Limit allows Burst uses at once, and another one each time Every has passed. The zero
// Limit allows any number.
type Limit struct {
	Burst int
	Every time.Duration
}

// DefaultRateLimits do not get in the way of a conversation but prevent floods. Discord
// requests completions a few times a second while a member types.
var DefaultRateLimits = RateLimits{
	Member:     Limit{Burst: 5, Every: 4 * time.Second},
	Channel:    Limit{Burst: 15, Every: 2 * time.Second},
	Completion: Limit{Burst: 30, Every: 200 * time.Millisecond},
	HandOver:   Limit{Burst: 3, Every: 5 * time.Minute},
}

// maxTracked is how many members, or channels, have a token bucket. Beyond that the
// least recently active lose theirs, so evading a limit takes that many accounts.
const maxTracked = 100_000

// rateLimiter has a token bucket for each recently active member and channel.
type rateLimiter struct{ members, channels, completions, handOvers buckets }

func newRateLimiter(l RateLimits) rateLimiter {
	return rateLimiter{newBuckets(l.Member), newBuckets(l.Channel), newBuckets(l.Completion), newBuckets(l.HandOver)}
}

type buckets struct {
	limit Limit
	byID  *ttlcache.Cache[string, *bucket]
}

type bucket struct {
	*rate.Limiter
	refused atomic.Bool // the last use, in a message that everyone sees
}

func newBuckets(l Limit) buckets {
	refill := time.Duration(l.Burst) * l.Every // after that long, a bucket is full
	return buckets{l, ttlcache.New(
		ttlcache.WithTTL[string, *bucket](refill),
		ttlcache.WithCapacity[string, *bucket](maxTracked),
	)}
}

// reserve takes one of id's tokens. It returns how long to wait for it, and a func that
// returns the token. There is no wait without an id or a limit.
func (b buckets) reserve(id string, now time.Time) (wait time.Duration, putBack func()) {
	if id == "" || b.limit.Burst == 0 {
		return 0, func() {}
	}
	item, _ := b.byID.GetOrSetFunc(id, func() *bucket {
		return &bucket{Limiter: rate.NewLimiter(rate.Every(b.limit.Every), b.limit.Burst)}
	})
	token := item.Value().ReserveN(now, 1)
	return token.DelayFrom(now), func() { token.CancelAt(now) }
}

// setRefused records whether id's use was refused, and reports whether that has changed.
func (b buckets) setRefused(id string, refused bool) (changed bool) {
	item := b.byID.Get(id)
	return item == nil || item.Value().refused.Swap(refused) != refused
}

// checkRate takes a token of the member's and, for a public reply, of the channel's. If
// either has none left, both keep theirs and ok is false. The refusal says when to try
// again. Where others would see it, the first one gets a reaction instead, and the others
// nothing.
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
		r.limiter.members.setRefused(x.Asker.UserID, false)
		return Reply{}, true
	}
	putBack()
	refusal = unspoken(x.private(x.loc.Plural(message, int(math.Ceil(wait.Seconds())))), "")
	refusal.Replace = false // keep the message the member sees
	if x.Public && r.limiter.members.setRefused(x.Asker.UserID, true) {
		refusal.Reaction = tooFast
	}
	return refusal, false
}
