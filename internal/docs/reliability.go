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
	var text table
	run, serve := m.values["load"], m.values["load over HTTP"]

	text.head("---", run["made"]+" interactions, "+run["rate"], "goal", "`run`", "`serve`")
	text.row("answered", run["made"], run["answered"], serve["answered"])
	text.row("answered more than once", "0", run["refused"], serve["refused"])
	for _, delay := range []struct{ name, goal, key string }{{"p50", "", "p50"}, {"p99", "20 ms", "p99"}, {"maximum", "", "max"}} {
		text.row("event to response, "+delay.name, delay.goal, duration(run[delay.key]), duration(serve[delay.key]))
	}

	text.head("---", "Fault", "made", "answered", "missed", "undelivered", "back after", "longest wait", "IDENTIFY", "RESUME")
	for _, name := range m.names {
		if fault, ok := strings.CutPrefix(name, "fault "); ok {
			v := m.values[name]
			text.row(fault, v["made"], v["answered"], v["missed"], v["undelivered"], duration(v["back"]), duration(v["wait"]), v["identifies"], v["resumes"])
		}
	}

	text.head("---", "Repeated fault", "made", "answered", "missed", "undelivered", "too late", "longest wait", "back after", "IDENTIFY", "RESUME")
	for _, name := range m.names {
		if storm, ok := strings.CutPrefix(name, "storm "); ok {
			v := m.values[name]
			text.row(storm, v["made"], v["answered"], v["missed"], v["undelivered"], v["late"], duration(v["wait"]), duration(v["away"]), v["identifies"], v["resumes"])
		}
	}

	text.head("---", "The journal", "made", "kept by SQLite", "by PostgreSQL")
	shown := map[string]bool{}
	for _, name := range m.names {
		trial := name[:max(0, strings.LastIndex(name, ", "))]
		if what, ok := strings.CutPrefix(trial, "journal "); ok && !shown[trial] {
			shown[trial] = true
			text.row(what, m.values[name]["made"], m.values[trial+", SQLite"]["kept"], m.values[trial+", PostgreSQL"]["kept"])
		}
	}

	text.head("---", "Questions a second", "asked", "answered", "told that it is busy", "told after, p50", "p99")
	for _, name := range m.names {
		if overload, ok := strings.CutPrefix(name, "overload "); ok {
			v := m.values[name]
			text.row(overload+" the capacity", v["asked"], v["answered"], v["told"], duration(v["told_p50"]), duration(v["told_p99"]))
		}
	}

	raid, forbidden := m.values["raid"], m.values["forbidden"]
	text.head("---", "Mentions in "+raid["channels"]+" channels", "goal", "raid", "server that refuses replies")
	text.row("made", "", raid["made"]+" in "+duration(raid["within"]), forbidden["made"]+" in "+duration(forbidden["within"]))
	text.row("answered", "all of the raid", raid["answered"], "")
	text.row("calls that Discord answered with 429 or 403", "at most "+raid["goal"], raid["limited"], forbidden["refused"])
	text.row("until the last reply, or the first after the server allows them", "", duration(raid["took"]), duration(forbidden["back"]))

	text.head("--:", "Interactions so far", "memory in use", "goroutines")
	for _, name := range m.names {
		if v := m.values[name]; v["heap"] != "" {
			bytes, _ := strconv.ParseFloat(v["heap"], 64)
			text.row(strings.TrimPrefix(name, "memory "), fmt.Sprintf("%.1f MiB", bytes/(1<<20)), v["goroutines"])
		}
	}
	kept := m.values["memory kept"]
	fmt.Fprintf(&text, "\nFrom %s to %s interactions, each one adds %s bytes (goal: at most %s).\n", kept["from"], kept["to"], kept["bytes"], kept["goal"])
	return text.String()
}

// scale returns the measurements of several processes as a Markdown table.
func (m measurements) scale() string {
	var text table
	kills, questions, without := m.values["scale kills"], m.values["scale questions"], m.values["scale questions without the database"]
	records, changes := m.values["scale records"], m.values["scale changes"]
	text.head("---", "Four processes of `run`, three of `serve`, one PostgreSQL", "goal", "measured")
	text.row("kills of a process, and of the database", "", kills["processes"]+", "+kills["databases"])
	text.row("questions", "", questions["made"])
	text.row("answered", "", questions["answered"])
	text.row("not answered, since the process was killed", "", questions["away"])
	text.row("not answered by a process that ran", "0", questions["lost"])
	text.row("asked of a running process without the database", "", without["made"])
	text.row("answered, of these", "all", without["answered"])
	text.row("recorded", "all that were answered, except those below", records["kept"])
	text.row("answered up to 3 s before a kill, or without the database by a process that was then killed", "", records["unwritten"])
	text.row("taught or applied when the database was back", "", changes["made"])
	text.row("until all others followed, counted from its return, median", "", duration(changes["p50"]))
	text.row("the same, longest", "1 s", duration(changes["max"]))
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
