package bot

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/endpoint"
)

// keyAdvice says where to get the public key.
const keyAdvice = "copy the Public Key from https://discord.com/developers/applications (your application, General Information) into DISCORD_PUBLIC_KEY"

// InteractionsPath is where Serve receives interactions.
const InteractionsPath = endpoint.Path

// Serve answers interactions that Discord posts to InteractionsPath at c.ListenAddr,
// over HTTP: put a TLS-terminating proxy in front. It opens no gateway connection, so
// it receives no messages. Any number of processes may serve one application; only rate
// limits and the memory of recent answers are per-process state.
//
// When ctx ends it waits about ten seconds for answers in flight and returns nil. It
// returns an error at once if a setting is invalid, the token is refused, the API
// cannot be reached or the commands cannot be registered, and later if it can no longer
// accept connections.
func Serve(ctx context.Context, c Config, h Handler) error {
	listener, err := net.Listen("tcp", c.ListenAddr)
	if err != nil {
		return fmt.Errorf("listen at LISTEN_ADDR: %w", err)
	}
	return serve(ctx, c, h, listener)
}

// serve is Serve on a listener, which it closes.
func serve(ctx context.Context, c Config, h Handler, listener net.Listener) error {
	defer listener.Close()
	return c.withRedaction(func(log *slog.Logger) error {
		key, err := hex.DecodeString(c.PublicKey)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return errors.New("DISCORD_PUBLIC_KEY is not a public key, which has 64 hexadecimal digits: " + keyAdvice)
		}
		rest, app, err := signIn(ctx, c, log)
		if err != nil {
			return unlessStopped(ctx, err)
		}
		defer rest.connections.CloseIdleConnections()
		if app.VerifyKey != hex.EncodeToString(key) {
			return errors.New("DISCORD_PUBLIC_KEY belongs to another application than DISCORD_TOKEN: " + keyAdvice)
		}
		if err := register(ctx, rest, app.ID, c.HomeGuildID, h.Definitions(), log); err != nil {
			return unlessStopped(ctx, err)
		}
		d := newDispatcher(rest, h, c, log)
		defer d.drain()
		return endpoint.Serve(ctx, listener, endpoint.Config{Key: key, Handle: d.handleHTTP, Log: log})
	})
}

// handleHTTP answers an interaction from the endpoint. It returns at once.
func (d *dispatcher) handleHTTP(i *discordgo.Interaction, respond endpoint.Respond) error {
	err := d.handle(i, httpResponder(respond))
	switch {
	case errors.Is(err, errDuplicate):
		return fmt.Errorf("%w: %s", endpoint.ErrDuplicate, i.ID)
	case errors.Is(err, errStopping):
		return endpoint.ErrStopping
	}
	return err
}

// httpResponder responds in the HTTP response to the request with the interaction.
type httpResponder endpoint.Respond

func (respond httpResponder) respond(ctx context.Context, _ *discordgo.Interaction, r response) error {
	return respond(ctx, r)
}
