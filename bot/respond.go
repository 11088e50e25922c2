package bot

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// alreadyAcknowledged is Discord's code for a second first response.
const alreadyAcknowledged = 40060

// send shows m as the response to i. Picked from somebody else's menu it is
// private: the channel has seen that menu's answer already.
func (d *dispatcher) send(ctx context.Context, i *discordgo.Interaction, m message) error {
	if i.Type == discordgo.InteractionMessageComponent {
		m.private = true
	}
	return d.callback(ctx, i, discordgo.InteractionResponseChannelMessageWithSource, m.responseData())
}

// update puts m in the place of the message i's component belongs to.
func (d *dispatcher) update(ctx context.Context, i *discordgo.Interaction, m message) error {
	m.private = false // who sees a message is fixed when it is made
	return d.callback(ctx, i, discordgo.InteractionResponseUpdateMessage, m.responseData())
}

// announce tells the asker alone that a reply will follow.
func (d *dispatcher) announce(ctx context.Context, i *discordgo.Interaction) error {
	return d.callback(ctx, i, discordgo.InteractionResponseDeferredChannelMessageWithSource,
		announcement{Flags: discordgo.MessageFlagsEphemeral})
}

// announcement is the data of a deferred response, which may hold nothing else.
type announcement struct {
	Flags discordgo.MessageFlags `json:"flags"`
}

// propose offers choices for the option being typed.
func (d *dispatcher) propose(ctx context.Context, i *discordgo.Interaction, choices []*discordgo.ApplicationCommandOptionChoice) error {
	return d.callback(ctx, i, discordgo.InteractionApplicationCommandAutocompleteResult, proposals{choices})
}

// proposals is the data of an autocomplete response.
type proposals struct {
	Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
}

// callback sends the first response to i. As there is only one, Discord's
// complaint that i has been answered means that an earlier try got through.
func (d *dispatcher) callback(ctx context.Context, i *discordgo.Interaction, kind discordgo.InteractionResponseType, data any) error {
	err := d.call(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), struct {
		Type discordgo.InteractionResponseType `json:"type"`
		Data any                               `json:"data"`
	}{kind, data})
	if restCode(err) == alreadyAcknowledged {
		return nil
	}
	return err
}

// edit replaces the announcement of i's reply with m.
func (d *dispatcher) edit(ctx context.Context, i *discordgo.Interaction, m message) error {
	return d.call(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(i.AppID, i.Token, "@original"), m.webhookEdit())
}

// call makes one REST call with a rate limit bucket of its own: discordgo's
// shared ones let edits wait for each other and keep a bucket for every
// interaction for ever. Interaction endpoints have no common limit.
func (d *dispatcher) call(ctx context.Context, method, endpoint string, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	bucket := discordgo.NewRatelimiter().LockBucket("")
	_, err = d.api.RequestWithLockedBucket(method, endpoint, "application/json", encoded, bucket, 0, discordgo.WithContext(ctx))
	return err
}
