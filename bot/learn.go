package bot

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/inbound"
	"alliancebot/commands"
)

// receive handles m: as a trusted member's reply to a question, if it is one that the handler
// learns from, or else as a message that may be for the bot.
func (d *dispatcher) receive(m *inbound.Message, self string) {
	if !d.mayTeach(m, self) {
		d.handleMessage(m, self)
		return
	}
	d.start(func() {
		switch {
		case !d.offered.add(m.ID): // Discord repeats messages
		case !d.learn(m, self):
			d.handleMessage(m, self)
		case isForBot(m, self):
			d.react(m, newAnswering(nil), learned)
		}
	})
}

// learned is the bot's reaction to a message to it that it learned from.
const learned = "👍"

// mayTeach reports whether m is somebody's reply on a server to a message to the bot, or to the
// bot's reply to one. Without the text, which Discord discloses only in messages to the bot
// unless it has the message content intent, it teaches nothing.
func (d *dispatcher) mayTeach(m *inbound.Message, self string) bool {
	return d.mentions && m != nil && m.GuildID != "" && isByPerson(m) && strings.TrimSpace(m.Content) != "" &&
		m.ReferencedMessage != nil && (userID(m.ReferencedMessage.Author) == self || isTo(m.ReferencedMessage, self))
}

// isTo reports whether m mentions a user.
func isTo(m *discordgo.Message, user string) bool {
	return slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return userID(u) == user })
}

// learn offers m to the handler, and reports whether that learned from it.
func (d *dispatcher) learn(m *inbound.Message, self string) bool {
	ctx, cancel := d.handlerContext(context.Background(), handlerTimeout)
	defer cancel()
	author := commands.Asker{UserID: userID(m.Author), GuildID: m.GuildID}
	if m.Member != nil {
		author.RoleIDs = m.Member.Roles
	}
	author.ManageServer = !d.handler.Trusts(author) && d.managers.include(ctx, d, author)
	if !d.handler.Trusts(author) {
		return false
	}
	asked := d.askedIn(ctx, m, self)
	if asked == "" {
		return false
	}
	text := strings.TrimSpace(strings.NewReplacer("<@"+self+">", " ", "<@!"+self+">", " ").Replace(m.Content))
	done, err := callHandler(ctx, d.backlog, func(ctx context.Context) (bool, error) {
		return d.handler.Learn(ctx, commands.Exchange{Question: asked, Reply: text, Author: author})
	})
	if err != nil {
		d.log.Error("learn from a reply", "message", m.ID, "error", err)
	}
	return done
}

// askedIn returns what the message asks that m, or the bot's message before m, replies to; ""
// if there is none.
func (d *dispatcher) askedIn(ctx context.Context, m *inbound.Message, self string) string {
	to := m.ReferencedMessage
	if userID(to.Author) == self {
		reference := to.MessageReference
		if reference == nil || reference.MessageID == "" {
			return ""
		}
		var before inbound.Message
		if err := d.rest.call(ctx, http.MethodGet, messagesPath(m.ChannelID)+"/"+reference.MessageID, nil, &before); err != nil {
			if codeOf(err) != codeUnknownMessage {
				d.log.Warn("find the question that a reply is about", "channel", m.ChannelID, "error", err)
			}
			return ""
		}
		to = &before.Message
	}
	if to.Author == nil || to.Author.Bot {
		return ""
	}
	return inbound.Plain(to.Content)
}

// managersLife is how long the roles of the home server are remembered.
const managersLife = 10 * time.Minute

// managers knows who may manage the home server: Discord does not say so with messages.
type managers struct {
	guild string // "" for no home server

	mu      sync.Mutex
	expires time.Time
	owner   string
	roles   []string // whose members may
}

// include reports whether author, on a server, may manage it, if it is the home server.
func (s *managers) include(ctx context.Context, d *dispatcher, author commands.Asker) bool {
	if s.guild == "" || author.GuildID != s.guild {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().After(s.expires) {
		var home discordgo.Guild
		if err := d.rest.call(ctx, http.MethodGet, "guilds/"+s.guild, nil, &home); err != nil { // not tried again for a while
			d.log.Warn("read the roles of the home server", "error", err)
		}
		s.expires, s.owner, s.roles = time.Now().Add(managersLife), home.OwnerID, nil
		for _, role := range home.Roles {
			if role.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0 {
				s.roles = append(s.roles, role.ID)
			}
		}
	}
	return author.UserID == s.owner || slices.ContainsFunc(author.RoleIDs, func(id string) bool { return slices.Contains(s.roles, id) }) ||
		slices.Contains(s.roles, s.guild) // everyone's role
}
