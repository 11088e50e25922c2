package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"alliancebot/index"
)

// Question is a question that was asked, and what became of it.
type Question struct {
	ID       ID
	GuildID  string
	UserID   string // of the asker; not kept
	Language string // as a BCP 47 tag
	Verdict  index.Verdict
	Unit     string // ID of the unit that was shown first; "" for none
	Text     string // kept unless Verdict is index.Answered
}

// Vote is a member's opinion of an answer. A later one replaces it.
type Vote struct {
	Question ID
	GuildID  string
	UserID   string // not kept
	Helpful  bool
	Text     string // of the question; kept if the answer was not helpful
}

const (
	// maxText is how many runes of a question are kept: as many as in a unit's phrasing or
	// a question that makes sense, several times over.
	maxText = 1000
	// askers is the number of buckets for askers. Few enough that many members share
	// each, and enough to tell that several members asked alike.
	askers = 16
)

// Asked records a question, unless its server does not want that. It never waits.
func (j *Journal) Asked(q Question) {
	if q.Verdict == index.Answered {
		q.Text = ""
	}
	q.Text = storable(q.Text, maxText)
	j.record(q)
}

// Vote records a vote, unless its server does not want that. It never waits.
func (j *Journal) Vote(v Vote) {
	if v.Helpful {
		v.Text = ""
	}
	v.Text = storable(v.Text, maxText)
	j.record(v)
}

// record queues e, unless its server does not want that. What that wants may not be known yet,
// and may change until e is written, which looks again.
func (j *Journal) record(e entry) {
	j.mu.Lock()
	known := j.shared.guilds != nil
	j.mu.Unlock()
	if e.guild() != "" && !known || j.Records(e.guild()) {
		j.queue.add(e)
	}
}

// storable returns text as it is kept: at most limit runes, and without what PostgreSQL
// refuses.
func storable(text string, limit int) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit])
	}
	return text
}

func (j *Journal) write(ctx context.Context, batch []entry) error {
	err := j.transact(ctx, func(tx transaction) error {
		w := writer{ctx: ctx, tx: tx, hour: j.now().Truncate(time.Hour).UnixMilli(), records: map[string]bool{}}
		for _, e := range batch {
			if err := w.write(e, j.config.HomeGuildID); err != nil {
				return err
			}
		}
		return nil
	})
	j.report(err)
	return err
}

// writer writes questions and votes in a transaction.
type writer struct {
	ctx     context.Context
	tx      transaction
	hour    int64
	records map[string]bool // by server, as far as it is known
}

// write writes e, unless its server has changed its mind since it was queued.
func (w writer) write(e entry, homeGuildID string) error {
	guildID := e.guild()
	if _, known := w.records[guildID]; !known {
		var settings GuildSettings
		err := w.tx.QueryRowContext(w.ctx, `SELECT journal FROM guilds WHERE guild = $1`, guildID).Scan(&settings.Journal)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		w.records[guildID] = settings.records(guildID, homeGuildID)
	}
	if !w.records[guildID] {
		return nil
	}
	return e.write(w)
}

func (q Question) guild() string { return q.GuildID }

func (q Question) write(w writer) error {
	text := sql.NullString{String: q.Text, Valid: q.Text != ""}
	return w.tx.exec(w.ctx, `
		INSERT INTO asked (id, hour, guild, asker, language, verdict, unit, question) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT DO NOTHING`, // written before, if the commit's success was not heard of
		q.ID, w.hour, q.GuildID, asker(w.tx.secret, q.UserID), q.Language, q.Verdict, q.Unit, text)
}

func (v Vote) guild() string { return v.GuildID }

func (v Vote) write(w writer) error {
	_, err := w.tx.ExecContext(w.ctx, `
		INSERT INTO votes (asked, voter, hour, guild, helpful) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (asked, voter) DO UPDATE SET hour = excluded.hour, helpful = excluded.helpful`,
		v.Question, voter(w.tx.secret, v.Question, v.UserID), w.hour, v.GuildID, v.Helpful)
	switch {
	case err != nil:
		return err
	case v.Helpful:
		return forgetText(w.ctx, w.tx, v.Question)
	case v.Text == "":
		return nil
	}
	return w.tx.exec(w.ctx, `UPDATE asked SET question = $1 WHERE id = $2 AND question IS NULL`, v.Text, v.Question)
}

// forgetText removes the text of a question that was answered and that nobody votes down
// anymore.
func forgetText(ctx context.Context, tx transaction, question ID) error {
	return tx.exec(ctx, `
		UPDATE asked SET question = NULL WHERE id = $1 AND verdict = $2 AND question IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM votes WHERE votes.asked = $1 AND NOT votes.helpful)`, question, index.Answered)
}

// pseudonym returns a digest of parts that nobody can compute without the secret.
func pseudonym(secret []byte, parts ...string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.Join(parts, "\x00")))
	return mac.Sum(nil)
}

// voter returns the pseudonym of a member as a voter on the answer to one question, which
// says nothing about their other votes.
func voter(secret []byte, question ID, userID string) string {
	return hex.EncodeToString(pseudonym(secret, "vote", string(question), userID))
}

// asker returns the bucket of a member as an asker.
func asker(secret []byte, userID string) int {
	return int(pseudonym(secret, "asker", userID)[0]) % askers
}

// Missed is a question that was not answered, not for sure, or not well.
type Missed struct {
	ID       ID
	Hour     time.Time // when it was asked, rounded down to the hour
	GuildID  string
	Language string
	Verdict  index.Verdict
	Unit     string // ID of the unit that was shown first; "" for none
	Text     string
	// Asker is a number from 0 to 15, always the same for a member, and for one in 16 of
	// all others. As many members as there are different numbers, or more, asked.
	Asker     int
	Unhelpful int // votes against the answer
}

// Missed returns the questions with a text since a time, the latest first, at most limit.
func (j *Journal) Missed(ctx context.Context, since time.Time, limit int) ([]Missed, error) {
	return readAll(ctx, j, "the missed questions", func(row *sql.Rows, m *Missed) error {
		var hour int64
		err := row.Scan(&m.ID, &hour, &m.GuildID, &m.Language, &m.Verdict, &m.Unit, &m.Text, &m.Asker, &m.Unhelpful)
		m.Hour = time.UnixMilli(hour)
		return err
	}, `
		SELECT id, asked.hour, asked.guild, language, verdict, unit, question, asker,
			COUNT(CASE WHEN NOT helpful THEN 1 END)
		FROM asked LEFT JOIN votes ON votes.asked = asked.id
		WHERE asked.hour >= $1 AND question IS NOT NULL
		GROUP BY asked.id ORDER BY asked.hour DESC, id LIMIT $2`, since.Truncate(time.Hour).UnixMilli(), limit)
}

// Stats counts questions and votes.
type Stats struct {
	Days  []DayStats  // those with questions or votes, in order
	Units []UnitStats // the units shown as an answer, most often first
}

// DayStats counts the questions asked and the votes cast on a day in UTC.
type DayStats struct {
	Day                       time.Time
	Answered, Suggested, None int // questions, by verdict
	Helpful, Unhelpful        int // votes
}

// UnitStats counts how often a unit was shown as the answer.
type UnitStats struct {
	Unit  string // its ID
	Shown int
}

// shownUnits is how many units Stats lists.
const shownUnits = 20

// Stats counts since a time, which is rounded down to a day in UTC. It reaches back as long
// as questions are kept.
func (j *Journal) Stats(ctx context.Context, since time.Time) (Stats, error) {
	db, err := j.database(ctx)
	if err != nil {
		return Stats{}, failed("count questions", err)
	}
	const day = int64(24 * time.Hour / time.Millisecond)
	from := since.UnixMilli() / day * day
	var s Stats
	s.Days, err = list(ctx, db, func(row *sql.Rows, d *DayStats) error {
		var number int64
		err := row.Scan(&number, &d.Answered, &d.Suggested, &d.None, &d.Helpful, &d.Unhelpful)
		d.Day = time.UnixMilli(number * day).UTC()
		return err
	}, `
		SELECT day, CAST(SUM(a) AS BIGINT), CAST(SUM(s) AS BIGINT), CAST(SUM(n) AS BIGINT), CAST(SUM(h) AS BIGINT), CAST(SUM(u) AS BIGINT) FROM (
			SELECT hour / 86400000 AS day, CASE WHEN verdict = $2 THEN 1 ELSE 0 END AS a, CASE WHEN verdict = $3 THEN 1 ELSE 0 END AS s,
				CASE WHEN verdict = $4 THEN 1 ELSE 0 END AS n, 0 AS h, 0 AS u FROM asked WHERE hour >= $1
			UNION ALL
			SELECT hour / 86400000, 0, 0, 0, CASE WHEN helpful THEN 1 ELSE 0 END, CASE WHEN helpful THEN 0 ELSE 1 END FROM votes WHERE hour >= $1
		) AS counts GROUP BY day ORDER BY day`, from, index.Answered, index.Suggested, index.None)
	if err != nil {
		return Stats{}, failed("count questions", err)
	}
	s.Units, err = list(ctx, db, func(row *sql.Rows, u *UnitStats) error {
		return row.Scan(&u.Unit, &u.Shown)
	}, `
		SELECT unit, COUNT(*) AS shown FROM asked WHERE hour >= $1 AND verdict = $2
		GROUP BY unit ORDER BY shown DESC, unit LIMIT $3`, from, index.Answered, shownUnits)
	if err != nil {
		return Stats{}, failed("count questions", err)
	}
	return s, nil
}

// Forget deletes the votes and subscriptions of a member, and what is kept because of them.
// Questions cannot be deleted, because nothing says whose they are.
func (j *Journal) Forget(ctx context.Context, userID string) error {
	if err := j.queue.flush(ctx); err != nil {
		return failed("forget a member", err)
	}
	return failed("forget a member", j.transact(ctx, func(tx transaction) error {
		type vote struct {
			asked ID
			voter string
		}
		votes, err := list(ctx, tx, func(row *sql.Rows, v *vote) error { return row.Scan(&v.asked, &v.voter) }, `SELECT asked, voter FROM votes`)
		if err != nil {
			return err
		}
		// Only the secret tells which votes are the member's.
		votes = slices.DeleteFunc(votes, func(v vote) bool { return v.voter != voter(tx.secret, v.asked, userID) })
		for _, v := range votes {
			if err := tx.exec(ctx, `DELETE FROM votes WHERE asked = $1 AND voter = $2`, v.asked, v.voter); err != nil {
				return err
			}
			if err := forgetText(ctx, tx, v.asked); err != nil {
				return err
			}
		}
		return forgetSubscriptions(ctx, tx, userID)
	}))
}
