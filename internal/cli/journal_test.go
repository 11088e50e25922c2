package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
)

// run opens the journal; with JOURNAL=off it does not.
func TestJournal(t *testing.T) {
	for value, want := range map[string]bool{"": true, "on": true, "off": false} {
		t.Run("JOURNAL="+value, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "new", "data")
			s := discordtest.New(t)
			bot := runOn(t, s, map[string]string{"JOURNAL": value, "DATA_DIR": dir})
			s.WaitReady(1)
			if _, err := os.Stat(filepath.Join(dir, "journal.db")); (err == nil) != want {
				t.Errorf("the database in DATA_DIR: %v, want one: %t", err, want)
			}
			bot.stop()
			bot.wantStatus(ExitOK)
		})
	}
}

// A journal that cannot be opened keeps the bot from nothing.
func TestAnswersWithoutAJournal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, variables := range map[string]map[string]string{
		"a folder that cannot be made":    {"DATA_DIR": filepath.Join(file, "data")},
		"a database that does not answer": {"DATABASE_URL": "postgres://bot:hunter2@127.0.0.1:1/journal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			bot := runOn(t, s, variables)
			s.WaitReady(1)
			checkQuote(t, s.Command(another(homeManager), "ask", asked(answerable)).Reply())
			log := bot.output.String()
			if n := strings.Count(log, `msg="the journal cannot be used`); n != 1 || strings.Contains(log, "hunter2") {
				t.Errorf("the log reports the journal %d times, want once and without the password:\n%s", n, log)
			}
		})
	}
}
