package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// A manager sets up a server: what its forums and channels get is as chosen, in another
// process and after a restart, too.
func TestSetup(t *testing.T) {
	const forum, opening, answer = "1400000000000000015", "When does the market open?", "It opens at seven"
	folder, data := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		"town/market.md":     "# The market\n\nThe market is on the square.\n",
		"town/market.faq.md": "## When does the market open?\n\nIt opens at seven in the morning.\n",
		"coast/ferry.md":     "# The ferry\n\nA boat crosses the bay.\n",
		"coast/ferry.faq.md": "## Who steers the ferry?\n\nThe old captain steers it.\n",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := discordtest.New(t)
	s.GrantMessageContent()
	variables := administered()
	variables["CORPUS_DIR"], variables["DATA_DIR"], variables["MESSAGE_CONTENT"] = folder, data, "on"
	bot := runOn(t, s, variables)
	s.WaitReady(1)

	set := func(options map[string]string) *discordtest.Message {
		return s.Command(another(homeManager), "setup", options).Reply()
	}
	if got := set(map[string]string{"channel": forum, "posts": "true", "folders": "town"}); !strings.Contains(got.Text(), "<#"+forum+">: posts: yes · folders: town") || !got.Ephemeral() {
		t.Fatalf("/setup = %s", got.JSON())
	}
	lounge := another(homeManager).Channel
	want := set(map[string]string{"channel": lounge, "mentions": "false", "folders": "coast"}).Text()
	if got := s.Autocomplete(homeManager, "setup", "folders", "coast, to", nil).Choices(); len(got) != 1 || got[0].Value != "coast,town" {
		t.Errorf("completions of /setup folders: %+v", got)
	}

	var silent []*discordtest.Message // messages that get no reply
	check := func(when string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); set(nil).Text() != want; {
			if time.Now().After(deadline) {
				t.Fatalf("%s: /setup = %q, want %q", when, set(nil).Text(), want)
			}
		}
		asker := func() discordtest.User {
			u := another(homeManager)
			u.Permissions = 0
			return u
		}
		answered := s.PostInForum(asker(), forum, "Opening hours", opening)
		other := s.PostInForum(asker(), forum, "Ferry", "Who steers the ferry?")
		chat := s.PostInForum(asker(), forum, "Hello", "I am new here.")
		mentioner := asker()
		mentioner.Channel = lounge
		ignored := s.Say(mentioner, "<@"+discordtest.AppID+"> Who steers the ferry?")
		if reply := s.WaitReplyTo(answered); !strings.Contains(reply.Text(), answer) || len(reply.Pings) > 0 {
			t.Errorf("%s: a post gets %s", when, reply.JSON())
		}
		if got := s.Command(mentioner, "ask", asked(opening)).Reply(); strings.Contains(got.Text(), answer) {
			t.Errorf("%s: a channel with another folder gets %s", when, got.JSON())
		}
		if got := s.Command(asker(), "ask", asked(opening)).Reply(); !strings.Contains(got.Text(), answer) {
			t.Errorf("%s: another channel gets %s", when, got.JSON())
		}
		silent = append(silent, other, chat, ignored)
	}
	check("at first")
	bot.stop()
	bot.wantStatus(ExitOK)
	again := runOn(t, s, variables)
	s.WaitReady(2)
	check("after a restart")
	again.stop()
	again.wantStatus(ExitOK)
	for _, m := range silent {
		if replies := s.RepliesTo(m); len(replies) > 0 {
			t.Errorf("%q gets %s", m.Content, replies[0].JSON())
		}
	}
	if strings.Contains(bot.output.String()+again.output.String(), "level=ERROR") {
		t.Error("the log has errors")
	}
}
