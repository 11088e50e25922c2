package bot

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/inbound"
	"alliancebot/bot/internal/render"
	"alliancebot/commands"
	"alliancebot/internal/observe"
)

const (
	// messagePatience is how old a message may be when Discord's rate limits allow a
	// reply. Later the conversation has moved on.
	messagePatience = 30 * time.Second
	// forbiddenLife is how long to wait before logging again that the bot may not write
	// in a channel.
	forbiddenLife = 24 * time.Hour
)

// handleMessage answers m if it is for the bot, which has the user ID self, or a new post in
// a forum, and unless its channel is to be left alone. It does not wait for the answer. After
// drain it does nothing.
func (d *dispatcher) handleMessage(m *inbound.Message, self string) {
	if !d.isAnswered(m, self) {
		return
	}
	a := newAnswering(m)
	if _, found := d.answerings.GetOrSet(m.ID, a); found {
		return
	}
	if d.cooldowns.active(m.GuildID, m.ChannelID) {
		a.take()
		return
	}
	d.start(func() { d.dispatchMessage(a, self, messagePatience-d.rest.clock.age(m.ID)) })
}

// isAnswered reports whether m is to be answered: a message to the bot or a post.
func (d *dispatcher) isAnswered(m *inbound.Message, self string) bool {
	return d.mentions && isForBot(m, self) || d.readsPosts && isPost(m) && d.handler.Configured(m.GuildID)
}

// isForBot reports whether m is a person's message to the bot: it mentions the bot
// itself, or is a direct message. A reply to the bot mentions it, unless the author turned
// that off; then Discord does not disclose the text. On a server, a message without text,
// such as a reply with only a picture, is none.
func isForBot(m *inbound.Message, self string) bool {
	switch {
	case m == nil || m.ID == "" || self == "": // malformed
		return false
	case !isByPerson(m):
		return false
	case m.GuildID == "":
		return strings.TrimSpace(m.Content) != "" || inbound.HasPictures(&m.Message)
	}
	return isTo(&m.Message, self) && strings.TrimSpace(m.Content) != ""
}

// isByPerson reports whether a person wrote m, rather than a bot or Discord.
func isByPerson(m *inbound.Message) bool {
	return (m.Type == discordgo.MessageTypeDefault || m.Type == discordgo.MessageTypeReply) &&
		m.Author != nil && !m.Author.Bot && !m.Author.System && m.WebhookID == ""
}

// dispatchMessage answers the message that a is about, as it is now. The reply is public
// even if the handler made it private. It is not computed before it can be sent, for which
// the message waits no longer than patience.
func (d *dispatcher) dispatchMessage(a *answering, self string, patience time.Duration) {
	a.busy <- struct{}{}
	defer func() { <-a.busy }()
	m := a.take()
	if m == nil {
		return
	}
	ctx, responded, done := d.observe(observe.KindMessage, "message", m.ID)
	defer done()
	waiting, cancel := context.WithTimeout(d.receiving, patience)
	defer cancel()
	request := d.messageRequest(waiting, m, self)
	method, path := http.MethodPost, messagesPath(m.ChannelID)
	if a.reply != "" {
		method, path = http.MethodPatch, path+"/"+a.reply
		d.forgetMessage(a.reply)
	}
	turn, ok := d.awaitTurn(waiting, m, method, path)
	defer turn.end(nil)
	if !ok || a.isDeleted() || d.cooldowns.active(m.GuildID, m.ChannelID) {
		responded(observe.OutcomeBusy)
		return
	}
	ctx, cancel = d.handlerContext(ctx, handlerTimeout)
	defer cancel()
	reply, outcome := d.run(ctx, request, "message", m.ID)
	if reply.Ignore || reply.SuppressInPublic && m.GuildID != "" {
		turn.end(nil)
		d.removeReply(m.ChannelID, m.ID, a)
		d.react(m, a, reply.Reaction)
		responded(outcome)
		return
	}
	reply, posted := d.deduplicate(ctx, request, reply)
	defer posted(nil)
	if !d.cooldowns.try(m.GuildID, m.ChannelID) {
		responded(observe.OutcomeBusy)
		return
	}
	id, err := d.replyTo(m, a, turn, d.renderer.Message(reply).WithoutEphemeral())
	if err != nil {
		d.replyFailed(m, err)
		responded(observe.OutcomeFailed)
		return
	}
	d.react(m, a, "")
	d.cooldowns.guilds.Delete(m.GuildID)
	posted(func(context.Context) string { return id })
	responded(outcome)
}

// messageRequest returns the request that m makes.
func (d *dispatcher) messageRequest(ctx context.Context, m *inbound.Message, self string) commands.Request {
	r := commands.Request{
		Command:    commands.AskCommand,
		Options:    map[string]string{commands.QuestionOption: inbound.Plain(m.Content)},
		Asker:      commands.Asker{UserID: userID(m.Author), GuildID: m.GuildID},
		ChannelID:  m.ChannelID,
		ChannelURL: channelURL(m.GuildID, m.ChannelID),
		Pictures:   inbound.HasPictures(&m.Message),
		Public:     true,
	}
	if m.Member != nil {
		r.Asker.RoleIDs = m.Member.Roles
	}
	r.ParentID = d.parentOf(ctx, m.GuildID, m.ChannelID)
	if !d.mentions || !isForBot(m, self) {
		r.Post, r.Options[commands.QuestionOption] = true, inbound.Plain(d.channel(ctx, m.ChannelID).Name+"\n"+m.Content)
		return r
	}
	switch to := m.ReferencedMessage; {
	case to == nil && m.InThread:
		r.After = d.subjectOf(d.threadStarter(ctx, m), self)
	case to == nil:
	case userID(to.Author) == self:
		r.After, r.InReply = d.subjectOf(to, self), true
	default:
		r.About = &commands.Message{
			ID: to.ID, URL: r.ChannelURL + "/" + to.ID, AuthorID: userID(to.Author),
			Text: inbound.Plain(to.Content), Pictures: inbound.HasPictures(to),
		}
	}
	return r
}

// subjectOf returns the subject of the answer in m, if that is a message of the bot. It is
// in the buttons.
func (d *dispatcher) subjectOf(m *discordgo.Message, self string) string {
	if m == nil || userID(m.Author) != self {
		return ""
	}
	var buttons []commands.Button
	for _, row := range m.Components {
		actions, _ := row.(*discordgo.ActionsRow)
		if actions == nil {
			continue
		}
		for _, c := range actions.Components {
			if b, ok := c.(*discordgo.Button); ok {
				if command, value, err := d.renderer.ParseCustomID(b.CustomID); err == nil {
					buttons = append(buttons, commands.Button{Command: command, Value: value})
				}
			}
		}
	}
	return commands.SubjectIn(buttons)
}

// threadStarter returns the message that m's thread was started from, or nil.
func (d *dispatcher) threadStarter(ctx context.Context, m *inbound.Message) *discordgo.Message {
	path := messagesPath(m.ChannelID) + "?after=0&limit=1"
	turn, ok := d.awaitTurn(ctx, m, http.MethodGet, path)
	defer turn.end(nil)
	if !ok {
		return nil
	}
	var first []inbound.Message
	if err := d.rest.callInTurn(ctx, turn, http.MethodGet, path, nil, &first); err != nil {
		d.log.Warn("find what a thread was started from", "channel", m.ChannelID, "error", err)
	}
	if len(first) == 0 {
		return nil
	}
	return first[0].ReferencedMessage
}

// react makes emoji the bot's reaction to m; "" is none.
func (d *dispatcher) react(m *inbound.Message, a *answering, emoji string) {
	if emoji == a.reaction || d.cooldowns.active(m.GuildID, m.ChannelID) || d.forbiddenReactions.has(m.ChannelID) || d.rest.limits.tooManyInvalid() {
		return
	}
	ctx, cancel := context.WithTimeout(d.base, messagePatience)
	defer cancel()
	var err error
	if a.reaction != "" {
		err = d.callAbout(ctx, m.ID, http.MethodDelete, reactionPath(m, a.reaction))
	}
	if err == nil && emoji != "" {
		err = d.callAbout(ctx, m.ID, http.MethodPut, reactionPath(m, emoji))
	}
	a.reaction = emoji
	if err != nil {
		d.reactionFailed(m, err)
	}
}

// callAbout makes a call without a body when it is the turn of a message.
func (d *dispatcher) callAbout(ctx context.Context, message, method, path string) error {
	id, _ := strconv.ParseUint(message, 10, 64)
	return d.rest.callInTurn(ctx, d.rest.limits.turn(method, path, id), method, path, nil, nil)
}

// reactionPath returns the path of the bot's own reaction to m.
func reactionPath(m *inbound.Message, emoji string) string {
	return messagesPath(m.ChannelID) + "/" + m.ID + "/reactions/" + url.PathEscape(emoji) + "/@me"
}

// messagesPath returns the path to post messages to a channel.
func messagesPath(channel string) string { return "channels/" + channel + "/messages" }

// awaitTurn waits until a call about m can be made, but not beyond ctx, and reports
// whether that should be done. The caller must end the turn.
func (d *dispatcher) awaitTurn(ctx context.Context, m *inbound.Message, method, path string) (_ *turn, ok bool) {
	id, _ := strconv.ParseUint(m.ID, 10, 64)
	turn := d.rest.limits.turn(method, path, id)
	switch {
	case turn.wait(ctx) != nil:
		d.dropped.add()
	case d.rest.limits.tooManyInvalid():
		d.withheld.add()
	default:
		return turn, true
	}
	return turn, false
}

// replyTo posts answer as a reply to m in turn, or edits the reply that there is, and
// returns its ID. The nonce keeps a retried call from posting it twice.
func (d *dispatcher) replyTo(m *inbound.Message, a *answering, turn *turn, answer render.Message) (id string, err error) {
	ctx, cancel := context.WithTimeout(d.base, callTimeout)
	defer cancel()
	if a.reply != "" {
		err = d.rest.callInTurn(ctx, turn, http.MethodPatch, messagesPath(m.ChannelID)+"/"+a.reply, answer, nil)
		if codeOf(err) == codeUnknownMessage { // somebody has removed it
			err = nil
		}
		return a.reply, err
	}
	body := struct {
		render.Message
		Nonce        string                      `json:"nonce"`
		EnforceNonce bool                        `json:"enforce_nonce"`
		Reference    *discordgo.MessageReference `json:"message_reference"`
	}{answer, a.nonce(m), true, &discordgo.MessageReference{MessageID: m.ID, FailIfNotExists: new(false)}}
	var created struct{ ID string }
	err = d.rest.callInTurn(ctx, turn, http.MethodPost, messagesPath(m.ChannelID), body, &created)
	a.reply = created.ID
	return created.ID, err
}

// replyFailed logs why the bot could not reply to m. A missing permission is the
// server's decision, so it is logged once a day, and begins a cooldown.
func (d *dispatcher) replyFailed(m *inbound.Message, err error) {
	if statusOf(err) != http.StatusForbidden && codeOf(err) != codeCannotReply {
		d.log.Error("reply to a message", "channel", m.ChannelID, "error", err)
		return
	}
	d.cooldowns.refused(m.GuildID, m.ChannelID)
	if d.forbiddenChannels.add(m.ChannelID) {
		d.log.Warn("a message asked the bot in a channel where it may not reply "+
			"(it needs View Channel, Send Messages and Read Message History)", "channel", m.ChannelID, "error", err)
	}
}

// reactionFailed logs why the bot could not react to m.
func (d *dispatcher) reactionFailed(m *inbound.Message, err error) {
	if statusOf(err) == http.StatusForbidden {
		d.forbiddenReactions.add(m.ChannelID)
		d.log.Warn("the bot may not react to messages in a channel (it needs Add Reactions)", "channel", m.ChannelID, "error", err)
	} else if codeOf(err) != codeUnknownMessage {
		d.log.Warn("react to a message", "channel", m.ChannelID, "error", err)
	}
}
