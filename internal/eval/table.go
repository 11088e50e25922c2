package eval

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// table is text with aligned columns. Writing to it never fails.
type table struct {
	text    *strings.Builder
	columns *tabwriter.Writer
}

func newTable() table {
	var text strings.Builder
	return table{&text, tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)}
}

// String returns what was written.
func (t table) String() string {
	t.columns.Flush()
	return t.text.String()
}

// row writes the cells of a row, without a trailing tab, so that no line ends in
// spaces.
func (t table) row(cells ...any) {
	var texts []string
	for _, cell := range cells {
		texts = append(texts, fmt.Sprint(cell))
	}
	fmt.Fprintln(t.columns, strings.Join(texts, "\t"))
}

// line writes a line without columns, which ends the columns above it.
func (t table) line(format string, args ...any) { fmt.Fprintf(t.columns, format+"\n", args...) }

// decimals formats a measure for a table.
func decimals(x float64) string { return fmt.Sprintf("%.3f", x) }
