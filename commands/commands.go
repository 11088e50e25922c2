// Package commands contains the bot's commands as plain Go: their definitions, and a
// Router that turns a Request into a Reply.
//
// It does not depend on Discord or a terminal. A Reply is plain text: escaping,
// emphasis and length limits are up to the adapters.
package commands

import (
	"context"
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
	// Subcommands are the parts of a slash command without Options, of which a member
	// uses one. In a Request it is named after the command: "knowledge missed".
	Subcommands []Definition
	// Admin marks a command for the operator. Adapters offer it only on the operator's
	// own server and hide it from ordinary members; the Router checks the asker each
	// time.
	Admin bool
	// Manager marks a command for those who manage a server. Adapters offer it only on
	// servers and hide it from ordinary members; the Router checks the asker each time.
	Manager bool
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
	Text        OptionKind = iota
	Flag                   // "true" or "false"
	Member                 // a user's ID
	Channel                // the ID of a channel that can have messages
	TextChannel            // the ID of one that is neither a forum nor a voice channel
	Role                   // a role's ID
)

// Request is one use of a command, button or menu.
type Request struct {
	Command string            // the name of a Definition, or the Command of a Button, a Menu or a Form
	Options map[string]string // by the name of an option or a Field; absent ones are missing or ""
	Value   string            // of the Button or the Form, or of the Choice picked
	Asker   Asker
	Locale  string // the language of the asker's Discord as a BCP 47 tag; "" if unknown
	// ChannelID is where the command was used; "" in a terminal.
	ChannelID string
	// ParentID is the channel that the thread ChannelID is in; "" if ChannelID is not a thread,
	// or the server's replies do not depend on the channel (see Router.Configured).
	ParentID string
	// ChannelURL is the address of that channel. Followed by "/" and a message's ID, it
	// is the address of the message.
	ChannelURL string
	// After is the Subject of the reply that a question follows; "" if it follows none.
	After string
	// InReply means that the question is a reply to one of the bot's messages, so that it
	// may be a mere remark.
	InReply bool
	// About is the message that an OnMessage command was used on, or another member's
	// message that a Public question replies to.
	About *Message
	// On is the message whose Button or Menu was used, or led to a Form; nil for a command.
	On *Origin
	// Progress shows a text in place of the reply while that takes long; nil if it cannot.
	// Only Slow commands call it, one call at a time.
	Progress func(Reply)
	// Pictures means that the message with the question has pictures.
	Pictures bool
	// Public means that everyone in the channel will see the reply, even one that is
	// Private, because the question was a message to the bot.
	Public bool
	// Post means that the question is a new post in a forum, which is not to the bot. Public
	// is true, too.
	Post bool
	// OpenThread opens a thread and returns its address. Only Slow commands on Discord have it.
	OpenThread func(context.Context, Thread) (url string, err error)
}

// Message is a message on Discord.
type Message struct {
	ID       string
	URL      string
	AuthorID string
	Text     string // what a Public question may ask to answer; "" if the bot cannot read it
	Pictures bool   // it has pictures, which the bot does not read
}

// Origin describes one of the bot's own messages.
type Origin struct {
	Private  bool   // only the asker sees it
	AskerID  string // who it answered; "" if unknown
	Question string // what that member's message says; "" if there is none
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
	Lead    []Inline // who or what the reply is for, or who did what; may be empty
	Text    string   // the bot's own words; may be empty if there are Quotes
	Quotes  []Quote  // the publisher's words, best first
	Buttons []Button // what can be done next
	Menus   []Menu   // what can be picked next

	// Picture or File is shown below all that; may be nil. Only the replies to Slow commands
	// on Discord show one.
	Picture *Picture
	File    *File

	Localizer wording.Localizer // the language of the bot's own words

	Private bool // only the asker sees it
	// SuppressInPublic means that the Private reply is not sent at all where others
	// would see it. Its Reaction, if there is one, is put on the message instead.
	SuppressInPublic bool
	Reaction         string // an emoji
	// Ignore means that there is no reply, as the server's managers have chosen.
	Ignore bool
	// Replace means that the reply replaces the message Request.On.
	Replace bool
	// Remove means that the message Request.On is deleted, without a reply.
	Remove bool
	// Log is a line for the operator's log channel; may be empty.
	Log []Inline
	// Form is opened instead of a message. It cannot be the reply to a Slow command, to
	// another Form or to a message, or in a terminal.
	Form *Form
	// Recipient is the ID of the only user whom the reply may notify; "" for nobody.
	Recipient string
	// RecipientRole is the ID of a role that the reply may notify as well; "" for none.
	RecipientRole string
	// Subject is the same for replies with the same content, to avoid repeating one in
	// a channel; "" for a reply that may be repeated.
	Subject string
}

// Inline is a part of a line: a text, perhaps with a link, or the mention of a user, a
// channel or a role. The text "\n" begins a new line.
type Inline struct {
	Text      string
	URL       string
	UserID    string
	ChannelID string
	RoleID    string
}

// Quote is a unit of a story, or a part of it, verbatim, or an answer by the server's
// admins.
type Quote struct {
	Title     string     // the FAQ question or the heading
	Text      string     // verbatim
	Highlight prose.Span // the part of Text that answers; may be zero
	// Before and After report whether the unit has more text before and after Text.
	Before, After bool
	Story         string    // the story's title
	Path          string    // the headings above the text, outermost first
	Publisher     string    // may be empty
	Date          time.Time // when the story was published, or the answer added; may be zero
	OwnWords      bool      // these are the words of the server's admins; there is no Story
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

// Picture is a picture with a text for those who do not see it.
type Picture struct {
	PNG         []byte
	Description string // at most 1024 characters
}

// File is a file to download. Its name has only letters, digits, "." and "-".
type File struct {
	Name    string
	Content []byte
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

// Form asks for texts in a window of its own. When it is sent, Command runs with Value,
// and with the texts as Options.
type Form struct {
	Title   string // at most MaxLabel characters
	Command string // at most MaxCommand characters
	Value   string // at most MaxValue characters of [A-Za-z0-9_-]
	Fields  []Field
}

// Field is a text to fill in. A Form has one to MaxFields.
type Field struct {
	Name     string // of the option
	Label    string // at most MaxLabel characters
	Hint     string // shown while the field is empty; at most 100 characters
	Text     string // already filled in
	Lines    bool   // the text may have several lines
	Required bool
	Max      int // characters; at most MaxField
}

// The limits that let an adapter keep a Reply until its buttons and menus are used.
// Discord allows 100 characters for a component's custom_id and a choice's value, 25
// choices in a menu, and five fields of 4000 characters in a form:
// https://discord.com/developers/docs/components/reference
const (
	MaxCommand = 6
	MaxValue   = 80
	MaxChoice  = 100
	MaxChoices = 25
	MaxURL     = corpus.MaxLink // characters of a Quote's Link
	MaxLabel   = 45
	MaxFields  = 5
	MaxField   = 4000
)
