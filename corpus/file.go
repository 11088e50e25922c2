package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"unicode/utf8"
)

// maxFileSize bounds a file, in bytes. A long novel has about 2 MiB.
const maxFileSize = 8 << 20

var byteOrderMark = []byte("\uFEFF")

// file is one file of a corpus while it is read.
type file struct {
	path     string
	text     []byte // with "\n" line ends and without a byte order mark
	front    []byte // the part of text before the line that ends the front matter
	hasFront bool
	body     int   // where the text below the front matter begins
	lineEnds []int // offsets of each "\n" in text
	problems *Problems
}

// problem notes what is wrong in a line of f, or in its last line when that is
// before: YAML counts one more at the end.
func (f *file) problem(line int, what, do string) {
	f.problems.add(f.path, min(line, len(f.lineEnds)+1), what, do)
}

// lineAt returns the line, from 1, of an offset in f's body.
func (f *file) lineAt(offset int) int {
	before, _ := slices.BinarySearch(f.lineEnds, f.body+offset)
	return before + 1
}

// readFile returns the file at path, or nil after noting why it is unreadable.
func readFile(fsys fs.FS, path string, problems *Problems) *file {
	f := &file{path: path, problems: problems}
	info, err := fs.Stat(fsys, path)
	if err != nil {
		f.unreadable(err)
		return nil
	}
	if !info.Mode().IsRegular() {
		f.problem(1, "not a regular file", "remove it or rename it")
		return nil
	}
	if info.Size() > maxFileSize {
		f.problem(1, fmt.Sprintf("file has more than %d MiB", maxFileSize>>20), "split it into several stories or shorten it")
		return nil
	}
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		f.unreadable(err)
		return nil
	}
	if !f.setText(raw) {
		return nil
	}
	return f
}

// unreadable notes an input error, without the path that fs puts into it.
func (f *file) unreadable(err error) {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	f.problem(1, "cannot be read: "+err.Error(), "check that the file exists and its permissions allow reading")
}

// setText makes raw f's text, or notes why it is none.
func (f *file) setText(raw []byte) bool {
	f.text = bytes.TrimPrefix(raw, byteOrderMark)
	f.text = bytes.ReplaceAll(f.text, []byte("\r\n"), []byte("\n"))
	f.text = bytes.ReplaceAll(f.text, []byte("\r"), []byte("\n"))
	f.lineEnds = make([]int, 0, bytes.Count(f.text, []byte("\n")))
	for i, b := range f.text {
		if b == '\n' {
			f.lineEnds = append(f.lineEnds, i)
		}
	}
	if bad := invalidUTF8(f.text); bad >= 0 {
		f.problem(f.lineAt(bad), fmt.Sprintf("not valid UTF-8: byte 0x%02x", f.text[bad]), "save the file as UTF-8")
		return false
	}
	if len(bytes.TrimSpace(f.text)) == 0 {
		f.problem(1, "file is empty", "write its text or remove it")
		return false
	}
	return true
}

// invalidUTF8 returns the offset of the first byte of text that is no valid
// UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
