package monitor

import "slices"

// label is a label of a metric, with all values it takes.
type label struct {
	name   string
	values []string
}

// other stands for a value that is none of a label's own.
const other = "other"

// Values that this package itself uses.
const (
	failed     = "error"
	unanswered = "none"
)

// The labels.
var (
	// What came of a question: a verdict of the index, or an error.
	verdicts = label{"verdict", []string{"answer", "suggestions", "none", failed, other}}
	// What a member did.
	kinds = label{"kind", []string{"command", "autocomplete", "component", "modal", "message", other}}
	// What the first response was.
	outcomes = label{"outcome", []string{
		"answered", // what was asked for
		"deferred", // the announcement of a later answer
		"apology",  // something failed, and the member was told
		"busy",     // too much was going on, and the member was told
		"failed",   // Discord did not take the response
		unanswered,
		other,
	}}
	// Why a connection to the gateway was lost.
	reasons = label{"reason", []string{
		"closed",    // Discord or the network ended it
		"silent",    // no heartbeat ACK
		"handshake", // it never became ready
		"asked",     // Discord asked for it, with op 7
		"invalid",   // Discord invalidated the session, with op 9
		other,
	}}
	// The first part of a path of Discord's API.
	routes = label{"route", []string{"applications", "channels", "gateway", "guilds", "interactions", "oauth2", "users", "webhooks", other}}
	// What a REST call brought: a class of status, 429 by itself, or no answer.
	statuses = label{"status", []string{"2xx", "3xx", "4xx", "429", "5xx", failed, other}}
)

// of returns value if l takes it, and "other" if not.
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
