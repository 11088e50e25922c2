package eval

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/golden"
)

// The reviewed numbers are in testdata. A change, for better or worse, is written with
// -update and seen in review.
var full = flag.Bool("full", false, "measure whole collections, also the large one, and fit the models")

// sampleSize is about how many questions of each collection are asked without -full, to
// keep the test fast under the race detector.
const sampleSize = 200

// shared returns the folder with the test collections, which are not part of the
// project.
func shared() string {
	if dir := os.Getenv("ALLIANCEBOT_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared")
}

var loadDefault = sync.OnceValues(func() (*corpus.Corpus, error) { return corpus.Load(corpus.Default(), corpus.Options{}) })

// defaultCorpus returns the default corpus, which tests share.
func defaultCorpus(t *testing.T) *corpus.Corpus {
	t.Helper()
	c, err := loadDefault()
	if err != nil {
		t.Fatalf("load the default corpus: %v", err)
	}
	return c
}

// fitFiles returns the files of questions that the verdict is fitted to.
func fitFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/fit/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of questions in testdata/fit: %v", err)
	}
	return files
}

func TestReviewedQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	c := defaultCorpus(t)
	measure := func(file string) string {
		questions, err := ReadQuestions(c, file)
		if err != nil {
			t.Fatalf("read the questions:\n%v", err)
		}
		engine, err := index.New(without(c, questions))
		if err != nil {
			t.Fatalf("index the default corpus: %v", err)
		}
		defer engine.Close()
		quality, err := MeasureQuality(t.Context(), engine, questions, nil)
		if err != nil {
			t.Fatal(err)
		}
		return quality.Table()
	}
	blocks := []string{"testdata/dev.jsonl, measured only:\n\n" + measure("testdata/dev.jsonl")}
	for _, file := range fitFiles(t) {
		blocks = append(blocks, file+", used to fit the models, without those that are phrasings:\n\n"+measure(file))
	}
	blocks = append(blocks, "testdata/followups.jsonl, replies to answers:\n\n"+measure("testdata/followups.jsonl"))
	golden.Check(t, "testdata/quality.txt", []byte(strings.Join(blocks, "\n")))
}

// reviewed are the collections to measure, each as it is meant to be used.
var reviewed = []struct {
	name       string
	options    Options
	partial    bool
	outOfScope string // a file, perhaps of another collection
	large      bool   // only with -full
}{
	// Some copies of this collection lack documents.
	{name: "squad", options: Options{Group: true, Typos: true}, partial: true},
	{name: "stackfaq", options: Options{FAQ: true}, outOfScope: "clinc/queries_oos.jsonl"},
	{name: "clinc", options: Options{FAQ: true}, outOfScope: "clinc/queries_oos.jsonl"},
	{name: "banking77", options: Options{FAQ: true}},
	{name: "scifact", large: true},
}

func TestReviewedCollections(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	dir := filepath.Join(shared(), "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIPPED: the test collections are missing (%v); put them there or name their folder's parent in ALLIANCEBOT_SHARED", err)
	}
	var reports []string
	for _, r := range reviewed {
		if r.large && !*full {
			continue
		}
		collection, err := ReadCollection(filepath.Join(dir, r.name), r.partial)
		if err != nil {
			t.Fatalf("read %s:\n%v", r.name, err)
		}
		if r.outOfScope != "" {
			if r.options.OutOfScope, err = ReadQueries(filepath.Join(dir, r.outOfScope)); err != nil {
				t.Fatalf("read %s:\n%v", r.outOfScope, err)
			}
		}
		if !*full {
			collection.Queries = sample(collection.Queries)
			r.options.OutOfScope = sample(r.options.OutOfScope)
		}
		report, err := collection.Measure(t.Context(), r.options)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, report.Table())
	}
	file := "testdata/collections.txt"
	if *full {
		file = "testdata/collections_full.txt"
	}
	golden.Check(t, file, []byte(strings.Join(reports, "\n")))
}

// sample returns about sampleSize of the queries, evenly spread.
func sample(queries []Query) []Query { return everyNth(queries, 0, max(len(queries)/sampleSize, 1)) }
