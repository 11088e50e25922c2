package corpus

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// phrased is a story of two units and a FAQ entry, without problems.
var phrased = []string{
	"s.md", head + "One two three. Four five two six.\n\n## A\n\n- Seven\n- Eight",
	"s.faq.md", "# Asked\n\n## Why so?\n\nBecause.",
}

// checkProblems checks that Load fails with problems that start with want.
func checkProblems(t *testing.T, fsys fs.FS, want ...string) {
	t.Helper()
	_, err := Load(fsys, Options{})
	problems, ok := errors.AsType[Problems](err)
	if !ok {
		t.Fatalf("Load error = %v, want Problems", err)
	}
	checkAll(t, problems, want)
}

func checkWarnings(t *testing.T, c *Corpus, want ...string) {
	t.Helper()
	checkAll(t, c.Warnings, want)
}

func checkAll(t *testing.T, problems Problems, want []string) {
	t.Helper()
	if len(problems) != len(want) {
		t.Fatalf("problems:\n%v\nwant\n%s", problems, strings.Join(want, "\n"))
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.Error(), want[i]) {
			t.Errorf("problem = %q, want %q", p, want[i])
		}
	}
}

// saying is a phrasing and the text of the part that answers it; "" for the whole unit.
type saying struct{ text, says string }

func sayingsOf(u *Unit, phrasings []Phrasing) []saying {
	var got []saying
	for _, p := range phrasings {
		got = append(got, saying{p.Text, p.Says.Of(u.Text)})
	}
	return got
}

func TestPhrasings(t *testing.T) {
	tests := []struct {
		name, text string
		want       [3][]saying // of s/lead/1, s/a/1 and s/faq/why-so
	}{
		{"none", "# later\n", [3][]saying{}},
		{"whole units", "faq/why-so:\n- how come\nlead/1:\n  - ' what\n   is it '\n  - 2026\n",
			[3][]saying{{{"what is it", ""}, {"2026", ""}}, nil, {{"how come", ""}}}},
		{"one without a list", "faq/why-so: how come\n", [3][]saying{nil, nil, {{"how come", ""}}}},
		{"lines of text", "lead/1: |\n  who: you?\n\n  # a comment\n  #1 of all\nfaq/why-so:\n- |2\n    how come\n- why\n- says: Because\n  ask: |\n    what for\n",
			[3][]saying{{{"who: you?", ""}, {"#1 of all", ""}}, nil, {{"how come", ""}, {"why", ""}, {"what for", "Because"}}}},
		{"whole id", "s/a/1: [a]\n", [3][]saying{nil, {{"a", ""}}}},
		{"verbatim part", "lead/1:\n- says: ' two three '\n  ask: [a, b]\n- c",
			[3][]saying{{{"a", "two three"}, {"b", "two three"}, {"c", ""}}}},
		{"longer part", "lead/1:\n- says: two … six.\n  ask: [a]", [3][]saying{{{"a", "two three. Four five two six."}}}},
		{"end after the start", "lead/1:\n- says: three … two\n  ask: [a]", [3][]saying{{{"a", "three. Four five two"}}}},
		{"part over lines", "a/1:\n- says: Sev … Eight\n  ask: [a]", [3][]saying{nil, {{"a", "Seven\n• Eight"}}}},
		{"folded part", "lead/1:\n- ask:\n  - a\n  says:\n    two\n    three", [3][]saying{{{"a", "two three"}}}},
		{"the unit's own question", "faq/why-so:\n- says: Because\n  ask: [why so]", [3][]saying{nil, nil, {{"why so", "Because"}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, append(phrased, "s.phrasings.yaml", test.text)...)
			for i, u := range c.Units {
				if got := sayingsOf(u, u.Phrasings); !slices.Equal(got, test.want[i]) {
					t.Errorf("phrasings of %s from %q = %q, want %q", u.ID, test.text, got, test.want[i])
				}
			}
			if len(c.Warnings) > 0 {
				t.Errorf("warnings:\n%v", c.Warnings)
			}
		})
	}
}

func TestEllipsisInTheText(t *testing.T) {
	c := load(t, "s.md", head+"One … two three.", "s.phrasings.yaml", "lead/1:\n- says: One … two\n  ask: [a]\n- says: … two … three\n  ask: [b]")
	want := []saying{{"a", "One … two"}, {"b", "… two three"}}
	if got := sayingsOf(c.Units[0], c.Units[0].Phrasings); !slices.Equal(got, want) {
		t.Errorf("phrasings = %q, want %q", got, want)
	}
}

// Invalid phrasings are ignored with a warning; files that are not YAML of the right form
// are errors.
func TestPhrasingProblems(t *testing.T) {
	long := strings.Repeat("é", 301)
	tests := []struct {
		name, text string
		refused    bool
		want       []string
	}{
		{"bad YAML", "lead/1:\n- a\n- [b\n", true, []string{"s.phrasings.yaml:4: not valid YAML: "}},
		{"not a mapping", "\n- a\n", true, []string{"s.phrasings.yaml:2: the file is not a list of units; write a unit's ID followed by \":\""}},
		{"unknown key", "lead/1:\n- as a student: what is it\n", true, []string{`s.phrasings.yaml:2: unknown key "as a student"; use only says and ask, and quote a phrasing that has ": " in it`}},
		{"phrasing that is not text", "lead/1:\n- [a, b]\n", true, []string{"s.phrasings.yaml:2: phrasing is not plain text; quote it"}},
		{"unknown unit", "faq/why:\n- a\nleed/1:\n- b\n", false, []string{
			`s.phrasings.yaml:1: unknown unit "faq/why" (2 places, this is the first); write a unit's ID without the story's part, such as "faq/why-so"`}},
		{"unit without phrasings", "lead/1:\na/1: [b]\n", false, []string{`s.phrasings.yaml:1: unit "lead/1" is empty or not a list; write each phrasing on a line "- …" below it`}},
		{"answered and unanswered", "lead/1:\n- who pays\nunanswered:\n- Who pays?\n", false, []string{
			`s.phrasings.yaml:4: phrasing "Who pays?" is a duplicate; first at "s.phrasings.yaml:2"; keep only one`}},
		{"lines with the same text", "lead/1:\n- |\n  # who\n  a\n\n  A?\n", false, []string{`s.phrasings.yaml:6: phrasing "A?" is a duplicate; first at "s.phrasings.yaml:4"`}},
		{"only a comment", "lead/1: |\n  # who\n", false, []string{`s.phrasings.yaml:1: unit "lead/1" is empty or not a list; `}},
		{"only says", "lead/1:\n- a\n- says: One\n", false, []string{"s.phrasings.yaml:3: there are no phrasings under ask; "}},
		{"only ask", "lead/1:\n- ask:\n  - a\n", false, []string{"s.phrasings.yaml:2: phrasings without says; write the words"}},
		{"says of another unit", "a/1:\n- says: One two\n  ask: [a]\n", false, []string{`s.phrasings.yaml:2: the unit does not say "One two"; copy its words exactly`}},
		{"says in the wrong order", "lead/1:\n- says: Four … three\n  ask: [a]\n", false, []string{`s.phrasings.yaml:2: the unit does not say "Four … three"; `}},
		{"empty phrasing", "lead/1:\n- '?!'\n", false, []string{`s.phrasings.yaml:2: phrasing "?!" has no words; `}},
		{"long phrasing", "lead/1:\n- " + long + "\n", false, []string{"s.phrasings.yaml:2: phrasing has more than 300 characters; shorten it"}},
		{"question of the FAQ", "lead/1:\n- why so\n", false, []string{`s.phrasings.yaml:2: phrasing "why so" is a duplicate; first at "the FAQ"; `}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := folder(append(phrased, "s.phrasings.yaml", test.text)...)
			if test.refused {
				checkProblems(t, files, test.want...)
				return
			}
			checkWarnings(t, loadFS(t, files, Options{}), test.want...)
		})
	}
}

func TestUnanswered(t *testing.T) {
	c := load(t, append(phrased, "s.phrasings.yaml", "lead/1:\n- what is it\nunanswered:\n- who pays\n- ' how\n  much '\n")...)
	want := append(General().Unanswered, Unanswered{"who pays", "en"}, Unanswered{"how much", "en"})
	if !slices.Equal(c.Unanswered, want) {
		t.Errorf("Unanswered = %v, want %v", c.Unanswered, want)
	}
	if got := len(c.Units[0].Phrasings); got != 1 {
		t.Errorf("the unit has %d phrasings, want 1", got)
	}
}

func TestStoriesHaveTheirOwnPhrasings(t *testing.T) {
	c := load(t, "a.md", head+"Page a.", "a.phrasings.yaml", "lead/1: [what is it]", "b.md", head+"Page b.", "b.phrasings.yaml", "lead/1: [what is it]")
	if len(c.Warnings) > 0 || len(c.Units[0].Phrasings) != 1 || len(c.Units[1].Phrasings) != 1 {
		t.Errorf("warnings %v, phrasings %v and %v", c.Warnings, c.Units[0].Phrasings, c.Units[1].Phrasings)
	}
}

func TestDefaultPhrasings(t *testing.T) {
	for _, u := range loadDefault(t).Units {
		if len(u.Phrasings) < 40 {
			t.Errorf("%s has %d phrasings, want at least 40", u.ID, len(u.Phrasings))
		}
		for _, p := range u.Phrasings {
			if !wholeWords(u.Text, p.Says) {
				t.Errorf("%s: the part that answers %q splits a word: %q", u.ID, p.Text, p.Says.Of(u.Text))
			}
		}
	}
}

// wholeWords reports whether part starts and ends between words of text.
func wholeWords(text string, part prose.Span) bool {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	for _, at := range []int{part.Start, part.End} {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if inWord(before) && inWord(after) {
			return false
		}
	}
	return true
}

func TestQuestions(t *testing.T) {
	longest := strings.Repeat("é", maxKnownQuestion-1) + "?"
	tests := []struct {
		name, phrasings string
		unit            int // of s/lead/1, s/a/1 and s/faq/why-so
		want            []saying
	}{
		{"no phrasings", "# later\n", 0, nil},
		{"a FAQ entry without phrasings", "# later\n", 2, []saying{{"Why so?", ""}}},
		{"the first of the whole unit", "lead/1: [What is it?, What else?]", 0, []saying{{"What is it?", ""}}},
		{"the first is not a question", "lead/1: [what is it, What else?]", 0, nil},
		{"the first of each part", "lead/1:\n- {says: One, ask: [Who?, Whose?]}\n- What is it?\n- {says: Four, ask: [How many?]}\n- {says: two three, ask: [so what, What?]}", 0,
			[]saying{{"Who?", "One"}, {"What is it?", ""}, {"How many?", "Four"}}},
		{"a part in two lists", "lead/1:\n- {says: One, ask: [who]}\n- {says: One, ask: [Whose?]}", 0, nil},
		{"the longest", "a/1: ['" + longest + "']", 1, []saying{{longest, ""}}},
		{"too long", "a/1: ['é" + longest + "']", 1, nil},
		{"a FAQ entry", "faq/why-so:\n- How come?\n- {says: Because, ask: [What for?]}", 2, []saying{{"Why so?", ""}, {"What for?", "Because"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := load(t, append(phrased, "s.phrasings.yaml", test.phrasings)...).Units[test.unit]
			if got := sayingsOf(u, u.Questions()); !slices.Equal(got, test.want) {
				t.Errorf("Questions() of %s with %q = %q, want %q", u.ID, test.phrasings, got, test.want)
			}
		})
	}
}

// Each unit of the default story has enough questions to choose from, but not too many.
func TestDefaultQuestions(t *testing.T) {
	const fewest, most = 2, 6
	for _, u := range loadDefault(t).Units {
		if got := len(u.Questions()); got < fewest || got > most {
			t.Errorf("Questions() of %s has %d questions, want %d to %d", u.ID, got, fewest, most)
		}
	}
}

// The language of phrasings is in the name of their file.
func TestPhrasingLanguages(t *testing.T) {
	tests := []struct {
		name, page, file string
		want             []Phrasing // of the first unit, without Says
	}{
		{"none", "s.md", "s.phrasings.yaml", []Phrasing{{Text: "what is it"}}},
		{"another", "s.md", "s.phrasings.de.yaml", []Phrasing{{Text: "what is it", Language: "de"}}},
		{"with a region", "s.md", "s.phrasings.pt-BR.yaml", []Phrasing{{Text: "what is it", Language: "pt-BR"}}},
		{"the story's own", "s.md", "s.phrasings.en.yaml", []Phrasing{{Text: "what is it"}}},
		{"the story's own of a region", "s.md", "s.phrasings.en-GB.yaml", []Phrasing{{Text: "what is it"}}},
		{"short extension", "s.md", "s.phrasings.de.yml", []Phrasing{{Text: "what is it", Language: "de"}}},
		{"short extension, no language", "s.md", "s.phrasings.yml", []Phrasing{{Text: "what is it"}}},
		{"a page with a dot in its name", "s.v2.md", "s.v2.phrasings.yaml", []Phrasing{{Text: "what is it"}}},
		{"a page with a dot in its name, another", "s.v2.md", "s.v2.phrasings.fr.yaml", []Phrasing{{Text: "what is it", Language: "fr"}}},
		{"a page with a language in its name", "s.de.md", "s.de.phrasings.fr.yaml", []Phrasing{{Text: "what is it", Language: "fr"}}},
		{"a page in a folder", "a.b/s.md", "a.b/s.phrasings.de.yaml", []Phrasing{{Text: "what is it", Language: "de"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, test.page, head+"One two.", test.file, "lead/1:\n- what is it\n")
			if got := c.Units[0].Phrasings; !slices.Equal(got, test.want) {
				t.Errorf("phrasings from %s = %+v, want %+v", test.file, got, test.want)
			}
			checkWarnings(t, c)
		})
	}
}

// Phrasings in several languages may have the same text, and each file may name the part
// that answers.
func TestPhrasingsInSeveralLanguages(t *testing.T) {
	c := load(t, append(phrased,
		"s.phrasings.yaml", "lead/1:\n- Computer?\n",
		"s.phrasings.de.yaml", "lead/1:\n- {says: One, ask: [Computer?, wer]}\nunanswered:\n- wer zahlt\n",
		"s.phrasings.fr.yaml", "lead/1: [Computer?, qui]\nunanswered: [wer zahlt]\n")...)
	checkWarnings(t, c)
	var got []string
	for _, p := range c.Units[0].Phrasings {
		got = append(got, p.Language+" "+p.Text+" "+p.Says.Of(c.Units[0].Text))
	}
	want := []string{"de Computer? One", "de wer One", "fr Computer? ", "fr qui ", " Computer? "}
	if !slices.Equal(got, want) {
		t.Errorf("phrasings = %q, want %q", got, want)
	}
	unanswered := append(General().Unanswered, Unanswered{"wer zahlt", "de"}, Unanswered{"wer zahlt", "fr"})
	if !slices.Equal(c.Unanswered, unanswered) {
		t.Errorf("Unanswered ends with %v, want that of each language", c.Unanswered[len(General().Unanswered):])
	}
}

func TestPhrasingLanguageProblems(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  []string
	}{
		{"twice in a language", []string{"s.phrasings.de.yaml", "lead/1: [wer]\na/1: [Wer?]\n"},
			[]string{`s.phrasings.de.yaml:2: phrasing "Wer?" is a duplicate; first at "s.phrasings.de.yaml:1"`}},
		{"of a page that is missing", []string{"t.phrasings.de.yaml", "lead/1: [wer]\n"},
			[]string{"t.phrasings.de.yaml:1: there is no page with that name"}},
		{"of an unknown unit", []string{"s.phrasings.de.yaml", "leed/1: [wer]\n"},
			[]string{`s.phrasings.de.yaml:1: unknown unit "leed/1"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkWarnings(t, load(t, append(phrased, test.files...)...), test.want...)
		})
	}
}

func TestQuestionsAreInTheStorysLanguage(t *testing.T) {
	c := load(t, append(phrased,
		"s.phrasings.de.yaml", "lead/1: [Was ist das?]\nfaq/why-so:\n- {says: Because, ask: [Weshalb?]}\n",
		"s.phrasings.yaml", "lead/1: [What is it?]\n")...)
	for i, want := range [][]saying{{{"What is it?", ""}}, nil, {{"Why so?", ""}}} {
		if got := sayingsOf(c.Units[i], c.Units[i].Questions()); !slices.Equal(got, want) {
			t.Errorf("Questions() of %s = %q, want %q", c.Units[i].ID, got, want)
		}
	}
}

// What is in other languages than its page may be left out.
func TestOwnLanguage(t *testing.T) {
	files := fstest.MapFS{
		"s.md":                 {Data: []byte("---\nlanguage: en\n---\n\nThe mill is old.\n")},
		"s.phrasings.yaml":     {Data: []byte("lead/1: [how old is the mill]\n")},
		"s.phrasings.de.yaml":  {Data: []byte("lead/1: [wie alt ist die mühle]\nunanswered: [wem gehört sie]\n")},
		"s.vocabulary.de.yaml": {Data: []byte("- say: [mühle]\n  mean: [mill]\n")},
	}
	c, err := Load(files, Options{OwnLanguage: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Units[0].Phrasings; len(got) != 1 || got[0].Text != "how old is the mill" || len(c.Warnings) > 0 {
		t.Errorf("phrasings %+v and warnings %v, want the English one and none", got, c.Warnings)
	}
	for _, u := range c.Unanswered {
		if u.Language == "de" {
			t.Errorf("%q is listed as unanswered, want nothing in German", u.Text)
		}
	}
	for _, group := range c.Vocabulary {
		if group.Language == "de" {
			t.Errorf("the vocabulary has %+v, want nothing in German", group)
		}
	}
}
