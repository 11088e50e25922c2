package eval

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"alliancebot/corpus"
)

// A small collection of two groups with two documents each.
const (
	gardenDocuments = `{"_id":"g1","title":"Garden","text":"Tulips bloom in April.","metadata":{"group":"garden"}}
{"_id":"g2","title":"Garden","text":"Apples are picked in September.","metadata":{"group":"garden"}}
{"_id":"s1","title":"sea","text":"Whales sing at night.","url":"https://example.org/"}
{"_id":"s2","title":"sea","text":"The tide follows the moon."}
`
	gardenQueries = `{"_id":"q1","text":"When do tulips bloom?","metadata":{"group":"garden"}}
{"_id":"q2","text":"When are apples picked?","metadata":{"group":"garden"}}
{"_id":"q3","text":"When do whales sing?","metadata":{"group":"sea"}}
{"_id":"q4","text":"What does the tide follow?","metadata":{"group":"sea"}}
`
	gardenJudgments = "query-id\tcorpus-id\tscore\nq1\tg1\t1\nq2\tg2\t2\nq2\tg1\t0\nq3\ts1\t1\nq4\ts2\t1\n"
)

// writeCollection writes the files of a collection and returns their folder.
func writeCollection(t *testing.T, documents, queries, judgments string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"corpus.jsonl": documents, "queries.jsonl": queries, "qrels.tsv": judgments} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readSmall(t *testing.T) *Collection {
	t.Helper()
	c, err := ReadCollection(writeCollection(t, gardenDocuments, gardenQueries, gardenJudgments), false)
	if err != nil {
		t.Fatalf("ReadCollection: %v", err)
	}
	return c
}

func TestReadCollection(t *testing.T) {
	c := readSmall(t)
	if c.Name != "small" || len(c.Documents) != 4 || len(c.Queries) != 4 || c.LeftOut != 0 {
		t.Errorf("ReadCollection = %+v, want the name small, 4 documents, 4 queries and none left out", c)
	}
	if want := (Document{ID: "s1", Title: "sea", Text: "Whales sing at night.", Group: "sea"}); c.Documents[2] != want {
		t.Errorf("the third document is %+v, want %+v", c.Documents[2], want)
	}
	if want := (grades{"g1": 0, "g2": 2}); !reflect.DeepEqual(c.judged["q2"], want) {
		t.Errorf("q2 is judged %v, want %v", c.judged["q2"], want)
	}
}

func TestReadCollectionProblems(t *testing.T) {
	tests := []struct {
		name                          string
		documents, queries, judgments string
		want                          []string // parts of the problems, in order
	}{
		{"a bad line", gardenDocuments + "x\n", gardenQueries, gardenJudgments, []string{"/corpus.jsonl:5: invalid character 'x'"}},
		{"no id", gardenDocuments, `{"text":"?"}` + "\n" + gardenQueries, gardenJudgments, []string{`/queries.jsonl:1: "_id" is missing`}},
		{"duplicate id", gardenDocuments + `{"_id":"g1","text":"x"}`, gardenQueries, gardenJudgments, []string{`/corpus.jsonl:5: duplicate _id "g1"; first in line 1`}},
		{"no text", gardenDocuments + `{"_id":"g9","text":" "}`, gardenQueries, gardenJudgments, []string{`/corpus.jsonl:5: "g9" has no text`}},
		{"no records", "", gardenQueries, "query-id\tcorpus-id\tscore\n", []string{"/corpus.jsonl:1: the file has no records"}},
		{"two columns", gardenDocuments, gardenQueries, gardenJudgments + "q1\tg1\n", []string{"/qrels.tsv:7: the line has 2 columns"}},
		{"a grade that is no number", gardenDocuments, gardenQueries, gardenJudgments + "q1\tg2\tyes\n", []string{`/qrels.tsv:7: the grade "yes" is not`}},
		{"a first line that is not a header", gardenDocuments, gardenQueries, "q1\tg1\t1.5\n", []string{`/qrels.tsv:1: the grade "1.5" is not`}},
		{"judged twice", gardenDocuments, gardenQueries, gardenJudgments + "q1\tg1\t0\n", []string{`/qrels.tsv:7: "g1" is already judged for "q1"`}},
		{"unknown query", gardenDocuments, gardenQueries, gardenJudgments + "q9\tg1\t1\n", []string{`/qrels.tsv:7: the query "q9" is not in queries.jsonl;`}},
		{"unknown documents", gardenDocuments, gardenQueries, gardenJudgments + "q1\tg8\t1\nq1\tg9\t1\n",
			[]string{`/qrels.tsv:7: the document "g8" is not in corpus.jsonl (first of 2 such lines); `}},
		{"nothing relevant", gardenDocuments, gardenQueries, "q1\tg1\t0\n", []string{":1: no query has a relevant document"}},
		{"several files", "x", "y", "z", []string{"/corpus.jsonl:1: ", "/queries.jsonl:1: ", "/qrels.tsv:1: "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := writeCollection(t, test.documents, test.queries, test.judgments)
			c, err := ReadCollection(dir, false)
			if c != nil {
				t.Errorf("ReadCollection = %+v, want none", c)
			}
			checkProblems(t, err, dir, test.want)
		})
	}
}

func TestReadCollectionMissing(t *testing.T) {
	dir := t.TempDir()
	_, err := ReadCollection(dir, true)
	checkProblems(t, err, dir, []string{
		"/corpus.jsonl:1: cannot read the file", "/queries.jsonl:1: cannot read the file", "/qrels.tsv:1: cannot read the file",
	})
}

// A partial collection has the queries with a remaining relevant document, and the
// number of the others.
func TestReadPartialCollection(t *testing.T) {
	judgments := strings.ReplaceAll(gardenJudgments, "s1", "s9") + "q1\ts9\t1\n"
	c, err := ReadCollection(writeCollection(t, gardenDocuments, gardenQueries, judgments), true)
	if err != nil {
		t.Fatalf("ReadCollection(partial): %v", err)
	}
	var ids []string
	for _, q := range c.Queries {
		ids = append(ids, q.ID)
	}
	if want := []string{"q1", "q2", "q4"}; !reflect.DeepEqual(ids, want) || c.LeftOut != 1 {
		t.Errorf("ReadCollection(partial) has the queries %q and left out %d, want %q and 1", ids, c.LeftOut, want)
	}
}

func TestReadQueries(t *testing.T) {
	file := write(t, "oos.jsonl", gardenQueries)
	queries, err := ReadQueries(file)
	if err != nil || len(queries) != 4 || queries[3].Text != "What does the tide follow?" {
		t.Errorf("ReadQueries = %+v, %v, want the four queries", queries, err)
	}
	file = write(t, "oos.jsonl", gardenQueries+gardenQueries)
	_, err = ReadQueries(file)
	checkProblems(t, err, file, []string{`:5: duplicate _id "q1"`, `:6: duplicate _id "q2"`, `:7: duplicate _id "q3"`, `:8: duplicate _id "q4"`})
}

func TestNewCorpus(t *testing.T) {
	documents := []Document{{ID: "d", Title: "How?", Text: "So."}}
	c := newCorpus("s", documents, false)
	if len(c.Units) != 1 || len(c.Vocabulary) == 0 || len(c.Unanswered) == 0 {
		t.Errorf("newCorpus has %d units, %d groups of synonyms and %d unanswered questions, want 1 and some of both",
			len(c.Units), len(c.Vocabulary), len(c.Unanswered))
	}
	passage, faq := c.Units[0], newCorpus("s", documents, true).Units[0]
	if passage.Kind != corpus.Passage || passage.Heading != "How?" || passage.Question != "" || passage.Text != "So." {
		t.Errorf("newCorpus of passages has %+v, want the title as its heading", passage)
	}
	if faq.Kind != corpus.FAQ || faq.Question != "How?" || faq.Text != "So." || faq.ID != "d" {
		t.Errorf("newCorpus of FAQ entries has %+v, want the title as its question", faq)
	}
}

func TestChooseGroups(t *testing.T) {
	names := []string{"Normans", "Warsaw", "Force"}
	tests := []struct {
		which string
		want  []string
		err   string
	}{
		{"", names, ""},
		{"first-half", []string{"Normans"}, ""},
		{"second-half", []string{"Warsaw", "Force"}, ""},
		{"^(Force|Normans)$", []string{"Normans", "Force"}, ""},
		{"[", nil, "neither first-half nor second-half nor a regular expression"},
		{"Imperialism", nil, `"Imperialism" matches no group`},
	}
	for _, test := range tests {
		got, err := chooseGroups(names, test.which)
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("chooseGroups(%q, %q) = %q, want %q", names, test.which, got, test.want)
		}
		if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("chooseGroups(%q, %q) failed with %v, want %q", names, test.which, err, test.err)
		}
	}
}

func FuzzReadJudgments(f *testing.F) {
	f.Add([]byte(gardenJudgments))
	f.Add([]byte("q1\tg1\t-1\r\nq1\tg1\t99999999999999999999\n\t\t\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		documents, queries := []Document{{ID: "g1"}}, []Query{{ID: "q1"}}
		var found problems
		judged := found.readJudgments(write(t, "qrels.tsv", string(content)), documents, queries, false)
		if len(judged) != 1 || len(judged["q1"]) > 1 {
			t.Errorf("readJudgments(%q) = %v, want at most g1 judged for q1", content, judged)
		}
	})
}
