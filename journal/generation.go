package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"testing/fstest"
	"time"
)

// generationsKept is how many generations are kept, the live one included.
const generationsKept = 10

// ErrChanged is returned by Apply if another generation went live after its Base.
// Nothing was changed.
var ErrChanged = errors.New("another generation went live in the meantime")

// File is a file of a corpus.
type File struct {
	Path    string // as in fs.FS
	Content []byte
}

// Files are the files of a corpus, with different paths.
type Files []File

// FS returns the files as a file system, for corpus.Load.
func (f Files) FS() fs.FS {
	m := fstest.MapFS{}
	for _, file := range f {
		m[file.Path] = &fstest.MapFile{Data: file.Content, Mode: 0o444}
	}
	return m
}

// ID returns the ID of the generation with these files: a digest of their paths and
// contents, in order.
func (f Files) ID() string {
	sum := sha256.New()
	for _, file := range f {
		fmt.Fprintf(sum, "%d %s %s\n", len(file.Path), file.Path, hash(file.Content))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Draft is a generation to apply.
type Draft struct {
	Files Files
	Units int
	Note  string // for the history, such as the regressions that were accepted; may be empty
	Base  string // ID of the generation it was compared with; "" for none
	Moved []Move // what was taught about units that have another ID or text in Files
}

// Generation is a corpus that is or was live.
type Generation struct {
	ID    string
	At    time.Time // when it was last applied
	By    string
	Units int
	Note  string
	Live  bool
}

// Apply makes a corpus live and returns its ID. It keeps the last 10, each once: to return
// to one is to apply its files again. Either all of it happens or nothing.
func (l *Lease) Apply(ctx context.Context, d Draft) (id string, err error) {
	if len(d.Files) == 0 {
		return "", failed("apply a generation", errors.New("it has no files"))
	}
	id = d.Files.ID()
	err = l.change(ctx, "apply", func(tx transaction, _ int64) (string, error) {
		var live sql.NullString
		if err := tx.QueryRowContext(ctx, `SELECT live FROM state`).Scan(&live); err != nil {
			return "", err
		}
		if live.String != d.Base {
			return "", ErrChanged
		}
		if err := l.store(ctx, tx, id, d); err != nil {
			return "", err
		}
		if err := tx.exec(ctx, `UPDATE state SET live = $1`, id); err != nil {
			return "", err
		}
		for _, m := range d.Moved {
			if err := tx.exec(ctx, `UPDATE taught SET unit = $1, unit_text = $2 WHERE id = $3`, m.Unit, m.UnitText, m.Lesson); err != nil {
				return "", err
			}
		}
		return id + " " + d.Note, collect(ctx, tx)
	})
	return id, failed("apply a generation", err)
}

// store adds a generation and those of its files that no other has, or makes it the latest.
func (l *Lease) store(ctx context.Context, tx transaction, id string, d Draft) error {
	var known bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM generations WHERE id = $1)`, id).Scan(&known); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO generations (id, applied_at, applied_by, units, note) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET applied_at = excluded.applied_at, applied_by = excluded.applied_by, units = excluded.units, note = excluded.note`,
		id, l.journal.now().UnixMilli(), l.holder, d.Units, d.Note)
	if err != nil || known {
		return err
	}
	for i, file := range d.Files {
		sum := hash(file.Content)
		content := file.Content
		if content == nil {
			content = []byte{} // nil is NULL
		}
		if err := tx.exec(ctx, `INSERT INTO blobs (hash, content) VALUES ($1, $2) ON CONFLICT DO NOTHING`, sum, content); err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
		if err := tx.exec(ctx, `INSERT INTO generation_files (generation, position, path, hash) VALUES ($1, $2, $3, $4)`, id, i, file.Path, sum); err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	return nil
}

// collect deletes the generations that are not kept, and the files that only they had.
func collect(ctx context.Context, tx transaction) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM generations WHERE id NOT IN (SELECT live FROM state)
		AND id NOT IN (SELECT id FROM generations ORDER BY applied_at DESC, id LIMIT $1)`, generationsKept)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM generation_files WHERE generation_files.hash = blobs.hash)`)
}

// Generations returns the generations that are kept, the latest first.
func (j *Journal) Generations(ctx context.Context) ([]Generation, error) {
	return readAll(ctx, j, "the generations", func(row *sql.Rows, g *Generation) error {
		var at int64
		err := row.Scan(&g.ID, &at, &g.By, &g.Units, &g.Note, &g.Live)
		g.At = time.UnixMilli(at)
		return err
	}, `
		SELECT id, applied_at, applied_by, units, note, EXISTS (SELECT 1 FROM state WHERE live = id)
		FROM generations ORDER BY applied_at DESC, id`)
}

// ErrDamaged is returned by Files if the database was damaged.
var ErrDamaged = errors.New("its files are not those that were stored")

// Files returns the files of a generation, ErrNotFound if it is not kept, or ErrDamaged.
func (j *Journal) Files(ctx context.Context, generation string) (Files, error) {
	files, err := j.files(ctx, generation)
	return files, failed("read generation "+generation, err)
}

func (j *Journal) files(ctx context.Context, generation string) (Files, error) {
	db, err := j.database(ctx)
	if err != nil {
		return nil, err
	}
	files, err := list(ctx, db, func(row *sql.Rows, f *File) error { return row.Scan(&f.Path, &f.Content) }, `
		SELECT path, content FROM generation_files JOIN blobs ON blobs.hash = generation_files.hash
		WHERE generation = $1 ORDER BY position`, generation)
	switch {
	case err != nil:
		return nil, err
	case len(files) == 0:
		return nil, ErrNotFound
	case Files(files).ID() != generation:
		return nil, ErrDamaged
	}
	return files, nil
}
