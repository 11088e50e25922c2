package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/bot/discordtest"
	"alliancebot/corpus"
	"alliancebot/index"
)

// The documents agree with each other.
func TestDocumentsAgree(t *testing.T) {
	tests := []struct {
		name, file, want string
	}{
		{"README asks the question of the picture", "README.md", "go run . ask \"Why did Microsoft fear an OpenAI and Amazon alliance?\""},
		{"README invites the bot with the permissions that doctor checks", "README.md", fmt.Sprintf("&permissions=%d`", discordtest.Permissions)},
		{"README tests", "README.md", "\ngo test ./...\n"},
		{"CI tests as README does", ".ci/run", "\ngo test ./...\n"},
	}
	for library := range libraries {
		tests = append(tests, struct{ name, file, want string }{
			"CONTRIBUTING explains " + library, "CONTRIBUTING.md", "\n- " + strings.TrimSuffix(library, "/"),
		})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join(root, test.file))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(content), test.want) {
				t.Errorf("%s lacks %q", test.file, test.want)
			}
		})
	}
}

// README has the measured numbers.
func TestReadmeNumbers(t *testing.T) {
	const story, collections = "internal/eval/testdata/quality.txt", "internal/eval/testdata/collections_full.txt"
	const firstHit, silence = `(?s):.*?\nas they are +(\S+).*?`, ` +\d+ +\S+ +(\S+)`
	tests := []struct{ row, file, numbers string }{
		{"on the built-in story, careful (120) | %s | %s | %s | %s | %s |", story, `\nall +120 +(\S+) +\S+ +(\S+) +(\S+) +(\S+) +\S+ +(\S+)`},
		{"SQuAD, 16 articles | %s | | | | %s |", collections, "squad" + firstHit + "foreign" + silence},
		{"StackFAQ, a FAQ | %s | | | | %s |", collections, "stackfaq" + firstHit + "out of scope" + silence},
		{"CLINC150, as a FAQ | %s | | | | %s |", collections, "clinc" + firstHit + "out of scope" + silence},
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		measured, err := os.ReadFile(filepath.Join(root, test.file))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(test.numbers).FindStringSubmatch(string(measured))
		if found == nil {
			t.Fatalf("%s has no match for %s", test.file, test.numbers)
		}
		var percents []any
		for _, share := range found[1:] {
			number, err := strconv.ParseFloat(share, 64)
			if err != nil {
				t.Fatalf("%s: %v", test.file, err)
			}
			percents = append(percents, fmt.Sprintf("%.0f%%", 100*number))
		}
		if row := "\n| " + fmt.Sprintf(test.row, percents...); !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row of %s: %s", test.file, row)
		}
	}
}

// The phrasings and the vocabulary in README work.
func TestReadmeFiles(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)  ```yaml\n(.*?)  ```").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) != 2 {
		t.Fatalf("README has %d files, want phrasings and a vocabulary", len(blocks))
	}
	page := "# The bridge\n\n## How it was built\n\nA builder from the village drew it. It took two summers, and the stone came from the next valley.\n"
	faq := "# Questions\n\n## How long is the bridge?\n\nIt is 300 meters long.\n"
	folder := fstest.MapFS{
		"bridge.md":              {Data: []byte(page)},
		"bridge.faq.md":          {Data: []byte(faq)},
		"bridge.phrasings.yaml":  {Data: []byte(strings.ReplaceAll(blocks[0][1], "\n  ", "\n"))},
		"bridge.vocabulary.yaml": {Data: []byte(strings.ReplaceAll(blocks[1][1], "\n  ", "\n"))},
	}
	for name, file := range folder {
		file.Data = []byte(strings.TrimPrefix(string(file.Data), "  "))
		folder[name] = file
	}
	stories, err := corpus.Load(folder, corpus.Options{})
	if err != nil {
		t.Fatalf("README's files:\n%v", err)
	}
	if len(stories.Warnings) > 0 {
		t.Errorf("README's files:\n%v", stories.Warnings)
	}
	engine, err := index.New(stories)
	if err != nil {
		t.Fatalf("README's files:\n%v", err)
	}
	defer engine.Close()
	answer, err := engine.Ask(t.Context(), "who was the architect?", nil)
	if err != nil || answer.Verdict != index.Answered || answer.Hits[0].Quote() != "A builder from the village drew it." {
		t.Errorf("answer from README's files = %+v, %v, want its passage", answer, err)
	}
}
