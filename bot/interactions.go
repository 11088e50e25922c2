package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// acceptedFor is how long an interaction is remembered. Its token lives as long:
// later there is nothing to answer.
const acceptedFor = 15 * time.Minute

// Why an interaction is not answered.
var (
	errUnanswerable = errors.New("an interaction that could not be read, or of a type this bot does not use")
	errRepeated     = errors.New("an interaction that is answered already")
)

// dispatcher answers interactions and messages to the bot, each in a goroutine
// of its own.
type dispatcher struct {
	api      *discordgo.Session
	handler  Handler
	defs     map[string]commands.Definition
	renderer renderer
	observer Observer
	language string // of members whose own is not spoken
	limits   timing
	log      *slog.Logger

	asked    slots   // for requests to the handler
	told     *recent // what channels were told lately
	accepted *ids    // interactions accepted lately
	heard    *ids    // messages answered lately
	silent   *ids    // channels that the bot is known not to be allowed to write in

	base   context.Context // ends when answers in flight have to give up
	giveUp context.CancelFunc

	mu       sync.Mutex
	stopped  bool
	inFlight sync.WaitGroup
}

func newDispatcher(api *discordgo.Session, h Handler, c Config, limits timing, log *slog.Logger) *dispatcher {
	d := &dispatcher{
		api: api, handler: h, defs: map[string]commands.Definition{}, renderer: renderer{newSealer(c.Token)}, observer: c.observer(),
		language: c.Language, limits: limits, log: log,
		asked: make(slots, limits.asked), told: newRecent(), accepted: newIDs(acceptedFor),
		heard: newIDs(heardFor), silent: newIDs(silentFor),
	}
	for _, def := range h.Definitions() {
		d.defs[def.Name] = def
	}
	d.base, d.giveUp = context.WithCancel(context.Background())
	return d
}

// receive starts to answer an interaction of the gateway, and returns at once.
func (d *dispatcher) receive(i *discordgo.Interaction) {
	if err := d.accept(i, callbacks{d.api}); err != nil {
		d.log.Warn("not answered", "cause", err)
	}
}

// accept starts to answer i, and returns at once. In time, and once, to is given
// the first response, unless accept returns an error: errUnanswerable,
// errRepeated for what Discord delivers again, as it does after a resume, or
// errStopped.
func (d *dispatcher) accept(i *discordgo.Interaction, to responder) error {
	if !answerable(i) {
		return errUnanswerable
	}
	if !d.accepted.add(i.ID) {
		return fmt.Errorf("%w: %s", errRepeated, i.ID)
	}
	return d.start(func() { d.answer(&interaction{Interaction: i, to: to}) })
}

// answerable tells whether i can be answered, and is of a type that the bot
// causes.
func answerable(i *discordgo.Interaction) bool {
	if i == nil || i.ID == "" || i.Token == "" {
		return false
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent,
		discordgo.InteractionApplicationCommandAutocomplete:
		return true
	}
	return false
}

// answer answers one interaction. The first response is not cut short by the
// bot's stop: it is then that the member is told that nothing comes of it.
func (d *dispatcher) answer(i *interaction) {
	ctx, noted, done := d.note(kinds[i.Type], "interaction", i.ID)
	defer done()
	i.noted = noted
	ctx, cancel := context.WithTimeout(ctx, d.limits.respond)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			d.rescue(ctx, i, panicked(p))
		}
	}()
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		d.propose(ctx, i, d.proposals(ctx, i))
		return
	}
	d.run(ctx, i)
}

// rescue answers i, unless it is answered already, after answering it failed.
func (d *dispatcher) rescue(ctx context.Context, i *interaction, cause error) {
	i.outcome = "apology"
	apology := d.apologize(slog.LevelError, "answer an interaction", cause, string(i.Locale), "interaction", i.ID)
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		d.propose(ctx, i, nil)
		return
	}
	d.show(ctx, i, apology)
}

// run runs what i asks for and shows the reply.
func (d *dispatcher) run(ctx context.Context, i *interaction) {
	r, err := d.request(i.Interaction)
	if err != nil {
		i.outcome = "apology"
		d.show(ctx, i, d.complaint(i, err))
		return
	}
	if d.defs[r.Command].Slow {
		d.runSlow(ctx, i, r)
		return
	}
	fast, cancel := d.within(ctx, d.limits.fast)
	defer cancel()
	reply, outcome := d.reply(fast, r, "interaction", i.ID)
	i.outcome = outcome
	d.tell(fast, r, reply, func(reply commands.Reply) (id string) { return d.show(ctx, i, reply) })
}

// runSlow runs a Slow command. It is announced first, for the asker's eyes
// alone, because Discord fixes who sees a reply with its announcement.
func (d *dispatcher) runSlow(ctx context.Context, i *interaction, r commands.Request) {
	if err := d.announce(ctx, i); err != nil {
		d.log.Error("announce a reply", "interaction", i.ID, "command", r.Command, "error", err)
		return
	}
	slow, cancel := d.within(ctx, d.limits.slow)
	defer cancel()
	reply, _ := d.reply(slow, r, "interaction", i.ID)
	d.show(ctx, i, reply)
}

// within returns a context for work that ends after limit, or when answers in
// flight have to give up. Of ctx it has the values alone, such as a trace.
func (d *dispatcher) within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	stop := context.AfterFunc(d.base, cancel)
	return ctx, func() { stop(); cancel() }
}

// reply asks the handler. Whatever goes wrong, it returns by the end of ctx with
// something to say and what that is to the observer; about is what the log tells
// beside the cause.
func (d *dispatcher) reply(ctx context.Context, r commands.Request, about ...any) (_ commands.Reply, outcome string) {
	about = append(about, "command", r.Command)
	reply, err := attempt(ctx, d.asked, func(ctx context.Context) (commands.Reply, error) { return d.handler.Run(ctx, r) })
	switch {
	case errors.Is(err, errBusy):
		d.log.Warn("run a command", append(about, "error", err)...)
		busy := d.sayPrivately(r.Locale, wording.Busy)
		busy.SuppressInPublic = true
		return busy, "busy"
	case err != nil:
		return d.apologize(slog.LevelError, "run a command", err, r.Locale, about...), "apology"
	}
	return reply, "answered"
}

// complaint tells an asker why nothing could be made of their interaction.
func (d *dispatcher) complaint(i *interaction, cause error) commands.Reply {
	var known wording.Message
	switch {
	case errors.Is(cause, errOutdated):
		known = wording.Outdated
	case errors.Is(cause, errForged):
		known = wording.Forged
	default:
		return d.apologize(slog.LevelWarn, "read an interaction", cause, string(i.Locale), "interaction", i.ID)
	}
	d.log.Info("read an interaction", "interaction", i.ID, "error", cause)
	return d.sayPrivately(string(i.Locale), known)
}

// proposals asks the handler for values of the option being typed. After an error
// there are none: Discord knows no error message here.
func (d *dispatcher) proposals(ctx context.Context, i *interaction) []commands.Choice {
	r, err := d.request(i.Interaction)
	if err != nil {
		return nil
	}
	fast, cancel := d.within(ctx, d.limits.fast)
	defer cancel()
	found, err := attempt(fast, d.asked, func(ctx context.Context) ([]commands.Choice, error) {
		return d.handler.Complete(ctx, r, focusedOption(i.Interaction))
	})
	if err != nil {
		d.log.Error("complete an option", "interaction", i.ID, "command", r.Command, "error", err)
	}
	return found
}
