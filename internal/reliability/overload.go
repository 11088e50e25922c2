package main

import (
	"fmt"
	"slices"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/wording"
)

// overload measures what the bot answers when it is asked more than it can answer. It
// doubles the rate of questions until more makes no more answers: the most is its
// capacity. Then it asks at that rate, twice and four times as fast, for a duration
// each. It fails only if the bot answers nothing: how much it answers depends on the
// machine, which also runs Discord.
func (l lab) overload(name string, s *discordtest.Server, duration time.Duration) {
	g := generator{discord: s}
	capacity := 0
	for rate := 100; ; rate *= 2 {
		answers, _ := g.flood(rate, duration/2)
		if answers < capacity+capacity/10 {
			break
		}
		capacity = answers
	}
	for _, times := range []int{1, 2, 4} {
		answers, busy := g.flood(capacity*times, duration)
		l.report(fmt.Sprintf("overload %s, %d times", name, times), "asked", capacity*times, "answered", answers,
			"told", int(float64(len(busy))/duration.Seconds()), "told_p50", percentile(busy, 0.5), "told_p99", percentile(busy, 0.99))
		if answers == 0 {
			l.Errorf("overload: nothing is answered at %d times the capacity", times)
		}
	}
}

// flood asks questions at a rate for a duration. It returns the number of answers per
// second, and how long those waited who were told that the bot is busy.
func (g *generator) flood(perSecond int, duration time.Duration) (answers int, busy []time.Duration) {
	n := int(float64(perSecond) * duration.Seconds())
	began := time.Now()
	all := atRate(n, perSecond, func() *discordtest.Interaction {
		g.count++
		return g.discord.Command(g.user(), "ask", map[string]string{"question": questions[g.count%len(questions)]})
	})
	took := time.Since(began) // more than duration if this machine cannot ask as fast
	refusal := wording.For("en-US").T(wording.Busy)
	for _, i := range all {
		switch {
		case i.Outcome() != discordtest.Answered:
		case i.Reply().Text() == refusal:
			busy = append(busy, i.Times().Answered.Sub(i.Times().Made))
		default:
			answers++
		}
	}
	g.discord.Forget()
	slices.Sort(busy)
	return int(float64(answers) / took.Seconds()), busy
}
