package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// measured matches a line of internal/reliability's output: a name and values.
var measured = regexp.MustCompile(`^(.+): (\w+=\S+(?: \w+=\S+)*)$`)

// measurements are internal/reliability's output: values by name and key.
type measurements struct {
	names  []string // in order
	values map[string]map[string]string
}

func readMeasurements(text string) measurements {
	m := measurements{values: map[string]map[string]string{}}
	for line := range strings.Lines(text) {
		parts := measured.FindStringSubmatch(strings.TrimSpace(line))
		if parts == nil {
			continue
		}
		values := map[string]string{}
		for pair := range strings.FieldsSeq(parts[2]) {
			key, value, _ := strings.Cut(pair, "=")
			values[key] = value
		}
		m.names, m.values[parts[1]] = append(m.names, parts[1]), values
	}
	return m
}

// tables returns the measurements as Markdown tables.
func (m measurements) tables() string {
	var text strings.Builder
	row := func(cells ...string) { fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | ")) }
	run, serve := m.values["load"], m.values["load over HTTP"]

	row(run["made"]+" interactions, "+run["rate"], "goal", "`run`", "`serve`")
	row("---", "--:", "--:", "--:")
	row("answered", run["made"], run["answered"], serve["answered"])
	row("answered more than once", "0", run["refused"], serve["refused"])
	for _, delay := range []struct{ name, goal, key string }{{"p50", "", "p50"}, {"p99", "20 ms", "p99"}, {"maximum", "", "max"}} {
		row("event to response, "+delay.name, delay.goal, duration(run[delay.key]), duration(serve[delay.key]))
	}

	text.WriteString("\n")
	row("Fault", "made", "answered", "missed", "undelivered", "back after", "longest wait", "IDENTIFY", "RESUME")
	row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for _, name := range m.names {
		if fault, ok := strings.CutPrefix(name, "fault "); ok {
			v := m.values[name]
			row(fault, v["made"], v["answered"], v["missed"], v["undelivered"], duration(v["back"]), duration(v["wait"]), v["identifies"], v["resumes"])
		}
	}

	text.WriteString("\n")
	row("Interactions so far", "memory in use", "goroutines")
	row("--:", "--:", "--:")
	for _, name := range m.names {
		if v := m.values[name]; v["heap"] != "" {
			bytes, _ := strconv.ParseFloat(v["heap"], 64)
			row(strings.TrimPrefix(name, "memory "), fmt.Sprintf("%.1f MiB", bytes/(1<<20)), v["goroutines"])
		}
	}
	kept := m.values["memory kept"]
	fmt.Fprintf(&text, "\nFrom %s to %s interactions, each one adds %s bytes (goal: at most %s).\n", kept["from"], kept["to"], kept["bytes"], kept["goal"])
	return text.String()
}

// duration formats a duration with the digits that a noisy measurement justifies.
func duration(text string) string {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return text
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
