// Package postgrestest runs PostgreSQL for tests, from the installed programs, in a folder
// of its own. On Debian: apt-get install postgresql.
package postgrestest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout is how long the server may take to accept connections.
const startTimeout = time.Minute

// Server is a PostgreSQL server that listens on a socket in its folder. It ends with the
// test process, even if that is killed.
type Server struct {
	folder   string
	programs string // the folder of initdb and postgres
	log      bytes.Buffer
	running  *exec.Cmd
	stdin    io.WriteCloser // ends running when it is closed
}

var shared = sync.OnceValues(newServer)

// databases is the number of databases that were created.
var databases atomic.Int64

// Database returns the URL of a new database on a server that all tests of a process share.
// It skips the test if PostgreSQL is not installed.
func Database(t testing.TB) string {
	t.Helper()
	return start(t, shared).Database(t)
}

// New starts a server for one test, which it skips if PostgreSQL is not installed.
func New(t testing.TB) *Server {
	t.Helper()
	s := start(t, newServer)
	t.Cleanup(func() {
		s.end("INT")
		os.RemoveAll(s.folder) // if the test had stopped it
	})
	return s
}

// start returns the server, unless it skips the test.
func start(t testing.TB, server func() (*Server, error)) *Server {
	t.Helper()
	if programs() == "" {
		t.Skip("PostgreSQL IS NOT TESTED: it is not installed; on Debian: apt-get install postgresql")
	}
	s, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	return s
}

// Database returns the URL of a new database.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test%d", databases.Add(1))
	connection, err := pgx.Connect(t.Context(), s.url("postgres"))
	if err == nil {
		defer connection.Close(context.Background())
		_, err = connection.Exec(t.Context(), "CREATE DATABASE "+name)
	}
	if err != nil {
		t.Fatalf("create a database: %v", err)
	}
	return s.url(name)
}

func (s *Server) url(database string) string {
	return "postgres://postgres@/" + database + "?" + url.Values{"host": {s.folder}}.Encode()
}

// programs returns the folder of PostgreSQL's programs, "" if there is none.
func programs() string {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(initdb)
	}
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // Debian's
	if len(installed) == 0 {
		return ""
	}
	return filepath.Dir(installed[len(installed)-1])
}

// newServer starts a server with an empty folder.
func newServer() (*Server, error) {
	s := &Server{programs: programs()}
	// Not a test's folder: other accounts cannot reach it, and a socket's path must be short.
	folder, err := command("mktemp", "-d", "/tmp/postgrestest.XXXXXX").Output()
	if err != nil {
		return nil, fmt.Errorf("mktemp: %w", err)
	}
	s.folder = strings.TrimSpace(string(folder))
	initdb := command(filepath.Join(s.programs, "initdb"), "--pgdata", s.folder+"/data",
		"--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, output)
	}
	return s, s.Start()
}

// command returns a command that does not run as root, which PostgreSQL refuses.
func command(name string, args ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		name, args = "runuser", append([]string{"-u", "postgres", "--", name}, args...)
	}
	c := exec.Command(name, args...)
	c.Dir = "/"
	return c
}

// Start starts the server after Stop or Kill, with what it had.
func (s *Server) Start() error {
	// The shell ends the server when its standard input ends, and then deletes the folder
	// unless the input says to keep it.
	const script = `folder=$1; shift; "$@" & server=$!; read -r signal keep; kill -${signal:-INT} $server; wait $server; [ "$keep" ] || rm -rf "$folder"`
	s.running = command("sh", "-c", script, "sh", s.folder, filepath.Join(s.programs, "postgres"), "-D", s.folder+"/data", "-k", s.folder,
		"-c", "listen_addresses=", "-c", "fsync=off")
	s.running.Stdout, s.running.Stderr = &s.log, &s.log
	stdin, err := s.running.StdinPipe()
	if err != nil {
		return err
	}
	s.stdin = stdin
	if err := s.running.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		connection, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("%w\n%s", err, &s.log)
		}
	}
}

// Stop stops the server and ends its connections.
func (s *Server) Stop() { s.end("INT keep") }

// Kill aborts the server and its connections at once. The next start recovers what was
// committed.
func (s *Server) Kill() { s.end("QUIT keep") }

func (s *Server) end(order string) {
	io.WriteString(s.stdin, order+"\n")
	s.stdin.Close()
	s.running.Wait() // its status says nothing that the log does not
}
