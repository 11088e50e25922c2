package eval

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/index"
)

// garden is a small story: two passages and a FAQ entry.
var garden = fstest.MapFS{
	"garden.md": {Data: []byte(`---
title: A garden through the year
url: https://example.org/garden
---

Tulips bloom in April. They need little water.

## Harvest

Apples are picked in September. Pears follow in October.
`)},
	"garden.faq.md": {Data: []byte(`## Who waters the roses?

The neighbour waters them every morning.
`)},
}

func loadGarden(t testing.TB) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Load(garden, corpus.Options{})
	if err != nil {
		t.Fatalf("corpus.Load(garden, corpus.Options{}): %v", err)
	}
	return c
}

// write writes a file in a temporary folder and returns its path.
func write(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReadQuestions(t *testing.T) {
	content := "\ufeff" + `{"id":"1","q":"When are apples picked?","type":"fact","gold":["in September"],"also":[]}` + "\r\n\n" +
		`{"id":"2","q":"Who waters them?","type":"faq","gold":["waters the roses"],"also":["every morning"]}` + "\n" +
		`{"id":"3","q":"How old is the gardener?","type":"near"}` + "\n" +
		`{"id":"4","first":"Who waters them?","q":"when?","type":"same","gold":["every morning"]}`
	file := write(t, "q.jsonl", content)
	got, err := ReadQuestions(loadGarden(t), file)
	want := []Question{
		{ID: "1", Text: "When are apples picked?", Type: "fact", Gold: []string{"in September"}, Also: []string{}, file: file},
		{ID: "2", Text: "Who waters them?", Type: "faq", Gold: []string{"waters the roses"}, Also: []string{"every morning"}, file: file},
		{ID: "3", Text: "How old is the gardener?", Type: "near", file: file},
		{ID: "4", First: "Who waters them?", Text: "when?", Type: "same", Gold: []string{"every morning"}, file: file},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadQuestions = %+v, %v, want %+v", got, err, want)
	}
}

func TestReadQuestionsProblems(t *testing.T) {
	const good = `{"id":"1","q":"When?","type":"fact","gold":["in April"]}` + "\n"
	tests := []struct {
		name, content string
		want          []string // parts of the problems, in order
	}{
		{"not JSON", good + "When?\n", []string{":2: invalid character 'W'"}},
		{"incomplete", `{"id":"1","q":`, []string{":1: the JSON object is incomplete"}},
		{"two objects", strings.TrimSpace(good) + good, []string{":1: the line has more than one JSON object"}},
		{"not an object", `["id"]`, []string{":1: cannot unmarshal array"}},
		{"unknown key", `{"id":"1","q":"When?","type":"fact","golden":[]}`, []string{`:1: unknown field "golden"`}},
		{"not UTF-8", "{\"id\":\"\xff\"}", []string{":1: the line is not valid UTF-8"}},
		{"empty object", `{}`, []string{`:1: "id" is missing`, `:1: "q" is missing`, `:1: "type" is missing`}},
		{"blank question", `{"id":"1","q":" ","type":"fact"}`, []string{`:1: "q" is missing or empty`}},
		{"duplicate id", good + good, []string{`:2: duplicate id "1"; first at `}},
		{"gold of another story", `{"id":"1","q":"When?","type":"fact","gold":["in May"]}`, []string{`:1: no unit of the corpus has the phrase "in May"`}},
		{"gold in another case", `{"id":"1","q":"When?","type":"fact","gold":["IN APRIL"]}`, []string{`:1: no unit of the corpus has the phrase "IN APRIL"`}},
		{"empty gold phrase", `{"id":"1","q":"When?","type":"fact","gold":[""]}`, []string{`:1: no unit of the corpus has the phrase ""`}},
		{"also of another story", `{"id":"1","q":"When?","type":"fact","gold":["in April"],"also":["in May"]}`, []string{`:1: no unit of the corpus has the phrase "in May"`}},
		{"also without gold", `{"id":"1","q":"When?","type":"fact","also":["in April"]}`, []string{`:1: "also" has phrases but "gold" has none`}},
		{"several", "?\n" + good + "{}\n", []string{":1: ", `:3: "id"`, `:3: "q"`, `:3: "type"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := write(t, "q.jsonl", test.content)
			questions, err := ReadQuestions(loadGarden(t), file)
			checkProblems(t, err, file, test.want)
			if questions != nil {
				t.Errorf("ReadQuestions with problems returned %d questions, want none", len(questions))
			}
		})
	}
}

// IDs are unique across files, and problems name the file.
func TestReadQuestionsSeveralFiles(t *testing.T) {
	const question = `{"id":"1","q":"When?","type":"fact","gold":["in April"]}`
	first, second := write(t, "a.jsonl", question), write(t, "b.jsonl", question)
	missing := filepath.Join(t.TempDir(), "c.jsonl")
	_, err := ReadQuestions(loadGarden(t), first, second, missing)
	for _, want := range []string{second + `:1: duplicate id "1"; first at ` + first + ":1", missing + ":1: cannot read the file"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadQuestions of three files = %v, want an error with %q", err, want)
		}
	}
}

func TestRate(t *testing.T) {
	units := loadGarden(t).Units
	q := Question{Gold: []string{"in September"}, Also: []string{"in April"}} // the units 1 and 0
	hits := func(of ...int) (hits []index.Hit) {
		for _, i := range of {
			hits = append(hits, index.Hit{Unit: units[i]})
		}
		return hits
	}
	for _, test := range []struct {
		question Question
		answer   index.Answer
		want     Rating
	}{
		{q, index.Answer{Verdict: index.Answered, Hits: hits(1, 2)}, Right},
		{q, index.Answer{Verdict: index.Answered, Hits: hits(0, 1)}, Near},
		{q, index.Answer{Verdict: index.Answered, Hits: hits(2, 1)}, Wrong},
		{q, index.Answer{Verdict: index.Suggested, Hits: hits(2, 1)}, Near},
		{q, index.Answer{Verdict: index.Suggested, Hits: hits(2)}, Missed},
		{q, index.Answer{Verdict: index.None, Hits: hits(1)}, Missed},
		{q, index.Answer{Verdict: index.Answered}, Missed},
		{Question{}, index.Answer{Verdict: index.Answered, Hits: hits(1)}, Wrong},
		{Question{}, index.Answer{Verdict: index.Suggested, Hits: hits(1)}, Right},
		{Question{}, index.Answer{Verdict: index.None}, Right},
	} {
		if got := test.question.Rate(test.answer); got != test.want {
			t.Errorf("%+v is rated %d, want %d", test.answer, got, test.want)
		}
	}
}

// checkProblems checks that err is a corpus.Problems with one problem of file for each
// of want, which it starts with.
func checkProblems(t *testing.T, err error, file string, want []string) {
	t.Helper()
	got, ok := errors.AsType[corpus.Problems](err)
	if !ok || len(got) != len(want) {
		t.Fatalf("got the error %v, want %d problems like %q", err, len(want), want)
	}
	for i, problem := range got {
		if !strings.HasPrefix(problem.Error(), file+want[i]) {
			t.Errorf("problem %d is %q, want it to start with %q", i, problem, file+want[i])
		}
		if problem.Fix == "" {
			t.Errorf("problem %q does not say what to do", problem)
		}
	}
}

func FuzzReadQuestions(f *testing.F) {
	f.Add([]byte(`{"id":"1","q":"When?","type":"fact","gold":["in April"]}`))
	f.Add([]byte("{}\n{\"id\":\"\\u0000\"}\r\n[]\nnull"))
	f.Add([]byte("\xff\ufeff{\"id\":1}"))
	c := loadGarden(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		questions, err := ReadQuestions(c, write(t, "q.jsonl", string(content)))
		if err != nil && questions != nil {
			t.Errorf("ReadQuestions(%q) returned questions and the error %v", content, err)
		}
		for _, q := range questions {
			if q.ID == "" || q.Text == "" || q.Type == "" {
				t.Errorf("ReadQuestions(%q) returned %+v, want no empty field", content, q)
			}
		}
	})
}
