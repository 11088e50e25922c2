package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"alliancebot/bot/discordtest"
)

const (
	// raided is how many channels the mentions of a trial are in.
	raided = 500
	// maxInvalid is how many calls may be refused with 403 or 429 in a trial. Discord
	// blocks those who get 10,000 in ten minutes.
	maxInvalid = 50
)

// mention makes the next member mention the bot, in the next channel.
func (g *generator) mention() {
	g.count++
	user := discordtest.User{
		ID: fmt.Sprint(504000000000000000 + g.count%userCount), Guild: discordtest.Elsewhere,
		Channel: fmt.Sprint(1700000000000000000 + g.count%raided),
	}
	g.discord.Say(user, "<@"+discordtest.AppID+"> "+questions[g.count%len(questions)])
}

// replies counts the answers to the calls that post messages, by status.
func (g *generator) replies() map[int]int {
	counts := map[int]int{}
	for _, c := range g.discord.Calls() {
		if c.Method == http.MethodPost && strings.Contains(c.Path, "/channels/") {
			counts[c.Status]++
		}
	}
	return counts
}

// raid measures how the bot answers many mentions at once. It fails if the bot does not
// answer all of them, or exceeds Discord's rate limits often.
func (l lab) raid(mentions int) {
	s := l.gateway()
	g := generator{discord: s}
	began := time.Now()
	for range mentions {
		g.mention()
	}
	posted := time.Since(began)
	for range ticks(10) {
		if g.replies()[http.StatusOK] >= mentions || time.Since(began) > time.Minute {
			break
		}
	}
	got := g.replies()
	l.report("raid", "made", mentions, "channels", raided, "within", posted.Round(time.Millisecond), "answered", got[http.StatusOK],
		"limited", got[http.StatusTooManyRequests], "took", time.Since(began).Round(time.Millisecond), "goal", maxInvalid)
	if got[http.StatusOK] != mentions || got[http.StatusTooManyRequests] > maxInvalid {
		l.Errorf("raid: %d of %d mentions were answered, and there were %d answers of 429; want all, and at most %d",
			got[http.StatusOK], mentions, got[http.StatusTooManyRequests], maxInvalid)
	}
}

// forbiddenRate is the number of mentions per second on a server that refuses replies.
const forbiddenRate = 20

// forbidden measures how often the bot tries to answer mentions on a server that refuses
// replies for a while, and how soon it answers when the server no longer does. It fails
// if the bot tries often or takes minutes.
func (l lab) forbidden(duration time.Duration) {
	s := l.gateway()
	s.Fail(discordtest.Refused("/channels/.*/messages$", http.StatusForbidden, 50013, 0))
	g := generator{discord: s}
	began := time.Now()
	for range ticks(forbiddenRate) {
		if time.Since(began) >= duration {
			break
		}
		g.mention()
	}
	made, refused := g.count, g.replies()[http.StatusForbidden]
	s.Heal()
	began = time.Now()
	for range ticks(forbiddenRate) {
		if g.replies()[http.StatusOK] > 0 || time.Since(began) > 5*time.Minute {
			break
		}
		g.mention()
	}
	back := time.Since(began).Round(time.Millisecond)
	l.report("forbidden", "made", made, "channels", raided, "within", duration, "refused", refused, "goal", maxInvalid, "back", back)
	if refused > maxInvalid || back > 2*time.Minute {
		l.Errorf("forbidden: %d calls were refused, and the first reply came %s after the last; want at most %d, and 2 minutes", refused, back, maxInvalid)
	}
}
