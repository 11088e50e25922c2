// Package golden compares the output of tests with reviewed files. go test PACKAGE
// -update rewrites the files; review the change before you commit it.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Check reports the difference between got and the contents of file. With -update it
// writes got to file instead.
func Check(t testing.TB, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with go test -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; if this is intended, run go test -update\n%s", file, diff.Diff("want", want, "got", got))
	}
}
