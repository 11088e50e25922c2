package corpus

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"alliancebot/internal/prose"
)

// bridge is a folder with a page and its FAQ.
func bridge() fstest.MapFS {
	return folder("bridge.md", head+stone+"\n\n"+toll+"\n",
		"bridge.faq.md", "## How long is it?\n\nNinety steps.\n")
}

const (
	toll  = "The toll is paid at the eastern gate, in coins of copper, by everybody who is not a pilgrim or a baker on his way to the market of the town."
	stone = "The bridge is made of stone from the next valley, which was carried here on the backs of three hundred mules in the summer after the flood, when nothing else could pass."
)

var at = time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC)

// phrasingOf returns the lesson that the unit, which has that text, answers the question.
func phrasingOf(question, unit, text string) Lesson {
	return Lesson{Kind: PhrasingLesson, Language: "en", Question: question, Unit: unit, UnitText: text, By: "501", At: at}
}

// everyKind are lessons of all kinds for bridge, with texts that YAML could change.
func everyKind() []Lesson {
	return []Lesson{
		phrasingOf("who pays: 'them' # or \"us\"?", "bridge/lead/2", toll),
		{Kind: UnansweredLesson, Language: "de", Question: "- wer hat den Bogen gebaut?", At: at.Add(time.Second)},
		{Kind: SynonymsLesson, Language: "en", Say: []string{"fee", "null"}, Mean: []string{"toll"}, At: at},
		{Kind: EntryLesson, Language: "en", Question: "Is it open at night?", Answer: "Yes: until *two*.\n\n  - bring a light\t\n- 日本語 🌉\n", Address: "https://example.org/night",
			By: "502", At: at.Add(time.Hour)},
		{Kind: EntryLesson, Question: "true", Answer: "no", At: at},
	}
}

func TestLessons(t *testing.T) {
	c := loadFS(t, bridge(), Options{Lessons: everyKind()})
	checkWarnings(t, c)
	if got, want := ids(c), []string{"bridge/lead/1", "bridge/lead/2", "bridge/faq/how-long-is-it", "taught/faq/true", "taught/faq/is-it-open-at-night"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("units = %q, want %q", got, want)
	}
	if got, want := c.Units[1].Phrasings, []Phrasing{{Text: "who pays: 'them' # or \"us\"?"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("phrasings = %+v, want %+v", got, want)
	}
	if got := c.Unanswered[len(c.Unanswered)-1]; got != (Unanswered{"- wer hat den Bogen gebaut?", "de"}) {
		t.Errorf("the last unanswered question is %+v", got)
	}
	if got := c.Vocabulary[len(c.Vocabulary)-1]; !reflect.DeepEqual(got.Say, []string{"fee", "null"}) || !reflect.DeepEqual(got.Mean, []string{"toll"}) || got.Language != "en" {
		t.Errorf("the last synonyms are %+v", got)
	}
	u := c.Units[4]
	if u.Kind != FAQ || u.Text != "Yes: until *two*.\n\n  - bring a light\t\n- 日本語 🌉" || u.Question != "Is it open at night?" {
		t.Errorf("the taught entry is %+v", u)
	}
	if s := u.Story; !s.Taught || s.Publisher != "" || !s.Date.Equal(at.Add(time.Hour)) || s.URL != "https://example.org/night" || s.Language != "en" {
		t.Errorf("the story of the taught entry is %+v", s)
	}
	if len(c.Stories) != 1 || c.Stories[0].Taught || len(c.Own) != 2 {
		t.Errorf("%d pages and %d taught entries, want 1 and 2", len(c.Stories), len(c.Own))
	}
	for i, taught := range c.Taught {
		if !taught.InForce || taught.Question != everyKind()[i].Question {
			t.Errorf("lesson %d is %+v, want it in force", i, taught)
		}
	}
}

// What is exported and imported back has the same effect, alone and together with what is
// still in the journal.
func TestLessonsRoundTrip(t *testing.T) {
	lessons := everyKind()
	want := loadFS(t, bridge(), Options{Lessons: lessons})
	files := bridge()
	files["taught.yaml"] = &fstest.MapFile{Data: FormatLessons(lessons)}
	for name, given := range map[string][]Lesson{"alone": nil, "with the journal": lessons, "with a part of it": lessons[:2]} {
		got := loadFS(t, files, Options{Lessons: given})
		checkWarnings(t, got)
		if change := Diff(want, got); !reflect.DeepEqual(change, Change{}) {
			t.Errorf("%s: Diff = %+v, want none", name, change)
		}
		if !reflect.DeepEqual(ids(got), ids(want)) || !reflect.DeepEqual(got.Unanswered, want.Unanswered) {
			t.Errorf("%s: units %q, want %q, or other unanswered questions", name, ids(got), ids(want))
		}
		if len(got.Taught) != len(lessons) {
			t.Fatalf("%s: %d lessons, want %d", name, len(got.Taught), len(lessons))
		}
		for i, taught := range got.Taught {
			if !taught.At.Equal(lessons[i].At) {
				t.Errorf("%s: lesson %d was taught at %s, want %s", name, i, taught.At, lessons[i].At)
			}
			if taught.At = lessons[i].At; !reflect.DeepEqual(taught.Lesson, lessons[i]) {
				t.Errorf("%s: lesson %d = %+v, want %+v", name, i, taught.Lesson, lessons[i])
			}
		}
		for i, synonyms := range got.Vocabulary {
			synonyms.File, synonyms.Line = want.Vocabulary[i].File, want.Vocabulary[i].Line
			if !reflect.DeepEqual(synonyms, want.Vocabulary[i]) {
				t.Errorf("%s: synonyms %+v, want %+v", name, synonyms, want.Vocabulary[i])
			}
		}
	}
}

func TestLessonsFollowTheirUnit(t *testing.T) {
	replace := func(old, new string) func(fstest.MapFS) {
		return func(files fstest.MapFS) {
			for _, file := range files {
				file.Data = []byte(strings.Replace(string(file.Data), old, new, 1))
			}
		}
	}
	tests := []struct {
		name   string
		change func(fstest.MapFS)
		lesson Lesson
		want   string // ID of the unit; "" if it is gone
	}{
		{"nothing changed", func(fstest.MapFS) {}, phrasingOf("who pays?", "bridge/lead/2", toll), "bridge/lead/2"},
		{"taught without a text", func(fstest.MapFS) {}, phrasingOf("who pays?", "bridge/lead/2", ""), "bridge/lead/2"},
		{"a paragraph before it is gone", replace(stone+"\n\n", ""), phrasingOf("who pays?", "bridge/lead/2", toll), "bridge/lead/1"},
		{"its place has another text", replace(stone+"\n\n", ""), phrasingOf("whose stone?", "bridge/lead/1", stone), ""},
		{"it was edited", replace("in coins of copper", "in coins of silver"), phrasingOf("who pays?", "bridge/lead/2", toll), "bridge/lead/2"},
		{"it was edited much", replace("by everybody who is not a pilgrim or a baker on his way to the market", "by all who are rich, or who look as if they were rich, or say so"),
			phrasingOf("who pays?", "bridge/lead/2", toll), "bridge/lead/2"},
		{"it was edited and got a heading", replace(toll, "## Money\n\n"+strings.Replace(toll, "copper", "silver", 1)),
			phrasingOf("who pays?", "bridge/lead/2", toll), "bridge/money/1"},
		{"the file was renamed", func(f fstest.MapFS) { f["arch.md"] = f["bridge.md"]; delete(f, "bridge.md") },
			phrasingOf("who pays?", "bridge/lead/2", toll), "arch/lead/2"},
		{"the answer was rewritten", replace("Ninety steps.", "About as long as two ships."),
			phrasingOf("what is its length?", "bridge/faq/how-long-is-it", "Ninety steps."), "bridge/faq/how-long-is-it"},
		{"the question was renamed", replace("How long is it?", "What is the length?"),
			phrasingOf("is it long?", "bridge/faq/how-long-is-it", "Ninety steps."), "bridge/faq/what-is-the-length"},
		{"the text is gone", replace(toll, "Everything is free."), phrasingOf("who pays?", "bridge/lead/2", toll), ""},
	}
	for _, test := range tests {
		files := bridge()
		test.change(files)
		c := loadFS(t, files, Options{Lessons: []Lesson{test.lesson}})
		got := ""
		if u := c.Taught[0].Found; u != nil {
			got = u.ID
			if len(u.Phrasings) != 1 || u.Phrasings[0].Text != test.lesson.Question {
				t.Errorf("%s: the unit has the phrasings %+v, want the taught one", test.name, u.Phrasings)
			}
		}
		if got != test.want || c.Taught[0].InForce != (test.want != "") {
			t.Errorf("%s: taught for the unit %q (in force: %t), want %q", test.name, got, c.Taught[0].InForce, test.want)
		}
		if test.want == "" {
			checkWarnings(t, c, `/knowledge taught:1: the unit "`+test.lesson.Unit+`", which answers the taught question "`+test.lesson.Question+`", is gone`)
		}
	}
}

// The last lesson about a question wins over earlier ones and over the folder.
func TestLastLessonWins(t *testing.T) {
	files := bridge()
	files["bridge.phrasings.yaml"] = &fstest.MapFile{Data: []byte("lead/1:\n  - Who pays\nunanswered:\n  - is it old?\n")}
	later := phrasingOf("Is it old", "bridge/lead/1", stone)
	later.At = at.Add(time.Hour)
	smallTalk := General().Unanswered[0].Text
	c := loadFS(t, files, Options{Lessons: []Lesson{
		later,
		{Kind: UnansweredLesson, Question: "is it old?!", At: at},
		phrasingOf("who pays?", "bridge/lead/2", toll),
		phrasingOf(smallTalk, "bridge/lead/2", toll),
	}})
	checkWarnings(t, c)
	if got := c.Units[0].Phrasings; len(got) != 1 || got[0].Text != "Is it old" {
		t.Errorf("the first unit has the phrasings %+v, want only the taught one", got)
	}
	if got := c.Units[1].Phrasings; len(got) != 2 || got[0].Text != "who pays?" || got[1].Text != smallTalk {
		t.Errorf("the second unit has the phrasings %+v, want the taught ones", got)
	}
	if n := len(General().Unanswered); c.SmallTalk != n-1 || len(c.Unanswered) != n-1 || General().SmallTalk != n {
		t.Errorf("%d unanswered questions, %d of them small talk, want %d", len(c.Unanswered), c.SmallTalk, n-1)
	}
	if c.Taught[1].InForce || !c.Taught[0].InForce {
		t.Error("the earlier lesson about a question is in force, or the later is not")
	}
}

func TestBadLessons(t *testing.T) {
	c := loadFS(t, bridge(), Options{Lessons: []Lesson{
		phrasingOf(" ?! ", "bridge/lead/2", toll),
		phrasingOf(strings.Repeat("so ", 101), "bridge/lead/2", toll),
		{Kind: SynonymsLesson, Say: []string{"!"}, Mean: []string{"toll"}},
		{Kind: EntryLesson, Question: "Empty?", Answer: " \n"},
		{Kind: EntryLesson, Question: "Where?", Answer: "Here.", Address: "javascript:alert(1)"},
		{Kind: "guess", Question: "What?"},
	}})
	checkWarnings(t, c,
		"/knowledge taught:1: a taught question has no words",
		`/knowledge taught:2: taught question "so so`,
		"/knowledge taught:3: taught synonyms have no words",
		`/knowledge taught:4: the answer to the taught question "Empty?" has no words`,
		`/knowledge taught:5: "javascript:alert(1)" is not an absolute http`,
		`/knowledge taught:6: unknown kind "guess"`)
	if len(c.Own) != 1 || c.Own[0].URL != "" || c.Own[0].Units[0].Link(prose.Span{}) != "" {
		t.Errorf("taught entries %+v, want one without a link", c.Own)
	}
}

func TestTaughtFileIsInvalid(t *testing.T) {
	for text, want := range map[string]string{
		"kind: entry\n":                           "taught.yaml:1: the file is not a list of what was taught",
		"- kind: entry\n  colour: red\n":          `taught.yaml:2: unknown key "colour"`,
		"- entry\n":                               "taught.yaml:1: what was taught has no kind",
		"- kind: entry\n  at: yesterday\n":        "taught.yaml:1: what was taught is not of the right form",
		"- kind: entry\n  question: [a, b]\n":     "taught.yaml:1: what was taught is not of the right form",
		"- kind: entry\n  question: \"unclosed\n": "taught.yaml:",
	} {
		files := bridge()
		files["taught.yaml"] = &fstest.MapFile{Data: []byte(text)}
		checkProblems(t, files, want)
	}
	files := bridge()
	files["old/taught.yaml"] = &fstest.MapFile{Data: FormatLessons(everyKind())}
	checkWarnings(t, loadFS(t, files, Options{}), "old/taught.yaml:1: taught.yaml is not in the top folder")
}

// The files that Load reports make the same corpus.
func TestLoadFromReportedFiles(t *testing.T) {
	files := bridge()
	for name, text := range map[string]string{
		"mkdocs.yml": "x: [", "guide/index.md": "# Guide\n\nIt has a gate for every day of the week and two for the holidays of the year.\n",
		"CNAME": "bridge.example.org\n", "bridge.phrasings.yaml": "lead/1:\n  - which stone?\n", "vocabulary.de.yaml": "- {say: [Zoll], mean: [toll]}\n",
		"faq.json": `[{"question": "Who built it?", "answer": "The masons of the valley."}]`, "data.json": `{"a": 1}`, "picture.png": "\x00",
		"taught.yaml": string(FormatLessons(everyKind())), ".hidden/a.md": "# Hidden\n\nText.\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	kept := make(map[string][]byte)
	want := loadFS(t, files, Options{Files: kept})
	again := fstest.MapFS{}
	for name, content := range kept {
		again[name] = &fstest.MapFile{Data: content}
	}
	for _, name := range []string{"data.json", "picture.png", ".hidden/a.md"} {
		if again[name] != nil {
			t.Errorf("%s is reported, though nothing depends on it", name)
		}
	}
	got := loadFS(t, again, Options{})
	if change := Diff(want, got); !reflect.DeepEqual(change, Change{}) || !reflect.DeepEqual(ids(got), ids(want)) {
		t.Errorf("Diff = %+v, units %q, want %q", change, ids(got), ids(want))
	}
	if !reflect.DeepEqual(got.Vocabulary, want.Vocabulary) || !reflect.DeepEqual(got.Warnings, want.Warnings) {
		t.Errorf("warnings %q, want %q, or another vocabulary", got.Warnings, want.Warnings)
	}
	if got.Stories[2].URL != want.Stories[2].URL || !strings.HasSuffix(want.Stories[2].URL, "/guide/") {
		t.Errorf("%s has the address %s, want %s", got.Stories[2].ID, got.Stories[2].URL, want.Stories[2].URL)
	}
}
