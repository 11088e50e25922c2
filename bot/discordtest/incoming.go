package discordtest

import (
	"encoding/json"
	"strconv"
)

const channelID = "1400000000000000001" // where all is said

// User is somebody who uses the bot.
type User struct {
	ID          string
	Guild       string // the server they are on; "" is a direct message
	Roles       []string
	Permissions int64 // in the server, as bits
}

// Permissions that matter to bots.
const (
	Administrator int64 = 1 << 3
	ManageServer  int64 = 1 << 5
)

func (u User) object() map[string]any {
	return map[string]any{"id": u.ID, "username": "user" + u.ID, "discriminator": "0", "global_name": "User " + u.ID, "avatar": nil}
}

func (u User) member() map[string]any {
	roles := u.Roles
	if roles == nil {
		roles = []string{}
	}
	return map[string]any{
		"user": u.object(), "roles": roles, "permissions": strconv.FormatInt(u.Permissions, 10),
		"joined_at": "2024-01-01T00:00:00.000000+00:00", "deaf": false, "mute": false, "flags": 0,
		"pending": false, "nick": nil, "avatar": nil, "premium_since": nil,
	}
}

// owners tells for which installation the bot is used: the server's (type 0),
// which is "0" in a direct message.
func (u User) owners() map[string]any {
	if u.Guild == "" {
		return map[string]any{"0": "0"}
	}
	return map[string]any{"0": u.Guild}
}

// Command has u use a slash command.
func (s *Server) Command(u User, name string, options map[string]string) *Interaction {
	s.t.Helper()
	return s.Send(u, command, s.commandData(u, name, options, ""))
}

// Autocomplete has u type text into an option of a slash command; filled are
// the options filled in before.
func (s *Server) Autocomplete(u User, name, option, text string, filled map[string]string) *Interaction {
	s.t.Helper()
	options := map[string]string{option: text}
	for k, v := range filled {
		options[k] = v
	}
	return s.Send(u, autocomplete, s.commandData(u, name, options, option))
}

// commandData is what Discord sends about a slash command. The command must be
// registered where u is, as nobody can use another.
func (s *Server) commandData(u User, name string, options map[string]string, focused string) map[string]any {
	s.t.Helper()
	registered := s.registered(u.Guild, name)
	if registered == nil {
		s.t.Fatalf("discordtest: /%s is not registered for guild %q", name, u.Guild)
	}
	data := map[string]any{"id": registered["id"], "name": name, "type": 1}
	if u.Guild != "" && registered["guild_id"] != nil {
		data["guild_id"] = registered["guild_id"]
	}
	var list []any
	for k, v := range options {
		option := map[string]any{"type": 3, "name": k, "value": v}
		if k == focused {
			option["focused"] = true
		}
		list = append(list, option)
	}
	if list != nil {
		data["options"] = list
	}
	return data
}

// registered returns a command as it was registered for a guild or globally.
func (s *Server) registered(guild, name string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range append(s.commands[guild], s.commands[""]...) {
		if c["name"] == name {
			return c
		}
	}
	return nil
}

// Pick has u pick a value from the select menu of m.
func (s *Server) Pick(u User, m *Message, value string) *Interaction {
	s.t.Helper()
	menu := m.Menu()
	if menu == nil || !menu.Has(value) {
		s.t.Fatalf("discordtest: message %s has no menu with the value %q", m.ID, value)
	}
	return s.SendOn(u, m, map[string]any{"custom_id": menu.CustomID, "component_type": 3, "values": []string{value}})
}

// SendOn has u use a component of m, with whatever data.
func (s *Server) SendOn(u User, m *Message, data any) *Interaction {
	s.t.Helper()
	s.mu.Lock()
	m = s.messages[m.ID]
	s.mu.Unlock()
	return s.deliver(&Interaction{s: s, kind: component, user: u, message: m}, data)
}

// Send has u cause an interaction of a type, with whatever data. It goes out
// over the gateway, or waits in the session until the client resumes it.
func (s *Server) Send(u User, kind int, data any) *Interaction {
	s.t.Helper()
	return s.deliver(&Interaction{s: s, kind: kind, user: u}, data)
}

func (s *Server) deliver(i *Interaction, data any) *Interaction {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gateway.last == nil {
		s.mu.Unlock() // Fatalf ends this goroutine, whose defers want it locked
		defer s.mu.Lock()
		s.t.Fatalf("discordtest: no client has ever been READY")
	}
	i.ID, i.Token, i.created = s.id(), "aW50ZXJhY3Rpb24."+s.id(), s.now()
	s.interactions[i.ID] = i
	event := i.event(data)
	if known(i.kind) {
		for _, p := range s.spec.checkIncoming(event) {
			s.problem("the double's own interaction is wrong: %s", p)
		}
	}
	s.dispatch("INTERACTION_CREATE", event)
	s.wake()
	return i
}

// event is i as INTERACTION_CREATE tells it.
func (i *Interaction) event(data any) map[string]any {
	e := map[string]any{
		"id": i.ID, "application_id": AppID, "type": i.kind, "token": i.Token, "version": 1,
		"channel_id": channelID, "channel": map[string]any{"id": channelID, "type": 1},
		"locale": "en-US", "app_permissions": "2248473465835073", "entitlements": []any{},
		"authorizing_integration_owners": i.user.owners(), "attachment_size_limit": 10485760,
		"context": 1,
	}
	if data != nil {
		e["data"] = data
	}
	if i.message != nil {
		e["message"] = i.message.object()
	}
	if i.user.Guild == "" {
		e["user"] = i.user.object()
		return e
	}
	e["member"] = i.user.member()
	e["guild_id"] = i.user.Guild
	e["guild_locale"] = "en-US"
	e["guild"] = map[string]any{"id": i.user.Guild, "locale": "en-US", "features": []any{}}
	e["context"] = 0
	e["channel"] = map[string]any{"id": channelID, "type": 0}
	return e
}

// object is m as Discord sends it along with a component's interaction.
func (m *Message) object() map[string]any {
	asked := m.Interaction
	o := map[string]any{
		"id": m.ID, "channel_id": channelID, "author": bot(), "type": 20,
		"content": m.Content, "embeds": m.raw("embeds"), "components": m.raw("components"),
		"attachments": []any{}, "mentions": []any{}, "mention_roles": []any{}, "mention_everyone": false,
		"pinned": false, "tts": false, "timestamp": "2026-01-01T00:00:00.000000+00:00", "edited_timestamp": nil,
		"flags": m.Flags, "webhook_id": AppID, "application_id": AppID,
		"interaction_metadata": map[string]any{
			"id": asked.ID, "type": asked.kind, "user": asked.user.object(),
			"authorizing_integration_owners": asked.user.owners(),
		},
	}
	if asked.kind == component {
		o["interaction_metadata"].(map[string]any)["interacted_message_id"] = asked.message.ID
	}
	return o
}

// raw is a part of the message's body, an empty list when it is not there.
func (m *Message) raw(part string) any {
	var v []any
	if raw, ok := m.parts[part]; ok && json.Unmarshal(raw, &v) == nil && v != nil {
		return v
	}
	return []any{}
}
