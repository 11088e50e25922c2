package corpus

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// head is front matter of five lines, the last one blank.
const head = "---\ntitle: The Title\nurl: https://example.org/story\n---\n\n"

// folder returns a file system with these names and contents in turn.
func folder(namesAndTexts ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for pair := range slices.Chunk(namesAndTexts, 2) {
		fsys[pair[0]] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	return fsys
}

// load loads a folder with these names and contents in turn.
func load(t testing.TB, namesAndTexts ...string) *Corpus {
	t.Helper()
	return loadFS(t, folder(namesAndTexts...), Options{})
}

func loadFS(t testing.TB, fsys fs.FS, o Options) *Corpus {
	t.Helper()
	c, err := Load(fsys, o)
	if err != nil {
		t.Fatalf("Load error:\n%v", err)
	}
	return c
}

// ids returns the IDs of all units.
func ids(c *Corpus) []string {
	var ids []string
	for _, u := range c.Units {
		ids = append(ids, u.ID)
	}
	return ids
}

// describe returns a string for each unit of c: "heading | text" for a passage, or its text
// if the heading is the story's title, and "question / other question => answer" for a FAQ
// entry.
func describe(c *Corpus) []string {
	var all []string
	for _, u := range c.Units {
		text := u.Text
		if u.Kind == FAQ {
			ask := u.Question
			for _, p := range u.Phrasings {
				ask += " / " + p.Text
			}
			text = ask + " => " + text
		}
		if path := u.Path(); path != u.Story.Title {
			text = path + " | " + text
		}
		all = append(all, text)
	}
	return all
}

// pageTest is a page and its expected units.
type pageTest struct {
	name, text string
	want       []string // as describe returns them
}

// testPages loads the text of each test as a file with that name.
func testPages(t *testing.T, file string, tests []pageTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Helper()
			got := describe(load(t, file, test.text, "other.md", "---\ntitle: Other\n---\nAnother page, so that the folder is not empty."))
			got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "Another page") })
			if !slices.Equal(got, test.want) {
				t.Errorf("units of %q =\n%q, want\n%q", test.text, got, test.want)
			}
		})
	}
}

// warnings returns the warnings of c, one per line.
func warnings(c *Corpus) string { return c.Warnings.Error() }

func TestIDs(t *testing.T) {
	long := strings.Repeat("words in a paragraph ", 8) + "end."
	tests := []struct {
		name, body string
		want       []string
	}{
		{"lead", long + "\n\n" + long + "2", []string{"s/lead/1", "s/lead/2"}},
		{"sections", long + "\n\n## A\n\n" + long + "\n\n" + long + "2\n\n## B\n\nThree four.", []string{"s/lead/1", "s/a/1", "s/a/2", "s/b/1"}},
		{"title repeated", "# The Title\n\nLead text.\n\n## A\n\nOne two.", []string{"s/lead/1", "s/a/1"}},
		{"other top heading", "# A\n\nOne two.\n\n## B\n\nTwo three.", []string{"s/a/1", "s/a/b/1"}},
		{"nested", "## A\n\n### B\n\nOne two.\n\n#### C\n\nTwo three.\n\n### D\n\nThree four.\n\n## E\n\nFour five.",
			[]string{"s/a/b/1", "s/a/b/c/1", "s/a/d/1", "s/e/1"}},
		{"skipped level", "## A\n\n##### B\n\nOne two.\n\n### C\n\nTwo three.", []string{"s/a/b/1", "s/a/c/1"}},
		{"equal headings", "## A\n\nOne two.\n\n## a!\n\nTwo three.\n\n## A 2\n\nThree four.\n\n### A\n\nFour five.",
			[]string{"s/a/1", "s/a-2/1", "s/a-2-2/1", "s/a-2-2/a/1"}},
		{"reserved names", "Zero one.\n\n## Lead\n\nOne two.\n\n## FAQ\n\nTwo three.", []string{"s/lead/1", "s/lead-2/1", "s/faq-2/1"}},
		{"anchor", "## Heading {#sec_1}\n\nOne two.", []string{"s/sec-1/1"}},
		{"heading without letters", "## ***!***\n\nOne two.", []string{"s/section/1"}},
		{"underlined heading", "A b\n---\n\nOne two.", []string{"s/a-b/1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ids(load(t, "s.md", head+test.body)); !slices.Equal(got, test.want) {
				t.Errorf("IDs of %q = %q, want %q", test.body, got, test.want)
			}
		})
	}
}

func TestIDsSurviveEditsElsewhere(t *testing.T) {
	before := load(t, "s.md", head+"Lead text.\n\n## A\n\nOne two.\n\n## B\n\nTwo three.\n\n### C\n\nThree four.", "s.faq.md", "## Q?\n\nYes.")
	after := load(t, "s.md", head+"Lead text.\n\nMore text.\n\n## New\n\nNew text.\n\n## A\n\nOne two.\n\nOne b.\n\n## B\n\nTwo three.\n\n### C\n\nThree four.",
		"s.faq.md", "# Asked\n\n## First?\n\nNo.\n\n## Q?\n\nYes.")
	kept := ids(after)
	for _, id := range ids(before) {
		if !slices.Contains(kept, id) {
			t.Errorf("ID %q is gone after edits elsewhere; the IDs are %q", id, kept)
		}
	}
}

func TestUnit(t *testing.T) {
	c := load(t, "s.md", "---\ntitle: The Title\nurl: https://example.org/é\nlanguage: PT-br\npublisher: Paper\n---\n"+
		"# The title {#top}\n\nLead text.\n\n## A & B {#ab}\n\nOne two.\n\n### Sub\n\nTwo three.",
		"s.faq.md", "# Asked {#asked}\n\n## Why *so*?\n\nBecause.\n\nReally.\n\n### In short\n\n- yes\n\n## How? {#how}\n\nThus.")
	story := c.Stories[0]
	if story.ID != "s" || story.Title != "The Title" || story.URL != "https://example.org/%C3%A9" || story.Language != "pt-BR" || story.Publisher != "Paper" {
		t.Errorf("story = %+v", *story)
	}
	type unit struct{ ID, Heading, Anchor, Question, Text, Path string }
	want := []unit{
		{ID: "s/lead/1", Heading: "The Title", Text: "Lead text.", Path: "The Title"},
		{ID: "s/ab/1", Heading: "A & B", Anchor: "ab", Text: "One two.", Path: "A & B"},
		{ID: "s/ab/sub/1", Heading: "Sub", Text: "Two three.", Path: "A & B › Sub"},
		{ID: "s/faq/why-so", Heading: "Asked", Anchor: "asked", Question: "Why so?", Text: "Because.\n\nReally.\n\nIn short\n• yes", Path: "Asked"},
		{ID: "s/faq/how", Heading: "Asked", Anchor: "how", Question: "How?", Text: "Thus.", Path: "Asked"},
	}
	var got []unit
	for _, u := range c.Units {
		got = append(got, unit{u.ID, u.Heading, u.Anchor, u.Question, u.Text, u.Path()})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("units =\n%+v, want\n%+v", got, want)
	}
}

func TestSections(t *testing.T) {
	c := load(t, "s.md", head+"Lead text.\n\n## Monday\n\n### Morning\n\nOne two.\n\n## Tuesday\n\nThree four.\n\n### Morning\n\nFour five.",
		"s.faq.md", "## Why?\n\nSo.")
	var got []string
	for _, s := range c.Stories[0].Sections {
		got = append(got, fmt.Sprintf("%s: %d", s.Path(), len(s.Units)))
		for _, u := range s.Units {
			if u.Section != s || u.Heading != s.Heading || s.Story != u.Story {
				t.Errorf("%s does not point to its section %s", u.ID, s.Path())
			}
		}
	}
	want := []string{"The Title: 1", "Monday › Morning: 1", "Tuesday: 1", "Tuesday › Morning: 1"}
	if !slices.Equal(got, want) {
		t.Errorf("sections = %q, want %q", got, want)
	}
	if faq := c.Units[len(c.Units)-1]; faq.Section != nil {
		t.Errorf("the FAQ entry is in the section %s", faq.Section.Path())
	}
}

func TestFolder(t *testing.T) {
	page := func(text string) string { return head + text }
	c := load(t,
		"b.md", page("Page b."),
		"a.md", page("Page a."),
		"a.faq.md", "## Q?\n\nYes.",
		"year/2026/c.markdown", page("Page c."),
		"README.md", "# Garden\n\nThe garden is open.",
		"d.mdx", page("Page d."),
		"e.html", "<title>Old</title><h1>Old</h1><p>Page e.</p>",
		"f.txt", "Page f.",
		"g.yml", "- question: Is it?\n  answer: It is.",
		"config.yml", "site: x",
		"lonely.faq.md", "## Alone?\n\nYes, alone.",
		"_Sidebar.md", "- [a](a)", "SUMMARY.md", "- [a](a.md)",
		".hidden/d.md", page("Hidden."), ".e.md", page("Hidden."), "node_modules/x/README.md", "Not ours.",
		"pic.png", "x", "pic2.PNG", "x", "LICENSE", "MIT",
	)
	want := []string{"README/lead/1", "a/lead/1", "a/faq/q", "b/lead/1", "d/lead/1", "e/lead/1", "f/lead/1", "g/faq/is-it", "lonely/faq/alone", "year/2026/c/lead/1"}
	if got := ids(c); !slices.Equal(got, want) {
		t.Errorf("IDs = %q, want %q", got, want)
	}
	if want := map[string]int{".png": 2, ".yml": 1, "menus": 2, "without an extension": 1}; !reflect.DeepEqual(c.LeftOut, want) {
		t.Errorf("LeftOut = %v, want %v", c.LeftOut, want)
	}
	if len(c.Warnings) > 0 {
		t.Errorf("warnings = %v", c.Warnings)
	}
	if got := c.Stories[0].Title; got != "Garden" {
		t.Errorf("title of README.md = %q, want its heading", got)
	}
}

func TestFilesWithTheSameName(t *testing.T) {
	c := load(t, "a.md", "Written as Markdown.", "a.html", "<p>Written as HTML.</p>")
	if got, want := ids(c), []string{"a/lead/1", "a.md/lead/1"}; !slices.Equal(got, want) {
		t.Errorf("IDs = %q, want %q", got, want)
	}
}

func TestInvisibleDifferences(t *testing.T) {
	const story, faq = head + "One\ntwo.\n\n## A\n\n```\nx\n\ny\n```\n", "## Q?\n\nYes.\n"
	plain := load(t, "s.md", story, "s.faq.md", faq)
	utf16 := func(bigEndian bool) func(string) string {
		return func(s string) string {
			out := []byte{0xFF, 0xFE}
			if bigEndian {
				out = []byte{0xFE, 0xFF}
			}
			for _, r := range s { // ASCII
				if bigEndian {
					out = append(out, 0, byte(r))
				} else {
					out = append(out, byte(r), 0)
				}
			}
			return string(out)
		}
	}
	for _, test := range []struct {
		name   string
		change func(string) string
	}{
		{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		{"CR", func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }},
		{"byte order mark", func(s string) string { return "\uFEFF" + s }},
		{"spaces after the fences", func(s string) string { return strings.ReplaceAll(s, "---\n", "--- \t\n") }},
		{"UTF-16, little endian", utf16(false)},
		{"UTF-16, big endian", utf16(true)},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := load(t, "s.md", test.change(story), "s.faq.md", test.change(faq))
			if change := Diff(plain, changed); len(change.Added)+len(change.Changed)+len(change.Removed) > 0 {
				t.Errorf("units differ: %+v", change)
			}
		})
	}
}
