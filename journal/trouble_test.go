package journal

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alliancebot/index"
	"alliancebot/internal/observe"
	"alliancebot/journal/postgrestest"
)

// promptly fails the test if f takes long enough to delay an answer.
func promptly(t *testing.T, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v, want no time", took)
	}
}

// eventually waits until condition holds, for at most limit. It waits in real time, since
// synctest cannot stop the clock of a real database on the other side.
func eventually(t *testing.T, limit time.Duration, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not after %v: %s", limit, what)
		}
	}
}

// A database that others block delays no question, and loses none.
func TestBlockedDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		blocker := result(openDatabase(t.Context(), s.config))(t)
		defer blocker.Close()
		tx := result(blocker.Begin())(t) // SQLite is blocked already
		if s.config.DatabaseURL != "" {
			result(tx.Exec(`LOCK TABLE asked IN ACCESS EXCLUSIVE MODE`))(t)
		}
		promptly(t, func() {
			for range 100 {
				ask(j, index.None, "how long")
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := j.Forget(ctx, ada); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Forget = %v, want that it takes too long", err)
		}
		must(t, tx.Rollback())
		flush(t, j)
		n := len(result(j.Missed(t.Context(), s.now(), 1000))(t))
		t.Logf("journal questions while the database is blocked, %s: made=100 kept=%d", path.Base(t.Name()), n)
		if n != 100 {
			t.Errorf("%d questions, want 100", n)
		}
		if n := s.counts.of(observe.WriteWritten); n != 100 {
			t.Errorf("%d written, want 100", n)
		}
	})
}

// A full disk delays no question. What is written is whole, and goes on once there is room.
func TestFullDisk(t *testing.T) {
	s := newStore(t, Config{Dir: t.TempDir()})
	j := s.open()
	lease := begin(t, j)
	id := result(lease.Apply(t.Context(), Draft{Files: files(1)}))(t)
	db := result(j.database(t.Context()))(t) // it has a single connection, so that the limit holds
	limit := func(pages string) { result(db.Exec(`PRAGMA max_page_count = ` + pages))(t) }
	limit("1") // SQLite makes it the current size
	promptly(t, func() {
		for range 1000 {
			ask(j, index.None, strings.Repeat("x", maxText))
		}
	})
	eventually(t, followed, "the failure is logged", func() bool { return strings.Contains(s.log.String(), "full") })
	huge := Draft{Files: Files{{"huge.md", make([]byte, 1<<20)}}, Base: id}
	if _, err := lease.Apply(t.Context(), huge); err == nil {
		t.Error("Apply on a full disk: no error")
	}
	if got := result(j.Files(t.Context(), result(j.read(t.Context()))(t).Live))(t); !same(got, files(1)) {
		t.Errorf("after a failed Apply %q is live, want the old files", got)
	}
	limit("1000000")
	flush(t, j)
	n := len(result(j.Missed(t.Context(), s.now(), 2000))(t))
	t.Logf("journal questions while the disk is full, SQLite: made=1000 kept=%d", n)
	if n != 1000 {
		t.Errorf("%d questions, want 1000", n)
	}
	if n := strings.Count(s.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors in the log, want 1:\n%s", n, &s.log)
	}
	if !strings.Contains(s.log.String(), "works again") {
		t.Errorf("the log does not say that the journal works again:\n%s", &s.log)
	}
}

// A folder that is removed is made again.
func TestRemovedFolder(t *testing.T) {
	s := newStore(t, Config{Dir: filepath.Join(t.TempDir(), "data")})
	j := s.open()
	ask(j, index.None, "before")
	flush(t, j)
	// Until nothing is left: SQLite may add a file while the folder is being emptied.
	eventually(t, followed, "removing the folder", func() bool { return os.RemoveAll(s.config.Dir) == nil })
	promptly(t, func() { ask(j, index.None, "after") })
	flush(t, j)
	missed := result(s.open().Missed(t.Context(), s.now(), 10))(t)
	if len(missed) != 1 || missed[0].Text != "after" {
		t.Errorf("Missed = %+v, want the question after the removal", missed)
	}
}

// A folder that cannot be used is reported once, and used as soon as it can be.
func TestUnusableFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	must(t, os.WriteFile(dir, nil, 0o600)) // a file, since root may write to any folder
	s := newStore(t, Config{Dir: dir})
	j := s.open()
	promptly(t, func() { ask(j, index.None, "how long") })
	if _, err := j.Lessons(t.Context()); err == nil {
		t.Error("Lessons from an unusable folder: no error")
	}
	for range 3 {
		j.refresh(t.Context())
	}
	if log := s.log.String(); strings.Count(log, "\n") > 2 || strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, dir) || !strings.Contains(log, "JOURNAL=off") {
		t.Errorf("the log is %q, want one error with the folder and what to do", log)
	}
	must(t, os.Remove(dir))
	flush(t, j)
	if missed := result(j.Missed(t.Context(), s.now(), 10))(t); len(missed) != 1 {
		t.Errorf("Missed = %+v, want the question", missed)
	}
}

// An error about a file that is no database names it.
func TestForeignFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, fileName)
	must(t, os.WriteFile(file, []byte(strings.Repeat("This is no database. ", 100)), 0o600))
	s := newStore(t, Config{Dir: dir})
	if _, err := s.open().Lessons(t.Context()); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Lessons of a file that is no database: %v, want its path", err)
	}
}

// While PostgreSQL is down, nothing waits. When it is back, what was asked is written and
// what others change is followed.
func TestPostgreSQLRestarts(t *testing.T) {
	server := postgrestest.New(t)
	s := newStore(t, Config{DatabaseURL: server.Database(t)})
	one, on := s.open(), true
	result(one.ChangeGuild(t.Context(), admin, elsewhere, func(s *GuildSettings) { s.Journal = &on }))(t)
	other := s.open()
	seen := states(t, other)
	next(t, seen)
	eventually(t, followed, "listening", other.listening.Load)
	lease := begin(t, one)
	ask(one, index.None, "before")
	flush(t, one)

	server.Stop()
	eventually(t, slowPoll/2, "the next poll, before a slow one would come", other.broken.Load)
	promptly(t, func() {
		for range 500 {
			ask(one, index.None, "meanwhile")
		}
	})
	if _, err := lease.Apply(t.Context(), Draft{Files: files(1)}); err == nil {
		t.Error("Apply without a database: no error")
	}
	started := s.open() // while it is down
	if !started.Records(home) {
		t.Error("Records without a database = false, want the default")
	}
	for _, guild := range []string{elsewhere, "800000000000000003", ""} { // only the first wants a record
		started.Asked(Question{ID: NewID(), GuildID: guild, UserID: ada, Verdict: index.None, Text: "on " + guild})
	}
	eventually(t, followed, "the failure is logged", func() bool { return strings.Contains(s.log.String(), "cannot be used") })

	must(t, server.Start())
	flush(t, one)
	flush(t, started)
	missed := result(one.Missed(t.Context(), s.now(), 1000))(t)
	others := slices.DeleteFunc(slices.Clone(missed), func(m Missed) bool { return m.GuildID == home })
	n := len(missed) - len(others)
	t.Logf("journal questions before and while the server is down, PostgreSQL: made=501 kept=%d", n)
	if n != 501 {
		t.Errorf("%d questions, want 501", n)
	}
	if len(others) != 1 || others[0].Text != "on "+elsewhere {
		t.Errorf("Missed = %+v, want only the question on the server that wants a record", others)
	}
	id := result(lease.Apply(t.Context(), Draft{Files: files(1)}))(t)
	if state := next(t, seen); state.Live != id {
		t.Errorf("state = %+v, want live %s", state, id)
	}
	eventually(t, followed, "listening again", other.listening.Load)
	eventually(t, followed, "who started meanwhile follows", func() bool { return len(result(started.Generations(t.Context()))(t)) == 1 })
}

// A database that cannot be reached at the start is used once it can be; secrets stay out
// of the log.
func TestUnreachablePostgreSQL(t *testing.T) {
	s := newStore(t, Config{DatabaseURL: "postgres://bot:hunter2@127.0.0.1:1/journal"})
	j := s.open()
	promptly(t, func() { ask(j, index.None, "how long") })
	_, err := j.Lessons(t.Context())
	if err == nil {
		t.Error("Lessons without a database: no error")
	} else if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error %q has the password", err)
	}
	if log := s.log.String(); strings.Count(log, "level=ERROR") != 1 || strings.Contains(log, "hunter2") {
		t.Errorf("the log is %q, want one error without the password", log)
	}
}

// Processes that start at once on an empty database all use it.
func TestStartAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		var ready sync.WaitGroup
		secrets := make([]string, 6)
		for i := range secrets {
			ready.Go(func() {
				db, err := s.open().database(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				secrets[i] = string(db.secret)
			})
		}
		ready.Wait()
		for _, secret := range secrets {
			if len(secret) != secretBytes || secret != secrets[0] {
				t.Error("processes do not have the same secret")
			}
		}
		if log := s.log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("the log has errors:\n%s", log)
		}
	})
}

// A full queue of questions is written at the stop.
func TestCloseWrites(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		for range 2000 {
			ask(j, index.None, "how long")
		}
		j.Close(t.Context())
		var n int
		db := result(openDatabase(t.Context(), s.config))(t)
		defer db.Close()
		must(t, db.QueryRow(`SELECT COUNT(*) FROM asked`).Scan(&n))
		if n != 2000 {
			t.Errorf("%d questions, want 2000", n)
		}
	})
}
