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

	"alliancebot/corpus"
	"alliancebot/index"
)

// TestDocumentsAgree checks that what one document says another does.
func TestDocumentsAgree(t *testing.T) {
	tests := []struct {
		name, file, want string
	}{
		{"README asks the question of the picture", "README.md", "go run . ask \"Why did Microsoft fear an OpenAI and Amazon alliance?\""},
		{"README tests", "README.md", "\ngo test ./...\n"},
		{"CI tests as README does", ".ci/run", "\ngo test -race ./...\n"},
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

// TestReadmeNumbers checks that README tells the numbers that were measured.
func TestReadmeNumbers(t *testing.T) {
	const story, collections = "internal/eval/testdata/quality.txt", "internal/eval/testdata/collections_full.txt"
	const firstHit, silence = `(?s):.*?\nas they are +(\S+).*?`, ` +\d+ +\S+ +(\S+)`
	tests := []struct{ row, file, numbers string }{
		{"the story it comes with, 120 questions | %s | %s | %s | %s |", story, `\nall +120 +(\S+) +\S+ +(\S+) +\S+ +(\S+) +\S+ +(\S+)`},
		{"SQuAD, articles | %s | | | %s |", collections, "squad" + firstHit + "foreign" + silence},
		{"StackFAQ, a FAQ | %s | | | %s |", collections, "stackfaq" + firstHit + "out of scope" + silence},
		{"CLINC150, as a FAQ | %s | | | %s |", collections, "clinc" + firstHit + "out of scope" + silence},
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
			t.Fatalf("%s has nothing like %s", test.file, test.numbers)
		}
		var percents []any
		for _, share := range found[1:] {
			number, err := strconv.ParseFloat(share, 64)
			if err != nil {
				t.Fatalf("%s: %v", test.file, err)
			}
			percents = append(percents, fmt.Sprintf("%.0f %%", 100*number))
		}
		if row := "\n| " + fmt.Sprintf(test.row, percents...); !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row of %s: %s", test.file, row)
		}
	}
}

// TestReadmeStory checks that the story which README shows how to write is one.
func TestReadmeStory(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## Your own story")
	section, _, _ = strings.Cut(section, "\n## How good it is")
	blocks := regexp.MustCompile("(?s)```(?:markdown|yaml)\n(.*?)```").FindAllStringSubmatch(section, -1)
	names := []string{"bridge.md", "bridge.faq.md", "bridge.phrasings.yaml", "bridge.vocabulary.yaml"}
	if len(blocks) != len(names) {
		t.Fatalf("README shows %d files, want %q", len(blocks), names)
	}
	folder := fstest.MapFS{}
	for i, name := range names {
		folder[name] = &fstest.MapFile{Data: []byte(blocks[i][1])}
	}
	stories, err := corpus.Load(folder, corpus.Options{})
	if err != nil {
		t.Fatalf("README's story:\n%v", err)
	}
	engine, err := index.New(stories)
	if err != nil {
		t.Fatalf("README's story:\n%v", err)
	}
	defer engine.Close()
	answer, err := engine.Ask(t.Context(), "which architect made the plans of the span?")
	if err != nil || answer.Verdict != index.Answered || answer.Hits[0].Quote() != "A builder from the village drew it." {
		t.Errorf("README's story answers %+v, %v, want its passage", answer, err)
	}
}
