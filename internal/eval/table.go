package eval

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// startRunes is how much of a highlight a table shows.
const startRunes = 80

// Table returns the scores as an aligned table for people.
func (q *Quality) Table() string {
	table := newTable()
	table.row("type", "questions", "answer@1", "right@1", "top 3", "highlight", "wrong", "also", "abstained")
	for _, s := range append(q.Types[:len(q.Types):len(q.Types)], q.All) {
		table.row(s.Type, s.Questions, s.Answer1, s.Right1, s.Top3, s.Highlight, s.Wrong, s.Also, s.Abstained)
	}
	return table.String()
}

// String returns the latencies as one line.
func (l Latency) String() string {
	return fmt.Sprintf("latency: p50 %.0f µs, p95 %.0f µs, p99 %.0f µs\n", l.P50, l.P95, l.P99)
}

// MissTable returns each miss with its explanation. What others wrote is quoted
// as in Go, so that it cannot command a terminal; the explanation has the words
// of it alone.
func (q *Quality) MissTable() string {
	table := newTable()
	for _, m := range q.Misses {
		table.row(fmt.Sprintf("\n%s (%s): %s", m.ID, m.Type, m.What))
		table.row("  question", fmt.Sprintf("%q", m.Question))
		table.row("  verdict", fmt.Sprintf("%s, confidence %s", m.Verdict, decimals(m.Confidence)))
		if m.Won != nil {
			table.row("  won", fmt.Sprintf("%s, score %s, %q", m.Won.Unit, decimals(m.Won.Score), start(m.Won.Highlight)))
		}
		if m.Right != nil {
			table.row("  right", fmt.Sprintf("%s, score %s, rank %d", m.Right.Unit, decimals(m.Right.Score), m.Right.Rank))
		}
		table.line("")
		for line := range strings.Lines(m.Why) {
			table.line("%s", strings.TrimRight("    "+line, " \n"))
		}
	}
	return table.String()
}

// Table returns the report as aligned tables for people.
func (r *Report) Table() string {
	table := newTable()
	table.line("%s: questions %d, documents %d, groups %d", r.Collection, r.Questions, r.Documents, r.Groups)
	if r.LeftOut > 0 {
		table.line("questions left out: %d, as no document is known to be relevant to them", r.LeftOut)
	}
	table.line("")
	table.row("questions", "Hit@1", "MRR@10", "nDCG@10", "Recall@10")
	table.row("as they are", decimals(r.Hit1), decimals(r.MRR10), decimals(r.NDCG10), decimals(r.Recall10))
	if r.Typos != nil {
		table.row("with a typo", decimals(r.Typos.Hit1))
		table.row("loss", decimals(r.Typos.Loss))
	}
	table.line("")
	table.row("questions", "asked", "answered", "abstained", "none", "AUROC")
	table.verdicts("own", r.Own)
	table.verdicts("foreign", r.Foreign)
	table.verdicts("out of scope", r.OutOfScope)
	return table.String()
}

// table is text with aligned columns. Writing to it cannot fail.
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

// row writes the cells of one row; without a trailing tab, so that no line
// ends in spaces.
func (t table) row(cells ...any) {
	var texts []string
	for _, cell := range cells {
		texts = append(texts, fmt.Sprint(cell))
	}
	fmt.Fprintln(t.columns, strings.Join(texts, "\t"))
}

// line writes a line of its own, which ends the columns above it.
func (t table) line(format string, args ...any) { fmt.Fprintf(t.columns, format+"\n", args...) }

// verdicts writes v if there are such questions.
func (t table) verdicts(name string, v Verdicts) {
	if v.Answered.Of == 0 {
		return
	}
	area := "-"
	if v.AUROC != nil {
		area = decimals(*v.AUROC)
	}
	t.row(name, v.Answered.Of, v.Answered, v.Abstained, v.None, area)
}

// start returns the first startRunes of text.
func start(text string) string {
	runes := []rune(text)
	if len(runes) <= startRunes {
		return text
	}
	return string(runes[:startRunes]) + "…"
}
