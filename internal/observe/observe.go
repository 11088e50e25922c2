// Package observe defines the values of the bot's events, for the packages that report
// them and for the monitor, which uses them for readiness and as metric labels.
package observe

// Step is a step that the bot takes before it can answer, as an infinitive.
type Step string

// The steps, in their order.
const (
	StepSignIn   Step = "sign in to Discord"
	StepRegister Step = "register the commands"
	StepGateway  Step = "connect to the gateway"
	StepListen   Step = "listen for interactions"
	StepNone     Step = "" // is left
)

// Verdict is what became of a question to the index.
type Verdict string

// The verdicts: the index's own, and an error.
const (
	VerdictAnswer      Verdict = "answer"
	VerdictSuggestions Verdict = "suggestions"
	VerdictNone        Verdict = "none"
	VerdictError       Verdict = "error"
)

// Verdicts lists all verdicts.
var Verdicts = []Verdict{VerdictAnswer, VerdictSuggestions, VerdictNone, VerdictError}

// Kind is the kind of an interaction or a message.
type Kind string

// The kinds.
const (
	KindCommand      Kind = "command"
	KindAutocomplete Kind = "autocomplete"
	KindComponent    Kind = "component" // a button or a menu
	KindForm         Kind = "form"      // that was filled in and sent
	KindMessage      Kind = "message"   // to the bot
)

// Kinds lists all kinds.
var Kinds = []Kind{KindCommand, KindAutocomplete, KindComponent, KindForm, KindMessage}

// Outcome is the kind of first response to an interaction or a message.
type Outcome string

// The outcomes.
const (
	OutcomeAnswered Outcome = "answered" // the requested reply
	OutcomeDeferred Outcome = "deferred" // the reply follows
	OutcomeApology  Outcome = "apology"  // for an error
	OutcomeBusy     Outcome = "busy"     // too many requests at once
	OutcomeFailed   Outcome = "failed"   // Discord did not accept the response
	OutcomeNone     Outcome = "none"     // no response
)

// Outcomes lists all outcomes.
var Outcomes = []Outcome{OutcomeAnswered, OutcomeDeferred, OutcomeApology, OutcomeBusy, OutcomeFailed, OutcomeNone}

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

// Write is what became of a question or a vote for the journal.
type Write string

// What can become of it.
const (
	WriteWritten Write = "written"
	WriteDropped Write = "dropped" // the queue was full, or the bot stopped
	WriteFailed  Write = "failed"  // given up after many attempts
)

// Writes lists all of them.
var Writes = []Write{WriteWritten, WriteDropped, WriteFailed}
