package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/index"
	"alliancebot/internal/observe"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// Observer observes a Router. The functions that Command and Question return are called
// at the end, with the outcome; the contexts are for the work in between.
type Observer interface {
	// Command is called when a command starts.
	Command(ctx context.Context, name string) (_ context.Context, done func(error))
	// Question is called before the index is asked.
	Question(ctx context.Context) (_ context.Context, done func(observe.Verdict))
}

// Settings configure the commands.
type Settings struct {
	Access  Access
	Private bool // answers are private unless the asker wants otherwise
	Full    bool // long answers are shown in full, not in part, in the channels of servers
	// Language is the BCP 47 tag of the language for members whose language is unknown
	// or not supported. "" is English.
	Language string
	// RateLimits are the rate limits; the zero value sets none.
	RateLimits RateLimits
	// Mentions reports whether members can also ask in messages that mention the bot.
	Mentions bool
	// Posts reports whether the bot can read new posts in forums.
	Posts bool
	// NoAnswer is what a message that mentions the bot gets on a server if there is no answer;
	// "" is NoAnswerLine.
	NoAnswer NoAnswer
	Observer Observer // may be nil
	// Journal records questions and feedback, on the servers that it records; nil for none.
	Journal *journal.Journal
	// Library is how admins change the corpus. Without it they cannot.
	Library Library
	// TrustedRoleIDs are roles whose members' replies to questions without an answer are
	// offered to admins, as those of admins are.
	TrustedRoleIDs []string
	// Feedback reports whether to ask for feedback on the questions that are recorded.
	Feedback bool
	// MissedMembers is how many members must have asked alike for their question to be
	// shown to admins; 0 is DefaultMissedMembers.
	MissedMembers int
}

// DefaultMissedMembers is Settings.MissedMembers by default: one member's question alone is
// nobody's business.
const DefaultMissedMembers = 2

// Router runs commands on one Engine. It is safe for concurrent use.
type Router struct {
	engine   *index.Engine
	settings Settings
	commands []command
	lookup   atomic.Pointer[lookup] // of the corpus of the last request
	// definitions returns the commands with translations, which the first call makes.
	definitions func() []Definition
	limiter     rateLimiter
	answered    recent[journal.Question]
	unsure      recent[string] // questions without a sure answer
	notified    notified
}

// command is a Definition and what it does.
type command struct {
	Definition
	run           func(context.Context, call) (Reply, error)
	scope         index.Scope // of the suggestions, if an option has autocomplete
	public        bool        // the whole channel may see its replies
	limited       bool        // the rate limits apply
	componentOnly bool        // only buttons, menus and forms run it
	part          bool        // it is a subcommand, in the Definition of its command
}

// call is a Request and what it is answered from.
type call struct {
	Request
	loc      wording.Localizer
	snapshot *index.Snapshot
	lookup   *lookup // of the snapshot's corpus
	// wantsPrivate reports whether the reply, unless it is a refusal, is only for the
	// asker.
	wantsPrivate bool
	recorded     journal.ID // of the question, if feedback on the reply is wanted; otherwise ""
	short        bool       // long answers are shown in part in channels
	server       journal.GuildSettings
	in           journal.ChannelSettings // of the channel
}

// NewRouter returns a Router that answers from engine.
func NewRouter(engine *index.Engine, settings Settings) *Router {
	r := &Router{
		engine: engine, settings: settings, limiter: newRateLimiter(settings.RateLimits), answered: newRecent[journal.Question](), unsure: newRecent[string](),
	}
	if r.settings.Observer == nil {
		r.settings.Observer = observe.Nothing{}
	}
	r.commands = r.define()
	r.definitions = sync.OnceValue(func() []Definition {
		var definitions []Definition
		for _, c := range r.define(wording.Languages()[1:]...) {
			if !c.componentOnly && !c.part {
				definitions = append(definitions, c.Definition)
			}
		}
		return definitions
	})
	return r
}

// Slow reports whether a command may take longer than the three seconds Discord allows.
func (r *Router) Slow(name string) bool {
	c, _ := r.find(name)
	return c.Slow
}

// Definitions returns the commands that members can use by name, in the order to list
// them. The caller must not modify the result.
func (r *Router) Definitions() []Definition { return r.definitions() }

// newCall returns the call of a request, with the settings of the server and the channel.
// The caller releases its snapshot.
func (r *Router) newCall(request Request) (_ call, release func()) {
	snapshot, release := r.engine.Acquire()
	x := call{Request: request, short: !r.settings.Full && request.Asker.GuildID != ""}
	if r.settings.Journal != nil {
		x.server = r.settings.Journal.Guild(request.Asker.GuildID)
	}
	x.in = x.server.In(request.ParentID, request.ChannelID)
	x.loc = wording.For(x.server.Language, request.Locale, r.settings.Language)
	x.snapshot = snapshot.Within(x.in.Folders)
	x.lookup = r.lookupOf(snapshot.Corpus()).within(x.snapshot.Corpus(), x.in.Folders)
	return x, release
}

// Run answers one request. Errors are for the log, not for members.
func (r *Router) Run(ctx context.Context, request Request) (Reply, error) {
	x, release := r.newCall(request)
	defer release()
	if x.ignores() {
		return Reply{Ignore: true}, nil
	}
	c, known := r.find(request.Command)
	ctx, done := r.settings.Observer.Command(ctx, cmp.Or(c.Name, "unknown"))
	reply, err := r.reply(ctx, x, c, known)
	done(err)
	if err != nil {
		return Reply{}, fmt.Errorf("/%s: %w", request.Command, err)
	}
	if x.Post && len(reply.Quotes) == 0 { // it is no answer
		return Reply{Ignore: true}, nil
	}
	if reply.Localizer == (wording.Localizer{}) {
		reply.Localizer = x.loc
	}
	return reply, nil
}

func (r *Router) reply(ctx context.Context, x call, c command, known bool) (Reply, error) {
	if !known || c.run == nil { // a command with subcommands is not used by itself
		return x.private(x.loc.T(wording.UnknownCommand, "Name", x.Command, "Names", r.names(x.loc))), nil
	}
	x.wantsPrivate = r.wantsPrivate(x, c)
	if refusal, ok := r.checkRate(x, c); !ok {
		return refusal, nil
	}
	if c.Slow && x.Progress != nil {
		shown, stop := ShowProgress(ctx, func(p Progress) { x.Progress(x.private("⏳ " + x.progress(p))) })
		defer stop()
		ctx = shown
	}
	return c.run(ctx, x)
}

// Complete suggests at most MaxChoices values for the option that a member is typing;
// request has the text so far. It suggests none for an option without completion, or if
// the member exceeds the rate limit.
func (r *Router) Complete(ctx context.Context, request Request, option string) ([]Choice, error) {
	c, ok := r.find(request.Command)
	if !ok || !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Name == option && o.Complete }) {
		return nil, nil
	}
	if wait, putBack := r.limiter.completions.reserve(request.Asker.UserID, time.Now()); wait > 0 {
		putBack()
		return nil, nil
	}
	x, release := r.newCall(request)
	defer release()
	if c.Name == SetupCommand {
		return r.completeSetup(x, option), nil
	}
	suggestions, err := x.snapshot.Complete(ctx, request.Options[option], c.scope, MaxChoices)
	if err != nil {
		return nil, fmt.Errorf("complete /%s: %w", request.Command, err)
	}
	return x.lookup.suggestionChoices(suggestions), nil
}

func (r *Router) find(name string) (command, bool) {
	for _, c := range r.commands {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

// names lists the slash commands to ask and read with, in the language of v.
func (r *Router) names(v wording.Localizer) string {
	var names []string
	for _, d := range r.Definitions() {
		if d.Kind == Slash && !d.Admin && !d.Manager && d.Name != ForgetCommand {
			names = append(names, "/"+d.in(v.Language()).Name)
		}
	}
	return list(v, names, wording.OneMore)
}
