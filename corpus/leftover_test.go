package corpus

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	sites     = flag.String("sites", "", "measure leftover markup in the folders of sites in this folder")
	leftovers = flag.Bool("leftovers", false, "list the leftover markup of each site")
)

// leftover matches markup of site generators in the text of units, outside of code.
var leftover = map[string]*regexp.Regexp{
	"fence":        regexp.MustCompile(`(?m)^\s*:{3,}`),
	"admonition":   regexp.MustCompile(`(?m)^\s*(?:!!!|\?\?\?\+?)\s|^\s*[!?]>\s`),
	"alert":        regexp.MustCompile(`\[!\w+\]`),
	"tab":          regexp.MustCompile(`(?m)^\s*===[!+]? "|^==\s+\w`),
	"tag":          regexp.MustCompile(`\{%|\{\{`),
	"component":    regexp.MustCompile(`</?[A-Z]\w*(?:\.\w+)*(?:\s+[\w-]+=.*?)?\s*/?>`),
	"module":       regexp.MustCompile(`(?m)^(?:import|export)\s.*(?:\bfrom\s+['"]|\b(?:const|default|function)\b)`),
	"element":      regexp.MustCompile(`</?(?:a|b|br|code|details|div|em|h[1-6]|hr|i|img|kbd|li|ol|p|pre|span|strong|sub|summary|sup|table|tbody|td|th|tr|ul)\b[^<>\n]*>`),
	"comment":      regexp.MustCompile(`<!--|\{/\*|\*/\}|(?m)^%%|\{#\s`),
	"attributes":   regexp.MustCompile(`\{:?\s*[.#][\w-]+[^}\n]*\}|\{:\s*\w+=`),
	"wiki link":    regexp.MustCompile(`\[\[[^\]\n]+\]\]`),
	"link":         regexp.MustCompile(`\]\([^)\s]+\)|\]\[\w*\]`),
	"picture":      regexp.MustCompile(`!\[[^\]\n]*\]`),
	"emphasis":     regexp.MustCompile(`\*\*\S|\S\*\*(?:\s|$)|==[^=\s][^=\n]*==|~~\S`),
	"code":         regexp.MustCompile("`[^`\n]+`|```"),
	"heading":      regexp.MustCompile(`(?m)^#{1,6}\s?\w`),
	"contents":     regexp.MustCompile(`(?i)\[TOC\]|\[\[_?toc_?\]\]|\{:\s*toc`),
	"snippet":      regexp.MustCompile(`--8<--`),
	"emoji":        regexp.MustCompile(`(?:^|\s):[a-z][a-z_]{2,}:(?:\s|$)`),
	"footnote":     regexp.MustCompile(`\[\^[\w-]+\]`),
	"task":         regexp.MustCompile(`(?m)^\s*• \[[ xX]\] `),
	"table":        regexp.MustCompile(`(?m)^\s*\|.*\|\s*$|\|\s*:?-{3,}`),
	"block id":     regexp.MustCompile(`(?m)\s\^[a-zA-Z][\w-]*$`),
	"front matter": regexp.MustCompile(`(?m)^(?:---|\+\+\+)$`),
}

// leftoversIn returns the kinds of markup in a text, sorted.
func leftoversIn(text string) []string {
	var kinds []string
	for kind, pattern := range leftover {
		if pattern.MatchString(text) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// loadWithoutCode loads a folder with all code replaced by "x", since code may look like
// markup.
func loadWithoutCode(t *testing.T, l *loader, o Options) *Corpus {
	t.Helper()
	l.inspect = func(document *html.Node) {
		for n := range document.Descendants() {
			switch n.DataAtom {
			case atom.Code, atom.Pre, atom.Kbd, atom.Samp, atom.Var, atom.Tt:
				n.FirstChild = nil
				n.LastChild = nil
				n.AppendChild(&html.Node{Type: html.TextNode, Data: "x"})
			}
		}
	}
	c := l.load(o)
	if len(l.log.refusals) > 0 {
		t.Fatal(sortedProblems(l.log.refusals))
	}
	return c
}

// Each kind of markup is found, and none in plain text.
func TestLeftoversAreFound(t *testing.T) {
	for kind, text := range map[string]string{
		"fence": ":::note", "admonition": "!!! note", "alert": "[!NOTE] Take care.", "tab": `=== "By car"`, "tag": "{% include x %}", "component": "See <Card title=\"x\"> there",
		"module": "import A from 'b'", "element": "a <br> b", "comment": "<!-- x", "attributes": "text {: .note }", "wiki link": "See [[Map]].", "link": "See [map](map.md).",
		"picture": "![x]", "emphasis": "**bold**", "code": "the `x` key", "heading": "## Hours", "contents": "[TOC]", "snippet": `--8<-- "x"`, "emoji": ":smile:",
		"footnote": "lake[^1]", "task": "• [x] done", "table": "| a | b |", "block id": "shoes ^shoes", "front matter": "+++",
	} {
		if got := leftoversIn(text); !slices.Contains(got, kind) {
			t.Errorf("markup in %q: %q, want %s", text, got, kind)
		}
	}
	for _, text := range []string{
		"The gate opens at nine. It's 5 > 3, a == b, 2 ** 3, C++ & co.", "• one\n  • two", "Age: under 10; Fee: 120 €", "Use a: b; c [sic] (or d) {e} <name> #1 50% | 3",
		"At 10:30:00, or: never.", "/sethome home",
	} {
		if got := leftoversIn(text); len(got) > 0 {
			t.Errorf("markup in %q: %q, want none", text, got)
		}
	}
}

// The units of pages for each site generator have no leftover markup.
func TestNoLeftovers(t *testing.T) {
	for name, page := range map[string]string{
		"docusaurus.mdx": "---\ntitle: A\n---\nimport Tabs from '@theme/Tabs';\n\n:::tip[Hint **now**]\n\nText [link](x) `code`.\n\n- item\n\n  :::note\n\n  inner\n\n  :::\n\n:::\n\n<Tabs>\n  <TabItem value=\"a\" label=\"A\">\n    Text **a**.\n  </TabItem>\n</Tabs>\n\n{/* comment */}\n\n## Head {#head}\n\nText <Icon name=\"x\" /> end.",
		"mkdocs.md":      "!!! note \"Title `x`\"\n    Text ==mark== ^^ins^^ ~~del~~ ++ctrl+c++ :material-home: [x](y){ .md-button }\n\n    === \"Tab\"\n\n        Text in tab.\n\n--8<-- \"x.md\"\n\n[TOC]\n\nText[^1]\n{ .class }\n\n[^1]: Note.\n\n*[HTML]: Hyper Text",
		"hugo.md":        "+++\ntitle = \"A\"\n+++\n{{< hint style=\"warning\" >}}\nText **a**.\n{{</ hint >}}\n\n{{< figure src=\"x\" caption=\"Words\" >}}\n\nSee [x]({{< ref \"y\" >}}) and {{% param x %}}.\n\n{{</* note */>}}",
		"jekyll.md":      "---\ntitle: A\n---\n* TOC\n{:toc}\n\n{% include x.html content=\"Words here\" %}\n\n## Head\n{: .no_toc #x }\n\nText{:.x} [a](b){:target=\"_blank\"}.\n\n> Note\n{: .note}\n\n{% if x %}Text{% else %}Other{% endif %}",
		"obsidian.md":    "> [!tip]- Hint [[a]]\n> Text ![[b.png]]\n\n%% comment %%\n\nText [[a|b]] ==c== ^id\n\n```dataview\nLIST\n```\n\n- [ ] task #tag",
		"vitepress.md":   "::: details Click\nText\n:::\n\n<script setup>\nconst a = 1\n</script>\n\nText {{ name }} here.\n\n<Badge type=\"tip\" text=\"new\" />\n\n[[toc]]\n\n<!--@include: ./x.md-->",
		"gitbook.md":     "{% hint style=\"info\" %}\nText\n{% endhint %}\n\n{% tabs %}\n{% tab title=\"A\" %}\nText a\n{% endtab %}\n{% endtabs %}\n\n{% code title=\"x\" %}\n```js\na\n```\n{% endcode %}\n\n{% embed url=\"https://x.org\" %}",
		"starlight.mdx":  "import { Card } from 'x';\n\n<CardGrid>\n\t<Card title=\"A\" icon=\"x\">\n\t\tText **a** [b](c).\n\t</Card>\n</CardGrid>\n\n:::caution\nText\n:::\n\n<FileTree>\n- a\n  - b\n</FileTree>",
		"mdbook.md":      "{{#include x.md}}\n\n```admonish note\nText\n```\n\n<div class=\"warning\">\n\nText **b**\n\n</div>\n\n[//]: # (comment)",
		"docsify.md":     "!> Text\n\n?> Text two\n\n<!-- tabs:start -->\n\n#### **Tab**\n\nText\n\n<!-- tabs:end -->\n\n[a](b ':include')",
		"wiki.md":        "[[Link|Page]] and [[Page]]\n\n[[_TOC_]]\n\n| [[a\\|b]] | **c** |\n|---|---|\n| `d` | ~~e~~ f |",
		"myst.md":        "```{note} Title\n:class: x\nText {ref}`a <b>`\n```\n\n:::{tip}\nText\n:::\n\n```{toctree}\na\nb\n```\n\n(label)=\n## Head\n\n```{image} x.png\n```\n\nText {{ sub }}.",
	} {
		c := loadWithoutCode(t, newLoader(folder(name, page, "z.md", "A page with text.")), Options{})
		for _, u := range c.Units {
			if found := leftoversIn(u.Question + "\n" + u.Text); len(found) > 0 {
				t.Errorf("%s of %s has %q: %q", u.ID, name, found, u.Text)
			}
		}
	}
}

// TestLeftoversOfSites measures how many units of real sites have leftover markup:
//
//	go test ./corpus -run LeftoversOfSites -sites FOLDER -v [-leftovers]
func TestLeftoversOfSites(t *testing.T) {
	if *sites == "" {
		t.Skip("SKIPPED: needs the folders of sites; run go test ./corpus -run LeftoversOfSites -sites FOLDER -v")
	}
	const most = 0.01 // of all units
	entries, err := os.ReadDir(*sites)
	if err != nil {
		t.Fatal(err)
	}
	units, bad := 0, 0
	for _, entry := range entries {
		f, err := Dir(filepath.Join(*sites, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		c := loadWithoutCode(t, newLoader(f), Options{})
		f.Close()
		counts := make(map[string]int)
		siteBad := 0
		for _, u := range c.Units {
			found := leftoversIn(u.Question + "\n" + u.Text)
			if len(found) > 0 {
				siteBad++
			}
			for _, kind := range found {
				counts[kind]++
				if *leftovers {
					at := leftover[kind].FindStringIndex(u.Question + "\n" + u.Text)[0]
					t.Logf("%s: %s: %q", kind, u.ID, excerpt(u.Question+"\n"+u.Text, at))
				}
			}
		}
		t.Logf("%-12s %5d units, %3d with markup: %v", entry.Name(), len(c.Units), siteBad, counts)
		units += len(c.Units)
		bad += siteBad
	}
	t.Logf("%d of %d units have leftover markup: %.2f %%", bad, units, 100*float64(bad)/float64(max(units, 1)))
	if float64(bad) > most*float64(units) {
		t.Errorf("more than %v %% of the units have leftover markup", 100*most)
	}
}

// excerpt returns the text around an offset.
func excerpt(text string, at int) string {
	start, end := max(0, at-50), min(len(text), at+50)
	return strings.ToValidUTF8(text[start:end], "")
}
