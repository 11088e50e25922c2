package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite" // and the driver "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	fileName    = "journal.db"
	secretBytes = 32
	// busyTimeout is how long SQLite waits for another process.
	busyTimeout = 5 * time.Second
	// connectTimeout is how long to wait for PostgreSQL, unless the URL says it.
	connectTimeout = 5 * time.Second
	// maxConnections to PostgreSQL of a process, besides the one that listens: one each for
	// writing, following and cleaning, and some for commands. PostgreSQL allows 100 in all.
	maxConnections = 6
)

// database is an open database with the current schema. The queries are the same for
// SQLite and PostgreSQL.
type database struct {
	*sql.DB
	secret []byte      // the key of the pseudonyms
	path   string      // of SQLite's file; "" for PostgreSQL
	file   os.FileInfo // what was there when it was opened
}

// CheckURL returns an error, without the value, unless it is the URL of a PostgreSQL
// database.
func CheckURL(value string) error {
	if address, err := url.Parse(value); err == nil && (address.Scheme == "postgres" || address.Scheme == "postgresql") {
		if _, err := pgx.ParseConfig(value); err == nil {
			return nil
		}
	}
	return errors.New("is not a PostgreSQL URL")
}

// Exists reports whether there is a database, before Open makes one. PostgreSQL's is taken to
// exist.
func (c Config) Exists() bool {
	_, err := os.Stat(databasePath(c.Dir))
	return c.DatabaseURL != "" || !errors.Is(err, fs.ErrNotExist)
}

// openDatabase opens the database and brings its schema up to date.
func openDatabase(ctx context.Context, c Config) (_ *database, err error) {
	db := &database{}
	dialect, options := goose.DialectPostgres, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if c.DatabaseURL != "" {
		options = append(options, goose.WithSessionLocker(schemaLock{}))
		if err := db.connect(c.DatabaseURL); err != nil {
			return nil, err
		}
	} else {
		dialect = goose.DialectSQLite3
		if err := db.openFile(c.Dir); err != nil {
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			db.Close()
		}
		if err != nil && db.path != "" { // SQLite's errors do not name the file
			err = fmt.Errorf("%s: %w", db.path, err)
		}
	}()
	if err := db.begin(ctx); err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(dialect, db.DB, files, options...)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, provider); err != nil {
		return nil, fmt.Errorf("update the schema: %w", err)
	}
	return db, db.readSecret(ctx)
}

// begin makes the first connection. SQLite does not wait for another process that is making
// the file a database with a write-ahead log at the same time, so begin tries again for
// busyTimeout.
func (db *database) begin(ctx context.Context) error {
	const sqliteBusy, pause = 5, 20 * time.Millisecond
	for start := time.Now(); ; {
		err := db.PingContext(ctx)
		busy, ok := errors.AsType[*sqlite.Error](err)
		if !ok || busy.Code()&0xff != sqliteBusy || time.Since(start) > busyTimeout {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// migrate applies the migrations that are missing. Another process may be doing so at the
// same time, for which goose has no lock with SQLite: then a migration fails here, and there
// is nothing left to do, or only later migrations. Each failure means that the other process
// was ahead by one.
func migrate(ctx context.Context, provider *goose.Provider) error {
	var err error
	for range len(provider.ListSources()) + 2 {
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
	}
	return err
}

// schemaLock is the lock under which one process updates the schema of PostgreSQL. Those that
// wait for it get it one right after the other; goose's own asks for it once a second, so that
// of six processes that start at once the last waits longer than openTimeout.
type schemaLock struct{}

func (schemaLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lock.DefaultLockID)
	return err
}

func (schemaLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, lock.DefaultLockID)
	return err
}

func (db *database) connect(address string) error {
	config, err := connectionConfig(address)
	if err != nil {
		return err
	}
	db.DB = stdlib.OpenDB(*config)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return nil
}

func connectionConfig(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL URL") // the cause may quote it
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return config, nil
}

func databasePath(dir string) string { return filepath.Join(dir, fileName) }

// openFile opens the SQLite database in dir, which only this user can read if it is new.
func (db *database) openFile(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	path, err := filepath.Abs(databasePath(dir))
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if db.file, err = file.Stat(); err != nil {
		return err
	}
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: url.Values{
		"_txlock": {"immediate"}, // a transaction that starts as a reader may fail when it writes
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"journal_mode(WAL)",
			"foreign_keys(ON)",
			"secure_delete(ON)", // deleted texts are overwritten
		},
	}.Encode()}
	db.path = path
	db.DB, err = sql.Open("sqlite", address.String())
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1) // SQLite has one writer at a time, and reads are short
	return nil
}

// inPlace reports whether SQLite's file is still where it was opened. A file that was
// removed would accept everything and lose it.
func (db *database) inPlace() bool {
	if db.path == "" {
		return true
	}
	now, err := os.Stat(db.path)
	return err == nil && os.SameFile(now, db.file)
}

// readSecret reads the key of the pseudonyms, which the first process to come here makes.
func (db *database) readSecret(ctx context.Context) error {
	secret := make([]byte, secretBytes)
	rand.Read(secret)
	_, err := db.ExecContext(ctx, `INSERT INTO state (one_row, secret, revision, taught) VALUES (1, $1, 0, 0) ON CONFLICT DO NOTHING`, secret)
	if err != nil {
		return err
	}
	return db.QueryRowContext(ctx, `SELECT secret FROM state`).Scan(&db.secret)
}

// queryer is a *sql.DB or a *sql.Tx.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list returns the rows of a query, each read by scan.
func list[T any](ctx context.Context, q queryer, scan func(row *sql.Rows, into *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := scan(rows, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// readAll is list on j's database. what is what it reads, for the error.
func readAll[T any](ctx context.Context, j *Journal, what string, scan func(row *sql.Rows, into *T) error, query string, args ...any) ([]T, error) {
	db, err := j.database(ctx)
	if err != nil {
		return nil, failed("read "+what, err)
	}
	all, err := list(ctx, db, scan, query, args...)
	return all, failed("read "+what, err)
}

// affected returns how many rows a statement has changed.
func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
