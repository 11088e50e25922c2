package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"
)

// childVariable makes this test program apply generations; it has a child.
const childVariable = "ALLIANCEBOT_JOURNAL_TEST_CHILD"

// child says how a process applies generations until it is killed.
type child struct {
	Dir, DatabaseURL string
	Ahead            time.Duration // of its clock
}

func (c child) config() Config {
	return Config{
		Dir: c.Dir, DatabaseURL: c.DatabaseURL, Days: 30,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Now: func() time.Time { return time.Now().Add(c.Ahead) },
	}
}

// version returns the nth version of a corpus with several files, all of which differ from
// other versions.
func version(n int) Files {
	var files Files
	for i := range 20 {
		files = append(files, File{fmt.Sprintf("%02d.md", i), []byte(strings.Repeat(fmt.Sprintf("version %d\n", n), 1000))})
	}
	return files
}

// versionOf returns the number of the live version, 0 if there is none, and an error unless
// all its files are there and of that version.
func versionOf(ctx context.Context, j *Journal) (n int, id string, err error) {
	now, err := j.read(ctx)
	if err != nil || now.Live == "" {
		return 0, "", err
	}
	files, err := j.Files(ctx, now.Live)
	if err != nil {
		return 0, "", err
	}
	first, _, _ := strings.Cut(string(files[0].Content), "\n")
	n, err = strconv.Atoi(strings.TrimPrefix(first, "version "))
	if err == nil && !same(files, version(n)) {
		err = fmt.Errorf("generation %s is a mix", now.Live)
	}
	return n, now.Live, err
}

// apply is the child: it applies one version after the other and prints each number.
func apply() {
	var c child
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	fail(json.Unmarshal([]byte(os.Getenv(childVariable)), &c))
	ctx := context.Background()
	j := Open(ctx, c.config())
	lease, err := j.Begin(ctx, "child", "apply")
	fail(err)
	n, live, err := versionOf(ctx, j)
	fail(err)
	for {
		n++
		live, err = lease.Apply(ctx, Draft{Files: version(n), Base: live})
		fail(err)
		fmt.Println(n)
	}
}

// A process that is killed at any moment leaves the old or the new generation live, and its
// lease expires.
func TestKill(t *testing.T) {
	kills := 10
	if *full {
		kills = 100
	}
	onEach(t, func(t *testing.T, s *store) {
		last := 0 // the latest version that is known to have been live
		for round := range kills {
			c := child{s.config.Dir, s.config.DatabaseURL, time.Duration(round) * time.Minute}
			applied := killOne(t, c, round)
			j := Open(t.Context(), c.config())
			n, _, err := versionOf(t.Context(), j)
			j.Close(t.Context())
			// Two at most were on the way: PostgreSQL may still end the transaction of the
			// process before.
			if err != nil || n < max(last, applied) || n > max(last, applied)+2 {
				t.Fatalf("kill %d: version %d is live, %v; want %d or the next", round, n, err, max(last, applied))
			}
			last = n
		}
		if last == 0 {
			t.Error("nothing was applied in any round")
		}
		t.Logf("journal kills while corpora are applied, %s: made=%d kept=%d", path.Base(t.Name()), kills, kills)
	})
}

// killOne runs a child, kills it at a random moment, and returns the last version that it
// says it has applied.
func killOne(t *testing.T, c child, round int) (applied int) {
	t.Helper()
	encoded, err := json.Marshal(c)
	must(t, err)
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), childVariable+"="+string(encoded))
	var log bytes.Buffer
	process.Stderr = &log
	output, err := process.StdoutPipe()
	must(t, err)
	must(t, process.Start())
	lines := bufio.NewScanner(output)
	if round%5 != 4 { // otherwise it may still be opening the journal
		lines.Scan()
		applied, _ = strconv.Atoi(lines.Text())
	}
	time.Sleep(rand.N(50 * time.Millisecond)) // the random moment, in real time
	must(t, process.Process.Kill())
	for lines.Scan() {
		applied, err = strconv.Atoi(lines.Text())
		must(t, err)
	}
	if err := process.Wait(); err == nil || log.Len() > 0 {
		t.Fatalf("the process was not killed: %v\n%s", err, &log)
	}
	return applied
}
