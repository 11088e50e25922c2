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

// Questions about the default story: two it answers and two it does not.
const (
	someLabels = `{"id":"1","q":"Does the story mention Azure?","type":"fact","gold":["Azure"]}
{"id":"2","q":"How do tulips grow?","type":"off"}
`
	moreLabels = `{"id":"3","q":"What is said about Amazon’s cloud?","type":"fact","gold":["Amazon"]}
{"id":"4","q":"Who paints the fence?","type":"off"}
`
)

// writeFitData writes small collections with the names of the large ones, and labeled
// questions. It returns the folder and the files.
func writeFitData(t *testing.T) (data string, files []string) {
	t.Helper()
	data = t.TempDir()
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
	for _, f := range models.kinds {
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
		t.Errorf("Fit used the answerable/unanswerable questions\n%q\nwant\n%q", got, want)
	}
	for kind, f := range models.kinds {
		if f.all.area < .9 || f.coefficients[1+index.FieldScore] <= 0 {
			t.Errorf("the model %s has the coefficients %v and the AUROC %v, want them to separate questions", kindNames[kind], f.coefficients, f.all.area)
		}
	}
	table := models.Table()
	for _, want := range []string{"PassageEvidence, on the", "FAQEvidence, on the", "PhrasingEvidence, on the", "PhrasingEvidence, on each file, fitted without it"} {
		if !strings.Contains(table, want) {
			t.Errorf("Table() =\n%s\nwant it to contain %q", table, want)
		}
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
	again, err := Fit(t.Context(), data, files)
	if err != nil {
		t.Fatalf("Fit: %v", err)
	}
	if sourceAgain, err := again.Source("alliancebot fit\n--data DIR"); err != nil || sourceAgain != source {
		t.Errorf("Source of a second Fit =\n%s\n%v, want as before\n%s", sourceAgain, err, source)
	}
}

func TestFitFails(t *testing.T) {
	data, files := writeFitData(t)
	bad := write(t, "bad.jsonl", "?")
	_, err := Fit(t.Context(), data, append(files, bad))
	checkProblems(t, err, bad, []string{":1: invalid character '?'"})

	unanswerable := write(t, "unanswerable.jsonl", `{"id":"9","q":"Who paints the fence?","type":"off"}`)
	_, err = Fit(t.Context(), data, []string{unanswerable})
	if want := "fit PhrasingEvidence: the corpus answers none of the questions"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("Fit without answerable questions failed with %v, want %q", err, want)
	}
}

func TestNamesMatchIndex(t *testing.T) {
	features := constants(t, "../../index/verdictfeatures.go")
	for f := range index.NumFeatures {
		if got := featureName(f); got != features[f] {
			t.Errorf("featureName(%d) = %q, want %q as in package index", f, got, features[f])
		}
	}
	kinds := constants(t, "../../index/verdict.go")
	for k, name := range kindNames {
		if name != kinds[k] {
			t.Errorf("kind of evidence %d is named %q, want %q as in package index", k, name, kinds[k])
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

func TestThreshold(t *testing.T) {
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
		if got := threshold(test.probabilities, test.share); got != test.want {
			t.Errorf("%s: threshold(…, %v) = %v, want %v", test.name, test.share, got, test.want)
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

// withFieldScore returns an example with that field score.
func withFieldScore(set string, score float64, answerable bool) example {
	e := example{set: set, answerable: answerable, weight: 1, outcome: outcome{found: true}}
	e.features[index.FieldScore] = score
	return e
}

// If no unit was found the verdict is none, whatever the model.
func TestEvaluate(t *testing.T) {
	m := model{answer: .6, suggest: .4}
	m.coefficients[1+index.FieldScore] = 1
	nothing := example{answerable: true}
	got := m.evaluate("x", []example{nothing, withFieldScore("x", 0, true), withFieldScore("x", 2, true), withFieldScore("x", -1, false)})
	want := result{set: "x", area: 2. / 3, answered: Share{1, 3}, notNone: Share{2, 3}, abstained: Share{1, 1}}
	if got != want {
		t.Errorf("evaluate = %+v, want %+v", got, want)
	}
}

// A model does not learn from the file that is held out: of two files that contradict
// each other each is judged as the other says.
func TestHoldOut(t *testing.T) {
	examples := []example{withFieldScore("a", 0, false), withFieldScore("a", 1, true), withFieldScore("b", 0, true), withFieldScore("b", 1, false)}
	results, err := holdOut(examples, []string{"a", "b"})
	if err != nil || len(results) != 2 {
		t.Fatalf("holdOut = %+v, %v, want two results", results, err)
	}
	for _, r := range results {
		if r.area != 0 {
			t.Errorf("holdOut evaluated %s with an AUROC of %v, want 0", r.set, r.area)
		}
	}
	if results, err := holdOut(examples, []string{"a"}); results != nil || err != nil {
		t.Errorf("holdOut of one file = %+v, %v, want none", results, err)
	}
}

// The many out-of-scope questions count less than the labeled ones.
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

// The models in package index are fitted to the current data and ranking. Each change
// of the ranking or the corpus changes them a little, so this is tested only with -full.
func TestModelsAreFitted(t *testing.T) {
	if !*full {
		t.Skip("SKIPPED: the models are only fitted with -full")
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
		t.Errorf("index/models.go has\n%s\nwant\n%s\nMake it again with the command at its top", want, got)
	}
}

// declarations returns a Go source from its package clause on.
func declarations(source string) string { return source[strings.Index(source, "\npackage "):] }
