package discordtest

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Post is something said in a channel.
type Post struct {
	Text    string
	ReplyTo *Message // the message it replies to, if any
	Silent  bool     // the author of ReplyTo is not notified
	Webhook bool     // a webhook says it, in the name of the user
	System  int      // the type of a message that Discord makes, as 7 for somebody who joined; 0 for what people say
}

// Say has u say text where they are. It mentions those that text names: users
// as <@1>, roles as <@&1> and, if u may MentionEveryone, all by @everyone or @here.
func (s *Server) Say(u User, text string) *Message {
	s.t.Helper()
	return s.Post(u, Post{Text: text})
}

// Post has u say something where they are, or where the message is to which it
// replies. The client hears of it if its intents ask for that.
func (s *Server) Post(u User, p Post) *Message {
	s.t.Helper()
	m := &Message{Author: u, Webhook: p.Webhook, Content: p.Text, place: u.place(), kind: p.System}
	if n := utf8.RuneCountInString(p.Text); n > 4000 {
		s.t.Fatalf("discordtest: a message of %d characters; nobody can say more than 4000", n)
	}
	m.Pings = mentioned(userMention, p.Text)
	m.roles = mentioned(roleMention, p.Text)
	m.everyone = u.may(MentionEveryone) && (strings.Contains(p.Text, "@everyone") || strings.Contains(p.Text, "@here"))
	if p.ReplyTo != nil {
		s.reply(m, p)
	}
	s.visit(m.place)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !p.Webhook {
		m.nonce, _ = json.Marshal(s.id())
	}
	s.add(m)
	s.wake()
	return m.snapshot()
}

// reply makes m the reply that p is.
func (s *Server) reply(m *Message, p Post) {
	s.t.Helper()
	first := s.visible(m.Author, p.ReplyTo)
	m.place, m.kind, m.ReplyTo, m.answered = first.place, replyMessage, first.ID, first
	if author := first.Author.ID; !p.Silent && !first.Webhook && !m.notifies(author) {
		m.Pings = append(m.Pings, author)
	}
}

// visible returns m as the server has it. The test is wrong if u does not see it
// where they are.
func (s *Server) visible(u User, m *Message) *Message {
	s.t.Helper()
	s.mu.Lock()
	now := s.messages[m.ID]
	seen := now.seenBy(u)
	s.mu.Unlock()
	if !seen {
		s.t.Fatalf("discordtest: user %s does not see message %s", u.ID, m.ID)
	}
	return now
}

// Replay delivers MESSAGE_CREATE for m once more, as Discord does to a client
// that resumes a session it had not lost.
func (s *Server) Replay(m *Message) {
	s.change(func() { s.announce(s.messages[m.ID]) })
}

// announce tells the client of m, if it listens there. s.mu must be held.
func (s *Server) announce(m *Message) {
	intent := intentGuildMessages
	if m.place.kind == directMessage {
		intent = intentDirectMessages
	}
	event := m.event()
	session := s.gateway.byShard[s.gateway.shardOf(event)]
	if m.place.botIsThere() && session != nil && session.intents&intent != 0 {
		for _, p := range s.schemas().checkEvent(event) {
			s.problem("the double's own message is wrong: %s", p)
		}
		s.tell(session, "MESSAGE_CREATE", event, nil)
	}
}

// ChannelMessages returns what everyone in a channel sees, oldest first.
func (s *Server) ChannelMessages(channel string) []*Message {
	return s.search(func(m *Message) bool { return m.Channel == channel })
}

// RepliesTo returns the replies to m that everyone sees, oldest first. To show
// that the bot says nothing to a message, have a later one answered, so that
// the bot has heard of both, and stop the bot, so that nothing is in the making.
func (s *Server) RepliesTo(m *Message) []*Message {
	return s.search(func(other *Message) bool { return other.ReplyTo == m.ID })
}

// WaitReplyTo waits for the bot's reply to m, and returns it.
func (s *Server) WaitReplyTo(m *Message) *Message {
	s.t.Helper()
	var found *Message
	s.waitFor("a reply to message "+m.ID, func() bool {
		for _, other := range s.messages {
			if other.ReplyTo == m.ID && other.Author.ID == AppID && !other.Ephemeral() && !other.loading() {
				found = other.snapshot()
			}
		}
		return found != nil
	})
	return found
}

// search returns the messages that everyone sees and that match, oldest first.
func (s *Server) search(match func(*Message) bool) []*Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*Message
	for m := range maps.Values(s.messages) {
		if !m.Ephemeral() && !m.Deleted && match(m) {
			found = append(found, m.snapshot())
		}
	}
	slices.SortFunc(found, func(a, b *Message) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// nonceLife is how long a nonce is remembered; Discord says "a few minutes".
const nonceLife = 5 * time.Minute

// createMessage takes a message of the bot's to a channel.
func (s *Server) createMessage(r *http.Request, body []byte) (any, *apiError) {
	p, failure := s.channel(r)
	if failure != nil {
		return nil, failure
	}
	parts, problems := decode[map[string]json.RawMessage](body)
	problems = append(problems, checkMessage(body, onPost)...)
	problems = append(problems, s.schemas().checkPost(body)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	if earlier := s.withNonce(parts); earlier != nil {
		return earlier.object(), nil
	}
	m := Message{place: p, kind: plainMessage}
	if failure := s.refer(&m, parts["message_reference"]); failure != nil {
		return nil, failure
	}
	return s.say(m, parts).object(), nil
}

// channel finds the channel of a path, where the bot must be.
func (s *Server) channel(r *http.Request) (place, *apiError) {
	p, ok := s.places[r.PathValue("channel")]
	switch {
	case !ok:
		return p, errUnknownChannel
	case !p.botIsThere():
		return p, errMissingAccess
	}
	return p, nil
}

// withNonce returns the bot's message of some minutes ago that had the nonce
// which parts want to be the only one, nil if there is none.
func (s *Server) withNonce(parts map[string]json.RawMessage) *Message {
	nonce := string(parts["nonce"])
	if string(parts["enforce_nonce"]) != "true" || nonce == "" || nonce == "null" {
		return nil
	}
	for _, m := range s.messages {
		if m.Author.ID == AppID && string(m.nonce) == nonce && s.now().Sub(m.created) <= nonceLife {
			return m
		}
	}
	return nil
}

// refer makes m a reply to the message that a reference names.
func (s *Server) refer(m *Message, reference json.RawMessage) *apiError {
	var to struct {
		MessageID       string `json:"message_id"`
		FailIfNotExists *bool  `json:"fail_if_not_exists"`
	}
	if json.Unmarshal(reference, &to) != nil || to.MessageID == "" {
		return nil // none: the rules have seen to the form
	}
	first := s.messages[to.MessageID]
	switch {
	case first != nil && first.place == m.place && !first.Deleted && !first.Ephemeral():
		m.kind, m.ReplyTo, m.answered = replyMessage, first.ID, first
	case to.FailIfNotExists == nil || *to.FailIfNotExists:
		return invalidForm([]string{"message_reference: Unknown message"})
	}
	return nil
}

// deleteMessage deletes a message of the bot's own from a channel.
func (s *Server) deleteMessage(r *http.Request, _ []byte) (any, *apiError) {
	p, failure := s.channel(r)
	if failure != nil {
		return nil, failure
	}
	m := s.messages[r.PathValue("message")]
	switch {
	case m == nil || m.place != p || m.Deleted || m.Ephemeral():
		return nil, errUnknownMessage
	case m.Author.ID != AppID:
		return nil, errMissingPermissions
	}
	m.Deleted = true
	return nil, nil
}
