package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong or odd in a corpus and what its author can do about it.
type Problem struct {
	File  string // path within the corpus folder; "." for the folder itself
	Line  int    // from 1
	What  string
	Fix   string
	Count int // how many places have the same problem; File and Line are the first
	Files int // in how many files
}

// Error returns the problem as "file:line: what; fix", with the number of places if
// there are several.
func (p *Problem) Error() string { return p.Place() + "; " + p.Fix }

// Place returns the problem as "file:line: what", with the number of places if there are
// several.
func (p *Problem) Place() string {
	text := fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
	switch {
	case p.Files > 1:
		text += fmt.Sprintf(" (%d places in %d files, this is the first)", p.Count, p.Files)
	case p.Count > 1:
		text += fmt.Sprintf(" (%d places, this is the first)", p.Count)
	}
	return text
}

// Problems are problems in the order of files and lines.
type Problems []*Problem

// Error returns the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Log collects problems. Warnings that read alike but for what
// they quote are told once, and so are refusals that read alike.
type Log struct {
	refusals, warnings map[string]*noted
}

type noted struct {
	Problem
	files map[string]bool
}

// refuse notes a problem that makes the corpus unusable.
func (l *Log) refuse(file string, line int, what, fix string) {
	note(&l.refusals, file, line, what, fix, what+"\x00"+fix)
}

// Warn notes a problem that the rest of the corpus does not suffer from.
func (l *Log) Warn(file string, line int, what, fix string) {
	note(&l.warnings, file, line, what, fix, unquoted(what)+"\x00"+unquoted(fix))
}

// Warnings returns the warnings in the order of files and lines.
func (l *Log) Warnings() Problems { return sortedProblems(l.warnings) }

// note adds a problem to those of the same key.
func note(all *map[string]*noted, file string, line int, what, fix, key string) {
	if *all == nil {
		*all = make(map[string]*noted)
	}
	n := (*all)[key]
	if n == nil {
		n = &noted{Problem: Problem{File: file, Line: line, What: what, Fix: fix}, files: make(map[string]bool)}
		(*all)[key] = n
	}
	n.Count++
	n.files[file] = true
	n.Files = len(n.files)
}

// unquoted returns text without what it quotes, which differs between like problems.
func unquoted(text string) string {
	parts := strings.Split(text, `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i] = ""
	}
	return strings.Join(parts, `"`)
}

// sortedProblems returns the problems in the order of files and lines.
func sortedProblems(all map[string]*noted) Problems {
	var list Problems
	for _, n := range all {
		list = append(list, &n.Problem)
	}
	slices.SortFunc(list, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return list
}
