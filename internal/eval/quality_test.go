package eval

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

// Units to score: the right one, an acceptable one, a FAQ entry that is right by its
// question, and another.
var (
	rightUnit      = &corpus.Unit{ID: "right", Kind: corpus.Passage, Text: "Before. The answer is blue. After."}
	acceptableUnit = &corpus.Unit{ID: "also", Kind: corpus.Passage, Text: "It may be green."}
	faqUnit        = &corpus.Unit{ID: "faq", Kind: corpus.FAQ, Question: "Is blue the answer?", Text: "Yes."}
	otherUnit      = &corpus.Unit{ID: "other", Kind: corpus.Passage, Heading: "blue", Text: "It rains."}

	blue         = Question{ID: "b", Text: "Which colour?", Type: "fact", Gold: []string{"violet", "blue"}, Also: []string{"green"}}
	unanswerable = Question{ID: "u", Text: "How much?", Type: "near"}
)

func answer(verdict index.Verdict, units ...*corpus.Unit) index.Answer {
	a := index.Answer{Verdict: verdict}
	for _, u := range units {
		a.Hits = append(a.Hits, index.Hit{Unit: u, Highlight: prose.Find(u.Text, "Before.")})
	}
	return a
}

func highlighted(a index.Answer, highlight string) index.Answer {
	a.Hits[0].Highlight = prose.Find(a.Hits[0].Unit.Text, highlight)
	return a
}

func TestScoreAndMiss(t *testing.T) {
	tests := []struct {
		name     string
		question Question
		answer   index.Answer
		// The measures that are 1, by their names in JSON.
		want string
		miss string
	}{
		{"right with the right highlight", blue, highlighted(answer(index.Answered, rightUnit), "The answer is blue."),
			"answer_at_1 right_at_1 top_3 highlight", ""},
		{"right with a wrong highlight", blue, answer(index.Answered, rightUnit),
			"answer_at_1 right_at_1 top_3", missHighlight},
		{"right by the FAQ's question", blue, answer(index.Answered, faqUnit),
			"answer_at_1 right_at_1 top_3", missHighlight},
		{"right, but unsure", blue, highlighted(answer(index.Suggested, rightUnit), "The answer is blue."),
			"right_at_1 top_3 highlight", missUnsure},
		{"acceptable", blue, answer(index.Answered, acceptableUnit, rightUnit),
			"top_3 also", missAlso},
		{"acceptable, not claimed", blue, answer(index.Suggested, acceptableUnit),
			"top_3", missBelow},
		{"a heading is not the text", blue, answer(index.Answered, otherUnit),
			"wrong", missWrong},
		{"third", blue, answer(index.None, otherUnit, otherUnit, rightUnit),
			"top_3", missBelow},
		{"fourth is too late", blue, answer(index.Suggested, otherUnit, otherUnit, otherUnit, rightUnit),
			"", missBelow},
		{"nothing found", blue, answer(index.None),
			"", missNothing},
		{"unanswerable, none", unanswerable, answer(index.None), "abstained", ""},
		{"unanswerable, suggestions", unanswerable, answer(index.Suggested, otherUnit), "abstained", ""},
		{"unanswerable, answered", unanswerable, answer(index.Answered, otherUnit), "", missOverclaimed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var score Score
			score.add(test.question, test.answer)
			if got := perfect(t, score); got != test.want {
				t.Errorf("add(%+v, %+v) counts %q, want %q", test.question, test.answer, got, test.want)
			}
			if got := kindOfMiss(test.question, test.answer); got != test.miss {
				t.Errorf("kindOfMiss(%+v, %+v) = %q, want %q", test.question, test.answer, got, test.miss)
			}
		})
	}
}

// perfect returns the names of the score's measures that are 1.
func perfect(t *testing.T, score Score) string {
	t.Helper()
	encoded, err := json.Marshal(score)
	if err != nil {
		t.Fatal(err)
	}
	measures := make(map[string]any)
	if err := json.Unmarshal(encoded, &measures); err != nil {
		t.Fatal(err)
	}
	delete(measures, "questions")
	var names []string
	for _, name := range []string{"answer_at_1", "right_at_1", "top_3", "highlight", "wrong", "also", "abstained"} {
		if measures[name] == 1.0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func TestScoreByType(t *testing.T) {
	took := func(a index.Answer, d time.Duration) index.Answer { a.Took = d; return a }
	why := blue
	why.Type = "why"
	got := score(
		[]Question{why, blue, blue, unanswerable},
		[]index.Answer{
			took(answer(index.Answered, otherUnit), 40*time.Microsecond),
			took(answer(index.Answered, rightUnit), 10*time.Microsecond),
			took(answer(index.Suggested, rightUnit), 30*time.Microsecond),
			took(answer(index.None), 20*time.Microsecond),
		})
	want := `type  questions  answer@1  right@1  top 3  highlight  wrong  also   abstained
fact  2          0.500     1.000    1.000  0.000      0.000  0.000  -
near  1          -         -        -      -          -      -      1.000
why   1          0.000     0.000    0.000  0.000      1.000  0.000  -
all   4          0.333     0.667    0.667  0.000      0.333  0.000  1.000
`
	if got.Table() != want {
		t.Errorf("the table is\n%s\nwant\n%s", got.Table(), want)
	}
	if want := "latency: p50 20 µs, p95 40 µs, p99 40 µs\n"; got.Latency.String() != want {
		t.Errorf("the latency is %q, want %q", got.Latency, want)
	}
}

func TestMeasureQuality(t *testing.T) {
	c := loadGarden(t)
	engine, err := index.New(c)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	questions := []Question{
		{ID: "1", Text: "When are apples picked?", Type: "fact", Gold: []string{"in September"}},
		{ID: "2", Text: "When are apples picked, the red ones?", Type: "fact", Gold: []string{"bloom in April"}},
	}
	var told []int
	quality, err := MeasureQuality(t.Context(), engine, questions, func(done, total int) { told = append(told, done, total) })
	if err != nil {
		t.Fatalf("MeasureQuality: %v", err)
	}
	if quality.All.Right1 != (Share{1, 2}) || quality.Latency.P50 <= 0 {
		t.Errorf("MeasureQuality = %+v, want one of two right, and a latency", quality)
	}
	if want := []int{1, 4, 2, 4, 3, 4, 4, 4}; len(told) != len(want) || told[6] != 4 {
		t.Errorf("progress was told %v, want %v", told, want)
	}
	var missed *Miss
	for _, m := range quality.Misses {
		if m.ID == "2" {
			missed = &m
		}
	}
	if missed == nil || missed.Won == nil || missed.Won.Unit != "garden/harvest/1" {
		t.Fatalf("the misses are %+v, want question 2 among them, won by garden/harvest/1", quality.Misses)
	}
	text := quality.MissTable()
	for _, want := range []string{"2 (fact): ", `"When are apples picked, the red ones?"`, "garden/harvest/1, score ", "\n    verdict "} {
		if !strings.Contains(text, want) {
			t.Errorf("MissTable() =\n%s\nwant it to contain %q", text, want)
		}
	}
}

// Text of questions and stories cannot control the terminal.
func TestMissTableQuotes(t *testing.T) {
	quality := Quality{Misses: []Miss{{ID: "1", Question: "\x1b[2J", Won: &Place{Highlight: strings.Repeat("é", 100)}}}}
	text := quality.MissTable()
	if strings.Contains(text, "\x1b") || !strings.Contains(text, `\x1b[2J`) {
		t.Errorf("MissTable() = %q, want the escape quoted", text)
	}
	if !strings.Contains(text, strings.Repeat("é", 79)+"…") {
		t.Errorf("MissTable() = %q, want 80 characters of the highlight", text)
	}
}

// A question with a first one is a reply to its answer. Of type "same", it asks for more
// than the unit that was shown, which is then not counted.
func TestMeasurePairs(t *testing.T) {
	engine, err := index.New(loadGarden(t))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	const first = "When are apples picked?"
	questions := []Question{
		{ID: "another", First: first, Text: "and the roses?", Type: "shift", Gold: []string{"waters the roses"}},
		{ID: "thanks", First: first, Text: "thanks", Type: "thanks"},
		{ID: "unanswered first", First: "xyzzy plugh", Text: "tell me more", Type: "none"},
		{ID: "more", First: "Who waters the roses?", Text: "tell me more", Type: moreType, Gold: []string{"bloom in April"}},
		{ID: "more of the same", First: first, Text: first, Type: moreType, Gold: []string{"in September"}},
		{ID: "the same", First: first, Text: first, Type: "again", Gold: []string{"in September"}},
	}
	quality, err := MeasureQuality(t.Context(), engine, questions, nil)
	if err != nil {
		t.Fatalf("MeasureQuality: %v", err)
	}
	scores := make(map[string]Score)
	for _, score := range quality.Types {
		scores[score.Type] = score
	}
	for name, right := range map[string]int{"shift": 1, "again": 1, moreType: 1} {
		if got := scores[name].Right1; got.Count != right {
			t.Errorf("of type %q, %+v are right, want %d", name, got, right)
		}
	}
	for _, name := range []string{"thanks", "none"} {
		if got := scores[name].Abstained; got != (Share{1, 1}) {
			t.Errorf("of type %q, %+v are not answered, want all", name, got)
		}
	}
}

func TestShownBefore(t *testing.T) {
	engine, err := index.New(loadGarden(t))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	snapshot, release := engine.Acquire()
	defer release()
	for first, want := range map[string]string{"": "", "xyzzy plugh": "", "When are apples picked?": "garden/harvest/1"} {
		u, err := shownBefore(t.Context(), snapshot, Question{First: first, Text: "why?"})
		got := ""
		if u != nil {
			got = u.ID
		}
		if err != nil || got != want {
			t.Errorf("shownBefore(%q) = %q, %v, want %q", first, got, err, want)
		}
	}
}
