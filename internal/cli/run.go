package cli

import (
	"context"
	"io"
	"log/slog"

	"alliancebot/bot"
	"alliancebot/internal/config"
)

// runCommand connects to Discord's gateway and answers until it is stopped.
type runCommand struct{}

// Run reads all settings, then runs the bot until ctx ends.
func (runCommand) Run(ctx context.Context, p Process) error {
	settings, err := config.Load(p.Env, config.Settings...)
	if err != nil {
		return err
	}
	return p.onDiscord(ctx, settings, bot.Run)
}

// serveCommand answers interactions at an HTTP endpoint until it is stopped.
type serveCommand struct{}

// Run reads all settings, then listens until ctx ends. Discord posts no messages to an
// endpoint, so mentions are not answered.
func (serveCommand) Run(ctx context.Context, p Process) error {
	settings, err := config.Load(p.Env, config.Require(config.PublicKey)...)
	if err != nil {
		return err
	}
	settings.Discord.AnswerMentions, settings.Commands.Mentions = false, false
	return p.onDiscord(ctx, settings, bot.Serve)
}

// onDiscord answers from the settings' corpus, over the connection that connect makes.
func (p Process) onDiscord(ctx context.Context, settings config.Config, connect func(context.Context, bot.Config, bot.Handler) error) error {
	log := newLog(p.ErrOut, settings)
	observer, stop, err := startMonitor(ctx, settings, log)
	if err != nil {
		return err
	}
	defer stop()
	library, err := openLibrary(settings)
	if err != nil {
		return err
	}
	defer library.Close()
	observer.Indexed(len(library.Corpus().Units))

	settings.Commands.Observer = observer
	return connect(ctx, discordConfig(settings, observer, log), library.router(settings.Commands))
}

// discordConfig returns the settings of the Discord connection, with the token.
func discordConfig(c config.Config, observer bot.Observer, log *slog.Logger) bot.Config {
	discord := c.Discord
	discord.Token, discord.Observer, discord.Log = c.Token.Reveal(), observer, log
	return discord
}

// newLog returns a logger that writes to w.
func newLog(w io.Writer, c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
