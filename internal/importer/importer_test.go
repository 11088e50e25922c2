package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/corpus"
)

// web contains the sites that an import can reach, on a network in memory. It is a
// net.Listener.
type web struct {
	t      *testing.T
	mu     sync.Mutex                  // for requests that the import no longer waits for
	pages  map[string]http.HandlerFunc // by host and path
	asked  []string                    // host and path of each request, except for robots.txt
	times  map[string][]time.Time      // of all requests, by host
	agents map[string]bool
	conns  chan net.Conn
	close  sync.Once
	server *httptest.Server
}

func newWeb(t *testing.T, pages map[string]http.HandlerFunc) *web {
	w := &web{t: t, pages: pages, times: make(map[string][]time.Time), agents: make(map[string]bool), conns: make(chan net.Conn)}
	w.server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.times[r.Host] = append(w.times[r.Host], time.Now())
		w.agents[r.UserAgent()] = true
		name := r.Host + r.URL.RequestURI()
		if !strings.HasSuffix(name, "/robots.txt") {
			w.asked = append(w.asked, name)
		}
		page := w.pages[name]
		w.mu.Unlock()
		if page != nil {
			page(rw, r)
			return
		}
		http.NotFound(rw, r)
	}))
	w.server.Listener.Close()
	w.server.Listener = w
	w.server.Start()
	t.Cleanup(w.server.Close)
	return w
}

func (w *web) Accept() (net.Conn, error) {
	if c, open := <-w.conns; open {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (w *web) Close() error   { w.close.Do(func() { close(w.conns) }); return nil }
func (w *web) Addr() net.Addr { return &net.TCPAddr{} }

func (w *web) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	w.conns <- far
	return near, nil
}

// run imports with a pause of a second, unless change changes it.
func (w *web) run(ctx context.Context, dir string, change func(*Options), sources ...string) (*Report, error) {
	w.t.Helper()
	o := Options{Folder: dir, Max: 100, Pause: time.Second, UserAgent: "alliancebot/test (about)"}
	o.transport = func(t *http.Transport) { t.DialContext = w.dial }
	if change != nil {
		change(&o)
	}
	var transport *http.Transport
	adapt := o.transport
	o.transport = func(t *http.Transport) { transport = t; adapt(t) }
	w.mu.Lock()
	w.asked = nil
	w.mu.Unlock()
	report, err := Run(ctx, o, sources)
	transport.CloseIdleConnections()
	return report, err
}

func (w *web) mustRun(dir string, change func(*Options), sources ...string) *Report {
	w.t.Helper()
	report, err := w.run(w.t.Context(), dir, change, sources...)
	if err != nil {
		w.t.Fatalf("import %q: %v", sources, err)
	}
	return report
}

func sitemap(o *Options) { o.Sitemap = true }

// text responds with a body, its type and other headers, given in pairs.
func text(kind, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		for pair := range slices.Chunk(headers, 2) {
			w.Header().Set(pair[0], pair[1])
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
	}
}

func htmlPage(about string) http.HandlerFunc {
	return text("text/html", "<!doctype html><title>"+about+"</title><main><h1>"+about+"</h1><p>Everything about "+about+".</p></main>")
}

func redirect(to string) http.HandlerFunc {
	return http.RedirectHandler(to, http.StatusFound).ServeHTTP
}

func urlset(addresses ...string) string {
	return "<urlset><url><loc>" + strings.Join(addresses, "</loc></url><url><loc>") + "</loc></url></urlset>"
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// load returns the stories in a folder by file.
func load(t *testing.T, dir string) map[string]*corpus.Story {
	t.Helper()
	folder, err := corpus.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	found, err := corpus.Load(folder, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stories := make(map[string]*corpus.Story)
	for _, story := range found.Stories {
		stories[story.File] = story
	}
	return stories
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func TestSiteIsImportedFromItsSitemaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{
			"x.test/": htmlPage("home"),
			"x.test/robots.txt": text("text/plain", "Disallow: /early\nCrawl-delay: soon\nUser-agent: *\nDisallow: /\n\n"+
				"User-agent: Alliancebot\nDisallow: /secret\nCrawl-delay: 3\nSitemap: http://x.test/index.xml"),
			"x.test/index.xml": text("text/xml", "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml.gz</loc></sitemap>"+
				"<sitemap><loc>/index.xml</loc></sitemap><sitemap><loc>/missing.xml</loc></sitemap><sitemap><loc>/</loc></sitemap></sitemapindex>"),
			"x.test/a.xml": text("text/xml", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
				<url><loc> http://x.test/Guide/ </loc><lastmod>1999-03-04</lastmod></url>
				<url><loc>http://x.test/secret/plan</loc></url>
				<url><loc>http://other.test/</loc></url><url><loc>mailto:me@x.test</loc></url></urlset>`),
			"x.test/b.xml.gz":          text("application/gzip", gzipped(urlset("http://www.x.test/faq?topic=Tea", "http://x.test/Guide/#part", "http://x.test/old", "http://x.test/p.pdf", "http://x.test/away"))),
			"x.test/Guide/":            htmlPage("guiding"),
			"www.x.test/faq?topic=Tea": htmlPage("tea"),
			"x.test/old":               redirect("/Guide/"),
			"x.test/away":              redirect("http://other.test/"),
			"x.test/p.pdf":             text("application/pdf", "%PDF"),
		})
		dir := t.TempDir()
		var steps []string
		report := w.mustRun(dir, func(o *Options) {
			o.Sitemap = true
			o.Progress = func(s Step) { steps = append(steps, fmt.Sprintf("%d/%d %s", s.Done, s.Total, s.File)) }
		}, "http://X.test")

		equal(t, "imported", report.Files, []string{"guide.html", "faq-topic-tea.html"})
		equal(t, "steps", steps[:2], []string{"1/7 ", "2/7 guide.html"})
		equal(t, "left", report.Left, []Left{
			{"on another host", 1, "http://other.test/"},
			{"not a web address", 1, "mailto:me@x.test"},
			{"a sitemap, and answered with 404 Not Found", 1, "http://x.test/missing.xml"},
			{"a sitemap, and not readable as one", 1, "http://x.test/"},
			{"not allowed by robots.txt", 1, "http://x.test/secret/plan"},
			{"the same page as another", 1, "http://x.test/old"},
			{"of type application/pdf", 1, "http://x.test/p.pdf"},
			{"redirected to a page on another host", 1, "http://x.test/away"},
		})
		stories := load(t, dir)
		equal(t, "address", stories["guide.html"].URL, "http://x.test/Guide/")
		equal(t, "address with a query", stories["faq-topic-tea.html"].URL, "http://www.x.test/faq?topic=Tea")
		equal(t, "date", stories["guide.html"].Date.Format(time.DateOnly), "1999-03-04")
		for _, asked := range w.asked {
			if strings.Contains(asked, "secret") || strings.HasPrefix(asked, "other") {
				t.Errorf("requested %s", asked)
			}
		}
		times := w.times["x.test"][1:] // the delay is known from the second request on
		for i, at := range times[1:] {
			equal(t, "pause", at.Sub(times[i]), 3*time.Second)
		}
		equal(t, "user agents", w.agents, map[string]bool{"alliancebot/test (about)": true})
	})
}

func TestSitemapIsFoundBelowTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{
			"x.test/docs/index.html":  htmlPage("docs"),
			"x.test/docs/sitemap.xml": text("text/xml", urlset("/docs/", "/docs/a", "/docsearch", "/docs/b")),
			"x.test/docs/":            htmlPage("docs"),
			"x.test/docs/a":           htmlPage("a"),
		})
		report := w.mustRun(t.TempDir(), func(o *Options) { o.Sitemap, o.Max = true, 2 }, "http://x.test/docs/index.html")
		equal(t, "imported", report.Files, []string{"docs.html", "docs/a.html"})
		equal(t, "left", report.Left, []Left{{"not below /docs/", 1, "http://x.test/docsearch"}})
		equal(t, "over the limit", report.Over, 1)

		report = w.mustRun(t.TempDir(), sitemap, "http://x.test/docs/a")
		equal(t, "failed", report.Failed, 1)
		if reason := report.Left[0].Reason; !strings.HasPrefix(reason, "without a sitemap") {
			t.Errorf("left: %s", reason)
		}
	})
}

func TestSitemapsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{"x.test/map.xml": text("text/xml", "<sitemapindex>"+
			strings.Repeat("<sitemap><loc>/index.xml</loc></sitemap>", 2)+"</sitemapindex>")})
		var index strings.Builder
		for i := range 2 * maxLists {
			fmt.Fprintf(&index, "<sitemap><loc>/%d.xml</loc></sitemap>", i)
		}
		w.pages["x.test/index.xml"] = text("text/xml", "<sitemapindex>"+index.String()+"</sitemapindex>")
		report := w.mustRun(t.TempDir(), nil, "http://x.test/map.xml")
		equal(t, "requests", len(w.asked), 1+maxLists)
		equal(t, "more", report.MoreLists, true)
	})
}

func TestFeedsAndSitemapsAreRecognized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{"x.test/a": htmlPage("a"), "x.test/b": htmlPage("b")})
		for name, body := range map[string]string{
			"RSS": `<?xml version="1.0" encoding="ISO-8859-1"?><rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>/</link><atom:link rel="self" href="/feed"/>
				<item><title>caf` + "\xe9" + ` &nbsp;</title><atom:link rel="self" href="/no"/><link>http://x.test/a</link><pubDate>Thu, 4 Mar 1999 01:00:00 +0200</pubDate></item>
				<item><link>/b</link></item></channel></rss>`,
			"RDF": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
				<item><link>http://x.test/a</link><dc:date>1999-03-03T23:00Z</dc:date></item><item><link>http://x.test/b</link></item></rdf:RDF>`,
			"Atom": `<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/><entry><link rel="edit" href="/no"/><link href="/a"/>
				<published>1999-03-03T23:00:00Z</published><updated>1999-09-09T00:00:00Z</updated></entry><entry><link rel="alternate" href="b"/></entry></feed>`,
			"sitemap": `<urlset><url><loc>/a</loc><lastmod>1999-03-03</lastmod></url><url><loc>/b</loc></url></urlset>`,
			"sitemap with a single date": `<urlset><url><loc>/a</loc><lastmod>1999-03-03</lastmod></url><url><loc>/b</loc><lastmod>1999-03-03T01:00:00Z</lastmod></url>
				<url><loc>/</loc><lastmod>1999-03-03</lastmod></url></urlset>`,
		} {
			w.pages["x.test/list"] = text("application/xml", body)
			dir := t.TempDir()
			report := w.mustRun(dir, nil, "http://x.test/list")
			equal(t, name, report.Files, []string{"a.html", "b.html"})
			want := "1999-03-03"
			if name == "sitemap with a single date" {
				want = "0001-01-01"
			}
			equal(t, name+": date", load(t, dir)["a.html"].Date.UTC().Format(time.DateOnly), want)
		}
	})
}

func TestOnlyChangedPagesAreFetchedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := `<url><loc>/old</loc><lastmod>1999-03-04</lastmod></url><url><loc>/tagged</loc></url><url><loc>/dated</loc></url><url><loc>/same</loc></url>`
		w := newWeb(t, map[string]http.HandlerFunc{
			"x.test/map.xml": text("text/xml", "<urlset>"+list+"<url><loc>/changed</loc></url><url><loc>/gone</loc></url><url><loc>/unlisted</loc></url></urlset>"),
			"x.test/tagged":  text("text/html", "<p>A tagged page.", "ETag", `"1"`),
			"x.test/dated": func(w http.ResponseWriter, r *http.Request) {
				http.ServeContent(w, r, "a.html", time.Date(1999, 1, 2, 0, 0, 0, 0, time.UTC), strings.NewReader("<p>A dated page."))
			},
			"x.test/old": htmlPage("old"), "x.test/same": htmlPage("same"), "x.test/gone": htmlPage("gone"),
			"x.test/changed": htmlPage("before"), "x.test/unlisted": htmlPage("unlisted"),
		})
		dir := t.TempDir()
		w.mustRun(dir, nil, "http://x.test/map.xml")
		equal(t, "date", load(t, dir)["dated.html"].Date.Format(time.DateOnly), "1999-01-02")

		edited := filepath.Join(dir, "same.html")
		if err := os.WriteFile(edited, []byte("<p>Edited here."), 0o644); err != nil {
			t.Fatal(err)
		}
		delete(w.pages, "x.test/gone")
		for name, header := range map[string]string{"x.test/tagged": "If-None-Match", "x.test/dated": "If-Modified-Since"} {
			page := w.pages[name]
			w.pages[name] = func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get(header) == "" {
					t.Errorf("%s was requested without %s", name, header)
				}
				page(w, r)
			}
		}
		w.pages["x.test/changed"] = htmlPage("after")
		w.pages["x.test/map.xml"] = text("text/xml", "<urlset>"+list+"<url><loc>/changed</loc></url></urlset>")
		report := w.mustRun(dir, nil, "http://x.test/map.xml")
		equal(t, "new, changed, unchanged", []int{report.New, report.Changed, report.Unchanged}, []int{0, 1, 5})
		equal(t, "gone", report.Gone, []string{"gone.html"})
		equal(t, "requests", w.asked, strings.Fields("x.test/map.xml x.test/tagged x.test/dated x.test/same x.test/changed x.test/gone x.test/unlisted"))
		stories := load(t, dir)
		equal(t, "changed page", stories["changed.html"].Title, "after")
		equal(t, "edited page", stories["same.html"].Units[0].Text, "Edited here.")
		equal(t, "page that is gone", stories["gone.html"].Title, "gone")

		w.pages["x.test/changed"] = text("text/markdown", "It is Markdown now.")
		os.Remove(edited)
		report = w.mustRun(dir, nil, "http://x.test/map.xml")
		stories = load(t, dir)
		equal(t, "new, changed", []int{report.New, report.Changed}, []int{1, 1})
		equal(t, "page with another type", []bool{stories["changed.html"] == nil, stories["changed.md"] != nil, stories["same.html"] != nil}, []bool{true, true, true})
	})
}

// files returns the paths and contents of a folder, without the state of the import.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && !strings.Contains(path, stateFolder) {
			content, _ := os.ReadFile(path)
			found[strings.TrimPrefix(path, dir)] = string(content)
		}
		return err
	})
	return found
}

func TestInterruptedImportResumes(t *testing.T) {
	// Three addresses would get the same file name.
	addresses := []string{"http://x.test/a", "http://x.test/A", "http://x.test/a.html", "http://x.test/b/c", "http://x.test/b"}
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{"x.test/map.xml": text("text/xml", urlset(addresses...))})
		for _, address := range addresses {
			w.pages[strings.TrimPrefix(address, "http://")] = htmlPage(address)
		}
		whole := t.TempDir()
		w.mustRun(whole, nil, "http://x.test/map.xml")
		want := files(t, whole)
		if len(want) != len(addresses) {
			t.Fatalf("%d files: %v", len(want), slices.Sorted(maps.Keys(want)))
		}
		for stop := range 2*len(addresses) + 2 {
			dir := t.TempDir()
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(stop)*time.Second/2)
			report, err := w.run(ctx, dir, nil, "http://x.test/map.xml")
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("stopped after %d half seconds: %v", stop, err)
			}
			taken := report.New
			if taken > 0 {
				load(t, dir)
			}
			switch journal := filepath.Join(dir, journalName); stop % 3 { // interrupted while the last file was written
			case 0:
				content, _ := os.ReadFile(journal)
				if err := os.WriteFile(journal, content[:len(content)*9/10], 0o644); err != nil {
					t.Fatal(err)
				}
				taken = max(0, taken-1)
			case 1:
				if taken > 0 {
					os.Remove(filepath.Join(dir, report.Files[taken-1]))
					os.MkdirAll(filepath.Join(dir, stageFolder), 0o755)
					os.WriteFile(filepath.Join(dir, stageFolder, "half.html"), []byte("<p>ha"), 0o644)
					taken--
				}
			}
			w.mustRun(dir, nil, "http://x.test/map.xml")
			equal(t, fmt.Sprintf("files after a stop at %d", stop), files(t, dir), want)
			equal(t, "requests after it", len(w.asked), 1+len(addresses)-taken)
		}
	})
}

func TestPagesMoveAndInterruptedImportsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := newWeb(t, map[string]http.HandlerFunc{
			"x.test/map.xml": text("text/xml", urlset("/a", "/b", "/c")),
			"x.test/a":       htmlPage("a"), "x.test/b": htmlPage("b"), "x.test/c": htmlPage("c"),
		})
		ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond)
		defer cancel()
		if _, err := w.run(ctx, dir, nil, "http://x.test/map.xml"); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Hour)
		w.pages["x.test/b"] = redirect("/a")
		report := w.mustRun(dir, nil, "http://x.test/map.xml")
		equal(t, "requests", w.asked, strings.Fields("x.test/map.xml x.test/a x.test/b x.test/a x.test/c"))
		equal(t, "gone", report.Gone, []string{"b.html"})
	})
}

func TestJournalSurvivesATornLine(t *testing.T) {
	dir := t.TempDir()
	for _, address := range []string{"http://x.test/a", "http://x.test/b", "http://x.test/c"} {
		f, err := openFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "torn record", f.pages["http://x.test/torn"], record{})
		if err := f.append(record{URL: address}); err != nil {
			t.Fatal(err)
		}
		f.journal.WriteString("\n{\"URL\":\"http://x.test/torn\"")
		f.close()
		if address == "http://x.test/c" {
			equal(t, "pages", slices.Sorted(maps.Keys(f.pages)), []string{"http://x.test/a", "http://x.test/b", "http://x.test/c"})
		}
	}
}

func TestOnlyFoldersOfImportsAreUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]http.HandlerFunc{"x.test/a/b": htmlPage("a")})
		dir, outside := t.TempDir(), t.TempDir()
		w.mustRun(filepath.Join(dir, "new", "folder"), nil, "http://x.test/a/b")
		if _, err := w.run(t.Context(), dir, nil, "http://x.test/a/b"); err == nil || !strings.Contains(err.Error(), `it contains "new"`) {
			t.Errorf("error of a folder with other files: %v", err)
		}
		dir = t.TempDir()
		if err := os.Symlink(outside, filepath.Join(dir, ".linked")); err != nil {
			t.Fatal(err)
		}
		w.mustRun(dir, nil, "http://x.test/missing") // turns it into the folder of an import
		if err := os.Rename(filepath.Join(dir, ".linked"), filepath.Join(dir, "a")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.run(t.Context(), dir, nil, "http://x.test/a/b"); err == nil {
			t.Error("no error for a symbolic link out of the folder")
		}
		equal(t, "files outside", files(t, outside), map[string]string{})
	})
}

func TestFilesAreCopied(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	write := func(name, content string) string {
		name = filepath.Join(from, name)
		os.MkdirAll(filepath.Dir(name), 0o755)
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	saved := write("Saved Page.HTML", "<!-- saved from url=(0021)https://example.org/p -->\n<p>A saved page.")
	notes, more := write("notes.md", "Some notes."), write("more/notes.md", "More notes.")
	data, other := write("faq.yaml", "- {question: How?, answer: So.}"), write("picture.png", "")
	o := Options{Folder: dir, Max: 10}
	report, err := Run(t.Context(), o, []string{saved, notes, more, data, other})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "new, failed", []int{report.New, report.Failed}, []int{4, 1})
	stories := load(t, dir)
	equal(t, "address of a saved page", stories["saved-page.html"].URL, "https://example.org/p")
	equal(t, "copied unchanged", files(t, dir)["/notes.md"], "Some notes.")
	equal(t, "data", stories["faq.yaml"].Units[0].Question, "How?")
	if report, err = Run(t.Context(), o, []string{more, notes}); err != nil || report.Unchanged != 2 {
		t.Errorf("copied again: %+v, %v", report, err)
	}
	for source, want := range map[string]string{
		from: "is a folder", os.DevNull: "not a regular file", "example.org/page": "addresses begin with https://",
		"ftp://example.org/": "is not an address such as", "https://me:word@example.org/": "user name or password", "https://": "is not an address",
	} {
		if _, err := Run(t.Context(), o, []string{source}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("import %s: %v, want an error with %q", source, err, want)
		}
	}
}
