// Package commands contains the bot's commands as plain Go: their definitions, and a
// Router that turns a Request into a Reply.
//
// It does not depend on Discord or a terminal. A Reply is plain text: escaping,
// emphasis and length limits are up to the adapters.
package commands

import (
	"strings"
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Definition describes one command. Adapters register, list and check commands only by
// the Router's definitions.
type Definition struct {
	Kind Kind
	// Name is in lower case and has 1–32 characters; that of an OnMessage command may
	// have capitals and spaces. It is the value of Request.Command.
	Name         string
	Description  string // 1–100 characters; empty for an OnMessage command
	Translations []Translation
	Options      []Option
	// Admin marks a command for the operator. Adapters offer it only on the operator's
	// own server and hide it from ordinary members; the Router checks the asker each
	// time.
	Admin bool
	// Slow marks a command that may take longer than the three seconds Discord allows,
	// so its reply must be deferred.
	Slow bool
}

// Kind says where a command is found.
type Kind int

// The kinds of command.
const (
	Slash     Kind = iota // typed, as "/ask"
	OnMessage             // in the menu of a message; its text is the value of the first option
)

// Translation is a name and a description in a language other than English, with the
// same limits.
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

// OptionKind is the type of an option's value. In a Request all values are strings.
type OptionKind int

// The kinds of option.
const (
	Text   OptionKind = iota
	Flag              // "true" or "false"
	Member            // a user's ID
)

// Request is one use of a command, button or menu.
type Request struct {
	Command string            // the name of a Definition, or a Button's or a Menu's Command
	Options map[string]string // by option name; absent options are missing or ""
	Value   string            // of the Button, or of the Choice picked
	Asker   Asker
	Locale  string // the language of the asker's Discord as a BCP 47 tag; "" if unknown
	// ChannelID is where the command was used; "" in a terminal.
	ChannelID string
	// ChannelURL is the address of that channel. Followed by "/" and a message's ID, it
	// is the address of the message.
	ChannelURL string
	// About is the message that an OnMessage command was used on.
	About *Message
	// On is the message whose Button or Menu was used; nil for a command.
	On *Origin
	// Public means that everyone in the channel will see the reply, even one that is
	// Private, because the question was a message to the bot.
	Public bool
}

// Message is a message on Discord.
type Message struct {
	ID       string
	URL      string
	AuthorID string
}

// Origin describes one of the bot's own messages.
type Origin struct {
	Private bool   // only the asker sees it
	AskerID string // who it answered; "" if unknown
}

// Asker is who sent a Request. Only data that Discord vouches for is here.
type Asker struct {
	UserID  string
	RoleIDs []string // roles held in the server GuildID
	GuildID string   // the server the command was used in; "" in a direct message
	// ManageServer reports whether the asker may manage the server GuildID.
	ManageServer bool
	// ManageMessages reports whether the asker may remove other members' messages in
	// the channel.
	ManageMessages bool
	// Operator marks the person at the terminal the bot runs in, who may use every
	// command.
	Operator bool
}

// Reply is the bot's answer to a Request. All strings are plain text that may contain
// anything a member or an author wrote. Its parts are shown in this order.
type Reply struct {
	Lead    []Inline // who or what the reply is for; may be empty
	Text    string   // the bot's own words; may be empty if there are Quotes
	Quotes  []Quote  // the publisher's words, best first
	Buttons []Button // what can be done next
	Menus   []Menu   // what can be picked next

	Localizer wording.Localizer // the language of the bot's own words

	Private bool // only the asker sees it
	// SuppressInPublic means that the Private reply is not sent at all where others
	// would see it.
	SuppressInPublic bool
	// Replace means that the reply replaces the message Request.On.
	Replace bool
	// Remove means that the message Request.On is deleted, without a reply.
	Remove bool
	// Recipient is the ID of the only user whom the reply may notify; "" for nobody.
	Recipient string
	// Subject is the same for replies with the same content, to avoid repeating one in
	// a channel; "" for a reply that may be repeated.
	Subject string
}

// Inline is a part of a line: a text, perhaps with a link, or the mention of a user.
type Inline struct {
	Text   string
	URL    string
	UserID string
}

// Quote is a unit of a story, or a part of it, verbatim.
type Quote struct {
	Title     string     // the FAQ question or the heading
	Text      string     // verbatim
	Highlight prose.Span // the part of Text that answers; may be zero
	// Before and After report whether the unit has more text before and after Text.
	Before, After bool
	Story         string    // the story's title
	Path          string    // the headings above the text, outermost first
	Publisher     string    // may be empty
	Date          time.Time // when the story was published; may be zero
	Language      string    // of Text, as a BCP 47 tag
	URL           string    // the page; may be empty
	Link          string    // deep link to the highlight on the page; empty without URL
}

// Section returns the headings above the text that are neither in Title nor in Story.
func (q Quote) Section() string {
	path := strings.TrimSuffix(q.Path, q.Title)
	path = strings.TrimSuffix(strings.TrimSuffix(path, " "), " ›")
	if path == q.Story {
		return ""
	}
	return path
}

// Button runs Command with Value when pressed.
type Button struct {
	Label    string
	Command  string // at most MaxCommand characters
	Value    string // at most MaxValue characters of [A-Za-z0-9_-]
	Disabled bool
}

// Menu offers choices, closest first. Picking one runs Command with its Value. The
// Menus of a Reply have different Commands.
type Menu struct {
	Prompt  string // at most 150 characters
	Command string // at most MaxCommand characters
	Choices []Choice
}

// Choice is an entry of a menu, or a value to complete an option with.
type Choice struct {
	Label  string
	Detail string // a line about it; may be empty
	Value  string // at most MaxChoice characters
}

// The limits that let an adapter keep a Reply until its buttons and menus are used.
// Discord allows 100 characters for a component's custom_id and a choice's value, and
// 25 choices in a menu:
// https://discord.com/developers/docs/components/reference
const (
	MaxCommand = 6
	MaxValue   = 80
	MaxChoice  = 100
	MaxChoices = 25
	MaxURL     = corpus.MaxLink // characters of a Quote's Link
)
