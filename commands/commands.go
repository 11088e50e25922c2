// Package commands is what members can ask of the bot, as plain Go: each
// command's definition, and a Router that turns a Request into a Reply.
//
// It knows nothing of Discord's wire or of a terminal. A Reply is plain text
// throughout: escaping, emphasis and length limits are each adapter's work.
package commands

import (
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Definition describes one command. Adapters register, list and check commands
// from the Router's definitions alone.
type Definition struct {
	Kind Kind
	// Name is lower case and of 1–32 characters; that of an OnMessage command
	// may have capitals and spaces. It is what Request.Command holds.
	Name         string
	Description  string // 1–100 characters; empty for an OnMessage command
	Translations []Translation
	Options      []Option
	// Admin marks a command that acts on the whole bot: adapters offer it to
	// the operator's own server alone and hide it from ordinary members. The
	// Router checks the asker in any case.
	Admin bool
	// Slow marks a command that may take longer than Discord's three seconds,
	// so that its reply must be announced first.
	Slow bool
}

// Kind tells where a command is found.
type Kind int

// The kinds of command.
const (
	Slash     Kind = iota // typed, as "/ask"
	OnMessage             // in the menu of a message, whose text is the first option's value
)

// Translation is a name and a description in another language than English,
// with the same limits.
type Translation struct {
	Language          string // one of wording.Languages
	Name, Description string
}

// Option is an argument of a command.
type Option struct {
	Name         string
	Description  string // 1–100 characters
	Translations []Translation
	Kind         OptionKind
	Required     bool
	Complete     bool // Router.Complete proposes values while the user types
}

// OptionKind tells what an option's value is. In a Request it is a string in
// any case.
type OptionKind int

// The kinds of option.
const (
	Text   OptionKind = iota
	Flag              // "true" or "false"
	Member            // the id of a user
)

// Request is one use of a command, of a button or of a menu.
type Request struct {
	Command string            // the name of a Definition, or a Button's or a Menu's Command
	Options map[string]string // by option name; absent options are missing or ""
	Value   string            // of the Button, or of the Choice picked
	Asker   Asker
	Locale  string // the language of the asker's Discord as a BCP 47 tag; "" if unknown
	// ChannelID is where the command was used; "" in a terminal.
	ChannelID string
	// ChannelURL is the address of that channel; with "/" and a message's id
	// behind it, of the message.
	ChannelURL string
	// About is the message that an OnMessage command was used on.
	About *Message
	// On is the message whose Button or Menu was used; nil for a command.
	On *Origin
	// Public tells that the reply will be seen by all who are where the asker is,
	// even one that is Private: the question was a message to the bot.
	Public bool
}

// Message is somebody's message on Discord.
type Message struct {
	ID       string
	URL      string
	AuthorID string
}

// Origin is what is known of a message of the bot's own.
type Origin struct {
	Private bool   // the asker alone sees it
	AskerID string // whom it answered; "" if unknown
}

// Asker is who sent a Request, as far as it can be trusted.
type Asker struct {
	UserID  string
	RoleIDs []string // roles held in the server GuildID
	GuildID string   // the server the command was used in; "" in a direct message
	// ManageServer tells whether the asker may manage the server GuildID.
	ManageServer bool
	// ManageMessages tells whether the asker may remove others' messages in
	// the channel.
	ManageMessages bool
	// Operator is the person at the terminal the bot runs in, who may do all.
	Operator bool
}

// Reply is what the bot says to a Request. All strings are plain text that may
// hold anything a user or an author wrote. Its parts are shown in this order.
type Reply struct {
	Lead    []Inline // a line about whom or what the reply is for; may be empty
	Text    string   // the bot's own words; may be empty when there are Quotes
	Quotes  []Quote  // the publisher's words, best first
	Buttons []Button // what can be done next
	Menus   []Menu   // what can be picked next

	Localizer wording.Localizer // the language of all that is the bot's own
	Indexed   time.Time         // when the Quotes were read from the story's files

	Private bool // for the asker's eyes alone
	// SuppressInPublic is set on a Private reply that is not given at all where others
	// would see it.
	SuppressInPublic bool
	// Replace puts the reply in the place of the message Request.On.
	Replace bool
	// Remove takes the message Request.On away; the reply says nothing.
	Remove bool
	// Recipient is the id of the one user whom the reply may notify; "" for nobody.
	Recipient string
	// Subject is the same for replies that tell a channel the same; "" for a
	// Reply that may well be repeated.
	Subject string
}

// Inline is a part of a line: a Text, which leads to URL if there is one, or
// a user by their id.
type Inline struct {
	Text   string
	URL    string
	UserID string
}

// Quote is one unit of a story, or a page of it, word for word.
type Quote struct {
	Title     string     // the FAQ question or the heading
	Text      string     // verbatim
	Highlight prose.Span // the part of Text that answers; may be zero
	// Before and After tell that the unit has more text than Text, there.
	Before, After bool
	Story         string // the story's title
	Publisher     string // may be empty
	Language      string // of Text, as a BCP 47 tag
	URL           string // the page
	Link          string // deep link to the highlight on the page
}

// Button runs Command with Value when it is pressed.
type Button struct {
	Label    string
	Command  string // at most MaxCommand characters
	Value    string // at most MaxValue characters of [A-Za-z0-9_-]
	Disabled bool
}

// Menu offers choices to pick one from, closest first. Picking one runs Command
// with the choice's Value. The Menus of a Reply have different Commands.
type Menu struct {
	Prompt  string // at most 150 characters
	Command string // at most MaxCommand characters
	Choices []Choice
}

// Choice is one thing to pick or to complete an option with.
type Choice struct {
	Label  string
	Detail string // a line about it; may be empty
	Value  string // at most MaxChoice characters
}

// What an adapter must be able to keep of a Reply until it is used: Discord keeps
// 100 characters with a component and with a choice, and 25 choices in a menu.
// https://discord.com/developers/docs/components/reference
const (
	MaxCommand = 6
	MaxValue   = 80
	MaxChoice  = 100
	MaxChoices = 25
	MaxURL     = corpus.MaxLink // characters of a Quote's Link
)
