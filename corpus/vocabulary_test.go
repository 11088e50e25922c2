package corpus

import (
	"reflect"
	"strings"
	"testing"
)

// ownVocabulary returns the groups of c that are not built in.
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
		{"single words", "- say: a\n  mean: b", []Synonyms{{Say: []string{"a"}, Mean: []string{"b"}, Weight: 1, Line: 1}}},
		{"with commas", "- a, b c,, B C\n- say: d ,e\n  mean: ['f, g', h]", []Synonyms{{Mean: []string{"a", "b c"}, Weight: 1, Line: 1},
			{Say: []string{"d", "e"}, Mean: []string{"f, g", "h"}, Weight: 1, Line: 2}}},
		{"similar, not equal", "- [a, b]\n- [a, b, c]\n- {say: [a], mean: [b]}\n- {say: [b], mean: [a]}\n", []Synonyms{
			{Mean: []string{"a", "b"}, Weight: 1, Line: 1}, {Mean: []string{"a", "b", "c"}, Weight: 1, Line: 2},
			{Say: []string{"a"}, Mean: []string{"b"}, Weight: 1, Line: 3}, {Say: []string{"b"}, Mean: []string{"a"}, Weight: 1, Line: 4}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", head+"One two.", "s.vocabulary.yaml", test.text)
			for i := range test.want {
				test.want[i].File, test.want[i].Language = "s.vocabulary.yaml", "en"
			}
			if got := ownVocabulary(c); len(got) != len(test.want) || len(got) > 0 && !reflect.DeepEqual(got, test.want) {
				t.Errorf("vocabulary of %q =\n%+v, want\n%+v", test.text, got, test.want)
			}
		})
	}
}

func TestVocabularyOrder(t *testing.T) {
	c := load(t,
		"b.md", head+"Page b.", "b.vocabulary.yaml", "- [a, b]",
		"a/c.md", head+"Page a.", "a/c.vocabulary.yaml", "- [a, b]\n- [c, d]",
		"vocabulary.yaml", "- [a, b]")
	builtIn := General().Vocabulary
	if !reflect.DeepEqual(c.Vocabulary[:len(builtIn)], builtIn) {
		t.Error("the built-in vocabulary is not first")
	}
	for _, group := range builtIn {
		if group.File != "" || group.Line < 1 {
			t.Errorf("a built-in group is at %q:%d, want a line without a file", group.File, group.Line)
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

// A problem in a vocabulary is an error if it may change the meaning, and otherwise a
// warning.
func TestVocabularyProblems(t *testing.T) {
	tests := []struct {
		name, text string
		refused    bool
		want       []string
	}{
		{"bad YAML", "- [a, b]\n- [c, d\n- [e, f]\n", true, []string{"s.vocabulary.yaml:3: not valid YAML: "}},
		{"tab", "- [a, b]\n-\t[c, d]\n\t- e\n", true, []string{"s.vocabulary.yaml:3: not valid YAML: a line begins with a character that must be quoted, such as a tab"}},
		{"not a sequence", "say: [a]\nmean: [b]\n", true, []string{"s.vocabulary.yaml:1: the file is not a list of groups; "}},
		{"group that is no list", "- [a, b]\n- &c [c, d]\n- *c\n", true, []string{"s.vocabulary.yaml:3: group is neither a list nor has say and mean; "}},
		{"unknown key", "- say: [a]\n  means: [b]\n", true, []string{"s.vocabulary.yaml:1: group has no mean; ", `s.vocabulary.yaml:2: unknown key "means"; use only say, mean and weight`}},
		{"no say", "- [a, b]\n- mean: [c]\n", true, []string{"s.vocabulary.yaml:2: group has no say; "}},
		{"member that is not text", "- [a, b: c]\n", true, []string{"s.vocabulary.yaml:1: member is not plain text; "}},
		{"weight", "- {say: [a], mean: [b], weight: 0}\n", true, []string{`s.vocabulary.yaml:1: weight "0" is not a number above 0 and at most 1; write one such as 0.5`}},
		{"weight that is not a number", "- {say: [a], mean: [b], weight: .nan}\n", true, []string{`s.vocabulary.yaml:1: weight ".nan" is not`}},
		{"two documents", "- [a, b]\n---\n- [c, d]\n", false, []string{"s.vocabulary.yaml:2: more than one YAML document; "}},
		{"empty list", "- say: [a]\n  mean: []\n", false, []string{"s.vocabulary.yaml:2: mean is empty or not a list; write it as [one, other]"}},
		{"group of one", "- [a, b]\n- [c]\n", false, []string{`s.vocabulary.yaml:2: group has only the member "c"; add`}},
		{"group that is a word", "- [a, b]\n- c\n", false, []string{`s.vocabulary.yaml:2: group has only the member "c"; add`}},
		{"group without words", "- [a, b]\n- ','\n", false, []string{"s.vocabulary.yaml:2: group is empty or not a list; write it as [one, other]"}},
		{"empty member", "- [a, '', b]\n", false, []string{`s.vocabulary.yaml:1: member "" has no words; `}},
		{"long member", "- - a\n  - b\n  - " + strings.Repeat("é", 101), false, []string{"s.vocabulary.yaml:3: member has more than 100 characters; shorten it"}},
		{"group twice", "- [a, b]\n- [B, a]\n", false, []string{"s.vocabulary.yaml:2: duplicate group; first in line 1; keep only one"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := folder("s.md", head+"One two.", "s.vocabulary.yaml", test.text)
			if test.refused {
				checkProblems(t, files, test.want...)
				return
			}
			checkWarnings(t, loadFS(t, files, Options{}), test.want...)
		})
	}
}

// A vocabulary's language is that in its name or, if it is a page's, that of the page.
func TestVocabularyLanguage(t *testing.T) {
	tests := []struct{ file, want string }{
		{"vocabulary.yaml", ""},
		{"vocabulary.yml", ""},
		{"vocabulary.de.yaml", "de"},
		{"vocabulary.pt-BR.yml", "pt-BR"},
		{"s.vocabulary.yaml", "en"},
		{"s.vocabulary.en-GB.yaml", "en"},
		{"s.vocabulary.fr.yaml", "fr"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			c := load(t, "s.md", head+"One two.", test.file, "- [a, b]")
			checkWarnings(t, c)
			if got := ownVocabulary(c); len(got) != 1 || got[0].Language != test.want || got[0].File != test.file {
				t.Errorf("vocabulary = %+v, want one group in %q", got, test.want)
			}
		})
	}
}

func TestVocabularyInAFolder(t *testing.T) {
	c := load(t, "s.md", head+"One two.", "a/vocabulary.de.yaml", "- [a, b]")
	checkWarnings(t, c, "a/vocabulary.de.yaml:1: the vocabulary of all pages is not in the top folder; ")
}
