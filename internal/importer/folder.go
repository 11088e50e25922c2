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

// The state of imports is kept in the output folder, in a folder that corpus.Load ignores: a
// journal in JSON Lines, and a folder for files that are not complete yet.
const (
	stateFolder = ".import"
	journalName = stateFolder + "/journal.jsonl"
	stageFolder = stateFolder + "/stage"
)

// record is a line of the journal. The last line for a URL wins. A line without Sum reserves
// File. A line with Done follows the last page of a complete import.
type record struct {
	URL          string    `json:",omitempty"` // as requested
	Final        string    `json:",omitempty"` // after redirects
	File         string    `json:",omitempty"`
	ETag         string    `json:",omitempty"`
	LastModified string    `json:",omitempty"`
	Sum          string    `json:",omitempty"` // SHA-256 of the response body
	Checked      time.Time `json:",omitzero"`
	Done         bool      `json:",omitempty"`
}

// folder is the output folder.
type folder struct {
	root    *os.Root // prevents writes outside of the folder
	journal *os.File
	pages   map[string]record
	taken   map[string]bool // names of files
	fresh   map[string]bool // URLs that this import, or an interrupted one before it, has checked
}

// openFolder opens the folder at name, creating it if needed. It is an error if the folder
// has files but no state of an import.
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
				return fmt.Errorf("it contains %q and was not made by import; use a new or empty folder", entry.Name())
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
		if json.Unmarshal(line, &r) == nil { // otherwise the write was interrupted
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

// append adds a record to the journal. The newline comes first, to end a line that an
// interrupted write left incomplete.
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

// finish marks the import as complete and drops outdated records from the journal.
func (f *folder) finish() error {
	var text bytes.Buffer
	byURL := func(a, b record) int { return strings.Compare(a.URL, b.URL) }
	for _, r := range append(slices.SortedFunc(maps.Values(f.pages), byURL), record{Done: true}) {
		line, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("write the journal: %w", err)
		}
		text.Write(append(line, '\n'))
	}
	return f.write(journalName, text.Bytes())
}

// get returns the record of a page and reports whether its file exists.
func (f *folder) get(address string) (record, bool) {
	r := f.pages[address]
	if r.Sum == "" {
		return record{}, false
	}
	return r, f.exists(r.File)
}

// stage writes an incomplete file to the stage folder, replacing any other.
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

// write writes a file atomically.
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

// reserve returns the name of a page's file: its current name, or else a free one,
// which is recorded in the journal before the file exists.
func (f *folder) reserve(address, stem, extension string) (string, error) {
	if r, known := f.pages[address]; known && path.Ext(r.File) == path.Ext(extension) {
		return r.File, nil
	}
	id, name := sumOf([]byte(address)), stem+extension
	for length := 6; f.taken[name] || f.exists(name); length += 6 {
		if length > len(id) {
			return "", fmt.Errorf("all names for %s%s are taken", stem, extension)
		}
		name = stem + "-" + id[:length] + extension
	}
	return name, f.append(record{URL: address, File: name})
}

func (f *folder) exists(name string) bool {
	_, err := f.root.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// Limits of file names in bytes. File systems allow 255 for a name, and Windows 260 for a
// path.
const (
	maxName   = 60
	maxFolder = 120
)

// maxDepth is how many folders corpus.Load reads within each other.
const maxDepth = 32

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
	if len(dir) > maxFolder || last > maxDepth {
		dir = names[0]
	}
	return path.Join(dir, names[last])
}

// pageExtensions are the extensions of pages in addresses, which file names do not
// repeat.
var pageExtensions = map[string]bool{
	".html": true, ".htm": true, ".xhtml": true, ".php": true, ".asp": true, ".aspx": true, ".jsp": true,
	".md": true, ".markdown": true, ".mdx": true, ".txt": true, ".json": true,
}

// devices are names that Windows reserves.
var devices = regexp.MustCompile(`^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])$`)

// fileName returns the words of text joined by hyphens, without anything that is special to
// file systems or corpus.Load.
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
