package discordtest

import (
	"strconv"
)

// User is somebody who uses the bot, or says something where it is.
type User struct {
	ID          string
	Guild       string // the server they are on; "" is a private channel
	Channel     string // where they are; "" is the channel that ChannelID tells
	Roles       []string
	Permissions int64  // in the server, as bits
	Locale      string // of their Discord; "" is en-US
	Bot         bool

	// UserInstalled tells that they have the app themselves, so that it comes
	// along to servers that the bot is not on and, without a Guild, to private
	// channels with others. Without it and without a Guild they are in a direct
	// message with the bot.
	UserInstalled bool
}

// Permissions that matter to bots.
// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
const (
	Administrator   int64 = 1 << 3
	ManageServer    int64 = 1 << 5
	ManageMessages  int64 = 1 << 13
	MentionEveryone int64 = 1 << 17
)

// theBot is who the client under test is.
var theBot = User{ID: AppID, Bot: true}

// may tells whether u has a permission.
func (u User) may(permission int64) bool {
	return u.Permissions&(permission|Administrator) != 0
}

func (u User) locale() string {
	if u.Locale == "" {
		return "en-US"
	}
	return u.Locale
}

func (u User) object() map[string]any {
	o := map[string]any{
		"id": u.ID, "username": "user" + u.ID, "discriminator": "0", "global_name": "User " + u.ID, "avatar": nil,
		"public_flags": 0, "flags": 0, "primary_guild": nil,
	}
	if u.Bot {
		o["bot"], o["global_name"] = true, nil
	}
	if u.ID == AppID {
		o["username"], o["discriminator"] = "testbot", "0001"
	}
	return o
}

// somebody is the user of an id that a text or an option names.
func somebody(id string) User { return User{ID: id, Bot: id == AppID} }

// member is u as a message tells about them: neither who they are nor what they
// may do.
func (u User) member() map[string]any {
	roles := u.Roles
	if roles == nil {
		roles = []string{}
	}
	return map[string]any{
		"roles": roles, "joined_at": "2024-01-01T00:00:00.000000+00:00", "deaf": false, "mute": false, "flags": 0,
		"pending": false, "nick": nil, "avatar": nil, "premium_since": nil,
	}
}

// actor is u as an interaction tells about them.
func (u User) actor() map[string]any {
	m := u.member()
	m["user"], m["permissions"] = u.object(), strconv.FormatInt(u.Permissions, 10)
	return m
}

// owners tells by which installations u can use the app at p: the server's
// (type 0), which is "0" in a direct message, and the user's own (type 1).
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-authorizing-integration-owners-object
func (u User) owners(p place) map[string]any {
	o := map[string]any{}
	switch {
	case p.kind == directMessage:
		o["0"] = "0"
	case botIsOn(p.guild):
		o["0"] = p.guild
	}
	if u.UserInstalled {
		o["1"] = u.ID
	}
	return o
}
