package render

import (
	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
)

// Form is a form as Discord accepts it in a first response.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
type Form struct {
	CustomID   string                       `json:"custom_id"`
	Title      string                       `json:"title"`
	Components []discordgo.MessageComponent `json:"components"`
}

// Form renders f. Texts that are too long are clipped. The custom_id of a field is its
// name.
func (r Renderer) Form(f commands.Form) Form {
	form := Form{CustomID: r.signer.customID(f.Command, f.Value), Title: clipLine(f.Title, commands.MaxLabel)}
	for _, field := range f.Fields {
		style := discordgo.TextInputShort
		if field.Lines {
			style = discordgo.TextInputParagraph
		}
		// Discord prefers a label component around the input, which discordgo cannot decode.
		form.Components = append(form.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
			CustomID: field.Name, Label: clipLine(field.Label, commands.MaxLabel), Style: style,
			Placeholder: clipLine(field.Hint, maxOptionText), Value: clip(plain(prose.Clean(field.Text)), field.Max),
			Required: field.Required, MaxLength: field.Max,
		}}})
	}
	return form
}
