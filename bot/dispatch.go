package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/jellydator/ttlcache/v3"

	"alliancebot/bot/internal/endpoint"
	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/observe"
	"alliancebot/internal/wording"
)

// Time limits.
const (
	// firstResponseTimeout is how long Discord waits for the first response to an
	// interaction, from when it was made.
	firstResponseTimeout = 3 * time.Second
	// handlerTimeout leaves time to send the response. It is for messages; interactions
	// have the same share of the time that is left.
	handlerTimeout = firstResponseTimeout * 5 / 6
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

// maxOpen is how many interactions may be open at a time, from their receipt to the end
// of their first response. The slowest questions known take 9 ms each
// (docs/performance.md), so that even one processor answers this many in time. maxRefused
// more are told at once that the bot is busy, and the rest is ignored: a refusal takes a
// fifth of the time of an answer, so that more of them would cost answers.
const (
	maxOpen    = 256
	maxRefused = 64
)

// Errors of handle.
var (
	errUnusable  = errors.New("unreadable or of an unexpected type")
	errDuplicate = errors.New("already handled")
	errStopping  = errors.New("the bot is stopping")
	errStale     = errors.New("too old to be answered")
	errBusy      = errors.New("too many at once")
)

// kinds maps the types of interactions that the bot answers to their names in metrics.
var kinds = map[discordgo.InteractionType]observe.Kind{
	discordgo.InteractionApplicationCommand:             observe.KindCommand,
	discordgo.InteractionApplicationCommandAutocomplete: observe.KindAutocomplete,
	discordgo.InteractionMessageComponent:               observe.KindComponent,
	discordgo.InteractionModalSubmit:                    observe.KindForm,
}

// dispatcher answers interactions, and messages to the bot.
type dispatcher struct {
	rest        *restClient
	handler     Handler
	definitions map[string]commands.Definition // by name
	renderer    render.Renderer
	observer    Observer
	language    string // for members whose language is not supported
	logChannel  string // Config.LogChannelID
	mentions    bool   // Config.AnswerMentions
	readsPosts  bool   // Config.MessageContent
	log         *slog.Logger

	open              atomic.Int32 // interactions
	backlog           *backlog     // of requests for the handler
	ignored           tally        // interactions that were stale or too many
	refused           tally        // interactions that were told that the bot is busy
	posts             *dedupe
	interactions      *idSet // handled recently
	offered           *idSet // replies that the handler was offered recently
	managers          managers
	forbiddenChannels *idSet // the bot may not write there, as was logged recently
	// forbiddenReactions has the channels where the bot could not react recently. It does
	// not try again, since Discord counts refusals.
	forbiddenReactions *idSet
	answerings         *ttlcache.Cache[string, *answering] // by the ID of the message
	cooldowns          *cooldowns
	channels           *ttlcache.Cache[string, channelInfo]
	dropped            tally // messages that waited too long, or at the stop, or were too many
	withheld           tally // messages that were not answered, to get no more refusals

	mu       sync.Mutex
	stopped  bool
	inFlight sync.WaitGroup
	base     context.Context // canceled to abandon answers in flight
	abandon  context.CancelFunc
	// receiving is canceled to drop messages that wait for their turn.
	receiving     context.Context
	stopReceiving context.CancelFunc
}

func newDispatcher(rest *restClient, h Handler, c Config, log *slog.Logger) *dispatcher {
	d := &dispatcher{
		rest: rest, handler: h, definitions: map[string]commands.Definition{}, renderer: render.New(c.Token),
		observer: c.observer(), language: c.Language, mentions: c.AnswerMentions, readsPosts: c.MessageContent, logChannel: c.LogChannelID, log: log,
		backlog:      &backlog{limit: max(16, 4*runtime.GOMAXPROCS(0))}, // keeps every processor busy even while a few handlers hang
		posts:        newDedupe(),
		interactions: newIDSet(interactionLife), answerings: newCache[string, *answering](answeringLife),
		offered: newIDSet(interactionLife), managers: managers{guild: c.HomeGuildID},
		forbiddenChannels: newIDSet(forbiddenLife), forbiddenReactions: newIDSet(channelCooldown),
		cooldowns: &cooldowns{channels: newIDSet(channelCooldown), guilds: newCache[string, *guildState](refusalLife)},
		channels:  newCache[string, channelInfo](channelLife),
	}
	for _, def := range h.Definitions() {
		d.definitions[def.Name] = def
	}
	d.ignored = tally{log: log, message: "ignored interactions that were too old or too many"}
	d.refused = tally{log: log, message: "too many interactions at once: told some that the bot is busy"}
	d.dropped = tally{log: log, message: "dropped messages to the bot, since Discord's rate limits allowed no reply in time"}
	d.withheld = tally{log: log, message: "did not answer messages to the bot, since Discord has refused too many calls"}
	d.base, d.abandon = context.WithCancel(context.Background())
	d.receiving, d.stopReceiving = context.WithCancel(d.base)
	return d
}

// handleInteraction answers an interaction from the gateway. It returns at once.
func (d *dispatcher) handleInteraction(i *discordgo.Interaction) {
	err := d.handle(i, func(ctx context.Context, response any) error {
		err := d.rest.call(ctx, http.MethodPost, "interactions/"+i.ID+"/"+i.Token+"/callback", response, nil)
		if codeOf(err) == codeAlreadyAcknowledged {
			return nil // this is the only response, so an earlier attempt has succeeded
		}
		return err
	})
	if err != nil && !errors.Is(err, errStale) && !errors.Is(err, errBusy) { // those are counted
		d.log.Warn("ignored an interaction", "error", err)
	}
}

// handle answers i with respond, and returns at once. It calls respond exactly once, in
// time, unless handle returns errUnusable, errDuplicate (Discord repeats events after a
// resume), errStopping, errStale or errBusy.
func (d *dispatcher) handle(i *discordgo.Interaction, respond endpoint.Respond) error {
	if i == nil || i.ID == "" || i.Token == "" || kinds[i.Type] == "" {
		return errUnusable
	}
	if !d.interactions.add(i.ID) {
		return fmt.Errorf("%w: %s", errDuplicate, i.ID)
	}
	left := firstResponseTimeout - d.rest.clock.age(i.ID)
	if left <= 0 {
		d.ignored.add()
		return errStale
	}
	open := d.open.Add(1)
	if open > maxOpen+maxRefused {
		d.open.Add(-1)
		d.ignored.add()
		return errBusy
	}
	err := d.start(func() {
		defer d.open.Add(-1)
		d.dispatch(i, respond, left, open > maxOpen)
	})
	if err != nil {
		d.open.Add(-1)
	}
	return err
}

// dispatch answers one interaction in the time that is left: it decodes the request,
// runs it, renders the reply and responds. If the bot is busy, it says only that. The
// first response has its full time even if the bot is stopped in between, so that the
// asker gets an apology.
func (d *dispatcher) dispatch(i *discordgo.Interaction, respond endpoint.Respond, left time.Duration, busy bool) {
	ctx, responded, done := d.observe(kinds[i.Type], "interaction", i.ID)
	defer done()
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	x := &exchange{Interaction: i, send: respond, observe: responded}
	defer func() {
		if p := recover(); p != nil {
			d.rescue(ctx, x, panicError(p))
		}
	}()

	if busy {
		d.refuse(ctx, x)
		return
	}
	request, err := d.decode(i)
	if err == nil {
		request.ParentID = d.parentOf(ctx, i.GuildID, i.ChannelID)
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
	}
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		var choices []commands.Choice
		handling, cancel := d.handlerContext(ctx, left*5/6)
		defer cancel()
		if err == nil {
			choices = d.complete(handling, i, request)
		}
		d.sendChoices(ctx, x, choices, observe.OutcomeAnswered)
		return
	}
	if err != nil {
		d.send(ctx, x, d.decodeErrorReply(i, err), observe.OutcomeApology)
		return
	}
	timeout := left * 5 / 6
	if d.handler.Slow(request.Command) {
		if err := x.deferReply(ctx); err != nil {
			d.log.Error("defer a reply", "interaction", i.ID, "command", request.Command, "error", err)
			return
		}
		timeout = slowHandlerTimeout
		request.OpenThread = func(ctx context.Context, t commands.Thread) (string, error) { return d.openThread(ctx, i.GuildID, t) }
	}
	handling, cancel := d.handlerContext(ctx, timeout)
	defer cancel()
	if x.deferred {
		request.Progress = func(reply commands.Reply) { d.showProgress(handling, i, reply) }
	}
	reply, outcome := d.run(handling, request, "interaction", i.ID)
	defer d.announce(reply)
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
	reply, err := callHandler(ctx, d.backlog, func(ctx context.Context) (commands.Reply, error) { return d.handler.Run(ctx, r) })
	if err != nil {
		return d.apologize(slog.LevelError, "run a command", err, r.Locale, about...), observe.OutcomeApology
	}
	return reply, observe.OutcomeAnswered
}

// refuse responds to x that the bot is busy.
func (d *dispatcher) refuse(ctx context.Context, x *exchange) {
	d.refused.add()
	if x.Type == discordgo.InteractionApplicationCommandAutocomplete {
		d.sendChoices(ctx, x, nil, observe.OutcomeBusy)
		return
	}
	d.send(ctx, x, d.privateReply(string(x.Locale), wording.Busy), observe.OutcomeBusy)
}

// complete returns suggestions for the option being typed. After an error there are
// none, since an autocomplete response cannot show one.
func (d *dispatcher) complete(ctx context.Context, i *discordgo.Interaction, r commands.Request) []commands.Choice {
	choices, err := callHandler(ctx, d.backlog, func(ctx context.Context) ([]commands.Choice, error) {
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

// drain refuses new interactions and messages, drops messages that wait for Discord's
// rate limits, and waits for answers in flight. After drainTimeout it abandons them,
// with an apology.
func (d *dispatcher) drain() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	d.stopReceiving()
	defer func() {
		d.abandon()
		for _, t := range []*tally{&d.ignored, &d.refused, &d.dropped, &d.withheld} {
			t.report()
		}
	}()
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
