package bot

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

const atBot = "<@" + discordtest.AppID + ">"

// posts matches the paths of messages to channels.
const posts = "/channels/.*/messages$"

func answerMentions(c *Config) { c.AnswerMentions = true }

func TestMessages(t *testing.T) {
	herald := bob
	herald.Permissions = discordtest.MentionEveryone
	robot := discordtest.User{ID: "509", Guild: discordtest.Elsewhere, Bot: true}
	const ignored = "(ignored)"
	tests := []struct {
		name string
		user discordtest.User
		post discordtest.Post
		want string // the question asked
	}{
		{"mention at the start", bob, discordtest.Post{Text: atBot + " Why?"}, "Why?"},
		{"mention at the end", bob, discordtest.Post{Text: "Why, " + atBot}, "Why,"},
		{"mentions of the bot and another", bob, discordtest.Post{Text: "Why, " + atBot + ", does <@501> fear?"}, "Why, , does fear?"},
		{"old form of mention", bob, discordtest.Post{Text: "<@!" + discordtest.AppID + "> Why?"}, "Why?"},
		{"only a mention", bob, discordtest.Post{Text: atBot}, ""},
		{"@everyone by a member without permission", bob, discordtest.Post{Text: atBot + " @everyone knows?"}, "knows?"},
		{"@everyone beside the bot", herald, discordtest.Post{Text: "@everyone ask " + atBot + " why"}, "ask why"},
		{"@here beside the bot", herald, discordtest.Post{Text: "@here ask " + atBot + " why"}, "ask why"},
		{"emoji, a link and code", bob, discordtest.Post{Text: atBot + " why <:sad:777777777777777777> :thonk: https://example.com ```log```?"}, "why ?"},
		{"direct message", carol, discordtest.Post{Text: "Why?"}, "Why?"},
		{"direct message with a mention", carol, discordtest.Post{Text: atBot + " Why?"}, "Why?"},
		{"by a member with roles", alice, discordtest.Post{Text: atBot + " Why?"}, "Why?"},

		{"no mention", bob, discordtest.Post{Text: "Why?"}, ignored},
		{"mention of another", bob, discordtest.Post{Text: "<@501> Why?"}, ignored},
		{"mention of a role", bob, discordtest.Post{Text: "<@&601> Why?"}, ignored},
		{"@everyone alone", herald, discordtest.Post{Text: "@everyone why?"}, ignored},
		{"by a bot", robot, discordtest.Post{Text: atBot + " Why?"}, ignored},
		{"by a bot in a direct message", discordtest.User{ID: "510", Bot: true}, discordtest.Post{Text: "Why?"}, ignored},
		{"by a webhook", bob, discordtest.Post{Text: atBot + " Why?", Webhook: true}, ignored},
		{"a member joined", bob, discordtest.Post{Text: atBot, System: 7}, ignored},
		{"a message was pinned in a direct message", carol, discordtest.Post{Text: "Why?", System: 6}, ignored},
		{"only a picture, in a direct message", carol, discordtest.Post{}, ignored},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				h, requests := recording(fakeHandler{})
				r := startReady(t, s, h, answerMentions)
				m := s.Post(tt.user, tt.post)
				time.Sleep(time.Second)
				r.endClean()
				replies := s.RepliesTo(m)
				if tt.want == ignored {
					if len(replies) != 0 || len(requests) != 0 {
						t.Errorf("%d replies, %d requests; want none", len(replies), len(requests))
					}
					return
				}
				if len(replies) != 1 {
					t.Fatalf("%d replies, want one", len(replies))
				}
				wantRequest(t, <-requests, commands.Request{
					Command:   "ask",
					Options:   question(tt.want),
					Asker:     commands.Asker{UserID: tt.user.ID, GuildID: tt.user.Guild, RoleIDs: tt.user.Roles},
					ChannelID: m.Channel,
					Public:    true,
				})
				if len(replies[0].Pings) != 0 || replies[0].Channel != m.Channel {
					t.Errorf("reply in channel %s pings %q; want it in %s, pinging nobody", replies[0].Channel, replies[0].Pings, m.Channel)
				}
			})
		})
	}
}

// Messages to the bot are answered only if the bot answers mentions, with the message content
// intent, too.
func TestMessageContent(t *testing.T) {
	for _, tt := range []struct{ mentions, content bool }{{true, true}, {false, true}, {false, false}} {
		mentions := tt.mentions
		t.Run(fmt.Sprintf("%+v", tt), func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.GrantMessageContent()
				r := startReady(t, s, fakeHandler{}, func(c *Config) { c.AnswerMentions, c.MessageContent = mentions, tt.content })
				toBot, other := s.Say(bob, atBot+" Why?"), s.Say(bob, "Why?")
				time.Sleep(time.Second)
				r.endClean()
				if got := len(s.RepliesTo(toBot)); (got == 1) != mentions || len(s.RepliesTo(other)) != 0 {
					t.Errorf("%d replies to a message to the bot, %d to another", got, len(s.RepliesTo(other)))
				}
			})
		})
	}
}

// A reply to the bot is answered if it notifies the bot; otherwise Discord does not
// disclose the text. A reply to another member is not.
func TestRepliesInConversations(t *testing.T) {
	tests := []struct {
		name  string
		toBot bool
		post  discordtest.Post
		asked bool
	}{
		{"to the bot", true, discordtest.Post{Text: "And why?"}, true},
		{"to the bot, without notification but with a mention", true, discordtest.Post{Text: atBot + " And why?", Silent: true}, true},
		{"to the bot, without notification", true, discordtest.Post{Text: "And why?", Silent: true}, false},
		{"to the bot, only a picture", true, discordtest.Post{}, false},
		{"to the bot, by a webhook", true, discordtest.Post{Text: "And why?", Webhook: true}, false},
		{"to another member", false, discordtest.Post{Text: "And why?"}, false},
		{"to another member, with a mention", false, discordtest.Post{Text: atBot + " And why?"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, fakeHandler{}, answerMentions)
				if tt.toBot {
					tt.post.ReplyTo = s.Command(alice, "ask", question("Why?")).Reply()
				} else {
					tt.post.ReplyTo = s.Say(alice, "I wonder.")
				}
				m := s.Post(bob, tt.post)
				time.Sleep(time.Second)
				r.endClean()
				if replies := s.RepliesTo(m); (len(replies) == 1) != tt.asked || tt.asked && replies[0].Text() != "You asked: And why?" {
					t.Errorf("replies = %+v, want one: %v", replies, tt.asked)
				}
			})
		})
	}
}

// A trusted member's reply to a question to the bot, or to the bot's reply to one, is offered
// to the handler, if the bot can read it. It is answered only if the handler does not learn.
func TestLearn(t *testing.T) {
	manager := bob
	manager.Guild, manager.ID = discordtest.HomeGuild, discordtest.Owner
	stranger := discordtest.User{ID: "509", Guild: discordtest.HomeGuild}
	tests := []struct {
		name     string
		user     discordtest.User
		toBot    bool // the reply is to the bot's reply
		text     string
		content  bool // the bot reads message content
		takes    bool // the handler learns
		learned  string
		answered bool
	}{
		{"to the bot", alice, true, "At noon.", false, true, "When? At noon.", false},
		{"to the member, with a mention", alice, false, atBot + " At noon.", false, true, "When? At noon.", false},
		{"to the member", alice, false, "At noon.", true, true, "When? At noon.", false},
		{"to the member, without the intent", alice, false, "At noon.", false, true, "", false},
		{"a handler that does not learn", alice, true, "At noon.", false, false, "When? At noon.", true},
		{"a handler that does not learn, not to the bot", alice, false, "At noon.", true, false, "When? At noon.", false},
		{"by the home server's owner", manager, true, "At noon.", false, true, "When? At noon.", false},
		{"by a member of the home server", stranger, true, "At noon.", false, true, "", true},
		{"by a member elsewhere", bob, true, "At noon.", false, true, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				if tt.content {
					s.GrantMessageContent()
				}
				learned := make(chan commands.Exchange, 10)
				h := fakeHandler{learn: func(e commands.Exchange) bool { learned <- e; return tt.takes }}
				r := startReady(t, s, h, answerMentions, func(c *Config) { c.MessageContent = tt.content })
				asker := discordtest.User{ID: "520", Guild: tt.user.Guild}
				asked := s.Say(asker, atBot+" When?")
				replied := s.WaitReplyTo(asked)
				if !tt.toBot {
					replied = asked
				}
				m := s.Post(tt.user, discordtest.Post{Text: tt.text, ReplyTo: replied})
				time.Sleep(time.Second)
				s.Replay(m)
				time.Sleep(time.Second)
				r.endClean()
				close(learned)
				got := ""
				for e := range learned {
					got += e.Question + " " + e.Reply
					if e.Author.UserID != tt.user.ID || e.Author.GuildID != tt.user.Guild {
						t.Errorf("the author is %+v", e.Author)
					}
				}
				thanked := tt.takes && tt.learned != "" && (tt.toBot || strings.Contains(tt.text, atBot))
				if reactions := s.Latest(m).Reactions; (len(reactions) == 1) != thanked {
					t.Errorf("reactions %q, want one: %t", reactions, thanked)
				}
				if got != tt.learned || (len(s.RepliesTo(m)) == 1) != tt.answered {
					t.Errorf("offered %q, %d replies; want %q, answered: %t", got, len(s.RepliesTo(m)), tt.learned, tt.answered)
				}
			})
		})
	}
}

// Discord may repeat events after a resume, and two processes may get the same message
// while one replaces the other.
func TestMessagesAreAnsweredOnce(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := recording(fakeHandler{})
		first := startReady(t, s, h, answerMentions)
		m := s.Say(bob, atBot+" Why?")
		s.WaitReplyTo(m)
		s.Replay(m)
		time.Sleep(time.Second)
		first.endClean()
		if len(requests) != 1 {
			t.Errorf("%d requests for one message that was repeated", len(requests))
		}

		second := start(t, s, h, answerMentions)
		s.WaitReady(2)
		synctest.Wait()
		s.Replay(m)
		time.Sleep(time.Second)
		second.endClean()
		if got := s.RepliesTo(m); len(got) != 1 {
			t.Errorf("%d replies to one message", len(got))
		}
	})
}

// A reply to a message is public, even if the handler made it private, or suppressed.
func TestMessageReplies(t *testing.T) {
	tests := []struct {
		name  string
		user  discordtest.User
		reply commands.Reply
		want  string // "" for no reply
		pings []string
	}{
		{"public", bob, commands.Reply{Text: "for everyone"}, "for everyone", nil},
		{"private", bob, commands.Reply{Text: "for you", Private: true}, "for you", nil},
		{"suppressed on a server", bob, commands.Reply{Text: "secret", Private: true, SuppressInPublic: true}, "", nil},
		{"not suppressed in a direct message", carol, commands.Reply{Text: "secret", Private: true, SuppressInPublic: true}, "secret", nil},
		{"with a recipient", bob, commands.Reply{Lead: []commands.Inline{{UserID: "501"}}, Recipient: "501"}, "<@501>", []string{"501"}},
		{"nothing", bob, commands.Reply{}, wording.For().T(wording.NothingToSay), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, replying(tt.reply), answerMentions)
				m := s.Say(tt.user, atBot+" Why?")
				time.Sleep(time.Second)
				r.endClean()
				replies := s.RepliesTo(m)
				if tt.want == "" {
					if len(replies) != 0 {
						t.Errorf("reply = %q, want none", replies[0].Text())
					}
					return
				}
				if len(replies) != 1 || replies[0].Text() != tt.want || replies[0].Ephemeral() || !slices.Equal(replies[0].Pings, tt.pings) {
					t.Errorf("replies = %+v, want %q, pinging %q", replies, tt.want, tt.pings)
				}
			})
		})
	}
}

func TestComponentOnAReplyToAMessage(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := recording(panelThen(panel, commands.Reply{Remove: true}))
		r := startReady(t, s, h, answerMentions)
		shown := s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
		<-requests
		s.Press(bob, shown, "Go")
		if got := <-requests; got.On == nil || got.On.AskerID != bob.ID || got.On.Private {
			t.Errorf("request of the press = %+v (On %+v), want it on a message that answered %s", got, got.On, bob.ID)
		}
		s.WaitDeleted(shown)
		r.endClean()
	})
}

func TestMessageFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault discordtest.Fault
	}{
		{"rate limited", discordtest.RateLimited(posts, 1, 1)},
		{"posted in spite of a reset", discordtest.Fault{Path: posts, Reset: true, Deliver: true, Times: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, fakeHandler{}, answerMentions)
				s.Fail(tt.fault)
				m := s.Say(bob, atBot+" Why?")
				time.Sleep(5 * time.Second)
				r.endClean()
				if got := s.RepliesTo(m); len(got) != 1 || got[0].Text() != "You asked: Why?" {
					t.Errorf("replies = %+v, want the echo once", got)
				}
			})
		})
	}
}

// A missing permission is logged as a warning, once per channel, and the channel is left
// alone for a while. Other failures are logged as errors.
func TestMessageThatCannotBeAnswered(t *testing.T) {
	tests := []struct {
		name   string
		status int
		code   int
		calls  int    // for three messages
		level  string // of each line in the log
	}{
		{"missing permissions", http.StatusForbidden, 50013, 1, "WARN"},
		{"missing access", http.StatusForbidden, 50001, 1, "WARN"},
		{"missing access to the history", http.StatusBadRequest, codeCannotReply, 1, "WARN"},
		{"invalid", http.StatusBadRequest, 50035, 3, "ERROR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				r := startReady(t, s, fakeHandler{}, answerMentions)
				s.Fail(discordtest.Refused(posts, tt.status, tt.code, 0))
				for range 3 {
					s.Say(bob, atBot+" Why?")
					time.Sleep(time.Second)
				}
				s.Heal()
				if got := len(callsTo(s, posts)); got != tt.calls {
					t.Errorf("%d calls for three messages, want %d", got, tt.calls)
				}
				time.Sleep(channelCooldown)
				s.WaitReplyTo(s.Say(bob, atBot+" And now?"))
				r.end()
				for _, level := range []string{"WARN", "ERROR"} {
					want := 0
					if level == tt.level {
						want = tt.calls
					}
					if got := strings.Count(r.log.String(), "level="+level); got != want {
						t.Errorf("%d lines of level %s in the log, want %d", got, level, want)
					}
				}
			})
		})
	}
}

// callsTo returns the calls to paths that match a regular expression.
func callsTo(s *discordtest.Server, path string) []discordtest.Call {
	pattern := regexp.MustCompile(path)
	return slices.DeleteFunc(s.Calls(), func(c discordtest.Call) bool { return !pattern.MatchString(c.Path) })
}

func TestMessageToAFailingHandler(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, handlerFunc(panicking), answerMentions, func(c *Config) { c.Language = "de" })
		for range 2 {
			got := s.WaitReplyTo(s.Say(bob, atBot+" Why?"))
			if want := apologyIn("de"); withoutCode(got.Text()) != want {
				t.Errorf("reply = %q, want %q", got.Text(), want)
			}
			r.wantExplained(got.Text(), errOnFire.Error())
		}
	})
}

func TestStopWaitsForMessagesInFlight(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		entered := make(chan struct{})
		r := startReady(t, s, handlerFunc(func(context.Context, commands.Request) (commands.Reply, error) {
			close(entered)
			time.Sleep(2 * time.Second)
			return commands.Reply{Text: "done"}, nil
		}), answerMentions)
		m := s.Say(bob, atBot+" Why?")
		<-entered
		r.endClean()
		if got := s.RepliesTo(m); len(got) != 1 || got[0].Text() != "done" {
			t.Errorf("replies = %+v, want %q", got, "done")
		}
	})
}
