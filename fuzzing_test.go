package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestFindingsFailCI runs the part of CI that fuzzes, on a Go that says what Go
// 1.26 has been seen to say.
func TestFindingsFailCI(t *testing.T) {
	const (
		late    = "--- FAIL: FuzzHeed (10.12s)\n    context deadline exceeded\nFAIL\nexit status 1\nFAIL\talliancebot/bot\t10.147s\n"
		finding = "--- FAIL: FuzzHeed (6.25s)\n    --- FAIL: FuzzHeed (0.00s)\n        relay_test.go:1: context deadline exceeded\n    \n" +
			"    Failing input written to testdata/fuzz/FuzzHeed/3b469f918217a003\nFAIL\nexit status 1\nFAIL\talliancebot/bot\t6.266s\n"
		hung = "--- FAIL: FuzzHeed (3.67s)\n    fuzzing process hung or terminated unexpectedly: exit status 2\n" +
			"    Failing input written to testdata/fuzz/FuzzHeed/c0114f5fa6166326\nFAIL\n"
	)
	tests := []struct {
		name, says string
		code, want int
	}{
		{"nothing is found", "PASS\nok  \talliancebot/bot\t10.097s\n", 0, 0},
		{"nothing is found by the end of the time", late, 1, 0},
		{"an input is found", finding, 1, 1},
		{"an input hangs", hung, 1, 1},
		{"an input hangs until the end of the time", hung + late, 1, 1},
		{"another fuzzer is late", "--- FAIL: FuzzHee (10.12s)\n    context deadline exceeded\nFAIL\n", 1, 1},
		{"it cannot be built", "FAIL\talliancebot/bot [build failed]\nFAIL\n", 1, 1},
		{"Go ends otherwise", late, 2, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			script := fmt.Sprintf("#!/bin/sh\ncat <<'END'\n%s\nEND\nexit %d\n", test.says, test.code)
			if err := os.WriteFile(filepath.Join(folder, "go"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, code := runCI(t, ".ci/fuzz", "./bot", "FuzzHeed", "10s")
			if code != test.want {
				t.Errorf(".ci/fuzz exits with %d, want %d, after\n%s", code, test.want, out)
			}
		})
	}
}
