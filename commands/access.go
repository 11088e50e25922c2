package commands

import (
	"slices"

	"alliancebot/internal/wording"
)

// Access lists who may use the admin commands. Administrators of other servers that
// added the bot may not.
type Access struct {
	HomeGuildID string   // the operator's own server; "" for none
	UserIDs     []string // users who may, on any server
	RoleIDs     []string // roles whose members may
}

// admits reports whether asker may use the admin commands.
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

// refusal explains to asker, whom a does not admit, who may use the admin commands.
func (a Access) refusal(asker Asker) wording.Message {
	switch {
	case a.HomeGuildID == "":
		return wording.ReindexRefusedNamed
	case asker.GuildID != a.HomeGuildID:
		return wording.ReindexRefusedElsewhere
	}
	return wording.ReindexRefusedHere
}
