package bot

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// channelPermissions are the permissions for answering messages, and for the threads in which
// members ask a person, with the names that Discord's clients show. Commands need none.
var channelPermissions = []struct {
	bit  int64
	name string
}{
	{discordgo.PermissionViewChannel, "View Channels"},
	{discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
	{discordgo.PermissionAddReactions, "Add Reactions"},
	{discordgo.PermissionCreatePublicThreads, "Create Public Threads"},
}

// neededPermissions returns the permissions that the bot needs with this Config.
func (d *diagnosis) neededPermissions() (bits int64) {
	if d.config.AnswerMentions || d.config.MessageContent {
		for _, p := range channelPermissions {
			bits |= p.bit
		}
	}
	return bits
}

// checkHome checks that the bot is on the home server, and its permissions there.
func (d *diagnosis) checkHome(ctx context.Context) []Check {
	home := d.config.HomeGuildID
	if home == "" {
		return []Check{{"home server", OK, "not set, so only the users and roles named as admins may reindex", ""}}
	}
	permissions, member, err := d.membership(ctx, home)
	switch {
	case err != nil:
		return []Check{unchecked("home server", err, tryAgain)}
	case !member:
		invitation := fmt.Sprintf("https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d",
			d.app.ID, d.neededPermissions())
		return []Check{{"home server", Fail, "the bot is not on the server " + home,
			"check DISCORD_HOME_GUILD_ID (right-click the server, Copy Server ID), or invite the bot: " + invitation}}
	}
	return []Check{
		{"home server", OK, "the bot is on the server " + home, ""},
		d.checkPermissions(permissions),
	}
}

// membership reports whether the bot is on a server, and returns its permissions.
func (d *diagnosis) membership(ctx context.Context, guild string) (permissions int64, member bool, err error) {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil || id == 0 {
		return 0, false, nil
	}
	var list []struct {
		ID          string `json:"id"`
		Permissions string `json:"permissions"`
	}
	path := fmt.Sprintf("users/@me/guilds?limit=1&after=%d", id-1) // a bot may be on more servers than fit in a list
	if err := d.rest.call(ctx, http.MethodGet, path, nil, &list); err != nil {
		return 0, false, err
	}
	if len(list) == 0 || list[0].ID != guild {
		return 0, false, nil
	}
	permissions, err = strconv.ParseInt(list[0].Permissions, 10, 64)
	return permissions, true, err
}

func (d *diagnosis) checkPermissions(has int64) Check {
	if has&discordgo.PermissionAdministrator != 0 {
		return Check{"permissions", Warn, "the bot is an administrator, which it does not need to be",
			"turn off Administrator in Server Settings, Roles, for each of the bot's roles"}
	}
	var missing []string
	for _, p := range channelPermissions {
		if d.neededPermissions()&p.bit&^has != 0 {
			missing = append(missing, p.name)
		}
	}
	if missing != nil {
		return Check{"permissions", Warn,
			"to answer messages and pass questions on to people on its home server, the bot lacks " + strings.Join(missing, ", "),
			"turn them on in Server Settings, Roles, the bot's role"}
	}
	return Check{"permissions", OK, "the bot has what it needs, unless single channels deny it", ""}
}

// checkLogChannel checks that the bot may write to the channel in LOG_CHANNEL_ID.
func (d *diagnosis) checkLogChannel(ctx context.Context) Check {
	const name = "log channel"
	channel, err := d.channel(ctx, d.config.LogChannelID)
	needed := int64(discordgo.PermissionViewChannel | discordgo.PermissionSendMessages)
	if err == nil && channel.IsThread() {
		needed = discordgo.PermissionViewChannel | discordgo.PermissionSendMessagesInThreads
		channel, err = d.channel(ctx, channel.ParentID) // which has the permissions
	}
	var has int64
	if err == nil && channel.GuildID != "" {
		has, err = d.permissionsIn(ctx, channel)
	}
	switch status := statusOf(err); {
	case status == http.StatusNotFound:
		return Check{name, Warn, "LOG_CHANNEL_ID is not the ID of a channel", "right-click the channel, Copy Channel ID"}
	case err == nil && has&needed != needed, status == http.StatusForbidden:
		return Check{name, Warn, "the bot may not write to the channel in LOG_CHANNEL_ID",
			"in the channel's settings, Permissions, give the bot's role View Channel and Send Messages (in a thread, Send Messages in Threads)"}
	case err != nil:
		return unchecked(name, err, tryAgain)
	}
	return Check{name, OK, "the bot may write to it", ""}
}

func (d *diagnosis) channel(ctx context.Context, id string) (channel *discordgo.Channel, err error) {
	channel = &discordgo.Channel{}
	return channel, d.rest.call(ctx, http.MethodGet, "channels/"+id, nil, channel)
}

// permissionsIn returns the bot's permissions in a channel of a server.
func (d *diagnosis) permissionsIn(ctx context.Context, channel *discordgo.Channel) (int64, error) {
	guild, member := &discordgo.Guild{}, &discordgo.Member{}
	if err := d.rest.call(ctx, http.MethodGet, "guilds/"+channel.GuildID, nil, guild); err != nil {
		return 0, err
	}
	if err := d.rest.call(ctx, http.MethodGet, "guilds/"+channel.GuildID+"/members/"+d.app.Bot.ID, nil, member); err != nil {
		return 0, err
	}
	member.GuildID = guild.ID
	guild.Members, guild.Channels = []*discordgo.Member{member}, []*discordgo.Channel{channel}
	state := discordgo.NewState()
	if err := state.GuildAdd(guild); err != nil {
		return 0, err
	}
	return state.UserChannelPermissions(d.app.Bot.ID, channel.ID)
}

// checkCommands compares the registered commands with those that a run would
// register.
func (d *diagnosis) checkCommands(ctx context.Context, defs []commands.Definition) []Check {
	home := d.config.HomeGuildID
	global, local := applicationCommands(defs, home)
	checks := []Check{d.compareCommands(ctx, "commands", "", global)}
	if home != "" {
		checks = append(checks, d.compareCommands(ctx, "admin commands", home, local))
	}
	return checks
}

// compareCommands compares the commands of a server, or global ones if guild is "".
func (d *diagnosis) compareCommands(ctx context.Context, name, guild string, wanted []*discordgo.ApplicationCommand) Check {
	registered, err := registeredCommands(ctx, d.rest, d.app.ID, guild)
	if err != nil {
		fix := tryAgain
		if statusOf(err) == http.StatusForbidden {
			fix = "invite the bot there with the scope applications.commands"
		}
		return unchecked(name, err, fix)
	}
	if changed := diffCommands(registered, wanted); len(changed) > 0 {
		return Check{name, Warn, fmt.Sprintf("Discord has %s; this program has %s; different: %s",
			sortedList(commandNames(registered)), sortedList(commandNames(wanted)), sortedList(changed)), "start the bot, which registers them"}
	}
	return Check{name, OK, "registered: " + sortedList(commandNames(registered)), ""}
}

// sortedList returns names in alphabetical order, separated by commas.
func sortedList(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
