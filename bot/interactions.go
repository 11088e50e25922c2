package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/wording"
)

// dispatcher answers interactions and messages to the bot, each in a goroutine
// of its own.
type dispatcher struct {
	api      *discordgo.Session
	handler  Handler
	defs     map[string]commands.Definition
	renderer renderer
	language string // of members whose own is not spoken
	limits   timing
	log      *slog.Logger

	told   *recent // what channels were told lately
	heard  *ids    // messages and interactions answered lately
	silent *ids    // channels that the bot is known not to be allowed to write in

	base   context.Context // ends when answers in flight have to give up
	giveUp context.CancelFunc

	mu       sync.Mutex
	stopped  bool
	inFlight sync.WaitGroup
}

func newDispatcher(api *discordgo.Session, h Handler, c Config, limits timing, log *slog.Logger) *dispatcher {
	d := &dispatcher{
		api: api, handler: h, defs: map[string]commands.Definition{}, renderer: renderer{newSealer(c.Token)},
		language: c.Language, limits: limits, log: log,
		told: newRecent(), heard: newIDs(heardFor), silent: newIDs(silentFor),
	}
	for _, def := range h.Definitions() {
		d.defs[def.Name] = def
	}
	d.base, d.giveUp = context.WithCancel(context.Background())
	return d
}

// accept starts to answer i and returns at once. After drain it does nothing.
func (d *dispatcher) accept(i *discordgo.Interaction) {
	d.start(func() { d.answer(i) })
}

// start runs answer in a goroutine that drain waits for. A panic is logged and
// costs no more than this answer. After drain it does nothing.
func (d *dispatcher) start(answer func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	d.inFlight.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				d.log.Error("panic while answering", "panic", p, "stack", string(debug.Stack()))
			}
		}()
		answer()
	})
}

// drain takes nothing more to answer and waits for the answers in flight, which
// have to give up after limits.drain.
func (d *dispatcher) drain() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	defer d.giveUp()
	timer := time.AfterFunc(d.limits.drain, func() {
		d.log.Warn("answers still in flight at the stop; giving them up")
		d.giveUp()
	})
	defer timer.Stop()

	done := make(chan struct{})
	go func() { d.inFlight.Wait(); close(done) }()
	select {
	case <-done:
	case <-d.base.Done():
		select { // a moment for those that listen to their context
		case <-done:
		case <-time.After(d.limits.settle):
		}
	}
}

// answer answers one interaction, once.
func (d *dispatcher) answer(i *discordgo.Interaction) {
	ctx, cancel := context.WithTimeout(d.base, d.limits.respond)
	defer cancel()
	if i == nil || i.ID == "" || i.Token == "" {
		d.log.Warn("an interaction that could not be read cannot be answered")
		return
	}
	if !d.heard.add(i.ID) { // a resumed session brings it again
		return
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionMessageComponent:
		d.run(ctx, i)
	case discordgo.InteractionApplicationCommandAutocomplete:
		d.complete(ctx, i)
	default: // Discord shows the user that nothing came of it
		d.log.Warn("an interaction of a type this bot does not use", "type", int(i.Type))
	}
}

// run runs what i asks for and shows the reply.
func (d *dispatcher) run(ctx context.Context, i *discordgo.Interaction) {
	r, err := d.request(i)
	if err != nil {
		d.log.Info("an interaction that cannot be run", "interaction", i.ID, "cause", err)
		d.show(ctx, i, d.sayPrivately(string(i.Locale), complaint(err)))
		return
	}
	if d.defs[r.Command].Slow {
		d.runSlow(ctx, i, r)
		return
	}
	fast, cancel := context.WithTimeout(ctx, d.limits.fast)
	defer cancel()
	d.tell(fast, r, d.reply(fast, r), func(reply commands.Reply) (id string) { return d.show(ctx, i, reply) })
}

// runSlow runs a Slow command. It is announced first, for the asker's eyes
// alone, because Discord fixes who sees a reply with its announcement.
func (d *dispatcher) runSlow(ctx context.Context, i *discordgo.Interaction, r commands.Request) {
	if err := d.announce(ctx, i); err != nil {
		d.log.Error("announce a reply", "command", r.Command, "error", err)
		return
	}
	slow, cancel := context.WithTimeout(d.base, d.limits.slow)
	defer cancel()
	reply := d.reply(slow, r)

	edit, cancel := context.WithTimeout(d.base, callTimeout)
	defer cancel()
	if err := d.edit(edit, i, d.renderer.render(reply)); err != nil {
		d.log.Error("send the reply announced", "command", r.Command, "error", err)
	}
}

// reply asks the handler. If that fails the asker gets an apology and the log
// the cause.
func (d *dispatcher) reply(ctx context.Context, r commands.Request) (reply commands.Reply) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("panic in a command", "command", r.Command, "panic", p, "stack", string(debug.Stack()))
			reply = d.sayPrivately(r.Locale, wording.Failed)
		}
	}()
	reply, err := d.handler.Run(ctx, r)
	if err != nil {
		d.log.Error("run a command", "command", r.Command, "error", err)
		return d.sayPrivately(r.Locale, wording.Failed)
	}
	return reply
}

// sayPrivately is a reply of the adapter's own, in the asker's language.
func (d *dispatcher) sayPrivately(locale string, m wording.Message) commands.Reply {
	voice := wording.For(locale, d.language)
	return commands.Reply{Text: voice.Say(m), Voice: voice, Private: true}
}

// complaint tells an asker why nothing could be made of their interaction.
func complaint(err error) wording.Message {
	switch {
	case errors.Is(err, errOutdated):
		return wording.Outdated
	case errors.Is(err, errForged):
		return wording.Forged
	}
	return wording.Failed
}

// complete proposes values for the option being typed. Nothing to propose, or
// an error, is an empty list: Discord knows no error message here.
func (d *dispatcher) complete(ctx context.Context, i *discordgo.Interaction) {
	var found []commands.Choice
	if r, err := d.request(i); err == nil {
		fast, cancel := context.WithTimeout(ctx, d.limits.fast)
		defer cancel()
		if found, err = d.proposals(fast, r, focusedOption(i)); err != nil {
			d.log.Error("complete an option", "command", r.Command, "error", err)
		}
	}
	if err := d.propose(ctx, i, renderProposals(found)); err != nil {
		d.log.Warn("send proposals", "error", err)
	}
}

// proposals asks the handler; a panic of it is an error.
func (d *dispatcher) proposals(ctx context.Context, r commands.Request, option string) (found []commands.Choice, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return d.handler.Complete(ctx, r, option)
}
