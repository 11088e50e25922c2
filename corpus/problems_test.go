package corpus

import (
	"fmt"
	"strings"
	"testing"
)

// Oddities are reported with their line, and the rest of the page is used.
func TestWarnings(t *testing.T) {
	long := strings.Repeat("é", 301)
	tests := []struct{ name, text, want, text0 string }{
		{"empty heading", head + "One two.\n\n## <!-- -->\n\nTwo three.", "s.md:8: heading is empty; write its text or remove it", "One two.\n\nTwo three."},
		{"extra cell", head + "|a|b|\n|-|-|\n|1|2|3|\n", "s.md:8: table row has more cells than its header; ", "a: 1; b: 2"},
		{"long heading", head + "## " + long + "\n\nOne two.", "s.md:6: heading or question has more than 300 characters; ", "One two."},
		{"no space after #", head + "##Hours\n\nOne two.", `s.md:6: "##" has no space after it`, "One two."},
		{"question without an answer", head + "## Open?\n\nYes.\n\n# Other\n\n## Why?\n\n# Free?\n\nNo.", `s.md:12: question "Why?" has no answer`, "Yes."},
		{"deep nesting", head + "One two.\n\n" + strings.Repeat("> - ", 26) + "two", "s.md:8: more than 50 nested quotations or lists; ", ""},
		{"elements too deep", strings.Repeat("<div>", 600) + "One two.", "s.md:1: HTML elements are nested too deeply; ", ""},
		{"comment without an end", head + "One two.\n\n<!-- two\n\nThree.", "s.md:8: comment has no end", "One two."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", test.text, "z.md", "Other text.")
			if got := warnings(c); !strings.HasPrefix(got, test.want) {
				t.Errorf("warnings of %q = %q, want %q", test.text, got, test.want)
			}
			if test.text0 != "" && c.Units[0].Text != test.text0 {
				t.Errorf("text of %q = %q, want %q", test.text, c.Units[0].Text, test.text0)
			}
		})
	}
}

// Similar problems are reported once, with their count and the first place.
func TestProblemsAreGrouped(t *testing.T) {
	var files []string
	for i := range 30 {
		files = append(files, fmt.Sprintf("p%02d.md", i+1), fmt.Sprintf("---\ntitle: P%d\nlanguage: klingon%dese\n---\n\nText %d.\n\n##\n\n##\n\nMore.", i, i, i))
	}
	c := load(t, files...)
	if len(c.Units) < 30 || len(c.Warnings) != 2 {
		t.Fatalf("%d units, warnings:\n%v\nwant two warnings", len(c.Units), c.Warnings)
	}
	want := "p01.md:1: language \"klingon0ese\" is not a language tag (30 places in 30 files, this is the first); write a BCP 47 tag such as en or pt-BR\n" +
		"p01.md:8: heading is empty (60 places in 30 files, this is the first); write its text or remove it"
	if got := warnings(c); got != want {
		t.Errorf("warnings = %s\nwant %s", got, want)
	}
}

func TestNothingToRead(t *testing.T) {
	checkRefused(t, folder("a.png", "x", "b.md", "# Only a heading", "c.yml", "a: b"), "the folder has no page with text; add one")
	checkRefused(t, folder(), "the folder has no page with text")
}

// A file that is ignored causes a warning.
func TestIgnoredFiles(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"s.phrasings.yml", "lead/1: [what is it]", ""},
		{"s.phrasing.yaml", "lead/1: [what is it]", `s.phrasing.yaml:1: the name is misspelled; rename it to "s.phrasings.yaml"`},
		{"s.phrasings.md", "lead/1: [what is it]", `s.phrasings.md:1: the name is misspelled; rename it to "s.phrasings.yaml"`},
		{"s.vocab.yaml", "- [a, b]", `s.vocab.yaml:1: the name is misspelled; rename it to "s.vocabulary.yaml"`},
		{"s.vocab.de.yaml", "- [a, b]", `s.vocab.de.yaml:1: the name is misspelled; rename it to "s.vocabulary.de.yaml"`},
		{"s.phrasings.zzzz.yaml", "lead/1: [what is it]", `s.phrasings.zzzz.yaml:1: the name is misspelled; rename it to "s.phrasings.yaml"`},
		{"s.vocabulary.yml", "- [a, b]", ""},
		{"vocabulary.yml", "- [a, b]", ""},
		{"t.phrasings.yaml", "lead/1: [what is it]", "t.phrasings.yaml:1: there is no page with that name; rename it after its page"},
		{"t.vocabulary.yaml", "- [a, b]", "t.vocabulary.yaml:1: there is no page with that name"},
		{"sub/vocabulary.yaml", "- [a, b]", "sub/vocabulary.yaml:1: the vocabulary of all pages is not in the top folder"},
		{"alliancebot.yml", "publisher: x", `alliancebot.yml:1: the name is misspelled; rename it to "alliancebot.yaml"`},
		{"copy.md", "One two three, and four more words of text.", `s.md:1: has the same text as "copy.md"; keep only one`},
		{"empty.md", " \n", "empty.md:1: the file is empty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", "One two three, and four more words of text.", test.name, test.text)
			if got := warnings(c); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("warnings = %q, want %q", got, test.want)
			}
			if test.name == "s.phrasings.yml" && len(c.Units[0].Phrasings) != 1 {
				t.Error("the phrasings are not used")
			}
			if strings.HasSuffix(test.name, "vocabulary.yml") && len(ownVocabulary(c)) != 1 {
				t.Error("the groups are not used")
			}
		})
	}
}
