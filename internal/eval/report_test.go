package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
)

func TestMeasureGroups(t *testing.T) {
	outOfScope := []Query{{ID: "o1", Text: "How much is a bus ticket?"}, {ID: "o2", Text: "xyzzy"}, {ID: "o3", Text: "sudo reboot"}}
	var last [2]int
	report, err := readSmall(t).Measure(t.Context(), Options{
		Group: true, OutOfScope: outOfScope, Typos: true,
		Progress: func(done, total int) { last = [2]int{done, total} },
	})
	if err != nil {
		t.Fatalf("Measure: %v", err)
	}
	if report.Groups != 2 || report.Documents != 4 || report.Questions != 4 || report.Hit1 != 1 || report.NDCG10 != 1 {
		t.Errorf("Measure = %+v, want 2 groups, 4 documents and 4 questions, all right", report)
	}
	if report.Typos == nil || report.Typos.Changed != 4 || !near(report.Typos.Loss, 1-report.Typos.Hit1) {
		t.Errorf("Measure with typos = %+v, want 4 changed questions and what they cost", report.Typos)
	}
	if report.Own.Answered.Of != 4 || report.Foreign.Answered.Of != 4 || report.OutOfScope.Answered.Of != 3 {
		t.Errorf("Measure = %+v, want 4 own, 4 foreign and 3 out-of-scope questions", report)
	}
	if report.Own.AUROC != nil || report.Foreign.AUROC == nil || report.OutOfScope.AUROC == nil {
		t.Errorf("Measure = %+v, want an AUROC for foreign and out-of-scope questions only", report)
	}
	if last != [2]int{19, 19} {
		t.Errorf("progress ended with %v, want 19 of 19: 4 ranked, 4 with typos, 4 own, 4 foreign, 3 out of scope", last)
	}
}

// A near question is ranked with the collection's own, but not expected to be answered.
func TestMeasureNear(t *testing.T) {
	c := readSmall(t)
	c.Queries[0].Near = true
	report, err := c.Measure(t.Context(), Options{})
	if err != nil {
		t.Fatalf("Measure: %v", err)
	}
	if report.Questions != 4 || report.Own.Answered.Of != 3 || report.Near.Answered.Of != 1 || report.Near.AUROC == nil {
		t.Errorf("Measure = %+v, want 4 questions, 3 of them own ones and 1 near", report)
	}
}

func TestMeasureWhole(t *testing.T) {
	report, err := readSmall(t).Measure(t.Context(), Options{FAQ: true})
	if err != nil {
		t.Fatalf("Measure: %v", err)
	}
	if report.Groups != 1 || report.Foreign.Answered.Of != 0 || report.Foreign.AUROC != nil || report.Typos != nil {
		t.Errorf("Measure as a whole = %+v, want one group, no foreign questions, no typos", report)
	}
	text, err := json.Marshal(report)
	if err != nil || bytes.Contains(text, []byte("foreign")) || bytes.Contains(text, []byte("typos")) {
		t.Errorf("json.Marshal(report) = %s, %v, want only what was measured", text, err)
	}
}

// Each part is asked the questions of the part before it, the first those of the last.
func TestForeignCases(t *testing.T) {
	parts := []part{
		{queries: []Query{{ID: "a"}}},
		{queries: []Query{{ID: "b"}}},
		{queries: []Query{{ID: "c"}}},
	}
	want := map[string]int{"a": 1, "b": 2, "c": 0}
	for _, c := range foreignCases(parts) {
		if c.part != want[c.query.ID] {
			t.Errorf("question %s is asked of part %d, want %d", c.query.ID, c.part, want[c.query.ID])
		}
	}
	if got := foreignCases(parts[:1]); got != nil {
		t.Errorf("foreignCases of one part = %v, want none", got)
	}
}

func TestMeasureErrors(t *testing.T) {
	lost := strings.Replace(gardenQueries, `"group":"sea"`, `"group":"see"`, 1)
	dir := writeCollection(t, gardenDocuments, lost, gardenJudgments)
	c, err := ReadCollection(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Measure(t.Context(), Options{Group: true})
	checkProblems(t, err, dir, []string{`/queries.jsonl:3: the query "q3" is of the group "see", which no document has (first of 1 such queries)`})

	if _, err := c.Measure(t.Context(), Options{Groups: "nowhere"}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("Measure(Groups: nowhere) failed with %v, want an error that names it", err)
	}
}

func TestMeasureStopsWithItsContext(t *testing.T) {
	c := readSmall(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if report, err := c.Measure(ctx, Options{}); err == nil {
		t.Errorf("Measure with a cancelled context = %+v, want an error", report)
	}
}

// The report does not depend on which core does what.
func TestMeasureIsDeterministic(t *testing.T) {
	measure := func() string {
		report, err := readSmall(t).Measure(t.Context(), Options{Group: true, Typos: true})
		if err != nil {
			t.Errorf("Measure: %v", err)
			return ""
		}
		var run bytes.Buffer
		if err := report.WriteRun(&run, "tag"); err != nil {
			t.Error(err)
		}
		return report.Table() + run.String()
	}
	first := measure()
	var runs sync.WaitGroup
	for range 4 {
		runs.Go(func() {
			if again := measure(); again != first {
				t.Errorf("Measure gave\n%s\nand then\n%s", first, again)
			}
		})
	}
	runs.Wait()
}

func TestReportTable(t *testing.T) {
	area := 0.75
	report := Report{
		Collection: "small", Documents: 4, Groups: 2, Questions: 4, LeftOut: 1,
		Ranking: Ranking{1, 0.5, 0.25, 0.125},
		Typos:   &Typos{Changed: 3, Hit1: 0.9, Loss: 0.1},
		Own:     Verdicts{Answered: Share{3, 4}, Abstained: Share{1, 4}, None: Share{0, 4}},
		Foreign: Verdicts{Answered: Share{1, 4}, Abstained: Share{3, 4}, None: Share{2, 4}, AUROC: &area},
	}
	want := `small: questions 4, documents 4, groups 2
questions left out: 1, without a relevant document

questions    Hit@1  MRR@10  nDCG@10  Recall@10
as they are  1.000  0.500   0.250    0.125
with a typo  0.900
loss         0.100

questions  asked  answered  abstained  none   AUROC
own        4      0.750     0.250      0.000  -
foreign    4      0.250     0.750      0.500  0.750
`
	if got := report.Table(); got != want {
		t.Errorf("Table() =\n%s\nwant\n%s", got, want)
	}
}

func TestWriteRun(t *testing.T) {
	hits := []index.Hit{{Unit: &corpus.Unit{ID: "d2"}, Score: 1.5}, {Unit: &corpus.Unit{ID: "d1"}, Score: 0.25}}
	report := Report{run: []ranking{{"q1", hits}, {"q2", nil}, {"q3", hits[1:]}}}
	var run bytes.Buffer
	err := report.WriteRun(&run, "bot")
	if want := "q1 Q0 d2 1 1.5 bot\nq1 Q0 d1 2 0.25 bot\nq3 Q0 d1 1 0.25 bot\n"; err != nil || run.String() != want {
		t.Errorf("WriteRun wrote %q, %v, want %q", run.String(), err, want)
	}

	report.run[0].query = "q 1"
	if err := report.WriteRun(&run, "bot"); err == nil || !strings.Contains(err.Error(), `"q 1"`) {
		t.Errorf("WriteRun with the id %q failed with %v, want an error that names it", "q 1", err)
	}
}
