package discordtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"alliancebot/bot/discordtest/schema"
)

// The types of interaction and of the first response to one, and how long Discord
// waits for the response and for edits of it.
const (
	ping, command, component, autocomplete, formSubmit                                 = 1, 2, 3, 4, 5
	pong, sendMessage, deferMessage, deferUpdate, updateMessage, sendChoices, openForm = 1, 4, 5, 6, 7, 8, 9
	firstResponse, tokenLife                                                           = 3 * time.Second, 15 * time.Minute
)

// Interaction is one use of the bot, with the bot's responses.
type Interaction struct {
	ID      string
	Token   string // the secret in its callback and webhook URLs
	s       *Server
	kind    int
	user    User
	channel channel
	message *Message     // whose component was used, or opened the form
	opener  *Interaction // that opened the form
	target  *Message     // that a message command was used on
	created time.Time
	event   object // as it was sent to the bot

	// Guarded by Server.mu:
	response int       // the type of the first response; 0 if none yet
	choices  []Choice  // of an autocomplete response
	form     *Form     // that was opened
	original *Message  // called @original in webhook URLs
	shown    bool      // original shows the bot's reply to this interaction
	sent     time.Time // when it was last sent to the bot before a response
	answered time.Time // when the first response arrived
	refused  int       // further responses
}

// Choice is a suggestion for an option.
type Choice struct{ Name, Value string }

// Reply waits for the message that the bot responds with, and returns it.
func (i *Interaction) Reply() (m *Message) {
	i.s.t.Helper()
	i.s.waitFor("reply to interaction "+i.ID, func() bool {
		if i.shown {
			m = i.original.snapshot()
		}
		return i.shown
	})
	return m
}

// Choices waits for the suggestions in response to an Autocomplete, and returns them.
func (i *Interaction) Choices() []Choice {
	i.s.t.Helper()
	i.WaitResponse()
	return locked(i.s, func() []Choice { return i.choices })
}

// WaitResponse waits for the first response and returns its type.
func (i *Interaction) WaitResponse() int {
	i.s.t.Helper()
	i.s.waitFor("response to interaction "+i.ID, func() bool { return i.response != 0 })
	return i.Response()
}

// Response returns the type of the first response so far, or 0.
func (i *Interaction) Response() int { return locked(i.s, func() int { return i.response }) }

// Outcome is the outcome of an interaction.
type Outcome int

const (
	Answered    Outcome = iota // Discord accepted a first response
	Missed                     // it reached the bot in time, but got no valid first response: the bot's fault
	Undelivered                // it did not reach the bot in time, since the bot was not connected
)

// reaction is how much time for a first response a bot must have had to be blamed for
// missing it. It is long enough for a busy machine.
const reaction = 500 * time.Millisecond

// Outcome waits until the outcome of i is certain, at most three seconds, and returns
// it.
func (i *Interaction) Outcome() Outcome {
	for {
		i.s.mu.Lock()
		answered, left, changed := i.response != 0, firstResponse-time.Since(i.created), i.s.changed
		late := i.sent.IsZero() || i.sent.Sub(i.created) > firstResponse-reaction
		i.s.mu.Unlock()
		switch {
		case answered:
			return Answered
		case left < 0 && late:
			return Undelivered
		case left < 0:
			return Missed
		}
		select {
		case <-changed:
		case <-time.After(left + time.Millisecond):
		}
	}
}

// Times are the times of an interaction's events; zero for what has not happened.
type Times struct {
	Made     time.Time // by the user
	Sent     time.Time // to the bot, the last time before the first response
	Answered time.Time // when the first response arrived
}

// Times returns the times of i's events so far.
func (i *Interaction) Times() Times {
	return locked(i.s, func() Times { return Times{i.created, i.sent, i.answered} })
}

// Refused returns the number of responses after the first, which Discord refuses.
func (i *Interaction) Refused() int { return locked(i.s, func() int { return i.refused }) }

// Command makes u use a slash command, or a subcommand such as "knowledge why". Option
// values are text: "true" and "false" for a boolean, the ID for a user.
func (s *Server) Command(u User, name string, options map[string]string) *Interaction {
	s.t.Helper()
	name, part, _ := strings.Cut(name, " ")
	return s.Send(u, command, s.offered(u, slashCommand, name).fill(s.t, part, options, ""))
}

// Autocomplete makes u type text into an option of a slash command or a subcommand, with
// other options already filled in.
func (s *Server) Autocomplete(u User, name, option, text string, filled map[string]string) *Interaction {
	s.t.Helper()
	options := map[string]string{option: text}
	maps.Copy(options, filled)
	name, part, _ := strings.Cut(name, " ")
	return s.Send(u, autocomplete, s.offered(u, slashCommand, name).fill(s.t, part, options, option))
}

// MessageCommand makes u use a command from the context menu of m.
func (s *Server) MessageCommand(u User, name string, m *Message) *Interaction {
	s.t.Helper()
	data := s.offered(u, messageCommand, name).data()
	m = s.visible(u, m)
	target := locked(s, m.object)
	data["target_id"], data["resolved"] = m.ID, object{"messages": object{m.ID: target}}
	return s.deliver(&Interaction{kind: command, user: u, channel: m.channel, target: m}, data)
}

// Press makes u press the first button of m with that label.
func (s *Server) Press(u User, m *Message, label string) *Interaction {
	s.t.Helper()
	b := s.Latest(m).ButtonNamed(label)
	if b == nil || b.Disabled || b.CustomID == "" {
		s.t.Fatalf("discordtest: message %s has no button %q to press: %+v", m.ID, label, b)
	}
	return s.SendOn(u, m, object{"custom_id": b.CustomID, "component_type": button})
}

// Pick makes u pick a value from the first select menu of m that has it.
func (s *Server) Pick(u User, m *Message, value string) *Interaction {
	s.t.Helper()
	menu := first(s.Latest(m).Menus(), func(c *Component) bool {
		return slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == value }) && !c.Disabled
	})
	if menu == nil {
		s.t.Fatalf("discordtest: message %s has no menu with the value %q", m.ID, value)
	}
	return s.SendOn(u, m, object{"custom_id": menu.CustomID, "component_type": stringSelect, "values": []string{value}})
}

// SendOn makes u use a component of m with any data. The message may already be
// deleted, as if two people used it at the same time.
func (s *Server) SendOn(u User, m *Message, data any) *Interaction {
	s.t.Helper()
	m = s.visible(u, m)
	return s.deliver(&Interaction{kind: component, user: u, channel: m.channel, message: m}, data)
}

// Send makes u cause an interaction of a type with any data. It is sent over the
// gateway, if necessary when the bot resumes its session, or posted after PostTo.
func (s *Server) Send(u User, kind int, data any) *Interaction {
	s.t.Helper()
	return s.deliver(&Interaction{kind: kind, user: u, channel: u.channel()}, data)
}

func (s *Server) deliver(i *Interaction, data any) *Interaction {
	s.t.Helper()
	connected := locked(s, func() bool { return s.endpoint != "" || len(s.gateway.sessions) > 0 })
	if !connected || len(i.owners()) == 0 {
		s.t.Fatalf("discordtest: no bot has ever been READY, or user %s has no app in channel %+v", i.user.ID, i.channel)
	}
	s.visit(i.channel)
	s.mu.Lock()
	defer s.mu.Unlock()
	i.s, i.ID, i.Token, i.created = s, s.id(), "aW50ZXJhY3Rpb24."+s.id(), time.Now()
	s.interactions[i.ID] = i
	i.event = i.object(data)
	s.send(i)
	s.wake()
	if i.kind >= command && i.kind <= autocomplete || i.opener != nil { // tests also send others
		s.selfCheck(schema.Interaction, i.event)
	}
	return i
}

// Repeat sends i to the bot again, as Discord may when a session is resumed.
func (s *Server) Repeat(i *Interaction) { s.change(func() { s.send(i) }) }

// What follows must be called with s.mu held.

func (s *Server) send(i *Interaction) {
	if s.endpoint == "" {
		if session := s.gateway.byShard[s.gateway.shardOf(i.channel.guild)]; session != nil {
			s.push(session, "INTERACTION_CREATE", i.event, i)
		}
		return
	}
	body, _ := json.Marshal(i.event)
	i.sent = time.Now()
	go s.post(i, s.endpoint, body)
}

// object returns i as Discord describes it to the bot.
func (i *Interaction) object(data any) object {
	o := object{
		"id": i.ID, "application_id": AppID, "type": i.kind, "token": i.Token, "version": 1,
		"channel_id": i.channel.id, "channel": object{"id": i.channel.id, "type": i.channel.kind},
		"context": contexts[i.channel.kind], "locale": i.user.Locale,
		"app_permissions": "2248473465835073", "entitlements": []any{},
		"authorizing_integration_owners": i.owners(), "attachment_size_limit": 10485760,
	}
	if i.user.Locale == "" {
		o["locale"] = "en-US"
	}
	if data != nil {
		o["data"] = data
	}
	if i.message != nil {
		o["message"] = i.message.object()
	}
	if guild := i.channel.guild; guild == "" {
		o["user"] = i.user.object()
	} else {
		member := i.user.member()
		member["user"], member["permissions"] = i.user.object(), strconv.FormatInt(i.user.Permissions, 10)
		o["member"], o["guild_id"], o["guild_locale"] = member, guild, "en-US"
		o["guild"] = object{"id": guild, "locale": "en-US", "features": []any{}}
	}
	return o
}

// owners returns the installations that i comes from: for a component, those of the
// command that its message responds to.
func (i *Interaction) owners() object {
	if i.message != nil && i.message.Interaction != nil {
		return i.message.Interaction.owners()
	}
	return i.user.owners(i.channel)
}

// metadata returns i as it is described in messages that respond to it.
func (i *Interaction) metadata() object {
	m := object{"id": i.ID, "type": i.kind, "user": i.user.object(), "authorizing_integration_owners": i.owners()}
	switch {
	case i.message != nil:
		m["interacted_message_id"] = i.message.ID
	case i.target != nil:
		m["target_message_id"] = i.target.ID
	}
	if i.opener != nil {
		delete(m, "interacted_message_id")
		m["triggering_interaction_metadata"] = i.opener.metadata()
	}
	return m
}

type response struct {
	Type int                        `json:"type"`
	Data map[string]json.RawMessage `json:"data"`
}

// respond applies a valid first response to i.
func (i *Interaction) respond(r response, arrived time.Time) *apiError {
	if r.Type == updateMessage && i.message.Deleted {
		return errUnknownMessage
	}
	i.response, i.answered = r.Type, arrived
	switch r.Type {
	case sendMessage, deferMessage:
		m := Message{channel: i.channel, kind: slashMessage, Interaction: i}
		if i.user.Confined && !botIsOn(i.channel.guild) {
			m.Flags = flagEphemeral
		}
		switch {
		case i.message != nil:
			m.kind, m.ReplyTo, m.repliesTo = replyMessage, i.message.ID, i.message
		case i.target != nil:
			m.kind = contextMenuMessage
		}
		i.original, i.shown = i.s.create(m, r.Data), r.Type == sendMessage
		if !i.shown {
			i.original.Flags |= flagLoading
		}
	case updateMessage:
		i.message.update(r.Data)
		i.original, i.shown = i.message, true
	case deferUpdate:
		i.original = i.message
	case sendChoices:
		i.choices = decode[[]Choice](r.Data["choices"])
	case openForm:
		data, _ := json.Marshal(r.Data)
		i.form = formOf(data)
	}
	return nil
}

// callbackResponse returns Discord's description of the first response to i.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object
func (i *Interaction) callbackResponse() object {
	about := object{"id": i.ID, "type": i.kind}
	o := object{"interaction": about}
	if m := i.original; m != nil {
		about["response_message_id"], about["response_message_loading"], about["response_message_ephemeral"] = m.ID, m.loading(), m.Ephemeral()
		if i.shown {
			o["resource"] = object{"type": i.response, "message": m.object()}
		}
	}
	return o
}
