package journal

import (
	"context"
	"database/sql"
	"time"
)

// Pair is a question that was not answered, and what a trusted member replied to it.
type Pair struct {
	ID       ID
	Hour     time.Time // of the reply, rounded down to the hour
	GuildID  string
	Language string // as a BCP 47 tag
	Question string
	Answer   string
}

// maxReply is how many runes of a reply are kept: as many as a message has without Nitro,
// twice over.
const maxReply = 4000

// Pair records a pair, unless its server does not want that. It never waits.
func (j *Journal) Pair(p Pair) {
	p.Question, p.Answer = storable(p.Question, maxText), storable(p.Answer, maxReply)
	j.record(p)
}

func (p Pair) guild() string { return p.GuildID }

func (p Pair) write(w writer) error {
	return w.tx.exec(w.ctx, `
		INSERT INTO pairs (id, hour, guild, language, question, answer) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		p.ID, w.hour, p.GuildID, p.Language, p.Question, p.Answer)
}

// Pairs returns the latest pairs, the latest first, at most limit.
func (j *Journal) Pairs(ctx context.Context, limit int) ([]Pair, error) {
	return readAll(ctx, j, "pairs", func(row *sql.Rows, p *Pair) error {
		var hour int64
		err := row.Scan(&p.ID, &hour, &p.GuildID, &p.Language, &p.Question, &p.Answer)
		p.Hour = time.UnixMilli(hour)
		return err
	}, `SELECT id, hour, guild, language, question, answer FROM pairs ORDER BY hour DESC, id LIMIT $1`, limit)
}
