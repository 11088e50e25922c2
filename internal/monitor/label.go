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

// other replaces what is not one of a label's values.
const other = "other"

// status is the status of a response of Discord's REST API.
type status string

const (
	statusOK      status = "2xx"
	statusMoved   status = "3xx"
	statusRefused status = "4xx"
	statusLimited status = "429"
	statusFailed  status = "5xx"
	statusError   status = "error" // no response
)

// route is the first path element of a call to Discord's REST API.
type route string

var (
	verdicts = newLabel("verdict", observe.Verdicts)
	kinds    = newLabel("kind", observe.Kinds)
	outcomes = newLabel("outcome", observe.Outcomes)
	reasons  = newLabel("reason", observe.Reasons)
	writes   = newLabel("result", observe.Writes)
	routes   = newLabel("route", []route{"applications", "channels", "gateway", "guilds", "interactions", "oauth2", "users", "webhooks"})
	statuses = newLabel("status", []status{statusOK, statusMoved, statusRefused, statusLimited, statusFailed, statusError})

	allLabels = []label{verdicts, kinds, outcomes, reasons, writes, routes, statuses}
)

func newLabel[T ~string](name string, values []T) label {
	l := label{name: name}
	for _, v := range values {
		l.values = append(l.values, string(v))
	}
	l.values = append(l.values, other)
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
