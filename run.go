package main

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
func (runCommand) Run(ctx context.Context, p process) error {
	config, err := p.env.configure(settings...)
	if err != nil {
		return err
	}
	return p.onDiscord(ctx, config, bot.Run)
}

// serveCommand answers interactions that Discord posts to it until it is told to
// stop.
type serveCommand struct{}

// Run reads every setting, then listens until ctx ends. It hears of no messages.
func (serveCommand) Run(ctx context.Context, p process) error {
	config, err := p.env.configure(requiring(publicKey)...)
	if err != nil {
		return err
	}
	config.AnswerMentions = false
	return p.onDiscord(ctx, config, bot.Serve)
}

// onDiscord answers from the story that config names, the way that connect
// connects to Discord.
func (p process) onDiscord(ctx context.Context, config Config, connect func(context.Context, bot.Config, bot.Handler) error) error {
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
	return connect(ctx, bot.Config{
		Token:          config.DiscordToken.Reveal(),
		HomeGuildID:    config.DiscordHomeGuildID,
		APIURL:         config.DiscordAPIURL,
		AnswerMentions: config.AnswerMentions,
		Language:       config.DefaultLanguage,
		PublicKey:      config.DiscordPublicKey,
		ListenAddr:     config.ListenAddr,
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
