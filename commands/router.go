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

// Observer observes a Router. The functions that Command and Question return are called
// at the end, with the outcome; the contexts are for the work in between.
type Observer interface {
	// Command is called when a command starts.
	Command(ctx context.Context, name string) (_ context.Context, done func(error))
	// Question is called before the index is asked.
	Question(ctx context.Context) (_ context.Context, done func(verdict string))
	// Indexed is called when a corpus with that many units has gone live.
	Indexed(units int)
}

// Settings configure the commands.
type Settings struct {
	Access  Access
	Private bool // answers are private unless the asker wants otherwise
	// Language is the BCP 47 tag of the language for members whose language is unknown
	// or not supported. "" is English.
	Language string
	// RateLimits are the rate limits; the zero value sets none.
	RateLimits RateLimits
	// Mentions reports whether members can also ask in messages that mention the bot.
	Mentions bool
	Observer Observer // may be nil
}

// noObserver is the Observer that does nothing.
type noObserver struct{}

func (noObserver) Command(ctx context.Context, _ string) (context.Context, func(error)) {
	return ctx, func(error) {}
}

func (noObserver) Question(ctx context.Context) (context.Context, func(string)) {
	return ctx, func(string) {}
}

func (noObserver) Indexed(int) {}

// Router runs commands on one Engine. It is safe for concurrent use.
type Router struct {
	engine   *index.Engine
	load     func() (*corpus.Corpus, error)
	settings Settings
	commands []command
	lookup   atomic.Pointer[lookup] // of the corpus of the last request
	// definitions returns the commands with translations, which the first call makes.
	definitions func() []Definition
	limiter     rateLimiter
	reindexes   sync.Mutex // held while the corpus is being reloaded
}

// command is a Definition and what it does.
type command struct {
	Definition
	run           func(context.Context, call) (Reply, error)
	scope         index.Scope // of the suggestions, if an option has autocomplete
	public        bool        // the whole channel may see its replies
	limited       bool        // the rate limits apply
	componentOnly bool        // only buttons and menus run it
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
}

// NewRouter returns a Router that answers from engine. The reindex command calls load
// to reload the corpus.
func NewRouter(engine *index.Engine, load func() (*corpus.Corpus, error), settings Settings) *Router {
	r := &Router{engine: engine, load: load, settings: settings, limiter: newRateLimiter(settings.RateLimits)}
	if r.settings.Observer == nil {
		r.settings.Observer = noObserver{}
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

// Definitions returns the commands that members can use by name, in the order to list
// them. The caller must not modify the result.
func (r *Router) Definitions() []Definition { return r.definitions() }

// Run answers one request. Errors are for the log, not for members.
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
	suggestions, err := r.engine.Complete(ctx, request.Options[option], c.scope, MaxChoices)
	if err != nil {
		return nil, fmt.Errorf("complete /%s: %w", request.Command, err)
	}
	return suggestionChoices(suggestions), nil
}

func (r *Router) find(name string) (command, bool) {
	for _, c := range r.commands {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

// names lists the slash commands that are not for admins, in the language of v.
func (r *Router) names(v wording.Localizer) string {
	var names []string
	for _, d := range r.Definitions() {
		if d.Kind == Slash && !d.Admin {
			names = append(names, "/"+d.in(v.Language()).Name)
		}
	}
	return list(v, names, wording.OneMore)
}
