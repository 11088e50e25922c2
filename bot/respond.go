package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// Discord's error codes that tell of no failure here.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	unknownMessage      = 10008
	alreadyAcknowledged = 40060
)

// show gives reply as the first response to i, and returns the id of the new
// message, "" if there is none.
func (d *dispatcher) show(ctx context.Context, i *discordgo.Interaction, reply commands.Reply) (id string) {
	onMessage := i.Type == discordgo.InteractionMessageComponent && i.Message != nil
	var err error
	switch {
	case onMessage && reply.Remove:
		d.told.forget(i.Message.ID)
		err = d.remove(ctx, i)
	case onMessage && reply.Replace:
		d.told.forget(i.Message.ID)
		err = d.update(ctx, i, d.renderer.render(reply))
	default:
		id, err = d.send(ctx, i, d.renderer.render(reply))
	}
	if err != nil {
		d.log.Error("send a reply", "interaction", i.ID, "error", err)
	}
	return id
}

// send shows m as a new message, and returns its id.
func (d *dispatcher) send(ctx context.Context, i *discordgo.Interaction, m message) (id string, err error) {
	answer, err := d.callback(ctx, i, discordgo.InteractionResponseChannelMessageWithSource, m.body())
	if err != nil {
		return "", err
	}
	var response struct {
		Resource struct{ Message struct{ ID string } }
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		return "", fmt.Errorf("read the id of a reply: %w", err)
	}
	return response.Resource.Message.ID, nil
}

// update puts m in the place of the message i's component belongs to. Who sees
// that was fixed when it was made.
func (d *dispatcher) update(ctx context.Context, i *discordgo.Interaction, m message) error {
	m.private = false
	_, err := d.callback(ctx, i, discordgo.InteractionResponseUpdateMessage, m.body())
	return err
}

// remove takes away the message i's component belongs to. It may be gone by now.
func (d *dispatcher) remove(ctx context.Context, i *discordgo.Interaction) error {
	if _, err := d.callback(ctx, i, discordgo.InteractionResponseDeferredMessageUpdate, nil); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(d.base, callTimeout)
	defer cancel()
	_, err := d.call(ctx, http.MethodDelete, original(i), nil)
	if restCode(err) == unknownMessage {
		d.log.Debug("the message to remove is gone", "interaction", i.ID)
		return nil
	}
	return err
}

// announce tells the asker alone that a reply will follow.
func (d *dispatcher) announce(ctx context.Context, i *discordgo.Interaction) error {
	_, err := d.callback(ctx, i, discordgo.InteractionResponseDeferredChannelMessageWithSource,
		announcement{Flags: discordgo.MessageFlagsEphemeral})
	return err
}

// announcement is the data of a deferred response, which may hold nothing else.
type announcement struct {
	Flags discordgo.MessageFlags `json:"flags"`
}

// propose offers choices for the option being typed.
func (d *dispatcher) propose(ctx context.Context, i *discordgo.Interaction, choices []*discordgo.ApplicationCommandOptionChoice) error {
	_, err := d.callback(ctx, i, discordgo.InteractionApplicationCommandAutocompleteResult, proposals{choices})
	return err
}

// proposals is the data of an autocomplete response.
type proposals struct {
	Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
}

// callback sends the first response to i and returns what became of it. As
// there is only one, Discord's complaint that i has been answered means that an
// earlier try got through.
func (d *dispatcher) callback(ctx context.Context, i *discordgo.Interaction, kind discordgo.InteractionResponseType, data any) (json.RawMessage, error) {
	answer, err := d.call(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token)+"?with_response=true", struct {
		Type discordgo.InteractionResponseType `json:"type"`
		Data any                               `json:"data,omitempty"`
	}{kind, data})
	if restCode(err) == alreadyAcknowledged {
		return json.RawMessage("{}"), nil
	}
	return answer, err
}

// edit replaces the announcement of i's reply with m. Who sees it was fixed
// with the announcement.
func (d *dispatcher) edit(ctx context.Context, i *discordgo.Interaction, m message) error {
	m.private = false
	_, err := d.call(ctx, http.MethodPatch, original(i), m.body())
	return err
}

// original is the endpoint of the reply to i, or else of the message that i's
// component belongs to.
func original(i *discordgo.Interaction) string {
	return discordgo.EndpointWebhookMessage(i.AppID, i.Token, "@original")
}

// call makes one REST call with a JSON body, nil for none, and returns the
// answer's. It has a rate limit bucket of its own: discordgo's shared ones let
// edits wait for each other and keep a bucket for every interaction for ever.
// Interaction endpoints have no common limit; that of others shows as a 429,
// which the client waits for.
func (d *dispatcher) call(ctx context.Context, method, endpoint string, body any) (json.RawMessage, error) {
	var encoded []byte
	if body != nil {
		var err error
		if encoded, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	bucket := discordgo.NewRatelimiter().LockBucket("")
	return d.api.RequestWithLockedBucket(method, endpoint, "application/json", encoded, bucket, 0, discordgo.WithContext(ctx))
}
