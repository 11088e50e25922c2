package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"time"

	"alliancebot/bot/internal/render"
	"alliancebot/commands"
)

// How often the handler is asked to notify members, which costs next to nothing unless
// something has changed, and how long to wait after an error.
const (
	notifyInterval = time.Second
	notifyRetry    = time.Minute
)

// maxNonce is how many characters Discord allows in a nonce.
const maxNonce = 25

// errWithheld is the error of a direct message that was not sent, to get no more refusals.
var errWithheld = errors.New("too many calls were refused by Discord")

// notify lets the handler send direct messages until drain. Of errors in a row, only the
// first is logged.
func (d *dispatcher) notify() {
	ctx := d.receiving
	for failed := false; ctx.Err() == nil; {
		err := d.notifyOnce(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			d.log.Warn("send direct messages; trying again every minute", "error", err)
		}
		wait := notifyInterval
		if failed = err != nil; failed {
			wait = notifyRetry
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

func (d *dispatcher) notifyOnce(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return d.handler.Notify(ctx, d.sendDirect)
}

// sendDirect is a commands.Send.
func (d *dispatcher) sendDirect(ctx context.Context, userID string, reply commands.Reply) error {
	if d.rest.limits.tooManyInvalid() {
		return errWithheld
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var channel struct{ ID string }
	err := d.rest.call(ctx, http.MethodPost, "users/@me/channels", map[string]string{"recipient_id": userID}, &channel)
	if err == nil {
		_, err = d.post(ctx, channel.ID, reply)
	}
	switch codeOf(err) {
	case codeCannotMessage, codeNoMutualServer:
		return fmt.Errorf("%w: %w", commands.ErrUnwelcome, err)
	}
	return err
}

// post posts reply to a channel and returns its ID. The nonce keeps a retried call from
// posting it twice.
func (d *dispatcher) post(ctx context.Context, channel string, reply commands.Reply) (id string, err error) {
	body := struct {
		render.Message
		Nonce        string `json:"nonce"`
		EnforceNonce bool   `json:"enforce_nonce"`
	}{d.renderer.Message(reply).WithoutEphemeral(), rand.Text()[:maxNonce], true}
	var created struct{ ID string }
	err = d.rest.call(ctx, http.MethodPost, messagesPath(channel), body, &created)
	return created.ID, err
}
