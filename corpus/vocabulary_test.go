package corpus

import (
	"reflect"
	"strings"
	"testing"

	"alliancebot/internal/prose"
)

// ownVocabulary returns the groups of c that do not come with the program.
func ownVocabulary(c *Corpus) []Synonyms {
	return c.Vocabulary[len(General().Vocabulary):]
}

func TestVocabulary(t *testing.T) {
	tests := []struct {
		name, text string
		want       []Synonyms
	}{
		{"none", "# later\n", nil},
		{"both ways", "# why\n- [Why, ' how\n  come ', 365]\n- - yes\n  - no\n", []Synonyms{
			{Mean: []string{"Why", "how come", "365"}, Weight: 1, Line: 2}, {Mean: []string{"yes", "no"}, Weight: 1, Line: 4}}},
		{"one way", "- say: [redmond, windows maker]\n  mean: [microsoft]\n\n- mean: [b]\n  weight: .5\n  say: [a]\n- {say: [a], mean: [a, c], weight: 1}\n", []Synonyms{
			{Say: []string{"redmond", "windows maker"}, Mean: []string{"microsoft"}, Weight: 1, Line: 1},
			{Say: []string{"a"}, Mean: []string{"b"}, Weight: 0.5, Line: 4},
			{Say: []string{"a"}, Mean: []string{"a", "c"}, Weight: 1, Line: 7}}},
		{"alike, not equal", "- [a, b]\n- [a, b, c]\n- {say: [a], mean: [b]}\n- {say: [b], mean: [a]}\n", []Synonyms{
			{Mean: []string{"a", "b"}, Weight: 1, Line: 1}, {Mean: []string{"a", "b", "c"}, Weight: 1, Line: 2},
			{Say: []string{"a"}, Mean: []string{"b"}, Weight: 1, Line: 3}, {Say: []string{"b"}, Mean: []string{"a"}, Weight: 1, Line: 4}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", head+"One.", "s.vocabulary.yaml", test.text)
			for i := range test.want {
				test.want[i].File = "s.vocabulary.yaml"
			}
			if got := ownVocabulary(c); len(got) != len(test.want) || len(got) > 0 && !reflect.DeepEqual(got, test.want) {
				t.Errorf("vocabulary of %q =\n%+v, want\n%+v", test.text, got, test.want)
			}
		})
	}
}

func TestVocabularyOrder(t *testing.T) {
	c := load(t,
		"b.md", head+"B.", "b.vocabulary.yaml", "- [a, b]",
		"a/c.md", head+"A.", "a/c.vocabulary.yaml", "- [a, b]\n- [c, d]",
		"vocabulary.yaml", "- [a, b]")
	builtIn := General().Vocabulary
	if !reflect.DeepEqual(c.Vocabulary[:len(builtIn)], builtIn) {
		t.Error("the built-in vocabulary is not first")
	}
	for _, group := range builtIn {
		if group.File != "" || group.Line < 1 {
			t.Errorf("built-in group stands at %q:%d, want a line of no file", group.File, group.Line)
		}
	}
	var files []string
	for _, group := range ownVocabulary(c) {
		files = append(files, group.File)
	}
	want := "vocabulary.yaml a/c.vocabulary.yaml a/c.vocabulary.yaml b.vocabulary.yaml"
	if got := strings.Join(files, " "); got != want {
		t.Errorf("groups come from %q, want %q", got, want)
	}
}

func TestVocabularyProblems(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", " \n", []string{"s.vocabulary.yaml:1: file is empty; "}},
		{"bad UTF-8", "- [a, b]\n- \xff", []string{"s.vocabulary.yaml:2: not valid UTF-8: byte 0xff; "}},
		{"bad YAML", "- [a, b]\n- [c, d\n- [e, f]\n", []string{"s.vocabulary.yaml:3: file is not valid YAML: "}},
		{"no sequence", "say: [a]\nmean: [b]\n", []string{"s.vocabulary.yaml:1: file is not a list of groups; "}},
		{"group that is text", "- [a, b]\n- c, d\n-\n", []string{
			"s.vocabulary.yaml:2: group is no list and has no say and mean; ", "s.vocabulary.yaml:3: group is no list"}},
		{"unknown key", "- say: [a]\n  means: [b]\n", []string{
			"s.vocabulary.yaml:1: group has no mean; ", `s.vocabulary.yaml:2: unknown key "means"; use only say, mean, weight`}},
		{"key given twice", "- say: [a]\n  mean: [b]\n  say: [c]\n", []string{`s.vocabulary.yaml:3: key "say" stands already in line 1; `}},
		{"no say", "- [a, b]\n- mean: [c]\n", []string{"s.vocabulary.yaml:2: group has no say; "}},
		{"no mean", "- [a, b]\n- say: [c]\n  weight: 1\n", []string{"s.vocabulary.yaml:2: group has no mean; "}},
		{"sides that are no lists", "- say: a\n  mean: []\n- say:\n  mean: {b: c}\n", []string{
			"s.vocabulary.yaml:1: say is empty or no list; write it as [one, other]", "s.vocabulary.yaml:2: mean is empty or no list; ",
			"s.vocabulary.yaml:3: say is empty or no list; ", "s.vocabulary.yaml:4: mean is empty or no list; "}},
		{"empty group", "- []\n", []string{"s.vocabulary.yaml:1: group is empty or no list; "}},
		{"group of one", "- [a, b]\n- [c]\n", []string{`s.vocabulary.yaml:2: group has no other member than "c"; add`}},
		{"empty member", "- [a, '', b]\n- say: [c]\n  mean:\n  -\n  - '%'\n", []string{
			`s.vocabulary.yaml:1: member "" has no words; `, `s.vocabulary.yaml:4: member "" has no words; `, `s.vocabulary.yaml:5: member "%" has no words; `}},
		{"member that is no text", "- [a, b: c]\n- - [d]\n  - e\n  - f\n", []string{
			"s.vocabulary.yaml:1: member is not plain text; ", "s.vocabulary.yaml:2: member is not plain text; "}},
		{"long member", "- - a\n  - " + strings.Repeat("é", 101), []string{"s.vocabulary.yaml:2: member has more than 100 characters; shorten it"}},
		{"member twice", "- - how come\n  - why\n  - How  Come\n- say: [a, a]\n  mean: [b]\n", []string{
			`s.vocabulary.yaml:3: "How Come" stands twice in the group; remove one`, `s.vocabulary.yaml:4: "a" stands twice in the group; `}},
		{"weight", "- {say: [a], mean: [b], weight: 0}\n- {say: [a], mean: [c], weight: 1.01}\n- {say: [a], mean: [d], weight: .nan}\n" +
			"- {say: [a], mean: [e], weight: NaN}\n- {say: [a], mean: [f], weight: high}\n- {say: [a], mean: [g], weight: [1]}\n- say: [a]\n  mean: [h]\n  weight:\n", []string{
			`s.vocabulary.yaml:1: weight "0" is not a number above 0 and up to 1; write one such as 0.5`, `s.vocabulary.yaml:2: weight "1.01" is not`,
			`s.vocabulary.yaml:3: weight ".nan" is not`, `s.vocabulary.yaml:4: weight "NaN" is not`, `s.vocabulary.yaml:5: weight "high" is not`,
			`s.vocabulary.yaml:6: weight "" is not`, `s.vocabulary.yaml:9: weight "" is not`}},
		{"group twice", "- [a, b]\n- [B, a]\n- {say: [a], mean: [b, c]}\n- {say: [a], mean: [c, b], weight: 0.5}\n", []string{
			"s.vocabulary.yaml:2: group stands already in line 1; keep one of the two", "s.vocabulary.yaml:4: group stands already in line 3; "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkProblems(t, folder(t, "s.md", head+"One.", "s.vocabulary.yaml", test.text), test.want...)
		})
	}
	t.Run("of all stories", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+"One.", "vocabulary.yaml", "- [a]"), "vocabulary.yaml:1: group has no other member")
	})
	t.Run("of all stories in another folder", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+"One.", "sub/vocabulary.yaml", "- [a]"), "sub/vocabulary.yaml:1: vocabulary of all stories is not in the top folder; move it")
	})
	t.Run("without its story", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+"One.", "t.vocabulary.yaml", "- [a]"), `t.vocabulary.yaml:1: vocabulary without its story; add "t.md" or rename`)
	})
	t.Run("without any story", func(t *testing.T) {
		checkProblems(t, folder(t, "vocabulary.yaml", "- [a, b]"), ".:1: no Markdown file in the folder; ")
	})
}

func FuzzVocabulary(f *testing.F) {
	for _, text := range []string{
		"", "# a", "~", "- [why, reason]\n- say: [a]\n  mean: [b]\n  weight: 0.5\n", "- [a, a]\n- []\n- [a]\n- a\n-", "- &x [a, b]\n- *x\n", "- <<: {say: [a]}\n  mean: [b]",
		"- {say: [a], mean: [b], weight: 0x1p-2}", "- {say: [a], mean: [b], weight: 1e-400}", "- [\"\\0a\", \"b\\u2029c\"]", "- ? {a: b}\n  : c", "- [!!binary aGk=, !x y]", "--- [a]\n--- [b]", "\xff", strings.Repeat("- ", 300),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := loadFuzzed(t, text, "s.md", head+"One.", "s.vocabulary.yaml", text)
		if c == nil {
			return
		}
		for _, group := range ownVocabulary(c) {
			if !(group.Weight > 0 && group.Weight <= 1) || len(group.Mean) == 0 || len(group.Say) == 0 && len(group.Mean) < 2 {
				t.Errorf("group %+v is incomplete", group)
			}
			for _, member := range append(group.Say[:len(group.Say):len(group.Say)], group.Mean...) {
				if member == "" || member != prose.Line(member) {
					t.Errorf("group %+v has the member %q", group, member)
				}
			}
		}
	})
}
