package discordtest

import "slices"

// Thread is a post in a forum, or a thread that the bot has started from a message.
type Thread struct {
	Name, Parent string
	Members      []string // whom the bot has added
}

// publicThread is the type of such a channel.
const publicThread = 11

// PostInForum makes u write a new post in a forum. The thread has the ID of its message.
func (s *Server) PostInForum(u User, forum, title, text string) *Message {
	s.t.Helper()
	id := locked(s, s.id)
	u.Channel = id
	s.visit(u.channel())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started[id] = &Thread{Name: title, Parent: forum}
	m := s.add(&Message{ID: id, Author: u, Content: text, channel: u.channel(), Pings: mentionsIn(text)})
	s.wake()
	return m.snapshot()
}

// ThreadOf returns the thread that m started, or nil.
func (s *Server) ThreadOf(m *Message) *Thread {
	return locked(s, func() *Thread {
		if s.started[m.ID] == nil {
			return nil
		}
		t := *s.started[m.ID]
		t.Members = slices.Clone(t.Members)
		return &t
	})
}

// WaitPosted waits until the bot has posted n messages to a channel that are no replies, and
// returns the last.
func (s *Server) WaitPosted(channel string, n int) (m *Message) {
	s.t.Helper()
	s.waitFor("message to channel "+channel, func() bool {
		var posted []*Message
		for _, other := range s.messages {
			if other.Channel == channel && other.Author.ID == AppID && other.Interaction == nil && other.ReplyTo == "" {
				posted = append(posted, other)
			}
		}
		if len(posted) >= n {
			m = slices.MaxFunc(posted, func(a, b *Message) int { return a.created.Compare(b.created) }).snapshot()
		}
		return m != nil
	})
	return m
}

// What follows must be called with s.mu held.

func (s *Server) getChannel(c channel, _ *request) (any, *apiError) {
	o := object{"id": c.id, "type": c.kind, "guild_id": c.guild, "name": "channel " + c.id, "parent_id": nil}
	if t := s.started[c.id]; t != nil {
		o["type"], o["name"], o["parent_id"] = publicThread, t.Name, t.Parent
	}
	return o, nil
}

// startThread starts a thread from a message, unless that is in a thread itself.
func (s *Server) startThread(m *Message, r *request) (any, *apiError) {
	c := m.channel
	if s.started[c.id] != nil {
		return nil, errChannelType
	}
	if err := s.refuse(r, r.problems); err != nil {
		return nil, err
	}
	t := &Thread{Name: decode[Thread](r.body).Name, Parent: c.id}
	s.started[m.ID] = t
	s.channels[m.ID] = channel{m.ID, c.guild, c.kind}
	return object{"id": m.ID, "type": publicThread, "guild_id": c.guild, "name": t.Name, "parent_id": c.id}, nil
}

func (s *Server) addToThread(r *request) (any, *apiError) {
	t := s.started[r.PathValue("channel")]
	if t == nil {
		return nil, errUnknownChannel
	}
	t.Members = append(t.Members, r.PathValue("user"))
	return nil, nil
}
