package corpus

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// realFolder returns the folder at a new temporary path, and that path.
func realFolder(t *testing.T, namesAndTexts ...string) (*Folder, string) {
	t.Helper()
	dir := t.TempDir()
	for name, file := range folder(namesAndTexts...) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, dir
}

// checkRefused checks that Load fails with that problem.
func checkRefused(t *testing.T, fsys fs.FS, want string) {
	t.Helper()
	c, err := Load(fsys, Options{})
	problems, ok := errors.AsType[Problems](err)
	if !ok || c != nil || !strings.HasPrefix(problems.Error(), want) {
		t.Errorf("Load = %v, %v, want no corpus and problems %q", c, err, want)
	}
}

func TestDir(t *testing.T) {
	f, dir := realFolder(t, "a.md", "Some text that is long enough to be recognized again.", "sub/b.md", "More text.")
	if err := os.Symlink("a.md", filepath.Join(dir, "link.md")); err != nil {
		t.Fatal(err)
	}
	c := loadFS(t, f, Options{})
	if got := strings.Join(ids(c), " "); got != "a/lead/1 sub/b/lead/1" {
		t.Errorf("units = %s, want those of both files, and only a warning for the link", got)
	}
	if got, want := warnings(c), `link.md:1: has the same text as "a.md"; keep only one; this one was left out`; !strings.HasPrefix(got, want) {
		t.Errorf("warnings = %q, want %q", got, want)
	}
	if _, err := Dir(filepath.Join(dir, "none")); err == nil || err.Error() != "the folder cannot be opened: no such file or directory; check its name and its permissions" {
		t.Errorf("Dir(missing folder): error %v", err)
	}
	if err := fstest.TestFS(f, "a.md", "sub/b.md"); err != nil {
		t.Error(err)
	}
}

func TestLinksStayInTheFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(outside, []byte("Secret text."), 0o600); err != nil {
		t.Fatal(err)
	}
	f, dir := realFolder(t, "a.md", "Some text.")
	if err := os.Symlink(outside, filepath.Join(dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, f, "b.md:1: cannot be read: path escapes from parent")
}

func TestFIFO(t *testing.T) {
	f, dir := realFolder(t, "a.md", "Some text.")
	if err := syscall.Mkfifo(filepath.Join(dir, "b.md"), 0o600); err != nil {
		t.Skipf("SKIPPED: cannot make a FIFO: %v", err)
	}
	checkRefused(t, f, "b.md:1: cannot be read: not a regular file")
}

// Opening a file must not wait for a writer, even if the file was replaced by a FIFO after
// it was listed.
func TestFIFOInsteadOfAFile(t *testing.T) {
	f, dir := realFolder(t, "a.md", "Some text.")
	swap := func() {
		path := filepath.Join(dir, "a.md")
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Error(err)
		}
	}
	checkRefused(t, &onOpen{FS: f, name: "a.md", do: swap}, "a.md:1: cannot be read: not a regular file")
}

// onOpen is a file system that calls do before a file is opened.
type onOpen struct {
	fs.FS
	name string
	do   func()
}

func (o *onOpen) Open(name string) (fs.File, error) {
	if name == o.name {
		o.do()
	}
	return o.FS.Open(name)
}

func (o *onOpen) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.FS, name) }

func TestUnreadable(t *testing.T) {
	forbidden := func(name string) fs.FS {
		return failing{folder("s.md", head+"One two.", "sub/t.md", head+"One two."), name, fs.ErrPermission}
	}
	checkRefused(t, forbidden("s.md"), "s.md:1: cannot be read: permission denied; check")
	checkRefused(t, forbidden("sub"), "sub:1: cannot be read: permission denied; check")
	checkRefused(t, os.DirFS(filepath.Join(t.TempDir(), "none")), "cannot be read: no such file or directory; check")
	checkRefused(t, fstest.MapFS{"s.md": {Mode: fs.ModeNamedPipe}}, "s.md:1: cannot be read: not a regular file")
}

// failing is a file system in which one name cannot be opened.
type failing struct {
	fstest.MapFS
	name string
	err  error
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.err}
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.err}
	}
	return f.MapFS.ReadDir(name)
}

// A file that changes while it is read is read again; old and new text are never mixed.
func TestChangingFile(t *testing.T) {
	long := strings.Repeat("old ", 20_000)
	for _, test := range []struct {
		name    string
		changes int // how many times it changes while being read
		want    string
	}{
		{"once", 1, ""},
		{"always", 100, "s.md:1: cannot be read: the file keeps changing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := &changing{MapFS: folder("s.md", long+"end."), left: test.changes}
			if test.want != "" {
				checkRefused(t, fsys, test.want)
				return
			}
			for _, u := range loadFS(t, fsys, Options{}).Units {
				if strings.Contains(u.Text, "old") {
					t.Errorf("text %.40q is from the old file", u.Text)
				}
			}
		})
	}
}

// changing is a file system whose file s.md is rewritten while it is read.
type changing struct {
	fstest.MapFS
	left int
}

func (c *changing) Open(name string) (fs.File, error) {
	f, err := c.MapFS.Open(name)
	if name != "s.md" || err != nil {
		return f, err
	}
	return &changingFile{File: f, fsys: c}, nil
}

// Stat keeps fs.Stat from opening the file.
func (c *changing) Stat(name string) (fs.FileInfo, error) { return c.MapFS.Stat(name) }

type changingFile struct {
	fs.File
	fsys *changing
}

func (f *changingFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if err == io.EOF && f.fsys.left > 0 {
		f.fsys.left--
		f.fsys.MapFS["s.md"] = &fstest.MapFile{Data: []byte("The new text."), ModTime: time.Unix(int64(f.fsys.left), 0)}
	}
	return n, err
}

func TestLimits(t *testing.T) {
	checkRefused(t, folder("s.md", strings.Repeat("x", maxFileSize+1)), "s.md:1: cannot be read: the file has more than 8 MiB")
	t.Run("depth", func(t *testing.T) {
		c := load(t, "a.md", "Some text.", strings.Repeat("d/", maxDepth+2)+"b.md", "Deep text.")
		if len(c.Units) != 1 || !strings.Contains(warnings(c), "folders are nested more than 32 deep") {
			t.Errorf("units %q, warnings %q", ids(c), warnings(c))
		}
	})
	t.Run("files", func(t *testing.T) {
		l := newLoader(folder("a.md", "Some text.", "b.md", "More text.", "c.png", "x"))
		l.files = maxFiles - 2
		l.load(Options{})
		if got, want := sortedProblems(l.log.refusals).Error(), "c.png:1: the folder has more than 50000 files; use a smaller folder"; got != want {
			t.Errorf("problems = %q, want %q", got, want)
		}
	})
	t.Run("size", func(t *testing.T) {
		l := newLoader(folder("s.md", "Some text."))
		l.size = maxTotalSize
		l.load(Options{})
		if got := sortedProblems(l.log.refusals).Error(); !strings.HasPrefix(got, "s.md:1: the folder has more than 512 MiB of text") {
			t.Errorf("problems = %q", got)
		}
	})
	t.Run("units", func(t *testing.T) {
		l := newLoader(folder("s.md", "## A\n\nOne two.\n\n## B\n\nThree four.\n\n## C\n\nFive six."))
		l.units = maxUnits - 1
		l.load(Options{})
		if got, want := sortedProblems(l.log.refusals).Error(), "s.md:7: the folder has more than 200000 units; remove some pages"; got != want {
			t.Errorf("problems = %q, want %q", got, want)
		}
	})
}

func TestBinaryFiles(t *testing.T) {
	c := load(t, "a.md", "Some text.", "b.txt", "PK\x03\x04\x00\x00binary", "c.md", "text\x00with a zero")
	if len(c.Units) != 1 || !strings.Contains(warnings(c), "b.txt:1: the file is not text") || c.Warnings[0].Count != 2 {
		t.Errorf("units %q, warnings %q", ids(c), warnings(c))
	}
}

func TestInvalidUTF8(t *testing.T) {
	c := load(t, "a.md", "Some text.\n\nCaf\xe9 au lait.")
	if got, want := c.Units[0].Text, "Some text.\n\nCaf\uFFFD au lait."; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
	if got := warnings(c); !strings.HasPrefix(got, "a.md:3: not valid UTF-8") {
		t.Errorf("warnings = %q", got)
	}
}

func TestCompanionOf(t *testing.T) {
	tests := []struct {
		file      string
		kind      fileKind
		page, tag string
	}{
		{"page.phrasings.yaml", phrasingsFile, "page", ""},
		{"page.phrasings.yml", phrasingsFile, "page", ""},
		{"page.phrasings.de.yaml", phrasingsFile, "page", "de"},
		{"page.phrasings.zh-Hant.yaml", phrasingsFile, "page", "zh-Hant"},
		{"page.v2.phrasings.yaml", phrasingsFile, "page.v2", ""},
		{"page.v2.phrasings.de.yml", phrasingsFile, "page.v2", "de"},
		{"page.de.phrasings.yaml", phrasingsFile, "page.de", ""},
		{"a.b/page.vocabulary.ja.yaml", vocabularyFile, "a.b/page", "ja"},
		{"page.vocabulary.yaml", vocabularyFile, "page", ""},
		{"vocabulary.yaml", vocabularyFile, "", ""},
		{"vocabulary.de.yml", vocabularyFile, "", "de"},
		{"a/vocabulary.yaml", vocabularyFile, "a/vocabulary", ""},
	}
	for _, test := range tests {
		page, tag := companionOf(test.file)
		if kind := kindOf(test.file); kind != test.kind || page != test.page || tag != test.tag {
			t.Errorf("%s is of kind %d for the page %q in %q, want kind %d, %q and %q", test.file, kind, page, tag, test.kind, test.page, test.tag)
		}
	}
	for _, file := range []string{"page.phrasings.v2.yaml", "phrasings.yaml", "page.phrasings.de.json", "page.phrasings.de"} {
		if kind := kindOf(file); kind == phrasingsFile || kind == vocabularyFile {
			t.Errorf("%s is a companion file, want none", file)
		}
	}
}

func TestCutLanguage(t *testing.T) {
	tests := []struct{ id, before, tag string }{
		{"page.phrasings.de", "page.phrasings", "de"},
		{"page.phrasings.pt-BR", "page.phrasings", "pt-BR"},
		{"page.phrasings", "page.phrasings", ""},
		{"page.v2", "page.v2", ""},
		{"page", "page", ""},
		{"page.", "page.", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		if before, tag := cutLanguage(test.id); before != test.before || tag != test.tag {
			t.Errorf("cutLanguage(%q) = %q, %q, want %q, %q", test.id, before, tag, test.before, test.tag)
		}
	}
}

func TestSameLanguage(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"de", "de", true}, {"de", "de-AT", true}, {"pt-BR", "pt-PT", true}, {"EN", "en", true}, {"eng", "en", true},
		{"de", "en", false}, {"de", "nl", false},
	}
	for _, test := range tests {
		if got := sameLanguage(test.a, test.b); got != test.want {
			t.Errorf("sameLanguage(%q, %q) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
}
