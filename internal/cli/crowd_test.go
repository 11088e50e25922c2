package cli

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"alliancebot/bot/discordtest"
)

// A crowd is so many members in so many channels, who take turns. So they are told
// more than the bot remembers, and nobody asks so often that the bot asks for
// patience (commands.DefaultPace).
const (
	crowdMembers  = 10_000
	crowdChannels = 5_000
)

// crowd is members who do what there is to do with the bot.
type crowd struct {
	discord *discordtest.Server
	acts    int      // so far
	told    []asking // whose answers have buttons and menus to follow, oldest first
}

// asking is a use of /ask.
type asking struct {
	by  discordtest.User
	use *discordtest.Interaction
}

// maxTold bounds the answers that are still to be followed.
const maxTold = 200

// crowdQuestions are what is asked: of the story and of what it does not tell,
// with and without mistakes.
var crowdQuestions = append([]string{
	answerable, "what does sagemaker do", "why did microsft fear the alliance", "how long do I boil an egg",
	"How has Microsoft benefited from its partnership with OpenAI?", "why is azure important to microsoft",
	"what could happen next", "which companies make their own chips", "who leads the cloud market",
	"when is the next train to Lisbon", "what is bedrock",
}, vague...)

// act has the next member do something.
func (c *crowd) act() *discordtest.Interaction {
	c.acts++
	user, question := c.member(), crowdQuestions[c.acts%len(crowdQuestions)]
	switch c.acts % 8 {
	case 1:
		return c.discord.Autocomplete(user, "ask", "question", question[:len(question)/2], nil)
	case 3:
		return c.discord.Autocomplete(user, "story", "section", question[:2], nil)
	case 5:
		return c.discord.Command(user, "faq", nil)
	case 6, 7:
		if use := c.follow(); use != nil {
			return use
		}
	}
	use := c.discord.Command(user, "ask", asked(question))
	c.told = append(c.told, asking{user, use})
	c.told = c.told[max(0, len(c.told)-maxTold):]
	return use
}

// keepPace has the crowd act n times, so often a second.
func (c *crowd) keepPace(n, perSecond int) []*discordtest.Interaction {
	var acts []*discordtest.Interaction
	for i := range ticks(perSecond) {
		if i == n {
			break
		}
		acts = append(acts, c.act())
	}
	return acts
}

// atATime is how many in a hurry wait for the bot.
const atATime = 20

// hurry has the crowd act n times as fast as the bot answers.
func (c *crowd) hurry(n int) []*discordtest.Interaction {
	var acts []*discordtest.Interaction
	for i := range n {
		acts = append(acts, c.act())
		acts[max(0, i-atATime)].Outcome()
	}
	return acts
}

// member is whose turn it is. One in four is in a direct message with the bot.
func (c *crowd) member() discordtest.User {
	number := c.acts % crowdMembers
	user := discordtest.User{ID: fmt.Sprint(503000000000000000 + number)}
	if number%4 > 0 {
		user.Guild, user.Channel = discordtest.Elsewhere, fmt.Sprint(1600000000000000000+number%crowdChannels)
	}
	return user
}

// follow has one who has been answered use a button or a menu of the answer. It
// returns nil when nobody has.
func (c *crowd) follow() *discordtest.Interaction {
	for len(c.told) > 0 && c.told[0].use.Response() != 0 {
		by, answer := c.told[0].by, c.told[0].use.Reply()
		c.told = c.told[1:]
		related := answer.MenuOf("Related questions")
		switch {
		case related != nil && c.acts%2 == 0:
			return c.discord.Pick(by, answer, related.Options[0].Value)
		case answer.ButtonNamed("In context") != nil:
			return c.discord.Press(by, answer, "In context")
		}
	}
	return nil
}

// forget makes Discord forget what the crowd has done, which must be over.
func (c *crowd) forget() {
	c.told = nil
	c.discord.Forget()
}

// ticks counts on for ever, perSecond times a second. When it is late it catches up.
func ticks(perSecond int) iter.Seq[int] {
	return func(yield func(int) bool) {
		began := time.Now()
		for i := 0; yield(i); i++ {
			next := time.Duration(i+1) * time.Second / time.Duration(perSecond)
			time.Sleep(time.Until(began.Add(next)))
		}
	}
}

// tally is what became of a crowd's acts.
type tally struct {
	made, answered, unreached, lost int
	refused                         int             // further answers to the same
	delays                          []time.Duration // from Discord's event to the answer, shortest first
	firstAnswer                     time.Time       // zero if there is none
	longestWait                     time.Duration   // of one who was answered
}

// count waits until it is certain what becomes of acts.
func count(acts []*discordtest.Interaction) tally {
	got := tally{made: len(acts)}
	for _, act := range acts {
		switch act.Outcome() {
		case discordtest.Undelivered:
			got.unreached++
		case discordtest.Missed:
			got.lost++
		case discordtest.Answered:
			got.answered++
			times := act.Times()
			got.note(times)
			got.refused += times.Refused
		}
	}
	slices.Sort(got.delays)
	return got
}

// note takes account of the times of an answer.
func (c *tally) note(at discordtest.Times) {
	c.delays = append(c.delays, at.Answered.Sub(at.Sent))
	c.longestWait = max(c.longestWait, at.Answered.Sub(at.Made))
	if c.firstAnswer.IsZero() || at.Answered.Before(c.firstAnswer) {
		c.firstAnswer = at.Answered
	}
}

// percentile returns the delay that a share of the acts do not exceed.
func (c tally) percentile(share float64) time.Duration {
	if len(c.delays) == 0 {
		return 0
	}
	return c.delays[int(share*float64(len(c.delays)-1))]
}
