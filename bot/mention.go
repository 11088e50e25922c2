package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// A message to the bot is taken for this command with its text as this option.
const (
	mentionCommand = "ask"
	mentionOption  = "question"
)

const (
	// heardFor is how long an answered message or interaction is remembered. A
	// resumed session brings events of some minutes again.
	heardFor = 15 * time.Minute
	// silentFor is how long it is no news that a channel takes no answers.
	silentFor = 24 * time.Hour
)

// cannotReply is Discord's code for a reply in a channel whose history the bot
// may not read.
const cannotReply = 160002

// hear starts to answer m if it is for the bot, whose user id is self, and
// returns at once. After drain it does nothing.
func (d *dispatcher) hear(m *discordgo.Message, self string) {
	if !isFor(self, m) || !d.heard.add(m.ID) {
		return
	}
	d.start(func() { d.answerMessage(m, withoutMention(m.Content, self)) })
}

// isFor tells whether m is a person's message to the user self: by mention or
// directly. A reply to a message of theirs mentions them, unless its author did
// not want that: then Discord does not tell what it says. Without a text, as a
// picture is, there is nothing to answer.
func isFor(self string, m *discordgo.Message) bool {
	switch {
	case m == nil || m.ID == "" || self == "": // could not be read
		return false
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return false
	case m.Author == nil || m.Author.Bot || m.Author.System || m.Author.ID == self || m.WebhookID != "":
		return false
	case m.MentionEveryone || strings.TrimSpace(m.Content) == "":
		return false
	}
	return m.GuildID == "" || mentions(m, self)
}

func mentions(m *discordgo.Message, user string) bool {
	return slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return userID(u) == user })
}

// withoutMention returns text without the mentions of a user.
func withoutMention(text, user string) string {
	text = strings.NewReplacer("<@"+user+">", " ", "<@!"+user+">", " ").Replace(text)
	return strings.TrimSpace(text)
}

// answerMessage answers m, which asks question, under it. Nobody can be told
// anything privately there.
func (d *dispatcher) answerMessage(m *discordgo.Message, question string) {
	ctx, noted, done := d.note("message", "message", m.ID)
	defer done()
	fast, cancel := d.within(ctx, d.limits.fast)
	defer cancel()
	r := commands.Request{
		Command:    mentionCommand,
		Options:    map[string]string{mentionOption: question},
		Asker:      author(m),
		ChannelID:  m.ChannelID,
		ChannelURL: channelURL(m.GuildID, m.ChannelID),
		Public:     true,
	}
	reply, outcome := d.reply(fast, r, "message", m.ID)
	if reply.SuppressInPublic && m.GuildID != "" {
		return
	}
	d.tell(fast, r, reply, func(reply commands.Reply) string {
		ctx, cancel := context.WithTimeout(d.base, callTimeout)
		defer cancel()
		id, err := d.post(ctx, m, d.renderer.render(reply))
		if err != nil {
			d.complainOnce(m.ChannelID, err)
			outcome = "failed"
		}
		noted(outcome)
		return id
	})
}

// author is who sent m. What they may do in the server is not told.
func author(m *discordgo.Message) commands.Asker {
	a := commands.Asker{UserID: userID(m.Author), GuildID: m.GuildID}
	if m.Member != nil {
		a.RoleIDs = m.Member.Roles
	}
	return a
}

// post sends answer to m's channel as a reply to m, and returns its id. Sent
// again within some minutes it is not posted twice, for its nonce.
func (d *dispatcher) post(ctx context.Context, m *discordgo.Message, answer message) (id string, err error) {
	answer.private = false // Discord knows that only with interactions
	evenIfGone := false
	posted, err := call(ctx, d.api, http.MethodPost, discordgo.EndpointChannelMessages(m.ChannelID), struct {
		messageBody
		Nonce        string                      `json:"nonce"`
		EnforceNonce bool                        `json:"enforce_nonce"`
		Reference    *discordgo.MessageReference `json:"message_reference"`
	}{answer.body(), m.ID, true, &discordgo.MessageReference{MessageID: m.ID, FailIfNotExists: &evenIfGone}})
	if err != nil {
		return "", err
	}
	var created struct{ ID string }
	if err := json.Unmarshal(posted, &created); err != nil {
		return "", fmt.Errorf("read the id of an answer: %w", err)
	}
	return created.ID, nil
}

// complainOnce logs that an answer could not be posted. Where the bot may not
// write that is its server's wish, and said once.
func (d *dispatcher) complainOnce(channel string, err error) {
	forbidden := restStatus(err) == http.StatusForbidden || restCode(err) == cannotReply
	switch {
	case !forbidden:
		d.log.Error("answer a message", "channel", channel, "error", err)
	case d.silent.add(channel):
		d.log.Warn("a message asked the bot in a channel that it may not answer in "+
			"(View Channel, Send Messages and Read Message History are needed)", "channel", channel, "error", err)
	}
}
