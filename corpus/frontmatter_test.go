package corpus

import (
	"slices"
	"strings"
	"testing"
)

func TestFrontMatter(t *testing.T) {
	const base = "https://garden.example/"
	day := "2024-05-01"
	type want struct{ title, url, language, publisher, author, description, date string }
	tests := []struct {
		name, text string
		want       want
	}{
		{"none", "Some text.", want{title: "The page", url: base + "the-page/"}},
		{"first heading", "# Garden *club*\n\nSome text.", want{title: "Garden club", url: base + "the-page/"}},
		{"YAML", "---\ntitle: Shop\nlang: de\ndate: 2024-05-01\nauthor: Ada\ndescription: What we sell\npublisher: Club\n---\nSome text.",
			want{"Shop", base + "the-page/", "de", "Club", "Ada", "What we sell", day}},
		{"keys of generators", "---\ntitle: Shop\nsidebar_position: 3\ntoc: true\nlayout: post\ntags: [a, b]\nnested:\n  a: {b: c}\n---\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"TOML", "+++\ntitle = \"Shop\"\nweight = 5\ndate = 2024-05-01\n[extra]\na = 1\n+++\nSome text.", want{title: "Shop", url: base + "the-page/", date: day}},
		{"JSON", "{\n  \"title\": \"Shop\",\n  \"lang\": \"fr\"\n}\n\nSome text.", want{title: "Shop", url: base + "the-page/", language: "fr"}},
		{"HTML comment", "<!--{\n  \"Title\": \"Shop\"\n}-->\n\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"authors", "---\ntitle: Shop\nauthors:\n- ada\n- name: Bob\n---\nSome text.", want{title: "Shop", url: base + "the-page/", author: "ada, Bob"}},
		{"date with a time", "---\ntitle: Shop\ndate: 2024-05-01 10:00:00 +0200\n---\nSome text.", want{title: "Shop", url: base + "the-page/", date: day}},
		{"date in words", "---\ntitle: Shop\ndate: May 1, 2024\n---\nSome text.", want{title: "Shop", url: base + "the-page/", date: day}},
		{"invalid date", "---\ntitle: Shop\ndate: soon\n---\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"absolute address", "---\ntitle: Shop\nurl: https://example.org/é\n---\nSome text.", want{title: "Shop", url: "https://example.org/%C3%A9"}},
		{"canonical address", "---\ntitle: Shop\ncanonical_url: https://example.org/shop\n---\nSome text.", want{title: "Shop", url: "https://example.org/shop"}},
		{"relative address", "---\ntitle: Shop\nurl: /shop/\n---\nSome text.", want{title: "Shop", url: base + "shop/"}},
		{"permalink", "---\ntitle: Shop\npermalink: /a/b.html\n---\nSome text.", want{title: "Shop", url: base + "a/b.html"}},
		{"permalink with a pattern", "---\ntitle: Shop\npermalink: /:year/:title/\n---\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"slug", "---\ntitle: Shop\nslug: shop\n---\nSome text.", want{title: "Shop", url: base + "shop/"}},
		{"slug of the whole path", "---\ntitle: Shop\nslug: /sell/it\n---\nSome text.", want{title: "Shop", url: base + "sell/it"}},
		{"address that is not http", "---\ntitle: Shop\nurl: ftp://example.org\n---\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"colon in the title", "---\ntitle: Shop: open\nlang: de\n---\nSome text.", want{title: "Shop: open", url: base + "the-page/", language: "de"}},
		{"title cut by YAML", "---\ntitle: C# in #general\n---\nSome text.", want{title: "C# in", url: base + "the-page/"}},
		{"quoted title", "---\ntitle: \"C# in #general\"\n---\nSome text.", want{title: "C# in #general", url: base + "the-page/"}},
		{"other language tags", "---\ntitle: Shop\nlanguage: pt_br\n---\nSome text.", want{title: "Shop", url: base + "the-page/", language: "pt-BR"}},
		{"template in a value", "---\ntitle: {{ title }}\n---\nSome text.", want{title: "The page", url: base + "the-page/"}},
		{"only a rule", "---\n\nSome text.", want{title: "The page", url: base + "the-page/"}},
		{"empty", "---\n---\nSome text.", want{title: "The page", url: base + "the-page/"}},
		{"spaces after the fence", "--- \ntitle: Shop\n---\t\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"closed by dots", "---\ntitle: Shop\n...\nSome text.", want{title: "Shop", url: base + "the-page/"}},
		{"number as a title", "---\ntitle: 2024\n---\nSome text.", want{title: "2024", url: base + "the-page/"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := loadFS(t, folder("the-page.md", test.text), Options{BaseURL: base})
			s := c.Stories[0]
			got := want{s.Title, s.URL, s.Language, s.Publisher, s.Author, s.Description, ""}
			if !s.Date.IsZero() {
				got.date = s.Date.Format("2006-01-02")
			}
			if test.want.language == "" {
				test.want.language = "en"
			}
			if got != test.want {
				t.Errorf("story of %q = %+v, want %+v", test.text, got, test.want)
			}
			if units := describe(c); !slices.Equal(units, []string{"Some text."}) {
				t.Errorf("units of %q = %q", test.text, units)
			}
		})
	}
}

func TestDrafts(t *testing.T) {
	c := load(t, "a.md", "Some text.", "b.md", "---\ntitle: B\ndraft: true\n---\nNot yet.", "c.md", "---\ntitle: C\npublished: false\n---\nNot yet.")
	if len(c.Units) != 1 || c.LeftOut["drafts"] != 2 {
		t.Errorf("units %q, left out %v, want one unit and two drafts", ids(c), c.LeftOut)
	}
}

func TestFrontMatterWarnings(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"title cut by YAML", "---\nlang: en\ntitle: C# in #general\n---\nSome text.", `s.md:3: title is cut at "#": it reads "C# in"; quote the whole title`},
		{"not YAML", "---\ntitle: A: b\n---\nSome text.", `s.md:1: front matter is not valid YAML`},
		{"not TOML", "+++\ntitle = A b\n+++\nSome text.", `s.md:1: front matter is not valid TOML`},
		{"no end", "---\ntitle: A\n\nSome text.", `s.md:1: front matter has no end; close it with a line "---"`},
		{"language", "---\ntitle: A\nlanguage: klingonese\n---\nSome text.", `s.md:1: language "klingonese" is not a language tag`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := warnings(load(t, "s.md", test.text)); !strings.HasPrefix(got, test.want) {
				t.Errorf("warnings of %q = %q, want %q", test.text, got, test.want)
			}
		})
	}
}
