package cli

import (
	"context"
	"log/slog"
	"time"

	"alliancebot/internal/config"
	"alliancebot/journal"
)

// journalDrain is how long the journal may take to write what is waiting when the program
// stops.
const journalDrain = 5 * time.Second

// openJournal opens the journal, and returns it with a function that closes it. It returns
// nil if the journal is off.
func openJournal(ctx context.Context, c config.Config, observer journal.Observer, log *slog.Logger) (j *journal.Journal, stop func()) {
	if !c.Journal.On {
		return nil, func() {}
	}
	jc := journalConfig(c)
	jc.Observer, jc.Log = observer, log
	j = journal.Open(ctx, jc)
	return j, func() {
		bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), journalDrain)
		defer cancel()
		j.Close(bound)
	}
}

// journalConfig returns the configuration of the journal in the settings.
func journalConfig(c config.Config) journal.Config {
	return journal.Config{
		Dir: c.Journal.Dir, DatabaseURL: c.Journal.DatabaseURL.Reveal(), Days: c.Journal.Days, HomeGuildID: c.Discord.HomeGuildID,
	}
}
