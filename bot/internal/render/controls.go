package render

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// controls returns rows with reply's buttons and menus, as many as fit in room
// components. Of several with the same custom_id it includes only the first, since
// Discord refuses duplicates.
func (r Renderer) controls(reply commands.Reply, room int) []discordgo.MessageComponent {
	taken := map[string]bool{}
	var rows []discordgo.MessageComponent
	for buttons := range slices.Chunk(r.buttons(reply.Buttons, taken), maxButtons) {
		rows = append(rows, discordgo.ActionsRow{Components: buttons})
	}
	for _, menu := range r.menus(reply, taken) {
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}})
	}
	for count(rows) > room {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// buttons returns the buttons that have a label and a valid custom_id.
func (r Renderer) buttons(buttons []commands.Button, taken map[string]bool) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, b := range buttons {
		label, id := clipLine(b.Label, maxButtonLabel), r.signer.customID(b.Command, b.Value)
		if label == "" || id == "" || taken[id] {
			continue
		}
		taken[id] = true
		list = append(list, discordgo.Button{Style: discordgo.SecondaryButton, Label: label, CustomID: id, Disabled: b.Disabled})
	}
	return list
}

// menus returns the menus that have choices.
func (r Renderer) menus(reply commands.Reply, taken map[string]bool) []discordgo.MessageComponent {
	var list []discordgo.MessageComponent
	for _, menu := range reply.Menus {
		var options []discordgo.SelectMenuOption
		for _, c := range valid(menu.Choices) {
			options = append(options, discordgo.SelectMenuOption{
				Label: optionLabel(c), Value: c.Value, Description: clipLine(c.Detail, maxOptionText),
			})
		}
		id := r.signer.customID(menu.Command, "")
		if id == "" || taken[id] || len(options) == 0 {
			continue
		}
		taken[id] = true
		prompt := clipLine(menu.Prompt, maxPlaceholder)
		if prompt == "" {
			prompt = clipLine(reply.Localizer.T(wording.PickPrompt), maxPlaceholder)
		}
		list = append(list, discordgo.SelectMenu{
			MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: prompt, Options: options,
		})
	}
	return list
}

// Choices renders autocomplete choices. The result is never nil, which Discord
// would refuse.
func Choices(choices []commands.Choice) []*discordgo.ApplicationCommandOptionChoice {
	list := []*discordgo.ApplicationCommandOptionChoice{}
	for _, c := range valid(choices) {
		list = append(list, &discordgo.ApplicationCommandOptionChoice{Name: optionLabel(c), Value: c.Value})
	}
	return list
}

// valid returns the first choices with values that Discord can hold, without
// duplicates. Values are never clipped, since a clipped value is a different one.
func valid(choices []commands.Choice) []commands.Choice {
	var usable []commands.Choice
	seen := map[string]bool{}
	for _, c := range choices {
		if isBlank(c.Value) || units(c.Value) > maxOptionText || c.Value != prose.Clean(c.Value) || seen[c.Value] {
			continue
		}
		seen[c.Value] = true
		if usable = append(usable, c); len(usable) == maxOptions {
			break
		}
	}
	return usable
}

// optionLabel returns c's label, or its value if it has none.
func optionLabel(c commands.Choice) string {
	if label := clipLine(c.Label, maxOptionText); label != "" {
		return label
	}
	return c.Value
}
