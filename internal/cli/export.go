package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/internal/config"
)

// exportCommand writes what was taught to a file.
type exportCommand struct {
	Output string `short:"o" required:"" placeholder:"DIR" help:"Folder to write taught.yaml to, which is replaced: the folder with the pages, or a new one."`
}

// Run writes the lessons in force. It fails if there are none.
func (c exportCommand) Run(ctx context.Context, p Process) error {
	settings, err := p.settings(config.Named("JOURNAL", "JOURNAL_DAYS", "DATA_DIR", "DATABASE_URL")...)
	if err != nil {
		return err
	}
	if !settings.Journal.On {
		return errors.New("export: the journal is off (JOURNAL), so nothing was taught")
	}
	if settings.Journal.DatabaseURL.Reveal() == "" { // SQLite would make one
		if _, err := config.Folder(settings.Journal.Dir); err != nil {
			return fmt.Errorf("export: DATA_DIR %w; run it where the bot runs, with the same settings", err)
		}
	}
	j, stop := openJournal(ctx, settings, nil, slog.New(slog.DiscardHandler)) // its errors are returned
	defer stop()
	taught, err := j.Lessons(ctx)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	lessons := commands.Exported(taught)
	if len(lessons) == 0 {
		return errors.New("export: nothing was taught")
	}
	if err := os.MkdirAll(c.Output, 0o755); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	path := filepath.Join(c.Output, corpus.TaughtName)
	if err := os.WriteFile(path, corpus.FormatLessons(lessons), 0o644); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return p.write("report", fmt.Sprintf("wrote %d lessons to %s\n", len(lessons), path))
}
