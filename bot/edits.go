package bot

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"alliancebot/bot/internal/inbound"
)

// The answer follows what happens to the question: it is edited with it, and removed with
// it.
const (
	// editable is how old a message may be for the answer to follow an edit. Later the
	// conversation has moved on.
	editable = 5 * time.Minute
	// answeringLife is how long the answer to a message is known. It must not be less than
	// interactionLife, within which Discord may repeat messages.
	answeringLife = 24 * time.Hour
)

// answering is what the bot does about one message. It takes some 300 bytes once the
// message is answered.
type answering struct {
	busy chan struct{} // holds a value while the bot answers

	// Guarded by busy:
	reply    string // the ID of the bot's reply, or ""
	reaction string // the bot's, or ""
	removed  int    // how many replies were removed

	mu      sync.Mutex
	latest  *inbound.Message // to be answered; nil if there is nothing to do
	edited  time.Time        // when the message was edited last
	deleted bool
}

func newAnswering(m *inbound.Message) *answering {
	return &answering{busy: make(chan struct{}, 1), latest: m}
}

// take returns the message to be answered, and nil if it is answered or deleted.
func (a *answering) take() *inbound.Message {
	a.mu.Lock()
	defer a.mu.Unlock()
	m := a.latest
	a.latest = nil
	return m
}

// put records what is to be answered, nil if the message is deleted, and reports whether
// it is new. Discord also reports changes that the author did not make, such as the
// preview of a link.
func (a *answering) put(m *inbound.Message) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if m != nil {
		if m.EditedTimestamp == nil || !m.EditedTimestamp.After(a.edited) {
			return false
		}
		a.edited = *m.EditedTimestamp
	}
	a.latest, a.deleted = m, m == nil
	return true
}

// isDeleted reports whether the message was deleted.
func (a *answering) isDeleted() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.deleted
}

// nonce returns the nonce of a reply to m, which is the same in every process.
func (a *answering) nonce(m *inbound.Message) string {
	if a.removed == 0 {
		return m.ID
	}
	return m.ID + "-" + strconv.Itoa(a.removed)
}

// handleEdit answers a message anew if its author has just edited it. It does not wait for
// the answer.
func (d *dispatcher) handleEdit(m *inbound.Message, self string) {
	if !d.isAnswered(m, self) || d.rest.clock.since(m.ID) > editable {
		return
	}
	if item := d.answerings.Get(m.ID); item != nil && item.Value().put(m) {
		d.start(func() { d.dispatchMessage(item.Value(), self, messagePatience) })
	}
}

// handleDeletion removes the answer to a message that was deleted. It does not wait for
// that.
func (d *dispatcher) handleDeletion(channel, id string) {
	d.forgetMessage(id)
	item := d.answerings.Get(id)
	if item == nil {
		return
	}
	a := item.Value()
	a.put(nil)
	d.start(func() {
		a.busy <- struct{}{}
		defer func() { <-a.busy }()
		d.removeReply(channel, id, a)
	})
}

// removeReply removes the bot's reply to a message, if there is one.
func (d *dispatcher) removeReply(channel, message string, a *answering) {
	if a.reply == "" {
		return
	}
	ctx, cancel := context.WithTimeout(d.base, messagePatience)
	defer cancel()
	d.forgetMessage(a.reply)
	err := d.callAbout(ctx, message, http.MethodDelete, messagesPath(channel)+"/"+a.reply)
	if err != nil && codeOf(err) != codeUnknownMessage {
		d.log.Warn("remove the reply to a message", "channel", channel, "error", err)
	}
	a.reply = ""
	a.removed++
}
