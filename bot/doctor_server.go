package bot

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// mentionPermissions are what answering messages takes, by the names that
// Discord's clients show. Commands take none.
var mentionPermissions = []struct {
	bit  int64
	name string
}{
	{discordgo.PermissionViewChannel, "View Channels"},
	{discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
}

// neededPermissions are those of mentionPermissions that the Config asks for.
func (d *diagnosis) neededPermissions() (bits int64) {
	if d.config.AnswerMentions {
		for _, p := range mentionPermissions {
			bits |= p.bit
		}
	}
	return bits
}

// checkHome looks for the home server, and at what the bot may do there.
func (d *diagnosis) checkHome() []Check {
	home := d.config.HomeGuildID
	if home == "" {
		return []Check{{"home server", OK, "none is set, so only the users and roles named as admins may reindex", ""}}
	}
	permissions, member, err := d.membership(home)
	switch {
	case err != nil:
		return []Check{{"home server", Fail, "cannot be looked up: " + err.Error(), "try again; see https://discordstatus.com"}}
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

// membership tells whether the bot is on a server, and with which permissions.
func (d *diagnosis) membership(guild string) (permissions int64, member bool, err error) {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil || id == 0 {
		return 0, false, nil
	}
	var list []struct {
		ID          string `json:"id"`
		Permissions string `json:"permissions"`
	}
	query := fmt.Sprintf("?limit=1&after=%d", id-1) // a bot may be on more servers than a list holds
	if err := d.get(discordgo.EndpointUserGuilds("@me")+query, &list); err != nil {
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
		return Check{"permissions", Warn, "the bot is an administrator, and need not be",
			"turn off Administrator in Server Settings, Roles, for each role of the bot"}
	}
	var missing []string
	for _, p := range mentionPermissions {
		if d.neededPermissions()&p.bit&^has != 0 {
			missing = append(missing, p.name)
		}
	}
	if missing != nil {
		list := strings.Join(missing, ", ")
		return Check{"permissions", Warn, "the bot lacks " + list + " on its home server, which answering messages takes",
			"turn them on in Server Settings, Roles, the bot's role; or set ANSWER_MENTIONS=off"}
	}
	return Check{"permissions", OK, "the bot has what it needs, as far as single channels do not deny it", ""}
}

// checkCommands compares the commands that Discord has with those that a run would
// register.
func (d *diagnosis) checkCommands(defs []commands.Definition) []Check {
	home := d.config.HomeGuildID
	global, local := applicationCommands(defs, home)
	checks := []Check{d.compareCommands("commands", "", global)}
	if home != "" {
		checks = append(checks, d.compareCommands("admin commands", home, local))
	}
	return checks
}

// compareCommands compares those of a server, or of everywhere when that is "".
func (d *diagnosis) compareCommands(name, guild string, want []*discordgo.ApplicationCommand) Check {
	has, err := d.api.ApplicationCommands(d.app.ID, guild, discordgo.WithContext(d.ctx))
	if err != nil {
		mend := "try again; see https://discordstatus.com"
		if restStatus(err) == http.StatusForbidden {
			mend = "invite the bot there with the scope applications.commands"
		}
		return Check{name, Fail, "cannot be looked up: " + err.Error(), mend}
	}
	if changed := differing(has, want); len(changed) > 0 {
		return Check{name, Warn, fmt.Sprintf("Discord has %s; this program has %s; not the same: %s",
			listed(commandNames(has)), listed(commandNames(want)), listed(changed)), "start the bot, which registers them"}
	}
	return Check{name, OK, "registered: " + listed(commandNames(has)), ""}
}

// listed lists names in alphabetical order.
func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
