package corpus

import (
	"slices"
	"strings"
	"testing"
)

// The units say what a page shows.
func TestMarkdown(t *testing.T) {
	testPages(t, "s.md", []pageTest{
		{"soft break", "One\n  two", []string{"One two"}},
		{"hard breaks", "One\\\ntwo  \nthree<br>four", []string{"One\ntwo\nthree\nfour"}},
		{"emphasis", "*One* __two__ ***four***", []string{"One two four"}},
		{"code span", "Use ``a `b` &amp; \\*`` now", []string{"Use a `b` &amp; \\* now"}},
		{"entities and escapes", `&copy; &#65;&#x42; \*no\* \& \&amp; AT&T &lt;b&gt; 1 < 2`, []string{"© AB *no* & &amp; AT&T <b> 1 < 2"}},
		{"links", "A [link *here*](https://x.org/y_(z) \"title\") and [ref][r].\n\n[r]: https://x.org", []string{"A link here and ref."}},
		{"autolinks", "See <https://x.org/a?b=c&d>, www.x.org, or me@x.org.", []string{"See https://x.org/a?b=c&d, www.x.org, or me@x.org."}},
		{"list", "- one\n- two\n  over lines\n- three", []string{"• one\n• two over lines\n• three"}},
		{"ordered list", "3. one\n4. two", []string{"3. one\n4. two"}},
		{"nested lists", "- one\n  1. two\n  2. three\n     - four\n- five", []string{"• one\n  1. two\n  2. three\n     • four\n• five"}},
		{"loose list", "- one\n\n  more\n\n- two\n\n  ```\n  x\n    y\n  ```", []string{"• one\n  more\n• two\n  x\n    y"}},
		{"empty item", "- one\n-\n- two", []string{"• one\n• two"}},
		{"list of pictures", "- ![a](b)\n- ![c](d)\n\nText below.", []string{"Text below."}},
		{"quotation", "> One\n> two.\n>\n> - three\n>\n> > Four.\n\nFive.", []string{"One two.\n• three\n\nFour.\n\nFive."}},
		{"table", "| Name | *Age* |\n|---|:-:|\n| Ann \\| Bo | 5 |\n| Cy | |\n", []string{"Name: Ann | Bo; Age: 5\nName: Cy"}},
		{"table without rows", "| Name | Age |\n|---|---|\n", []string{"Name; Age"}},
		{"table with a short row", "|a|b|\n|-|-|\n|1|\n", []string{"a: 1"}},
		{"table with an empty header", "| | |\n|-|-|\n|1|2|\n", []string{"1; 2"}},
		{"table without a header", "<table><tr><td>1</td><td>2</td></tr></table>", []string{"1; 2"}},
		{"table with headers at the side", "<table><tr><th>Age</th><td>5</td></tr><tr><th>Name</th><td>Ann</td></tr></table>", []string{"Age; 5\nName; Ann"}},
		{"table with breaks", "| a | b |\n|---|---|\n| one<br>two | three |", []string{"a: one two; b: three"}},
		{"table with a list", "<table><tr><th>a</th><th>b</th></tr><tr><td><ul><li>one</li><li>two</li></ul></td><td>three</td></tr></table>", []string{"a: one two; b: three"}},
		{"table with a caption", "<table><caption>Prices</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", []string{"Prices\na: 1; b: 2"}},
		{"table in a table", "<table><tr><td>one <table><tr><td>two</td></tr></table></td></tr></table>", []string{"one\ntwo"}},
		{"code", "```go\nif a < b {\n\n\treturn &amp;\n}\n```", []string{"if a < b {\n\n\treturn &amp;\n}"}},
		{"indented code", "    one\n      two", []string{"one\n  two"}},
		{"rule", "One\n\n***\n\nTwo", []string{"One\n\nTwo"}},
		{"footnotes", "One[^n] two[^1].\n\n[^1]: First\n    note.\n[^n]: Second *note*.\n[^x]: Nobody asks.\n\nThree.",
			[]string{"One two.\n[1] Second note.\n[2] First note.\n\nThree."}},
		{"footnote in a list", "- One[^1]\n\n[^1]: A note.", []string{"• One\n[1] A note."}},
		{"footnote in a table", "| a | b |\n|---|---|\n| 1[^1] | 2 |\n\n[^1]: A note.", []string{"a: 1; b: 2\n[1] A note."}},
		{"unknown footnote", "One two[^1].", []string{"One two[^1]."}},
		{"terms", "Term *a*\n: One\n  two\n: Three\n\nTerm b\nTerm c\n\n: Four\n\n  Five",
			[]string{"Term a\n  One two\n  Three\nTerm b\nTerm c\n  Four\n  Five"}},
		{"HTML in a sentence", "One <b class=\"x>y\">two</b> <img src=x alt=\"three\"> four<script>no</script>.", []string{"One two four."}},
		{"HTML block", "<div>\n<p>One &amp;\n  <b>two</b></p><p>three<br/>four</p>\n<ul><li>five</li>\n<li>six</li></ul>\n</div>", []string{"One & two\n\nthree\nfour\n• five\n• six"}},
		{"preformatted", "<pre>one\n  two</pre>", []string{"one\n  two"}},
		{"nothing visible", "<!-- a\n\nb -->\n\n<script>\nif (a) {}\n\nb\n</script>\n\n<style>x</style>\n\n<hr>\n\nOne two", []string{"One two"}},
		{"controls", "a\x1b[31mc d&#7;e \u202Ef", []string{"a[31mc de f"}},
		{"invisible paragraph", "One\n\n&nbsp;\n\n\u200b\n\nTwo", []string{"One\n\nTwo"}},
		{"other scripts", "Привет, мир! 你好，世界。 مرحبا 🎉", []string{"Привет, мир! 你好，世界。 مرحبا 🎉"}},
		{"no-break spaces", "« à\u00a0propos\u202f!", []string{"« à\u00a0propos\u202f!"}},
	})
}

// A passage can be read alone: a lead-in stays with what it leads to.
func TestPassages(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("These words are about the garden. ", 12))
	testPages(t, "s.md", []pageTest{
		{"long paragraphs are separate", long + "\n\n" + long + " And more.", []string{long, long + " And more."}},
		{"short paragraphs are joined", "One.\n\nTwo three.\n\n" + long, []string{"One.\n\nTwo three.\n\n" + long}},
		{"lead-in of a list", "Allowed are:\n\n- dogs\n- cats\n\n" + long, []string{"Allowed are:\n• dogs\n• cats\n\n" + long}},
		{"long lead-in of a list", long + " Allowed are:\n\n- dogs\n- cats", []string{long + " Allowed are:\n• dogs\n• cats"}},
		{"two lead-ins", "Bring:\n\n- boots\n\nForbidden are:\n\n- knives\n- phones", []string{"Bring:\n• boots\n\nForbidden are:\n• knives\n• phones"}},
		{"lead-in of code", "To go home, type:\n\n```\n/home\n```\n\n" + long, []string{"To go home, type:\n/home\n\n" + long}},
		{"lead-in of a table", "The prices:\n\n| a | b |\n|---|---|\n| 1 | 2 |", []string{"The prices:\na: 1; b: 2"}},
		{"lead-in of a quotation", "He said:\n\n> We are open.", []string{"He said:\n\nWe are open."}},
		{"introduction without a colon", "Here is what you need to know about the animals of the garden.\n\n- dogs\n- cats", []string{
			"Here is what you need to know about the animals of the garden.\n• dogs\n• cats"}},
		{"full-width colon", "許可される動物：\n\n- 犬\n- 猫", []string{"許可される動物：\n• 犬\n• 猫"}},
		{"a lead-in to nothing", "## A\n\nThe following is true:\n\n## B\n\nText of b.", []string{"B | Text of b."}},
		{"a bold line is a title", "**Winter**\n\n" + long + "\n\n**Summer**\n\n" + long + " Too.", []string{"Winter\n" + long, "Summer\n" + long + " Too."}},
		{"a title stays with what follows it", "Short text.\n\n**Winter**\n\n" + long, []string{"Short text.\n\nWinter\n" + long}},
		{"a picture is not a passage", "## A\n\n![Saved plans](x.png)\n\n## B\n\nText of b.", []string{"B | Text of b."}},
		{"equal headings", "## Monday\n\n### Morning\n\nWe open.\n\n## Tuesday\n\n### Morning\n\nWe sleep.", []string{"Monday › Morning | We open.", "Tuesday › Morning | We sleep."}},
		{"a title without text", "<details><summary>More</summary>\n\n![x](y)\n\n</details>\n\nSome text.", []string{"Some text."}},
		{"a word of code", "## Command\n\n```\n/sethome\n```", []string{"Command | /sethome"}},
		{"menu", "[One](a) | [Two](b) | [Three](c) | [Four](d)\n\nSome text.", []string{"Some text."}},
		{"contents", "- [One](#one)\n- [Two](#two)\n\nSome text.", []string{"Some text."}},
	})
}

// A long section is split between lines, and each part has the introduction.
func TestLongPassages(t *testing.T) {
	item := "a plant that grows in the garden and needs some water every day of the week"
	c := load(t, "s.md", "We grow:\n\n"+strings.Repeat("- "+item+"\n", 100))
	if len(c.Units) < 3 {
		t.Fatalf("%d units, want several", len(c.Units))
	}
	count := 0
	for _, u := range c.Units {
		if len(u.Text) > maxPassage+100 {
			t.Errorf("%s has %d bytes", u.ID, len(u.Text))
		}
		if !strings.HasPrefix(u.Text, "We grow:\n• a plant") {
			t.Errorf("%s starts with %.40q, want the introduction and an item", u.ID, u.Text)
		}
		count += strings.Count(u.Text, "• "+item)
	}
	if count != 100 {
		t.Errorf("%d items, want 100", count)
	}
	paragraph := strings.Repeat("日本語の文章です。", maxLine/20)
	for _, u := range load(t, "s.md", paragraph+"\n\n"+paragraph).Units {
		if len(u.Text) > maxLine {
			t.Errorf("%s has %d bytes", u.ID, len(u.Text))
		}
	}
}

// A list keeps its introduction even with a paragraph before it.
func TestListAfterParagraphs(t *testing.T) {
	c := load(t, "s.md", head+"## Animals\n\nThe following animals are allowed in the garden:\n\n- dogs on a leash\n- cats\n\nAsk the head gardener about others.")
	if want := []string{"Animals | The following animals are allowed in the garden:\n• dogs on a leash\n• cats\n\nAsk the head gardener about others."}; !slices.Equal(describe(c), want) {
		t.Errorf("units = %q, want %q", describe(c), want)
	}
}
