package bot

import (
	"errors"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// errUnreadable tells that Discord sent no data that discordgo could read, or
// data that does not fit the commands.
var errUnreadable = errors.New("no data that could be read")

// request reads what i asks for: a command, a component's, or a completion. A
// component's id may be errOutdated or errForged.
func (d *dispatcher) request(i *discordgo.Interaction) (commands.Request, error) {
	r := commands.Request{Asker: asker(i), Locale: string(i.Locale), ChannelID: i.ChannelID}
	r.ChannelURL = channelURL(r.Asker.GuildID, r.ChannelID)
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		return d.commandRequest(r, data)
	case discordgo.MessageComponentInteractionData:
		r.On = origin(i.Message)
		return d.componentRequest(r, data)
	}
	return r, errUnreadable
}

// commandRequest adds to r the use of a command. That of an OnMessage command
// has the message's text as its first option.
func (d *dispatcher) commandRequest(r commands.Request, data discordgo.ApplicationCommandInteractionData) (commands.Request, error) {
	r.Command, r.Options = data.Name, options(data)
	if data.CommandType != discordgo.MessageApplicationCommand {
		return r, nil
	}
	defined := d.defs[data.Name].Options
	target := targetOf(data)
	if target == nil || len(defined) == 0 {
		return r, errUnreadable
	}
	r.Options[defined[0].Name] = target.Content
	r.About = &commands.Message{
		ID:       target.ID,
		URL:      r.ChannelURL + "/" + target.ID,
		AuthorID: userID(target.Author),
	}
	return r, nil
}

// options are the values of data as strings. One being typed may have any type.
func options(data discordgo.ApplicationCommandInteractionData) map[string]string {
	values := map[string]string{}
	for _, o := range data.Options {
		switch value := o.Value.(type) {
		case string:
			values[o.Name] = value
		case bool:
			values[o.Name] = strconv.FormatBool(value)
		}
	}
	return values
}

// targetOf is the message that an OnMessage command was used on, nil if it
// could not be read.
func targetOf(data discordgo.ApplicationCommandInteractionData) *discordgo.Message {
	if data.Resolved == nil {
		return nil
	}
	return data.Resolved.Messages[data.TargetID]
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

// componentRequest adds to r the press of a button, or the pick from a menu,
// whose id the bot has sealed.
func (d *dispatcher) componentRequest(r commands.Request, data discordgo.MessageComponentInteractionData) (commands.Request, error) {
	var err error
	if r.Command, r.Value, err = d.renderer.seal.open(data.CustomID); err != nil {
		return r, err
	}
	switch data.ComponentType {
	case discordgo.ButtonComponent:
		return r, nil
	case discordgo.SelectMenuComponent:
		if len(data.Values) == 1 {
			r.Value = data.Values[0]
			return r, nil
		}
	}
	return r, errUnreadable
}

// origin is what is known of the bot's message m.
func origin(m *discordgo.Message) *commands.Origin {
	if m == nil {
		return &commands.Origin{}
	}
	return &commands.Origin{Private: m.Flags&discordgo.MessageFlagsEphemeral != 0, AskerID: askedBy(m)}
}

// askedBy returns the id of the user whose interaction or message m answered,
// "" if it is not known.
func askedBy(m *discordgo.Message) string {
	switch {
	case m.InteractionMetadata != nil:
		return userID(m.InteractionMetadata.User)
	case m.ReferencedMessage != nil:
		return userID(m.ReferencedMessage.Author)
	}
	return ""
}

// asker tells who sent i. In a server Discord fills Member, elsewhere User.
func asker(i *discordgo.Interaction) commands.Asker {
	if i.Member == nil {
		return commands.Asker{UserID: userID(i.User)}
	}
	may := func(permission int64) bool {
		return i.Member.Permissions&(permission|discordgo.PermissionAdministrator) != 0
	}
	return commands.Asker{
		UserID:         userID(i.Member.User),
		RoleIDs:        i.Member.Roles,
		GuildID:        i.GuildID,
		ManageServer:   may(discordgo.PermissionManageGuild),
		ManageMessages: may(discordgo.PermissionManageMessages),
	}
}

func userID(u *discordgo.User) string {
	if u == nil {
		return ""
	}
	return u.ID
}

// channelURL is the address of a channel; guild is "" outside servers. With "/"
// and a message's id behind it, it is that of the message.
func channelURL(guild, channel string) string {
	if guild == "" {
		guild = "@me"
	}
	return "https://discord.com/channels/" + guild + "/" + channel
}
