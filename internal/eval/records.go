package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"unicode/utf8"

	"alliancebot/corpus"
)

// problems gathers what is wrong with the files that are read.
type problems corpus.Problems

func (ps *problems) add(file string, line int, what, do string) {
	*ps = append(*ps, &corpus.Problem{File: file, Line: line, What: what, Do: do})
}

// err returns the problems as one error, or nil if there are none.
func (ps problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return corpus.Problems(ps)
}

// lines yields the lines of the file at path that are not blank, each with its
// number, which counts from 1.
func (ps *problems) lines(path string) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		content, err := os.ReadFile(path)
		if err != nil {
			ps.add(path, 1, fmt.Sprintf("the file cannot be read (%v)", reason(err)), "check its name and its permissions")
			return
		}
		number := 0
		for line := range bytes.Lines(bytes.TrimPrefix(content, []byte("\ufeff"))) {
			number++
			line = bytes.TrimSpace(line)
			if len(line) > 0 && !yield(number, line) {
				return
			}
		}
	}
}

// reason returns err without the path, which stands before it already.
func reason(err error) error {
	if pathError, ok := errors.AsType[*os.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// records yields the JSON objects of the file at path, one a line, each with
// its line's number. A line that is not a T is a problem and left out; with
// strict a key that T lacks is one, too.
func records[T any](ps *problems, path string, strict bool) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for number, line := range ps.lines(path) {
			record, err := decode[T](line, strict)
			if err != nil {
				ps.add(path, number, strings.TrimPrefix(err.Error(), "json: "), "write one JSON object a line, with the known keys")
				continue
			}
			if !yield(number, record) {
				return
			}
		}
	}
}

func decode[T any](line []byte, strict bool) (record T, err error) {
	if !utf8.Valid(line) {
		return record, errors.New("the line is not valid UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	if strict {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(&record); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return record, errors.New("the JSON object is cut short")
		}
		return record, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return record, errors.New("there is more on the line than one JSON object")
	}
	return record, nil
}
