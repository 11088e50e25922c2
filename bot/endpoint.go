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
	"alliancebot/internal/observe"
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
// It starts as Run does, but instead of connecting shards it begins to listen, once it
// can answer. When ctx ends it waits about ten seconds for answers in flight and returns
// nil.
//
// Restarting may help if it cannot listen. Any other error wraps ErrRefused or
// ErrSettings.
func Serve(ctx context.Context, c Config, h Handler) error {
	return serve(ctx, c, h, func() (net.Listener, error) { return net.Listen("tcp", c.ListenAddr) })
}

// serve is Serve on the listener that listen opens.
func serve(ctx context.Context, c Config, h Handler, listen func() (net.Listener, error)) error {
	return c.guarded(ctx, func(log *slog.Logger) error {
		key, err := hex.DecodeString(c.PublicKey)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return fmt.Errorf("%w: DISCORD_PUBLIC_KEY is not a public key, which has 64 hexadecimal digits: %s", ErrSettings, keyAdvice)
		}
		start, err := c.signIn(ctx, log)
		if err != nil {
			return err
		}
		defer start.rest.connections.CloseIdleConnections()
		if start.app.VerifyKey != hex.EncodeToString(key) {
			return fmt.Errorf("%w: DISCORD_PUBLIC_KEY belongs to another application than DISCORD_TOKEN: %s", ErrSettings, keyAdvice)
		}
		if err := start.register(ctx, c.HomeGuildID, h.Definitions()); err != nil {
			return err
		}
		c.observer().Starting(observe.StepListen)
		listener, err := listen()
		if err != nil {
			return fmt.Errorf("listen at LISTEN_ADDR: %w", err)
		}
		c.observer().Starting(observe.StepNone)
		d := newDispatcher(start.rest, h, c, log)
		d.start(d.notify)
		defer d.drain()
		return endpoint.Serve(ctx, listener, endpoint.Config{Key: key, Handle: d.handleHTTP, Log: log})
	})
}

// handleHTTP answers an interaction from the endpoint. It returns at once.
func (d *dispatcher) handleHTTP(i *discordgo.Interaction, respond endpoint.Respond) error {
	err := d.handle(i, respond)
	switch {
	case errors.Is(err, errDuplicate):
		return fmt.Errorf("%w: %s", endpoint.ErrDuplicate, i.ID)
	case errors.Is(err, errStopping):
		return endpoint.ErrStopping
	case errors.Is(err, errStale), errors.Is(err, errBusy):
		return endpoint.ErrBusy
	}
	return err
}
