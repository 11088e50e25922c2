package commands

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/index"
)

// newTestRouter returns a Router over an engine of its own, on the corpus in
// files, from which it reindexes too.
func newTestRouter(t *testing.T, files fs.FS, access Access) *Router {
	t.Helper()
	load := func() (*corpus.Corpus, error) { return corpus.Load(files) }
	c, err := load()
	if err != nil {
		t.Fatalf("load the corpus:\n%v", err)
	}
	engine, err := index.New(c)
	if err != nil {
		t.Fatalf("index the corpus: %v", err)
	}
	t.Cleanup(func() { engine.Close() })
	return NewRouter(engine, load, access)
}

// folder makes a corpus folder of the files' contents.
func folder(contents map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range contents {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// story returns the file of a story with that title and text.
func story(title, text string) string {
	return "---\ntitle: " + title + "\nurl: https://example.org/" + strings.ToLower(title) + "\n---\n\n" + text + "\n"
}

// garden is a small corpus with a FAQ.
func garden() fstest.MapFS {
	return folder(map[string]string{
		"garden.md": story("Garden", "Every garden is small at first.\n\n## Trees\n\n"+
			"Prune an apple tree in winter. Cut the crossing branches first.\n\nPlant a pear tree in autumn."),
		"garden.faq.md": "## When should I water the roses?\n\nWater the roses in the morning.\n\n" +
			"## What do hedgehogs eat?\n\nHedgehogs eat slugs and beetles.\n",
	})
}

// run runs a command with one option, "question", as somebody unknown.
func run(t *testing.T, r *Router, command, question string) Reply {
	t.Helper()
	reply, err := r.Run(t.Context(), Request{Command: command, Options: map[string]string{questionOption: question}})
	if err != nil {
		t.Fatalf("/%s %q: %v", command, question, err)
	}
	return reply
}

// titles returns what the reply's quotes are called.
func titles(quotes []Quote) []string {
	var list []string
	for _, q := range quotes {
		list = append(list, q.Title)
	}
	return list
}

// labels returns what the choices are called.
func labels(choices []Choice) []string {
	var list []string
	for _, c := range choices {
		list = append(list, c.Label)
	}
	return list
}

// values returns what the choices stand for.
func values(choices []Choice) []string {
	var list []string
	for _, c := range choices {
		list = append(list, c.Value)
	}
	return list
}
