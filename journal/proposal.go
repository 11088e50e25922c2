package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// proposalsKept is how long a proposal is kept: until an admin comes back to it after a
// night's sleep.
const proposalsKept = 24 * time.Hour

// Propose keeps a lesson for a day that an admin is about to teach, so that buttons can
// refer to it after a restart and in any process. It is not in force.
func (j *Journal) Propose(ctx context.Context, lesson Lesson) (ID, error) {
	content, err := json.Marshal(lesson)
	if err != nil {
		return "", failed("keep a proposal", err)
	}
	db, err := j.database(ctx)
	if err != nil {
		return "", failed("keep a proposal", err)
	}
	id := NewID()
	_, err = db.ExecContext(ctx, `INSERT INTO proposals (id, proposed_at, lesson) VALUES ($1, $2, $3)`, id, j.now().UnixMilli(), string(content))
	return id, failed("keep a proposal", err)
}

// Proposal returns a lesson that was proposed within a day, ErrNotFound if there is none.
func (j *Journal) Proposal(ctx context.Context, id ID) (Lesson, error) {
	var lesson Lesson
	db, err := j.database(ctx)
	if err != nil {
		return lesson, failed("read a proposal", err)
	}
	var content string
	err = db.QueryRowContext(ctx, `SELECT lesson FROM proposals WHERE id = $1 AND proposed_at >= $2`, id, j.now().Add(-proposalsKept).UnixMilli()).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(content), &lesson)
	}
	return lesson, failed("read a proposal", err)
}
