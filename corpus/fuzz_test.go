package corpus

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzLoad(f *testing.F) {
	for _, story := range []string{
		"", "---\n---", "---\ntitle: A\nurl: https://x.org\n", "\uFEFF---\r\ntitle: A\r\nurl: https://x.org\r\n---\r\nOne.",
		"---\n? [a]\n: &x b\n<<: *x\n---\n", "---\ntitle: |\n  A\n  B\nurl: !!binary aGk=\n---\nOne",
		head + "# The Title {#a .b}\n\nOne\\\ntwo[^1] &amp; *three*\n\n> ## Q\n> - a\n>   1. b\n\n[^1]: note\n\n    ```\n    x\n",
		head + "|a|b|\n|-|-|\n|1 \\| `x|y`|2|\n\nTerm\n: Def\n\n<div>x<br>y<script>z</script></div>\n\nA\n===\n\n<b>x</b><style>y</style>",
		head + "## {#}\n\n##\n\n## A {id=5 b=[1,\"x\"]}\n\n<!-- x", head + "[a]: b\n\n![c][a] <https://x.org> \x00\x1b &#0; \u200b",
		head + "[^1]:\n[^2]: [^1]\n\n- [^3]: x\n", head + strings.Repeat("> ", 60) + "x",
	} {
		for _, faq := range []string{"# Asked\n\n## Q?\n\nYes.\n\n### More\n\n- a", "text\n## q\n## Q!\n\n---\n", "---\na: b\n---\n## \xff"} {
			f.Add([]byte(story), []byte(faq))
		}
	}
	f.Fuzz(func(t *testing.T, story, faq []byte) {
		if c := loadFuzzed(t, string(story)+string(faq), "s.md", string(story), "s.faq.md", string(faq)); c != nil {
			checkUnits(t, c)
		}
	})
}

// loadFuzzed loads a folder of names and contents in turn, of which fuzzed are
// the contents that may be wrong. It returns nil after checking the problems.
func loadFuzzed(t *testing.T, fuzzed string, namesAndTexts ...string) *Corpus {
	t.Helper()
	c, err := Load(folder(t, namesAndTexts...))
	if err == nil {
		return c
	}
	problems, ok := errors.AsType[Problems](err)
	if !ok || c != nil || len(problems) == 0 {
		t.Fatalf("Load = %v, %T, want no corpus and Problems", c, err)
	}
	lines := strings.Count(fuzzed, "\n") + strings.Count(fuzzed, "\r") + 1
	for _, p := range problems {
		if p.Line < 1 || p.Line > lines || p.What == "" || p.Do == "" {
			t.Errorf("bad problem %q", p)
		}
	}
	return nil
}

// checkUnits checks what every unit of a loaded corpus promises.
func checkUnits(t *testing.T, c *Corpus) {
	seen := map[string]bool{}
	for _, u := range c.Units {
		if seen[u.ID] {
			t.Errorf("id %q is not unique", u.ID)
		}
		seen[u.ID] = true
		if !strings.ContainsFunc(u.Text, visible) || u.Heading == "" || (u.Question != "") != (u.Kind == FAQ) {
			t.Errorf("unit is incomplete: %+v", *u)
		}
		for _, s := range []string{u.ID, u.Heading, u.Anchor, u.Question, u.Text} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Errorf("unit %q holds %q", u.ID, s)
			}
		}
	}
}

// FuzzNothingIsLost checks that each word of prose comes out of every kind of
// block that can hold it.
func FuzzNothingIsLost(f *testing.F) {
	f.Add("The quick brown fox")
	f.Add("Привет мир 2026")
	f.Add("人工智能 x² हिन्दी")
	f.Fuzz(func(t *testing.T, prose string) {
		words := strings.FieldsFunc(strings.ToValidUTF8(prose, " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if len(words) == 0 || len(prose) > 200 {
			t.Skip("no words, or more than a heading holds")
		}
		text := strings.Join(words, " ")
		for _, form := range []string{
			"%s", "x\n%s\ny", "## %s\n\nx", "%s\n===\n\nx", "- x\n- %s", "- x\n  - y\n\n    %s", "1. %s", "> %s", "> - %s", "```\n%s\n```", "x\n\n\t%s",
			"|a|%[1]s|\n|-|-|\n|x|%[1]s|", "x[^1]\n\n[^1]: %s", "[^1]: %s", "T\n: %s", "*%s*", "`x %s`", "[%s](y)", "![%s](y)", "[y]: z\n\n[%s][y]",
			"<b>%s</b>", "<div>\n<i>%s</i>\n</div>", "<details>\n\n%s\n\n</details>", "- [ ] %s", "x<br>%s", "~~%s~~",
		} {
			source := fmt.Sprintf(form, text)
			var got strings.Builder
			for _, u := range load(t, "s.md", head+source).Units {
				got.WriteString(u.Heading + "\n" + u.Text + "\n")
			}
			if !strings.Contains(got.String(), text) {
				t.Errorf("%q of %q is lost, units hold %q", text, source, got.String())
			}
		}
	})
}
