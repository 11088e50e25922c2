package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/journal"
)

// journaled measures whether the journal, in SQLite, keeps up with questions at a rate. It
// fails unless each of them is answered and recorded.
func (l lab) journaled(n, perSecond int) {
	folder, err := os.MkdirTemp("", "journal")
	if err != nil {
		l.Fatalf("journal: %v", err)
	}
	l.Cleanup(func() { os.RemoveAll(folder) })
	s, began := l.discord(l), time.Now()
	bot := l.start(l, s, folder)
	s.WaitReady(1)
	g := generator{discord: s}
	got := wait(atRate(n, perSecond, func() *discordtest.Interaction {
		g.count++
		asker := g.user()
		asker.Guild, asker.Channel = discordtest.HomeGuild, fmt.Sprint(1800000000000000000+g.count%channelCount)
		return s.Command(asker, "ask", map[string]string{"question": questions[g.count%len(questions)]})
	}))
	bot.stop()
	<-bot.ended

	ctx := context.Background()
	j := journal.Open(ctx, journal.Config{Dir: folder, Days: 30, Log: slog.New(slog.DiscardHandler)})
	defer j.Close(ctx)
	stats, err := j.Stats(ctx, began)
	if err != nil {
		l.Fatalf("%v", err)
	}
	kept := 0
	for _, day := range stats.Days {
		kept += day.Answered + day.Suggested + day.None
	}
	l.report(fmt.Sprintf("journal questions, %d a second, SQLite", perSecond), "made", n, "answered", got.answered, "kept", kept,
		"p50", got.percentile(0.5), "p99", got.percentile(0.99))
	if bot.err != nil || got.answered != n || kept != n {
		l.Errorf("journal: %d of %d questions were answered and %d recorded, want all; the bot ended with %v", got.answered, n, kept, bot.err)
	}
}
