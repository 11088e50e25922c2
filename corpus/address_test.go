package corpus

import (
	"strings"
	"testing"
)

// A page's path is the one that the site's generator would make.
func TestAddresses(t *testing.T) {
	const base = "https://example.org/docs/"
	tests := []struct{ generator, file, front, want string }{
		{"", "a/b.md", "", "a/b/"},
		{"", "a/index.md", "", "a/"},
		{"", "README.md", "", ""},
		{"", "a b/c d.md", "", "a%20b/c%20d/"},
		{"", "old.html", "", "old.html"},
		{"", "a/index.html", "", "a/"},
		{"", "a.md", "url: /x/", "x/"},
		{"docusaurus", "01-intro/02-first.md", "", "intro/first"},
		{"docusaurus", "a/index.mdx", "", "a"},
		{"docusaurus", "a/b.md", "slug: c", "a/c"},
		{"docusaurus", "a/b.md", "slug: /c", "c"},
		{"docusaurus", "a/b.md", "id: c", "a/c"},
		{"hugo", "About Us/Hello.md", "", "about-us/hello/"},
		{"hugo", "a/_index.md", "", "a/"},
		{"hugo", "a/index.md", "", "a/"},
		{"hugo", "a/b.md", "slug: c", "a/c/"},
		{"jekyll", "_posts/2024-05-01-gate.md", "", "2024/05/01/gate.html"},
		{"jekyll", "about.md", "", "about.html"},
		{"jekyll", "about.md", "permalink: /about/", "about/"},
		{"jekyll", "a/index.md", "", "a/"},
		{"mkdocs", "a/b.md", "", "a/b/"},
		{"mkdocs", "a/index.md", "", "a/"},
		{"mkdocs", "README.md", "", ""},
		{"vitepress", "a/b.md", "", "a/b.html"},
		{"vitepress", "a/index.md", "", "a/"},
		{"mdbook", "a/b.md", "", "a/b.html"},
		{"mdbook", "README.md", "", ""},
		{"obsidian", "Getting started/First note.md", "", "Getting+started/First+note"},
		{"wiki", "How to install.md", "", "How-to-install"},
		{"wiki", "sub/Page.md", "", "Page"},
		{"wiki", "Home.md", "", ""},
	}
	for _, test := range tests {
		name := test.generator + " " + test.file + " " + test.front
		t.Run(name, func(t *testing.T) {
			c := load(t, "alliancebot.yaml", "base_url: "+base+"\ngenerator: "+test.generator, test.file, "---\ntitle: T\n"+test.front+"\n---\nSome text.")
			if got := c.Stories[0].URL; got != base+test.want {
				t.Errorf("address = %q, want %q", got, base+test.want)
			}
			if len(c.Warnings) > 0 {
				t.Errorf("warnings:\n%v", c.Warnings)
			}
		})
	}
}

// Generators are recognized by their files.
func TestGeneratorIsRecognized(t *testing.T) {
	tests := []struct{ file, page, want string }{
		{"hugo.toml", "A b.md", "a-b/"},
		{"_config.yml", "a.md", "a.html"},
		{"docusaurus.config.js", "1-a.md", "a"},
		{"mkdocs.yml", "a.md", "a/"},
		{".vitepress/config.ts", "a.md", "a.html"},
		{"_Sidebar.md", "A b.md", "A-b"},
		{"SUMMARY.md", "a.md", "a.html"},
		{".obsidian/app.json", "A b.md", "A+b"},
	}
	for _, test := range tests {
		c := loadFS(t, folder(test.file, "x", test.page, "Some text."), Options{BaseURL: "https://example.org"})
		if got := c.Stories[0].URL; got != "https://example.org/"+test.want {
			t.Errorf("with %s, the address of %s = %q, want path %q", test.file, test.page, got, test.want)
		}
	}
}

func TestBaseURL(t *testing.T) {
	page := []string{"a.md", "Some text."}
	tests := []struct {
		name    string
		option  string
		files   []string
		want    string
		warning string
	}{
		{"none", "", nil, "", ""},
		{"option", "https://example.org/docs", nil, "https://example.org/docs/a/", ""},
		{"option with a query", "https://example.org/docs?x#y", nil, "https://example.org/docs/a/", ""},
		{"file", "", []string{"alliancebot.yaml", "base_url: https://example.org/d/\npublisher: Club"}, "https://example.org/d/a/", ""},
		{"CNAME", "", []string{"CNAME", "docs.example.org\n"}, "https://docs.example.org/a/", ""},
		{"CNAME of another folder", "", []string{"sub/CNAME", "docs.example.org\n"}, "", ""},
		{"file before CNAME", "", []string{"CNAME", "b.example", "alliancebot.yaml", "base_url: https://c.example"}, "https://c.example/a/", ""},
		{"option before file", "https://o.example", []string{"alliancebot.yaml", "base_url: https://c.example"}, "https://o.example/a/", ""},
		{"file elsewhere", "", []string{"sub/alliancebot.yaml", "base_url: https://c.example"}, "", "sub/alliancebot.yaml:1: alliancebot.yaml is not in the top folder"},
		{"unknown generator", "", []string{"alliancebot.yaml", "generator: frontpage"}, "", `alliancebot.yaml:1: unknown generator "frontpage"`},
		{"bad file", "", []string{"alliancebot.yaml", "base_url: [a"}, "", "alliancebot.yaml:1: not valid YAML"},
		{"unknown key", "", []string{"alliancebot.yaml", "base-url: https://c.example"}, "", `alliancebot.yaml:1: unknown key "base-url"; use only base_url, generator and publisher`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := loadFS(t, folder(append(test.files, page...)...), Options{BaseURL: test.option})
			if got := c.Stories[0].URL; got != test.want {
				t.Errorf("address = %q, want %q", got, test.want)
			}
			if got := warnings(c); !strings.HasPrefix(got, test.warning) || test.warning == "" && got != "" {
				t.Errorf("warnings = %q, want %q", got, test.warning)
			}
		})
	}
	for _, base := range []string{"example.org", "ftp://example.org", "https://", "https://a b", "/docs"} {
		if _, err := Load(folder(page...), Options{BaseURL: base}); err == nil || !strings.Contains(err.Error(), "is not an absolute http or https address") {
			t.Errorf("Load with base address %q: error %v", base, err)
		}
	}
}
