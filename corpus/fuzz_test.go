package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// FuzzLoad reads a page as each kind of file. Load must not return an error for a page, and
// must return valid units.
func FuzzLoad(f *testing.F) {
	for _, page := range []string{
		"", "---\n---", "---\ntitle: A\nurl: https://x.org\n", "\uFEFF---\r\ntitle: A\r\nurl: https://x.org\r\n---\r\nOne two.",
		"---\n? [a]\n: &x b\n<<: *x\n---\n", "+++\ntitle = \"A\"\n+++\nOne two", "{\n\"title\": \"A\"\n}\nOne two",
		"# The Title {#a .b}\n\nOne\\\ntwo[^1] &amp; *three*\n\n> ## Q?\n> - a\n>   1. b\n\n[^1]: note\n\n    ```\n    x\n",
		"|a|b|\n|-|-|\n|1 \\| `x|y`|2|\n\nTerm\n: Def\n\n<div>x<br>y<script>z</script></div>\n\nA\n===\n\n<b>x</b><style>y</style>",
		"## {#}\n\n##\n\n<!-- x", "[^1]:\n[^2]: [^1]\n\n- [^3]: x\n", strings.Repeat("> ", 60) + "x",
		":::note[A]\n::: tip\nx\n:::\n\n!!! a \"b\"\n    c\n\n=== \"t\"\n\n    > [!NOTE] x\n    > y\n", "> :::a\n> x\n\n```{note} x\ny\n```",
		"{{< a >}}{% b %}{{ c }}{# d #}{{/* e */}} x %% y %% ==z== ^i [[a|b]] ![[c]] :smile:\n{: .x}",
		"import A from 'b'\n\n<A b={c => <D/>}>\n  <Q>x?<A>y</A></Q>\n</A>\n\n{a.map(b => (\n<C/>\n))}", "<Faq question=\"a?\" answer=\"b\" />",
		"Q: a?\nA: b\n\n**c?** d\n\n1. **e?**\n\n   f\n2. **g?**\n\n   h", "<details><summary>a?</summary>b</details><dl><dt>c?<dd>d</dl>",
		"<html lang=de><head><title>A</title><link rel=canonical href=/x></head><body><nav>n</nav><main><h1>A</h1><table><caption>c<tr><th>a<th>b<tr><td>1<td><ul><li>2</table></main>",
		`<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"a?","acceptedAnswer":{"text":"b"}}]}</script>`,
		"- question: a?\n  answer: b", "a?: b\nc?: d", `{"q": "a", "a": "b"}`, "{% raw %}{{ x }}{% endraw %}{% highlight x %}\ny\n{% endhighlight %}", "<pre>\n:::\n</pre>",
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		for _, name := range []string{"s.md", "s.mdx", "s.html", "s.txt", "s.yml", "s.json", "s.faq.md", "s/faq.md"} {
			c, err := Load(folder(name, page, "z.md", "A page with text."), Options{BaseURL: "https://example.org/docs/"})
			if err != nil {
				problems, ok := errors.AsType[Problems](err)
				t.Fatalf("Load of %s = %v, %v, want no error", name, problems, ok)
			}
			checkUnits(t, c)
			lines := strings.Count(page, "\n") + strings.Count(page, "\r") + 1
			for _, p := range c.Warnings {
				if p.Line < 1 || p.Line > lines || p.What == "" || p.Fix == "" {
					t.Errorf("bad warning %q of %s with %d lines", p, name, lines)
				}
			}
		}
	})
}

// checkUnits checks the rules for all units of a corpus.
func checkUnits(t *testing.T, c *Corpus) {
	t.Helper()
	seen := make(map[string]bool)
	for _, u := range c.Units {
		if seen[u.ID] {
			t.Errorf("ID %q is not unique", u.ID)
		}
		seen[u.ID] = true
		if !strings.ContainsFunc(u.Text, visible) || u.Heading == "" || (u.Question != "") != (u.Kind == FAQ) || u.Line() < 1 {
			t.Errorf("unit is incomplete: %+v", *u)
		}
		for _, s := range []string{u.ID, u.Heading, u.Anchor, u.Question, u.Text} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0xE100 && r <= 0xE102 }) {
				t.Errorf("unit %q contains %q", u.ID, s)
			}
		}
		end := 0
		for _, r := range u.runs {
			if r.Start < end || r.End <= r.Start || r.End > len(u.Text) {
				t.Fatalf("runs of %q are out of order: %v", u.Text, u.runs)
			}
			if on := u.Story.page[r.at : r.at+r.End-r.Start]; on != r.Of(u.Text) {
				t.Errorf("%q of %s is %q on the page", r.Of(u.Text), u.ID, on)
			}
			end = r.End
		}
		checkLinks(t, u)
	}
}

// FuzzNothingIsLost checks that the words in each kind of block are in the units.
func FuzzNothingIsLost(f *testing.F) {
	f.Add("The quick brown fox")
	f.Add("Привет мир 2026")
	f.Add("人工智能 x² हिन्दी")
	f.Fuzz(func(t *testing.T, text string) {
		words := strings.FieldsFunc(prose.Clean(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if len(words) == 0 || len(text) > 200 {
			t.Skip("no words, or more than a heading has")
		}
		text = strings.Join(words, " ")
		if dialogMark.MatchString(text) {
			t.Skip("it is a dialog")
		}
		for _, form := range []string{
			"a %s", "x\n%s\ny", "## %s\n\nx y", "%s\n===\n\nx y", "- x\n- %s", "- x\n  - y\n\n    %s", "1. %s", "> x %s", "> - %s", "```\n%s\n```", "x\n\n\t%s",
			"|a|%[1]s|\n|-|-|\n|x|%[1]s|", "x[^1]\n\n[^1]: %s", "T\n: %s", "a *%s*", "`x %s`", "[a %s](y)", "[y]: z\n\n[a %s][y]", "a ==%s==",
			"<b>a %s</b>", "<div>\n<i>a %s</i>\n</div>", "<details>\n\na %s\n\n</details>", "- [ ] %s", "x<br>%s", ":::note[%s]\nx y\n:::", ":::tip\na %s\n:::",
			"!!! note \"%s\"\n    x y", "!!! note\n    a %s", "=== \"x\"\n    %s", "> [!NOTE]\n> a %s", "{{< x >}}\na %s\n{{< /x >}}", "{%% tab x %%}a %s{%% endtab %%}",
			"import X from 'x'\n\n<X>\n  a %s\n</X>", "<Card title=\"%s\">\nx y\n</Card>", "**%s?**\n\nx y", "Q: %s?\nA: x y", "Q: x?\nA: %s", "[[x|a %s]]",
		} {
			page := fmt.Sprintf(form, text)
			var got strings.Builder
			for _, u := range load(t, "s.md", page, "z.md", "A page with text.").Units {
				got.WriteString(u.Path() + "\n" + u.Story.Title + "\n" + u.Question + "\n" + u.Text + "\n")
			}
			if !strings.Contains(got.String(), text) {
				t.Errorf("%q of %q is lost, units have %q", text, page, got.String())
			}
		}
	})
}

// FuzzVocabulary checks that the groups of arbitrary vocabularies are complete.
func FuzzVocabulary(f *testing.F) {
	for _, text := range []string{
		"", "# a", "~", "- [why, reason]\n- say: [a]\n  mean: [b]\n  weight: 0.5\n", "- [a, a]\n- []\n- [a]\n- a\n-", "- &x [a, b]\n- *x\n", "- <<: {say: [a]}\n  mean: [b]",
		"- {say: [a], mean: [b], weight: 0x1p-2}", "- {say: [a], mean: [b], weight: 1e-400}", "- [\"\\0a\", \"b\\u2029c\"]", "- ? {a: b}\n  : c", "- [!!binary aGk=, !x y]", "--- [a]\n--- [b]", "\xff", strings.Repeat("- ", 300),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(folder("s.md", "One two.", "s.vocabulary.yaml", text, "s.phrasings.yaml", text), Options{})
		if err != nil {
			return // refused
		}
		for _, group := range ownVocabulary(c) {
			if !(group.Weight > 0 && group.Weight <= 1) || len(group.Mean) == 0 || len(group.Say) == 0 && len(group.Mean) < 2 {
				t.Errorf("group %+v is incomplete", group)
			}
			for _, member := range slices.Concat(group.Say, group.Mean) {
				if member == "" || member != prose.Line(member) {
					t.Errorf("group %+v has the member %q", group, member)
				}
			}
		}
	})
}

// Pages with thousands of nested or repeated elements are read like others.
func TestHostilePages(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	const n = 2_000
	for name, page := range map[string]string{
		"fences":       strings.Repeat(":::note\n", n),
		"fences apart": strings.Repeat("::: a\n\n", n) + strings.Repeat(":::\n", n),
		"notes":        strings.Repeat("!!! a\n", n),
		"tags":         strings.Repeat("<A b=\"", n),
		"components":   "import a from 'b'\n\n" + strings.Repeat("<A>\n", n),
		"open tags":    "import a from 'b'\n\n" + strings.Repeat("<div ", n),
		"braces":       strings.Repeat("{{", n),
		"liquid":       strings.Repeat("{% a ", n),
		"brackets":     strings.Repeat("[[", n) + strings.Repeat("![](", n),
		"stars":        strings.Repeat("**a ", n),
		"comments":     strings.Repeat("<!-- ", n) + strings.Repeat("{/* ", n) + strings.Repeat("%% a ", n),
		"equal":        strings.Repeat("## A\n\nSome text.\n\n", n),
		"equal texts":  strings.Repeat("Yes.\n\n", n),
		"divs":         strings.Repeat("<div>", n) + "x y",
		"tables":       strings.Repeat("<table><tr><td>", 500) + "x y",
		"lists":        strings.Repeat("<ul><li>", 500) + "x y",
		"one line":     strings.Repeat("word ", 10*n),
		"callouts":     strings.Repeat("> [!a] b\n", n),
		"details":      strings.Repeat("<details><summary>a?</summary>\n\n", 400) + "x y",
		"footnotes":    strings.Repeat("a[^1] ", n) + "\n\n[^1]: b",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, file := range []string{"s.md", "s.mdx", "s.html"} {
				c := load(t, file, page, "z.md", "A page with text.")
				for _, u := range c.Units[:min(len(c.Units), 3)] {
					checkLinks(t, u)
				}
			}
		})
	}
}

// The search for the ends of containers has a budget of steps, since each may go on to the
// end of the page.
func TestSearchForEndsIsBounded(t *testing.T) {
	for _, line := range []string{":::note", "<A>", "<A b={1}>"} {
		budget := 1000
		lines := slices.Repeat([]mdLine{{text: line}}, 100)
		containers(lines, 0, false, true, &budget)
		if budget != 0 {
			t.Errorf("%d of 1000 steps are left after 100 lines %q", budget, line)
		}
	}
}
