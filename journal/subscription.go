package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Subscription is a member's wish to be told when a question is answered. It ends with the
// question's time in the journal.
type Subscription struct {
	Question ID
	UserID   string
	Locale   string // of the member, as Discord names it
	Text     string // of the question
}

// noticeInterval is the shortest time between two messages to a member.
const noticeInterval = 24 * time.Hour

// Subscribe subscribes a member to a question. It returns ErrNotFound if the question is not
// in the journal, or has no text.
func (j *Journal) Subscribe(ctx context.Context, question ID, userID, locale string) error {
	if err := j.queue.flush(ctx); err != nil {
		return failed("subscribe", err)
	}
	return failed("subscribe", j.transact(ctx, func(tx transaction) error {
		found, err := affected(tx.ExecContext(ctx, `
			INSERT INTO subscriptions (asked, user_id, locale) SELECT id, $2, $3 FROM asked WHERE id = $1 AND question IS NOT NULL
			ON CONFLICT (asked, user_id) DO UPDATE SET locale = excluded.locale`, question, userID, locale))
		if err == nil && found == 0 {
			return ErrNotFound
		}
		return err
	}))
}

// Unsubscribe ends all subscriptions of a member.
func (j *Journal) Unsubscribe(ctx context.Context, userID string) error {
	return failed("unsubscribe", j.transact(ctx, func(tx transaction) error {
		return tx.exec(ctx, `DELETE FROM subscriptions WHERE user_id = $1`, userID)
	}))
}

// Subscriptions returns the subscriptions of all members, by member.
func (j *Journal) Subscriptions(ctx context.Context) ([]Subscription, error) {
	return readAll(ctx, j, "the subscriptions", func(row *sql.Rows, s *Subscription) error {
		return row.Scan(&s.Question, &s.UserID, &s.Locale, &s.Text)
	}, `
		SELECT asked, user_id, locale, question FROM subscriptions JOIN asked ON asked.id = subscriptions.asked
		WHERE question IS NOT NULL ORDER BY user_id, asked.hour, asked`)
}

// Tell reports whether the caller may send a member a message now, about these questions,
// which end the member's subscriptions to them. Of several callers in any processes, one
// may; and none for a day after the last.
func (j *Journal) Tell(ctx context.Context, userID string, questions ...ID) (bool, error) {
	may := false
	err := j.transact(ctx, func(tx transaction) error {
		now := j.now()
		told, err := affected(tx.ExecContext(ctx, `
			INSERT INTO notices (user_id, told_at) VALUES ($1, $2)
			ON CONFLICT (user_id) DO UPDATE SET told_at = excluded.told_at WHERE notices.told_at <= $3`,
			userID, now.UnixMilli(), now.Add(-noticeInterval).UnixMilli()))
		if err != nil || told == 0 {
			return err
		}
		ended := int64(0)
		for _, id := range questions {
			n, err := affected(tx.ExecContext(ctx, `DELETE FROM subscriptions WHERE asked = $1 AND user_id = $2`, id, userID))
			if err != nil {
				return err
			}
			ended += n
		}
		if ended == 0 { // told by another, or not wanted anymore
			return ErrNotFound
		}
		may = true
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return may && err == nil, failed("tell a member", err)
}

// forgetSubscriptions deletes what the subscriptions of a member have left.
func forgetSubscriptions(ctx context.Context, tx transaction, userID string) error {
	for _, query := range []string{`DELETE FROM subscriptions WHERE user_id = $1`, `DELETE FROM notices WHERE user_id = $1`} {
		if err := tx.exec(ctx, query, userID); err != nil {
			return err
		}
	}
	return nil
}
