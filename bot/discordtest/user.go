package discordtest

import (
	"cmp"
	"strconv"
)

// User is a person who uses the bot or writes messages that it sees.
type User struct {
	ID          string
	Guild       string // the server they are on; "" is a private channel
	Channel     string // the channel they are in; "" is the one that ChannelID returns
	Roles       []string
	Permissions int64  // on the server, as bits
	Locale      string // of their client; "" is en-US
	Bot         bool

	// UserInstalled means that they have installed the app for themselves, so that they
	// can use it on servers without the bot and, without a Guild, in private channels
	// with others. A user without it and without a Guild is in a direct message with
	// the bot.
	UserInstalled bool
	// Confined means that the server lets them use apps that it has not installed only
	// for themselves: Discord makes the responses ephemeral.
	Confined bool
}

// Permissions. https://discord.com/developers/docs/topics/permissions
const (
	Administrator   int64 = 1 << 3
	ManageServer    int64 = 1 << 5
	ManageMessages  int64 = 1 << 13
	MentionEveryone int64 = 1 << 17
)

// channelID is the channel of users on servers unless they have another one.
const channelID = "1400000000000000001"

// The types of channel, and the interaction context of each.
const guildText, directMessage, groupDM = 0, 1, 3

var contexts = map[int]int{guildText: 0, directMessage: 1, groupDM: 2}

type channel struct {
	id, guild string // guild is "" for a private channel
	kind      int
}

// ChannelID returns the ID of the channel that u is in.
func (u User) ChannelID() string { return u.channel().id }

func (u User) channel() channel {
	switch {
	case u.Guild != "":
		return channel{cmp.Or(u.Channel, channelID), u.Guild, guildText}
	case u.UserInstalled:
		return channel{cmp.Or(u.Channel, "1600000000000"+u.ID), "", groupDM}
	}
	return channel{cmp.Or(u.Channel, "1500000000000"+u.ID), "", directMessage}
}

// hasBot reports whether the bot sees the messages of c and may write there.
func (c channel) hasBot() bool { return c.kind == directMessage || botIsOn(c.guild) }

func botIsOn(guild string) bool {
	id, err := strconv.ParseInt(guild, 10, 64)
	return guild == HomeGuild || guild == Elsewhere || err == nil && id%(1<<22) == 0
}

// GuildOf returns a server with the bot that belongs to one of count shards.
func GuildOf(shard, count int) string { return strconv.FormatInt(int64(1000*count+shard)<<22, 10) }

// visit records that c exists. A channel stays on one server.
func (s *Server) visit(c channel) {
	s.t.Helper()
	if known := locked(s, func() channel { return s.channels[c.id] }); known != c && known != (channel{}) {
		s.t.Fatalf("discordtest: channel %s is used as %+v and as %+v", c.id, known, c)
	}
	s.change(func() { s.channels[c.id] = c })
}

// bot is the client under test.
var bot = User{ID: AppID, Bot: true}

// userWithID returns the user that a text or an option names.
func userWithID(id string) User { return User{ID: id, Bot: id == AppID} }

func (u User) object() object {
	o := object{
		"id": u.ID, "username": "user" + u.ID, "discriminator": "0", "global_name": "User " + u.ID, "avatar": nil,
		"public_flags": 0, "flags": 0, "primary_guild": nil,
	}
	if u.Bot {
		o["bot"], o["global_name"] = true, nil
	}
	return o
}

// member returns u as described in messages. Interactions add user and permissions.
func (u User) member() object {
	return object{
		"roles": append([]string{}, u.Roles...), "joined_at": "2024-01-01T00:00:00.000000+00:00", "deaf": false, "mute": false,
		"flags": 0, "pending": false, "nick": nil, "avatar": nil, "premium_since": nil,
	}
}

// owners returns the installations by which u can use the app in c: that of the server
// (type 0), which is "0" in a direct message, and the user's own (type 1).
func (u User) owners(c channel) object {
	o := object{}
	switch {
	case c.kind == directMessage:
		o["0"] = "0"
	case botIsOn(c.guild):
		o["0"] = c.guild
	}
	if u.UserInstalled {
		o["1"] = u.ID
	}
	return o
}
