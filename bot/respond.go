package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"

	"alliancebot/commands"
)

// Discord's error codes that tell of no failure here.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	unknownMessage      = 10008
	unknownWebhook      = 10015
	alreadyAcknowledged = 40060
)

// responseReadWithin is how long Discord may take to read a response. It waits
// no longer than three seconds for one.
const responseReadWithin = 3 * time.Second

// show gives reply to i, as its first response or in the place of what announced
// it, and returns the id of the new message: "" if there is none, or it is not
// wanted by tell.
func (d *dispatcher) show(ctx context.Context, i *interaction, reply commands.Reply) (id string) {
	onMessage := i.Type == discordgo.InteractionMessageComponent && i.Message != nil
	var err error
	switch {
	case i.announced:
		err = d.edit(i, d.renderer.render(reply))
	case onMessage && reply.Remove:
		d.told.forget(i.Message.ID)
		err = d.remove(ctx, i)
	case onMessage && reply.Replace:
		d.told.forget(i.Message.ID)
		err = d.update(ctx, i, d.renderer.render(reply))
	default:
		id, err = i.respond(ctx, discordgo.InteractionResponseChannelMessageWithSource, d.renderer.render(reply).body())
		if err == nil && id == "" && isTold(reply) {
			id, err = d.shownID(i)
		}
	}
	if err != nil {
		d.log.Error("send a reply", "interaction", i.ID, "error", err)
	}
	return id
}

// update puts m in the place of the message i's component belongs to. Who sees
// that was fixed when it was made.
func (d *dispatcher) update(ctx context.Context, i *interaction, m message) error {
	m.private = false
	_, err := i.respond(ctx, discordgo.InteractionResponseUpdateMessage, m.body())
	return err
}

// remove takes away the message i's component belongs to. It may be gone by now.
func (d *dispatcher) remove(ctx context.Context, i *interaction) error {
	if _, err := i.respond(ctx, discordgo.InteractionResponseDeferredMessageUpdate, nil); err != nil {
		return err
	}
	_, err := d.original(i, http.MethodDelete, nil)
	if restCode(err) == unknownMessage {
		d.log.Debug("the message to remove is gone", "interaction", i.ID)
		return nil
	}
	return err
}

// announce tells the asker alone that a reply will follow.
func (d *dispatcher) announce(ctx context.Context, i *interaction) error {
	_, err := i.respond(ctx, discordgo.InteractionResponseDeferredChannelMessageWithSource,
		announcement{Flags: discordgo.MessageFlagsEphemeral})
	i.announced = err == nil
	return err
}

// announcement is the data of a deferred response, which may hold nothing else.
type announcement struct {
	Flags discordgo.MessageFlags `json:"flags"`
}

// propose offers choices for the option being typed.
func (d *dispatcher) propose(ctx context.Context, i *interaction, choices []commands.Choice) {
	_, err := i.respond(ctx, discordgo.InteractionApplicationCommandAutocompleteResult, proposals{renderProposals(choices)})
	if err != nil {
		d.log.Warn("send proposals", "interaction", i.ID, "error", err)
	}
}

// proposals is the data of an autocomplete response.
type proposals struct {
	Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
}

// edit replaces the announcement of i's reply with m. Who sees it was fixed
// with the announcement.
func (d *dispatcher) edit(i *interaction, m message) error {
	m.private = false
	_, err := d.original(i, http.MethodPatch, m.body())
	i.announced = false
	return err
}

// shownID asks Discord for the id of the message that i's first response made. It
// is "" when that is gone by now.
func (d *dispatcher) shownID(i *interaction) (string, error) {
	answer, err := d.original(i, http.MethodGet, nil)
	switch {
	case restCode(err) == unknownMessage:
		return "", nil
	case err != nil:
		return "", fmt.Errorf("find the reply that was sent: %w", err)
	}
	var shown struct{ ID string }
	if err := json.Unmarshal(answer, &shown); err != nil {
		return "", fmt.Errorf("read the id of a reply: %w", err)
	}
	return shown.ID, nil
}

// original makes a REST call about the reply to i, or else about the message
// that i's component belongs to. Discord may know of neither for a moment, while
// it reads the response to a request of its own.
func (d *dispatcher) original(i *interaction, method string, body any) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	endpoint := discordgo.EndpointWebhookMessage(i.AppID, i.Token, "@original")
	return backoff.Retry(ctx, func() (json.RawMessage, error) {
		answer, err := call(ctx, d.api, method, endpoint, body)
		if err != nil && restCode(err) != unknownWebhook {
			err = backoff.Permanent(err)
		}
		return answer, err
	}, backoff.WithMaxElapsedTime(responseReadWithin), backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: retryWaitMin, MaxInterval: retryWaitMax, Multiplier: 2, RandomizationFactor: 0.5,
	}))
}

// call makes one REST call with a JSON body, nil for none, and returns the
// answer's. It has a rate limit bucket of its own: discordgo's shared ones let
// edits wait for each other and keep a bucket for every interaction for ever.
// Interaction endpoints have no common limit; that of others shows as a 429,
// which the client waits for.
func call(ctx context.Context, api *discordgo.Session, method, endpoint string, body any) (json.RawMessage, error) {
	var encoded []byte
	if body != nil {
		var err error
		if encoded, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	bucket := discordgo.NewRatelimiter().LockBucket("")
	return api.RequestWithLockedBucket(method, endpoint, "application/json", encoded, bucket, 0, discordgo.WithContext(ctx))
}
