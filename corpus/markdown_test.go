package corpus

import (
	"slices"
	"testing"
)

func TestMarkdown(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string // the passages
	}{
		{"paragraphs", "One  \"two\" -- three...\n\nFour ’five’ – “six”.", []string{"One  \"two\" -- three...", "Four ’five’ – “six”."}},
		{"soft break", "One\n  two", []string{"One two"}},
		{"hard breaks", "One\\\ntwo  \nthree<br>four", []string{"One\ntwo\nthree\nfour"}},
		{"emphasis", "*One* __two__ ~~three~~ ***four***", []string{"One two three four"}},
		{"code span", "Use ``a `b` &amp; \\*`` now", []string{"Use a `b` &amp; \\* now"}},
		{"code span over lines", "`a\nb`", []string{"a b"}},
		{"entities and escapes", `&copy; &#65;&#x42; \*no\* \& \&amp; AT&T &lt;b&gt; 1 < 2`, []string{"© AB *no* & &amp; AT&T <b> 1 < 2"}},
		{"links", "A [link *here*](https://x.org/y_(z) \"title\") and [ref][r].\n\n[r]: https://x.org", []string{"A link here and ref."}},
		{"autolinks", "<https://x.org/a?b=c&d> www.x.org http://y.org me@x.org", []string{"https://x.org/a?b=c&d www.x.org http://y.org me@x.org"}},
		{"images", "![A *red* car](car.png) and ![](x.png)", []string{"A red car and"}},
		{"image without a text", "![](x.png)\n\nOne.", []string{"One."}},
		{"list", "- one\n- two\n  over lines\n- three", []string{"• one\n• two over lines\n• three"}},
		{"ordered list", "3. one\n4. two", []string{"3. one\n4. two"}},
		{"ordered list with brackets", "1) one\n2) two", []string{"1) one\n2) two"}},
		{"nested lists", "- one\n  1. two\n  2. three\n     - four\n- five", []string{"• one\n  1. two\n  2. three\n     • four\n• five"}},
		{"list in a list item", "- - one", []string{"• • one"}},
		{"loose list", "- one\n\n  more\n\n- two\n\n  ```\n  x\n    y\n  ```", []string{"• one\n  more\n• two\n  x\n    y"}},
		{"empty list item", "- one\n-\n- two", []string{"• one\n• two"}},
		{"task list", "- [x] one\n- [ ] two", []string{"• [x] one\n• [ ] two"}},
		{"quotation", "> One\n> two.\n>\n> - three\n>\n> > Four.\n\nFive.", []string{"One two.", "• three", "Four.", "Five."}},
		{"heading in a quotation", "> ## One\n> Two.", []string{"One", "Two."}},
		{"table", "| Name | *Age* |\n|---|:-:|\n| Ann \\| Bo | 5 |\n| Cy | |\n", []string{"Name: Ann | Bo; Age: 5\nName: Cy; Age:"}},
		{"table without rows", "| Name | Age |\n|---|---|\n", []string{"Name; Age"}},
		{"table with a short row", "|a|b|\n|-|-|\n|1|\n", []string{"a: 1; b:"}},
		{"table without a header", "| | |\n|-|-|\n|1|2|\n", []string{"1; 2"}},
		{"fenced code", "```go\nif a < b {\n\n\treturn &amp;\n}\n```", []string{"if a < b {\n\n\treturn &amp;\n}"}},
		{"indented code", "    one\n      two", []string{"one\n  two"}},
		{"thematic break", "One\n\n***\n\nTwo", []string{"One", "Two"}},
		{"footnotes", "One[^n] two[^1].\n\n[^1]: First\n    note.\n[^n]: Second *note*.\n[^x]: Nobody asks.\n\nThree.",
			[]string{"One[1] two[2].", "[2] First note.", "[1] Second note.", "[x] Nobody asks.", "Three."}},
		{"footnote of blocks", "One[^1].\n\n[^1]:\n    - a\n    - b\n", []string{"One[1].", "[1] • a\n    • b"}},
		{"unknown footnote", "One[^1].", []string{"One[^1]."}},
		{"definition list", "Term *a*\n: One\n  two\n: Three\n\nTerm b\nTerm c\n\n: Four\n\n  Five",
			[]string{"Term a\n  One two\n  Three\nTerm b\nTerm c\n  Four\n  Five"}},
		{"inline HTML", "One <b class=\"x>y\">two</b> <!-- no --> <img src=x alt=\"three &amp; four\">.", []string{"One two  three & four."}},
		{"inline script", "One <script>no</script>two<style>no</style>.", []string{"One two."}},
		{"inline script with tags", "One <script>a</b>b<script>c</style>d</script>two", []string{"One two"}},
		{"control character in a footnote's name", "[^a\x1b]: One.", []string{"[a] One."}},
		{"inline script without an end", "One <script>two", []string{"One two"}},
		{"HTML block", "<div>\n<p>One &amp;\n  <b>two</b></p><p>three<br/>four</p>\n<ul><li>five</li>\n<li>six</li></ul>\n</div>", []string{"One & two\nthree\nfour\n• five\n• six"}},
		{"HTML around Markdown", "<details><summary>One</summary>\n\nTwo *three*.\n\n</details>", []string{"One", "Two three."}},
		{"preformatted HTML", "<pre>one\n  two</pre>", []string{"one\ntwo"}},
		{"HTML without text", "<!-- a\n\nb -->\n\n<script>\nif (a) {}\n\nb\n</script>\n\n<style>x</style>\n\n<hr>\n\n<?php x ?>\n\nOne", []string{"One"}},
		{"control characters", "a\x00b\x1b[31mc\u0085d&#7;e", []string{"a\uFFFDb[31mc de"}},
		{"invisible paragraph", "One\n\n&nbsp;\n\n\u200b\n\nTwo", []string{"One", "Two"}},
		{"other scripts", "Привет, мир! 你好，世界。 مرحبا 🎉", []string{"Привет, мир! 你好，世界。 مرحبا 🎉"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, u := range load(t, "s.md", head+test.body).Units {
				got = append(got, u.Text)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("passages of %q =\n%q, want\n%q", test.body, got, test.want)
			}
		})
	}
}

func TestHeadingText(t *testing.T) {
	tests := []struct{ name, heading, want string }{
		{"plain", "## One two", "One two"},
		{"closed", "## One ##", "One"},
		{"inlines", "## *One* `two` [three](x) &amp; \\# <a id=x></a>", "One two three & #"},
		{"anchor", "## One {#one .class}", "One"},
		{"braces in the text", `## One \{#two}`, "One {#two}"},
		{"over lines", "One\ntwo\n---", "One two"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := load(t, "s.md", head+test.heading+"\n\nText.").Units[0].Heading; got != test.want {
				t.Errorf("heading of %q = %q, want %q", test.heading, got, test.want)
			}
		})
	}
}
