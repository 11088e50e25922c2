package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/observe"
	"alliancebot/internal/wording"
)

// Time limits.
const (
	// firstResponseTimeout is how long Discord waits for the first response.
	firstResponseTimeout = 3 * time.Second
	// handlerTimeout leaves time to send the response.
	handlerTimeout = 2500 * time.Millisecond
	// slowHandlerTimeout is for Slow commands: Discord accepts the reply for 15
	// minutes.
	slowHandlerTimeout = 14 * time.Minute
	// drainTimeout is how long answers in flight may take after the bot is stopped, and
	// apologyTimeout how long the apologies for the rest may take.
	drainTimeout   = 10 * time.Second
	apologyTimeout = 5 * time.Second
	// interactionLife is how long an interaction's token is valid; after that there is
	// nothing to answer. A resumed session repeats messages for less time than that.
	interactionLife = 15 * time.Minute
)

// Errors of handle.
var (
	errUnusable  = errors.New("unreadable or of an unexpected type")
	errDuplicate = errors.New("already handled")
	errStopping  = errors.New("the bot is stopping")
)

// kinds maps the types of interactions that the bot answers to their names in metrics.
var kinds = map[discordgo.InteractionType]observe.Kind{
	discordgo.InteractionApplicationCommand:             observe.KindCommand,
	discordgo.InteractionApplicationCommandAutocomplete: observe.KindAutocomplete,
	discordgo.InteractionMessageComponent:               observe.KindComponent,
}

// dispatcher answers interactions, and messages to the bot.
type dispatcher struct {
	rest        *restClient
	handler     Handler
	definitions map[string]commands.Definition // by name
	renderer    render.Renderer
	observer    Observer
	language    string // for members whose language is not supported
	log         *slog.Logger

	slots             chan struct{} // taken by the requests that the handler works on
	posts             *dedupe
	interactions      *idSet // handled recently
	messages          *idSet // answered recently
	forbiddenChannels *idSet // the bot may not write there

	mu       sync.Mutex
	stopped  bool
	inFlight sync.WaitGroup
	base     context.Context // canceled to abandon answers in flight
	abandon  context.CancelFunc
}

func newDispatcher(rest *restClient, h Handler, c Config, log *slog.Logger) *dispatcher {
	d := &dispatcher{
		rest: rest, handler: h, definitions: map[string]commands.Definition{}, renderer: render.New(c.Token),
		observer: c.observer(), language: c.Language, log: log,
		slots: make(chan struct{}, maxHandling), posts: newDedupe(),
		interactions: newIDSet(interactionLife), messages: newIDSet(interactionLife),
		forbiddenChannels: newIDSet(forbiddenLife),
	}
	for _, def := range h.Definitions() {
		d.definitions[def.Name] = def
	}
	d.base, d.abandon = context.WithCancel(context.Background())
	return d
}

// handleInteraction answers an interaction from the gateway. It returns at once.
func (d *dispatcher) handleInteraction(i *discordgo.Interaction) {
	if err := d.handle(i, callback{d.rest}); err != nil {
		d.log.Warn("ignored an interaction", "error", err)
	}
}

// handle answers i through to, and returns at once. to gets exactly one response, in
// time, unless handle returns errUnusable, errDuplicate (Discord repeats events after a
// resume) or errStopping.
func (d *dispatcher) handle(i *discordgo.Interaction, to responder) error {
	if i == nil || i.ID == "" || i.Token == "" || kinds[i.Type] == "" {
		return errUnusable
	}
	if !d.interactions.add(i.ID) {
		return fmt.Errorf("%w: %s", errDuplicate, i.ID)
	}
	return d.start(func() { d.dispatch(i, to) })
}

// dispatch answers one interaction: it decodes the request, runs it, renders the reply
// and responds. The first response has its full time even if the bot is stopped in
// between, so that the asker gets an apology.
func (d *dispatcher) dispatch(i *discordgo.Interaction, to responder) {
	ctx, responded, done := d.observe(kinds[i.Type], "interaction", i.ID)
	defer done()
	ctx, cancel := context.WithTimeout(ctx, firstResponseTimeout)
	defer cancel()
	x := &exchange{Interaction: i, to: to, observe: responded}
	defer func() {
		if p := recover(); p != nil {
			d.rescue(ctx, x, panicError(p))
		}
	}()

	request, err := d.decode(i)
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		var choices []commands.Choice
		if err == nil {
			choices = d.complete(ctx, i, request)
		}
		d.sendChoices(ctx, x, choices, observe.OutcomeAnswered)
		return
	}
	if err != nil {
		d.send(ctx, x, d.decodeErrorReply(i, err), observe.OutcomeApology)
		return
	}
	timeout := handlerTimeout
	if d.definitions[request.Command].Slow {
		if err := x.deferReply(ctx); err != nil {
			d.log.Error("defer a reply", "interaction", i.ID, "command", request.Command, "error", err)
			return
		}
		timeout = slowHandlerTimeout
	}
	handling, cancel := d.handlerContext(ctx, timeout)
	defer cancel()
	reply, outcome := d.run(handling, request, "interaction", i.ID)
	if x.deferred {
		d.send(ctx, x, reply, outcome)
		return
	}
	reply, posted := d.deduplicate(handling, request, reply)
	defer posted(nil)
	if d.send(ctx, x, reply, outcome) {
		posted(d.locateReply(i))
	}
}

// handlerContext returns a context with ctx's values, such as a trace, that ends after
// timeout or when answers in flight are abandoned.
func (d *dispatcher) handlerContext(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	stop := context.AfterFunc(d.base, cancel)
	return ctx, func() { stop(); cancel() }
}

// run runs r. Whatever happens, it returns a reply by the end of ctx. about, such as
// the ID of an interaction, is for the log.
func (d *dispatcher) run(ctx context.Context, r commands.Request, about ...any) (commands.Reply, observe.Outcome) {
	about = append(about, "command", r.Command)
	reply, err := callHandler(ctx, d.slots, func(ctx context.Context) (commands.Reply, error) { return d.handler.Run(ctx, r) })
	switch {
	case errors.Is(err, errBusy):
		d.log.Warn("run a command", append(about, "error", err)...)
		busy := d.privateReply(r.Locale, wording.Busy)
		busy.SuppressInPublic = true
		return busy, observe.OutcomeBusy
	case err != nil:
		return d.apologize(slog.LevelError, "run a command", err, r.Locale, about...), observe.OutcomeApology
	}
	return reply, observe.OutcomeAnswered
}

// complete returns suggestions for the option being typed. After an error there are
// none, since an autocomplete response cannot show one.
func (d *dispatcher) complete(ctx context.Context, i *discordgo.Interaction, r commands.Request) []commands.Choice {
	ctx, cancel := d.handlerContext(ctx, handlerTimeout)
	defer cancel()
	choices, err := callHandler(ctx, d.slots, func(ctx context.Context) ([]commands.Choice, error) {
		return d.handler.Complete(ctx, r, focusedOption(i))
	})
	if err != nil {
		d.log.Error("complete an option", "interaction", i.ID, "command", r.Command, "error", err)
	}
	return choices
}

// rescue apologizes for a panic, unless x has been answered.
func (d *dispatcher) rescue(ctx context.Context, x *exchange, cause error) {
	apology := d.apologize(slog.LevelError, "answer an interaction", cause, string(x.Locale), "interaction", x.ID)
	switch {
	case x.responded && !x.deferred:
	case x.Type == discordgo.InteractionApplicationCommandAutocomplete:
		d.sendChoices(ctx, x, nil, observe.OutcomeApology)
	default:
		d.send(ctx, x, apology, observe.OutcomeApology)
	}
}

// decodeErrorReply returns the reply to an interaction that decode rejects.
func (d *dispatcher) decodeErrorReply(i *discordgo.Interaction, err error) commands.Reply {
	var message wording.Message
	switch {
	case errors.Is(err, render.ErrOutdated):
		message = wording.Outdated
	case errors.Is(err, render.ErrForged):
		message = wording.Forged
	default:
		return d.apologize(slog.LevelWarn, "decode an interaction", err, string(i.Locale), "interaction", i.ID)
	}
	d.log.Info("refused a component", "interaction", i.ID, "error", err)
	return d.privateReply(string(i.Locale), message)
}

// An apology has a code that lets the operator find the error in the log. It spells no
// word, since it has no vowels, and has no characters that look alike. There are 3.2
// million codes.
const (
	codeLetters = "CDFHJKLMNPRTVWXY3479"
	codeLength  = 5
)

func newCode() string {
	code := make([]byte, codeLength)
	for i := range code {
		code[i] = codeLetters[rand.IntN(len(codeLetters))]
	}
	return string(code)
}

// apologize logs the error of an operation under a new code, and returns an apology
// with that code. about is for the log.
func (d *dispatcher) apologize(level slog.Level, operation string, err error, locale string, about ...any) commands.Reply {
	code := newCode()
	d.log.Log(context.Background(), level, operation, append(about, "code", code, "error", err)...)
	return d.privateReply(locale, wording.Failed, "Code", code)
}

// privateReply returns a private reply with message m, filled with values, in the
// asker's language.
func (d *dispatcher) privateReply(locale string, m wording.Message, values ...any) commands.Reply {
	in := wording.For(locale, d.language)
	return commands.Reply{Text: in.T(m, values...), Localizer: in, Private: true}
}

// start runs answer in a goroutine that drain waits for, and logs a panic. After
// drain it returns errStopping.
func (d *dispatcher) start(answer func()) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return errStopping
	}
	d.inFlight.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				d.log.Error("answer", "error", panicError(p))
			}
		}()
		answer()
	})
	return nil
}

// drain refuses new interactions and messages, and waits for answers in flight. After
// drainTimeout it abandons them, with an apology.
func (d *dispatcher) drain() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	defer d.abandon()
	done := make(chan struct{})
	go func() { d.inFlight.Wait(); close(done) }()
	select {
	case <-done:
		return
	case <-time.After(drainTimeout):
	}
	d.log.Warn("abandoning answers still in flight")
	d.abandon()
	select {
	case <-done:
	case <-time.After(apologyTimeout):
	}
}
