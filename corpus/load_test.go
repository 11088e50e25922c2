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

// head is front matter without problems, five lines long.
const head = "---\ntitle: The Title\nurl: https://example.org/story\n---\n\n"

// folder makes a file system of names and contents in turn.
func folder(t *testing.T, namesAndTexts ...string) fs.FS {
	t.Helper()
	fsys := fstest.MapFS{}
	for pair := range slices.Chunk(namesAndTexts, 2) {
		fsys[pair[0]] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	return fsys
}

// load loads a folder that has no problems.
func load(t *testing.T, namesAndTexts ...string) *Corpus {
	t.Helper()
	c, err := Load(folder(t, namesAndTexts...))
	if err != nil {
		t.Fatalf("Load(%q) error:\n%v", namesAndTexts, err)
	}
	return c
}

func ids(c *Corpus) []string {
	var ids []string
	for _, u := range c.Units {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestIDs(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string
	}{
		{"lead", "One.\n\nTwo.", []string{"s/lead/1", "s/lead/2"}},
		{"sections", "Lead.\n\n## A\n\nOne.\n\nTwo.\n\n## B\n\nThree.", []string{"s/lead/1", "s/a/1", "s/a/2", "s/b/1"}},
		{"title repeated", "# The Title\n\nLead.\n\n## A\n\nOne.", []string{"s/lead/1", "s/a/1"}},
		{"title repeated late", "Lead.\n\n## A\n\nOne.\n\n# The Title\n\nTwo.", []string{"s/lead/1", "s/a/1", "s/lead/2"}},
		{"footnotes in their sections", "Zero[^1].\n\n## A\n\n[^2]: Late.\n\nOne[^2].\n\n## B\n\nTwo.\n\n[^1]: Early.",
			[]string{"s/lead/1", "s/a/1", "s/a/2", "s/b/1", "s/b/2"}},
		{"other top heading", "# A\n\nOne.\n\n## B\n\nTwo.", []string{"s/a/1", "s/a/b/1"}},
		{"nested", "## A\n\n### B\n\nOne.\n\n#### C\n\nTwo.\n\n### D\n\nThree.\n\n## E\n\nFour.",
			[]string{"s/a/b/1", "s/a/b/c/1", "s/a/d/1", "s/e/1"}},
		{"skipped level", "## A\n\n##### B\n\nOne.\n\n### C\n\nTwo.", []string{"s/a/b/1", "s/a/c/1"}},
		{"equal headings", "## A\n\nOne.\n\n## a!\n\nTwo.\n\n## A 2\n\nThree.\n\n### A\n\nFour.",
			[]string{"s/a/1", "s/a-2/1", "s/a-2-2/1", "s/a-2-2/a/1"}},
		{"reserved names", "Zero.\n\n## Lead\n\nOne.\n\n## FAQ\n\nTwo.", []string{"s/lead/1", "s/lead-2/1", "s/faq-2/1"}},
		{"anchor", "## Heading {#sec_1}\n\nOne.", []string{"s/sec-1/1"}},
		{"heading without letters", "## ***!***\n\nOne.", []string{"s/section/1"}},
		{"setext", "A b\n---\n\nOne.", []string{"s/a-b/1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := ids(load(t, "s.md", head+test.body)); !slices.Equal(got, test.want) {
				t.Errorf("ids of %q = %q, want %q", test.body, got, test.want)
			}
		})
	}
}

func TestIDsAreStable(t *testing.T) {
	before := load(t, "s.md", head+"Lead.\n\n## A\n\nOne.\n\n## B\n\nTwo.\n\n### C\n\nThree.", "s.faq.md", "## Q?\n\nYes.")
	after := load(t, "s.md", head+"Lead.\n\nMore.\n\n## New\n\nNew.\n\n## A\n\nOne.\n\nOne b.\n\n## B\n\nTwo.\n\n### C\n\nThree.",
		"s.faq.md", "# Asked\n\n## First?\n\nNo.\n\n## Q?\n\nYes.")
	kept := ids(after)
	for _, id := range ids(before) {
		if !slices.Contains(kept, id) {
			t.Errorf("id %q is gone after edits elsewhere; ids are %q", id, kept)
		}
	}
}

func TestUnit(t *testing.T) {
	c := load(t, "s.md", "---\ntitle: The Title\nurl: https://example.org/é\nlanguage: PT-br\npublisher: Paper\n---\n"+
		"# The title {#top}\n\nLead.\n\n## A & B {#ab}\n\nOne.\n\n### Sub\n\nTwo.",
		"s.faq.md", "# Asked {#asked}\n\n## Why *so*?\n\nBecause.\n\nReally.\n\n### In short\n\n- yes\n\n## How? {#how}\n\nThus.")
	story := c.Stories[0]
	if want := (Story{ID: "s", Title: "The Title", URL: "https://example.org/%C3%A9", Language: "pt-BR", Publisher: "Paper", Units: story.Units}); story.ID != want.ID ||
		story.Title != want.Title || story.URL != want.URL || story.Language != want.Language || story.Publisher != want.Publisher {
		t.Errorf("story = %+v, want %+v", *story, want)
	}
	want := []Unit{
		{ID: "s/lead/1", Kind: Passage, Story: story, Heading: "The Title", Anchor: "top", Text: "Lead."},
		{ID: "s/ab/1", Kind: Passage, Story: story, Heading: "A & B", Anchor: "ab", Text: "One."},
		{ID: "s/ab/sub/1", Kind: Passage, Story: story, Heading: "Sub", Text: "Two."},
		{ID: "s/faq/why-so", Kind: FAQ, Story: story, Heading: "Asked", Anchor: "asked", Question: "Why so?", Text: "Because.\n\nReally.\n\nIn short\n\n• yes"},
		{ID: "s/faq/how", Kind: FAQ, Story: story, Heading: "Asked", Anchor: "how", Question: "How?", Text: "Thus."},
	}
	if len(c.Units) != len(want) {
		t.Fatalf("got %d units, want %d", len(c.Units), len(want))
	}
	for i, u := range c.Units {
		want[i].Section = u.Section
		if !reflect.DeepEqual(*u, want[i]) {
			t.Errorf("unit %d = %+v\nwant %+v", i, *u, want[i])
		}
	}
}

func TestSections(t *testing.T) {
	c := load(t, "s.md", head+"Lead.\n\n## Monday\n\n### Morning\n\nOne.\n\nTwo.\n\n## Tuesday\n\nThree.\n\n### Morning\n\nFour.",
		"s.faq.md", "## Why?\n\nSo.")
	var got []string
	for _, s := range c.Stories[0].Sections {
		got = append(got, fmt.Sprintf("%s: %d", s.Path(), len(s.Units)))
		for _, u := range s.Units {
			if u.Section != s || u.Heading != s.Heading || s.Story != u.Story {
				t.Errorf("%s is not of its section %s", u.ID, s.Path())
			}
		}
	}
	want := []string{"The Title: 1", "Monday › Morning: 2", "Tuesday: 1", "Tuesday › Morning: 1"}
	if !slices.Equal(got, want) {
		t.Errorf("sections = %q, want %q", got, want)
	}
	if faq := c.Units[len(c.Units)-1]; faq.Section != nil {
		t.Errorf("the FAQ entry is in the section %s", faq.Section.Path())
	}
}

func TestSeveralStories(t *testing.T) {
	c := load(t,
		"b.md", head+"B.",
		"a.md", head+"A.",
		"a.faq.md", "## Q?\n\nYes.",
		"year/2026/c.md", head+"C.",
		"README.md", "no story",
		"year/Readme.md", "no story",
		".hidden/d.md", "no story",
		".e.md", "no story",
		"notes.txt", "no story",
	)
	want := []string{"a/lead/1", "a/faq/q", "b/lead/1", "year/2026/c/lead/1"}
	if got := ids(c); !slices.Equal(got, want) {
		t.Errorf("ids = %q, want %q", got, want)
	}
	var stories []string
	for _, s := range c.Stories {
		stories = append(stories, s.ID)
	}
	if want := []string{"a", "b", "year/2026/c"}; !slices.Equal(stories, want) {
		t.Errorf("stories = %q, want %q", stories, want)
	}
	if got := c.Units[1].Heading; got != "Frequently Asked Questions" {
		t.Errorf("heading of a FAQ without one = %q", got)
	}
}

func TestInvisibleTrouble(t *testing.T) {
	plain := load(t, "s.md", head+"One\ntwo.\n\n## A\n\n```\nx\n\ny\n```\n", "s.faq.md", "## Q?\n\nYes.\n")
	for _, test := range []struct {
		name   string
		change func(string) string
	}{
		{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		{"CR", func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }},
		{"byte order mark", func(s string) string { return "\uFEFF" + s }},
		{"spaces after the fences", func(s string) string { return strings.ReplaceAll(s, "---\n", "--- \t\n") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := load(t, "s.md", test.change(head+"One\ntwo.\n\n## A\n\n```\nx\n\ny\n```\n"), "s.faq.md", test.change("## Q?\n\nYes.\n"))
			if change := Diff(plain, changed); len(change.Added)+len(change.Changed)+len(change.Removed) > 0 {
				t.Errorf("units differ: %+v", change)
			}
		})
	}
}
