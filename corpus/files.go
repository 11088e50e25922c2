package corpus

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/language"
	"golang.org/x/text/transform"
)

// Limits on what is read: far more than people write, and far less than would exhaust
// memory or time.
const (
	maxFileSize  = 8 << 20 // bytes; a long novel has about 2 MiB
	maxFiles     = 50_000
	maxDepth     = 32 // folders within folders
	maxTotalSize = 512 << 20
)

// Dir returns the file system of the folder at path, for Load. Symbolic links are
// followed if they stay within the folder. Opening anything but a regular file or a
// folder, such as a FIFO, is an error and never blocks. The caller closes the Folder.
// The error is of type Problems.
func Dir(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, Problems{{File: ".", Line: 1, What: "the folder cannot be opened: " + withoutPath(err).Error(), Fix: "check its name and its permissions"}}
	}
	return &Folder{root}, nil
}

// Folder is the file system that Dir returns.
type Folder struct{ root *os.Root }

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Open opens a file or folder for reading.
func (f *Folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	// Without O_NONBLOCK, opening a FIFO would wait for a writer.
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

var (
	errNotRegular = errors.New("not a regular file")
	errChanging   = errors.New("the file keeps changing")
)

// readFile returns the contents of a file, which it reads again if the file changes.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	for range 3 {
		content, changed, err := readOnce(fsys, name)
		if err != nil || !changed {
			return content, err
		}
	}
	return nil, errChanging
}

func readOnce(fsys fs.FS, name string) (content []byte, changed bool, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, false, withoutPath(err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return nil, false, withoutPath(err)
	}
	if !before.Mode().IsRegular() {
		return nil, false, errNotRegular
	}
	var buffer bytes.Buffer
	buffer.Grow(int(min(before.Size(), maxFileSize)) + bytes.MinRead) // it needs to grow no more
	if _, err := buffer.ReadFrom(io.LimitReader(f, maxFileSize+1)); err != nil {
		return nil, false, withoutPath(err)
	}
	content = buffer.Bytes()
	if len(content) > maxFileSize {
		return nil, false, fmt.Errorf("the file has more than %d MiB", maxFileSize>>20)
	}
	after, err := fs.Stat(fsys, name) // by name, since the file may have been replaced
	if err != nil {
		return nil, false, withoutPath(err)
	}
	changed = int64(len(content)) != after.Size() || !before.ModTime().Equal(after.ModTime())
	return content, changed, nil
}

// withoutPath returns the cause of an error without the path, which a Problem already
// has.
func withoutPath(err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err
	}
	return err
}

// source is a file of a corpus while it is read.
type source struct {
	path     string
	text     []byte // with "\n" line ends, valid UTF-8, without a byte order mark
	body     int    // offset of the text after the front matter
	lineEnds []int  // offsets of each "\n" in text
	log      *Log
	// documents returns the YAML documents in text, which it parses once.
	documents func() ([]yaml.Node, error)
}

// maxAhead is how many bytes of YAML are read before they are needed: the nodes take many times the
// memory of the text.
const maxAhead = 1 << 20

// readAhead reads the first of the files of these names, and parses them in the background, the
// largest first.
func (l *loader) readAhead(names []string) {
	var sources []*source
	total := 0
	for _, name := range names {
		if _, tag := companionOf(name); total > maxAhead || tag != "" && l.ownLanguage {
			continue
		}
		s := l.read(name)
		if l.ahead[name] = s; s != nil {
			sources = append(sources, s)
			total += len(s.text)
		}
	}
	slices.SortStableFunc(sources, func(a, b *source) int { return cmp.Compare(len(b.text), len(a.text)) })
	for _, s := range sources {
		go s.documents()
	}
}

// read returns the file at path, or nil after logging why it cannot be read.
func (l *loader) read(name string) *source {
	if s, read := l.ahead[name]; read {
		delete(l.ahead, name) // so that its documents are not kept
		return s
	}
	s := &source{path: name, log: &l.log}
	s.documents = sync.OnceValues(func() (documents []yaml.Node, err error) {
		err = yaml.Load(s.text, &documents, yaml.WithAllDocuments())
		return documents, err
	})
	raw, err := readFile(l.fsys, name)
	l.keep(name, raw)
	if err != nil {
		l.log.refuse(name, 1, "cannot be read: "+err.Error(), "check the file and its permissions, or remove it")
		return nil
	}
	if l.size += len(raw); l.size > maxTotalSize {
		l.log.refuse(name, 1, fmt.Sprintf("the folder has more than %d MiB of text", maxTotalSize>>20), "split it into several corpora")
		return nil
	}
	s.setText(raw)
	if bytes.IndexByte(s.text, 0) >= 0 {
		s.warn(1, "the file is not text", "remove it, or save it as UTF-8; it was left out")
		return nil
	}
	return s
}

// keep keeps the contents of a file for Options.Files.
func (l *loader) keep(name string, content []byte) {
	if l.contents != nil {
		l.contents[name] = content
	}
}

// setText decodes a file, which is UTF-8 unless it has another byte order mark.
func (s *source) setText(raw []byte) {
	text := raw
	if len(raw) > 0 && raw[0] >= 0xEF { // the first byte of a byte order mark
		decoded, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), raw)
		if err == nil { // otherwise a broken UTF-16 file, which is full of zeros
			text = decoded
		}
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	s.text = text
	if !utf8.Valid(text) {
		s.text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	s.lineEnds = make([]int, 0, bytes.Count(s.text, []byte("\n")))
	for i, b := range s.text {
		if b == '\n' {
			s.lineEnds = append(s.lineEnds, i)
		}
	}
	if !utf8.Valid(text) {
		s.warn(s.lineOf(bytes.Index(s.text, []byte("\uFFFD"))), "not valid UTF-8", "save the file as UTF-8")
	}
}

// lineOf returns the line, from 1, of an offset in s's text.
func (s *source) lineOf(offset int) int {
	before, _ := slices.BinarySearch(s.lineEnds, offset)
	return before + 1
}

// warn logs something odd in a line of s, or in the last line if line is after it: YAML
// counts an extra line at the end.
func (s *source) warn(line int, what, fix string) {
	s.log.Warn(s.path, min(line, len(s.lineEnds)+1), what, fix)
}

// fileKind is the kind of a file, judged by its name.
type fileKind int

const (
	otherFile fileKind = iota
	navigationFile
	misspelledFile // with a misspelled name of a companion or settings file
	markdownFile
	htmlFile
	textFile
	faqFile        // the FAQ of a story
	dataFile       // YAML or JSON, which may be a list of questions and answers
	phrasingsFile  // ways to ask for a story's units
	vocabularyFile // synonyms, for a story or for all
	baseURLFile    // CNAME, or alliancebot.yaml
	taughtFile     // what admins have taught
)

// Suffixes of a story's companion files, and the names of the files for a whole folder.
const (
	faqSuffix        = ".faq.md"
	phrasingsSuffix  = ".phrasings"
	vocabularySuffix = ".vocabulary"
	vocabularyName   = "vocabulary"
	settingsName     = "alliancebot.yaml"
	TaughtName       = "taught.yaml"
	GoldenName       = "golden.jsonl" // questions to check changes with, which Load does not read
)

// navigation lists the names of files that only contain menus or tables of contents.
var navigation = []string{"_sidebar.md", "_footer.md", "_navbar.md", "_header.md", "summary.md", "_toc.md", "_toc.yml", "404.md", "404.html"}

// notText lists the names of text files that are for programs.
var notText = []string{"robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt", "llms-full.txt", "requirements.txt", "cmakelists.txt"}

// misspelling matches names that seem to be misspelled names of companion files.
var misspelling = regexp.MustCompile(`^(?:(.+)\.(phras|vocab)\w*(?:\.([\w-]+))?|alliancebot)\.(?:ya?ml|md|json|txt)$`)

// correctName returns the correct name for a misspelled one, or "".
func correctName(base string) string {
	m := misspelling.FindStringSubmatch(base)
	switch {
	case m == nil || base == settingsName:
		return ""
	case m[1] == "":
		return settingsName
	}
	name := m[1] + phrasingsSuffix
	if m[2] == "vocab" {
		name = m[1] + vocabularySuffix
	}
	if _, err := language.Parse(m[3]); err == nil {
		name += "." + m[3]
	}
	return name + ".yaml"
}

func kindOf(name string) fileKind {
	base := strings.ToLower(path.Base(name))
	switch {
	case slices.Contains(navigation, base):
		return navigationFile
	case slices.Contains(notText, base):
		return otherFile
	case base == "cname" || base == settingsName:
		return baseURLFile
	case base == TaughtName:
		return taughtFile
	case strings.HasSuffix(base, faqSuffix):
		return faqFile
	}
	ext := path.Ext(base)
	isYAML := ext == ".yaml" || ext == ".yml"
	switch id, _ := cutLanguage(strings.TrimSuffix(base, ext)); {
	case isYAML && strings.HasSuffix(id, phrasingsSuffix):
		return phrasingsFile
	case isYAML && (id == vocabularyName || strings.HasSuffix(id, vocabularySuffix)):
		return vocabularyFile
	case correctName(base) != "":
		return misspelledFile
	}
	switch ext {
	case ".md", ".markdown", ".mdx":
		return markdownFile
	case ".html", ".htm":
		return htmlFile
	case ".txt":
		return textFile
	case ".yaml", ".yml", ".json":
		return dataFile
	}
	return otherFile
}

// companionOf returns the ID of the page whose phrasings or vocabulary are in a file,
// "" for the vocabulary of all pages, and the language in the file's name, or "".
func companionOf(name string) (page, tag string) {
	page, tag = cutLanguage(idOf(name))
	if page == vocabularyName {
		return "", tag
	}
	return strings.TrimSuffix(strings.TrimSuffix(page, phrasingsSuffix), vocabularySuffix), tag
}

// cutLanguage cuts the BCP 47 tag off the ID of a companion file, such as
// "page.phrasings.de".
func cutLanguage(id string) (before, tag string) {
	at := strings.LastIndexByte(id, '.')
	if at < 0 {
		return id, ""
	}
	if _, err := language.Parse(id[at+1:]); err != nil {
		return id, ""
	}
	return id[:at], id[at+1:]
}

// sameLanguage reports whether two BCP 47 tags have the same base language.
func sameLanguage(a, b string) bool {
	baseA, _ := language.Make(a).Base()
	baseB, _ := language.Make(b).Base()
	return baseA == baseB
}
