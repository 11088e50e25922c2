package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
)

// Message is a message of the bot's or of somebody else's, as it was when the
// test got it.
type Message struct {
	ID          string
	Guild       string // "" for a private channel
	Channel     string
	Author      User
	Webhook     bool         // a webhook said it, in the name of Author
	Interaction *Interaction // the one it answers, nil for none
	ReplyTo     string       // the id of the message it replies to, "" for none
	Content     string       // of a message without components V2
	Components  []Component
	Flags       int
	Pings       []string // ids of the users whom it notifies
	Updated     bool     // it took the place of an earlier text of the same message
	Deleted     bool

	s        *Server
	place    place
	kind     int // the type of message
	created  time.Time
	nonce    json.RawMessage            // by which its client knows it
	answered *Message                   // what it replies to
	roles    []string                   // ids of the roles it notifies
	everyone bool                       // it notifies everyone
	parts    map[string]json.RawMessage // of the bot's, as it sent them
}

// The types of message.
// https://discord.com/developers/docs/resources/message#message-object-message-types
const (
	plainMessage   = 0
	replyMessage   = 19
	slashMessage   = 20 // answers a slash command
	contextMessage = 23 // answers a command of a menu
)

// Ephemeral tells whether the asker alone sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// V2 tells whether the message is one of components V2.
func (m *Message) V2() bool { return m.Flags&flagComponentsV2 != 0 }

// loading tells whether the bot has only announced the message.
func (m *Message) loading() bool { return m.Flags&flagLoading != 0 }

// URL is the address by which others find the message.
func (m *Message) URL() string {
	guild := m.Guild
	if guild == "" {
		guild = "@me"
	}
	return fmt.Sprintf("https://discord.com/channels/%s/%s/%s", guild, m.Channel, m.ID)
}

// JSON returns the message as the bot sent it.
func (m *Message) JSON() string {
	b, _ := json.MarshalIndent(m.parts, "", "  ")
	return string(b)
}

// seenBy tells whether u sees the message. A private channel is only told apart
// by its kind: who is in it with others is not known.
func (m *Message) seenBy(u User) bool {
	p := u.place()
	switch {
	case m.Ephemeral() && m.Interaction.user.ID != u.ID, m.Guild != p.guild:
		return false
	case m.place.kind == directMessage:
		return m.Channel == p.channel
	}
	return true
}

// add puts m, whose place is known, where it is seen. s.mu must be held.
func (s *Server) add(m *Message) *Message {
	m.ID, m.created, m.s = s.id(), s.now(), s
	m.Guild, m.Channel = m.place.guild, m.place.channel
	s.messages[m.ID] = m
	if !m.Ephemeral() {
		s.announce(m)
	}
	return m
}

// say makes the message that parts describe, by the bot. Who sees it and whom
// it notifies is fixed now.
func (s *Server) say(m Message, parts map[string]json.RawMessage) *Message {
	m.Author, m.nonce, m.s = theBot, parts["nonce"], s
	m.become(parts)
	m.ping()
	return s.add(&m)
}

// become replaces what parts hold; what they lack stays. Who sees the message
// is not changed by that.
func (m *Message) become(parts map[string]json.RawMessage) {
	m.Updated = m.parts != nil
	if !m.Updated {
		m.parts = map[string]json.RawMessage{}
	}
	maps.Copy(m.parts, parts)
	all, _ := json.Marshal(m.parts)
	var seen struct {
		Content    string
		Components []Component
		Flags      int
	}
	if err := json.Unmarshal(all, &seen); err != nil {
		m.s.problem("message %s: %v", all, err)
	}
	m.Content, m.Components = seen.Content, seen.Components
	m.Flags = m.Flags&flagEphemeral | seen.Flags
}

var (
	userMention = regexp.MustCompile(`<@!?([0-9]+)>`)
	roleMention = regexp.MustCompile(`<@&([0-9]+)>`)
)

// mentioned returns the ids that pattern finds in a text, each once.
func mentioned(pattern *regexp.Regexp, text string) []string {
	var ids []string
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(ids, match[1]) {
			ids = append(ids, match[1])
		}
	}
	return ids
}

// ping sets whom the bot's message notifies: those mentioned whom it allows to
// be, if they see it.
func (m *Message) ping() {
	var allowed struct{ Users []string }
	json.Unmarshal(m.parts["allowed_mentions"], &allowed)
	m.Pings = slices.DeleteFunc(mentioned(userMention, m.Text()), func(id string) bool {
		return m.Ephemeral() || !slices.Contains(allowed.Users, id)
	})
}

func (m *Message) notifies(id string) bool { return slices.Contains(m.Pings, id) }

// snapshot is m as it is now, for a test to keep.
func (m *Message) snapshot() *Message {
	c := *m
	c.parts = maps.Clone(m.parts)
	return &c
}

// Latest returns m as it is now.
func (s *Server) Latest(m *Message) *Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages[m.ID].snapshot()
}

// WaitDeleted waits until m is deleted.
func (s *Server) WaitDeleted(m *Message) {
	s.t.Helper()
	s.waitFor("message "+m.ID+" to be deleted", func() bool { return s.messages[m.ID].Deleted })
}
