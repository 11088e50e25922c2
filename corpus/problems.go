package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong or odd in a corpus, and what its author can do about it.
type Problem struct {
	File  string // path within the corpus folder; "." for the folder itself
	Line  int    // from 1
	What  string
	Fix   string
	Count int // number of places with the problem; File and Line are the first
	Files int // number of files with it
}

// Error returns the problem as "file:line: what; fix", with the number of places if
// there are several.
func (p *Problem) Error() string { return p.Place() + "; " + p.Fix }

// Place returns the problem as "file:line: what", or as "what" if it is the folder's, with the
// number of places if there are several.
func (p *Problem) Place() string {
	text := p.What
	if p.File != "." {
		text = fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
	}
	switch {
	case p.Files > 1:
		text += fmt.Sprintf(" (%d places in %d files, this is the first)", p.Count, p.Files)
	case p.Count > 1:
		text += fmt.Sprintf(" (%d places, this is the first)", p.Count)
	}
	return text
}

// Problems are problems, sorted by file and line.
type Problems []*Problem

// Error returns the problems, one per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Log collects problems. Warnings that differ only in what they quote are reported
// once, and so are identical refusals.
type Log struct {
	refusals, warnings map[string]*loggedProblem
}

type loggedProblem struct {
	Problem
	files map[string]bool
}

// refuse logs a problem that makes the corpus unusable.
func (l *Log) refuse(file string, line int, what, fix string) {
	add(&l.refusals, file, line, what, fix, what+"\x00"+fix)
}

// Warn logs a problem that does not affect the rest of the corpus.
func (l *Log) Warn(file string, line int, what, fix string) {
	add(&l.warnings, file, line, what, fix, unquoted(what)+"\x00"+unquoted(fix))
}

// Warnings returns the warnings, sorted by file and line.
func (l *Log) Warnings() Problems { return sortedProblems(l.warnings) }

// add adds a problem to those with the same key.
func add(all *map[string]*loggedProblem, file string, line int, what, fix, key string) {
	if *all == nil {
		*all = make(map[string]*loggedProblem)
	}
	n := (*all)[key]
	if n == nil {
		n = &loggedProblem{Problem: Problem{File: file, Line: line, What: what, Fix: fix}, files: make(map[string]bool)}
		(*all)[key] = n
	}
	n.Count++
	n.files[file] = true
	n.Files = len(n.files)
}

// unquoted returns text without what it quotes, which differs between similar problems.
func unquoted(text string) string {
	parts := strings.Split(text, `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i] = ""
	}
	return strings.Join(parts, `"`)
}

// sortedProblems returns the problems, sorted by file and line.
func sortedProblems(all map[string]*loggedProblem) Problems {
	var list Problems
	for _, n := range all {
		list = append(list, &n.Problem)
	}
	slices.SortFunc(list, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return list
}
