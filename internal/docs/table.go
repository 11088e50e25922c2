package main

import (
	"fmt"
	"strings"
)

// table is a text with Markdown tables.
type table struct{ strings.Builder }

// head begins a table. first is how the first column is aligned, "---" to the left or "--:"
// to the right; the others are aligned to the right.
func (t *table) head(first string, cells ...string) {
	if t.Len() > 0 {
		t.WriteString("\n")
	}
	t.row(cells...)
	fmt.Fprintf(t, "| %s%s |\n", first, strings.Repeat(" | --:", len(cells)-1))
}

func (t *table) row(cells ...string) { fmt.Fprintf(t, "| %s |\n", strings.Join(cells, " | ")) }
