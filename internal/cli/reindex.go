package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"alliancebot/commands"
	"alliancebot/internal/config"
	"alliancebot/internal/prose"
	"alliancebot/internal/terminal"
)

// reindexCommand makes the corpus in the folder live, for all bots on the same journal.
type reindexCommand struct {
	DryRun bool `help:"Only show what would change."`
}

// errWorse ends reindex when golden questions get worse. It is not printed: the preview
// said so.
var errWorse = errors.New("golden questions get worse")

// Run prints the preview and, unless it is a dry run, applies it. It returns errWorse,
// without a change, if golden questions get worse.
func (c reindexCommand) Run(ctx context.Context, p Process) error {
	settings, err := p.settings(config.Named("CORPUS_DIR", "BASE_URL", "JOURNAL", "JOURNAL_DAYS", "DATA_DIR", "DATABASE_URL", "LOG_LEVEL", "LOG_FORMAT")...)
	if err != nil {
		return err
	}
	if c.DryRun && !journalConfig(settings).Exists() {
		settings.Journal.On = false // a dry run makes none
	}
	log := newLog(p.ErrOut, settings)
	j, closeJournal := openJournal(ctx, settings, nil, log)
	defer closeJournal()
	if j == nil && !c.DryRun {
		return usageError("without a journal, only a running bot can reindex: use --dry-run, or send it SIGHUP")
	}
	lc := libraryConfig(settings)
	lc.Journal, lc.Log = j, log
	ctx, stop := showProgress(ctx, p.ErrOut)
	l, err := openLibrary(ctx, lc)
	if err != nil {
		stop()
		return err
	}
	defer l.Close()
	preview, err := l.Preview(ctx, "terminal")
	stop()
	if err != nil {
		return err
	}
	text := preview.Text()
	if j == nil {
		text = "There is no journal to compare the folder with.\n\n" + preview.Report.Text(shownWarnings)
	}
	if _, err := fmt.Fprintln(p.Out, prose.Clean(text)); err != nil && !readerIsGone(err) {
		return fmt.Errorf("write the preview: %w", err)
	}
	if len(preview.Regressions()) > 0 {
		return errWorse
	}
	if c.DryRun {
		return nil
	}
	if err := l.Apply(ctx, "terminal", preview.Draft, false); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	_, err = fmt.Fprintf(p.Out, "\nThe corpus is live: %d units.\n", preview.Total)
	return err
}

// showProgress shows the progress in the context that it returns in a line of a terminal, until
// stop is called. Elsewhere it shows nothing.
func showProgress(ctx context.Context, out io.Writer) (_ context.Context, stop func()) {
	const clear = "\r\x1b[K"
	shown := false
	ctx, finish := commands.ShowProgress(ctx, func(p commands.Progress) {
		if terminal.IsTerminal(out) {
			shown = true
			fmt.Fprint(out, clear+p.Text())
		}
	})
	return ctx, func() {
		if finish(); shown {
			fmt.Fprint(out, clear)
		}
	}
}
