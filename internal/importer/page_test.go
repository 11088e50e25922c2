package importer

import (
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
	"unicode"

	"alliancebot/corpus"
)

func TestPagesGetTheirAddressAndDate(t *testing.T) {
	const modified = "Thu, 04 Mar 1999 10:00:00 GMT"
	tests := []struct {
		name, path, kind, body string
		file, url, date, says  string
		modified               string
	}{
		{name: "HTML", path: "/a/b.html?x=1&y=2", kind: "text/html; charset=utf-8", body: "<!doctype html>\n<p>Ein Käse.",
			file: "a/b-x-1-y-2.html", url: "http://x.test/a/b.html?x=1&y=2", date: "1999-03-04", says: "Ein Käse.", modified: modified},
		{name: "page with metadata", path: "/p", kind: "text/html",
			body: `<link rel="canonical" href="https://x.test/pages/p"><meta property="article:published_time" content="1998-01-02"><p>A page.`,
			file: "p.html", url: "https://x.test/pages/p", date: "1998-01-02", says: "A page.", modified: modified},
		{name: "canonical address of the site", path: "/p", kind: "text/html", body: `<link rel="canonical" href="https://x.test/"><p>A page.`,
			file: "p.html", url: "http://x.test/p", says: "A page."},
		{name: "relative canonical address", path: "/p", kind: "text/html", body: `<link rel="canonical" href="/q"><p>A page.`,
			file: "p.html", url: "http://x.test/p", says: "A page."},
		{name: "generated for the request", path: "/p", kind: "text/html", body: "<p>A page.",
			file: "p.html", url: "http://x.test/p", says: "A page.", modified: "Sat, 01 Jan 2000 00:00:00 GMT"},
		{name: "windows-1251", path: "/p", kind: "text/html; charset=windows-1251", body: "<p>\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0.",
			file: "p.html", url: "http://x.test/p", says: "Привет, мир."},
		{name: "UTF-8 declared as another encoding", path: "/p", kind: "text/html; charset=iso-8859-1", body: "<p>" + strings.Repeat("a ", 600) + "Käse.",
			file: "p.html", url: "http://x.test/p", says: strings.Repeat("a ", 600) + "Käse."},
		{name: "byte order mark", path: "/p", kind: "text/html", body: "\uFEFF<p>A page.", file: "p.html", url: "http://x.test/p", says: "A page."},
		{name: "no type", path: "/p", kind: "", body: "<!doctype html><p>A page.", file: "p.html", url: "http://x.test/p", says: "A page."},
		{name: "Markdown", path: "/README.md", kind: "text/plain", body: "# Title\n\nSome text.",
			file: "readme.md", url: "http://x.test/README.md", date: "1999-03-04", says: "Some text.", modified: modified},
		{name: "YAML front matter", path: "/p.md", kind: "text/markdown", body: "---\ntitle: T\nurl: /q\ndate:\n---\nSome text.",
			file: "p.md", url: "http://x.test/p.md", date: "1999-03-04", says: "Some text.", modified: modified},
		{name: "TOML front matter", path: "/p.md", kind: "text/markdown", body: "+++\r\ntitle = \"T\"\r\ndate = 1998-01-02\r\n+++\r\nSome text.",
			file: "p.md", url: "http://x.test/p.md", date: "1998-01-02", says: "Some text.", modified: modified},
		{name: "JSON front matter", path: "/p.md", kind: "text/markdown", body: "{\n\"title\": \"T\"\n}\nSome text.",
			file: "p.md", url: "http://x.test/p.md", says: "Some text."},
		{name: "front matter without an end", path: "/p.md", kind: "text/markdown", body: "---\n\nSome text.", file: "p.md", url: "http://x.test/p.md", says: "Some text."},
		{name: "text", path: "/p", kind: "text/plain", body: "Some text.", file: "p.txt", url: "http://x.test/p", says: "Some text."},
		{name: "FAQ data", path: "/api/faq", kind: "application/json", body: `[{"question":"How?","answer":"So."}]`,
			file: "api/faq.json", url: "http://x.test/api/faq", says: "So."},
	}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			headers := []string{}
			if test.modified != "" {
				headers = []string{"Last-Modified", test.modified}
			}
			w := newWeb(t, map[string]http.HandlerFunc{"x.test" + test.path: text(test.kind, test.body, headers...)})
			dir := t.TempDir()
			report := w.mustRun(dir, nil, "http://x.test"+test.path)
			equal(t, test.name+": files", report.Files, []string{test.file})
			story := load(t, dir)[test.file]
			if story == nil {
				t.Fatalf("%s: no story in %q", test.name, files(t, dir))
			}
			date := ""
			if !story.Date.IsZero() {
				date = story.Date.Format(time.DateOnly)
			}
			equal(t, test.name, []string{story.URL, date, story.Units[0].Text}, []string{test.url, test.date, strings.TrimSpace(test.says)})
		})
	}
}

func TestOtherTypesAreNotImported(t *testing.T) {
	for _, test := range [][3]string{
		{"image/png", "/p.png", "of type image/png"},
		{"text/plain", "/main.go", "of type text/plain (.go)"},
		{"application/xml", "/p", "of type application/xml"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWeb(t, map[string]http.HandlerFunc{"x.test" + test[1]: text(test[0], "<other/>")})
			dir := t.TempDir()
			report := w.mustRun(dir, nil, "http://x.test"+test[1])
			equal(t, test[0], report.Left, []Left{{test[2], 1, "http://x.test" + test[1]}})
			equal(t, "files", files(t, dir), map[string]string{})
		})
	}
}

func TestFileNames(t *testing.T) {
	for address, want := range map[string]string{
		"https://x.test": "index",
		"https://x.test/Docs/Getting_Started.html": "docs/getting-started",
		"https://x.test/a/../../etc/passwd":        "a/etc/passwd",
		"https://x.test/.git/.hidden":              "git/hidden",
		"https://x.test/a%2fb%00%0A/con":           "a/b/con-page",
		"https://x.test/v1.2/":                     "v1-2",
		"https://x.test/%E3%82%88%E3%81%8F%E3%81%82%E3%82%8B%E8%B3%AA%E5%95%8F/cafe%CC%81": "よくある質問/café",
		"https://x.test/?p=12":                          "p-12",
		"https://x.test/" + strings.Repeat("word-", 30): strings.TrimSuffix(strings.Repeat("word-", 12), "-"),
	} {
		at, err := parseAddress(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := stemFor(at); got != want {
			t.Errorf("stemFor(%s) = %q, want %q", address, got, want)
		}
	}
}

func FuzzFileNames(f *testing.F) {
	f.Add("/a/b.html", "q=1")
	f.Add("/../.git/nul/COM1.txt", "")
	f.Add("/"+strings.Repeat("ż/", 300), strings.Repeat("é", 300))
	f.Add("/"+strings.Repeat("ż/", 33)+"a", "")
	f.Fuzz(func(t *testing.T, place, query string) {
		stem := stemFor(&url.URL{Path: place, RawQuery: query})
		if !fs.ValidPath(stem) || len(stem) > maxFolder+maxName+2 || strings.Count(stem, "/") > 32 {
			t.Fatalf("stemFor(%q, %q) = %q", place, query, stem)
		}
		for part := range strings.SplitSeq(stem, "/") {
			odd := func(r rune) bool { return r != '-' && !unicode.In(r, unicode.L, unicode.N, unicode.M) }
			if part == "" || part[0] == '-' || strings.ContainsFunc(part, odd) || devices.MatchString(part) {
				t.Fatalf("stemFor(%q, %q) = %q, with %q", place, query, stem, part)
			}
		}
	})
}

// FuzzFrontMatter checks that the keys added to a text are read back, and that nothing else
// changes.
func FuzzFrontMatter(f *testing.F) {
	for _, text := range []string{"text", "---\ntitle: a\n---\ntext", "+++\nurl = 'x'\n+++\ntext", "{\n\"date\": 1\n}\ntext", "<!--{\n}-->\n<p>text", "<!--{\n}-->\n}\n<p>t", "---\ntext"} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, isHTML bool) {
		name := "p.md"
		if isHTML {
			name = "p.html"
		}
		units := func(content []byte) (*corpus.Corpus, error) {
			return corpus.Load(fstest.MapFS{name: {Data: content}}, corpus.Options{})
		}
		before, err := units([]byte(text))
		if err != nil || len(before.Warnings) > 0 { // no text, or front matter that is not valid
			return
		}
		after, err := units(withFrontMatter([]byte(text), path.Ext(name), [][2]string{{"url", "https://x.test/?a=1&b=%22"}, {"date", "1999-03-04T00:00:00Z"}}))
		if err != nil {
			t.Fatal(err)
		}
		got, want := after.Stories[0], before.Stories[0]
		if got.URL != "https://x.test/?a=1&b=%22" || got.Date.Year() != 1999 || got.Title != want.Title || len(got.Units) != len(want.Units) {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	})
}

func FuzzListing(f *testing.F) {
	f.Add("<urlset><url><loc>/a</loc><lastmod>1999-03-03</lastmod></url></urlset>")
	f.Add("<rss><channel><item><link>http://%zz</link><pubDate>x</pubDate></item></channel></rss>")
	f.Add(gzipped("<feed><entry><link href='a'/></entry></feed>"))
	at := &url.URL{Scheme: "https", Host: "x.test", Path: "/list"}
	f.Fuzz(func(t *testing.T, text string) {
		if l := parseListing([]byte(text), at); l != nil && len(l.pages)+len(l.sitemaps) > len(text) && !strings.HasPrefix(text, "\x1f\x8b") {
			t.Errorf("%d pages and %d sitemaps in %q", len(l.pages), len(l.sitemaps), text)
		}
	})
}
