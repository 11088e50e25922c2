package bot

import (
	"slices"
	"sync"
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// Where the bot may not reply to messages, it does not try again for a while: Discord
// counts refusals, and blocks those who get too many. A restored permission takes effect
// within this time.
const (
	channelCooldown = 2 * time.Minute
	guildCooldown   = time.Minute
	// guildRefusals is how many channels of a server must refuse the bot, without
	// another one accepting a reply, until it leaves the whole server alone.
	guildRefusals = 3
	// refusalLife is how long the refusals of a server count.
	refusalLife = time.Hour
)

// cooldowns remembers which channels and servers refused replies to messages. "" is no
// server. If a server's cooldown ends, the first message is a trial: the others wait
// for another guildCooldown, unless the reply is accepted.
type cooldowns struct {
	mu       sync.Mutex
	channels *idSet
	guilds   *ttlcache.Cache[string, *guildState] // to be deleted when a server accepts a reply
}

// guildState is about a server that refused a reply after the last accepted one.
type guildState struct {
	refused []string // guildRefusals channels at most
	until   time.Time
}

// active reports whether a channel is to be left alone.
func (c *cooldowns) active(guild, channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.channels.has(channel) || time.Now().Before(c.guild(guild).until)
}

// try reports whether a reply may be sent to a channel, and is called just before.
func (c *cooldowns) try(guild, channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	state := c.guild(guild)
	if c.channels.has(channel) || time.Now().Before(state.until) {
		return false
	}
	state.rest()
	return true
}

func (c *cooldowns) guild(id string) *guildState {
	if item := c.guilds.Get(id); item != nil {
		return item.Value()
	}
	return &guildState{}
}

// refused must be called when a channel refused a reply.
func (c *cooldowns) refused(guild, channel string) {
	c.channels.add(channel)
	if guild == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	item, _ := c.guilds.GetOrSet(guild, &guildState{})
	state := item.Value()
	if len(state.refused) < guildRefusals && !slices.Contains(state.refused, channel) {
		state.refused = append(state.refused, channel)
	}
	state.rest()
}

// rest begins a cooldown if enough channels have refused the bot.
func (s *guildState) rest() {
	if len(s.refused) == guildRefusals {
		s.until = time.Now().Add(guildCooldown)
	}
}
