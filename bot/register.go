package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/observe"
)

// register replaces the application's commands with defs: ordinary ones everywhere,
// Admin ones only on the home server if there is one. Commands that are up to date are
// left alone, since each change makes clients load all commands again. A former home
// server keeps its commands, which the handler refuses, until the bot is removed from
// it.
func (s *startup) register(ctx context.Context, home string, defs []commands.Definition) error {
	global, local := applicationCommands(defs, home)
	return s.persist(ctx, observe.StepRegister, func() error {
		err := registerIn(ctx, s.once, s.app.ID, "", global, s.log)
		if err != nil || home == "" {
			return err
		}
		err = registerIn(ctx, s.once, s.app.ID, home, local, s.log.With("guild", home))
		if status := statusOf(err); codeOf(err) != 0 && (status == http.StatusForbidden || status == http.StatusNotFound) {
			return fmt.Errorf("%w: the bot cannot reach the server in DISCORD_HOME_GUILD_ID (%s): "+
				"check the ID (right-click the server, Copy Server ID) and invite the bot there: %w", ErrSettings, home, err)
		}
		return err
	})
}

// registerIn registers list in a server, or everywhere if guild is "", unless
// Discord has the same commands.
func registerIn(ctx context.Context, rest *restClient, app, guild string, list []*discordgo.ApplicationCommand, log *slog.Logger) error {
	registered, err := registeredCommands(ctx, rest, app, guild)
	unreadable := errors.Is(err, errUnexpectedResponse) // discordgo cannot decode them: replace them
	if err != nil && !unreadable {
		return err
	}
	log = log.With("commands", commandNames(list))
	changed := diffCommands(registered, list)
	if len(changed) == 0 && !unreadable {
		log.Info("the commands are already registered")
		return nil
	}
	if list == nil {
		list = []*discordgo.ApplicationCommand{} // Discord refuses null
	}
	if err := rest.call(ctx, http.MethodPut, commandsPath(app, guild), list, nil); err != nil {
		return err
	}
	log.Info("registered the commands", "changed", changed)
	return nil
}

// registeredCommands returns the commands that are registered in a server, or
// everywhere if guild is "".
func registeredCommands(ctx context.Context, rest *restClient, app, guild string) (list []*discordgo.ApplicationCommand, err error) {
	err = rest.call(ctx, http.MethodGet, commandsPath(app, guild)+"?with_localizations=true", nil, &list)
	return list, err
}

func commandsPath(app, guild string) string {
	if guild == "" {
		return "applications/" + app + "/commands"
	}
	return "applications/" + app + "/guilds/" + guild + "/commands"
}

// applicationCommands returns defs as Discord's commands: those for everywhere, and
// those for the home server.
func applicationCommands(defs []commands.Definition, home string) (global, local []*discordgo.ApplicationCommand) {
	for _, d := range defs {
		if d.Admin && home != "" {
			local = append(local, localCommand(d))
		} else {
			global = append(global, globalCommand(d))
		}
	}
	return global, local
}

// globalCommand returns a command for wherever the application is installed: in a
// server or, unless it is for admins or managers, by a user, who can then use it in
// direct messages and private channels.
func globalCommand(d commands.Definition) *discordgo.ApplicationCommand {
	c := localCommand(d)
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	installs := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	if !d.Admin && !d.Manager {
		contexts = append(contexts, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel)
		installs = append(installs, discordgo.ApplicationIntegrationUserInstall)
	}
	c.Contexts, c.IntegrationTypes = &contexts, &installs
	return c
}

// localCommand returns a command for one server. An Admin or Manager command is hidden
// from members who may not manage the server.
func localCommand(d commands.Definition) *discordgo.ApplicationCommand {
	names, descriptions := localizations(d.Translations)
	c := &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: d.Name, NameLocalizations: &names}
	if d.Kind == commands.Slash {
		c.Type = discordgo.ChatApplicationCommand
		c.Description, c.DescriptionLocalizations = d.Description, &descriptions
		c.Options = applicationOptions(d)
	}
	if d.Admin || d.Manager {
		c.DefaultMemberPermissions = new(int64(discordgo.PermissionManageGuild))
	}
	return c
}

// applicationOptions returns d's options and subcommands, which are options to Discord.
func applicationOptions(d commands.Definition) []*discordgo.ApplicationCommandOption {
	list := []*discordgo.ApplicationCommandOption{}
	for _, o := range d.Options {
		names, descriptions := localizations(o.Translations)
		list = append(list, &discordgo.ApplicationCommandOption{
			Type: optionTypes[o.Kind], ChannelTypes: channelTypes[o.Kind],
			Name: o.Name, NameLocalizations: names,
			Description: o.Description, DescriptionLocalizations: descriptions,
			Required: o.Required, Autocomplete: o.Complete,
		})
	}
	for _, part := range d.Subcommands {
		names, descriptions := localizations(part.Translations)
		list = append(list, &discordgo.ApplicationCommandOption{
			Type: discordgo.ApplicationCommandOptionSubCommand,
			Name: part.Name, NameLocalizations: names,
			Description: part.Description, DescriptionLocalizations: descriptions,
			Options: applicationOptions(part),
		})
	}
	return list
}

var optionTypes = map[commands.OptionKind]discordgo.ApplicationCommandOptionType{
	commands.Text:   discordgo.ApplicationCommandOptionString,
	commands.Flag:   discordgo.ApplicationCommandOptionBoolean,
	commands.Member: discordgo.ApplicationCommandOptionUser,

	commands.Channel:     discordgo.ApplicationCommandOptionChannel,
	commands.TextChannel: discordgo.ApplicationCommandOptionChannel,
	commands.Role:        discordgo.ApplicationCommandOptionRole,
}

// channelTypes are the types of channel that an option offers.
var channelTypes = map[commands.OptionKind][]discordgo.ChannelType{
	commands.Channel: {
		discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildVoice, discordgo.ChannelTypeGuildNews,
		discordgo.ChannelTypeGuildStageVoice, discordgo.ChannelTypeGuildForum,
	},
	commands.TextChannel: {discordgo.ChannelTypeGuildText},
}

// discordLocales maps wording's languages, except the default, to Discord's locales.
// Clients with any other locale show the default.
// https://discord.com/developers/docs/reference#locales
var discordLocales = map[string][]discordgo.Locale{
	"de":    {discordgo.German},
	"es":    {discordgo.SpanishES, discordgo.SpanishLATAM},
	"fr":    {discordgo.French},
	"ja":    {discordgo.Japanese},
	"pt-BR": {discordgo.PortugueseBR},
}

func localizations(list []commands.Translation) (names, descriptions map[discordgo.Locale]string) {
	names, descriptions = map[discordgo.Locale]string{}, map[discordgo.Locale]string{}
	for _, t := range list {
		for _, locale := range discordLocales[t.Language] {
			if t.Name != "" {
				names[locale] = t.Name
			}
			if t.Description != "" {
				descriptions[locale] = t.Description
			}
		}
	}
	return names, descriptions
}

func commandNames(list []*discordgo.ApplicationCommand) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return names
}

// diffCommands returns the names of the commands that differ between the lists, sorted.
func diffCommands(registered, wanted []*discordgo.ApplicationCommand) []string {
	type key struct {
		kind discordgo.ApplicationCommandType
		name string
	}
	definitions := map[key][2]any{}
	for i, list := range [][]*discordgo.ApplicationCommand{registered, wanted} {
		for _, c := range list {
			pair := definitions[key{c.Type, c.Name}]
			pair[i] = normalize(*c)
			definitions[key{c.Type, c.Name}] = pair
		}
	}
	var names []string
	for k, pair := range definitions {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			names = append(names, k.name)
		}
	}
	slices.Sort(names)
	return names
}

// normalize returns c as decoded JSON in a canonical form, without the fields that
// Discord adds.
func normalize(c discordgo.ApplicationCommand) any {
	if c.GuildID != "" { // for a command of one server, these mean nothing
		c.Contexts, c.IntegrationTypes = nil, nil
	}
	c.ID, c.ApplicationID, c.GuildID, c.Version = "", "", "", ""
	c.DefaultPermission = nil // Discord derives it, and the next
	//lint:ignore SA1019 Discord still sends it
	c.DMPermission = nil
	c.Contexts, c.IntegrationTypes = sorted(c.Contexts), sorted(c.IntegrationTypes)
	encoded, _ := json.Marshal(c)
	var fields any
	json.Unmarshal(encoded, &fields)
	return withoutDefaults(fields)
}

// withoutDefaults returns decoded JSON without false and empty values, which mean
// the same as absent ones.
func withoutDefaults(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			if v[name] = withoutDefaults(field); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = withoutDefaults(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return v
}

// sorted returns a sorted copy of list, for comparing lists regardless of order.
func sorted[T ~uint | ~int](list *[]T) *[]T {
	if list == nil {
		return nil
	}
	return new(slices.Sorted(slices.Values(*list)))
}
