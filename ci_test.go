package main

import (
	"errors"
	"os/exec"
	"testing"
)

// runCI runs a script of CI, and returns what it prints and its exit code.
func runCI(t *testing.T, script string, args ...string) (out string, code int) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skipf("CI NEEDS BASH: %v", err)
	}
	printed, err := exec.Command("bash", append([]string{script}, args...)...).CombinedOutput()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(printed), code
}
