//go:build unix

package cli

import (
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"alliancebot/internal/library"
	"alliancebot/journal"
)

var full = flag.Bool("full", false, "kill a process 100 times instead of 8")

// A reindex that is killed at any moment leaves the old or the new corpus live, whole.
func TestKillReindex(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: many processes, each of which does one thing")
	}
	kills := 8
	if *full {
		kills = 100
	}
	folder, data := t.TempDir(), t.TempDir()
	const pages = 12
	write := func(version int) {
		for i := range pages {
			text := fmt.Sprintf("# Page %d\n\nThis is version %d of page %d, which says nothing else but goes on for as long as it takes to be a passage of its own.\n", i, version, i)
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("page%d.md", i)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	start := func() *exec.Cmd {
		command := exec.Command("alliancebot", "reindex")
		command.Env = append(os.Environ(), "CORPUS_DIR="+folder, "DATA_DIR="+data)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		return command
	}
	write(0)
	begin := time.Now()
	if err := start().Wait(); err != nil {
		t.Fatalf("alliancebot reindex: %v", err)
	}
	took := time.Since(begin)

	killed, last, version := 0, 0, 0
	for killed < kills && version < 4*kills { // some end before they are killed
		version++
		write(version)
		process := start()
		time.Sleep(rand.N(took + took/4)) // the random moment, in real time
		process.Process.Kill()
		process.Wait() // it may also have ended
		if status, ok := process.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			killed++
		} else if !process.ProcessState.Success() {
			t.Fatalf("alliancebot reindex ended with %s", process.ProcessState)
		}
		live := liveVersion(t, data, pages)
		if live != last && live != version {
			t.Fatalf("after kill %d, version %d is live, want %d or %d", version, live, last, version)
		}
		last = live
	}
	t.Logf("journal kills of `alliancebot reindex`, SQLite: made=%d kept=%d", killed, killed)
	if killed == 0 {
		t.Error("no process was killed before it ended")
	}
	if err := start().Wait(); err != nil || liveVersion(t, data, pages) != version {
		t.Errorf("after the kills, alliancebot reindex = %v, or it does not make version %d live", err, version)
	}
}

// liveVersion returns the version of all pages that are live.
func liveVersion(t *testing.T, data string, pages int) int {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	later := func() time.Time { return time.Now().Add(time.Minute) } // the lease of who was killed has expired
	j := journal.Open(t.Context(), journal.Config{Dir: data, Days: 30, Log: log, Now: later})
	defer j.Close(t.Context())
	lease, err := j.Begin(t.Context(), "test", "look")
	if err != nil {
		t.Fatal(err)
	}
	lease.End(t.Context())
	l, err := library.Open(t.Context(), library.Config{Dir: filepath.Join(data, "none"), Journal: j, Log: log}) // the folder is gone
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	version := -1
	for _, u := range l.Corpus().Units {
		var this, page int
		if _, err := fmt.Sscanf(u.Text, "This is version %d of page %d", &this, &page); err != nil || version >= 0 && this != version {
			t.Fatalf("the live corpus is a mix: %q is not of version %d", u.Text, version)
		}
		version = this
	}
	if n := len(l.Corpus().Units); n != pages {
		t.Fatalf("the live corpus has %d pages, want %d", n, pages)
	}
	return version
}
