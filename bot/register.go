package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// register makes defs the application's commands, in place of all it had:
// ordinary ones everywhere, Admin ones in the home server alone if there is one.
// What Discord has as it should be is left alone, as each change makes clients
// load the commands again. Another server that was the home before is not known:
// it keeps its commands, which the handler refuses, until the bot is removed there.
func register(ctx context.Context, api *discordgo.Session, app, home string, defs []commands.Definition, log *slog.Logger) error {
	global, local := applicationCommands(defs, home)
	if err := registerAt(ctx, api, app, "", global, log); err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	if home == "" {
		return nil
	}
	err := registerAt(ctx, api, app, home, local, log.With("guild", home))
	switch restStatus(err) {
	case http.StatusForbidden, http.StatusNotFound:
		return fmt.Errorf("the bot cannot reach the server DISCORD_HOME_GUILD_ID names (%s): "+
			"check the id (right-click the server, Copy Server ID) and invite the bot there: %w", home, err)
	}
	if err != nil {
		return fmt.Errorf("register the admin commands in the home server %s: %w", home, err)
	}
	return nil
}

// applicationCommands makes Discord's commands of defs: those for everywhere, and
// those for the home server alone.
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

// registerAt makes list the commands of the server guild, or of everywhere when
// that is "", unless they are so.
func registerAt(ctx context.Context, api *discordgo.Session, app, guild string, list []*discordgo.ApplicationCommand, log *slog.Logger) error {
	has, err := api.ApplicationCommands(app, guild, discordgo.WithContext(ctx))
	unreadable := errors.Is(err, discordgo.ErrJSONUnmarshal)
	if err != nil && !unreadable {
		return err
	}
	log = log.With("commands", commandNames(list))
	changed := differing(has, list)
	if len(changed) == 0 && !unreadable {
		log.Info("the commands are registered already")
		return nil
	}
	if err := overwrite(ctx, api, app, guild, list); err != nil {
		return err
	}
	log.Info("registered the commands", "changed", changed)
	return nil
}

// overwrite replaces the commands of the server guild, or of everywhere.
func overwrite(ctx context.Context, api *discordgo.Session, app, guild string, list []*discordgo.ApplicationCommand) error {
	endpoint := discordgo.EndpointApplicationGlobalCommands(app)
	if guild != "" {
		endpoint = discordgo.EndpointApplicationGuildCommands(app, guild)
	}
	if list == nil {
		list = []*discordgo.ApplicationCommand{} // an empty list clears; null is refused
	}
	_, err := api.Request(http.MethodPut, endpoint, list, discordgo.WithContext(ctx))
	return err
}

// globalCommand is a command for wherever the application is installed: on a
// server, and, unless it is for admins, for a user, who has it in direct
// messages and private channels too.
func globalCommand(d commands.Definition) *discordgo.ApplicationCommand {
	c := localCommand(d)
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	installs := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	if !d.Admin {
		contexts = append(contexts, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel)
		installs = append(installs, discordgo.ApplicationIntegrationUserInstall)
	}
	c.Contexts, c.IntegrationTypes = &contexts, &installs
	return c
}

// localCommand is a command for one server. An Admin one is hidden from members
// who may not manage the server.
func localCommand(d commands.Definition) *discordgo.ApplicationCommand {
	names, descriptions := localized(d.Translations)
	c := &discordgo.ApplicationCommand{
		Type:              commandType(d.Kind),
		Name:              d.Name,
		NameLocalizations: &names,
	}
	if d.Kind == commands.Slash { // another has nothing to describe
		c.Description, c.DescriptionLocalizations = d.Description, &descriptions
		c.Options = make([]*discordgo.ApplicationCommandOption, len(d.Options))
		for i, o := range d.Options {
			c.Options[i] = commandOption(o)
		}
	}
	if d.Admin {
		manage := int64(discordgo.PermissionManageGuild)
		c.DefaultMemberPermissions = &manage
	}
	return c
}

func commandType(k commands.Kind) discordgo.ApplicationCommandType {
	if k == commands.OnMessage {
		return discordgo.MessageApplicationCommand
	}
	return discordgo.ChatApplicationCommand
}

func commandOption(o commands.Option) *discordgo.ApplicationCommandOption {
	names, descriptions := localized(o.Translations)
	return &discordgo.ApplicationCommandOption{
		Type:                     optionTypes[o.Kind],
		Name:                     o.Name,
		NameLocalizations:        names,
		Description:              o.Description,
		DescriptionLocalizations: descriptions,
		Required:                 o.Required,
		Autocomplete:             o.Complete,
	}
}

var optionTypes = map[commands.OptionKind]discordgo.ApplicationCommandOptionType{
	commands.Text:   discordgo.ApplicationCommandOptionString,
	commands.Flag:   discordgo.ApplicationCommandOptionBoolean,
	commands.Member: discordgo.ApplicationCommandOptionUser,
}

// discordLocales names the languages of wording, but for its default, as
// Discord's clients do. A client in no locale named here shows the default.
// https://discord.com/developers/docs/reference#locales
var discordLocales = map[string][]discordgo.Locale{
	"de":    {discordgo.German},
	"es":    {discordgo.SpanishES, discordgo.SpanishLATAM},
	"fr":    {discordgo.French},
	"ja":    {discordgo.Japanese},
	"pt-BR": {discordgo.PortugueseBR},
}

// localized returns the names and the descriptions of list by locale. What a
// translation lacks shows in the default language.
func localized(list []commands.Translation) (names, descriptions map[discordgo.Locale]string) {
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
