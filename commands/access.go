package commands

import (
	"slices"

	"alliancebot/internal/wording"
)

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
func (a Access) refusal(asker Asker) wording.Message {
	switch {
	case a.HomeGuildID == "":
		return wording.ReindexRefusedNamed
	case asker.GuildID != a.HomeGuildID:
		return wording.ReindexRefusedElsewhere
	}
	return wording.ReindexRefusedHere
}
