package bot

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

const forum = "1400000000000000015"

// A new post in a forum is a question, with its title. Nothing else in a forum is, and
// nothing where the server or the operator does not want it.
func TestPosts(t *testing.T) {
	for _, test := range []struct {
		name        string
		on          bool // MESSAGE_CONTENT
		configured  bool
		write       func(*discordtest.Server) *discordtest.Message
		want        string // the question; "" for no reply
		wantIgnored bool
	}{
		{"a post", true, true, func(s *discordtest.Server) *discordtest.Message {
			return s.PostInForum(bob, forum, "Cannot join", "What is wrong?")
		}, "Cannot join\nWhat is wrong?", false},
		{"a post that is not answered", true, true, func(s *discordtest.Server) *discordtest.Message {
			return s.PostInForum(bob, forum, "ignore me", "What is wrong?")
		}, "", true},
		{"without the intent", false, true, func(s *discordtest.Server) *discordtest.Message {
			return s.PostInForum(bob, forum, "Cannot join", "What is wrong?")
		}, "", false},
		{"on another server", true, false, func(s *discordtest.Server) *discordtest.Message {
			return s.PostInForum(bob, forum, "Cannot join", "What is wrong?")
		}, "", false},
		{"by a bot", true, true, func(s *discordtest.Server) *discordtest.Message {
			other := bob
			other.Bot = true
			return s.PostInForum(other, forum, "Cannot join", "What is wrong?")
		}, "", false},
		{"without text", true, true, func(s *discordtest.Server) *discordtest.Message {
			return s.PostInForum(bob, forum, "Cannot join", " ")
		}, "", false},
		{"a later message", true, true, func(s *discordtest.Server) *discordtest.Message {
			writer := bob
			writer.Channel = s.PostInForum(bob, forum, "ignore me", "What is wrong?").Channel
			return s.Say(writer, "Does anybody know?")
		}, "", true},
		{"a channel", true, true, func(s *discordtest.Server) *discordtest.Message { return s.Say(bob, "Why?") }, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.GrantMessageContent()
				h, requests := recording(handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
					return commands.Reply{Text: "You asked.", Ignore: strings.HasPrefix(r.Options["question"], "ignore")}, nil
				}))
				h.configured = map[string]bool{bob.Guild: test.configured}
				r := startReady(t, s, h, func(c *Config) { c.AnswerMentions, c.MessageContent = true, test.on })
				m := test.write(s)
				time.Sleep(time.Second)
				r.endClean()
				if got := len(s.RepliesTo(m)); (got == 1) != (test.want != "") || len(requests) != min(1, len(test.want)) && !test.wantIgnored {
					t.Fatalf("%d replies after %d requests, want one: %v", got, len(requests), test.want != "")
				}
				if test.want == "" {
					return
				}
				wantRequest(t, <-requests, commands.Request{
					Command: commands.AskCommand, Options: question(test.want), Asker: commands.Asker{UserID: bob.ID, GuildID: bob.Guild},
					ChannelID: m.Channel, ParentID: forum, Public: true, Post: true,
				})
			})
		})
	}
}

// The channel of a thread is looked up once, and only where settings depend on it. Without
// it, the answer comes all the same.
func TestParents(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h, requests := recording(fakeHandler{})
		h.configured = map[string]bool{alice.Guild: true}
		r := startReady(t, s, h, func(c *Config) { c.AnswerMentions = true })
		thread := alice
		thread.Channel = s.PostInForum(alice, forum, "A post", "Hello.").Channel
		for range 3 {
			s.Command(thread, "ask", question("Why?")).Reply()
			s.WaitReplyTo(s.Say(thread, atBot+" Why?"))
			s.Autocomplete(thread, "ask", "question", "Wh", nil).Choices()
		}
		elsewhere := owner
		elsewhere.Channel = s.PostInForum(owner, forum+"1", "A post", "Hello.").Channel
		s.Command(elsewhere, "ask", question("Why?")).Reply()
		s.Fail(discordtest.Refused("/channels/[0-9]+$", 403, 50001, 0))
		for range 2 {
			s.Command(alice, "ask", question("Why?")).Reply()
		}
		r.end()
		lookups := slices.DeleteFunc(s.Calls(), func(c discordtest.Call) bool {
			return c.Method != http.MethodGet || !strings.HasPrefix(c.Path, "/api/v9/channels/")
		})
		if len(lookups) != 2 {
			t.Errorf("channels were looked up %d times, want 2: %+v", len(lookups), lookups)
		}
		var parents []string
		for range len(requests) {
			parents = append(parents, (<-requests).ParentID)
		}
		if want := append(slices.Repeat([]string{forum}, 6), "", "", ""); !slices.Equal(parents, want) {
			t.Errorf("the parents are %q, want %q", parents, want)
		}
	})
}

// A question is handed over as a message that notifies the role, with a thread that its
// asker is in. What Discord refuses is told to the asker, or does without the thread.
func TestOpenThread(t *testing.T) {
	const channel, role = "1400000000000000031", "1600000000000000041"
	helper := bob
	helper.Channel = channel
	for _, test := range []struct {
		name   string
		fault  string // the path that is refused
		want   string // in the reply
		thread bool
		member bool
	}{
		{"a thread", "", "See https://discord.com/channels/" + bob.Guild + "/" + channel + "/", true, true},
		{"may not write", "/channels/" + channel + "/messages$", "Sorry", false, false},
		{"may not start threads", "/threads$", "See https://discord.com/channels/", false, false},
		{"may not add the member", "/thread-members/", "See https://discord.com/channels/", true, false},
	} {
		eachWay(t, test.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h := handlerFunc(func(ctx context.Context, r commands.Request) (commands.Reply, error) {
				if r.On == nil {
					return commands.Reply{Text: "No answer", Buttons: []commands.Button{{Label: "Ask", Command: "hand"}}}, nil
				}
				url, err := r.OpenThread(ctx, commands.Thread{
					ChannelID: channel, Name: "Why?", MemberID: r.Asker.UserID,
					Message: commands.Reply{Lead: []commands.Inline{{RoleID: role}}, Text: "Why?", RecipientRole: role},
				})
				if err != nil {
					return commands.Reply{Text: "Sorry", Private: true}, nil
				}
				return commands.Reply{Lead: []commands.Inline{{Text: "See "}, {Text: "it", URL: url}}, Private: true}, nil
			})
			h.slow = "hand"
			r := start(t, s, h)
			s.Say(helper, "hello") // so that the channel exists
			if test.fault != "" {
				s.Fail(discordtest.Refused(test.fault, 403, 50013, 0))
			}
			asked := s.Command(alice, "ask", question("Why?")).Reply()
			got := s.Press(alice, asked, "Ask").Reply()
			r.end()
			if text := strings.NewReplacer("[it](", "", ")", "").Replace(got.Text()); !strings.HasPrefix(text, test.want) || !got.Ephemeral() {
				t.Errorf("the reply is %s, want %q", got.JSON(), test.want)
			}
			if !strings.HasPrefix(test.want, "See") {
				return
			}
			m := s.WaitPosted(channel, 1)
			thread := s.ThreadOf(m)
			if m.Text() != "<@&"+role+">\nWhy?" || !strings.Contains(m.JSON(), role) || (thread != nil) != test.thread ||
				thread != nil && (thread.Name != "Why?" || slices.Equal(thread.Members, []string{alice.ID}) != test.member) {
				t.Errorf("message %s with the thread %+v", m.JSON(), thread)
			}
		})
	}
}
