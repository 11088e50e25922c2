package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// benchmarks are benchmark results by name and unit, with one number for each run.
type benchmarks map[string]map[string][]float64

// cores matches the suffix of a benchmark's name if it ran on more than one core.
var cores = regexp.MustCompile(`-\d+$`)

// readBenchmarks reads the output of "go test -bench".
func readBenchmarks(text string) (benchmarks, error) {
	found := make(benchmarks)
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := cores.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		if found[name] == nil {
			found[name] = make(map[string][]float64)
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			found[name][fields[i+1]] = append(found[name][fields[i+1]], value)
		}
	}
	return found, nil
}

// median returns the median of a benchmark's results, or 0.
func (b benchmarks) median(benchmark, unit string) float64 {
	values := slices.Sorted(slices.Values(b[benchmark][unit]))
	if len(values) == 0 {
		return 0
	}
	return values[len(values)/2]
}

// milliseconds returns the duration of a benchmark's operation.
func (b benchmarks) milliseconds(benchmark string) float64 {
	return b.median(benchmark, "ns/op") / 1e6
}

// tables returns the results as Markdown tables.
func (b benchmarks) tables() string {
	var text table

	text.head("---", "The default story", "goal", "measured", "plain bleve")
	text.row("question to answer, p50", "0.3 ms", milliseconds(b.median("Ask", "p50-ms")), milliseconds(b.median("PlainBleve", "p50-ms")))
	text.row("question to answer, p99", "1 ms", milliseconds(b.median("Ask", "p99-ms")), milliseconds(b.median("PlainBleve", "p99-ms")))
	text.row("keystroke to suggestions, p50", "5 ms", milliseconds(b.median("Complete", "p50-ms")), "")
	text.row("keystroke to suggestions, p99", "5 ms", milliseconds(b.median("Complete", "p99-ms")), "")
	text.row("building the index", "60 ms", milliseconds(b.milliseconds("New")), "")
	text.row("memory of the index", "", mebibytes(b.median("New", "heap-MiB")), "")
	text.row("`ask`, the whole process", "150 ms", milliseconds(b.milliseconds("AskProcess")), "")
	text.row("`ask`, peak memory", "48 MiB", mebibytes(b.median("AskProcess", "peak-MiB")), "")

	text.head("--:", "Passages", "build", "memory of the index", "question, p50", "question, p99")
	for _, size := range b.sizes() {
		build, ask := fmt.Sprintf("NewLarge/passages=%d", size), fmt.Sprintf("AskLarge/passages=%d", size)
		text.row(strconv.Itoa(size), digits(b.milliseconds(build)/1000)+" s", mebibytes(b.median(build, "heap-MiB")),
			milliseconds(b.median(ask, "p50-ms")), milliseconds(b.median(ask, "p99-ms")))
	}
	text.row("100000, goal", "60 s", "", "", "50 ms")

	text.head("--:", "The whole program, passages", "start", "memory after it", "peak", "peak at a reindex")
	for _, size := range b.sizes() {
		process := fmt.Sprintf("ProcessLarge/passages=%d", size)
		text.row(strconv.Itoa(size), digits(b.median(process, "start-ms")/1000)+" s", mebibytes(b.median(process, "rss-MiB")),
			mebibytes(b.median(process, "start-peak-MiB")), mebibytes(b.median(process, "reindex-peak-MiB")))
	}
	text.row("10000, goal", "", "120 MiB", "", "192 MiB")
	text.row("100000, goal", "", "512 MiB", "", "819 MiB")

	text.head("---", "Bounds", "goal", "measured")
	text.row("question to 195,000 units that differ in a number, p99", "50 ms", milliseconds(b.median("AskAlike", "p99-ms")))
	text.row("work after a question was given up, 100,000 passages", "5 ms", milliseconds(b.median("Cancel", "large-ms")))
	text.row("the same, hostile questions", "5 ms", milliseconds(b.median("Cancel", "hostile-ms")))
	text.row("what the journal adds to a question", "10 %", digits(b.median("Journal", "%more"))+" %")

	text.head("---", "Keystroke, 20000 passages", "p50", "p99")
	text.row("to suggestions (goal: 5 ms)", milliseconds(b.median("CompleteLarge", "p50-ms")), milliseconds(b.median("CompleteLarge", "p99-ms")))

	text.head("---", "Hostile questions about the default story (goal: 20 ms)", "p50", "p99")
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if hostile, ok := strings.CutPrefix(name, "Hostile/"); ok {
			text.row(strings.ReplaceAll(hostile, "_", " "), milliseconds(b.median(name, "p50-ms")), milliseconds(b.median(name, "p99-ms")))
		}
	}
	return text.String()
}

func milliseconds(value float64) string { return digits(value) + " ms" }
func mebibytes(value float64) string    { return digits(value) + " MiB" }

// digits formats a number with the digits that a noisy measurement justifies.
func digits(value float64) string {
	switch {
	case value >= 100:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case value >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

// largeName matches the name of a benchmark with a large corpus.
var largeName = regexp.MustCompile(`^NewLarge/passages=(\d+)$`)

// sizes returns the numbers of passages of the large corpora, in order.
func (b benchmarks) sizes() (sizes []int) {
	for name := range b {
		if match := largeName.FindStringSubmatch(name); match != nil {
			size, _ := strconv.Atoi(match[1])
			sizes = append(sizes, size)
		}
	}
	slices.Sort(sizes)
	return sizes
}
