package corpus

import (
	"slices"
	"testing"
)

// The markup of site generators is removed; its contents stay.
func TestGeneratorMarkup(t *testing.T) {
	testPages(t, "s.md", []pageTest{
		// Admonitions.
		{"Docusaurus note", ":::info\n\nAsk at the barn.\n\n:::", []string{"Ask at the barn."}},
		{"Docusaurus note with a title", ":::tip[Good to know]\nChildren pay nothing.\n:::", []string{"Good to know\nChildren pay nothing."}},
		{"older Docusaurus title", ":::caution Mind the pond\n\nIt is deep.\n\n:::", []string{"Mind the pond\nIt is deep."}},
		{"nested Docusaurus notes", "::::note[Outer]\n\nOuter text.\n\n:::tip[Inner]\n\nInner text.\n\n:::\n\nMore outer text.\n\n::::",
			[]string{"Outer\nOuter text.\n\nInner\nInner text.\n\nMore outer text."}},
		{"note without an end", ":::note\n\nIt goes on.", []string{"It goes on."}},
		{"note in a list", "- One\n\n  :::note\n\n  Inside the list.\n\n  :::\n\n- Two", []string{"• One\n  Inside the list.\n• Two"}},
		{"note in a quotation", "> :::note\n> Inside the quotation.\n> :::", []string{"Inside the quotation."}},
		{"VitePress container", "::: warning\nThe pond is deep.\n:::", []string{"The pond is deep."}},
		{"VitePress details", "::: details Click me\nHidden text.\n:::", []string{"Click me\nHidden text."}},
		{"Pandoc container", "::: {.callout-note title=\"Winter\"}\nIt is cold.\n:::", []string{"Winter\nIt is cold."}},
		{"fence with closing colons", "::: note :::\nClosed fences.\n:::", []string{"Closed fences."}},
		{"MkDocs note", "!!! note \"Winter\"\n\n    The **bridge** is [slippery](b.md).\n\n    Do not run.\n\nAfter it.",
			[]string{"Winter\nThe bridge is slippery.\n\nDo not run.\n\nAfter it."}},
		{"markup in a title", "!!! note \"Use `x` and **y**\"\n    Text inside.\n\n??? \"1. `a` [b](c)\"\n    Text two.", []string{"Use x and y\nText inside.\n\n1. a b\nText two."}},
		{"MkDocs note without a title", "!!! warning\n    The pond is deep.", []string{"The pond is deep."}},
		{"MkDocs note that unfolds", "???+ note \"More\"\n    Text inside.", []string{"More\nText inside."}},
		{"MkDocs note inside another", "!!! note\n\n    Outer text.\n\n    !!! tip\n\n        Inner text.", []string{"Outer text.\n\nInner text."}},
		{"MkDocs note in a list", "1. One\n\n    !!! note\n        Inside the list.\n\n2. Two", []string{"1. One\n   Inside the list.\n2. Two"}},
		{"MkDocs inline note", "!!! info inline end \"Side\"\n    Text at the side.", []string{"Side\nText at the side."}},
		{"GitHub alert", "> [!WARNING]\n> The pond is deep.", []string{"The pond is deep."}},
		{"Obsidian callout", "> [!tip]- Hint\n> Take line 7.", []string{"Hint\nTake line 7."}},
		{"Obsidian callout in another", "> [!note] Outer\n> Text one.\n>\n> > [!tip] Inner\n> > Text two.", []string{"Outer\nText one.\n\nInner\nText two."}},
		{"callout with a list", "> [!NOTE]\n> - one\n> - two", []string{"• one\n• two"}},
		{"mdBook admonish", "```admonish warning title=\"Take care\"\nThe **pond** is deep.\n```", []string{"Take care\nThe pond is deep."}},
		{"MyST note", "```{note} Watch\nThe pond is deep.\n```", []string{"Watch\nThe pond is deep."}},
		{"Docsify note", "!> The pond is deep.\n\n?> Ask at the barn.", []string{"The pond is deep.\n\nAsk at the barn."}},
		{"MkDocs block", "/// note | Winter\nIt is cold.\n///", []string{"Winter\nIt is cold."}},
		{"GitBook hint", "{% hint style=\"info\" %}\nThe pond is deep.\n{% endhint %}", []string{"The pond is deep."}},
		{"Jekyll note", "{: .note }\nThe pond is deep.\n{: .important-title }", []string{"The pond is deep."}},
		{"Zola note", "{% note(title=\"Winter\") %}\nIt is cold.\n{% end %}", []string{"Winter\nIt is cold."}},
		{"Hugo alert", "{{% alert title=\"Winter\" color=\"info\" %}}\nIt is cold.\n{{% /alert %}}", []string{"Winter\nIt is cold."}},

		// Tabs.
		{"MkDocs tabs", "=== \"By car\"\n\n    Take exit 4.\n\n=== \"By bus\"\n\n    Take line 7.", []string{"By car\nTake exit 4.\n\nBy bus\nTake line 7."}},
		{"Docusaurus tabs", "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n<Tabs groupId=\"os\">\n<TabItem value=\"win\" label=\"Windows\">\n\nRun the installer.\n\n</TabItem>\n<TabItem value=\"mac\" label=\"macOS\">\n\nOpen the image.\n\n</TabItem>\n</Tabs>",
			[]string{"Windows\nRun the installer.\n\nmacOS\nOpen the image."}},
		{"GitBook tabs", "{% tabs %}\n{% tab title=\"Windows\" %}\nRun the installer.\n{% endtab %}\n{% tab title=\"macOS\" %}\nOpen the image.\n{% endtab %}\n{% endtabs %}",
			[]string{"Windows\nRun the installer.\n\nmacOS\nOpen the image."}},
		{"Hugo tabs", "{{< tabs >}}\n{{< tab \"Windows\" >}}\nRun the installer.\n{{< /tab >}}\n{{< /tabs >}}", []string{"Windows\nRun the installer."}},
		{"VitePress tabs", ":::tabs key:os\n\n== Windows\n\nRun the installer.\n\n== macOS\nOpen the image.\n\n:::", []string{"Windows\nRun the installer.\n\nmacOS\nOpen the image."}},
		{"HTML with properties of JSX", "import A from 'a';\n\n<div\n  style={{\"margin\": 1}}\n>\n  <span\n    className={\"x\"}\n  >\n    The gate\n  </span> opens.\n</div>", []string{"The gate opens."}},
		{"VitePress code group", "::: code-group\n\n```sh [npm]\nnpm add x\n```\n\n```sh [pnpm]\npnpm add x\n```\n\n:::", []string{"npm add x\npnpm add x"}},

		// Template tags.
		{"Liquid", "{% include hours.html %}\n\nThe gate of {{ site.title }} opens.\n\n{%- if x -%}\nAlways shown.\n{% endif %}", []string{"The gate of opens.\n\nAlways shown."}},
		{"link with a tag", "See [the map]({{ \"/map/\" | url }}) or [it]({% link map.md %}).", []string{"See the map or it."}},
		{"link with a shortcode", "See [the map]({{< ref \"map.md\" >}}).", []string{"See the map."}},
		{"figure", "{{< figure src=\"rose.png\" caption=\"A red rose\" >}}\n\nRoses are red.", []string{"A red rose\n\nRoses are red."}},
		{"shortcode over lines", "{{< figure\n  src=\"x.png\"\n  alt=\"no\"\n>}}\n\nText after it.", []string{"Text after it."}},
		{"snippets", "<<< @/snippets/a.js{1,3}\n\n@[code js](../a.js)\n\nText here.", []string{"Text here."}},
		{"shortcode with a question", "{{< faq \"Is it far?\" >}}\nNo.\n{{< /faq >}}\n\n{% details question='Is it old?' %}\n\nYes.\n\n{% enddetails %}", []string{"Is it far? => No.", "Is it old? => Yes."}},
		{"paired shortcode", "{{% notice tip %}}\nBring a hat.\n{{% /notice %}}", []string{"Bring a hat."}},
		{"shortcode with a text", "Press {{< key \"Enter\" >}} to go on, {{< highlight >}}now{{< /highlight >}}.", []string{"Press to go on, now."}},
		{"highlighted code", "{% highlight ruby %}\nputs {{ x }}\n{% endhighlight %}", []string{"puts {{ x }}"}},
		{"Hugo highlight", "{{< highlight go >}}\nfmt.Println(\"{{ x }}\")\n{{< /highlight >}}", []string{"fmt.Println(\"{{ x }}\")"}},
		{"raw", "{% raw %}Write {{ name }} in the template.{% endraw %}", []string{"Write {{ name }} in the template."}},
		{"raw code", "{% raw %}\n```liquid\n{% for x in y %}\n  {{ x }}\n{% endfor %}\n```\n{% endraw %}", []string{"{% for x in y %}\n  {{ x }}\n{% endfor %}"}},
		{"tags between HTML", "<ul>\n  {% for x in y %}\n    <li>The <b>gate</b></li>\n    {% if z %}\n    <li>the lake</li>\n    {% endif %}\n  {% endfor %}\n</ul>\n{% x %}\n*Text* below.", []string{"• The gate\n• the lake\n\nText below."}},
		{"blank lines in an HTML table", "<table>\n  <tr>\n    <td>\n      <p>\n\n        The <b>gate</b>\n\n      </p>\n    </td>\n  </tr>\n</table>\n\n*Text* below.", []string{"The gate\n\nText below."}},
		{"Markdown in an HTML table", "<table><tr><td>\n\n**The gate**\n\n</td></tr></table>", []string{"The gate"}},
		{"line break before Markdown", "Text.\n\n<br>\n**The** gate\n<br/>\nis *open*.", []string{"Text.\n\nThe gate\nis open."}},
		{"MkDocs snippet", "Before it.\n\n--8<-- \"footer.md\"", []string{"Before it."}},
		{"mdBook include", "Before it.\n\n{{#include footer.md}}", []string{"Before it."}},
		{"tables of contents", "* TOC\n{:toc}\n\n[TOC]\n\n[[toc]]\n\n[[_TOC_]]\n\nText below.", []string{"Text below."}},

		// JSX.
		{"imports and exports", "import Map from '@site/Map';\nimport {\n  A,\n  B,\n} from 'x';\nexport const year = 2024;\n\nThe year is {year}.", []string{"The year is ."}},
		{"escaped braces", "import A from 'a';\n\nThe \\{name} of {year} it.", []string{"The {name} of it."}},
		{"component without contents", "import X from 'x';\n\n<Map lat={1} lon={2} />\n\nThe **map**.", []string{"The map."}},
		{"component with text", "<Card title=\"Hours\">\n    The **gate** opens at nine.\n</Card>", []string{"Hours\nThe gate opens at nine."}},
		{"component in a sentence", "Press <Key>Enter</Key> and <Icon name=\"x\" /> wait.", []string{"Press Enter and wait."}},
		{"component over lines", "<Image\n  src={x}\n  alt=\"no\"\n/>\n\nText below it.", []string{"Text below it."}},
		{"component indented more than its contents", "import A from 'a';\n\n1. One\n\n        <Tabs>\n\n    <TabItem label=\"npm\">\n\n    **Run** it.\n\n           </TabItem>\n\n      </Tabs>\n\n2. Two", []string{"1. One\n   npm\n   Run it.\n2. Two"}},
		{"JSX comment", "{/* ask Ada\nabout this */}\n\nText below it.", []string{"Text below it."}},

		// Comments.
		{"HTML comment", "<!-- a\n\nb -->\n\nText <!-- c --> here.", []string{"Text here."}},
		{"Obsidian comment", "%% ask Ada %%\n\nText here.\n\n%%\nlong\n\ncomment\n%%", []string{"Text here."}},
		{"Liquid comment", "{% comment %}\nhidden\n{% endcomment %}\nText here.", []string{"Text here."}},
		{"Jinja comment", "{# hidden #}\nText here.", []string{"Text here."}},
		{"Hugo comment", "{{/* hidden */}}\nText here.", []string{"Text here."}},
		{"Markdown comment", "[//]: # (hidden)\n\n[comment]: <> (hidden)\n\nText here.", []string{"Text here."}},
		{"percent signs", "It is 100%% sure, and 50%% of it too.", []string{"It is 100%% sure, and 50%% of it too."}},

		// Attributes, ids.
		{"kramdown attributes", "They cost five euros.\n{: .note }\n\nA [link](x){: target=\"_blank\" } and *em*{:.x}.", []string{"They cost five euros.\n\nA link and em."}},
		{"attributes of a picture", "![x](y.png){ width=\"50\" }\n\n[a button](x){ .md-button .md-button--primary }", []string{"a button"}},
		{"element with Markdown", "<div class=\"note\" markdown=\"1\">\nThe **gate** is `open`.\n</div>\n\n<details markdown>\n<summary>Is it *far*?</summary>\nNo, it is **near**.\n</details>",
			[]string{"The gate is open.", "Is it far? => No, it is near."}},
		{"element with Markdown in a list", "1. One\n\n    <div class=\"tip\" markdown>\n    <p class=\"title\">Tip</p>\n\n    Use the [map](x).\n\n    </div>\n\n2. Two", []string{"1. One\n   Tip\n   Use the map.\n2. Two"}},
		{"kramdown extensions", "{::options parse_block_html=\"true\" /}\nText here{::comment}hidden{:/comment}.", []string{"Text here."}},
		{"block id", "Bring good shoes. ^shoes", []string{"Bring good shoes."}},
		{"a power is not a block id", "It is 2 ^ 3 and x ^2", []string{"It is 2 ^ 3 and x ^2"}},

		// Wiki links.
		{"wiki link", "See [[Map of the garden|the map]] and [[Shop#Hours]]. ![[plan.png]]", []string{"See the map and Shop > Hours."}},
		{"wiki link to a block", "See [[Shop#^id]] and [[#Hours]].", []string{"See Shop and Hours."}},
		{"escaped wiki link in a table", "| A | B |\n|---|---|\n| [[x\\|one]] | two |", []string{"A: one; B: two"}},

		// Inline.
		{"marks", "Bring ==good== shoes if a == b.", []string{"Bring good shoes if a == b."}},
		{"emoji", ":warning: Bring shoes :smile: and :no_such: or :material-home:. It is 10:30:00.", []string{"⚠️ Bring shoes 😄 and :no_such: or . It is 10:30:00."}},
		{"task boxes", "- [x] one done\n- [ ] two open", []string{"• one done\n• two open"}},
		{"footnotes", "The lake is **deep**[^1].\n\n[^1]: Some 300 *metres*.", []string{"The lake is deep.\n[1] Some 300 metres."}},
		{"footnote with a name", "The lake[^d] is deep.\n\nThere are boats.\n\n[^d]: Some 300 metres.", []string{"The lake is deep.\n[1] Some 300 metres.\n\nThere are boats."}},
		{"struck out", "~~99~~ 109 euro, <del>old</del> <s>x</s>new.", []string{"109 euro, new."}},
		{"pictures", "![Alternative text](x.png)\n\nText below. ![](y.png)", []string{"Text below."}},
		{"keys", "Press ++ctrl+alt+del++ or <kbd>Esc</kbd>.", []string{"Press Ctrl+Alt+Del or Esc."}},
		{"MyST role", "See {ref}`the map <map>` and {doc}`hours`.", []string{"See the map and hours."}},
		{"directive in a sentence", "It is :abbr[HTML]{title=\"x\"} code.", []string{"It is HTML code."}},
		{"less than", "import A from 'a';\n\nI <3 it if a <b\nand c.\n\n{foo\n\nText here.", []string{"I <3 it if a <b and c.\n\n{foo\n\nText here."}},
		{"links with tags", "- [One]({{ a }})\n- [Two]({{< ref \"b\" >}})", []string{"• One\n• Two"}},
		{"subscript of a formula", "It is $x_{ij}$ and $(a)_{b}$.", []string{"It is $x_{ij}$ and $(a)_{b}$."}},
		{"loop", "import A from 'a';\n\n{list.map(x => (\n  <A x={x} />\n\n))}\n\nText here.", []string{"Text here."}},
		{"formula", "The area is $a^2$ metres.", []string{"The area is $a^2$ metres."}},
	})
}

// Headings keep their words; ids in braces become anchors.
func TestHeadings(t *testing.T) {
	tests := []struct{ name, heading, want, anchor string }{
		{"plain", "## One two", "One two", ""},
		{"closed", "## One ##", "One", ""},
		{"inlines", "## *One* `two` [three](x) &amp; \\# <a id=x></a>", "One two three & #", "x"},
		{"id", "## One {#one .class}", "One", "one"},
		{"kramdown id", "## One {: #one }", "One", "one"},
		{"JSX id", "## One {/* #one */}", "One", ""},
		{"only a class", "## One {.unnumbered}", "One", ""},
		{"attribute", "## One { data-toc-label=\"Buy\" }", "One", ""},
		{"braces in the text", "## The {name} field", "The {name} field", ""},
		{"escaped id", `## One \{#two}`, "One", "two"},
		{"no space", "##One", "One", ""},
		{"over lines", "One\ntwo\n---", "One two", ""},
		{"emoji", "## :rocket: Start", "🚀 Start", ""},
		{"badge", "## Start <Badge type=\"tip\" text=\"new\" />", "Start", ""},
		{"Obsidian id", "## Start ^start", "Start", ""},
		{"anchor before", "## <a name=\"go\"></a>Start", "Start", "go"},
		{"permalink", "## Start [¶](#start)", "Start", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := load(t, "s.md", head+test.heading+"\n\nSome text.").Units[0]
			if u.Heading != test.want || u.Anchor != test.anchor {
				t.Errorf("heading of %q = %q with anchor %q, want %q with %q", test.heading, u.Heading, u.Anchor, test.want, test.anchor)
			}
		})
	}
}

// Code is unchanged, even if it looks like markup.
func TestCodeIsUnchanged(t *testing.T) {
	for _, code := range []string{
		":::note\nx\n:::", "!!! note\n    x", "> [!NOTE]\n> x", "{{ site.title }}", "{% include x %}", "{{< x >}}", "<!-- x -->", "{/* x */}",
		"[[a|b]]", "==x==", "x ^id", "import a from 'b';", "<Tabs>x</Tabs>", "## x {#y}", "%% x %%", "[TOC]", "* TOC\n{:toc}", "{: .x }", ":smile:",
		"~~x~~", "[^1]", "--8<-- \"x\"", "##x", "=== \"x\"", "Q: x?\nA: y", "| a | b |\n|---|---|", "a  b\n\n\n  c",
	} {
		for _, form := range []struct{ before, after string }{
			{"```\n", "\n```"}, {"```md\n", "\n```"}, {"~~~~\n", "\n~~~~"}, {"<pre>", "</pre>"}, {"Such as:\n\n```\n", "\n```"},
		} {
			want := code
			if form.before[0] == 'S' {
				want = "Such as:\n" + code
			}
			if form.before == "<pre>" && slices.Contains([]string{"<!-- x -->", "<Tabs>x</Tabs>"}, code) || form.before == "<pre>" && len(code) > 10 && code[0] == 'a' {
				continue // it is markup here
			}
			c, err := Load(folder("s.md", head+form.before+code+form.after), Options{})
			if err != nil {
				t.Errorf("code %q: %v", form.before+code+form.after, err)
				continue
			}
			if len(c.Units) != 1 || c.Units[0].Text != want {
				t.Errorf("units of %q = %q, want %q", form.before+code+form.after, describe(c), want)
			}
		}
	}
	for _, code := range []string{"{{ x }}", "{% x %}", "[[x]]", "==x==", "<X>", "<!-- x -->", "%%x%%", ":smile:", "~~x~~", "{#x}", "**x**"} {
		want := "Write " + code + " here."
		for _, form := range []string{"Write `" + code + "` here.", "Write `` " + code + " `` here."} {
			if got := describe(load(t, "s.md", head+form)); !slices.Equal(got, []string{want}) {
				t.Errorf("units of %q = %q, want %q", form, got, want)
			}
		}
	}
}
