package cli

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

var soak = flag.Duration("soak", 0, "how long TestSoak has a crowd use the bot amid faults, for docs/soak.sh")

// After a fault, of a time up to longest, there is calm for calm at least and up
// to twice that. So one fault is over when the next comes: of two at a time, some
// leave no time to answer in. The gateway fails no more often than steady: as the
// bot waits longer for each connection in a row that does not last, it would be
// away most of the time.
const (
	longest = 5 * time.Second
	calm    = 10 * time.Second
	steady  = 6 * time.Minute
)

// soakPace is how many acts there are a second.
const soakPace = 20

// TestSoak has a crowd use the bot for as long as -soak says, while faults come at
// random, and tells every minute what became of the acts.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("THE BOT IS NOT SOAKED: that takes -soak 1h or so")
	}
	s := discordtest.New(t)
	s.SetHeartbeat(time.Second)
	bot := runOn(t, s, map[string]string{"LOG_LEVEL": "error"})
	s.WaitReady(1)
	w := weather{discord: s, kinds: slices.DeleteFunc(slices.Clone(faults), func(f fault) bool { return f.stops || f.heartbeat > 0 })}
	c := crowd{discord: s}
	ends, minute := time.Now().Add(*soak), time.Now().Add(time.Minute)
	var acts []*discordtest.Interaction
	for range ticks(soakPace) {
		w.pass(time.Now())
		acts = append(acts, c.act())
		if now := time.Now(); now.After(minute) || now.After(ends) {
			w.tell(t, &c, acts)
			acts, minute = nil, minute.Add(time.Minute)
		}
		select {
		case <-bot.ended:
			t.Fatalf("the bot has ended with exit code %d", bot.code)
		default:
		}
		if time.Now().After(ends) {
			return
		}
	}
}

// weather lets faults come and go.
type weather struct {
	discord *discordtest.Server
	kinds   []fault
	faults  int       // so far
	bad     bool      // there is a fault
	turns   time.Time // when that ends, or the next begins
	shaken  time.Time // when the gateway failed last
}

// pass changes the weather if it is time.
func (w *weather) pass(now time.Time) {
	if now.Before(w.turns) {
		return
	}
	w.discord.Heal()
	if w.bad = !w.bad; !w.bad {
		w.turns = now.Add(calm + rand.N(calm))
		return
	}
	w.turns = now.Add(rand.N(longest))
	f := w.kinds[rand.IntN(len(w.kinds))]
	if f.reconnects > 0 {
		if now.Sub(w.shaken) < steady {
			return
		}
		w.shaken = now
	}
	f.begin(w.discord)
	w.faults++
}

// tell reports what became of acts, and has them forgotten.
func (w *weather) tell(t *testing.T, c *crowd, acts []*discordtest.Interaction) {
	got, now := count(acts), w.discord.Counts()
	heap, routines := c.memory()
	measured(t, "soak "+time.Now().UTC().Format("15:04"), "made", got.made, "answered", got.answered, "lost", got.lost, "unreached", got.unreached,
		"faults", w.faults, "p99", got.percentile(0.99).Round(time.Millisecond), "wait", got.longestWait.Round(time.Millisecond),
		"sessions", now.Identifies, "resumes", now.Resumed, "heap", heap, "goroutines", routines)
	if got.lost > 0 {
		t.Errorf("%d of %d interactions lost", got.lost, got.made)
	}
}
