package discordtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"alliancebot/bot/discordtest/schema"
)

// Message is a message by the bot or someone else, as it was when the test got it.
type Message struct {
	ID          string
	Guild       string // "" in a private channel
	Channel     string
	Author      User
	Webhook     bool         // written by a webhook under the name of Author
	Interaction *Interaction // that it responds to, or nil
	ReplyTo     string       // the ID of the message that it replies to, or ""
	Content     string       // of a message without components
	Components  []Component
	Flags       int
	Files       map[string][]byte // that came with it, by name
	Pings       []string          // IDs of the users it notifies
	Reactions   []string          // the bot's
	Updated     bool              // the bot has edited it
	Deleted     bool

	channel   channel
	kind      int // the type of message
	created   time.Time
	edited    time.Time // by its author; zero if never
	extra     object    // more fields
	position  int       // in a thread; 0 elsewhere
	nonce     json.RawMessage
	repliesTo *Message
	everyone  bool                       // it notifies everyone
	parts     map[string]json.RawMessage // of the bot's messages, as it sent them
}

// The types of message, and its flags. Discord sets flagLoading on a deferred response.
// https://discord.com/developers/docs/resources/message#message-object-message-types
const (
	defaultMessage, replyMessage, slashMessage, contextMenuMessage = 0, 19, 20, 23
	flagEphemeral, flagLoading, flagComponentsV2                   = 1 << 6, 1 << 7, 1 << 15
)

// Ephemeral reports whether only the user of the interaction sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// loading reports whether the message is a deferral.
func (m *Message) loading() bool { return m.Flags&flagLoading != 0 }

// URL returns the link to the message.
func (m *Message) URL() string {
	return "https://discord.com/channels/" + cmp.Or(m.Guild, "@me") + "/" + m.Channel + "/" + m.ID
}

// JSON returns the message's JSON as the bot sent it.
func (m *Message) JSON() string {
	b, _ := json.MarshalIndent(m.parts, "", "  ")
	return string(b)
}

// snapshot returns a copy for the test.
func (m *Message) snapshot() *Message {
	c := *m
	c.parts, c.Reactions = maps.Clone(m.parts), slices.Clone(m.Reactions)
	return &c
}

// Post is a message that a user writes.
type Post struct {
	Text    string
	ReplyTo *Message // the message it replies to, or nil
	Silent  bool     // the author of ReplyTo is not notified
	Webhook bool     // written by a webhook under the name of the user
	System  int      // the type of a message by Discord, for example 7 for a new member
	// Extra are more fields of the message object, such as "embeds". Discord hides them
	// where it hides the text.
	Extra map[string]any
}

// Say makes u write text in their channel. It notifies those whom text mentions: users
// as <@1> and, if u may MentionEveryone, everyone by @everyone or @here.
func (s *Server) Say(u User, text string) *Message {
	s.t.Helper()
	return s.Post(u, Post{Text: text})
}

// Post makes u write a message in their channel, or in that of the message it replies
// to. The bot receives it if its intents include it.
func (s *Server) Post(u User, p Post) *Message {
	s.t.Helper()
	m := &Message{Author: u, Webhook: p.Webhook, Content: p.Text, channel: u.channel(), kind: p.System, extra: p.Extra}
	m.Pings = mentionsIn(p.Text)
	m.everyone = u.Permissions&(MentionEveryone|Administrator) != 0 && everyone.MatchString(p.Text)
	if p.ReplyTo != nil {
		to := s.visible(u, p.ReplyTo)
		m.channel, m.kind, m.ReplyTo, m.repliesTo = to.channel, replyMessage, to.ID, to
		if !p.Silent && !to.Webhook && !slices.Contains(m.Pings, to.Author.ID) {
			m.Pings = append(m.Pings, to.Author.ID)
		}
	}
	s.visit(m.channel)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !p.Webhook {
		m.nonce, _ = json.Marshal(s.id())
	}
	s.add(m)
	s.wake()
	return m.snapshot()
}

// visible returns the server's own m, and fails the test if u cannot see it. Private
// channels with others count as one, since their members are not known.
func (s *Server) visible(u User, m *Message) *Message {
	s.t.Helper()
	if m.Ephemeral() && m.Interaction.user.ID != u.ID || m.Guild != u.Guild ||
		m.channel.kind == directMessage && m.Channel != u.ChannelID() {
		s.t.Fatalf("discordtest: user %s does not see message %s", u.ID, m.ID)
	}
	return locked(s, func() *Message { return s.messages[m.ID] })
}

// Replay sends MESSAGE_CREATE for m again, as Discord may when a session is resumed.
func (s *Server) Replay(m *Message) {
	s.change(func() { s.announceCreate(s.messages[m.ID]) })
}

// Delete makes a moderator delete messages of a channel, all at once.
func (s *Server) Delete(messages ...*Message) {
	s.change(func() {
		if len(messages) == 1 {
			s.delete(s.messages[messages[0].ID])
			return
		}
		var ids []string
		for _, m := range messages {
			s.messages[m.ID].Deleted = true
			ids = append(ids, m.ID)
		}
		s.announce("MESSAGE_DELETE_BULK", messages[0].channel, object{"ids": ids})
	})
}

// RepliesTo returns the public replies to m, oldest first. To check that there is none,
// first wait for the reply to a later message, and stop the bot.
func (s *Server) RepliesTo(m *Message) (replies []*Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(s.messages)) {
		if other := s.messages[id]; other.ReplyTo == m.ID && !other.Ephemeral() && !other.Deleted {
			replies = append(replies, other.snapshot())
		}
	}
	return replies
}

// WaitReplyTo waits for the bot's reply to m and returns it.
func (s *Server) WaitReplyTo(m *Message) (reply *Message) {
	s.t.Helper()
	s.waitFor("reply to message "+m.ID, func() bool {
		for _, other := range s.messages {
			if other.ReplyTo == m.ID && other.Author.ID == AppID && !other.Ephemeral() && !other.loading() {
				reply = other.snapshot()
			}
		}
		return reply != nil
	})
	return reply
}

// Direct returns the messages that the bot sent to u directly, other than replies, oldest
// first.
func (s *Server) Direct(u User) []*Message {
	return locked(s, func() []*Message { return s.direct(u) })
}

// WaitDirect waits until the bot has sent u n such messages, and returns the last.
func (s *Server) WaitDirect(u User, n int) (m *Message) {
	s.t.Helper()
	s.waitFor(fmt.Sprintf("%d direct messages to user %s", n, u.ID), func() bool {
		sent := s.direct(u)
		if len(sent) < n {
			return false
		}
		m = sent[n-1]
		return true
	})
	return m
}

// RefuseDirect makes u accept no direct messages from the bot.
func (s *Server) RefuseDirect(u User) {
	s.change(func() { s.unwelcome[User{ID: u.ID}.ChannelID()] = true })
}

// Latest returns the current version of m.
func (s *Server) Latest(m *Message) *Message {
	return locked(s, func() *Message { return s.messages[m.ID].snapshot() })
}

// WaitDeleted waits until m is deleted.
func (s *Server) WaitDeleted(m *Message) {
	s.t.Helper()
	s.waitFor("deletion of message "+m.ID, func() bool { return s.messages[m.ID].Deleted })
}

var (
	mention  = regexp.MustCompile(`<@!?([0-9]+)>`)
	everyone = regexp.MustCompile(`@(everyone|here)`)
)

// mentionsIn returns the IDs of the users that a text mentions, without repetitions.
func mentionsIn(text string) (ids []string) {
	for _, match := range mention.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(ids, match[1]) {
			ids = append(ids, match[1])
		}
	}
	return ids
}

// What follows must be called with s.mu held.

func (s *Server) direct(u User) (sent []*Message) {
	for _, id := range slices.Sorted(maps.Keys(s.messages)) {
		m := s.messages[id]
		if m.Author.ID == AppID && m.channel == (User{ID: u.ID}).channel() && m.kind == defaultMessage && m.Interaction == nil {
			sent = append(sent, m.snapshot())
		}
	}
	return sent
}

func (s *Server) add(m *Message) *Message {
	m.ID, m.created = cmp.Or(m.ID, s.id()), time.Now()
	m.Guild, m.Channel = m.channel.guild, m.channel.id
	s.messages[m.ID] = m
	if s.threads[m.Channel] != nil {
		m.position = len(s.messages)
	}
	if !m.Ephemeral() {
		s.announceCreate(m)
	}
	return m
}

// create creates the bot's message with these parts. Who sees it and who is notified
// cannot change later.
func (s *Server) create(m Message, parts map[string]json.RawMessage) *Message {
	m.Author, m.nonce = bot, parts["nonce"]
	m.update(parts)
	m.ping()
	return s.add(&m)
}

// update replaces the parts of the bot's message m that are in parts, but not who sees
// the message.
func (m *Message) update(parts map[string]json.RawMessage) {
	m.Updated = m.parts != nil
	if !m.Updated {
		m.parts = map[string]json.RawMessage{}
	}
	maps.Copy(m.parts, parts)
	body, _ := json.Marshal(m.parts)
	now := decode[message](body)
	m.Components, m.Flags = now.Components, m.Flags&flagEphemeral|now.Flags
}

// ping sets who is notified by the bot's message m: the users that it mentions and
// allowed_mentions includes, if they see it.
func (m *Message) ping() {
	allowed := decode[struct{ Users []string }](m.parts["allowed_mentions"])
	m.Pings = slices.DeleteFunc(mentionsIn(m.Text()), func(id string) bool {
		return m.Ephemeral() || !slices.Contains(allowed.Users, id)
	})
}

func (s *Server) delete(m *Message) {
	m.Deleted = true
	if !m.Ephemeral() {
		s.announce("MESSAGE_DELETE", m.channel, object{"id": m.ID})
	}
}

// announceCreate sends MESSAGE_CREATE for m.
func (s *Server) announceCreate(m *Message) { s.announceMessage("MESSAGE_CREATE", m) }

// announceMessage sends an event with m.
func (s *Server) announceMessage(name string, m *Message) {
	event := m.shown()
	if session := s.gateway.byShard[s.gateway.shardOf(m.Guild)]; session != nil && session.intents&intentMessageContent != 0 {
		event = m.object()
	}
	s.selfCheck(schema.Message, event)
	if _, webhook := event["webhook_id"]; m.Guild != "" && !webhook {
		event["member"] = m.Author.member()
	}
	s.announce(name, m.channel, event)
}

// announce sends an event about messages in c, if the bot's intents include it.
func (s *Server) announce(name string, c channel, event object) {
	event["channel_id"] = c.id
	intent := intentDirectMessages
	if c.guild != "" {
		event["guild_id"], intent = c.guild, intentGuildMessages
	}
	session := s.gateway.byShard[s.gateway.shardOf(c.guild)]
	if c.hasBot() && session != nil && session.intents&intent != 0 {
		s.push(session, name, event, nil)
	}
}

// object returns m as Discord describes it to those who see all of it.
func (m *Message) object() object {
	mentions := []any{}
	for _, id := range m.Pings {
		mentions = append(mentions, userWithID(id).object())
	}
	o := object{
		"id": m.ID, "channel_id": m.Channel, "author": m.Author.object(), "type": m.kind, "flags": m.Flags,
		"content": m.Content, "embeds": []any{}, "components": []any{}, "attachments": []any{}, "mentions": mentions,
		"mention_roles": []any{}, "mention_everyone": m.everyone, "pinned": false, "tts": false,
		"timestamp": m.created.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil,
	}
	if components, ok := m.parts["components"]; ok {
		o["components"] = components
	}
	maps.Copy(o, m.extra)
	if !m.edited.IsZero() {
		o["edited_timestamp"] = m.edited.UTC().Format(time.RFC3339Nano)
	}
	if m.position > 0 {
		o["position"] = m.position
	}
	if m.Author.ID == AppID && m.Interaction != nil {
		o["webhook_id"], o["application_id"] = AppID, AppID
		o["interaction_metadata"] = m.Interaction.metadata()
	}
	if m.Webhook {
		o["webhook_id"] = m.Author.ID
		o["author"].(object)["bot"] = true
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if to := m.repliesTo; to != nil {
		reference := object{"type": 0, "message_id": to.ID, "channel_id": to.Channel}
		if to.Guild != "" {
			reference["guild_id"] = to.Guild
		}
		o["message_reference"], o["referenced_message"] = reference, nil
		if !to.Deleted {
			o["referenced_message"] = to.object()
		}
	}
	return o
}

// shown returns m as Discord describes it to a bot without the privileged intent for
// message content: empty, unless the bot wrote it, is mentioned or gets it directly.
// https://discord.com/developers/docs/events/gateway#message-content-intent
func (m *Message) shown() object {
	o := m.object()
	if m.Author.ID != AppID && m.channel.kind != directMessage && !slices.Contains(m.Pings, AppID) {
		o["content"], o["components"], o["embeds"], o["attachments"] = "", []any{}, []any{}, []any{}
		delete(o, "poll")
		delete(o, "message_snapshots")
	}
	if _, exists := o["referenced_message"].(object); exists {
		o["referenced_message"] = m.repliesTo.shown()
	}
	return o
}

// The types of component that matter here.
// https://discord.com/developers/docs/components/reference#component-object-component-types
const actionRow, button, stringSelect, textInput, textDisplay = 1, 2, 3, 4, 10

// Component is a part of a message: a text, a control, or a group of others.
type Component struct {
	Type        int
	Content     string // of a text
	Style       int    // of a button
	Label       string // of a button
	URL         string // of a link button
	CustomID    string `json:"custom_id"`
	Disabled    bool
	Placeholder string   // of a menu
	Options     []Option // of a menu
	Components  []Component
	Accessory   *Component // of a section
	Items       []Item     // of a gallery
	File        struct{ URL string }
}

// Item is a picture of a gallery.
type Item struct {
	Media       struct{ URL string }
	Description string
}

// Option is a line of a select menu.
type Option struct{ Label, Value, Description string }

// all returns components and those within them, from top to bottom; the accessory of a
// section comes last.
func all(list []Component) (flat []*Component) {
	for i := range list {
		c := &list[i]
		flat = append(append(flat, c), all(c.Components)...)
		if c.Accessory != nil {
			flat = append(flat, c.Accessory)
		}
	}
	return flat
}

func ofType(kind int, list []Component) []*Component {
	return slices.DeleteFunc(all(list), func(c *Component) bool { return c.Type != kind })
}

// Text returns the text of the message, from top to bottom, with a line for each part.
func (m *Message) Text() string {
	if m.Content != "" {
		return m.Content
	}
	var texts []string
	for _, c := range ofType(textDisplay, m.Components) {
		texts = append(texts, c.Content)
	}
	return strings.Join(texts, "\n")
}

// Buttons returns the message's buttons, from top to bottom.
func (m *Message) Buttons() []*Component { return ofType(button, m.Components) }

// Menus returns the message's select menus, from top to bottom.
func (m *Message) Menus() []*Component { return ofType(stringSelect, m.Components) }

// ButtonNamed returns the first button with that label, or nil.
func (m *Message) ButtonNamed(label string) *Component {
	return first(m.Buttons(), func(c *Component) bool { return c.Label == label })
}

// MenuOf returns the first menu with that placeholder, or nil.
func (m *Message) MenuOf(placeholder string) *Component {
	return first(m.Menus(), func(c *Component) bool { return c.Placeholder == placeholder })
}

func first(list []*Component, is func(*Component) bool) *Component {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}
