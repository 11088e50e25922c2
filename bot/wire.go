package bot

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// pickPrefix begins the custom_id of a select menu; the command to run follows.
const pickPrefix = "pick:"

// commandRequest reads the use of a slash command, or of its completion. It
// fails when Discord sent no data that discordgo could read.
func commandRequest(i *discordgo.Interaction) (commands.Request, bool) {
	data, ok := i.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok {
		return commands.Request{}, false
	}
	r := commands.Request{Command: data.Name, Options: map[string]string{}, Asker: asker(i)}
	for _, o := range data.Options {
		if text, ok := o.Value.(string); ok {
			r.Options[o.Name] = text
		}
	}
	return r, true
}

// focusedOption returns the name of the option being typed.
func focusedOption(i *discordgo.Interaction) string {
	if data, ok := i.Data.(discordgo.ApplicationCommandInteractionData); ok {
		for _, o := range data.Options {
			if o.Focused {
				return o.Name
			}
		}
	}
	return ""
}

// pickRequest reads a choice from a select menu: the menu names the command,
// and what was picked is its first option. It fails for a component of another
// kind and for a menu of a command that is no more.
func (d *dispatcher) pickRequest(i *discordgo.Interaction) (commands.Request, bool) {
	data, ok := i.Data.(discordgo.MessageComponentInteractionData)
	if !ok || len(data.Values) != 1 {
		return commands.Request{}, false
	}
	name, ok := strings.CutPrefix(data.CustomID, pickPrefix)
	def, known := d.defs[name]
	if !ok || !known || len(def.Options) == 0 {
		return commands.Request{}, false
	}
	return commands.Request{
		Command: name,
		Options: map[string]string{def.Options[0].Name: data.Values[0]},
		Asker:   asker(i),
	}, true
}

// asker tells who sent i. In a server Discord fills Member, elsewhere User.
func asker(i *discordgo.Interaction) commands.Asker {
	if i.Member == nil {
		return commands.Asker{UserID: userID(i.User)}
	}
	const manages = discordgo.PermissionManageGuild | discordgo.PermissionAdministrator
	return commands.Asker{
		UserID:       userID(i.Member.User),
		RoleIDs:      i.Member.Roles,
		GuildID:      i.GuildID,
		ManageServer: i.Member.Permissions&manages != 0,
	}
}

func userID(u *discordgo.User) string {
	if u == nil {
		return ""
	}
	return u.ID
}

// updatesInPlace tells whether reply takes the place of the message that i's
// component belongs to. It does when the one who picked is the one the message
// answered, unless that would show a private reply to everybody.
func updatesInPlace(i *discordgo.Interaction, reply commands.Reply) bool {
	if i.Type != discordgo.InteractionMessageComponent || i.Message == nil {
		return false
	}
	if reply.Private && i.Message.Flags&discordgo.MessageFlagsEphemeral == 0 {
		return false
	}
	picker := asker(i).UserID
	return picker != "" && picker == askedBy(i.Message)
}

// askedBy returns the id of the user whose interaction m answered, if any.
func askedBy(m *discordgo.Message) string {
	switch {
	case m.InteractionMetadata != nil:
		return userID(m.InteractionMetadata.User)
	case m.Interaction != nil:
		return userID(m.Interaction.User)
	}
	return ""
}
