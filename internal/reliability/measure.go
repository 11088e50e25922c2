package main

import (
	"fmt"
	"runtime"
	"time"

	"alliancebot/bot/discordtest"
)

// lab is the environment of a trial. Its Cleanup ends what the trial started.
type lab struct {
	discordtest.T
	discord func(discordtest.T) *discordtest.Server
	// start starts a bot, with a journal in a folder; "" for none.
	start  func(t discordtest.T, s *discordtest.Server, folder string) *process
	report func(name string, pairs ...any)
}

// process is a running bot.
type process struct {
	stop  func()
	ended chan struct{}
	err   error     // once ended
	end   time.Time // once ended
}

func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// load measures how fast the bot responds to many interactions, at a rate or, if
// perSecond is 0, as fast as possible. It fails unless each is answered once.
func (l lab) load(name string, s *discordtest.Server, n, perSecond int) {
	g := generator{discord: s}
	began := time.Now()
	var all []*discordtest.Interaction
	if perSecond > 0 {
		all = g.atRate(n, perSecond)
	} else {
		all = g.asFastAsPossible(n)
	}
	took := time.Since(began)
	got := wait(all)
	l.report(name, "made", got.made, "answered", got.answered, "missed", got.missed+got.undelivered, "refused", got.refused,
		"rate", fmt.Sprintf("%.0f/s", float64(got.made)/took.Seconds()),
		"p50", got.percentile(0.5), "p99", got.percentile(0.99), "max", got.percentile(1))
	if got.answered != got.made || got.refused > 0 {
		l.Errorf("%s: %d of %d interactions were answered, %d more than once; want all, once", name, got.answered, got.made, got.refused)
	}
}

// maxKept is the goal for the average memory, in bytes, that the bot keeps of each
// interaction once its caches are full. A leak would keep at least an ID and its entry
// in a map.
const maxKept = 50

// memory measures the memory in use after many interactions, and fails if it keeps
// growing.
func (l lab) memory() {
	const all, step, full = 100_000, 10_000, 50_000 // interactions; after full the caches are full
	s := l.discord(l)
	s.SetHeartbeat(time.Second)
	l.start(l, s, "")
	s.WaitReady(1)
	g := generator{discord: s}
	var heaps []float64
	for made := step; made <= all; made += step {
		got := wait(g.asFastAsPossible(step))
		heap, goroutines := g.inUse()
		l.report(fmt.Sprintf("memory %d", made), "answered", got.answered, "heap", heap, "goroutines", goroutines)
		if got.answered != step {
			l.Errorf("memory: %d of %d interactions were answered", got.answered, step)
		}
		if made >= full {
			heaps = append(heaps, float64(heap))
		}
	}
	kept := slope(heaps) / step
	l.report("memory kept", "bytes", fmt.Sprintf("%.1f", kept), "from", full, "to", all, "goal", maxKept)
	if kept > maxKept {
		l.Errorf("memory: the heap grows by %.1f bytes per interaction; want at most %d", kept, maxKept)
	}
}

// inUse returns the memory in use, in bytes, and the number of goroutines, after
// Discord has dropped what it can.
func (g *generator) inUse() (heap uint64, goroutines int) {
	heartbeats := g.discord.Counts().Heartbeats
	g.discord.WaitGateway("heartbeat", func(now discordtest.GatewayCounts) bool { return now.Heartbeats > heartbeats })
	g.asked = nil
	g.discord.Forget()
	runtime.GC()
	runtime.GC() // for what finalizers and pools release
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.HeapAlloc, runtime.NumGoroutine()
}

// slope returns the slope of the regression line through values.
func slope(values []float64) float64 {
	n := float64(len(values))
	var sum, weighted float64
	for i, v := range values {
		sum += v
		weighted += float64(i) * v
	}
	mean := (n - 1) / 2
	return (weighted - mean*sum) / (n * (n*n - 1) / 12)
}
