package journal

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alliancebot/index"
	"alliancebot/internal/logtest"
	"alliancebot/internal/observe"
	"alliancebot/journal/postgrestest"
)

var full = flag.Bool("full", false, "kill a process 100 times instead of 10")

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		apply()
		return
	}
	os.Exit(m.Run())
}

// The servers and members in these tests.
const (
	home      = "800000000000000001"
	elsewhere = "800000000000000002"
	ada       = "501000000000000001"
	ben       = "501000000000000002"
	admin     = "501000000000000003"
)

// onEach runs a test on an empty SQLite database and on an empty PostgreSQL database.
func onEach(t *testing.T, test func(t *testing.T, s *store)) {
	t.Run("SQLite", func(t *testing.T) {
		// Characters that mean something in a URL are nothing special in a folder's name.
		test(t, newStore(t, Config{Dir: filepath.Join(t.TempDir(), "a b?c#d%20e", "data")}))
	})
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newStore(t, Config{DatabaseURL: postgrestest.Database(t)})) })
}

// store is a database that several journals can share, with a clock.
type store struct {
	t      *testing.T
	config Config
	clock  atomic.Int64 // milliseconds since 1970
	counts counts
	log    logtest.Buffer
}

func newStore(t *testing.T, c Config) *store {
	s := &store{t: t, config: c}
	s.clock.Store(time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC).UnixMilli())
	s.config.Days, s.config.HomeGuildID, s.config.Observer, s.config.Now = 30, home, &s.counts, s.now
	s.config.Log = slog.New(slog.NewTextHandler(&s.log, nil))
	return s
}

func (s *store) now() time.Time { return time.UnixMilli(s.clock.Load()) }

func (s *store) wait(d time.Duration) { s.clock.Add(d.Milliseconds()) }

// open opens a journal until the test ends, like another process.
func (s *store) open() *Journal {
	j := Open(s.t.Context(), s.config)
	s.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		j.Close(ctx)
	})
	return j
}

// counts is an Observer.
type counts struct {
	mu sync.Mutex
	n  map[observe.Write]int
}

func (c *counts) Journaled(outcome observe.Write, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[observe.Write]int{}
	}
	c.n[outcome] += n
}

func (c *counts) of(outcome observe.Write) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[outcome]
}

// must fails the test if err is not nil.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// result returns value, or fails the test.
func result[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return value
	}
}

// flush waits for the queue.
func flush(t *testing.T, j *Journal) {
	t.Helper()
	must(t, j.queue.flush(t.Context()))
}

// ask records a question by ada at home and returns its ID.
func ask(j *Journal, verdict index.Verdict, text string) ID {
	q := Question{ID: NewID(), GuildID: home, UserID: ada, Language: "en", Verdict: verdict, Text: text}
	if verdict != index.None {
		q.Unit = "bridge/faq/how-long"
	}
	j.Asked(q)
	return q.ID
}

// begin returns a lease that the admin holds until the test ends.
func begin(t *testing.T, j *Journal) *Lease {
	t.Helper()
	l := result(j.Begin(t.Context(), admin, "reindex"))(t)
	t.Cleanup(func() { l.End(context.Background()) })
	return l
}
