package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/internal/config"
	"alliancebot/internal/library"
)

// runCommand connects to Discord's gateway and answers until it is stopped.
type runCommand struct{}

// Run reads all settings, then runs the bot until ctx ends.
func (runCommand) Run(ctx context.Context, p Process) error {
	settings, err := p.settings(config.Settings...)
	if err == nil {
		err = p.onDiscord(ctx, settings, bot.Run)
	}
	return markUnworkable(err)
}

// serveCommand answers interactions at an HTTP endpoint until it is stopped.
type serveCommand struct{}

// Run reads all settings, then listens until ctx ends. Discord posts no messages to an
// endpoint, so mentions are not answered.
func (serveCommand) Run(ctx context.Context, p Process) error {
	settings, err := p.settings(config.Require(config.PublicKey)...)
	if err == nil {
		settings.Discord.AnswerMentions, settings.Discord.MessageContent = false, false
		settings.Commands.Mentions, settings.Commands.Posts = false, false
		err = p.onDiscord(ctx, settings, bot.Serve)
	}
	return markUnworkable(err)
}

// unworkable is an error that keeps run or serve from working until somebody corrects
// the settings, the corpus, or what Discord refuses.
type unworkable struct{ error }

func (u unworkable) Unwrap() error { return u.error }

func markUnworkable(err error) error {
	_, settings := errors.AsType[config.Problems](err)
	_, file := errors.AsType[config.SyntaxError](err)
	_, pages := errors.AsType[corpus.Problems](err)
	if settings || file || pages || errors.Is(err, bot.ErrSettings) || errors.Is(err, bot.ErrRefused) {
		return unworkable{err}
	}
	return err
}

// onDiscord answers from the settings' corpus, over the connection that connect makes.
// SIGHUP has the corpus read again.
func (p Process) onDiscord(ctx context.Context, settings config.Config, connect func(context.Context, bot.Config, bot.Handler) error) error {
	hangups := make(chan os.Signal, 1) // one that arrives before the corpus is open still counts
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	log := newLog(p.ErrOut, settings)
	defer context.AfterFunc(ctx, func() { log.Info("stopping; a second signal ends the process at once") })()
	observer, stop, err := startMonitor(ctx, settings, log)
	if err != nil {
		return err
	}
	defer stop()
	j, closeJournal := openJournal(ctx, settings, observer, log)
	defer closeJournal()
	c := libraryConfig(settings)
	c.Journal, c.Log, c.Indexed = j, log, observer.Indexed
	l, err := openLibrary(ctx, c)
	if err != nil {
		return err
	}
	defer l.Close()
	l.Start(ctx)
	background, stopBackground := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { l.Follow(background) })
	work.Go(func() { reindexOn(background, hangups, l.Reload, log) })
	if settings.Watch {
		work.Go(func() { l.Watch(background, func() { logReindex(background, l.Reload, "watch", log) }) })
	}
	defer work.Wait()
	defer stopBackground()

	settings.Commands.Observer, settings.Commands.Journal = observer, j
	return connect(ctx, discordConfig(settings, observer, log), newRouter(l, settings.Commands))
}

// reindexOn calls reindex after each signal, until ctx ends.
func reindexOn(ctx context.Context, signals <-chan os.Signal, reindex reindexFunc, log *slog.Logger) {
	for {
		select {
		case <-signals:
			logReindex(ctx, reindex, "SIGHUP", log)
		case <-ctx.Done():
			return
		}
	}
}

// reindexFunc is the type of library.Library.Reload.
type reindexFunc func(ctx context.Context, by string) (*commands.Preview, error)

// logReindex calls reindex and logs the result, even a panic.
func logReindex(ctx context.Context, reindex reindexFunc, by string, log *slog.Logger) {
	const failed = "reindex failed: the live corpus stays"
	defer func() {
		if p := recover(); p != nil {
			log.Error(failed, "error", fmt.Errorf("panic: %v\n%s", p, debug.Stack()), "by", by)
		}
	}()
	preview, err := reindex(ctx, by)
	switch {
	case ctx.Err() != nil: // the bot stops
	case err != nil:
		log.Error(failed, "error", err, "by", by)
	default:
		log.Info("reindexed", library.Summary(preview)...)
	}
}

// discordConfig returns the settings of the Discord connection, with the token.
func discordConfig(c config.Config, observer bot.Observer, log *slog.Logger) bot.Config {
	discord := c.Discord
	discord.Token, discord.Observer, discord.Log = c.Token.Reveal(), observer, log
	return discord
}

func newLog(w io.Writer, c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
