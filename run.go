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
	library, err := openLibrary(config.CorpusDir)
	if err != nil {
		return err
	}
	defer library.Close()

	router := library.router(commands.Settings{
		Access: commands.Access{
			HomeGuildID: config.DiscordHomeGuildID,
			UserIDs:     config.AdminUserIDs,
			RoleIDs:     config.AdminRoleIDs,
		},
		Private:  config.AnswersPrivate,
		Language: config.DefaultLanguage,
		Pace:     commands.DefaultPace,
		Mentions: config.AnswerMentions,
	})
	return bot.Run(ctx, bot.Config{
		Token:          config.DiscordToken.Reveal(),
		HomeGuildID:    config.DiscordHomeGuildID,
		APIURL:         config.DiscordAPIURL,
		ShardCount:     config.ShardCount,
		ShardIDs:       config.ShardIDs,
		AnswerMentions: config.AnswerMentions,
		Language:       config.DefaultLanguage,
		Log:            newLog(p.errOut, config),
	}, router)
}

// newLog returns a log on w as config wants it.
func newLog(w io.Writer, config Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: config.LogLevel}
	if config.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
