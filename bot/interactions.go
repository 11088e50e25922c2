package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// What the bot says when it cannot answer.
const (
	apologyText  = "Something went wrong. Please try again."
	outdatedText = "This choice is out of date. Please ask again."
)

// dispatcher answers interactions, each in a goroutine of its own.
type dispatcher struct {
	api     *discordgo.Session
	handler Handler
	defs    map[string]commands.Definition
	limits  timing
	log     *slog.Logger

	base   context.Context // ends when interactions in flight have to give up
	giveUp context.CancelFunc

	mu       sync.Mutex
	stopped  bool
	inFlight sync.WaitGroup
}

func newDispatcher(api *discordgo.Session, h Handler, limits timing, log *slog.Logger) *dispatcher {
	d := &dispatcher{api: api, handler: h, defs: map[string]commands.Definition{}, limits: limits, log: log}
	for _, def := range h.Definitions() {
		d.defs[def.Name] = def
	}
	d.base, d.giveUp = context.WithCancel(context.Background())
	return d
}

// accept starts to answer i and returns at once. After drain it does nothing.
func (d *dispatcher) accept(i *discordgo.Interaction) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	d.inFlight.Go(func() { d.answer(i) })
}

// drain takes no more interactions and waits for those in flight, which have to
// give up after limits.drain.
func (d *dispatcher) drain() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	defer d.giveUp()
	timer := time.AfterFunc(d.limits.drain, func() {
		d.log.Warn("interactions still in flight at the stop; giving them up")
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

// answer answers one interaction. A panic is logged and costs no more than this
// answer.
func (d *dispatcher) answer(i *discordgo.Interaction) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("panic while answering an interaction", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(d.base, d.limits.respond)
	defer cancel()
	if i == nil || i.ID == "" || i.Token == "" {
		d.log.Warn("an interaction that could not be read cannot be answered")
		return
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		if r, ok := commandRequest(i); ok {
			d.run(ctx, i, r)
			return
		}
		d.show(ctx, i, commands.Reply{Text: apologyText, Private: true})
	case discordgo.InteractionApplicationCommandAutocomplete:
		d.complete(ctx, i)
	case discordgo.InteractionMessageComponent:
		if r, ok := d.pickRequest(i); ok {
			d.run(ctx, i, r)
			return
		}
		d.show(ctx, i, commands.Reply{Text: outdatedText, Private: true})
	default: // Discord shows the user that nothing came of it
		d.log.Warn("an interaction of a type this bot does not use", "type", int(i.Type))
	}
}

// run runs a command and shows its reply. A Slow one is announced first, for
// the asker's eyes alone, because Discord fixes who sees a reply with its
// announcement.
func (d *dispatcher) run(ctx context.Context, i *discordgo.Interaction, r commands.Request) {
	if d.defs[r.Command].Slow {
		d.runSlow(ctx, i, r)
		return
	}
	fast, cancel := context.WithTimeout(ctx, d.limits.fast)
	defer cancel()
	d.show(ctx, i, d.reply(fast, r))
}

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
	if err := d.edit(edit, i, render(reply)); err != nil {
		d.log.Error("send the reply announced", "command", r.Command, "error", err)
	}
}

// reply asks the handler. If that fails the asker gets an apology and the log
// the cause.
func (d *dispatcher) reply(ctx context.Context, r commands.Request) (reply commands.Reply) {
	apology := commands.Reply{Text: apologyText, Private: true}
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("panic in a command", "command", r.Command, "panic", p, "stack", string(debug.Stack()))
			reply = apology
		}
	}()
	reply, err := d.handler.Run(ctx, r)
	if err != nil {
		d.log.Error("run a command", "command", r.Command, "error", err)
		return apology
	}
	return reply
}

// show sends reply as the first response to i.
func (d *dispatcher) show(ctx context.Context, i *discordgo.Interaction, reply commands.Reply) {
	m := render(reply)
	send := d.send
	if updatesInPlace(i, reply) {
		send = d.update
	}
	if err := send(ctx, i, m); err != nil {
		d.log.Error("send a reply", "interaction", i.ID, "error", err)
	}
}

// complete proposes values for the option being typed. Nothing to propose, or
// an error, is an empty list: Discord knows no error message here.
func (d *dispatcher) complete(ctx context.Context, i *discordgo.Interaction) {
	var found []commands.Choice
	if r, ok := commandRequest(i); ok {
		fast, cancel := context.WithTimeout(ctx, d.limits.fast)
		defer cancel()
		var err error
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
