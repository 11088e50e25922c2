package journal

import (
	"context"
	"database/sql"
	"time"
)

// Action is something that an admin, or the bot on its own, has changed.
type Action struct {
	At     time.Time
	By     string // ID of the admin, or what acted on its own
	Action string // "apply", "teach", "undo" or "settings"
	Detail string // what was changed
}

// actionsKept is how long actions, and what was undone, are kept.
const actionsKept = 365 * 24 * time.Hour

// act records an action in the transaction that does it.
func act(ctx context.Context, tx transaction, a Action) error {
	return tx.exec(ctx, `INSERT INTO actions (id, done_at, done_by, action, detail) VALUES ($1, $2, $3, $4, $5)`,
		NewID(), a.At.UnixMilli(), a.By, a.Action, a.Detail)
}

// Actions returns the latest actions, at most limit.
func (j *Journal) Actions(ctx context.Context, limit int) ([]Action, error) {
	return readAll(ctx, j, "the actions", func(row *sql.Rows, a *Action) error {
		var at int64
		err := row.Scan(&at, &a.By, &a.Action, &a.Detail)
		a.At = time.UnixMilli(at)
		return err
	}, `SELECT done_at, done_by, action, detail FROM actions ORDER BY done_at DESC, id LIMIT $1`, limit)
}
