package journal

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// LessonKind is the kind of a Lesson.
type LessonKind string

// The kinds of lesson, and which fields they use besides Language.
const (
	Phrasing   LessonKind = "phrasing"   // Question asks for Unit
	Unanswered LessonKind = "unanswered" // no unit answers Question
	Synonyms   LessonKind = "synonyms"   // Say stands for Mean, as in a vocabulary file
	Entry      LessonKind = "entry"      // Answer, from Address if any, answers Question
	Dismissed  LessonKind = "dismissed"  // Question is not shown as missed
)

// Lesson is something that an admin has taught. It does not depend on a generation.
type Lesson struct {
	ID       ID
	At       time.Time
	By       string // ID of the admin
	Kind     LessonKind
	Language string // as a BCP 47 tag
	Question string
	Unit     string // ID of a unit
	// UnitText is what the unit says, by which it can be found again once its ID has
	// changed.
	UnitText  string
	Answer    string
	Address   string // where Answer is from; may be empty
	Say, Mean []string
	UndoneAt  time.Time // zero while it is in force
	UndoneBy  string
}

// InForce reports whether l changes what is answered.
func (l Lesson) InForce() bool { return l.UndoneAt.IsZero() && l.Kind != Dismissed }

// Move says that the unit of a lesson has another ID or text.
type Move struct {
	Lesson         ID
	Unit, UnitText string
}

// ErrUndone is returned by Undo for what was undone before.
var ErrUndone = errors.New("it is undone already")

// Teach records a lesson, which is in force at once, and returns its ID. ID, At, By and
// what says that it was undone are set by the journal.
func (l *Lease) Teach(ctx context.Context, lesson Lesson) (ID, error) {
	id := NewID()
	err := l.change(ctx, "teach", func(tx transaction, revision int64) (string, error) {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO taught (id, taught_at, taught_by, kind, language, question, unit, unit_text, answer, address, say, mean)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			id, l.journal.now().UnixMilli(), l.holder, lesson.Kind, lesson.Language, lesson.Question, lesson.Unit, lesson.UnitText,
			lesson.Answer, lesson.Address, strings.Join(lesson.Say, "\n"), strings.Join(lesson.Mean, "\n"))
		if err != nil {
			return "", err
		}
		return string(lesson.Kind) + " " + string(id), taught(ctx, tx, revision)
	})
	return id, failed("teach", err)
}

// Undo takes a lesson back. It returns ErrNotFound or ErrUndone if there is nothing to do.
func (l *Lease) Undo(ctx context.Context, lesson ID) error {
	return failed("undo", l.change(ctx, "undo", func(tx transaction, revision int64) (string, error) {
		var kind LessonKind
		var undone sql.NullInt64
		err := tx.QueryRowContext(ctx, `SELECT kind, undone_at FROM taught WHERE id = $1`, lesson).Scan(&kind, &undone)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return "", ErrNotFound
		case err != nil:
			return "", err
		case undone.Valid:
			return "", ErrUndone
		}
		if err := tx.exec(ctx, `UPDATE taught SET undone_at = $1, undone_by = $2 WHERE id = $3`, l.journal.now().UnixMilli(), l.holder, lesson); err != nil {
			return "", err
		}
		return string(kind) + " " + string(lesson), taught(ctx, tx, revision)
	}))
}

// taught records that what is taught has changed.
func taught(ctx context.Context, tx transaction, revision int64) error {
	return tx.exec(ctx, `UPDATE state SET taught = $1`, revision)
}

// Lessons returns what was taught, the oldest first, with what was undone in the last year.
func (j *Journal) Lessons(ctx context.Context) ([]Lesson, error) {
	return readAll(ctx, j, "what was taught", scanLesson, `
		SELECT id, taught_at, taught_by, kind, language, question, unit, unit_text, answer, address, say, mean, undone_at, undone_by
		FROM taught ORDER BY taught_at, id`)
}

func scanLesson(row *sql.Rows, l *Lesson) error {
	var at int64
	var say, mean string
	var undoneAt sql.NullInt64
	var undoneBy sql.NullString
	err := row.Scan(&l.ID, &at, &l.By, &l.Kind, &l.Language, &l.Question, &l.Unit, &l.UnitText, &l.Answer, &l.Address, &say, &mean, &undoneAt, &undoneBy)
	l.At, l.UndoneBy = time.UnixMilli(at), undoneBy.String
	if undoneAt.Valid {
		l.UndoneAt = time.UnixMilli(undoneAt.Int64)
	}
	l.Say, l.Mean = lines(say), lines(mean)
	return err
}

// lines splits a column with one value a line.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
