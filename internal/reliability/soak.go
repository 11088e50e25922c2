package main

import (
	"math/rand/v2"
	"slices"
	"time"

	"alliancebot/bot/discordtest"
)

// A fault lasts at most maxFault. The calm period after it lasts between minCalm and
// twice that, so that the bot recovers before the next fault.
const (
	maxFault = 5 * time.Second
	minCalm  = 10 * time.Second
)

// soakRate is the number of interactions per second.
const soakRate = 20

// soak makes users use the bot for a long time, with random faults, and reports the
// outcomes every minute. The seed determines the faults.
func (l lab) soak(duration time.Duration, seed uint64) {
	s := l.discord(l)
	s.SetHeartbeat(time.Second)
	bot := l.start(l, s, "")
	s.WaitReady(1)
	g := generator{discord: s}
	kinds := slices.DeleteFunc(slices.Clone(faults), func(f fault) bool { return f.stop || f.heartbeat > 0 })
	in := injector{discord: s, kinds: kinds, random: rand.New(rand.NewPCG(seed, 0))}
	end, minute := time.Now().Add(duration), time.Now().Add(time.Minute)
	var all []*discordtest.Interaction
	for range ticks(soakRate) {
		now := time.Now()
		in.next(now)
		all = append(all, g.next())
		if bot.hasEnded() {
			l.Fatalf("soak: the bot ended with %v", bot.err)
		}
		if now.Before(minute) && now.Before(end) {
			continue
		}
		got, counts := wait(all), s.Counts()
		heap, goroutines := g.inUse()
		l.report("soak "+now.UTC().Format("15:04"), "made", got.made, "answered", got.answered, "missed", got.missed, "undelivered", got.undelivered,
			"faults", in.count, "p99", got.percentile(0.99).Round(time.Millisecond), "wait", got.longestWait.Round(time.Millisecond),
			"sessions", counts.Identifies, "resumes", counts.Resumed, "heap", heap, "goroutines", goroutines)
		if got.missed > 0 {
			l.Errorf("soak: %d of %d interactions missed", got.missed, got.made)
		}
		if now.After(end) {
			return
		}
		all, minute = nil, minute.Add(time.Minute)
	}
}

// injector injects random faults.
type injector struct {
	discord *discordtest.Server
	kinds   []fault
	random  *rand.Rand
	count   int       // faults so far
	active  bool      // a fault is active
	change  time.Time // when the fault ends or the next one starts
}

// next starts or ends a fault if it is time.
func (in *injector) next(now time.Time) {
	if now.Before(in.change) {
		return
	}
	in.discord.Heal()
	if in.active = !in.active; !in.active {
		in.change = now.Add(minCalm + time.Duration(in.random.Int64N(int64(minCalm))))
		return
	}
	in.change = now.Add(time.Duration(in.random.Int64N(int64(maxFault))))
	in.kinds[in.random.IntN(len(in.kinds))].begin(in.discord)
	in.count++
}
