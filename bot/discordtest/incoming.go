package discordtest

import "encoding/json"

// Command has u use a slash command. Options are told as text: "true" and
// "false" for a boolean one, the id for one of a user.
func (s *Server) Command(u User, name string, options map[string]string) *Interaction {
	s.t.Helper()
	return s.slash(u, command, name, options, "")
}

// Autocomplete has u type text into an option of a slash command; filled are
// the options filled in before.
func (s *Server) Autocomplete(u User, name, option, text string, filled map[string]string) *Interaction {
	s.t.Helper()
	options := map[string]string{option: text}
	for k, v := range filled {
		options[k] = v
	}
	return s.slash(u, autocomplete, name, options, option)
}

func (s *Server) slash(u User, kind int, name string, options map[string]string, focused string) *Interaction {
	s.t.Helper()
	c := s.offered(u, slashCommand, name)
	list, resolved, err := fill(c, u, options, focused)
	if err != nil {
		s.t.Fatalf("discordtest: /%s: %v", name, err)
	}
	data := c.used()
	if list != nil {
		data["options"] = list
	}
	if kind == command && resolved != nil {
		data["resolved"] = resolved
	}
	return s.Send(u, kind, data)
}

// MessageCommand has u use a command of the menu of m.
func (s *Server) MessageCommand(u User, name string, m *Message) *Interaction {
	s.t.Helper()
	data := s.offered(u, messageCommand, name).used()
	m = s.visible(u, m)
	s.mu.Lock()
	data["target_id"] = m.ID
	data["resolved"] = map[string]any{"messages": map[string]any{m.ID: m.object()}}
	s.mu.Unlock()
	return s.deliver(&Interaction{kind: command, user: u, place: m.place, target: m}, data)
}

// Press has u press the first button of m with a label.
func (s *Server) Press(u User, m *Message, label string) *Interaction {
	s.t.Helper()
	b := s.Latest(m).ButtonNamed(label)
	if b == nil || b.Disabled || b.CustomID == "" {
		s.t.Fatalf("discordtest: message %s has no button %q to press: %+v", m.ID, label, b)
	}
	return s.SendOn(u, m, map[string]any{"custom_id": b.CustomID, "component_type": button})
}

// Pick has u pick a value from the first select menu of m that has it.
func (s *Server) Pick(u User, m *Message, value string) *Interaction {
	s.t.Helper()
	menu := first(s.Latest(m).Menus(), func(c *Component) bool { return c.Has(value) && !c.Disabled })
	if menu == nil {
		s.t.Fatalf("discordtest: message %s has no menu with the value %q", m.ID, value)
	}
	return s.SendOn(u, m, map[string]any{"custom_id": menu.CustomID, "component_type": stringSelect, "values": []string{value}})
}

// SendOn has u use a component of m, with whatever data. The message may be
// deleted already, as when two use it at a time.
func (s *Server) SendOn(u User, m *Message, data any) *Interaction {
	s.t.Helper()
	m = s.visible(u, m)
	return s.deliver(&Interaction{kind: component, user: u, place: m.place, message: m}, data)
}

// Send has u cause an interaction of a type, with whatever data. It goes out
// over the gateway, or waits in the session until the client resumes it; after
// PostTo it is posted.
func (s *Server) Send(u User, kind int, data any) *Interaction {
	s.t.Helper()
	return s.deliver(&Interaction{kind: kind, user: u, place: u.place()}, data)
}

func (s *Server) deliver(i *Interaction, data any) *Interaction {
	s.t.Helper()
	if i.user.Bot {
		s.t.Fatalf("discordtest: a bot uses the bot")
	}
	if len(i.owners()) == 0 {
		s.t.Fatalf("discordtest: user %s has no app at %+v, where the bot is not", i.user.ID, i.place)
	}
	s.visit(i.place)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpoint == "" && s.gateway.last == nil {
		s.mu.Unlock() // Fatalf ends this goroutine, whose defers want it locked
		defer s.mu.Lock()
		s.t.Fatalf("discordtest: no client has ever been READY")
	}
	i.s, i.ID, i.Token, i.created = s, s.id(), "aW50ZXJhY3Rpb24."+s.id(), s.now()
	s.interactions[i.ID] = i
	event := i.event(data)
	i.told = event
	if known(i.kind) {
		for _, p := range s.schemas().checkIncoming(event) {
			s.problem("the double's own interaction is wrong: %s", p)
		}
	}
	s.carry(i, event)
	s.wake()
	return i
}

// Repeat tells the bot of i once more, as Discord does when a session is resumed.
func (s *Server) Repeat(i *Interaction) {
	s.change(func() { s.carry(i, i.told) })
}

// carry tells the bot of i, the way it wants to hear of it.
func (s *Server) carry(i *Interaction, event map[string]any) {
	if s.endpoint == "" {
		s.dispatch("INTERACTION_CREATE", event, i)
		return
	}
	body, err := json.Marshal(event)
	if err != nil {
		s.problem("encode interaction %s: %v", i.ID, err)
		return
	}
	i.sent = s.now()
	go s.post(i, s.endpoint, body)
}

// event is i as INTERACTION_CREATE tells it.
func (i *Interaction) event(data any) map[string]any {
	e := map[string]any{
		"id": i.ID, "application_id": AppID, "type": i.kind, "token": i.Token, "version": 1,
		"channel_id": i.place.channel, "channel": map[string]any{"id": i.place.channel, "type": i.place.kind},
		"context": i.place.context(), "locale": i.user.locale(),
		"app_permissions": "2248473465835073", "entitlements": []any{},
		"authorizing_integration_owners": i.owners(), "attachment_size_limit": 10485760,
	}
	if data != nil {
		e["data"] = data
	}
	if i.message != nil {
		e["message"] = i.message.object()
	}
	if guild := i.place.guild; guild == "" {
		e["user"] = i.user.object()
	} else {
		e["member"] = i.user.actor()
		e["guild_id"], e["guild_locale"] = guild, "en-US"
		e["guild"] = map[string]any{"id": guild, "locale": "en-US", "features": []any{}}
	}
	return e
}

// owners are the installations that i comes from. A component's are those of
// the command its message answers.
func (i *Interaction) owners() map[string]any {
	if i.message != nil && i.message.Interaction != nil {
		return i.message.Interaction.owners()
	}
	return i.user.owners(i.place)
}

// metadata is i as the messages that answer it tell it.
func (i *Interaction) metadata() map[string]any {
	m := map[string]any{
		"id": i.ID, "type": i.kind, "user": i.user.object(),
		"authorizing_integration_owners": i.owners(),
	}
	switch {
	case i.message != nil:
		m["interacted_message_id"] = i.message.ID
	case i.target != nil:
		m["target_message_id"] = i.target.ID
	}
	return m
}
