package main

import (
	"os"
	"strings"
	"testing"
)

// TestDocumentsAgree checks that what one document says another does.
func TestDocumentsAgree(t *testing.T) {
	tests := []struct {
		name, file, want string
	}{
		{"README asks the question of the picture", "README.md", `go run . ask "` + pictured + `"`},
		{"README tests", "README.md", "\ngo test ./...\n"},
		{"CI tests as README does", ".ci/run", "\ngo test -race ./...\n"},
	}
	for library := range homes {
		tests = append(tests, struct{ name, file, want string }{
			"CONTRIBUTING explains " + library, "CONTRIBUTING.md", "\n- " + strings.TrimSuffix(library, "/"),
		})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			content, err := os.ReadFile(test.file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(content), test.want) {
				t.Errorf("%s lacks %q", test.file, test.want)
			}
		})
	}
}
