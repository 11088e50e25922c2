package discordtest

import (
	"encoding/json"
)

const timeFormat = "2006-01-02T15:04:05.000000-07:00"

// object is m with all it holds, as Discord tells it to those it shows it to.
func (m *Message) object() map[string]any {
	o := map[string]any{
		"id": m.ID, "channel_id": m.Channel, "author": m.Author.object(), "type": m.kind, "flags": m.Flags,
		"content": m.Content, "embeds": m.list("embeds"), "components": completed(m.list("components")),
		"attachments": []any{}, "mentions": m.mentions(), "mention_roles": append([]string{}, m.roles...),
		"mention_everyone": m.everyone, "pinned": false, "tts": false,
		"timestamp": m.created.UTC().Format(timeFormat), "edited_timestamp": nil,
	}
	if m.Author.ID == AppID && m.Interaction != nil {
		o["webhook_id"], o["application_id"] = AppID, AppID
		o["interaction_metadata"] = m.Interaction.metadata()
	}
	if m.Webhook {
		o["webhook_id"] = m.Author.ID
		o["author"].(map[string]any)["bot"] = true
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if m.answered != nil {
		o["message_reference"] = m.answered.reference()
		o["referenced_message"] = nil
		if !m.answered.Deleted {
			o["referenced_message"] = m.answered.shown()
		}
	}
	return o
}

// shown is m as Discord tells it to a bot without the privileged intent for
// what messages hold: empty, unless the bot said it, is mentioned or addressed.
// https://discord.com/developers/docs/events/gateway#message-content-intent
func (m *Message) shown() map[string]any {
	o := m.object()
	if m.Author.ID == AppID || m.place.kind == directMessage || m.notifies(AppID) {
		return o
	}
	o["content"], o["embeds"], o["components"] = "", []any{}, []any{}
	return o
}

// event is m as MESSAGE_CREATE tells it.
func (m *Message) event() map[string]any {
	e := m.shown()
	if m.Guild == "" {
		return e
	}
	e["guild_id"] = m.Guild
	if _, webhook := e["webhook_id"]; !webhook {
		e["member"] = m.Author.member()
	}
	return e
}

// mentions are the users whom m notifies.
func (m *Message) mentions() []any {
	list := []any{}
	for _, id := range m.Pings {
		user := somebody(id)
		o := user.object()
		if m.Guild != "" {
			o["member"] = user.member()
		}
		list = append(list, o)
	}
	return list
}

// reference is how another message names m.
func (m *Message) reference() map[string]any {
	r := map[string]any{"type": 0, "message_id": m.ID, "channel_id": m.Channel}
	if m.Guild != "" {
		r["guild_id"] = m.Guild
	}
	return r
}

// list is a part of what the bot sent, an empty list when it is not there.
func (m *Message) list(part string) []any {
	list := []any{}
	if raw, ok := m.parts[part]; ok {
		json.Unmarshal(raw, &list)
	}
	return list
}

// defaults are what Discord adds to components that say nothing of it.
var defaults = map[int]map[string]any{
	stringSelect: {"min_values": 1, "max_values": 1},
	thumbnail:    {"description": nil, "spoiler": false},
	separator:    {"spacing": 1, "divider": true},
	container:    {"accent_color": nil, "spoiler": false},
}

// completed gives components what Discord gives them: numbers from top to
// bottom, and defaults.
func completed(list []any) []any {
	last := 0
	var complete func(any)
	complete = func(v any) {
		c, ok := v.(map[string]any)
		if !ok {
			return
		}
		last++
		c["id"] = last
		kind, _ := c["type"].(float64)
		for field, value := range defaults[int(kind)] {
			if c[field] == nil {
				c[field] = value
			}
		}
		below, _ := c["components"].([]any)
		for _, part := range below {
			complete(part)
		}
		complete(c["accessory"])
	}
	for _, c := range list {
		complete(c)
	}
	return list
}
