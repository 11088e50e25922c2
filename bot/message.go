package bot

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/observe"
)

// forbiddenLife is how long to wait before logging again that the bot may not write in
// a channel.
const forbiddenLife = 24 * time.Hour

// handleMessage answers m if it is for the bot, which has the user ID self. It does not
// wait for the answer. After drain it does nothing.
func (d *dispatcher) handleMessage(m *discordgo.Message, self string) {
	if isForBot(m, self) && d.messages.add(m.ID) {
		d.start(func() { d.dispatchMessage(m, withoutMention(m.Content, self)) })
	}
}

// isForBot reports whether m is a person's message to the bot: it mentions the bot, or
// is a direct message. A reply to the bot mentions it, unless the author turned that
// off; then Discord does not disclose the text. Without text, such as with only a
// picture, there is nothing to answer.
func isForBot(m *discordgo.Message, self string) bool {
	switch {
	case m == nil || m.ID == "" || self == "": // malformed
		return false
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return false
	case m.Author == nil || m.Author.Bot || m.Author.System || m.Author.ID == self || m.WebhookID != "":
		return false
	case m.MentionEveryone || strings.TrimSpace(m.Content) == "":
		return false
	}
	return m.GuildID == "" || slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return userID(u) == self })
}

// withoutMention returns text without mentions of a user.
func withoutMention(text, user string) string {
	text = strings.NewReplacer("<@"+user+">", " ", "<@!"+user+">", " ").Replace(text)
	return strings.TrimSpace(text)
}

// dispatchMessage replies to m, which asks question. The reply is public even if the
// handler made it private.
func (d *dispatcher) dispatchMessage(m *discordgo.Message, question string) {
	ctx, responded, done := d.observe(observe.KindMessage, "message", m.ID)
	defer done()
	ctx, cancel := d.handlerContext(ctx, handlerTimeout)
	defer cancel()
	request := commands.Request{
		Command:    commands.AskCommand,
		Options:    map[string]string{commands.QuestionOption: question},
		Asker:      commands.Asker{UserID: userID(m.Author), GuildID: m.GuildID},
		ChannelID:  m.ChannelID,
		ChannelURL: channelURL(m.GuildID, m.ChannelID),
		Public:     true,
	}
	if m.Member != nil {
		request.Asker.RoleIDs = m.Member.Roles
	}
	reply, outcome := d.run(ctx, request, "message", m.ID)
	if reply.SuppressInPublic && m.GuildID != "" {
		return
	}
	reply, posted := d.deduplicate(ctx, request, reply)
	defer posted(nil)
	id, err := d.replyTo(m, d.renderer.Message(reply).WithoutEphemeral())
	if err != nil {
		d.logReplyError(m.ChannelID, err)
		responded(observe.OutcomeFailed)
		return
	}
	posted(func(context.Context) string { return id })
	responded(outcome)
}

// replyTo posts answer as a reply to m, and returns its ID. The nonce keeps a retried
// call from posting it twice.
func (d *dispatcher) replyTo(m *discordgo.Message, answer render.Message) (id string, err error) {
	ctx, cancel := context.WithTimeout(d.base, callTimeout)
	defer cancel()
	failIfNotExists := false
	body := struct {
		render.Message
		Nonce        string                      `json:"nonce"`
		EnforceNonce bool                        `json:"enforce_nonce"`
		Reference    *discordgo.MessageReference `json:"message_reference"`
	}{answer, m.ID, true, &discordgo.MessageReference{MessageID: m.ID, FailIfNotExists: &failIfNotExists}}
	var created struct{ ID string }
	err = d.rest.call(ctx, http.MethodPost, "channels/"+m.ChannelID+"/messages", body, &created)
	return created.ID, err
}

// logReplyError logs why the bot could not reply to a message. A missing permission is
// the server's decision, so it is logged once a day.
func (d *dispatcher) logReplyError(channel string, err error) {
	switch {
	case statusOf(err) != http.StatusForbidden && codeOf(err) != codeCannotReply:
		d.log.Error("reply to a message", "channel", channel, "error", err)
	case d.forbiddenChannels.add(channel):
		d.log.Warn("a message asked the bot in a channel where it may not reply "+
			"(it needs View Channel, Send Messages and Read Message History)", "channel", channel, "error", err)
	}
}
