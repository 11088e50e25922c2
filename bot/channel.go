package bot

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/jellydator/ttlcache/v3"

	"alliancebot/bot/internal/inbound"
	"alliancebot/commands"
)

const (
	// channelLife is how long channels of servers are remembered whose settings depend on the
	// channel. Each takes some 200 bytes.
	channelLife = time.Hour
	// channelTimeout leaves an interaction enough time for its answer.
	channelTimeout = time.Second
)

// channelInfo describes a channel or a thread.
// https://discord.com/developers/docs/resources/channel#channel-object
type channelInfo struct {
	Name     string `json:"name"`
	ParentID string `json:"parent_id"` // of a thread its channel, of a channel its category
}

// channel describes a channel, as nothing if Discord does not answer in time. A refused call is
// not repeated soon, since Discord counts refusals.
func (d *dispatcher) channel(ctx context.Context, id string) (info channelInfo) {
	if known := d.channels.Get(id); known != nil {
		return known.Value()
	}
	ctx, cancel := context.WithTimeout(ctx, channelTimeout)
	defer cancel()
	if err := d.rest.call(ctx, http.MethodGet, "channels/"+id, nil, &info); err != nil {
		d.log.Warn("look up a channel, for its settings", "channel", id, "error", err)
		if status := statusOf(err); status != http.StatusForbidden && status != http.StatusNotFound {
			return channelInfo{}
		}
	}
	d.channels.DeleteExpired()
	d.channels.Set(id, info, ttlcache.DefaultTTL)
	return info
}

// parentOf returns the channel that a thread is in, if that matters on its server.
func (d *dispatcher) parentOf(ctx context.Context, guild, channel string) string {
	if guild == "" || !d.handler.Configured(guild) {
		return ""
	}
	return d.channel(ctx, channel).ParentID
}

// isPost reports whether m is a person's new post in a forum: its thread has its ID.
func isPost(m *inbound.Message) bool {
	return m != nil && m.ID == m.ChannelID && m.GuildID != "" && isByPerson(m) && strings.TrimSpace(m.Content) != ""
}

// openThread posts a message with a thread for the answers, and returns its address. If there
// can be no thread, the message is enough.
func (d *dispatcher) openThread(ctx context.Context, guild string, t commands.Thread) (url string, err error) {
	id, err := d.post(ctx, t.ChannelID, t.Message)
	if err != nil {
		d.log.Warn("hand over a question (the bot needs View Channel and Send Messages)", "channel", t.ChannelID, "error", err)
		return "", err
	}
	err = d.rest.call(ctx, http.MethodPost, messagesPath(t.ChannelID)+"/"+id+"/threads", map[string]string{"name": t.Name}, nil)
	if err == nil {
		err = d.rest.call(ctx, http.MethodPut, "channels/"+id+"/thread-members/"+t.MemberID, nil, nil)
	}
	if err != nil {
		d.log.Warn("open a thread (the bot needs Create Public Threads)", "channel", t.ChannelID, "error", err)
	}
	return channelURL(guild, t.ChannelID) + "/" + id, nil
}
