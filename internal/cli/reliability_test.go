package cli

import (
	"flag"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

var reliability = flag.Bool("reliability", false, "measure reliability at full length, and write it on standard output")

// measured tells a measurement as "name: key=value key=value".
func measured(t *testing.T, name string, pairs ...any) {
	t.Helper()
	var line strings.Builder
	line.WriteString(name + ":")
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&line, " %v=%v", pairs[i], pairs[i+1])
	}
	if *reliability {
		fmt.Println(line.String())
		return
	}
	t.Log(line.String())
}

// TestReliability measures how the whole program bears many interactions, faults
// and time. Without -reliability it is brief, and leaves out time.
func TestReliability(t *testing.T) {
	t.Run("load", func(t *testing.T) {
		s := discordtest.New(t)
		runOn(t, s, map[string]string{"LOG_LEVEL": "info"})
		s.WaitReady(1)
		testLoad(t, "load", s)
	})
	t.Run("load over HTTP", func(t *testing.T) {
		s := discordtest.New(t)
		serveOn(t, s, map[string]string{"LOG_LEVEL": "info"})
		testLoad(t, "load over HTTP", s)
	})
	t.Run("faults", testFaults)
	t.Run("memory", testMemory)
}

// testLoad has a crowd use the bot on s.
func testLoad(t *testing.T, name string, s *discordtest.Server) {
	c := crowd{discord: s}
	began := time.Now()
	var acts []*discordtest.Interaction
	if *reliability {
		acts = c.keepPace(10_000, 200)
	} else {
		acts = c.hurry(300)
	}
	took := time.Since(began)
	got := count(acts)
	measured(t, name, "made", got.made, "answered", got.answered, "lost", got.lost+got.unreached, "refused", got.refused,
		"rate", fmt.Sprintf("%.0f/s", float64(got.made)/took.Seconds()),
		"p50", got.percentile(0.5), "p99", got.percentile(0.99), "max", got.percentile(1))
	if got.answered != got.made || got.refused > 0 {
		t.Errorf("of %d interactions %d were answered, and %d more than once; want all, once", got.made, got.answered, got.refused)
	}
}

// testFaults tries the bot with one fault after the other, or when it is to be
// brief with all at a time.
func testFaults(t *testing.T) {
	if !*reliability {
		// Each bot indexes its story, which with the race detector takes a while.
		endure(t, script{before: 2, during: 5, after: 2, perSecond: 3, story: "testdata/stories/bridge"}, faults...)
		return
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			endure(t, script{before: 100, during: 250, after: 100, perSecond: 50}, f)
		})
	}
}

// The bot may not keep more of an interaction than this on average, in bytes, once
// all its memories are full. The least that a leak would keep is an id and a place
// in a map.
const maxKept = 50

func testMemory(t *testing.T) {
	if !*reliability {
		t.Skip("MEMORY IS NOT MEASURED: that takes minutes, and -reliability")
	}
	const all, step, full = 100_000, 10_000, 50_000 // interactions; after full the memories are
	s := discordtest.New(t)
	s.SetHeartbeat(time.Second)
	runOn(t, s, map[string]string{"LOG_LEVEL": "warn"})
	s.WaitReady(1)
	c := crowd{discord: s}
	var heaps []float64
	for made := step; made <= all; made += step {
		got := count(c.hurry(step))
		heap, routines := c.memory()
		measured(t, fmt.Sprintf("memory %d", made), "answered", got.answered, "heap", heap, "goroutines", routines)
		if got.answered != step {
			t.Errorf("of %d interactions %d were answered", step, got.answered)
		}
		if made >= full {
			heaps = append(heaps, float64(heap))
		}
	}
	kept := slope(heaps) / step
	measured(t, "memory kept", "bytes", fmt.Sprintf("%.1f", kept), "from", full, "to", all)
	if kept > maxKept {
		t.Errorf("the heap grows by %.1f bytes an interaction, want no more than %d", kept, maxKept)
	}
}

// memory returns what is in use once nobody waits for anything and Discord has
// forgotten what it can, in bytes, and how many goroutines there are.
func (c *crowd) memory() (heap uint64, routines int) {
	beats := c.discord.Counts().Heartbeats
	c.discord.WaitGateway("a heartbeat", func(now discordtest.GatewayCounts) bool { return now.Heartbeats > beats })
	c.forget()
	runtime.GC()
	runtime.GC() // what finalizers and pools let go
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.HeapAlloc, runtime.NumGoroutine()
}

// slope is by how much values rise from each to the next, on the straight line
// that fits them best.
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
