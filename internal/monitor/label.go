package monitor

import (
	"slices"

	"alliancebot/internal/observe"
)

// label is a metric label with all its possible values, so that the number of series
// does not depend on what people send.
type label struct {
	name   string
	values []string
}

// Values that replace others.
const (
	other      = "other" // not one of a label's values
	failed     = "error" // no verdict, or no HTTP response
	unanswered = "none"  // an interaction without a first response
)

var (
	verdicts = label{"verdict", []string{"answer", "suggestions", "none", failed, other}} // index.Verdict
	kinds    = newLabel("kind", observe.Kinds, other)
	outcomes = newLabel("outcome", observe.Outcomes, unanswered, other)
	reasons  = newLabel("reason", observe.Reasons, other)
	// routes are the first path elements in Discord's API.
	routes   = label{"route", []string{"applications", "channels", "gateway", "guilds", "interactions", "oauth2", "users", "webhooks", other}}
	statuses = label{"status", []string{"2xx", "3xx", "4xx", "429", "5xx", failed, other}}
)

func newLabel[T ~string](name string, values []T, more ...string) label {
	l := label{name: name}
	for _, v := range values {
		l.values = append(l.values, string(v))
	}
	l.values = append(l.values, more...)
	return l
}

// of returns value, or other if l does not have it.
func (l label) of(value string) string {
	if slices.Contains(l.values, value) {
		return value
	}
	return other
}

func names(labels []label) []string {
	list := make([]string, len(labels))
	for i, l := range labels {
		list[i] = l.name
	}
	return list
}
