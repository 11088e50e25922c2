package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// What an admin has changed is posted to the log channel, after the reply, and notifies
// nobody.
func TestLogChannel(t *testing.T) {
	const channel = "1400000000000000099"
	logging := func(c *Config) { c.LogChannelID = channel }
	done := private(commands.Reply{Text: "done", Log: []commands.Inline{{UserID: "504"}, {Text: " taught: @everyone *why*"}}})
	tests := []struct {
		name   string
		reply  commands.Reply
		adjust func(*Config)
		want   string
		fault  discordtest.Fault
	}{
		{"a change", done, logging, `<@504> taught: \@everyone \*why\*`, discordtest.Fault{}},
		{"nothing to log", private(commands.Reply{Text: "done"}), logging, "", discordtest.Fault{}},
		{"no channel", done, func(*Config) {}, "", discordtest.Fault{}},
		{"a channel that refuses", done, logging, "", discordtest.Refused("/channels/"+channel, 403, 50001, 0)},
	}
	for _, tt := range tests {
		for _, command := range []string{"help", "reindex"} { // at once, and deferred
			eachWay(t, tt.name+"/"+command, func(t *testing.T, s *discordtest.Server, start startFunc) {
				r := start(t, s, replying(tt.reply), tt.adjust)
				s.Say(discordtest.User{ID: "504", Guild: discordtest.HomeGuild, Channel: channel}, "here")
				if tt.fault.Path != "" {
					s.Fail(tt.fault)
				}
				if got := s.Command(owner, command, nil).Reply().Text(); got != "done" {
					t.Errorf("reply = %q", got)
				}
				synctest.Wait()
				r.endClean()
				if got := strings.Join(postedTo(t, s, channel), "\n"); got != tt.want {
					t.Errorf("posted %q, want %q", got, tt.want)
				}
				if refused := tt.fault.Path != ""; refused != r.logged("LOG_CHANNEL_ID", channel) {
					t.Errorf("the log says that the channel refuses: %v, want %v", !refused, refused)
				}
			})
		}
	}
}

// postedTo returns the texts of the messages that the bot has posted to a channel.
func postedTo(t *testing.T, s *discordtest.Server, channel string) (texts []string) {
	t.Helper()
	for _, c := range s.Calls() {
		if !strings.HasSuffix(c.Path, "/channels/"+channel+"/messages") || c.Status >= 300 {
			continue
		}
		var message struct{ Components []discordtest.Component }
		if err := json.Unmarshal(c.Body, &message); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, message.Components[0].Content)
	}
	return texts
}
