// Package journal is what the bot remembers: questions and what became of them, votes on
// answers, what admins taught and did, the corpora that were live, and settings of
// servers.
//
// It is a database, SQLite or PostgreSQL, that any number of processes share. Each follows
// what the others change, within a second. Changes of what is answered need a Lease, which
// one process at a time can hold.
//
// The database may be slow, full, broken or gone: Asked and Vote never wait for it, and
// all other methods end with their context. It is used again as soon as it works.
//
// Members' privacy comes first. docs/privacy.md lists what is kept, why, and for how long.
package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/internal/observe"
)

// Config configures a Journal.
type Config struct {
	Dir         string // folder of the SQLite database, which is created if needed
	DatabaseURL string // a PostgreSQL database to use instead; "" for SQLite
	Days        int    // how long questions and votes are kept
	HomeGuildID string // the server whose questions are recorded by default; "" for none
	Observer    Observer
	Log         *slog.Logger
	Now         func() time.Time // nil is time.Now
}

// Observer observes the questions and votes to be written.
type Observer interface {
	// Journaled is called when n of them had this outcome.
	Journaled(outcome observe.Write, n int)
}

// ErrNotFound is returned for an ID that the journal does not have, or no longer.
var ErrNotFound = errors.New("not in the journal")

// Times. A change is followed within a second if it is seen at every poll.
const (
	openTimeout  = 5 * time.Second        // to open the database at the start, and for background work
	pollInterval = 500 * time.Millisecond // between looks for changes by others
	slowPoll     = 5 * time.Second        // the same while PostgreSQL notifies of changes
	cleanEvery   = time.Hour              // the precision of Config.Days
)

// Journal is an open journal. It is safe for concurrent use.
type Journal struct {
	config Config
	queue  *queue
	now    func() time.Time

	opening chan struct{} // held while db is used to open or replace the database
	db      *database     // nil until the database was opened
	broken  atomic.Bool   // the last use of the database failed

	listening atomic.Bool // PostgreSQL announces changes

	wake    chan struct{} // ends a wait for the next poll
	mu      sync.Mutex
	shared  shared        // as of the last poll
	changed chan struct{} // closed when shared changes

	stop context.CancelFunc
	work sync.WaitGroup
}

// Open opens a journal, which the caller closes. If its database cannot be used, this is
// logged and tried again in the background.
func Open(ctx context.Context, c Config) *Journal {
	j := &Journal{
		config: c, now: c.Now,
		opening: make(chan struct{}, 1), wake: make(chan struct{}, 1), changed: make(chan struct{}),
	}
	if j.now == nil {
		j.now = time.Now
	}
	observer := c.Observer
	if observer == nil {
		observer = observe.Nothing{}
	}
	j.queue = newQueue(j.write, observer.Journaled)
	first, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	j.refresh(first)

	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	j.stop = stop
	j.work.Go(func() { j.follow(background) })
	j.work.Go(func() { j.cleanRegularly(background) })
	if c.DatabaseURL != "" {
		j.work.Go(func() { j.listen(background) })
	}
	return j
}

// Close writes the questions and votes that are waiting, until ctx ends, and releases the
// database. What was not written counts as dropped.
func (j *Journal) Close(ctx context.Context) {
	j.queue.close(ctx)
	j.stop()
	j.work.Wait()
	select {
	case j.opening <- struct{}{}: // for good
		if j.db != nil {
			j.db.Close()
		}
	case <-ctx.Done(): // a write hangs
	}
}

// ID identifies a question or something taught. It fits in a button and says nothing
// about its time or its author.
type ID string

// IDLength is the number of characters of an ID.
const IDLength = 16

// NewID returns a new ID: 80 random bits in base32, so that among a million IDs the
// chance that two are the same is below 10⁻¹².
func NewID() ID { return ID(rand.Text()[:IDLength]) }

// Days returns how many days questions and votes are kept.
func (j *Journal) Days() int { return j.config.Days }

// database returns the open database, after opening it if needed.
func (j *Journal) database(ctx context.Context) (*database, error) {
	select {
	case j.opening <- struct{}{}:
		defer func() { <-j.opening }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if j.db != nil && j.db.inPlace() {
		return j.db, nil
	}
	if j.db != nil { // its file was removed
		j.db.Close()
		j.db = nil
	}
	db, err := openDatabase(ctx, j.config)
	if err != nil {
		return nil, err
	}
	j.db = db
	return db, nil
}

type transaction struct {
	*sql.Tx
	secret []byte // the database's
}

// exec runs a statement whose result does not matter.
func (tx transaction) exec(ctx context.Context, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// transact runs f in a transaction, which is committed unless f fails.
func (j *Journal) transact(ctx context.Context, f func(transaction) error) error {
	db, err := j.database(ctx)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(transaction{tx, db.secret}); err != nil {
		return err
	}
	return tx.Commit()
}

// change is transact for what all processes follow. Every change starts by locking the row
// of state, so that changes come one after another and none can deadlock.
func (j *Journal) change(ctx context.Context, f func(tx transaction, revision int64) error) error {
	err := j.transact(ctx, func(tx transaction) error {
		var revision int64
		err := tx.QueryRowContext(ctx, `UPDATE state SET revision = revision + 1 RETURNING revision`).Scan(&revision)
		if err != nil {
			return err
		}
		if err := f(tx, revision); err != nil {
			return err
		}
		if j.config.DatabaseURL == "" {
			return nil
		}
		return tx.exec(ctx, `SELECT pg_notify($1, '')`, notifications)
	})
	if err == nil {
		j.look()
	}
	return err
}

// report logs that the database failed, or works again: once, not for each use.
func (j *Journal) report(err error) {
	switch {
	case err != nil && !j.broken.Swap(true):
		j.config.Log.Error("the journal cannot be used; answers go on without it", "database", j.name(), "error", err,
			"fix", "check DATA_DIR or DATABASE_URL, or set JOURNAL=off; no restart is needed")
	case err == nil && j.broken.Swap(false):
		j.config.Log.Info("the journal works again", "database", j.name())
	}
}

// name returns where the database is, without secrets.
func (j *Journal) name() string {
	if j.config.DatabaseURL != "" {
		return "PostgreSQL"
	}
	return databasePath(j.config.Dir)
}

// failed adds what was to be done to err, unless it is nil or one that callers look for.
func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("journal: %s: %w", what, err)
}
