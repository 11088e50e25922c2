package bot

import (
	"context"
	"time"

	"github.com/jellydator/ttlcache/v3"

	"alliancebot/commands"
	"alliancebot/wording"
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
	tellings *ttlcache.Cache[topic, *telling]
}

// topic is what a channel was told.
type topic struct{ channel, subject string }

// telling is one post of a topic.
type telling struct {
	posted  chan struct{} // closed once message is known
	message string        // its id; "" when it could not be posted
}

func newRecent() *recent { return &recent{newMemory[topic, *telling](repeatAfter)} }

func newMemory[K comparable, V any](life time.Duration) *ttlcache.Cache[K, V] {
	return ttlcache.New(
		ttlcache.WithTTL[K, V](life),
		ttlcache.WithCapacity[K, V](maxRemembered),
		ttlcache.WithDisableTouchOnHit[K, V](), // asked for once more, it grows no younger
	)
}

// begin returns the id of the message that told t. If there is none it returns
// "", and the caller posts it and calls done with its message's id, "" if that
// failed. While another posts it, begin waits until ctx ends: rather is it told
// twice than not at all.
func (r *recent) begin(ctx context.Context, t topic) (message string, done func(message string)) {
	for {
		mine := &telling{posted: make(chan struct{})}
		entry, found := r.tellings.GetOrSet(t, mine)
		if !found {
			return "", func(message string) { r.end(t, mine, message) }
		}
		first := entry.Value()
		select {
		case <-first.posted:
			if first.message != "" {
				return first.message, nil
			}
		case <-ctx.Done():
			return "", func(string) {}
		}
	}
}

func (r *recent) end(t topic, mine *telling, message string) {
	if message == "" {
		r.tellings.Delete(t)
	}
	mine.message = message
	close(mine.posted)
}

// forget lets the channel be told anew what message told it.
func (r *recent) forget(message string) {
	for t, entry := range r.tellings.Items() {
		select {
		case <-entry.Value().posted:
			if entry.Value().message == message {
				r.tellings.Delete(t)
			}
		default: // another's, which is being posted
		}
	}
}

// tell gives reply to post, which returns the id of the message it became, or
// "". A public reply that the channel was given lately becomes a pointer there.
func (d *dispatcher) tell(ctx context.Context, r commands.Request, reply commands.Reply, post func(commands.Reply) string) {
	if reply.Subject == "" || reply.Private || reply.Replace || reply.Remove {
		post(reply)
		return
	}
	message, done := d.told.begin(ctx, topic{r.ChannelID, reply.Subject})
	if message != "" {
		post(pointer(reply, jumpURL(r.Asker.GuildID, r.ChannelID, message), r.Open))
		return
	}
	defer func() { done(message) }()
	message = post(reply)
}

// pointer says in reply's place that it stands at address. It is for the asker
// alone, unless it is for somebody else or cannot be hidden.
func pointer(reply commands.Reply, address string, open bool) commands.Reply {
	p := commands.Reply{Voice: reply.Voice, Aim: reply.Aim, Private: reply.Aim == "" && !open}
	if reply.Aim != "" {
		p.Lead = append(p.Lead, commands.Span{UserID: reply.Aim}, commands.Span{Text: " "})
	}
	p.Lead = append(p.Lead,
		commands.Span{Text: reply.Voice.Say(wording.AlreadyAnswered) + " "},
		commands.Span{Text: reply.Voice.Say(wording.FirstAnswerButton), URL: address})
	return p
}

// ids remembers ids for a while.
type ids struct {
	cache *ttlcache.Cache[string, struct{}]
}

func newIDs(life time.Duration) *ids { return &ids{newMemory[string, struct{}](life)} }

// add tells whether id was not remembered yet.
func (s *ids) add(id string) bool {
	_, found := s.cache.GetOrSet(id, struct{}{})
	return !found
}
