package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testName matches the names of tests in SECURITY.md: folder.Test.
var testName = regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)\\w+)`")

// Each threat in SECURITY.md has a test, and each test exists.
func TestSecurityTests(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	threats := 0
	for line := range strings.Lines(string(content)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Threat |") {
			continue
		}
		threats++
		named := testName.FindAllStringSubmatch(line, -1)
		if len(named) == 0 && !strings.Contains(line, "`.ci/test-scripts`") {
			t.Errorf("SECURITY.md names no test for %s", line)
		}
		for _, name := range named {
			if !hasTest(t, name[1], name[2]) {
				t.Errorf("SECURITY.md names %s.%s, which does not exist", name[1], name[2])
			}
		}
	}
	if threats == 0 {
		t.Error("SECURITY.md names no threats")
	}
}

// hasTest reports whether folder has a test with this name.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range parsed.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return true
			}
		}
	}
	return false
}

// Files that may contain the token are excluded from Git and from the image's build, whose
// layers can all be read.
func TestImageHasNoSecrets(t *testing.T) {
	for file, pattern := range map[string]string{".dockerignore": ".env*", ".gitignore": "/.env"} {
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(strings.Split(string(content), "\n"), pattern) {
			t.Errorf("%s does not exclude %s", file, pattern)
		}
	}
}
