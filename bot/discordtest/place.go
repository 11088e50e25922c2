package discordtest

import (
	"slices"
	"strconv"
)

// Channel is where everything is said on servers, unless a User has another.
const Channel = "1400000000000000001"

// The types of channel.
const (
	guildText     = 0
	directMessage = 1
	groupDM       = 3
)

// place is a channel.
type place struct {
	guild   string // "" for a private one
	channel string
	kind    int
}

// ChannelID is the channel where u is: Channel on a server, and private ones of
// their own elsewhere, unless their Channel says otherwise.
func (u User) ChannelID() string { return u.place().channel }

func (u User) place() place {
	p := place{guild: u.Guild, channel: Channel, kind: guildText}
	switch {
	case u.Guild == "" && u.UserInstalled:
		p.kind, p.channel = groupDM, "1600000000000"+u.ID
	case u.Guild == "":
		p.kind, p.channel = directMessage, "1500000000000"+u.ID
	}
	if u.Channel != "" {
		p.channel = u.Channel
	}
	return p
}

// context is the kind of place as interactions and commands tell it: on a
// server, in a direct message with the bot, or in another private channel.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-context-types
func (p place) context() int {
	return map[int]int{guildText: 0, directMessage: 1, groupDM: 2}[p.kind]
}

// botIsThere tells whether the bot sees what is said at p, and may say
// something without an interaction.
func (p place) botIsThere() bool {
	return p.kind == directMessage || botIsOn(p.guild)
}

func botIsOn(guild string) bool {
	id, err := strconv.ParseInt(guild, 10, 64)
	return slices.Contains([]string{HomeGuild, Elsewhere}, guild) || err == nil && id%(1<<22) == 0
}

// GuildOf returns a server that the bot is on and that belongs to a shard of so
// many. Its number begins at bit 22, and below it has nothing.
func GuildOf(shard, count int) string { return strconv.FormatInt(int64(1000*count+shard)<<22, 10) }

// visit notes that there is a channel at p.
func (s *Server) visit(p place) {
	s.t.Helper()
	s.mu.Lock()
	known, ok := s.places[p.channel]
	s.places[p.channel] = p
	s.mu.Unlock()
	if ok && known != p {
		s.t.Fatalf("discordtest: channel %s is used as %+v and as %+v", p.channel, known, p)
	}
}
