// Package observe defines the values of the bot's events, for the packages that report
// them and for the monitor, which uses them as metric labels.
package observe

// Kind is the kind of an interaction or a message.
type Kind string

// The kinds.
const (
	KindCommand      Kind = "command"
	KindAutocomplete Kind = "autocomplete"
	KindComponent    Kind = "component" // a button or a menu
	KindMessage      Kind = "message"   // to the bot
)

// Kinds lists all kinds.
var Kinds = []Kind{KindCommand, KindAutocomplete, KindComponent, KindMessage}

// Outcome is the kind of first response to an interaction or a message.
type Outcome string

// The outcomes.
const (
	OutcomeAnswered Outcome = "answered" // the requested reply
	OutcomeDeferred Outcome = "deferred" // the reply follows
	OutcomeApology  Outcome = "apology"  // for an error
	OutcomeBusy     Outcome = "busy"     // too many requests at once
	OutcomeFailed   Outcome = "failed"   // Discord did not accept the response
)

// Outcomes lists all outcomes.
var Outcomes = []Outcome{OutcomeAnswered, OutcomeDeferred, OutcomeApology, OutcomeBusy, OutcomeFailed}

// Reason is why a gateway connection was lost.
type Reason string

// The reasons.
const (
	ReasonClosed      Reason = "closed"    // by Discord or the network
	ReasonSilent      Reason = "silent"    // no heartbeat ACK
	ReasonHandshake   Reason = "handshake" // it never became ready
	ReasonRequested   Reason = "asked"     // Discord asked for a new one (op 7, or a resumable op 9)
	ReasonInvalidated Reason = "invalid"   // Discord ended the session (op 9)
)

// Reasons lists all reasons.
var Reasons = []Reason{ReasonClosed, ReasonSilent, ReasonHandshake, ReasonRequested, ReasonInvalidated}
