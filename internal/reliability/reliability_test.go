package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot"
	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/journal"
)

// newLab returns a lab in the current bubble, with a bot that answers from engine.
func newLab(t *testing.T, engine *index.Engine) lab {
	start := func(t discordtest.T, s *discordtest.Server, folder string) *process {
		settings := commands.Settings{RateLimits: commands.DefaultRateLimits}
		if folder != "" {
			settings.Journal = journal.Open(context.Background(), journal.Config{
				Dir: folder, Days: 30, HomeGuildID: discordtest.HomeGuild, Log: slog.New(slog.DiscardHandler),
			})
		}
		config := bot.Config{Token: discordtest.Token, APIURL: s.URL(), Dial: s.DialContext, AnswerMentions: true, Log: slog.New(slog.DiscardHandler)}
		router := commands.NewRouter(engine, settings)
		ctx, stop := context.WithCancel(context.Background())
		p := &process{stop: stop, ended: make(chan struct{})}
		go func() {
			defer close(p.ended)
			p.err = bot.Run(ctx, config, router)
			if settings.Journal != nil {
				settings.Journal.Close(context.Background())
			}
			p.end = time.Now()
		}()
		t.Cleanup(func() { stop(); <-p.ended })
		return p
	}
	report := func(name string, pairs ...any) { t.Log(append([]any{name}, pairs...)...) }
	return lab{T: t, discord: func(t discordtest.T) *discordtest.Server { return discordtest.NewInMemory(t) }, start: start, report: report}
}

// sharedEngine returns an engine for the default story. The first call must be outside of
// bubbles, since bleve indexes in its own goroutines.
var sharedEngine = sync.OnceValue(func() *index.Engine {
	story, err := corpus.Load(corpus.Default(), corpus.Options{})
	if err != nil {
		panic(err)
	}
	engine, err := index.New(story)
	if err != nil {
		panic(err)
	}
	return engine
})

func TestLoad(t *testing.T) {
	engine := sharedEngine()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, engine)
		s := l.discord(l)
		l.start(l, s, "")
		s.WaitReady(1)
		l.load("load", s, 200, 200)
	})
}

func TestJournal(t *testing.T) {
	engine := sharedEngine()
	synctest.Test(t, func(t *testing.T) { newLab(t, engine).journaled(200, 200) })
}

func TestFaults(t *testing.T) {
	engine := sharedEngine()
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				newLab(t, engine).faultTrial(f, phases{before: 5, during: 25, after: 10, perSecond: 5})
			})
		})
	}
}

// skipIfShort skips a long trial when the race detector makes it longer: TestLoad, TestJournal
// and TestFaults run the same code.
func skipIfShort(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long")
	}
}

func TestRaid(t *testing.T) {
	skipIfShort(t)
	engine := sharedEngine()
	synctest.Test(t, func(t *testing.T) { newLab(t, engine).raid(300) })
}

func TestForbidden(t *testing.T) {
	skipIfShort(t)
	engine := sharedEngine()
	synctest.Test(t, func(t *testing.T) { newLab(t, engine).forbidden(2 * time.Minute) })
}

func TestSoak(t *testing.T) {
	skipIfShort(t)
	engine := sharedEngine()
	synctest.Test(t, func(t *testing.T) { newLab(t, engine).soak(45*time.Second, 1) })
}

func TestStorms(t *testing.T) {
	skipIfShort(t)
	engine := sharedEngine()
	for _, st := range storms {
		t.Run(st.name, func(t *testing.T) {
			st.times = min(st.times, 3)
			synctest.Test(t, func(t *testing.T) { newLab(t, engine).stormTrial(st, 1) })
		})
	}
}

func TestSlope(t *testing.T) {
	if got := fmt.Sprint(slope([]float64{1, 3, 5, 7}), slope([]float64{2, 2, 2})); got != "2 0" {
		t.Errorf("slopes = %s, want 2 0", got)
	}
}
