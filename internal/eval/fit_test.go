package eval

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"alliancebot/index"
)

// Questions about the default story, two it answers and two it does not.
const (
	someLabels = `{"id":"1","q":"Does the story tell of Azure?","type":"fact","gold":["Azure"]}
{"id":"2","q":"How do tulips grow?","type":"off"}
`
	moreLabels = `{"id":"3","q":"What is said about Amazon’s cloud?","type":"fact","gold":["Amazon"]}
{"id":"4","q":"Who paints the fence?","type":"off"}
`
)

// writeFitData writes small collections under the names of the large ones, and
// labelled questions, and returns the folder and the files.
func writeFitData(t *testing.T) (data string, files []string) {
	t.Helper()
	data = t.TempDir()
	for _, name := range []string{"squad", "stackfaq", "clinc", "banking77"} {
		small := writeCollection(t, gardenDocuments, gardenQueries, gardenJudgments)
		if err := os.Rename(small, filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
	}
	strangers := `{"_id":"o1","text":"How much is a bus ticket?"}` + "\n" + `{"_id":"o2","text":"xyzzy"}`
	if err := os.WriteFile(filepath.Join(data, "clinc", "queries_oos.jsonl"), []byte(strangers), 0o600); err != nil {
		t.Fatal(err)
	}
	return data, []string{write(t, "some.jsonl", someLabels), write(t, "more.jsonl", moreLabels)}
}

func TestFit(t *testing.T) {
	data, files := writeFitData(t)
	models, err := Fit(t.Context(), data, files)
	if err != nil {
		t.Fatalf("Fit: %v", err)
	}
	counts := func(r result) string { return fmt.Sprintf("%s %d/%d", r.set, r.answered.Of, r.abstained.Of) }
	var got []string
	for _, f := range models.footings {
		for _, r := range append(f.sets, f.all) {
			got = append(got, counts(r))
		}
	}
	for _, r := range models.heldOut {
		got = append(got, counts(r))
	}
	want := []string{
		"squad 4/4", "all 4/4",
		"stackfaq 4/2", "clinc 2/2", "banking77 2/2", "all 8/6",
		"clinc/queries_oos.jsonl 0/2", files[0] + " 1/1", files[1] + " 1/1", "all 2/4",
		files[0] + " 1/1", files[1] + " 1/1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Fit judged own/foreign questions\n%q\nwant\n%q", got, want)
	}
	for footing, f := range models.footings {
		if f.all.area < .9 || f.coefficients[1+index.Density] <= 0 {
			t.Errorf("the model %s has the coefficients %v and the AUROC %v, want them to tell questions apart", footingNames[footing], f.coefficients, f.all.area)
		}
	}
	table := models.Table()
	for _, want := range []string{"OnPassage, on what", "OnFAQ, on what", "OnPhrasings, on what", "OnPhrasings, on each file by"} {
		if !strings.Contains(table, want) {
			t.Errorf("Table() =\n%s\nwant it to hold %q", table, want)
		}
	}
}

// One file cannot be held out: nothing labelled would be left.
func TestFitOneFile(t *testing.T) {
	data, files := writeFitData(t)
	models, err := Fit(t.Context(), data, files[:1])
	if err != nil || len(models.heldOut) > 0 {
		t.Errorf("Fit of one file = %+v, %v, want nothing held out", models, err)
	}
}

func TestFitFails(t *testing.T) {
	data, files := writeFitData(t)
	bad := write(t, "bad.jsonl", "?")
	_, err := Fit(t.Context(), data, append(files, bad))
	checkProblems(t, err, bad, []string{":1: invalid character '?'"})

	onlyForeign := write(t, "foreign.jsonl", `{"id":"9","q":"Who paints the fence?","type":"off"}`)
	_, err = Fit(t.Context(), data, []string{onlyForeign})
	if want := "fit OnPhrasings: no question is one that the corpus answers"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("Fit without own questions failed with %v, want %q", err, want)
	}
}

// The source is the same each time, and what it names is in package index.
func TestSource(t *testing.T) {
	const command = "alliancebot fit\n--data DIR"
	data, files := writeFitData(t)
	var sources []string
	for range 2 {
		models, err := Fit(t.Context(), data, files)
		if err != nil {
			t.Fatalf("Fit: %v", err)
		}
		source, err := models.Source(command)
		if err != nil {
			t.Fatalf("Source: %v", err)
		}
		sources = append(sources, source)
	}
	if sources[0] != sources[1] {
		t.Errorf("Source gave\n%s\nand then\n%s", sources[0], sources[1])
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), "models.go", sources[0], parser.ParseComments)
	if err != nil {
		t.Fatalf("Source gave what is not Go: %v", err)
	}
	if !ast.IsGenerated(parsed) || !strings.Contains(sources[0], "// Made by: alliancebot fit --data DIR\n") {
		t.Errorf("Source gave\n%s\nwant it to say how it is made", sources[0])
	}
}

func TestNames(t *testing.T) {
	signals := constants(t, "../../index/signals.go")
	for s := range index.NumSignals {
		if got := signalName(s); got != signals[s] {
			t.Errorf("signalName(%d) = %q, want %q as in package index", s, got, signals[s])
		}
	}
	footings := constants(t, "../../index/verdict.go")
	for f, name := range footingNames {
		if name != footings[f] {
			t.Errorf("footing %d is named %q, want %q as in package index", f, name, footings[f])
		}
	}
}

// constants returns the names of the first group of constants in a Go file.
func constants(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range parsed.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		var names []string
		for _, spec := range group.Specs {
			names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
		}
		return names
	}
	t.Fatalf("%s has no constants", file)
	return nil
}

func TestReachedBy(t *testing.T) {
	var hundred []float64
	for i := range 100 {
		hundred = append(hundred, 1-float64(i)/100)
	}
	tests := []struct {
		name          string
		probabilities []float64
		share, want   float64
	}{
		{"95 of 100", hundred, .95, .06},
		{"98.5 of 100", hundred, .985, .02},
		{"all", hundred, 1, .01},
		{"one", []float64{.12399}, .95, .123},
		{"19 of 20", append([]float64{.3}, slices.Repeat([]float64{.5}, 19)...), .95, .5},
	}
	for _, test := range tests {
		if got := reachedBy(test.probabilities, test.share); got != test.want {
			t.Errorf("%s: reachedBy(…, %v) = %v, want %v", test.name, test.share, got, test.want)
		}
	}
}

func TestRounded(t *testing.T) {
	for _, test := range []struct{ x, want string }{{"1.23456", "1.235"}, {"-0.0004", "0"}, {"-0.0006", "-0.001"}} {
		x, _ := strconv.ParseFloat(test.x, 64)
		if got := fmt.Sprint(rounded(x)); got != test.want {
			t.Errorf("rounded(%s) = %s, want %s", test.x, got, test.want)
		}
	}
}

// dense is an example with that density, for a unit that came up.
func dense(set string, density float64, own bool) example {
	e := example{set: set, own: own, weight: 1, outcome: outcome{found: true}}
	e.signals[index.Density] = density
	return e
}

// Where no unit came up the verdict is none, whatever the model says.
func TestJudge(t *testing.T) {
	m := model{answer: .6, suggest: .4}
	m.coefficients[1+index.Density] = 1
	nothing := example{own: true}
	got := m.judge("x", []example{nothing, dense("x", 0, true), dense("x", 2, true), dense("x", -1, false)})
	want := result{set: "x", area: 2. / 3, answered: Share{1, 3}, notNone: Share{2, 3}, abstained: Share{1, 1}}
	if got != want {
		t.Errorf("judge = %+v, want %+v", got, want)
	}
}

// What is held out is not learnt from: of two files that contradict each other
// each is judged as the other has it.
func TestHoldOut(t *testing.T) {
	examples := []example{dense("a", 0, false), dense("a", 1, true), dense("b", 0, true), dense("b", 1, false)}
	results, err := holdOut(examples, []string{"a", "b"})
	if err != nil {
		t.Fatalf("holdOut: %v", err)
	}
	for _, r := range results {
		if r.area != 0 {
			t.Errorf("holdOut judged %s with an AUROC of %v, want 0", r.set, r.area)
		}
	}
}

// The many questions out of scope count less than those that were labelled.
func TestPhrasingExamples(t *testing.T) {
	data, files := writeFitData(t)
	examples, err := phrasingExamples(t.Context(), data, files)
	if err != nil {
		t.Fatalf("phrasingExamples: %v", err)
	}
	var weights []float64
	for _, e := range examples {
		weights = append(weights, e.weight)
	}
	if want := []float64{.3, .3, 1, 1, 1, 1}; !slices.Equal(weights, want) {
		t.Errorf("the examples weigh %v, want %v", weights, want)
	}
}

// The models in package index are those of the data and the ranking as they
// are. Only with -full: each change of the ranking or the corpus moves them a
// little.
func TestModelsAreFitted(t *testing.T) {
	if !*full {
		t.Skip("SKIPPED: the models are fitted again with -full alone")
	}
	data := filepath.Join(shared(), "data")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("SKIPPED: the test collections are missing (%v); put them there or name their folder's parent in ALLIANCEBOT_SHARED", err)
	}
	models, err := Fit(t.Context(), data, fitFiles(t))
	if err != nil {
		t.Fatalf("Fit:\n%v", err)
	}
	source, err := models.Source("")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile("../../index/models.go")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := declarations(source), declarations(string(content)); got != want {
		t.Errorf("index/models.go has\n%s\nnow fitted are\n%s\nMake it anew with the command in it", want, got)
	}
}

// declarations returns a Go source from its package clause on.
func declarations(source string) string { return source[strings.Index(source, "\npackage "):] }
