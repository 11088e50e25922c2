package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// Times of a lease. A holder that was killed blocks others for at most leaseTime.
const (
	leaseTime  = 15 * time.Second
	renewEvery = leaseTime / 3
)

// ErrLeaseLost is returned if the process could not renew its lease in time, so that
// another may hold it now. Nothing was changed.
var ErrLeaseLost = errors.New("another process may have taken over")

// BusyError is the error of Begin if someone else holds the lease.
type BusyError struct {
	Holder, Work string // as given to Begin
	Since        time.Time
}

// Error says who does what.
func (e *BusyError) Error() string {
	return fmt.Sprintf("%s by %s is running since %s", e.Work, e.Holder, e.Since.UTC().Format(time.TimeOnly+" MST"))
}

// Lease is the right to change what is answered: the live generation and what is taught.
// Only one process has it at a time. It ends with End, or some seconds after its process.
type Lease struct {
	journal *Journal
	token   string
	holder  string
	renewal context.CancelFunc
	ended   chan struct{}
}

// Begin acquires the lease. The holder is the ID of an admin, or what acts on its own, such
// as a watch on files; work says what for, such as "reindex". Both are shown to whom it
// blocks, with a *BusyError.
func (j *Journal) Begin(ctx context.Context, holder, work string) (*Lease, error) {
	l := &Lease{journal: j, token: rand.Text(), holder: holder, ended: make(chan struct{})}
	if err := failed("begin "+work, j.transact(ctx, func(tx transaction) error { return l.acquire(ctx, tx, work) })); err != nil {
		return nil, err
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.renewal = cancel
	go func() {
		defer close(l.ended)
		l.renewRegularly(background)
	}()
	return l, nil
}

// acquire takes the lease unless someone has it. Processes on several machines compare their
// own clocks. If these differ by more than leaseTime, one may take a lease that is still
// used; then the other's changes are refused.
func (l *Lease) acquire(ctx context.Context, tx transaction, work string) error {
	now := l.journal.now()
	taken, err := affected(tx.ExecContext(ctx, `
		INSERT INTO lease (one_row, token, holder, work, since, expires) VALUES (1, $1, $2, $3, $4, $5)
		ON CONFLICT (one_row) DO UPDATE SET token = excluded.token, holder = excluded.holder, work = excluded.work,
			since = excluded.since, expires = excluded.expires
		WHERE lease.expires <= excluded.since`,
		l.token, l.holder, work, now.UnixMilli(), now.Add(leaseTime).UnixMilli()))
	if err != nil || taken == 1 {
		return err
	}
	var busy BusyError
	var since int64
	if err := tx.QueryRowContext(ctx, `SELECT holder, work, since FROM lease`).Scan(&busy.Holder, &busy.Work, &since); err != nil {
		return err
	}
	busy.Since = time.UnixMilli(since)
	return &busy
}

// renewRegularly renews the lease until ctx ends. A renewal that fails is not reported: the
// next change finds out.
func (l *Lease) renewRegularly(ctx context.Context) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = l.journal.transact(ctx, func(tx transaction) error { return l.renew(ctx, tx) })
		case <-ctx.Done():
			return
		}
	}
}

// renew extends the lease. Within a transaction it also keeps others from taking it until
// the end.
func (l *Lease) renew(ctx context.Context, tx transaction) error {
	held, err := affected(tx.ExecContext(ctx, `UPDATE lease SET expires = $1 WHERE token = $2`,
		l.journal.now().Add(leaseTime).UnixMilli(), l.token))
	if err == nil && held == 0 {
		return ErrLeaseLost
	}
	return err
}

// End gives the lease back. If that fails, it expires.
func (l *Lease) End(ctx context.Context) {
	l.renewal()
	<-l.ended
	_ = l.journal.transact(ctx, func(tx transaction) error {
		return tx.exec(ctx, `DELETE FROM lease WHERE token = $1`, l.token)
	})
}

// change runs f in a transaction if the lease is still held, and records the action with
// the detail that f returns.
func (l *Lease) change(ctx context.Context, action string, f func(tx transaction, revision int64) (detail string, err error)) error {
	return l.journal.change(ctx, func(tx transaction, revision int64) error {
		if err := l.renew(ctx, tx); err != nil {
			return err
		}
		detail, err := f(tx, revision)
		if err != nil {
			return err
		}
		return act(ctx, tx, Action{At: l.journal.now(), By: l.holder, Action: action, Detail: detail})
	})
}
