package main

import (
	"net/http"
	"time"

	"alliancebot/bot/discordtest"
)

// fault is a failure of Discord or the network, or a stop of the bot.
type fault struct {
	name       string
	begin      func(s *discordtest.Server)
	reconnects int           // READYs and RESUMEDs in the recovery
	sessions   int           // READYs among them
	stop       bool          // the bot is stopped while users wait for replies
	heartbeat  time.Duration // interval; 0 is Discord's
}

// waiting is the number of users who wait for replies when the bot is stopped.
const waiting = 20

// callbacks matches the paths of first responses.
const callbacks = `^/api/v9/interactions/`

// onEach returns a fault of the REST API for the first n attempts of each first
// response, or for all attempts if n is 0.
func onEach(n int, f discordtest.Fault) func(*discordtest.Server) {
	f.Path, f.Each = callbacks, n
	return func(s *discordtest.Server) { s.Fail(f) }
}

var faults = []fault{
	{name: "gateway: TCP reset", begin: (*discordtest.Server).ResetGateway, reconnects: 1},
	{name: "gateway: silence, heartbeats every 0.5 s", reconnects: 1,
		begin: (*discordtest.Server).Stall, heartbeat: 500 * time.Millisecond},
	{name: "gateway: closed with 4000", reconnects: 1,
		begin: func(s *discordtest.Server) { s.CloseGateway(4000) }},
	{name: "gateway: op 7", reconnects: 1,
		begin: func(s *discordtest.Server) { s.SendOp(7) }},
	{name: "gateway: op 7 instead of RESUMED", reconnects: 1,
		begin: func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{Op: 7})
			s.ResetGateway()
		}},
	{name: "gateway: op 9, resumable", reconnects: 1,
		begin: func(s *discordtest.Server) { s.InvalidSession(true) }},
	{name: "gateway: op 9, not resumable", reconnects: 1, sessions: 1,
		begin: func(s *discordtest.Server) { s.InvalidSession(false) }},
	{name: "gateway: closed right after READY, then after RESUMED", reconnects: 3, sessions: 1,
		begin: func(s *discordtest.Server) {
			s.Misbehave(discordtest.Handshake{After: 4000}, discordtest.Handshake{After: 4000})
			s.InvalidSession(false)
		}},
	{name: "REST: route rate limit, 1 s", begin: onEach(1, discordtest.RateLimited("", 1, 0))},
	{name: "REST: global rate limit, 1 s", begin: onEach(1, discordtest.GloballyRateLimited("", 1, 0))},
	{name: "REST: rate limit in HTML, 1 s", begin: onEach(1, discordtest.RateLimitedInHTML("", 1, 0))},
	{name: "REST: 503, twice per call", begin: onEach(2, discordtest.Fault{Status: http.StatusServiceUnavailable})},
	{name: "REST: TCP reset before the call", begin: onEach(1, discordtest.Fault{Reset: true})},
	{name: "REST: TCP reset after the call", begin: onEach(1, discordtest.Fault{Reset: true, Deliver: true})},
	{name: "REST: each call takes 2 s", begin: onEach(0, discordtest.Fault{Delay: 2 * time.Second})},
	{name: "SIGTERM while answering", stop: true, begin: onEach(0, discordtest.Fault{Delay: 1500 * time.Millisecond})},
}

// phases are the numbers of interactions before, during and after a fault, and their
// rate.
type phases struct{ before, during, after, perSecond int }

// recovery is how long the bot may take to recover from a fault.
const recovery = 15 * time.Second

// faultTrial tests the bot with a fault. It fails if the bot misses an interaction,
// starts more sessions than necessary, or does not recover.
func (l lab) faultTrial(f fault, p phases) {
	s := l.discord(l)
	if f.heartbeat > 0 {
		s.SetHeartbeat(f.heartbeat)
	}
	bot := l.start(l, s, "")
	s.WaitReady(1)
	g := generator{discord: s}
	all := g.atRate(p.before, p.perSecond)

	began, before := time.Now(), s.Counts()
	f.begin(s)
	if f.stop {
		for range waiting {
			all = append(all, g.next())
		}
		bot.stop()
	}
	all = append(all, g.atRate(p.during, p.perSecond)...)
	s.Heal()
	recovered := func() bool {
		now := s.Counts()
		return now.Ready+now.Resumed-before.Ready-before.Resumed >= f.reconnects && (!f.stop || bot.hasEnded())
	}
	for range ticks(p.perSecond) {
		if recovered() {
			break
		}
		if time.Since(began) > recovery+time.Duration(p.during/p.perSecond)*time.Second {
			l.Fatalf("%s: no recovery within %s", f.name, recovery)
		}
		all = append(all, g.next())
	}
	all = append(all, g.atRate(p.after, p.perSecond)...)

	got, after := wait(all), s.Counts()
	if f.stop {
		for _, i := range all { // a real process could not answer after its end
			if i.Times().Answered.After(bot.end) {
				got.answered--
				got.missed++
			}
		}
	}
	var since []*discordtest.Interaction
	for _, i := range all {
		if !i.Times().Made.Before(began) {
			since = append(since, i)
		}
	}
	back := "never"
	if first := wait(since).firstAnswer; !first.IsZero() {
		back = first.Sub(began).Round(time.Millisecond).String()
	}
	sessions := after.Identifies - before.Identifies
	l.report("fault "+f.name, "made", got.made, "answered", got.answered, "missed", got.missed, "undelivered", got.undelivered,
		"refused", got.refused, "back", back, "wait", got.longestWait.Round(time.Millisecond),
		"identifies", sessions, "resumes", after.Resumed-before.Resumed)
	if got.missed > 0 || sessions != f.sessions {
		l.Errorf("%s: %d of %d interactions missed, %d sessions started; want 0 missed, %d sessions", f.name, got.missed, got.made, sessions, f.sessions)
	}
	bot.stop()
	<-bot.ended
	if bot.err != nil {
		l.Errorf("%s: the bot ended with %v", f.name, bot.err)
	}
}
