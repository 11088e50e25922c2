package main

import (
	"context"
	"io"
	"log/slog"

	"alliancebot/bot"
	"alliancebot/commands"
)

// runCommand answers on Discord until it is told to stop.
type runCommand struct{}

// Run reads every setting, then serves Discord until ctx ends.
func (runCommand) Run(ctx context.Context, p process) error {
	config, err := p.env.configure(settings...)
	if err != nil {
		return err
	}
	log := newLog(p.errOut, config)
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
	return bot.Run(ctx, botConfig(config, log), newWatchedHandler(router, watch))
}

// commandSettings are what config decides about the commands.
func commandSettings(config Config) commands.Settings {
	return commands.Settings{
		Access: commands.Access{
			HomeGuildID: config.DiscordHomeGuildID,
			UserIDs:     config.AdminUserIDs,
			RoleIDs:     config.AdminRoleIDs,
		},
		Private:  config.AnswersPrivate,
		Language: config.DefaultLanguage,
		Pace:     commands.DefaultPace,
		Mentions: config.AnswerMentions,
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
