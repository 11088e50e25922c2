package index

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"alliancebot/internal/golden"
)

// measurements are what benchmarks measured: by benchmark, then by unit, one
// number for each time it ran.
type measurements map[string]map[string][]float64

// cores is what "go test" adds to a benchmark's name if it ran on more than one.
var cores = regexp.MustCompile(`-\d+$`)

// readMeasurements reads what "go test -bench" prints.
func readMeasurements(text string) (measurements, error) {
	found := make(measurements)
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

// median returns the middle one of what was measured, 0 if nothing was.
func (m measurements) median(benchmark, unit string) float64 {
	values := slices.Sorted(slices.Values(m[benchmark][unit]))
	if len(values) == 0 {
		return 0
	}
	return values[len(values)/2]
}

// milliseconds returns how long one run of benchmark takes.
func (m measurements) milliseconds(benchmark string) float64 {
	return m.median(benchmark, "ns/op") / 1e6
}

// tables returns the measurements as tables in Markdown.
func (m measurements) tables() string {
	var text strings.Builder
	row := func(cells ...string) { fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | ")) }

	row("The default story", "wanted", "measured", "plain bleve")
	row("---", "--:", "--:", "--:")
	row("question to answer, p50", "0.3 ms", milliseconds(m.median("Ask", "p50-ms")), milliseconds(m.median("PlainBleve", "p50-ms")))
	row("question to answer, p99", "1 ms", milliseconds(m.median("Ask", "p99-ms")), milliseconds(m.median("PlainBleve", "p99-ms")))
	row("a key typed to what it proposes, p50", "5 ms", milliseconds(m.median("Complete", "p50-ms")), "")
	row("a key typed to what it proposes, p99", "5 ms", milliseconds(m.median("Complete", "p99-ms")), "")
	row("build of the index", "60 ms", milliseconds(m.milliseconds("New")), "")
	row("memory of the index", "", mebibytes(m.median("New", "heap-MiB")), "")
	row("`ask`, from the start of the process to its end", "150 ms", milliseconds(m.milliseconds("AskProcess")), "")
	row("`ask`, the most memory it takes", "40 MiB", mebibytes(m.median("AskProcess", "peak-MiB")), "")

	text.WriteString("\n")
	row("Passages", "build", "memory", "question, p50", "question, p99")
	row("--:", "--:", "--:", "--:", "--:")
	for _, size := range sizes {
		build, ask := fmt.Sprintf("NewLarge/passages=%d", size), fmt.Sprintf("AskLarge/passages=%d", size)
		row(strconv.Itoa(size), digits(m.milliseconds(build)/1000)+" s", mebibytes(m.median(build, "heap-MiB")),
			milliseconds(m.median(ask, "p50-ms")), milliseconds(m.median(ask, "p99-ms")))
	}
	row("100000, wanted", "60 s", "", "", "50 ms")

	text.WriteString("\n")
	row("A key typed, with 20000 passages", "p50", "p99")
	row("---", "--:", "--:")
	row("to what it proposes (wanted: 5 ms)", milliseconds(m.median("CompleteLarge", "p50-ms")), milliseconds(m.median("CompleteLarge", "p99-ms")))

	text.WriteString("\n")
	row("Hostile questions to the default story (wanted: 20 ms)", "p50", "p99")
	row("---", "--:", "--:")
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if hostile, ok := strings.CutPrefix(name, "Hostile/"); ok {
			row(strings.ReplaceAll(hostile, "_", " "), milliseconds(m.median(name, "p50-ms")), milliseconds(m.median(name, "p99-ms")))
		}
	}
	return text.String()
}

func milliseconds(value float64) string { return digits(value) + " ms" }
func mebibytes(value float64) string    { return digits(value) + " MiB" }

// digits writes a number with as many digits as a noisy measurement bears.
func digits(value float64) string {
	switch {
	case value >= 100:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case value >= 10:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

// TestPerformancePage checks that the page on performance shows what its raw
// measurements say. With -update it writes them into the page.
func TestPerformancePage(t *testing.T) {
	const page, begin, end = "../docs/performance.md", "<!-- measured -->\n", "<!-- end -->\n"
	raw, err := os.ReadFile("../docs/performance.txt")
	if err != nil {
		t.Fatal(err)
	}
	measured, err := readMeasurements(string(raw))
	if err != nil {
		t.Fatalf("read docs/performance.txt: %v", err)
	}
	for _, benchmark := range []string{"Ask", "PlainBleve", "Complete", "CompleteLarge", "New", "AskProcess"} {
		if measured[benchmark] == nil {
			t.Errorf("docs/performance.txt lacks %s; measure anew with docs/performance.sh", benchmark)
		}
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s lacks the lines %q and %q", page, begin, end)
	}
	golden.Check(t, page, []byte(before+begin+"\n"+measured.tables()+"\n"+end+after))
	golden.Check(t, "../docs/growth.svg", []byte(measured.growth()))
}
