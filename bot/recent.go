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
	// repeatAfter is how long a channel is not told the same again. It is as
	// long as a conversation stays with its matter, and scrolls the answer away;
	// whoever asks later did not see it.
	repeatAfter = 5 * time.Minute
	// maxRemembered bounds what is remembered, so that no flood of questions
	// fills the memory: of more, the oldest is forgotten. An entry takes some
	// 300 bytes.
	maxRemembered = 10_000
)

// recent remembers what channels were told lately. What is older is dropped
// when it is met or pushed out, so that nothing runs in the background.
type recent struct {
	gone *ids // messages that no longer tell what they told

	mu       sync.Mutex // over the comparison and the change of tellings
	tellings *ttlcache.Cache[topic, *telling]
}

// topic is what a channel was told.
type topic struct{ channel, subject string }

// telling is one post of a topic.
type telling struct {
	posted  chan struct{} // closed once message is known
	message string        // its id; "" when it could not be posted
}

// end tells those who wait what became of the post.
func (t *telling) end(message string) {
	t.message = message
	close(t.posted)
}

func newRecent() *recent {
	return &recent{gone: newIDs(repeatAfter), tellings: newMemory[topic, *telling](repeatAfter)}
}

func newMemory[K comparable, V any](life time.Duration) *ttlcache.Cache[K, V] {
	return ttlcache.New(
		ttlcache.WithTTL[K, V](life),
		ttlcache.WithCapacity[K, V](maxRemembered),
		ttlcache.WithDisableTouchOnHit[K, V](), // asked for once more, it grows no younger
	)
}

// begin returns the id of the message that tells t. If there is none it returns
// "", and the caller posts it and calls end with its message's id, "" if that
// failed. While another posts it, begin waits until ctx ends: rather is it told
// twice than not at all.
func (r *recent) begin(ctx context.Context, t topic) (message string, end func(message string)) {
	for {
		latest, mine := r.claim(t)
		if mine {
			return "", latest.end
		}
		select {
		case <-latest.posted:
			if latest.message != "" && !r.gone.has(latest.message) {
				return latest.message, nil
			}
			r.drop(t, latest)
		case <-ctx.Done():
			return "", func(string) {}
		}
	}
}

// claim returns the telling of t, a new one if there is none: it is the caller's.
func (r *recent) claim(t topic) (latest *telling, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	entry, found := r.tellings.GetOrSet(t, &telling{posted: make(chan struct{})})
	return entry.Value(), !found
}

// drop drops a telling of t, unless another has taken its place.
func (r *recent) drop(t topic, old *telling) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if entry := r.tellings.Get(t); entry != nil && entry.Value() == old {
		r.tellings.Delete(t)
	}
}

// forget lets the channel be told anew what message told it, even if that is
// only about to be known.
func (r *recent) forget(message string) { r.gone.add(message) }

// tell gives reply to post, which returns the id of the message it became, or
// "". A public reply that the channel was given lately becomes a pointer there.
func (d *dispatcher) tell(ctx context.Context, r commands.Request, reply commands.Reply, post func(commands.Reply) string) {
	if !isTold(reply) {
		post(reply)
		return
	}
	message, end := d.told.begin(ctx, topic{r.ChannelID, reply.Subject})
	if message != "" {
		post(pointer(reply, r.ChannelURL+"/"+message))
		return
	}
	defer func() { end(message) }()
	message = post(reply)
}

// isTold tells whether reply tells the channel something that is not to be
// repeated.
func isTold(reply commands.Reply) bool {
	return reply.Subject != "" && !reply.Private && !reply.Replace && !reply.Remove
}

// pointer says in reply's place that it stands at address. It is for the asker
// alone, unless reply was for somebody else.
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

// ids remembers ids for a while.
type ids struct {
	cache *ttlcache.Cache[string, struct{}]
}

func newIDs(life time.Duration) *ids { return &ids{newMemory[string, struct{}](life)} }

func (s *ids) has(id string) bool { return s.cache.Has(id) }

// add remembers id, and tells whether it was not remembered yet.
func (s *ids) add(id string) bool {
	_, found := s.cache.GetOrSet(id, struct{}{})
	return !found
}
