package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with a corpus, and what its author can do about it.
type Problem struct {
	File string // path within the corpus folder; "." for the folder itself
	Line int    // from 1
	What string // what is wrong
	Do   string // what to do about it
}

// Error returns the problem as "file:line: what; do".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s; %s", p.File, p.Line, p.What, p.Do)
}

// Problems is everything wrong with a corpus, in the order of files and lines.
type Problems []*Problem

// Error returns the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// add notes a problem.
func (ps *Problems) add(file string, line int, what, do string) {
	*ps = append(*ps, &Problem{File: file, Line: line, What: what, Do: do})
}

// sort brings the problems into the order of files and lines.
func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
}
