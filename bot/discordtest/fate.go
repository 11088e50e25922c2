package discordtest

import "time"

// Fate is what became of an interaction.
type Fate int

// The fates. Only what is Lost is the bot's fault.
const (
	Answered  Fate = iota // Discord took a first response
	Unreached             // it did not reach the bot in time for an answer: the bot was not connected
	Lost                  // it reached the bot in time, and there was no first response that Discord takes
)

// reaction is how long before the end of firstResponse a bot must be told of an
// interaction, to be blamed if there is no response. It has to do for a machine
// with much else to do.
const reaction = 500 * time.Millisecond

// Fate waits until it is certain what became of i, which takes three seconds at
// most, and returns it.
func (i *Interaction) Fate() Fate {
	for {
		i.s.mu.Lock()
		fate, left, changed := i.fate(), firstResponse-i.s.now().Sub(i.created), i.s.changed
		i.s.mu.Unlock()
		if fate == Answered || left < 0 {
			return fate
		}
		timeout := time.NewTimer(left + time.Millisecond)
		select {
		case <-changed:
		case <-timeout.C:
		}
		timeout.Stop()
	}
}

// fate is what becomes of i if nothing more happens.
func (i *Interaction) fate() Fate {
	switch {
	case i.response != 0:
		return Answered
	case i.sent.IsZero() || i.sent.Sub(i.created) > firstResponse-reaction:
		return Unreached
	}
	return Lost
}

// Times tells when what became of an interaction happened. What did not is zero.
type Times struct {
	Made     time.Time // by the user
	Sent     time.Time // to the bot, for the last time before the answer
	Answered time.Time // when the first response arrived that Discord took
}

// Times returns when what became of i happened.
func (i *Interaction) Times() Times {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return Times{i.created, i.sent, i.answered}
}

// Refused returns how many further responses came after the first. Discord
// refuses them.
func (i *Interaction) Refused() int {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.refused
}

// Forget drops what has happened, so that the memory which a long test takes is
// the bot's: calls, messages, interactions that can have no first response any
// more, and events that the bot, by a heartbeat, says it has. It is for a moment
// when nobody waits for anything; the messages must not be used any more.
func (s *Server) Forget() {
	s.change(func() {
		s.calls = nil
		s.messages, s.places = map[string]*Message{}, map[string]place{}
		for id, i := range s.interactions {
			if i.response != 0 || s.now().Sub(i.created) > firstResponse {
				delete(s.interactions, id)
			}
		}
		for id, session := range s.gateway.sessions {
			session.forget()
			if !session.valid {
				delete(s.gateway.sessions, id)
			}
		}
	})
}
