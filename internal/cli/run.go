package cli

import (
	"context"
	"io"
	"log/slog"

	"alliancebot/bot"
	"alliancebot/commands"
)

// runCommand answers on Discord, by the gateway, until it is told to stop.
type runCommand struct{}

// Run reads every setting, then serves Discord until ctx ends.
func (runCommand) Run(ctx context.Context, p Process) error {
	config, err := p.Env.configure(settings...)
	if err != nil {
		return err
	}
	return p.onDiscord(ctx, config, bot.Run)
}

// serveCommand answers interactions that Discord posts to it until it is told to
// stop.
type serveCommand struct{}

// Run reads every setting, then listens until ctx ends. It hears of no messages.
func (serveCommand) Run(ctx context.Context, p Process) error {
	config, err := p.Env.configure(requiring(publicKey)...)
	if err != nil {
		return err
	}
	config.AnswerMentions = false
	return p.onDiscord(ctx, config, bot.Serve)
}

// onDiscord answers from the story that config names, the way that connect
// connects to Discord.
func (p Process) onDiscord(ctx context.Context, config Config, connect func(context.Context, bot.Config, bot.Handler) error) error {
	log := newLog(p.ErrOut, config)
	watch, stop, err := startMonitor(ctx, config, log)
	if err != nil {
		return err
	}
	defer stop()
	library, err := openLibrary(config.CorpusDir)
	if err != nil {
		return err
	}
	defer library.Close()
	watch.Indexed(len(library.Corpus().Units))

	router := commands.NewRouter(watchedEngine{library.Engine, watch}, library.load, commandSettings(config))
	discord := botConfig(config, log)
	discord.Observer = watch
	return connect(ctx, discord, newWatchedHandler(router, watch))
}

// commandSettings are what config decides about the commands.
func commandSettings(config Config) commands.Settings {
	return commands.Settings{
		Access: commands.Access{
			HomeGuildID: config.DiscordHomeGuildID,
			UserIDs:     config.AdminUserIDs,
			RoleIDs:     config.AdminRoleIDs,
		},
		Private:    config.AnswersPrivate,
		Language:   config.DefaultLanguage,
		RateLimits: commands.DefaultRateLimits,
		Mentions:   config.AnswerMentions,
	}
}

// botConfig is what config says of Discord.
func botConfig(config Config, log *slog.Logger) bot.Config {
	return bot.Config{
		Token:          config.DiscordToken.Reveal(),
		HomeGuildID:    config.DiscordHomeGuildID,
		APIURL:         config.DiscordAPIURL,
		ShardCount:     config.ShardCount,
		ShardIDs:       config.ShardIDs,
		AnswerMentions: config.AnswerMentions,
		Language:       config.DefaultLanguage,
		PublicKey:      config.DiscordPublicKey,
		ListenAddr:     config.ListenAddr,
		Log:            log,
	}
}

// newLog returns a log on w as config wants it.
func newLog(w io.Writer, config Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: config.LogLevel}
	if config.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
