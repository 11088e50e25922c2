package bot

import (
	"context"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/endpoint"
	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/observe"
)

// response is the first response to an interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// exchange is an interaction and the state of its responses. It belongs to one
// goroutine.
type exchange struct {
	*discordgo.Interaction
	send      endpoint.Respond // the first response to Discord
	observe   func(observe.Outcome)
	responded bool // the first response was sent, or has failed
	deferred  bool // the first response was a deferral, and no reply has followed
}

// onMessage reports whether x comes from a component of a message, or from a form that one
// has opened, so that the response can change the message.
func (x *exchange) onMessage() bool {
	return x.Message != nil && (x.Type == discordgo.InteractionMessageComponent || x.Type == discordgo.InteractionModalSubmit)
}

// respond sends the first response. Discord accepts only one.
func (x *exchange) respond(ctx context.Context, kind discordgo.InteractionResponseType, data any, outcome observe.Outcome) error {
	x.responded = true
	err := x.send(ctx, response{kind, data})
	if err != nil {
		outcome = observe.OutcomeFailed
	}
	x.observe(outcome)
	return err
}

// deferReply announces a private reply, which fixes the reply's visibility. It will
// replace the message with the component, if only the asker sees that.
func (x *exchange) deferReply(ctx context.Context) error {
	kind := discordgo.InteractionResponseDeferredChannelMessageWithSource
	var data any = map[string]discordgo.MessageFlags{"flags": discordgo.MessageFlagsEphemeral} // Discord refuses any other field
	if x.onMessage() && x.Message.Flags&discordgo.MessageFlagsEphemeral != 0 {
		kind, data = discordgo.InteractionResponseDeferredMessageUpdate, nil
	}
	err := x.respond(ctx, kind, data, observe.OutcomeDeferred)
	x.deferred = err == nil
	return err
}

// sendChoices responds to an autocomplete interaction.
func (d *dispatcher) sendChoices(ctx context.Context, x *exchange, choices []commands.Choice, outcome observe.Outcome) {
	data := map[string]any{"choices": render.Choices(choices)}
	if err := x.respond(ctx, discordgo.InteractionApplicationCommandAutocompleteResult, data, outcome); err != nil {
		d.log.Warn("send choices", "interaction", x.ID, "error", err)
	}
}

// send sends reply to x, as the first response or in place of the deferral, and reports
// whether Discord accepted it.
func (d *dispatcher) send(ctx context.Context, x *exchange, reply commands.Reply, outcome observe.Outcome) bool {
	var err error
	switch {
	case reply.Form != nil && !x.deferred && x.Type != discordgo.InteractionModalSubmit:
		err = x.respond(ctx, discordgo.InteractionResponseModal, d.renderer.Form(*reply.Form), outcome)
	case x.deferred:
		x.deferred = false
		err = d.editOriginal(x.Interaction, d.renderer.Message(reply).WithoutEphemeral().WithFile(reply))
	case x.onMessage() && reply.Remove:
		d.forgetMessage(x.Message.ID)
		err = x.respond(ctx, discordgo.InteractionResponseDeferredMessageUpdate, nil, outcome)
		if err == nil {
			err = d.removeMessage(x.Interaction)
		}
	case x.onMessage() && reply.Replace:
		d.forgetMessage(x.Message.ID)
		err = x.respond(ctx, discordgo.InteractionResponseUpdateMessage, d.renderer.Message(reply).WithoutEphemeral(), outcome)
	default:
		err = x.respond(ctx, discordgo.InteractionResponseChannelMessageWithSource, d.renderer.Message(reply), outcome)
	}
	if err != nil {
		d.log.Error("send a reply", "interaction", x.ID, "error", err)
	}
	return err == nil
}

// showProgress shows reply in place of the deferred one, as long as that can follow.
func (d *dispatcher) showProgress(ctx context.Context, i *discordgo.Interaction, reply commands.Reply) {
	if ctx.Err() != nil {
		return
	}
	if err := d.editOriginal(i, d.renderer.Message(reply).WithoutEphemeral()); err != nil {
		d.log.Warn("show the progress of a command", "interaction", i.ID, "error", err)
	}
}

// announce tells the log channel, if there is one, what an admin has changed.
func (d *dispatcher) announce(reply commands.Reply) {
	if d.logChannel == "" || len(reply.Log) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	if _, err := d.post(ctx, d.logChannel, commands.Reply{Lead: reply.Log}); err != nil {
		d.log.Warn("tell the channel in LOG_CHANNEL_ID about a change", "channel", d.logChannel, "error", err)
	}
}

func (d *dispatcher) editOriginal(i *discordgo.Interaction, m render.Message) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	return d.callOriginal(ctx, originalPath(i), http.MethodPatch, m, nil)
}

// removeMessage deletes the message that i's component is on. After a deferred
// update that is i's original response, unless another process responded to i before
// this one.
func (d *dispatcher) removeMessage(i *discordgo.Interaction) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	var original struct{ ID string }
	err := d.callOriginal(ctx, originalPath(i), http.MethodGet, nil, &original)
	if err == nil && original.ID == i.Message.ID {
		err = d.callOriginal(ctx, originalPath(i), http.MethodDelete, nil, nil)
	} else if err == nil {
		err = d.rest.call(ctx, http.MethodDelete, messagesPath(i.ChannelID)+"/"+i.Message.ID, nil, nil)
	}
	if codeOf(err) == codeUnknownMessage {
		d.log.Debug("the message to remove is already gone", "interaction", i.ID)
		return nil
	}
	return err
}

// locateReply returns a locator of the message that i's first response created. It
// finds none if that is gone, or if only the asker sees it, as Discord decides where
// members may not use external apps. It keeps only what it needs of i.
func (d *dispatcher) locateReply(i *discordgo.Interaction) locator {
	id, path := i.ID, originalPath(i)
	return func(ctx context.Context) (messageID string) {
		var original struct {
			ID    string
			Flags discordgo.MessageFlags
		}
		err := d.callOriginal(ctx, path, http.MethodGet, nil, &original)
		if err != nil && codeOf(err) != codeUnknownMessage {
			d.log.Warn("find an earlier reply", "interaction", id, "error", err)
		}
		if err != nil || original.Flags&discordgo.MessageFlagsEphemeral != 0 {
			return ""
		}
		return original.ID
	}
}

// originalPath returns the path of i's original response: the reply, or the message
// that its component is on.
func originalPath(i *discordgo.Interaction) string {
	return "webhooks/" + i.AppID + "/" + i.Token + "/messages/@original"
}

// originalWait is the first wait for Discord to process a response, and maxOriginalWait
// the last. Each is twice the one before. Discord's own limit is three seconds.
const (
	originalWait    = 100 * time.Millisecond
	maxOriginalWait = 1600 * time.Millisecond
)

// callOriginal makes a REST call about an original response. After a response over HTTP
// it may take Discord a moment to process that, so the call is repeated.
func (d *dispatcher) callOriginal(ctx context.Context, path, method string, body, result any) error {
	for wait := originalWait; ; wait *= 2 {
		err := d.rest.call(ctx, method, path, body, result)
		if codeOf(err) != codeUnknownWebhook || wait > maxOriginalWait {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}
