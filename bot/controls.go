package bot

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Discord's limits for buttons and menus, in characters unless said otherwise.
// https://discord.com/developers/docs/components/reference
const (
	maxRow     = 5 // buttons of a row
	maxLabel   = 80
	maxPrompt  = 150
	maxOptions = 25  // options of a menu, proposals for an option
	maxOption  = 100 // label, detail and value of each
)

// controls makes rows of reply's buttons and menus, as many as room components
// hold. Of those that would do the same only the first is there: Discord
// refuses two of one custom_id.
func (r renderer) controls(reply commands.Reply, room int) []discordgo.MessageComponent {
	taken := map[string]bool{}
	var rows []discordgo.MessageComponent
	for buttons := range slices.Chunk(r.buttons(reply.Buttons, taken), maxRow) {
		rows = append(rows, discordgo.ActionsRow{Components: buttons})
	}
	for _, menu := range r.menus(reply, taken) {
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}})
	}
	fitting := len(rows)
	for count(rows[:fitting]) > room {
		fitting--
	}
	return rows[:fitting]
}

// buttons makes the buttons that have a label and something to do.
func (r renderer) buttons(buttons []commands.Button, taken map[string]bool) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, b := range buttons {
		label, id := clip(plain(prose.Line(b.Label)), maxLabel), r.seal.customID(b.Command, b.Value)
		if label == "" || id == "" || taken[id] {
			continue
		}
		taken[id] = true
		list = append(list, discordgo.Button{Style: discordgo.SecondaryButton, Label: label, CustomID: id, Disabled: b.Disabled})
	}
	return list
}

// menus makes the menus that have something to pick.
func (r renderer) menus(reply commands.Reply, taken map[string]bool) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, menu := range reply.Menus {
		id, options := r.seal.customID(menu.Command, ""), renderOptions(menu.Choices)
		if id == "" || taken[id] || len(options) == 0 {
			continue
		}
		taken[id] = true
		prompt := clip(plain(prose.Line(menu.Prompt)), maxPrompt)
		if prompt == "" {
			prompt = clip(plain(reply.Localizer.T(wording.PickPrompt)), maxPrompt)
		}
		list = append(list, discordgo.SelectMenu{
			MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: prompt, Options: options,
		})
	}
	return list
}

func renderOptions(choices []commands.Choice) []discordgo.SelectMenuOption {
	var options []discordgo.SelectMenuOption
	for _, c := range distinct(choices) {
		options = append(options, discordgo.SelectMenuOption{
			Label:       label(c),
			Value:       c.Value,
			Description: clip(plain(prose.Line(c.Detail)), maxOption),
		})
	}
	return options
}

// renderProposals makes Discord's choices of what the handler proposes.
func renderProposals(choices []commands.Choice) []*discordgo.ApplicationCommandOptionChoice {
	list := []*discordgo.ApplicationCommandOptionChoice{}
	for _, c := range distinct(choices) {
		list = append(list, &discordgo.ApplicationCommandOptionChoice{Name: label(c), Value: c.Value})
	}
	return list
}

// distinct returns the first choices whose values Discord can hold, none of
// them twice. A value is never cut: it would become another one.
func distinct(choices []commands.Choice) []commands.Choice {
	var usable []commands.Choice
	seen := map[string]bool{}
	for _, c := range choices {
		if isBlank(c.Value) || units(c.Value) > maxOption || c.Value != prose.Clean(c.Value) || seen[c.Value] {
			continue
		}
		seen[c.Value] = true
		if usable = append(usable, c); len(usable) == maxOptions {
			break
		}
	}
	return usable
}

// label is what c is called in a list; a choice without a name shows its value.
func label(c commands.Choice) string {
	if name := clip(plain(prose.Line(c.Label)), maxOption); name != "" {
		return name
	}
	return c.Value
}
