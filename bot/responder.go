package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// response is the first response to an interaction.
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// responder takes first responses to Discord, whichever way it wants them.
type responder interface {
	// respond takes r to Discord as the first response to i. It returns the id
	// of the message that r made, "" if it made none or Discord did not tell.
	respond(ctx context.Context, i *discordgo.Interaction, r response) (messageID string, err error)
}

// errResponded tells that an interaction has had its first response.
var errResponded = errors.New("the interaction was responded to already")

// interaction is one use of the bot, and how far it was answered. It belongs to
// the goroutine that answers it.
type interaction struct {
	*discordgo.Interaction
	to        responder
	responded bool   // the first response was given, or failed
	announced bool   // it said that a reply will follow, and none has
	outcome   string // of a response that Discord takes, for the observer; "" is answered
	noted     func(outcome string)
}

// respond gives the first response to i. Discord takes one alone, so that a
// second is errResponded.
func (i *interaction) respond(ctx context.Context, kind discordgo.InteractionResponseType, data any) (messageID string, err error) {
	if i.responded {
		return "", errResponded
	}
	i.responded = true
	messageID, err = i.to.respond(ctx, i.Interaction, response{kind, data})
	switch {
	case err != nil:
		i.noted("failed")
	case kind == discordgo.InteractionResponseDeferredChannelMessageWithSource:
		i.noted("deferred")
	default:
		i.noted(cmp.Or(i.outcome, "answered"))
	}
	return messageID, err
}

// callbacks responds by REST calls, as Discord wants it when the interaction
// came by the gateway.
type callbacks struct{ api *discordgo.Session }

// respond takes Discord's complaint that i has been responded to for a success:
// it is the first response, so an earlier try got through.
func (c callbacks) respond(ctx context.Context, i *discordgo.Interaction, r response) (messageID string, err error) {
	answer, err := call(ctx, c.api, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token)+"?with_response=true", r)
	if restCode(err) == alreadyAcknowledged {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var outcome struct {
		Resource struct{ Message struct{ ID string } }
	}
	if err := json.Unmarshal(answer, &outcome); err != nil {
		return "", fmt.Errorf("read what became of a response: %w", err)
	}
	return outcome.Resource.Message.ID, nil
}
