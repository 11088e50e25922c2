package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is what each folder may import of the program's own packages.
var mayImport = map[string][]string{
	".":        {"bot", "commands", "corpus", "eval", "index", "monitor", "wording"},
	"bot":      {"commands", "wording"},
	"commands": {"corpus", "index", "wording"},
	"eval":     {"corpus", "index"},
	"corpus":   {},
	"index":    {"corpus"},
	"monitor":  {},
	"wording":  {},
}

// homes is where each library may be imported: folders, or single files. So a
// library's types stay in one place, and another can take its place.
var homes = map[string][]string{
	"github.com/alecthomas/kong":               {"."},
	"github.com/blevesearch/":                  {"index"},
	"github.com/bwmarrin/discordgo":            {"bot"},
	"github.com/cenkalti/backoff/v5":           {"bot"},
	"github.com/charmbracelet/x/ansi":          {"."},
	"github.com/clipperhouse/uax29/v2":         {"bot", "index"},
	"github.com/gorilla/websocket":             {"bot"},
	"github.com/hashicorp/go-retryablehttp":    {"bot", "monitor"},
	"github.com/jellydator/ttlcache/v3":        {"bot", "commands"},
	"github.com/joho/godotenv":                 {"config.go", "config_test.go"},
	"github.com/nicksnyder/go-i18n/v2":         {"wording"},
	"github.com/prometheus/":                   {"monitor"},
	"github.com/rogpeppe/go-internal":          {"main_test.go"},
	"github.com/santhosh-tekuri/jsonschema/v6": {"bot"},
	"github.com/yuin/goldmark":                 {"corpus"},
	"go.opentelemetry.io/":                     {"monitor"},
	"go.yaml.in/yaml/v4":                       {"corpus", "eval", "wording"},
	"google.golang.org/protobuf":               {"monitor"},
	"golang.org/x/net":                         {"corpus"},
	"golang.org/x/sync":                        {"eval"},
	"github.com/schollz/progressbar/v3":        {"eval.go"},
	"golang.org/x/term":                        {"."},
	"golang.org/x/text/":                       {"corpus", "index", "wording"},
	"golang.org/x/time":                        {"commands"},
}

func TestImports(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, file, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImport(t *testing.T, file, name string) {
	t.Helper()
	folder, _, nested := strings.Cut(file, "/")
	if !nested {
		folder = "."
	}
	first, _, _ := strings.Cut(name, "/")
	switch {
	case first == "alliancebot":
		own, _, _ := strings.Cut(strings.TrimPrefix(name, "alliancebot/"), "/")
		if own != folder && !slices.Contains(mayImport[folder], own) {
			t.Errorf("%s imports %s, but %s may import only %q of ours", file, name, folder, mayImport[folder])
		}
	case strings.Contains(first, "."):
		allowed := homeOf(name)
		if !slices.Contains(allowed, folder) && !slices.Contains(allowed, file) {
			t.Errorf("%s imports %s, which belongs in %q alone", file, name, allowed)
		}
	}
}

// homeOf returns where a library may be imported: nowhere when homes does not
// know it.
func homeOf(name string) []string {
	for prefix, allowed := range homes {
		if strings.HasPrefix(name, prefix) {
			return allowed
		}
	}
	return nil
}
