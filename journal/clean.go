package journal

import (
	"context"
	"time"
)

// cleanRegularly deletes what is too old, now and every hour until ctx ends.
func (j *Journal) cleanRegularly(ctx context.Context) {
	ticker := time.NewTicker(cleanEvery)
	defer ticker.Stop()
	for {
		if err := j.Clean(ctx); err != nil && ctx.Err() == nil {
			j.config.Log.Warn("old entries of the journal could not be deleted; trying again in an hour", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// Clean deletes what is older than it may get. An open Journal does so every hour.
func (j *Journal) Clean(ctx context.Context) error {
	now := j.now()
	old := func(age time.Duration) int64 { return now.Add(-age).UnixMilli() }
	kept := time.Duration(j.config.Days) * 24 * time.Hour
	err := j.transact(ctx, func(tx transaction) error {
		for _, expired := range []struct {
			query string
			at    int64
		}{
			{`DELETE FROM asked WHERE hour < $1`, old(kept)}, // with its subscriptions
			{`DELETE FROM votes WHERE hour < $1`, old(kept)},
			{`DELETE FROM pairs WHERE hour < $1`, old(kept)},
			{`DELETE FROM notices WHERE told_at <= $1`, old(noticeInterval)},
			{`DELETE FROM actions WHERE done_at < $1`, old(actionsKept)},
			{`DELETE FROM taught WHERE undone_at < $1`, old(actionsKept)},
			{`DELETE FROM proposals WHERE proposed_at < $1`, old(proposalsKept)},
		} {
			if err := tx.exec(ctx, expired.query, expired.at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || j.config.DatabaseURL != "" {
		return failed("delete old entries", err)
	}
	// SQLite's log still has what was deleted from the file.
	db, err := j.database(ctx)
	if err == nil {
		_, err = db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	return failed("delete old entries", err)
}
