package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/journal/postgrestest"
)

// What an admin teaches is answered at once. It can be exported to a file of the corpus, which
// teaches the same without the journal, and undone.
func TestTeach(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { testTeach(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { testTeach(t, postgrestest.Database(t)) })
}

func testTeach(t *testing.T, database string) {
	const question, own = "May dogs cross the bridge?", "Dogs may cross on a leash."
	folder, data := t.TempDir(), t.TempDir()
	page := "---\ntitle: The bridge\nurl: https://example.org/bridge\n---\n\n## Builder\n\nA builder from the village drew it.\n\n## Length\n\nIt is 300 meters long.\n"
	if err := os.WriteFile(filepath.Join(folder, "bridge.md"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	s := discordtest.New(t)
	variables := administered()
	variables["CORPUS_DIR"], variables["DATA_DIR"], variables["DATABASE_URL"] = folder, data, database
	bot := runOn(t, s, variables)
	s.WaitReady(1)
	ask := func(question string) string {
		t.Helper()
		return s.Command(another(homeManager), "ask", asked(question)).Reply().Text()
	}
	if got := ask(question); strings.Contains(got, own) {
		t.Fatalf("answered before it was taught: %q", got)
	}
	why := s.Command(homeManager, "knowledge why", asked(question)).Reply()
	form := s.Press(homeManager, why, "New answer")
	taught := s.Submit(form, map[string]string{"Answer, in this server’s own words": own}).Reply()
	if !strings.HasPrefix(taught.Text(), "Taught, and live at once: ") {
		t.Fatalf("teaching = %s", taught.JSON())
	}
	if got := ask(question); !strings.Contains(got, own) || !strings.Contains(got, "the server’s own words") {
		t.Errorf("/ask %q = %q, want the taught answer", question, got)
	}
	why = s.Command(homeManager, "knowledge why", asked("how far is it to the other side")).Reply()
	length := why.MenuOf("Teach: pick what answers it").Options
	for _, o := range length {
		if o.Label == "Length" {
			s.Pick(homeManager, why, o.Value).Reply()
		}
	}
	if got := ask("how far is it to the other side"); !strings.Contains(got, "It is 300 meters long.") {
		t.Errorf("a taught phrasing is answered with %q", got)
	}

	exported := t.TempDir()
	variables["DATA_DIR"] = data
	export := func(code int) string {
		t.Helper()
		var out bytes.Buffer
		p := Process{Env: fixed(environment(t, s, variables)), In: strings.NewReader(""), Out: &out, ErrOut: &out}
		if got := p.Run(t.Context(), []string{"export", "-o", exported}); got != code {
			t.Fatalf("export: exit status %d, %s, want %d", got, &out, code)
		}
		return out.String()
	}
	if got := export(ExitOK); got != "wrote 2 lessons to "+filepath.Join(exported, "taught.yaml")+"\n" {
		t.Errorf("export prints %q", got)
	}
	file, err := os.ReadFile(filepath.Join(exported, "taught.yaml"))
	if err != nil || !strings.Contains(string(file), own) {
		t.Fatalf("taught.yaml = %s, %v", file, err)
	}
	if got := s.Command(homeManager, "knowledge export", nil).Reply(); string(got.Files["taught.yaml"]) != string(file) {
		t.Errorf("/knowledge export has %q, want the same as the command's %s", got.Files, file)
	}
	if got := s.Press(homeManager, taught, "Undo").Reply().Text(); !strings.HasPrefix(got, "Undone: ") {
		t.Errorf("undo = %q", got)
	}
	if got := ask("are dogs allowed to cross the bridge"); strings.Contains(got, own) {
		t.Errorf("answered after the undo: %q", got)
	}
	bot.stop()
	bot.wantStatus(ExitOK)

	if err := os.WriteFile(filepath.Join(folder, "taught.yaml"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p := Process{Env: fixed(map[string]string{"CORPUS_DIR": folder}), In: strings.NewReader(""), Out: &out, ErrOut: &out}
	if code := p.Run(t.Context(), []string{"ask", question}); code != ExitOK || !strings.Contains(out.String(), own) {
		t.Errorf("ask with taught.yaml: exit status %d, %s", code, &out)
	}
}

// A trusted reply to a question that the bot could not answer becomes the answer in a few
// clicks.
func TestTrustedReply(t *testing.T) {
	const question, own = "Who sells compost?", "The farm behind the station does."
	s := discordtest.New(t)
	variables := administered()
	variables["CORPUS_DIR"], variables["TRUSTED_ROLE_IDS"] = smallCorpus(t), "620000000000000001"
	runOn(t, s, variables)
	s.WaitReady(1)
	member, trusted := another(homeManager), another(homeManager)
	member.Permissions, trusted.Permissions, trusted.Roles = 0, 0, []string{"620000000000000001"}
	toBot := s.Say(member, "<@"+discordtest.AppID+"> "+question)
	s.Post(trusted, discordtest.Post{Text: own, ReplyTo: s.WaitReplyTo(toBot)})

	var list *discordtest.Message
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Millisecond) { // until the journal has it
		if list = s.Command(homeManager, "knowledge missed", nil).Reply(); len(list.Menus()) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the list = %s", list.JSON())
		}
	}
	one := s.Pick(homeManager, list, list.Menus()[0].Options[0].Value).Reply()
	form := s.Press(homeManager, one, "Use this reply")
	if taught := s.Submit(form, nil).Reply(); !strings.HasPrefix(taught.Text(), "Taught, and live at once: ") {
		t.Fatalf("teaching = %s", taught.JSON())
	}
	if got := s.Command(another(homeManager), "ask", asked(question)).Reply(); !strings.Contains(got.Text(), own) {
		t.Errorf("the answer is %s", got.JSON())
	}
	if got := s.Command(homeManager, "knowledge missed", nil).Reply(); len(got.Menus()) > 0 {
		t.Errorf("the list has %s", got.JSON())
	}
}

func TestNothingToExport(t *testing.T) {
	for name, test := range map[string]struct {
		variables map[string]string
		want      string
	}{
		"a folder that does not exist": {map[string]string{"DATA_DIR": "/does/not/exist"}, "DATA_DIR cannot be opened"},
		"the journal is off":           {map[string]string{"JOURNAL": "off"}, "the journal is off"},
		"nothing was taught":           {map[string]string{"DATA_DIR": t.TempDir()}, "nothing was taught"},
		"a bad setting":                {map[string]string{"JOURNAL_DAYS": "ten"}, "JOURNAL_DAYS is not a number of days"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			folder := filepath.Join(t.TempDir(), "out")
			p := Process{Env: fixed(test.variables), In: strings.NewReader(""), Out: &out, ErrOut: &out}
			if code := p.Run(t.Context(), []string{"export", "-o", folder}); code != ExitFailed || !strings.Contains(out.String(), test.want) {
				t.Errorf("export: exit status %d, %q, want %d and %q", code, &out, ExitFailed, test.want)
			}
			if _, err := os.Stat(folder); err == nil {
				t.Error("a folder was made")
			}
		})
	}
}
