package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// phrased is a story of two units with a FAQ of one, all without problems.
var phrased = []string{
	"s.md", head + "One two three. Four five two six.\n\n## A\n\n- Seven\n- Eight",
	"s.faq.md", "# Asked\n\n## Why so?\n\nBecause.",
}

// saying is a text and the part of a unit, as text, that answers it; "" for
// the whole unit.
type saying struct{ text, says string }

func sayings(u *Unit) []saying { return sayingsOf(u, u.Phrasings) }

func sayingsOf(u *Unit, phrasings []Phrasing) []saying {
	var got []saying
	for _, p := range phrasings {
		got = append(got, saying{p.Text, u.Text[p.Says.Start:p.Says.End]})
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
				if got := sayings(u); !slices.Equal(got, test.want[i]) {
					t.Errorf("phrasings of %s from %q = %q, want %q", u.ID, test.text, got, test.want[i])
				}
			}
		})
	}
}

func TestEllipsisInTheText(t *testing.T) {
	c := load(t, "s.md", head+"One … two three.", "s.phrasings.yaml", "lead/1:\n- says: One … two\n  ask: [a]\n- says: … two … three\n  ask: [b]")
	want := []saying{{"a", "One … two"}, {"b", "… two three"}}
	if got := sayings(c.Units[0]); !slices.Equal(got, want) {
		t.Errorf("phrasings = %q, want %q", got, want)
	}
}

func TestPhrasingProblems(t *testing.T) {
	long := strings.Repeat("é", 301)
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"s.phrasings.yaml:1: file is empty; "}},
		{"bad UTF-8", "lead/1:\n- \xff", []string{"s.phrasings.yaml:2: not valid UTF-8: byte 0xff; "}},
		{"big file", "lead/1:\n- " + strings.Repeat("x", maxFileSize), []string{"s.phrasings.yaml:1: file has more than 8 MiB; "}},
		{"no document", "---", []string{"s.phrasings.yaml:1: file is not a list of units; "}},
		{"bad YAML", "lead/1:\n- a\n- [b\n", []string{"s.phrasings.yaml:4: file is not valid YAML: "}},
		{"no mapping", "\n- a\n", []string{"s.phrasings.yaml:2: file is not a list of units; write a unit id with \":\""}},
		{"two documents", "lead/1:\n- a\n---\na/1:\n- b\n", []string{"s.phrasings.yaml:3: file is more than one YAML document; "}},
		{"unanswered without a list", "unanswered: who", []string{
			`s.phrasings.yaml:1: unanswered is empty or no list; write each question on a line "- …" under it, or remove it`}},
		{"answered and unanswered", "lead/1:\n- who pays\nunanswered:\n- Who pays?\n- Why so?", []string{
			`s.phrasings.yaml:4: phrasing "Who pays?" stands already at s.phrasings.yaml:2; keep one of the two`,
			`s.phrasings.yaml:5: phrasing "Why so?" stands already at s.faq.md:3; keep one of the two`}},
		{"unknown unit", "faq/why:\n- a\nleed/1:\n- b\ns/a/1:\n- c\nx:\n- d", []string{
			`s.phrasings.yaml:1: unknown unit "faq/why"; write a unit's id without the story's part, such as "faq/why-so"`,
			`s.phrasings.yaml:3: unknown unit "leed/1"; write a unit's id without the story's part, such as "lead/1"`,
			`s.phrasings.yaml:5: unknown unit "s/a/1"; write a unit's id without the story's part, such as "a/1"`,
			`s.phrasings.yaml:7: unknown unit "x"; write a unit's id without the story's part, such as "lead/1"`}},
		{"unit named twice", "lead/1:\n- a\na/1:\n- b\nlead/1:\n- c\n- b", []string{
			`s.phrasings.yaml:5: unit "lead/1" stands already in line 1; put all its phrasings there`,
			`s.phrasings.yaml:7: phrasing "b" stands already at s.phrasings.yaml:4; `}},
		{"unit without phrasings", "lead/1:\na/1: []\nfaq/why-so: how come\n", []string{
			`s.phrasings.yaml:1: unit "lead/1" is empty or no list; write each phrasing on a line "- …" under it`,
			`s.phrasings.yaml:2: unit "a/1" is empty or no list; `,
			`s.phrasings.yaml:3: unit "faq/why-so" is empty or no list; `}},
		{"unknown key", "lead/1:\n- as a student: what is it\n- says: One\n  ask: [a]\n  by: me\n", []string{
			`s.phrasings.yaml:2: unknown key "as a student"; use only says and ask, and quote a phrasing that holds ": "`,
			`s.phrasings.yaml:5: unknown key "by"; `}},
		{"key given twice", "lead/1:\n- says: One\n  ask: [a]\n  says: Four\n", []string{`s.phrasings.yaml:4: key "says" stands already in line 2; `}},
		{"no key", "lead/1:\n- {}\n", []string{"s.phrasings.yaml:2: phrasings without says; "}},
		{"says alone", "lead/1:\n- a\n- says: One\n", []string{"s.phrasings.yaml:3: says without phrasings; list under ask"}},
		{"ask alone", "lead/1:\n- ask:\n  - a\n", []string{"s.phrasings.yaml:2: phrasings without says; write the words"}},
		{"empty ask", "lead/1:\n- says: One\n  ask:\n- says: Four\n  ask: what\n", []string{
			"s.phrasings.yaml:3: ask is empty or no list; ", "s.phrasings.yaml:5: ask is empty or no list; "}},
		{"empty says", "lead/1:\n- says:\n  ask: [a]\n- says: [One]\n  ask: [b]\n", []string{
			`s.phrasings.yaml:2: says "" has no words; `, "s.phrasings.yaml:4: says is not plain text; "}},
		{"says of another unit", "a/1:\n- says: One two\n  ask: [a]\n", []string{
			`s.phrasings.yaml:2: "One two" does not stand in the unit; copy the unit's words letter by letter`}},
		{"says in the wrong order", "lead/1:\n- says: Four … three\n  ask: [a, A]\n", []string{
			`s.phrasings.yaml:2: "three" does not stand after "Four" in the unit; copy`, `s.phrasings.yaml:3: phrasing "A" stands already`}},
		{"says with another start", "lead/1:\n- ask: [a]\n  says: one … three\n", []string{`s.phrasings.yaml:3: "one" does not stand in the unit; `}},
		{"empty phrasing", "lead/1:\n-\n- '?!'\n- says: One\n  ask: [~]\n", []string{
			`s.phrasings.yaml:2: phrasing "" has no words; write it in words or remove it`,
			`s.phrasings.yaml:3: phrasing "?!" has no words; `,
			`s.phrasings.yaml:5: phrasing "~" has no words; `}},
		{"phrasing that is no text", "lead/1:\n- [a, b]\n- &x c\n- *x\n- says: One\n  ask:\n  - d: e\n", []string{
			"s.phrasings.yaml:2: phrasing is not plain text; quote it", "s.phrasings.yaml:4: phrasing is not plain text; ",
			"s.phrasings.yaml:7: phrasing is not plain text; "}},
		{"long phrasing", "lead/1:\n- " + long + "\n", []string{"s.phrasings.yaml:2: phrasing has more than 300 characters; shorten it"}},
		{"phrasing twice", "lead/1:\n- What's this?\n- says: One\n  ask: [whats THIS]\na/1:\n- whats - this\n", []string{
			`s.phrasings.yaml:4: phrasing "whats THIS" stands already at s.phrasings.yaml:2; keep one of the two`,
			`s.phrasings.yaml:6: phrasing "whats - this" stands already at s.phrasings.yaml:2; `}},
		{"own question twice", "faq/why-so:\n- why so\n- Why so?\n", []string{`s.phrasings.yaml:3: phrasing "Why so?" stands already at s.phrasings.yaml:2; `}},
		{"question of another unit", "lead/1:\n- why so\n", []string{`s.phrasings.yaml:2: phrasing "why so" stands already at s.faq.md:3; `}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkProblems(t, folder(t, append(phrased, "s.phrasings.yaml", test.text)...), test.want...)
		})
	}
	t.Run("without its story", func(t *testing.T) {
		checkProblems(t, folder(t, append(phrased, "t.phrasings.yaml", "a: b")...), `t.phrasings.yaml:1: phrasings without its story; add "t.md" or rename`)
	})
	t.Run("story with problems", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+"One.\n\n## <!-- -->\n", "s.phrasings.yaml", "a/1:\n- a\nlead/1:\n-\n"),
			"s.md:8: heading is empty; ", `s.phrasings.yaml:4: phrasing "" has no words; `)
	})
}

// TestSameQuestionOfTwoStories shows that stories do not disturb one another.
func TestSameQuestionOfTwoStories(t *testing.T) {
	load(t, "a.md", head+"A.", "a.phrasings.yaml", "lead/1: [what is it]", "b.md", head+"B.", "b.phrasings.yaml", "lead/1: [what is it]")
}

func TestDefaultPhrasings(t *testing.T) {
	for _, u := range loadDefault(t).Units {
		if len(u.Phrasings) < 40 {
			t.Errorf("%s has %d phrasings, want at least 40", u.ID, len(u.Phrasings))
		}
		for _, p := range u.Phrasings {
			if !wholeWords(u.Text, p.Says) {
				t.Errorf("%s: %q is answered by a part that cuts a word: %q", u.ID, p.Text, u.Text[p.Says.Start:p.Says.End])
			}
		}
	}
}

// wholeWords reports whether no word of text crosses an end of part.
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

func FuzzPhrasings(f *testing.F) {
	for _, text := range []string{
		"", "# a", "~", "lead/1: [a, b]\na/1:\n- says: Seven\n  ask:\n  - c\n", "lead/1:\n- says: One … Four\n  ask: [a]\r\n- b", "lead/1: &x [a]\na/1: *x",
		"<<: {lead/1: [a]}", "? [a]\n: b", "lead/1: !!binary aGk=", "lead/1:\n- |\n  a\n  b\n- \"\\0\\u2028x\"\n- >-\n  c", "---\nlead/1: []\n---\n", "lead/1:\n- says: \" … \"\n  ask: [x]",
		"%YAML 1.2\n---\nfaq/why-so: [\"\\ud800\"]", "lead/1:\n\t- a", "\xff", "{lead/1: {says: One, ask: [a]}}", "lead/1:\n- says: two … two … two\n  ask: [a]", strings.Repeat("[", 300),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := loadFuzzed(t, text, append(phrased, "s.phrasings.yaml", text)...)
		if c == nil {
			return
		}
		for _, u := range c.Units {
			for _, p := range u.Phrasings {
				if n := utf8.RuneCountInString(p.Text); n == 0 || n > 300 || p.Text != prose.Line(p.Text) {
					t.Errorf("%s has the phrasing %q", u.ID, p.Text)
				}
				if p.Says != (prose.Span{}) && (p.Says.Start >= p.Says.End || !utf8.ValidString(u.Text[p.Says.Start:p.Says.End])) {
					t.Errorf("%s: %q is answered by %+v of %q", u.ID, p.Text, p.Says, u.Text)
				}
			}
		}
	})
}
