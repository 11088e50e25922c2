package commands

import "slices"

// Access says who may act on the whole bot. Being an administrator of just any
// server that added the bot gives no such right.
type Access struct {
	HomeGuildID string   // the operator's own server; "" if there is none
	UserIDs     []string // users who may, wherever they are
	RoleIDs     []string // roles whose holders may
}

// admits tells whether asker may act on the whole bot.
func (a Access) admits(asker Asker) bool {
	switch {
	case asker.Operator:
		return true
	case asker.UserID != "" && slices.Contains(a.UserIDs, asker.UserID):
		return true
	case slices.ContainsFunc(asker.RoleIDs, func(id string) bool { return slices.Contains(a.RoleIDs, id) }):
		return true
	}
	return a.HomeGuildID != "" && asker.GuildID == a.HomeGuildID && asker.ManageServer
}

// refusal says why asker, whom a does not admit, is turned away.
func (a Access) refusal(asker Asker) string {
	const rule = "Reindexing changes the answers on every server, so it is for the bot's own admins: "
	const named = "users and roles the operator named"
	switch {
	case a.HomeGuildID == "":
		return rule + named + ". You are not among them."
	case asker.GuildID != a.HomeGuildID:
		return rule + named + ", and those with Manage Server on the bot's home server. This is not that server, and you are not among the named."
	}
	return rule + named + ", and those with Manage Server here. You have neither."
}
