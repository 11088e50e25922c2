package bot

import (
	"reflect"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// differing returns the names of the commands that are not the same in both
// lists.
func differing(has, wants []*discordgo.ApplicationCommand) []string {
	var names []string
	for _, want := range wants {
		if had := like(want, has); had == nil || !reflect.DeepEqual(essence(*had), essence(*want)) {
			names = append(names, want.Name)
		}
	}
	for _, had := range has {
		if like(had, wants) == nil {
			names = append(names, had.Name)
		}
	}
	return names
}

// like returns the command of list that has c's type and name, nil if there is
// none.
func like(c *discordgo.ApplicationCommand, list []*discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	i := slices.IndexFunc(list, func(other *discordgo.ApplicationCommand) bool { return other.Type == c.Type && other.Name == c.Name })
	if i < 0 {
		return nil
	}
	return list[i]
}

// essence is what a definition says: c without what Discord adds, in one form
// for what can be said in several.
func essence(c discordgo.ApplicationCommand) discordgo.ApplicationCommand {
	if c.GuildID != "" { // it is for one server, whatever these say
		c.Contexts, c.IntegrationTypes = nil, nil
	}
	c.ID, c.ApplicationID, c.GuildID, c.Version = "", "", "", ""
	c.DefaultPermission = nil // Discord makes it of others, as the next
	//lint:ignore SA1019 Discord still tells it
	c.DMPermission = nil
	if c.NSFW != nil && !*c.NSFW {
		c.NSFW = nil
	}
	c.Contexts, c.IntegrationTypes = sorted(c.Contexts), sorted(c.IntegrationTypes)
	c.NameLocalizations, c.DescriptionLocalizations = unlessEmpty(c.NameLocalizations), unlessEmpty(c.DescriptionLocalizations)
	var options []*discordgo.ApplicationCommandOption
	for _, o := range c.Options {
		options = append(options, optionEssence(*o))
	}
	c.Options = options
	return c
}

func optionEssence(o discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	if len(o.NameLocalizations) == 0 {
		o.NameLocalizations = nil
	}
	if len(o.DescriptionLocalizations) == 0 {
		o.DescriptionLocalizations = nil
	}
	if len(o.ChannelTypes) == 0 {
		o.ChannelTypes = nil
	}
	if len(o.Options) == 0 {
		o.Options = nil
	}
	if len(o.Choices) == 0 {
		o.Choices = nil
	}
	return &o
}

// sorted is a list whose order means nothing, in order.
func sorted[T ~uint | ~int](list *[]T) *[]T {
	if list == nil {
		return nil
	}
	inOrder := slices.Sorted(slices.Values(*list))
	return &inOrder
}

func unlessEmpty(texts *map[discordgo.Locale]string) *map[discordgo.Locale]string {
	if texts == nil || len(*texts) == 0 {
		return nil
	}
	return texts
}
