package journal

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
)

// notifications is the channel on which PostgreSQL announces changes.
const notifications = "alliancebot_journal"

// State tells what is answered from.
type State struct {
	Live   string // ID of the live generation; "" if there is none
	Taught int64  // differs after each change of what is taught
}

// shared is what all processes follow, as of one revision. The zero value is for a database
// that was not read yet.
type shared struct {
	State
	revision int64
	guilds   map[string]GuildSettings // of the servers that have any
}

// Follow calls changed with the state, once the database has been read, and again after each
// change, by this or another process, until ctx ends. It leaves out states that were replaced
// while changed was running.
func (j *Journal) Follow(ctx context.Context, changed func(State)) {
	for seen := int64(-1); ctx.Err() == nil; {
		j.mu.Lock()
		now, next := j.shared, j.changed
		j.mu.Unlock()
		if now.guilds != nil && now.revision != seen {
			seen = now.revision
			changed(now.State)
			continue
		}
		select {
		case <-next:
		case <-ctx.Done():
		}
	}
}

// look makes the next poll come now.
func (j *Journal) look() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// follow polls for changes until ctx ends.
func (j *Journal) follow(ctx context.Context) {
	for ctx.Err() == nil {
		interval := pollInterval
		if j.listening.Load() {
			interval = slowPoll
		}
		select {
		case <-time.After(interval):
		case <-j.wake:
		case <-ctx.Done():
			return
		}
		attempt, cancel := context.WithTimeout(ctx, openTimeout)
		j.refresh(attempt)
		cancel()
	}
}

// refresh reads what the processes share, if it has changed.
func (j *Journal) refresh(ctx context.Context) {
	now, err := j.read(ctx)
	if ctx.Err() == context.Canceled { // the journal is being closed
		return
	}
	j.report(err)
	if err != nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.shared.guilds == nil || now.revision != j.shared.revision {
		j.shared = now
		close(j.changed)
		j.changed = make(chan struct{})
	}
}

// read returns what the processes share. Unless the revision has changed, that is what was
// read before.
func (j *Journal) read(ctx context.Context) (shared, error) {
	db, err := j.database(ctx)
	if err != nil {
		return shared{}, err
	}
	var now shared
	var live sql.NullString
	if err := db.QueryRowContext(ctx, `SELECT revision, taught, live FROM state`).Scan(&now.revision, &now.Taught, &live); err != nil {
		return shared{}, err
	}
	now.Live = live.String
	j.mu.Lock()
	before := j.shared
	j.mu.Unlock()
	if before.guilds != nil && before.revision == now.revision {
		return before, nil
	}
	now.guilds, err = guilds(ctx, db)
	return now, err
}

// listen makes a poll come as soon as PostgreSQL announces a change, until ctx ends.
func (j *Journal) listen(ctx context.Context) {
	for ctx.Err() == nil {
		_ = j.listenOnce(ctx) // follow reports that the database cannot be reached
		j.listening.Store(false)
		j.look() // the wait for a slow poll
		select {
		case <-time.After(pollInterval):
		case <-ctx.Done():
		}
	}
}

// listenOnce listens until the connection is lost.
func (j *Journal) listenOnce(ctx context.Context) error {
	config, err := connectionConfig(j.config.DatabaseURL)
	if err != nil {
		return err
	}
	connection, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer connection.Close(context.WithoutCancel(ctx))
	if _, err := connection.Exec(ctx, "LISTEN "+notifications); err != nil {
		return err
	}
	j.listening.Store(true)
	for {
		j.look() // also for what was changed before the first notification
		if _, err := connection.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}
