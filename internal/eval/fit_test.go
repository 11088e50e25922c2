package eval

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
)

// Questions about the default story: two it answers and two it does not.
const (
	someLabels = `{"id":"1","q":"Does the story mention Azure?","type":"fact","gold":["Azure"]}
{"id":"2","q":"How do tulips grow?","type":"off"}
`
	moreLabels = `{"id":"3","q":"What is said about Amazon’s cloud?","type":"fact","gold":["Amazon"]}
{"id":"4","q":"Who paints the fence?","type":"off"}
`
)

// followUps are replies to answers: two that the default story answers, one of them with more
// than was shown, and one that it does not.
const followUps = `{"id":"5","first":"When did Microsoft first invest in OpenAI?","q":"and the second time?","type":"ellipsis","gold":["an even larger commitment in 2023"]}
{"id":"6","first":"Which platform from AWS builds and deploys machine learning models?","q":"who uses it?","type":"ellipsis","gold":["popular platform"]}
{"id":"7","first":"Why is AWS a significant competitor in the AI cloud space?","q":"what else is said about Amazon","type":"same","gold":["Amazon’s strategy has historically"]}
{"id":"8","first":"What did Microsoft fear?","q":"and who paints the fence?","type":"near"}
`

// writeFitData writes small collections with the names of the large ones, stories and
// labeled questions.
func writeFitData(t *testing.T) (data, stories string, files []string) {
	t.Helper()
	data, stories = t.TempDir(), t.TempDir()
	for _, name := range []string{"squad", "stackfaq", "clinc", "banking77"} {
		small := writeCollection(t, gardenDocuments, gardenQueries, gardenJudgments)
		if err := os.Rename(small, filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
	}
	outOfScope := `{"_id":"o1","text":"How much is a bus ticket?"}` + "\n" + `{"_id":"o2","text":"xyzzy"}`
	if err := os.WriteFile(filepath.Join(data, "clinc", "queries_oos.jsonl"), []byte(outOfScope), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"pond", "held-out/well", "sites/lake", "sites/held-out/brook"} {
		dir := filepath.Join(stories, folder)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"pond.md":             "# Pond\n\nThe pond is deep and cold.\n\nFrogs live at its edge.\n",
			"pond.phrasings.yaml": "lead/1:\n  - can I swim there\n  - is it warm\nlead/2:\n  - which animals are there\nunanswered:\n  - who dug it\n",
			"questions.jsonl":     `{"id":"` + folder + `1","q":"is the pond cold","type":"fact","gold":["deep and cold"]}` + "\n" + `{"id":"` + folder + `2","q":"who owns the moon","type":"off"}` + "\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return data, stories, []string{write(t, "some.jsonl", someLabels), write(t, "more.jsonl", moreLabels), write(t, "followups.jsonl", followUps)}
}

func TestFit(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	all := defaultDensities
	defaultDensities = all[:3] // the others take long
	t.Cleanup(func() { defaultDensities = all })
	data, stories, files := writeFitData(t)
	models, err := Fit(t.Context(), data, stories, files)
	if err != nil {
		t.Fatalf("Fit: %v", err)
	}
	sets := make(map[string]result)
	for _, r := range models.results {
		sets[r.use+": "+r.set] = r
	}
	for set, answerable := range map[string]int{
		"fitted to: stackfaq, none": 4, "fitted to: stories, all": 1, "fitted to: stories, all for half": 1,
		"fitted to: default story, eight": 4, "held out: held-out stories, none": 1, "fitted to: sites, none": 1, "held out: held-out sites, none": 1,
	} {
		if r, ok := sets[set]; !ok || r.first.Of != answerable || len(r.abstained) == 0 {
			t.Errorf("the result %q is %+v, want %d answerable questions, and others", set, r, answerable)
		}
	}
	if models.rank[index.TextScore] <= 0 || models.rank[index.Closest]+models.rank[index.ClosestSquared] <= 0 {
		t.Errorf("the rank weights are %v, want text and phrasings to count", models.rank)
	}
	for _, want := range []string{"Sets that the models are fitted to:", "Sets that the models are held out:"} {
		if !strings.Contains(models.Table(), want) {
			t.Errorf("Table() =\n%s\nwant it to contain %q", models.Table(), want)
		}
	}
	var replies int
	for _, r := range models.followUps.results {
		replies += r.first.Of + r.abstained.Of
	}
	// As many unrelated questions follow the same answers, but some of them stand alone.
	own := len(defaultDensities) * strings.Count(followUps, "\n")
	if replies <= own || replies > 2*own {
		t.Errorf("%d replies have results, want more than %d, at most %d", replies, own, 2*own)
	}
	if trees := len(models.followUps.rank); trees == 0 || trees > followUpRankBoosting.trees {
		t.Errorf("%d trees rank units for replies, want at most %d", trees, followUpRankBoosting.trees)
	}
	source, err := models.Source("alliancebot fit\n--data DIR")
	if err != nil {
		t.Fatalf("Source: %v", err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), "models.go", source, parser.ParseComments)
	if err != nil {
		t.Fatalf("Source returned invalid Go: %v", err)
	}
	if !ast.IsGenerated(parsed) || !strings.Contains(source, "// Made by: alliancebot fit --data DIR\n") {
		t.Errorf("Source =\n%s\nwant it to say how it was made", source)
	}
}

func TestFitFails(t *testing.T) {
	data, stories, files := writeFitData(t)
	bad := write(t, "bad.jsonl", "?")
	_, err := Fit(t.Context(), data, stories, append(files, bad))
	checkProblems(t, err, bad, []string{":1: invalid character '?'"})
	if _, err := Fit(t.Context(), data, filepath.Join(stories, "missing"), files); err == nil {
		t.Error("Fit without the folder of stories succeeded")
	}
}

// A unit keeps as many phrasings as the density says, and always the same.
func TestThinned(t *testing.T) {
	c := defaultCorpus(t)
	for _, d := range storyDensities {
		thin := thinned(c, d)
		for i, u := range thin.Units {
			want := min(d.most, len(c.Units[i].Phrasings))
			if i%d.every != 0 {
				want = 0
			}
			if len(u.Phrasings) != want {
				t.Errorf("%s: unit %s has %d phrasings, want %d", d.name, u.ID, len(u.Phrasings), want)
			}
		}
	}
	texts := func(c *corpus.Corpus) []corpus.Phrasing { return c.Units[0].Phrasings }
	two, four := thinned(c, density{"", 2, 1}), thinned(c, density{"", 4, 1})
	for _, p := range texts(two) {
		if !slices.Contains(texts(four), p) {
			t.Errorf("phrasing %q is among two but not among four", p.Text)
		}
	}
}
