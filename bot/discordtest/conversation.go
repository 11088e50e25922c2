package discordtest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// What users do with messages besides writing and deleting them: they edit messages, and
// start threads from them. The bot reacts to messages.

// threadStarterMessage is the type of the first message of a thread.
const threadStarterMessage = 21

// Edit makes the author of m replace its text. With the text unchanged, it is what Discord
// does when it adds the preview of a link.
func (s *Server) Edit(m *Message, text string) {
	s.change(func() {
		m := s.messages[m.ID]
		if text != m.Content {
			m.edited = time.Now()
		}
		named := slices.Contains(m.Pings, AppID) && m.repliesTo != nil && m.repliesTo.Author.ID == AppID
		m.Content, m.Pings = text, mentionsIn(text)
		if named && !slices.Contains(m.Pings, AppID) {
			m.Pings = append(m.Pings, AppID)
		}
		s.announceMessage("MESSAGE_UPDATE", m)
	})
}

// StartThread makes u start a thread from m, and returns u in the thread.
func (s *Server) StartThread(u User, m *Message) User {
	s.t.Helper()
	from := s.visible(u, m)
	u.Channel = m.ID
	s.visit(u.channel())
	s.change(func() {
		s.threads[u.Channel] = s.add(&Message{Author: u, channel: u.channel(), kind: threadStarterMessage, ReplyTo: from.ID, repliesTo: from})
	})
	return u
}

// ThreadStarter returns the first message of the thread that u is in.
func (s *Server) ThreadStarter(u User) *Message {
	return locked(s, func() *Message { return s.threads[u.Channel].snapshot() })
}

// WaitUpdated waits until the bot has edited m, and returns it as it is then.
func (s *Server) WaitUpdated(m *Message) (updated *Message) {
	s.t.Helper()
	s.waitFor("edit of message "+m.ID, func() bool {
		updated = s.messages[m.ID].snapshot()
		return updated.Updated
	})
	return updated
}

// WaitReaction waits until the bot has reacted to m, and returns the emoji.
func (s *Server) WaitReaction(m *Message) (emoji string) {
	s.t.Helper()
	s.waitFor("reaction to message "+m.ID, func() bool {
		if list := s.messages[m.ID].Reactions; len(list) > 0 {
			emoji = list[0]
		}
		return emoji != ""
	})
	return emoji
}

// firstMessage gets the first message of a thread, the only list of messages that the
// server knows.
func (s *Server) firstMessage(c channel, r *request) (any, *apiError) {
	if query := r.URL.RawQuery; query != "after=0&limit=1" || s.threads[c.id] == nil {
		s.problem("GET %s?%s: the server knows only the first message of a thread", r.URL.Path, query)
		return []any{}, nil
	}
	return []any{s.threads[c.id].shown()}, nil
}

// reaction adds or removes the bot's reaction to a message.
func (s *Server) reaction(m *Message, r *request) (any, *apiError) {
	emoji := r.PathValue("emoji")
	if plain, err := url.PathUnescape(emoji); err != nil || plain != emoji || emoji[0] < 0x80 {
		return nil, errInvalidForm(fmt.Sprintf("unknown emoji %q", emoji))
	}
	at := slices.Index(m.Reactions, emoji)
	if r.Method == http.MethodPut && at < 0 {
		m.Reactions = append(m.Reactions, emoji)
	} else if r.Method == http.MethodDelete && at >= 0 {
		m.Reactions = slices.Delete(m.Reactions, at, at+1)
	}
	return nil, nil
}
