package main

import (
	"fmt"
	"time"

	"alliancebot/bot/discordtest"
)

// storm is a fault that comes again and again.
type storm struct {
	name   string
	strike func(s *discordtest.Server)
	times  int
	every  time.Duration
	// outage is how long Discord cannot be reached after a strike. Interactions of that
	// time cannot be answered, except the latest.
	outage time.Duration
}

var storms = []storm{
	{name: "op 7, 10 times, 5 s apart", strike: reconnect, times: 10, every: 5 * time.Second},
	{name: "op 7, 10 times, 15 s apart", strike: reconnect, times: 10, every: 15 * time.Second},
	{name: "op 7, 8 times, 60 s apart", strike: reconnect, times: 8, every: 60 * time.Second},
	{name: "TCP reset, 10 times, 5 s apart", strike: (*discordtest.Server).ResetGateway, times: 10, every: 5 * time.Second},
	{name: "no network for 20 s", strike: (*discordtest.Server).Unplug, times: 1, every: 30 * time.Second, outage: 20 * time.Second},
	{name: "no network for 3 min", strike: (*discordtest.Server).Unplug, times: 1, every: 200 * time.Second, outage: 3 * time.Minute},
}

func reconnect(s *discordtest.Server) { s.SendOp(7) }

// maxAway is how long after a strike, or after the end of its outage, the bot may be
// away.
const maxAway = 5 * time.Second

// stormTrial tests the bot in a storm. It fails if an interaction is not answered that
// could be, if one is answered too late, or if the bot is away for too long.
func (l lab) stormTrial(st storm, perSecond int) {
	s := l.discord(l)
	bot := l.start(l, s, "")
	s.WaitReady(1)
	g := generator{discord: s}
	all := g.atRate(2*perSecond, perSecond)
	during := func(d time.Duration) { all = append(all, g.atRate(int(d.Seconds()*float64(perSecond)), perSecond)...) }
	var back time.Time // when the last strike was, or its outage ended
	for range st.times {
		st.strike(s)
		during(st.outage)
		s.PlugIn()
		back = time.Now()
		during(st.every - st.outage)
	}
	got := wait(all)
	away := time.Since(back) // until the first answer after the last strike or outage
	for _, i := range all {
		if after := i.Times().Answered.Sub(back); after > 0 {
			away = min(away, after)
		}
	}
	tooLate := 0
	for _, c := range s.Calls() {
		if c.Status == 404 {
			tooLate++
		}
	}
	l.report("storm "+st.name, "made", got.made, "answered", got.answered, "missed", got.missed, "undelivered", got.undelivered,
		"unanswered", fmt.Sprintf("%.1f%%", 100*float64(got.made-got.answered)/float64(got.made)), "late", tooLate,
		"wait", got.longestWait.Round(time.Millisecond), "away", away.Round(time.Millisecond),
		"identifies", s.Counts().Identifies-1, "resumes", s.Counts().Resumed)
	switch {
	case st.outage == 0 && got.answered < got.made, got.missed > 0:
		l.Errorf("storm %s: %d of %d interactions were not answered, want all", st.name, got.made-got.answered, got.made)
	case tooLate > 0:
		l.Errorf("storm %s: %d interactions were answered too late", st.name, tooLate)
	case away > maxAway:
		l.Errorf("storm %s: back %s after the network, want at most %s", st.name, away, maxAway)
	}
	bot.stop()
	<-bot.ended
	if bot.err != nil {
		l.Errorf("storm %s: the bot ended with %v", st.name, bot.err)
	}
}
