package corpus

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// problemsOf returns the problems of a folder, one a string.
func problemsOf(t *testing.T, fsys fs.FS) []string {
	t.Helper()
	c, err := Load(fsys)
	if c != nil && err != nil {
		t.Errorf("Load gives both a corpus and the error %v", err)
	}
	if err == nil {
		return nil
	}
	problems, ok := errors.AsType[Problems](err)
	if !ok {
		t.Fatalf("Load error is a %T, want Problems", err)
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Error())
	}
	if got := err.Error(); got != strings.Join(lines, "\n") {
		t.Errorf("Problems.Error() = %q, want its problems one a line", got)
	}
	return lines
}

// checkProblems compares the problems of a folder with the beginnings of the
// wanted ones.
func checkProblems(t *testing.T, fsys fs.FS, want ...string) {
	t.Helper()
	got := problemsOf(t, fsys)
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("problems =\n%s\nwant, each at least\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStoryProblems(t *testing.T) {
	long := strings.Repeat("é", 301)
	tests := []struct{ name, text, want string }{
		{"empty", "", "s.md:1: file is empty; write its text or remove it"},
		{"blank", "\uFEFF \r\n\t\n", "s.md:1: file is empty; "},
		{"no front matter", "# A\n\nOne.", "s.md:1: no front matter; begin the file with the lines"},
		{"no end of front matter", "---\ntitle: A\n\nOne.", `s.md:1: front matter has no end; close it with a line "---"`},
		{"no title", "---\nurl: https://x.org\n---\nOne.", "s.md:1: front matter has no title; name the page's title"},
		{"empty title", "---\nurl: https://x.org\ntitle:\n---\nOne.", "s.md:3: title is empty; name the page's title"},
		{"blank title", "---\nurl: https://x.org\ntitle: \" \\0 \"\n---\nOne.", "s.md:3: title is empty; "},
		{"long title", "---\nurl: https://x.org\ntitle: " + long + "\n---\nOne.", "s.md:3: title has more than 300 characters; shorten it"},
		{"title is a list", "---\nurl: https://x.org\ntitle: [a]\n---\nOne.", "s.md:3: title is not plain text; "},
		{"no url", "---\ntitle: A\n---\nOne.", "s.md:1: front matter has no url; give the page's full address"},
		{"empty url", "---\ntitle: A\n\n# comment\nurl: ''\n---\nOne.", "s.md:5: url is empty; "},
		{"relative url", "---\ntitle: A\nurl: /story\n---\nOne.", `s.md:3: url "/story" is not an absolute http or https address; give`},
		{"url without a host", "---\ntitle: A\nurl: https://:80/a\n---\nOne.", `s.md:3: url "https://:80/a" is not an absolute`},
		{"url of another scheme", "---\ntitle: A\nurl: ftp://x.org\n---\nOne.", `s.md:3: url "ftp://x.org" is not an absolute`},
		{"url with a space", "---\ntitle: A\nurl: https://x.org/a b\n---\nOne.", `s.md:3: url "https://x.org/a b" is malformed; `},
		{"malformed url", "---\ntitle: A\nurl: https://x.org/%zz\n---\nOne.", `s.md:3: url "https://x.org/%zz" is malformed; `},
		{"long url", "---\ntitle: A\nurl: https://x.org/" + long + "\n---\nOne.", "s.md:3: url has more than 512 characters; "},
		{"unknown key", "---\ntitle: A\nurl: https://x.org\nauthor: B\n---\nOne.", `s.md:4: unknown front-matter key "author"; use only title, url, language, publisher`},
		{"key given twice", "---\ntitle: A\nurl: https://x.org\ntitle: B\n---\nOne.", `s.md:4: front-matter key "title" stands already in line 2; `},
		{"language", "---\ntitle: A\nurl: https://x.org\nlanguage: klingonese\n---\nOne.", `s.md:4: language "klingonese" is not a known language tag; `},
		{"empty language", "---\ntitle: A\nurl: https://x.org\nlanguage:\n---\nOne.", `s.md:4: language "" is not a known`},
		{"bad YAML", "---\nurl: https://x.org\n\ntitle: A: b\n---\nOne.", "s.md:4: front matter is not valid YAML: mapping values are not allowed in this context; "},
		{"bad YAML of CRLF", "---\r\nurl: https://x.org\r\ntitle: [A\r\n---\r\nOne.", "s.md:4: front matter is not valid YAML: "},
		{"YAML without keys", "---\njust text\n---\nOne.", "s.md:2: front matter is not a list of keys; "},
		{"two YAML documents", "---\ntitle: A\n...\nurl: https://x.org\n---\nOne.", "s.md:4: front matter is more than one YAML document; "},
		{"bad UTF-8", head + "One.\r\nTwo \xff.", "s.md:7: not valid UTF-8: byte 0xff; save the file as UTF-8"},
		{"no text", head + "## A\n\n<!-- nothing -->\n", "s.md:1: story has no text; "},
		{"empty heading", head + "One.\n\n## <!-- -->\n\nTwo.", "s.md:8: heading is empty; write its text or remove it"},
		{"long heading", head + "## " + long + "\n\nOne.", "s.md:6: heading has more than 300 characters; shorten it"},
		{"long passage", head + "One.\n\n> " + strings.Repeat("é", 20_001), "s.md:8: text has more than 20000 characters; split it"},
		{"heading attribute", head + "## A {b=c}\n\nOne.", `s.md:6: heading attribute "b" means nothing here; `},
		{"anchor that is no text", head + "## A {id=5}\n\nOne.", `s.md:6: heading attribute "id" means nothing here; `},
		{"comment without an end", head + "One.\n\n<!-- two\n\nThree.", `s.md:8: HTML without an end hides the rest of the file; close it with "-->"`},
		{"script without an end", head + "One.\n\n<script>\n\nThree.", "s.md:8: HTML without an end"},
		{"table with an extra cell", head + "|a|b|\n|-|-|\n|1|2|3|\n", "s.md:8: table row has more cells than its header; "},
		{"deep nesting", head + "One.\n\n" + strings.Repeat("> - ", 26) + "two", "s.md:8: more than 50 quotations or lists inside each other; "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkProblems(t, folder(t, "s.md", test.text), test.want)
		})
	}
}

func TestFAQProblems(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "s.faq.md:1: file is empty; "},
		{"no questions", "# Asked\n", `s.faq.md:1: FAQ has no questions; write each question as a "##" heading`},
		{"no answer", "## Q?\n\n## R?\n\nYes.", "s.faq.md:1: question has no answer; write the answer under it or remove it"},
		{"no answer at the end", "## Q?\n\nYes.\n\n## R?\n\n![](x.png)\n", "s.faq.md:5: question has no answer; "},
		{"no answer before a heading", "## Q?\n# Asked\n\n## R?\n\nYes.", "s.faq.md:1: question has no answer; "},
		{"text before the first question", "# Asked\n\nHello.\n\nAll.\n\n## Q?\n\nYes.", `s.faq.md:3: text before the first question; move it under a "##" question`},
		{"equal questions", "## What’s new?\n\nA.\n\n## Q?\n\nB.\n\n## WHATS  new\n\nC.", "s.faq.md:9: question stands already at s.faq.md:1; keep one of the two"},
		{"empty question", "## Q?\n\nYes.\n\n##\n", "s.faq.md:5: heading is empty; "},
		{"question without words", "## ???\n\nYes.", `s.faq.md:1: question "???" has no words; write it in words`},
		{"long question", "## " + strings.Repeat("é", 301) + "\n\nYes.", "s.faq.md:1: heading has more than 300 characters; "},
		{"long answer", "## Q?\n\n" + strings.Repeat(strings.Repeat("é", 9_999)+"\n\n", 3), "s.faq.md:1: text has more than 20000 characters; "},
		{"front-matter key", "---\nurl: https://x.org\n---\n## Q?\n\nYes.", `s.faq.md:2: unknown front-matter key "url"; remove it`},
		{"bad UTF-8", "## Q?\n\n\xc3(", "s.faq.md:3: not valid UTF-8: byte 0xc3; "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkProblems(t, folder(t, "s.md", head+"One.", "s.faq.md", test.text), test.want)
		})
	}
}

func TestFolderProblems(t *testing.T) {
	t.Run("no Markdown", func(t *testing.T) {
		checkProblems(t, folder(t, "README.md", "x", "a.txt", "x"), ".:1: no Markdown file in the folder; add a story")
	})
	t.Run("no folder", func(t *testing.T) {
		checkProblems(t, os.DirFS(filepath.Join(t.TempDir(), "none")), ".:1: cannot be read: no such file or directory; check")
	})
	t.Run("FAQ without its story", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+"One.", "t.faq.md", "## Q?\n\nYes."),
			`t.faq.md:1: FAQ without its story; add "t.md" or rename`)
	})
	t.Run("clash of ids", func(t *testing.T) {
		checkProblems(t, folder(t, "a.md", head+"## B\n\n### Lead\n\nOne.", "a/b.md", head+"Two."),
			`a/b.md:6: unit id "a/b/lead/1" belongs to a.md:10 already; rename`)
	})
	t.Run("unreadable file", func(t *testing.T) {
		checkProblems(t, unreadable{folder(t, "s.md", head+"One.", "t.md", head+"One.").(fstest.MapFS), "t.md"},
			"t.md:1: cannot be read: permission denied; check")
	})
	t.Run("unreadable folder", func(t *testing.T) {
		checkProblems(t, unreadable{folder(t, "s.md", head+"One.", "sub/t.md", head+"One.").(fstest.MapFS), "sub"},
			"sub:1: cannot be read: permission denied; check")
	})
	t.Run("not a file", func(t *testing.T) {
		checkProblems(t, fstest.MapFS{"s.md": {Mode: fs.ModeNamedPipe}}, "s.md:1: not a regular file; ")
	})
	t.Run("big file", func(t *testing.T) {
		checkProblems(t, folder(t, "s.md", head+strings.Repeat("x", maxFileSize)), "s.md:1: file has more than 8 MiB; split it")
	})
}

// TestTooManyUnits fills a loader by hand: parsing that much text takes too long.
func TestTooManyUnits(t *testing.T) {
	l := &loader{fsys: folder(t, "s.md", head+"One.\n\nTwo.\n\nThree."), places: map[string]place{}}
	for i := range maxUnits - 1 {
		l.places[strconv.Itoa(i)] = place{}
	}
	l.readStory(&Story{ID: "s"})
	if got, want := l.problems.Error(), "s.md:8: corpus has more than 200000 units; leave out some stories"; got != want {
		t.Errorf("problems = %q, want %q", got, want)
	}
}

// unreadable is a file system that forbids reading one name.
type unreadable struct {
	fstest.MapFS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.Open(name)
}

func (u unreadable) ReadFile(name string) ([]byte, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.ReadFile(name)
}

func (u unreadable) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.ReadDir(name)
}

func TestAllProblemsAtOnce(t *testing.T) {
	checkProblems(t, folder(t,
		"b.md", "---\nurl: x\nauthor: me\n---\n##\n\nOne.\n\n|a|\n|-|\n|1|2|\n",
		"b.faq.md", "Hello.\n\n## Q?\n\n## q\n\nYes.",
		"a.md", "---\ntitle: [\n---\n##\n\nOne.",
		"c.md", head+"fine",
		"d.faq.md", "## Q?\n\nYes.",
	),
		"a.md:3: front matter is not valid YAML",
		"a.md:4: heading is empty",
		"b.faq.md:1: text before the first question",
		"b.faq.md:3: question has no answer",
		"b.faq.md:5: question stands already at b.faq.md:3",
		"b.md:1: front matter has no title",
		`b.md:2: url "x" is not an absolute`,
		`b.md:3: unknown front-matter key "author"`,
		"b.md:5: heading is empty",
		"b.md:11: table row has more cells",
		"d.faq.md:1: FAQ without its story",
	)
}
