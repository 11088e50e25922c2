// Package commands is what members can ask of the bot, as plain Go: each slash
// command's definition, and a Router that turns a Request into a Reply.
//
// It knows nothing of Discord's wire or of a terminal. A Reply is plain text
// throughout: escaping, emphasis and length limits are each adapter's work.
package commands

// Definition describes one command. Adapters register, list and check commands
// from the Router's definitions alone.
type Definition struct {
	Name        string // lower case, 1–32 characters
	Description string // 1–100 characters
	Options     []Option
	// Admin marks a command that acts on the whole bot: adapters offer it to
	// the operator's own server alone and hide it from ordinary members. The
	// Router checks the asker in any case.
	Admin bool
	// Slow marks a command that may take longer than Discord's three seconds,
	// so that its reply must be announced first.
	Slow bool
}

// Option is a text argument of a command.
type Option struct {
	Name        string
	Description string // 1–100 characters
	Required    bool
	Complete    bool // Router.Complete proposes values while the user types
}

// Request is one use of a command.
type Request struct {
	Command string
	Options map[string]string // by option name; absent options are missing or ""
	Asker   Asker
}

// Asker is who sent a Request, as far as it can be trusted.
type Asker struct {
	UserID  string
	RoleIDs []string // roles held in the server GuildID
	GuildID string   // the server the command was used in; "" in a direct message
	// ManageServer tells whether the asker may manage the server GuildID.
	ManageServer bool
	// Operator is the person at the terminal the bot runs in, who may do all.
	Operator bool
}

// Reply is what the bot says to a Request. All strings are plain text that may
// hold anything a user or an author wrote.
type Reply struct {
	Text    string   // the bot's own words; may be empty when there are Quotes
	Quotes  []Quote  // the publisher's words, best first
	Choices []Choice // units to pick one from, closest first
	Private bool     // for the asker's eyes alone
}

// Quote is one unit of a story, word for word.
type Quote struct {
	Title     string // the FAQ question or the heading
	Text      string // verbatim
	Highlight string // the part of Text that answers, verbatim; may be empty
	Story     string // the story's title
	Publisher string // may be empty
	URL       string // the page
	Link      string // deep link to the highlight on the page
}

// Choice is one thing to pick. Picking it runs Command with its first option
// set to Value.
type Choice struct {
	Label   string
	Detail  string // a line about it; may be empty
	Command string
	Value   string // at most 100 characters
}
