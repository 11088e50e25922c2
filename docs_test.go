package main

import (
	"os"
	"regexp"
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

// TestReadmeStory checks that the story which README shows how to write is one.
func TestReadmeStory(t *testing.T) {
	readme, err := os.ReadFile("README.md")
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
	stories, err := corpus.Load(folder)
	if err != nil {
		t.Fatalf("README's story:\n%v", err)
	}
	engine, err := index.New(stories)
	if err != nil {
		t.Fatalf("README's story:\n%v", err)
	}
	defer engine.Close()
	answer, err := engine.Ask(t.Context(), "which architect made the plans of the span?")
	if err != nil || answer.Verdict != index.Answered || answer.Hits[0].Highlight != "A builder from the village drew it." {
		t.Errorf("README's story answers %+v, %v, want its passage", answer, err)
	}
}
