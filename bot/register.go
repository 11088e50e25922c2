package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// register makes defs the application's commands, in place of all it had:
// ordinary ones everywhere, Admin ones in the home server alone if there is one.
func register(ctx context.Context, api *discordgo.Session, app, home string, defs []commands.Definition, log *slog.Logger) error {
	var global, local []*discordgo.ApplicationCommand
	for _, d := range defs {
		if d.Admin && home != "" {
			local = append(local, localCommand(d))
		} else {
			global = append(global, globalCommand(d))
		}
	}
	if err := overwrite(ctx, api, discordgo.EndpointApplicationGlobalCommands(app), global); err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	log.Info("registered commands everywhere", "commands", commandNames(global))
	if home == "" {
		return nil
	}
	err := overwrite(ctx, api, discordgo.EndpointApplicationGuildCommands(app, home), local)
	switch restStatus(err) {
	case http.StatusForbidden, http.StatusNotFound:
		return fmt.Errorf("the bot cannot reach the server DISCORD_HOME_GUILD_ID names (%s): "+
			"check the id (right-click the server, Copy Server ID) and invite the bot there: %w", home, err)
	}
	if err != nil {
		return fmt.Errorf("register the admin commands in the home server %s: %w", home, err)
	}
	log.Info("registered commands in the home server", "guild", home, "commands", commandNames(local))
	return nil
}

// overwrite replaces the list of commands at endpoint.
func overwrite(ctx context.Context, api *discordgo.Session, endpoint string, list []*discordgo.ApplicationCommand) error {
	if list == nil {
		list = []*discordgo.ApplicationCommand{} // an empty list clears; null is refused
	}
	_, err := api.Request(http.MethodPut, endpoint, list, discordgo.WithContext(ctx))
	return err
}

// globalCommand is a command for every server and, unless it is for admins,
// for direct messages with the bot.
func globalCommand(d commands.Definition) *discordgo.ApplicationCommand {
	c := localCommand(d)
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	if !d.Admin {
		contexts = append(contexts, discordgo.InteractionContextBotDM)
	}
	c.Contexts = &contexts
	return c
}

// localCommand is a command for one server. An Admin one is hidden from members
// who may not manage the server.
func localCommand(d commands.Definition) *discordgo.ApplicationCommand {
	c := &discordgo.ApplicationCommand{
		Type:        discordgo.ChatApplicationCommand,
		Name:        d.Name,
		Description: d.Description,
		Options:     make([]*discordgo.ApplicationCommandOption, len(d.Options)),
	}
	for i, o := range d.Options {
		c.Options[i] = &discordgo.ApplicationCommandOption{
			Type:         discordgo.ApplicationCommandOptionString,
			Name:         o.Name,
			Description:  o.Description,
			Required:     o.Required,
			Autocomplete: o.Complete,
		}
	}
	if d.Admin {
		manage := int64(discordgo.PermissionManageGuild)
		c.DefaultMemberPermissions = &manage
	}
	return c
}

func commandNames(list []*discordgo.ApplicationCommand) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return names
}
