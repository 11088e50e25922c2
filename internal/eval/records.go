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

// problems collects what is wrong with input files.
type problems corpus.Problems

func (ps *problems) add(file string, line int, what, do string) {
	*ps = append(*ps, &corpus.Problem{File: file, Line: line, What: what, Fix: do})
}

// err returns the problems as a corpus.Problems, or nil if there are none.
func (ps problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return corpus.Problems(ps)
}

// read returns the contents of file; none, and a problem, if it cannot be read.
func (ps *problems) read(file string) []byte {
	content, err := os.ReadFile(file)
	if err != nil {
		if pathError, ok := errors.AsType[*os.PathError](err); ok {
			err = pathError.Err // the problem names the file
		}
		ps.add(file, 1, fmt.Sprintf("cannot read the file: %v", err), "check its name and permissions")
	}
	return content
}

// lines yields the lines of a file's contents that are not blank, each with its number
// from 1.
func lines(content []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
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

// records yields the JSON objects in the contents of file, one a line, each with its line
// number. Lines that are not a T are problems; so are keys that T lacks, if there is an example
// of a line with those it has.
func records[T any](ps *problems, file string, content []byte, example string) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for number, line := range lines(content) {
			record, err := decode[T](line, example != "")
			if err != nil {
				fix := "write one JSON object a line"
				if example != "" {
					fix += ", such as " + example
				}
				ps.add(file, number, strings.TrimPrefix(err.Error(), "json: "), fix)
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
	if err := decoder.Decode(&record); errors.Is(err, io.ErrUnexpectedEOF) {
		return record, errors.New("the JSON object is incomplete")
	} else if err != nil {
		return record, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return record, errors.New("the line has more than one JSON object")
	}
	return record, nil
}
