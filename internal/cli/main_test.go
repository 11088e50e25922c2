package cli

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"alliancebot/internal/config"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"alliancebot": func() { os.Exit(Main()) }})
}

// TestScripts runs the scripts in testdata/script.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: many processes, each of which does one thing")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits is the command "exits STATUS program [arguments]": like exec, but it also checks the
// exit status.
func exits(ts *testscript.TestScript, negated bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if err != nil || negated {
		ts.Fatalf("usage: exits STATUS program [arguments]")
	}
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("exec %q: %v", args[1:], err)
	}
	if got != want {
		ts.Fatalf("exec %q exited with %d, want %d", args[1:], got, want)
	}
}

// fixed returns an environment with only these variables.
func fixed(variables map[string]string) config.Env {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}
