package cli

import (
	"context"
	"io"
	"log/slog"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/internal/config"
)

// runCommand connects to Discord's gateway and answers until it is told to stop.
type runCommand struct{}

// Run reads every setting, then serves Discord until ctx ends.
func (runCommand) Run(ctx context.Context, p Process) error {
	settings, err := config.Load(p.Env, config.Settings...)
	if err != nil {
		return err
	}
	return p.onDiscord(ctx, settings, bot.Run)
}

// serveCommand answers interactions at an HTTP endpoint until it is told to stop.
type serveCommand struct{}

// Run reads every setting, then listens until ctx ends. Discord posts no messages to
// an endpoint, so mentions are not answered.
func (serveCommand) Run(ctx context.Context, p Process) error {
	settings, err := config.Load(p.Env, config.Require(config.PublicKey)...)
	if err != nil {
		return err
	}
	settings.AnswerMentions = false
	return p.onDiscord(ctx, settings, bot.Serve)
}

// onDiscord answers from the corpus that the settings name over the connection that
// connect makes.
func (p Process) onDiscord(ctx context.Context, settings config.Config, connect func(context.Context, bot.Config, bot.Handler) error) error {
	log := newLog(p.ErrOut, settings)
	watch, stop, err := startMonitor(ctx, settings, log)
	if err != nil {
		return err
	}
	defer stop()
	library, err := openLibrary(settings.CorpusDir)
	if err != nil {
		return err
	}
	defer library.Close()
	watch.Indexed(len(library.Corpus().Units))

	answering := commandSettings(settings)
	answering.Observer = watch
	discord := botConfig(settings, log)
	discord.Observer = watch
	return connect(ctx, discord, library.router(answering))
}

// commandSettings returns the settings of the commands.
func commandSettings(c config.Config) commands.Settings {
	return commands.Settings{
		Access: commands.Access{
			HomeGuildID: c.DiscordHomeGuildID,
			UserIDs:     c.AdminUserIDs,
			RoleIDs:     c.AdminRoleIDs,
		},
		Private:    c.AnswersPrivate,
		Language:   c.DefaultLanguage,
		RateLimits: commands.DefaultRateLimits,
		Mentions:   c.AnswerMentions,
	}
}

// botConfig returns the settings of the Discord connection.
func botConfig(c config.Config, log *slog.Logger) bot.Config {
	return bot.Config{
		Token:          c.DiscordToken.Reveal(),
		HomeGuildID:    c.DiscordHomeGuildID,
		APIURL:         c.DiscordAPIURL,
		ShardCount:     c.ShardCount,
		ShardIDs:       c.ShardIDs,
		AnswerMentions: c.AnswerMentions,
		Language:       c.DefaultLanguage,
		PublicKey:      c.DiscordPublicKey,
		ListenAddr:     c.ListenAddr,
		Log:            log,
	}
}

// newLog returns a logger that writes to w.
func newLog(w io.Writer, c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
