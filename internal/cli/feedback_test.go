package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
)

// A member asks what the pages do not say, and is told when they do: within seconds of the
// reindex, once, by one of two processes.
func TestTellMe(t *testing.T) {
	const question, answer = "How long is the bridge?", "It is 300 meters long."
	folder, data := t.TempDir(), t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("bridge.md", "---\ntitle: The bridge\nurl: https://example.org/bridge\n---\n\nA builder from the village drew it.\n")
	s := discordtest.New(t)
	variables := administered()
	variables["CORPUS_DIR"], variables["DATA_DIR"] = folder, data
	bot := runOn(t, s, variables)
	s.WaitReady(1)

	asker := another(homeManager)
	none := s.Command(asker, "ask", asked(question)).Reply()
	subscribed := s.Press(asker, none, "Tell me when it is answered").Reply()
	if !subscribed.Ephemeral() || subscribed.ButtonNamed("Unsubscribe") == nil {
		t.Fatalf("subscribing = %s, want a private reply with a way back", subscribed.JSON())
	}
	write("bridge.faq.md", "## "+question+"\n\n"+answer+"\n")
	other := runOn(t, s, variables) // makes the new pages live, which the first one follows
	told := s.WaitDirect(asker, 1)
	bot.output.wait(t, bot.ended, "(followed the journal)") // before either of the two is asked again
	if text := told.Text(); !strings.Contains(text, question) || !strings.Contains(text, answer) {
		t.Errorf("the direct message = %s, want the question and the answer", told.JSON())
	}
	inPrivate := discordtest.User{ID: asker.ID}
	if got := s.Press(inPrivate, told, "Unsubscribe").Reply(); !got.Ephemeral() {
		t.Errorf("unsubscribing = %s, want a private reply", got.JSON())
	}
	if got := s.Command(inPrivate, "forget-me", nil).Reply(); !strings.Contains(got.Text(), "30 days") {
		t.Errorf("/forget-me = %q", got.Text())
	}

	answered := s.Command(another(homeManager), "ask", asked(question)).Reply()
	for _, label := range []string{"Helpful", "Not helpful", "Helpful"} {
		if got := s.Press(another(homeManager), answered, label).Reply(); !got.Ephemeral() || s.Latest(answered).Updated {
			t.Errorf("pressing %s = %s, want a private reply beside the answer", label, got.JSON())
		}
	}
	for _, b := range []*program{bot, other} {
		b.stop()
		b.wantStatus(ExitOK)
		log := strings.ReplaceAll(b.output.String(), inPrivate.ChannelID(), "") // which has the member's ID only here
		if strings.Contains(log, "level=ERROR") || strings.Contains(log, asker.ID) {
			t.Error("the log has errors, or the member's ID")
		}
	}
	if n := len(s.Direct(asker)); n != 1 {
		t.Errorf("%d direct messages, want 1", n)
	}
}
