package main

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"alliancebot/bot/discordtest"
)

// There are more users and channels than the bot remembers, and enough that none
// reaches a rate limit (commands.DefaultRateLimits).
const (
	userCount    = 10_000
	channelCount = 5_000
)

// generator generates load: users take turns to use the bot in every way.
type generator struct {
	discord *discordtest.Server
	count   int     // of interactions so far
	asked   []asked // uses of /ask with buttons and menus to use, oldest first
}

// asked is a use of /ask.
type asked struct {
	by          discordtest.User
	interaction *discordtest.Interaction
}

// maxAsked bounds generator.asked.
const maxAsked = 200

// questions are about the story and other things, with and without typos.
var questions = []string{
	"Why is AWS a significant competitor in the AI cloud space?", "what does sagemaker do", "why did microsft fear the alliance",
	"how long do I boil an egg", "How has Microsoft benefited from its partnership with OpenAI?", "why is azure important to microsoft",
	"what could happen next", "which companies make their own chips", "who leads the cloud market",
	"when is the next train to Lisbon", "what is bedrock", "is alexa smart", "what are the risks for investors",
	"what is the deal worth", "does amazon have its own chips", "why is everybody worried", "is gpt-4 better than claude",
}

// next makes the next user do something.
func (g *generator) next() *discordtest.Interaction {
	g.count++
	user, question := g.user(), questions[g.count%len(questions)]
	switch g.count % 8 {
	case 1:
		return g.discord.Autocomplete(user, "ask", "question", question[:len(question)/2], nil)
	case 3:
		return g.discord.Autocomplete(user, "story", "section", question[:2], nil)
	case 5:
		return g.discord.Command(user, "faq", nil)
	case 6, 7:
		if i := g.followUp(); i != nil {
			return i
		}
	}
	i := g.discord.Command(user, "ask", map[string]string{"question": question})
	g.asked = append(g.asked, asked{user, i})
	g.asked = g.asked[max(0, len(g.asked)-maxAsked):]
	return i
}

// user returns the next user. One in four is in a direct message.
func (g *generator) user() discordtest.User {
	number := g.count % userCount
	user := discordtest.User{ID: fmt.Sprint(503000000000000000 + number)}
	if number%4 > 0 {
		user.Guild, user.Channel = discordtest.Elsewhere, fmt.Sprint(1600000000000000000+number%channelCount)
	}
	return user
}

// followUp makes a user with an answer use its button or menu. It returns nil if there
// is none.
func (g *generator) followUp() *discordtest.Interaction {
	for len(g.asked) > 0 && g.asked[0].interaction.Response() != 0 {
		by, answer := g.asked[0].by, g.asked[0].interaction.Reply()
		g.asked = g.asked[1:]
		related := answer.MenuOf("Related questions")
		switch {
		case related != nil && g.count%2 == 0:
			return g.discord.Pick(by, answer, related.Options[0].Value)
		case answer.ButtonNamed("Show in context") != nil:
			return g.discord.Press(by, answer, "Show in context")
		}
	}
	return nil
}

// atRate generates n interactions at a rate.
func (g *generator) atRate(n, perSecond int) []*discordtest.Interaction {
	return atRate(n, perSecond, g.next)
}

// atRate calls next n times at a rate.
func atRate(n, perSecond int, next func() *discordtest.Interaction) (all []*discordtest.Interaction) {
	for i := range ticks(perSecond) {
		if i == n {
			break
		}
		all = append(all, next())
	}
	return all
}

// concurrency is the number of interactions that asFastAsPossible has pending.
const concurrency = 20

// asFastAsPossible generates n interactions as fast as the bot responds.
func (g *generator) asFastAsPossible(n int) (all []*discordtest.Interaction) {
	for i := range n {
		all = append(all, g.next())
		all[max(0, i-concurrency)].Outcome()
	}
	return all
}

// ticks counts endlessly, perSecond times a second, and catches up if it is late.
func ticks(perSecond int) iter.Seq[int] {
	return func(yield func(int) bool) {
		began := time.Now()
		for i := 0; yield(i); i++ {
			next := time.Duration(i+1) * time.Second / time.Duration(perSecond)
			time.Sleep(time.Until(began.Add(next)))
		}
	}
}

// results are the outcomes of interactions.
type results struct {
	made, answered, undelivered, missed int
	refused                             int             // second responses
	latencies                           []time.Duration // from event to response, sorted
	firstAnswer                         time.Time       // zero if there is none
	longestWait                         time.Duration   // from the user's action to the response
}

// wait waits until the outcomes of interactions are certain.
func wait(interactions []*discordtest.Interaction) results {
	r := results{made: len(interactions)}
	for _, i := range interactions {
		outcome, times := i.Outcome(), i.Times()
		r.refused += i.Refused()
		switch outcome {
		case discordtest.Undelivered:
			r.undelivered++
		case discordtest.Missed:
			r.missed++
		case discordtest.Answered:
			r.answered++
			r.latencies = append(r.latencies, times.Answered.Sub(times.Sent))
			r.longestWait = max(r.longestWait, times.Answered.Sub(times.Made))
			if r.firstAnswer.IsZero() || times.Answered.Before(r.firstAnswer) {
				r.firstAnswer = times.Answered
			}
		}
	}
	slices.Sort(r.latencies)
	return r
}

// percentile returns the latency that a share of the interactions does not exceed.
func (r results) percentile(share float64) time.Duration { return percentile(r.latencies, share) }

// percentile returns the value that a share of the sorted values does not exceed.
func percentile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(share*float64(len(sorted)-1))]
}
