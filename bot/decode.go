package bot

import (
	"errors"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/inbound"
	"alliancebot/commands"
)

// errMalformed is the error for data that discordgo could not decode, or that does
// not match the commands.
var errMalformed = errors.New("malformed interaction data")

// decode returns the request that i makes: the use of a command or a component, a form
// that was sent, or a completion. The error is errMalformed, render.ErrOutdated or render.ErrForged.
func (d *dispatcher) decode(i *discordgo.Interaction) (commands.Request, error) {
	r := commands.Request{
		Asker:      askerOf(i),
		Locale:     string(i.Locale),
		ChannelID:  i.ChannelID,
		ChannelURL: channelURL(i.GuildID, i.ChannelID),
	}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		return d.decodeCommand(r, data)
	case discordgo.MessageComponentInteractionData:
		r.On = originOf(i.Message)
		return d.decodeComponent(r, data)
	case discordgo.ModalSubmitInteractionData:
		if i.Message != nil {
			r.On = originOf(i.Message)
		}
		return d.decodeForm(r, data)
	}
	return r, errMalformed
}

// decodeCommand adds the use of a command to r. For an OnMessage command, the first
// option is the message's text.
func (d *dispatcher) decodeCommand(r commands.Request, data discordgo.ApplicationCommandInteractionData) (commands.Request, error) {
	r.Command, r.Options = data.Name, map[string]string{}
	subcommand, options := typed(data)
	if subcommand != "" {
		r.Command += " " + subcommand
	}
	for _, o := range options {
		switch value := o.Value.(type) { // of any type while it is being typed
		case string:
			r.Options[o.Name] = optionText(o.Name, value)
		case bool:
			r.Options[o.Name] = strconv.FormatBool(value)
		}
	}
	if data.CommandType != discordgo.MessageApplicationCommand {
		return r, nil
	}
	known := d.definitions[data.Name].Options
	if data.Resolved == nil || data.Resolved.Messages[data.TargetID] == nil || len(known) == 0 {
		return r, errMalformed
	}
	target := data.Resolved.Messages[data.TargetID]
	r.Options[known[0].Name] = optionText(known[0].Name, target.Content)
	r.About = &commands.Message{ID: target.ID, URL: r.ChannelURL + "/" + target.ID, AuthorID: userID(target.Author), Pictures: inbound.HasPictures(target)}
	return r, nil
}

// optionText returns the value of a text option or a field: of a question, only the words.
func optionText(name, value string) string {
	if name == commands.QuestionOption {
		return inbound.Plain(value)
	}
	return value
}

// typed returns the subcommand of a command that was used, "" if it has none, and the
// options.
func typed(data discordgo.ApplicationCommandInteractionData) (subcommand string, options []*discordgo.ApplicationCommandInteractionDataOption) {
	if len(data.Options) == 1 && data.Options[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		return data.Options[0].Name, data.Options[0].Options
	}
	return "", data.Options
}

// focusedOption returns the name of the option being typed.
func focusedOption(i *discordgo.Interaction) string {
	if data, ok := i.Data.(discordgo.ApplicationCommandInteractionData); ok {
		_, options := typed(data)
		for _, o := range options {
			if o.Focused {
				return o.Name
			}
		}
	}
	return ""
}

// decodeComponent adds the press of a button, or the choice from a menu, to r.
func (d *dispatcher) decodeComponent(r commands.Request, data discordgo.MessageComponentInteractionData) (commands.Request, error) {
	var err error
	r.Command, r.Value, err = d.renderer.ParseCustomID(data.CustomID)
	switch {
	case err != nil || data.ComponentType == discordgo.ButtonComponent:
		return r, err
	case data.ComponentType == discordgo.SelectMenuComponent && len(data.Values) == 1:
		r.Value = data.Values[0]
		return r, nil
	}
	return r, errMalformed
}

// decodeForm adds a form that was sent to r.
func (d *dispatcher) decodeForm(r commands.Request, data discordgo.ModalSubmitInteractionData) (commands.Request, error) {
	var err error
	if r.Command, r.Value, err = d.renderer.ParseCustomID(data.CustomID); err != nil {
		return r, err
	}
	r.Options = map[string]string{}
	for _, row := range data.Components {
		fields, ok := row.(*discordgo.ActionsRow)
		if !ok {
			return r, errMalformed
		}
		for _, field := range fields.Components {
			input, ok := field.(*discordgo.TextInput)
			if !ok {
				return r, errMalformed
			}
			r.Options[input.CustomID] = optionText(input.CustomID, input.Value)
		}
	}
	return r, nil
}

// originOf returns what is known about m, the bot's message with a component.
func originOf(m *discordgo.Message) *commands.Origin {
	if m == nil {
		return &commands.Origin{}
	}
	origin := &commands.Origin{Private: m.Flags&discordgo.MessageFlagsEphemeral != 0}
	switch {
	case m.InteractionMetadata != nil:
		origin.AskerID = userID(m.InteractionMetadata.User)
	case m.ReferencedMessage != nil:
		origin.AskerID = userID(m.ReferencedMessage.Author)
		origin.Question = inbound.Plain(m.ReferencedMessage.Content)
	}
	return origin
}

// askerOf returns who caused i. Discord sets Member on servers, and User elsewhere.
func askerOf(i *discordgo.Interaction) commands.Asker {
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

// channelURL returns the URL of a channel; guild is "" outside servers. With "/" and
// the id of a message appended, it is the URL of the message.
func channelURL(guild, channel string) string {
	if guild == "" {
		guild = "@me"
	}
	return "https://discord.com/channels/" + guild + "/" + channel
}
