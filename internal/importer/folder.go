package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"alliancebot/internal/prose"
)

// The state of an import is in a folder of the output folder that corpus.Load leaves out:
// a journal of JSON lines, and a folder where a file is completed before it is moved to
// its place.
const (
	stateFolder = ".import"
	journalName = stateFolder + "/journal.jsonl"
	stageFolder = stateFolder + "/stage"
)

// record is a line of the journal. Of the lines with one URL the last one counts. A line
// without Sum reserves File; a line with Done says that the import up to it was complete.
type record struct {
	URL          string    `json:",omitempty"` // as it was requested
	Final        string    `json:",omitempty"` // after redirects
	File         string    `json:",omitempty"`
	ETag         string    `json:",omitempty"`
	LastModified string    `json:",omitempty"`
	Sum          string    `json:",omitempty"` // of what was fetched
	Checked      time.Time `json:",omitzero"`
	Done         bool      `json:",omitempty"`
}

// folder is the output folder.
type folder struct {
	root    *os.Root // which nothing can be written outside of
	journal *os.File
	pages   map[string]record
	taken   map[string]bool // names of files
	fresh   map[string]bool // by URL: checked by this import, or by an interrupted one before it
}

// openFolder opens the folder at name, which it makes if need be. It refuses a folder with
// files that are not of an import.
func openFolder(name string) (*folder, error) {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, fmt.Errorf("make the output folder: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", err)
	}
	f := &folder{root: root, pages: make(map[string]record), taken: make(map[string]bool), fresh: make(map[string]bool)}
	if err := f.open(); err != nil {
		root.Close()
		return nil, fmt.Errorf("output folder %s: %w", name, err)
	}
	return f, nil
}

func (f *folder) open() error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return err
	}
	if _, err := f.root.Stat(stateFolder); err != nil {
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), ".") {
				return fmt.Errorf("it has %q, which is not of an import; use an empty or a new folder", entry.Name())
			}
		}
	}
	if err := f.root.MkdirAll(stateFolder, 0o755); err != nil {
		return err
	}
	text, err := f.root.ReadFile(journalName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for line := range bytes.Lines(text) {
		var r record
		if json.Unmarshal(line, &r) == nil { // else it is torn
			f.remember(r)
		}
	}
	f.journal, err = f.root.OpenFile(journalName, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	return err
}

func (f *folder) close() {
	f.journal.Close()
	f.root.Close()
}

func (f *folder) remember(r record) {
	if r.Done {
		clear(f.fresh)
		return
	}
	f.pages[r.URL] = r
	f.taken[r.File] = true
	f.fresh[r.URL] = r.Sum != ""
}

// append adds a record to the journal. Its line begins with the line end, so that it is not
// lost behind a torn one.
func (f *folder) append(r record) error {
	line, err := json.Marshal(r)
	if err == nil {
		_, err = f.journal.Write(append([]byte("\n"), line...))
	}
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	f.remember(r)
	return nil
}

// finish writes the journal of a complete import, without what no longer counts.
func (f *folder) finish() error {
	var text bytes.Buffer
	for _, r := range append(slices.SortedFunc(maps.Values(f.pages), byURL), record{Done: true}) {
		line, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("write the journal: %w", err)
		}
		text.Write(append(line, '\n'))
	}
	return f.write(journalName, text.Bytes())
}

func byURL(a, b record) int { return strings.Compare(a.URL, b.URL) }

// get returns the record of a page whose file is there.
func (f *folder) get(address string) (record, bool) {
	r := f.pages[address]
	if r.Sum == "" {
		return record{}, false
	}
	return r, f.exists(r.File)
}

// stage writes a file, alone, where it can be completed.
func (f *folder) stage(name string, content []byte) (staged string, err error) {
	if err = f.root.RemoveAll(stageFolder); err == nil {
		err = f.root.MkdirAll(stageFolder, 0o755)
	}
	staged = path.Join(stageFolder, path.Base(name))
	if err == nil {
		err = f.root.WriteFile(staged, content, 0o644)
	}
	return staged, err
}

// write writes a file whole or not at all.
func (f *folder) write(name string, content []byte) error {
	staged, err := f.stage(name, content)
	if err == nil {
		err = f.root.MkdirAll(path.Dir(name), 0o755)
	}
	if err == nil {
		err = f.root.Rename(staged, name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// reserve returns the file of a page: the one that it has, or else a free one, which it notes
// in the journal before the file is made.
func (f *folder) reserve(address, stem, extension string) (string, error) {
	if r, known := f.pages[address]; known && path.Ext(r.File) == path.Ext(extension) {
		return r.File, nil
	}
	id, name := sumOf([]byte(address)), stem+extension
	for length := 6; f.taken[name] || f.exists(name); length += 6 {
		if length > len(id) {
			return "", fmt.Errorf("no name is free for %s%s", stem, extension)
		}
		name = stem + "-" + id[:length] + extension
	}
	return name, f.append(record{URL: address, File: name})
}

func (f *folder) exists(name string) bool {
	_, err := f.root.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// Bounds of file names, in bytes: file systems allow 255 for a name, and Windows 260 for
// a path.
const (
	maxName   = 60
	maxFolder = 120
)

// stemFor returns a file name for an address, without extension: words of its path and
// query, in lower case.
func stemFor(at *url.URL) string {
	var names []string
	parts := strings.Split(strings.Trim(at.Path, "/"), "/")
	for i, part := range parts {
		if i == len(parts)-1 {
			if pageExtensions[strings.ToLower(path.Ext(part))] {
				part = strings.TrimSuffix(part, path.Ext(part))
			}
			part += " " + at.RawQuery
		}
		if name := fileName(part); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "index"
	}
	last := len(names) - 1
	dir := path.Join(names[:last]...)
	if len(dir) > maxFolder {
		dir = names[0]
	}
	return path.Join(dir, names[last])
}

// pageExtensions are those that say of an address that it is a page.
var pageExtensions = map[string]bool{
	".html": true, ".htm": true, ".xhtml": true, ".php": true, ".asp": true, ".aspx": true, ".jsp": true,
	".md": true, ".markdown": true, ".mdx": true, ".txt": true, ".json": true,
}

// devices are names that Windows reserves.
var devices = regexp.MustCompile(`^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])$`)

// fileName returns the words of text, joined by hyphens: nothing that is special to a file
// system or to corpus.Load is left.
func fileName(text string) string {
	words := prose.Key(text)
	if len(words) > maxName {
		words = words[:prose.CutBefore(words, 0, maxName)]
	}
	if devices.MatchString(words) {
		words += " page"
	}
	return strings.ReplaceAll(strings.TrimSpace(words), " ", "-")
}
