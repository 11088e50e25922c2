package eval

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// minTermWords is from how many words on an entry of a vocabulary can be a question:
// shorter ones are names and terms, of which short questions necessarily consist.
const minTermWords = 3

// phrase is a text that must not leak a question.
type phrase struct {
	file string
	line int
	text string
}

// taught returns the texts in tree that the bot is taught or tested with: the strings of
// phrasings and vocabularies, and the lines and quoted strings of tests and their data.
func taught(t *testing.T, tree fs.FS) []phrase {
	t.Helper()
	var phrases []phrase
	err := fs.WalkDir(tree, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && file != "." && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return err
		}
		read := readerOf(file)
		if read == nil {
			return nil
		}
		content, err := fs.ReadFile(tree, file)
		if err != nil || !utf8.Valid(content) {
			return err
		}
		found, err := read(file, content)
		phrases = append(phrases, found...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return phrases
}

// readerOf returns the function that reads a file's phrases, nil if it has none.
func readerOf(file string) func(file string, content []byte) ([]phrase, error) {
	switch {
	case file == "internal/eval/testdata/dev.jsonl":
		return nil
	case isYAML(file, "phrasings"), isYAML(file, "vocabulary"), isYAML(file, "unanswered"):
		return yamlPhrases
	case strings.Contains("/"+file, "/testdata/"), strings.HasSuffix(file, "_test.go"):
		return linePhrases
	}
	return nil
}

func isYAML(file, kind string) bool {
	matched, _ := path.Match("*."+kind+".y*ml", path.Base(file))
	return matched || path.Base(file) == kind+".yaml"
}

// yamlPhrases returns every string of a YAML file, including keys: each line of a block of text, and in
// a vocabulary each word or phrase between commas.
func yamlPhrases(file string, content []byte) ([]phrase, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var phrases []phrase
	var visit func(node *yaml.Node)
	visit = func(node *yaml.Node) {
		texts, first := []string{node.Value}, node.Line
		if node.Style == yaml.LiteralStyle {
			texts, first = strings.Split(strings.TrimSuffix(node.Value, "\n"), "\n"), node.Line+1
		}
		if isYAML(file, "vocabulary") {
			texts = strings.Split(node.Value, ",")
			texts = slices.DeleteFunc(texts, func(text string) bool { return len(splitWords(text)) < minTermWords })
		}
		for i, text := range texts {
			if node.Style != yaml.LiteralStyle {
				i = 0
			}
			if node.Kind == yaml.ScalarNode {
				phrases = append(phrases, phrase{file, first + i, strings.TrimSpace(text)})
			}
		}
		for _, child := range node.Content {
			visit(child)
		}
	}
	visit(&document)
	return phrases, nil
}

// quoted matches a string in single, double or back quotes on one line.
var quoted = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)+\"|'[^']+'|`[^`]+`")

// linePhrases returns every line of a text and every quoted string in it.
func linePhrases(file string, content []byte) ([]phrase, error) {
	var phrases []phrase
	number := 0
	for line := range bytes.Lines(content) {
		number++
		phrases = append(phrases, phrase{file, number, string(line)})
		for _, text := range quoted.FindAllString(string(line), -1) {
			phrases = append(phrases, phrase{file, number, text})
		}
	}
	return phrases, nil
}

func TestTaught(t *testing.T) {
	files := map[string]string{
		"corpus/default/a.phrasings.yaml":  "unit/1:\n  - who waters them\n  - 'when?'\nunit/2: |\n  who dug\n  who: sowed?\n",
		"corpus/default/a.vocabulary.yaml": "groups:\n  - [rose, a red red rose]\n  - tulip, a bulb in spring, bulb\n",
		"corpus/english.unanswered.yaml":   "- who are you\n",
		"testdata/script/ask.txtar":        "exec ask 'who digs?'\n",
		"index/testdata/golden.jsonl":      `{"q":"who \"prunes\"?"}`,
		"index/rank_test.go":               "x := `who mows?`\n",
		"internal/eval/testdata/dev.jsonl": `{"q":"never read"}`,
		"index/rank.go":                    `x := "never read"`,
		".git/testdata/x":                  "never read",
	}
	tree := make(fstest.MapFS)
	for name, content := range files {
		tree[name] = &fstest.MapFile{Data: []byte(content)}
	}
	got := make(map[phrase]bool)
	for _, p := range taught(t, tree) {
		got[p] = true
		if strings.Contains(p.text, "never read") {
			t.Errorf("taught returns %+v, want it ignored", p)
		}
	}
	for _, want := range []phrase{
		{"corpus/default/a.phrasings.yaml", 2, "who waters them"},
		{"corpus/default/a.phrasings.yaml", 3, "when?"},
		{"corpus/default/a.phrasings.yaml", 5, "who dug"},
		{"corpus/default/a.phrasings.yaml", 6, "who: sowed?"},
		{"corpus/default/a.vocabulary.yaml", 2, "a red red rose"},
		{"corpus/default/a.vocabulary.yaml", 3, "a bulb in spring"},
		{"corpus/english.unanswered.yaml", 1, "who are you"},
		{"testdata/script/ask.txtar", 1, "'who digs?'"},
		{"index/testdata/golden.jsonl", 1, `"who \"prunes\"?"`},
		{"index/rank_test.go", 1, "`who mows?`"},
	} {
		if !got[want] {
			t.Errorf("taught lacks %+v", want)
		}
	}
	if got[phrase{"corpus/default/a.vocabulary.yaml", 2, "rose"}] {
		t.Error("taught returns a single word of a vocabulary")
	}
}
