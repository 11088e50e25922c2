package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// Observer watches a Router. Each method returns a function that the Router calls with
// the outcome, and a context for the work in between.
type Observer interface {
	// Command starts a command of that name.
	Command(ctx context.Context, name string) (_ context.Context, done func(error))
	// Question starts looking for an answer. Done takes the verdict.
	Question(ctx context.Context) (_ context.Context, done func(verdict string))
	// Indexed reports that a corpus of so many units is live.
	Indexed(units int)
}

// Settings are what an operator decides about the commands.
type Settings struct {
	Access  Access
	Private bool // answers are for the asker alone, unless they ask otherwise
	// Language is a BCP 47 tag: what is spoken to those whose own language is
	// not, and where nobody's is known. "" is English.
	Language string
	// RateLimits is how fast may be asked; the zero RateLimits sets no limit.
	RateLimits RateLimits
	// Mentions says that members may also ask in a message that mentions the
	// bot.
	Mentions bool
	Observer Observer // may be nil
}

// unobserved is the Observer of a Router that nobody watches.
type unobserved struct{}

func (unobserved) Command(ctx context.Context, _ string) (context.Context, func(error)) {
	return ctx, func(error) {}
}

func (unobserved) Question(ctx context.Context) (context.Context, func(string)) {
	return ctx, func(string) {}
}

func (unobserved) Indexed(int) {}

// Router runs commands against one index. It is safe for concurrent use.
type Router struct {
	engine   *index.Engine
	load     func() (*corpus.Corpus, error)
	settings Settings
	commands []command
	lookup   atomic.Pointer[lookup] // of the corpus that was live last
	// definitions are the commands with translations, built at the first call.
	definitions func() []Definition
	limiter     rateLimiter
	reindexes   sync.Mutex // held while the corpus is being reloaded
}

// command is a Definition and what it does.
type command struct {
	Definition
	run           func(context.Context, call) (Reply, error)
	scope         index.Scope // of the suggestions, if an option completes
	public        bool        // its replies may be for all
	limited       bool        // it counts towards the Pace
	componentOnly bool        // it is for buttons and menus alone
}

// call is a Request with what is known of it, and of the corpus at the time.
type call struct {
	Request
	loc      wording.Localizer
	snapshot *index.Snapshot // what the reply is from
	lookup   *lookup         // of the snapshot's corpus
	// wantsPrivate tells whether the reply is for the asker's eyes alone, if
	// all goes well.
	wantsPrivate bool
}

// NewRouter returns a Router that answers from engine and reloads its corpus
// by load when someone who may asks for it.
func NewRouter(engine *index.Engine, load func() (*corpus.Corpus, error), settings Settings) *Router {
	r := &Router{engine: engine, load: load, settings: settings, limiter: newRateLimiter(settings.RateLimits)}
	if r.settings.Observer == nil {
		r.settings.Observer = unobserved{}
	}
	r.commands = r.define()
	r.definitions = sync.OnceValue(func() []Definition {
		var definitions []Definition
		for _, c := range r.define(wording.Languages()[1:]...) {
			if !c.componentOnly {
				definitions = append(definitions, c.Definition)
			}
		}
		return definitions
	})
	return r
}

// Definitions returns every command that members can use by its name, in the
// order they are best listed. The caller must not modify the result.
func (r *Router) Definitions() []Definition { return r.definitions() }

// Run answers one request. An error is the operator's matter; the asker should
// be told only that something went wrong.
func (r *Router) Run(ctx context.Context, request Request) (Reply, error) {
	snapshot, release := r.engine.Acquire()
	defer release()
	x := call{
		Request:  request,
		loc:      wording.For(request.Locale, r.settings.Language),
		snapshot: snapshot,
		lookup:   r.lookupOf(snapshot.Corpus()),
	}
	c, known := r.find(request.Command)
	ctx, done := r.settings.Observer.Command(ctx, cmp.Or(c.Name, "unknown"))
	reply, err := r.reply(ctx, x, c, known)
	done(err)
	if err != nil {
		return Reply{}, fmt.Errorf("/%s: %w", request.Command, err)
	}
	reply.Localizer = x.loc
	reply.Indexed = snapshot.Indexed()
	return reply, nil
}

func (r *Router) reply(ctx context.Context, x call, c command, known bool) (Reply, error) {
	if !known {
		return x.private(x.loc.T(wording.UnknownCommand, "Name", x.Command, "Names", r.names(x.loc))), nil
	}
	x.wantsPrivate = r.wantsPrivate(x.Request, c)
	if refusal, ok := r.checkRate(x, c); !ok {
		return refusal, nil
	}
	return c.run(ctx, x)
}

// Complete suggests at most MaxChoices values for an option, whose text so far is in
// request. There are none for an option without completion, or for a member who
// exceeds the rate limit.
func (r *Router) Complete(ctx context.Context, request Request, option string) ([]Choice, error) {
	c, ok := r.find(request.Command)
	if !ok || !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Name == option && o.Complete }) {
		return nil, nil
	}
	if wait, putBack := r.limiter.completions.reserve(request.Asker.UserID, time.Now()); wait > 0 {
		putBack()
		return nil, nil
	}
	suggestions, err := r.engine.Complete(ctx, request.Options[option], c.scope, MaxChoices)
	if err != nil {
		return nil, fmt.Errorf("complete /%s: %w", request.Command, err)
	}
	return chooseSuggestions(suggestions), nil
}

func (r *Router) find(name string) (command, bool) {
	for _, c := range r.commands {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

// names lists the slash commands for everybody in the language of v.
func (r *Router) names(v wording.Localizer) string {
	var names []string
	for _, d := range r.Definitions() {
		if d.Kind == Slash && !d.Admin {
			names = append(names, "/"+d.in(v.Language()).Name)
		}
	}
	return list(v, names, wording.OneMore)
}
