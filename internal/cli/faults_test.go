package cli

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// fault is a way in which Discord, the network or the operator gets in the way of
// the bot.
type fault struct {
	name       string
	begin      func(s *discordtest.Server)
	reconnects int  // how often the gateway says READY or RESUMED until all is well again
	sessions   int  // how many of those are READY: the others could be resumed
	stops      bool // the operator stops the bot, while atStop members wait

	heartbeat time.Duration // that the gateway asks for; 0 is Discord's
}

const (
	patience = 15 // seconds until the bot must be well again
	atStop   = 20
)

// respond is where first responses go.
const respond = `^/api/v9/interactions/`

// onEach is a fault of the REST API that hits the first n tries of each response.
func onEach(n int, f discordtest.Fault) func(*discordtest.Server) {
	f.Path, f.Each = respond, n
	return func(s *discordtest.Server) { s.Fail(f) }
}

// faults are all that the bot is tried with.
var faults = []fault{
	{name: "gateway: TCP reset", begin: (*discordtest.Server).ResetGateway, reconnects: 1},
	{name: "gateway: nothing comes any more, heartbeats every 0.5 s", reconnects: 1,
		begin: (*discordtest.Server).Stall, heartbeat: 500 * time.Millisecond},
	{name: "gateway: closed with 4000", reconnects: 1,
		begin: func(s *discordtest.Server) { s.CloseGateway(4000) }},
	{name: "gateway: op 7", reconnects: 1,
		begin: func(s *discordtest.Server) { s.SendOp(7) }},
	{name: "gateway: op 7 in the place of RESUMED", reconnects: 1,
		begin: func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Op: 7})
			s.ResetGateway()
		}},
	{name: "gateway: op 9, the session lives on", reconnects: 1,
		begin: func(s *discordtest.Server) { s.InvalidSession(true) }},
	{name: "gateway: op 9, the session is over", reconnects: 1, sessions: 1,
		begin: func(s *discordtest.Server) { s.InvalidSession(false) }},
	{name: "gateway: closed right after READY, then after RESUMED", reconnects: 3, sessions: 1,
		begin: func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{After: 4000}, discordtest.Handshake{After: 4000})
			s.InvalidSession(false)
		}},
	{name: "REST: 429 of the route, wait 1 s", begin: onEach(1, discordtest.RateLimited("", 1, 0))},
	{name: "REST: 429 of all routes, wait 1 s", begin: onEach(1, discordtest.GloballyRateLimited("", 1, 0))},
	{name: "REST: 429 in HTML, wait 1 s", begin: onEach(1, discordtest.RateLimitedInHTML("", 1, 0))},
	{name: "REST: 503, twice each", begin: onEach(2, discordtest.Fault{Status: http.StatusServiceUnavailable})},
	{name: "REST: TCP reset before the call", begin: onEach(1, discordtest.Fault{Reset: true})},
	{name: "REST: TCP reset after the call", begin: onEach(1, discordtest.Fault{Reset: true, Deliver: true})},
	{name: "REST: each call takes 2 s", begin: onEach(0, discordtest.Fault{Delay: 2 * time.Second})},
	{name: "SIGTERM amid answers", stops: true, begin: onEach(0, discordtest.Fault{Delay: 1500 * time.Millisecond})},
}

// trial is one fault that befalls a Discord while a crowd uses the bot there.
type trial struct {
	fault
	crowd
	t     *testing.T
	bot   *program
	acts  []*discordtest.Interaction
	began time.Time
	start discordtest.GatewayCounts
}

// newTrial puts a bot on a Discord, to answer from the story in a folder.
func newTrial(t *testing.T, f fault, story string) *trial {
	s := discordtest.New(t)
	if f.heartbeat > 0 {
		s.SetHeartbeat(f.heartbeat)
	}
	return &trial{fault: f, crowd: crowd{discord: s}, t: t, bot: runOn(t, s, map[string]string{"CORPUS_DIR": story})}
}

// script is how much a crowd does around a fault.
type script struct {
	before, during, after int // acts
	perSecond             int
	story                 string // the folder of the story asked about; "" is the default story
}

// endure tries the bot with faults, all at the same time, each on a Discord and
// with a bot of its own, and reports what became of the acts.
func endure(t *testing.T, play script, faults ...fault) {
	t.Helper()
	var trials []*trial
	for _, f := range faults {
		trials = append(trials, newTrial(t, f, play.story))
	}
	all := func(do func(*trial)) {
		for _, trial := range trials {
			do(trial)
		}
	}
	all(func(r *trial) { r.discord.WaitReady(1) })
	live := func(enough func(acts int) bool) {
		for i := range ticks(play.perSecond) {
			if enough(i) {
				return
			}
			all((*trial).use)
		}
	}
	live(func(acts int) bool { return acts == play.before })
	all((*trial).strike)
	live(func(acts int) bool { return acts == play.during })
	all(func(r *trial) { r.discord.Heal() })
	live(func(acts int) bool {
		return acts == play.perSecond*patience || !slices.ContainsFunc(trials, func(r *trial) bool { return !r.well() })
	})
	all((*trial).wantWell)
	live(func(acts int) bool { return acts == play.after })
	all((*trial).report)
	all(func(r *trial) { r.bot.stop() })
}

// strike begins the fault.
func (r *trial) strike() {
	r.began, r.start = time.Now(), r.discord.Counts()
	r.begin(r.discord)
	if r.stops {
		for range atStop {
			r.use()
		}
		r.bot.stop()
	}
}

// use has somebody use the bot.
func (r *trial) use() { r.acts = append(r.acts, r.act()) }

// well tells whether the bot is connected again, or has ended if it had to.
func (r *trial) well() bool {
	if r.stops {
		select {
		case <-r.bot.ended:
			return true
		default:
			return false
		}
	}
	now := r.discord.Counts()
	return now.Ready+now.Resumed-r.start.Ready-r.start.Resumed >= r.reconnects
}

func (r *trial) wantWell() {
	switch {
	case !r.well():
		r.t.Fatalf("%s: the bot is not well after %d s", r.name, patience)
	case r.stops:
		r.bot.wantCode(exitOK)
	}
}

// discount takes answers for lost that came from the bot after its end: its process
// would have ended too.
func (r *trial) discount(got *tally) {
	for _, act := range r.acts {
		if times := act.Times(); times.Answered.After(r.bot.end) {
			got.answered--
			got.lost++
		}
	}
}

// report reports what became of the acts. None may be lost.
func (r *trial) report() {
	got, now := count(r.acts), r.discord.Counts()
	if r.stops {
		r.discount(&got)
	}
	var since []*discordtest.Interaction
	for _, act := range r.acts {
		if times := act.Times(); times.Made.After(r.began) {
			since = append(since, act)
		}
	}
	back := "never"
	if first := count(since).firstAnswer; !first.IsZero() {
		back = first.Sub(r.began).Round(time.Millisecond).String()
	}
	measured(r.t, "fault "+r.name, "made", got.made, "answered", got.answered, "lost", got.lost, "unreached", got.unreached,
		"refused", got.refused, "back", back, "wait", got.longestWait.Round(time.Millisecond),
		"identifies", now.Identifies-r.start.Identifies, "resumes", now.Resumed-r.start.Resumed)
	if begun := now.Identifies - r.start.Identifies; begun != r.sessions {
		r.t.Errorf("%s: %d sessions begun, want %d", r.name, begun, r.sessions)
	}
	if got.lost > 0 {
		r.t.Errorf("%s: %d of %d interactions lost", r.name, got.lost, got.made)
	}
}
