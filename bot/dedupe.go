package bot

import (
	"context"
	"sync"
	"time"

	"github.com/jellydator/ttlcache/v3"

	"alliancebot/commands"
	"alliancebot/internal/wording"
)

const (
	// repeatAfter is how long an answer is not posted to the same channel again: about
	// as long as a conversation stays on a subject. People who ask later may not have
	// seen it.
	repeatAfter = 5 * time.Minute
	// maxRemembered bounds each cache, so that a flood of questions does not fill the
	// memory: the oldest entry is dropped. An entry takes some 300 bytes.
	maxRemembered = 10_000
)

// deduplicate returns reply, or a link to the message with the same reply if the
// channel got one recently. What follows that very message is no repetition: it asks for
// another part of it. The caller must call posted with a locator of the message
// that the returned reply became, or nil if it was not posted. Only the first call
// counts.
func (d *dispatcher) deduplicate(ctx context.Context, r commands.Request, reply commands.Reply) (_ commands.Reply, posted func(locator)) {
	if reply.Subject == "" || reply.Subject == r.After || reply.Private || reply.Replace || reply.Remove {
		return reply, func(locator) {}
	}
	earlier, posted := d.posts.claim(ctx, postKey{r.ChannelID, reply.Subject})
	if earlier != "" {
		reply = pointer(reply, r.ChannelURL+"/"+earlier)
	}
	return reply, posted
}

// forgetMessage must be called when a message of the bot was deleted or changed, so
// that no reply links to it.
func (d *dispatcher) forgetMessage(id string) { d.posts.gone.add(id) }

// pointer returns a reply that links to reply at address. It is private unless reply
// has a recipient.
func pointer(reply commands.Reply, address string) commands.Reply {
	p := commands.Reply{Localizer: reply.Localizer, Recipient: reply.Recipient, Private: reply.Recipient == ""}
	if reply.Recipient != "" {
		p.Lead = append(p.Lead, commands.Inline{UserID: reply.Recipient}, commands.Inline{Text: " "})
	}
	p.Lead = append(p.Lead,
		commands.Inline{Text: reply.Localizer.T(wording.AlreadyAnswered) + " "},
		commands.Inline{Text: reply.Localizer.T(wording.FirstAnswerButton), URL: address})
	return p
}

// dedupe remembers what was posted to channels recently. Expired entries are dropped
// when they are found or evicted, so nothing runs in the background.
type dedupe struct {
	posts *ttlcache.Cache[postKey, *post]
	gone  *idSet // messages that were deleted or changed
}

// postKey identifies an answer in a channel.
type postKey struct{ channel, subject string }

// post is an answer that was posted or is being posted.
type post struct {
	turn   chan struct{} // holds a value while a goroutine locates or posts the message
	locate locator       // nil if it has not been posted
}

// locator returns the ID of a message, or "" if nothing should link to it.
type locator func(ctx context.Context) (messageID string)

func newDedupe() *dedupe {
	return &dedupe{posts: newCache[postKey, *post](repeatAfter), gone: newIDSet(repeatAfter)}
}

// claim returns the ID of the message that was posted for key. If there is none, it
// returns "", and the caller must post one and call posted. While another caller posts
// it, claim waits, but not beyond ctx: posting twice is better than not at all.
func (d *dedupe) claim(ctx context.Context, key postKey) (earlier string, posted func(locator)) {
	item, _ := d.posts.GetOrSet(key, &post{turn: make(chan struct{}, 1)})
	p := item.Value()
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return "", func(locator) {}
	}
	if p.locate != nil {
		if id := p.locate(ctx); id != "" && !d.gone.has(id) {
			<-p.turn
			return id, func(locator) {}
		}
	}
	var once sync.Once
	return "", func(locate locator) {
		once.Do(func() {
			p.locate = locate
			d.posts.Set(key, p, ttlcache.DefaultTTL) // its age counts from now
			<-p.turn
		})
	}
}

// idSet remembers IDs for a while.
type idSet struct {
	cache *ttlcache.Cache[string, struct{}]
}

func newIDSet(ttl time.Duration) *idSet { return &idSet{newCache[string, struct{}](ttl)} }

func (s *idSet) has(id string) bool { return s.cache.Has(id) }

// add adds id and reports whether it was new.
func (s *idSet) add(id string) bool {
	_, found := s.cache.GetOrSet(id, struct{}{})
	return !found
}

func newCache[K comparable, V any](ttl time.Duration) *ttlcache.Cache[K, V] {
	return ttlcache.New(
		ttlcache.WithTTL[K, V](ttl),
		ttlcache.WithCapacity[K, V](maxRemembered),
		ttlcache.WithDisableTouchOnHit[K, V](), // an entry's age counts from when it was added
	)
}
