package cli

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"alliancebot/internal/golden"
)

// measurement is what was measured: the values by their keys.
type measurement map[string]string

// reported matches a line of measured: a name and its pairs.
var reported = regexp.MustCompile(`^(.+): (\w+=\S+(?: \w+=\S+)*)$`)

// readReport reads what measured has written, by name, with the names in order.
func readReport(text string) (names []string, found map[string]measurement) {
	found = map[string]measurement{}
	for line := range strings.Lines(text) {
		parts := reported.FindStringSubmatch(strings.TrimSpace(line))
		if parts == nil {
			continue
		}
		values := measurement{}
		for pair := range strings.FieldsSeq(parts[2]) {
			key, value, _ := strings.Cut(pair, "=")
			values[key] = value
		}
		names, found[parts[1]] = append(names, parts[1]), values
	}
	return names, found
}

// reliabilityTables returns what was measured as tables in Markdown.
func reliabilityTables(t *testing.T, names []string, found map[string]measurement) string {
	t.Helper()
	var text strings.Builder
	row := func(cells ...string) { fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | ")) }
	load, overHTTP, double := found["load"], found["load over HTTP"], found["double"]

	row(load["made"]+" interactions, "+load["rate"], "wanted", "`run`", "`serve`", "the stand-in alone")
	row("---", "--:", "--:", "--:", "--:")
	row("answered", load["made"], load["answered"], overHTTP["answered"], "")
	row("answered more than once", "0", load["refused"], overHTTP["refused"], "")
	for _, delay := range []struct{ name, wanted, key string }{{"p50", "", "p50"}, {"p99", "20 ms", "p99"}, {"longest", "", "max"}} {
		row("event to response, "+delay.name, delay.wanted, shown(t, load[delay.key]), shown(t, overHTTP[delay.key]), shown(t, double[delay.key]))
	}

	text.WriteString("\n")
	row("Fault", "made", "answered", "lost", "unreached", "back after", "longest wait", "IDENTIFY", "RESUME")
	row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for _, name := range names {
		if fault, ok := strings.CutPrefix(name, "fault "); ok {
			m := found[name]
			row(fault, m["made"], m["answered"], m["lost"], m["unreached"], shown(t, m["back"]), shown(t, m["wait"]), m["identifies"], m["resumes"])
		}
	}

	text.WriteString("\n")
	row("Interactions so far", "memory in use", "goroutines")
	row("--:", "--:", "--:")
	for _, name := range names {
		if m := found[name]; m["heap"] != "" {
			bytes, err := strconv.ParseFloat(m["heap"], 64)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			row(strings.TrimPrefix(name, "memory "), fmt.Sprintf("%.1f MiB", bytes/(1<<20)), m["goroutines"])
		}
	}
	kept := found["memory kept"]
	fmt.Fprintf(&text, "\nFrom %s to %s interactions each adds %s bytes (wanted: at most %d).\n", kept["from"], kept["to"], kept["bytes"], maxKept)
	return text.String()
}

// shown writes a duration with as many digits as a noisy measurement bears.
func shown(t *testing.T, duration string) string {
	t.Helper()
	d, err := time.ParseDuration(duration)
	if err != nil {
		t.Errorf("docs/reliability.txt: %v", err)
	}
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

// TestReliabilityPage checks that the page on reliability shows what its raw
// measurements say, and that these are what is wanted. With -update it writes them
// into the page.
func TestReliabilityPage(t *testing.T) {
	const page, begin, end = "../../docs/reliability.md", "<!-- measured -->\n", "<!-- end -->\n"
	raw, err := os.ReadFile("../../docs/reliability.txt")
	if err != nil {
		t.Fatal(err)
	}
	names, found := readReport(string(raw))
	wanted := []string{"load", "load over HTTP", "double", "memory kept"}
	for _, f := range faults {
		wanted = append(wanted, "fault "+f.name)
	}
	for _, name := range wanted {
		if found[name] == nil {
			t.Fatalf("docs/reliability.txt lacks %q; measure anew with docs/reliability.sh", name)
		}
	}
	for name, values := range found {
		if lost, told := values["lost"]; told && lost != "0" {
			t.Errorf("docs/reliability.txt: %s: %s interactions lost, want none", name, lost)
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
	golden.Check(t, page, []byte(before+begin+"\n"+reliabilityTables(t, names, found)+"\n"+end+after))
}
