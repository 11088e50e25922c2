// Package layout contains tests of the repository as a whole: which packages may import
// which, and that the documents agree with the program and each other.
package layout

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

// root is the repository's top folder.
const root = "../.."

// mayImport lists the packages of this module that each package may import. It allows no
// cycles between folders: imports point one way, from cli to bot, commands, index and corpus.
// Tests may import more.
var mayImport = map[string][]string{
	".":                    {"internal/cli"},
	"corpus":               {"internal/prose"},
	"index":                {"corpus", "index/internal/vocab", "internal/prose"},
	"index/internal/vocab": {"corpus", "internal/prose"},
	"commands":             {"corpus", "index", "internal/chart", "internal/lint", "internal/observe", "internal/prose", "internal/wording", "journal"},
	"bot": {"bot/internal/endpoint", "bot/internal/gateway", "bot/internal/inbound", "bot/internal/render", "commands", "internal/httpretry",
		"internal/observe", "internal/wording"},
	"journal":                     {"index", "internal/observe"},
	"journal/postgrestest":        {},
	"bot/discordtest":             {"bot/discordtest/schema", "internal/memnet"},
	"bot/discordtest/schema":      {},
	"bot/discordtest/schema/trim": {},
	"bot/internal/endpoint":       {"bot/internal/inbound"},
	"bot/internal/gateway":        {"bot/internal/inbound", "internal/observe"},
	"bot/internal/inbound":        {"internal/prose"},
	"bot/internal/render":         {"commands", "internal/prose", "internal/wording"},
	"internal/httpretry":          {},
	"internal/observe":            {},
	"internal/wording":            {},
	"internal/prose":              {},
	"internal/golden":             {},
	"internal/chart":              {},
	"internal/config":             {"bot", "commands", "internal/monitor", "internal/prose", "internal/wording", "journal"},
	"internal/terminal":           {"commands", "internal/config", "internal/prose", "internal/wording"},
	"internal/monitor":            {"internal/httpretry", "internal/observe"},
	"internal/eval":               {"corpus", "index", "internal/prose"},
	"internal/cli":                {"bot", "commands", "corpus", "index", "internal/config", "internal/eval", "internal/importer", "internal/library", "internal/lint", "internal/monitor", "internal/prose", "internal/terminal", "journal"},
	"internal/docs":               {"bot", "bot/discordtest", "commands", "corpus", "index", "internal/cli", "internal/terminal", "internal/wording", "journal"},
	"internal/reliability":        {"bot/discordtest", "internal/cli", "internal/wording", "journal"},
	"internal/importer":           {"corpus", "internal/prose"},
	"internal/lint":               {"corpus", "index", "internal/prose"},
	"internal/library":            {"commands", "corpus", "index", "internal/eval", "internal/lint", "internal/prose", "journal"},
	"internal/memnet":             {},
	"internal/logtest":            {},
	"internal/layout":             {},
}

// libraries lists the folders that may import each library, so that its types stay in one
// place and it can be replaced.
var libraries = map[string][]string{
	"codeberg.org/readeck/go-readability/v2":   {"corpus"},
	"github.com/BurntSushi/toml":               {"corpus"},
	"github.com/abadojack/whatlanggo":          {"corpus"},
	"code.dny.dev/ssrf":                        {"internal/importer"},
	"github.com/KimMachineGun/automemlimit":    {"internal/cli"},
	"github.com/agnivade/levenshtein":          {"internal/config"},
	"github.com/alecthomas/kong":               {"internal/cli"},
	"github.com/blevesearch/":                  {"index"},
	"github.com/bwmarrin/discordgo":            {"bot"},
	"github.com/charmbracelet/x/ansi":          {"internal/cli", "internal/docs", "internal/terminal"},
	"github.com/chromedp/":                     {"corpus"},
	"github.com/clipperhouse/uax29/v2":         {"internal/prose"},
	"github.com/creack/pty":                    {"internal/cli"},
	"github.com/fsnotify/fsnotify":             {"internal/library"},
	"github.com/go-analyze/charts":             {"internal/chart"},
	"github.com/gorilla/websocket":             {"bot"},
	"github.com/hashicorp/go-retryablehttp":    {"internal/httpretry", "internal/importer"},
	"github.com/jackc/pgx/v5":                  {"journal"},
	"github.com/jellydator/ttlcache/v3":        {"bot", "commands"},
	"github.com/joho/godotenv":                 {"internal/config"},
	"github.com/nicksnyder/go-i18n/v2":         {"internal/wording"},
	"github.com/peterh/liner":                  {"internal/terminal"},
	"github.com/pressly/goose/v3":              {"journal"},
	"github.com/prometheus/":                   {"internal/monitor"},
	"github.com/rogpeppe/go-internal":          {"internal/cli", "internal/golden"},
	"github.com/santhosh-tekuri/jsonschema/v6": {"bot/discordtest"},
	"github.com/schollz/progressbar/v3":        {"internal/cli"},
	"github.com/temoto/robotstxt":              {"internal/importer"},
	"github.com/yuin/goldmark":                 {"corpus"},
	"go.opentelemetry.io/":                     {"internal/monitor"},
	"go.yaml.in/yaml/v4":                       {"corpus", "internal/eval", "internal/layout", "internal/wording"},
	"google.golang.org/protobuf":               {"internal/monitor"},
	"golang.org/x/net":                         {"corpus", "internal/importer"},
	"golang.org/x/sync":                        {"bot/internal/gateway", "internal/cli", "internal/eval"},
	"golang.org/x/term":                        {"internal/terminal"},
	"golang.org/x/text/":                       {"corpus", "index", "internal/prose", "internal/wording"},
	"golang.org/x/time":                        {"bot", "commands"},
	"modernc.org/sqlite":                       {"journal"},
}

func TestImports(t *testing.T) {
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path.Join(root, file), nil, parser.ImportsOnly)
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
	folder := path.Dir(file)
	if own, ok := strings.CutPrefix(name, "alliancebot/"); ok {
		allowed, known := mayImport[folder]
		if !known || !strings.HasSuffix(file, "_test.go") && !slices.Contains(allowed, own) {
			t.Errorf("%s imports %s; %s may import only %q of this module", file, name, folder, allowed)
		}
		return
	}
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		return // the standard library
	}
	allowed := allowedFolders(name)
	if !slices.ContainsFunc(allowed, func(home string) bool { return folder == home || strings.HasPrefix(folder, home+"/") }) {
		t.Errorf("%s imports %s, which only %q may import", file, name, allowed)
	}
}

// allowedFolders returns the folders that may import a library; none if it is not listed.
func allowedFolders(library string) []string {
	for prefix, folders := range libraries {
		if strings.HasPrefix(library, prefix) {
			return folders
		}
	}
	return nil
}
