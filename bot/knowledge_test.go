package bot

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/journal"
)

// cautious is a library that refuses what makes answers worse, and remembers the rest.
type cautious struct {
	commands.Library
	lessons []commands.Lesson
}

func (l *cautious) Teach(_ context.Context, by string, lesson journal.Lesson, anyway bool) (journal.ID, []commands.Shift, error) {
	time.Sleep(5 * time.Second) // longer than Discord waits for a first response
	if lesson.Kind == journal.Entry && !anyway {
		return "", []commands.Shift{{Question: "How long is it?", Worse: true, Old: commands.Shown{Verdict: index.Answered, Unit: "bridge/lead/1"}}}, nil
	}
	lesson.ID, lesson.By, lesson.At = journal.NewID(), by, time.Now()
	l.lessons = append(l.lessons, commands.Lesson{Lesson: lesson})
	return lesson.ID, nil, nil
}

func (l *cautious) Undo(_ context.Context, _ string, id journal.ID) error {
	l.lessons = slices.DeleteFunc(l.lessons, func(lesson commands.Lesson) bool { return lesson.ID == id })
	return nil
}

func (l *cautious) Lessons(context.Context) ([]commands.Lesson, error) {
	return slices.Clone(l.lessons), nil
}

// What members missed is taught on Discord: from the list, with a form, in spite of what
// gets worse, and from a message; and undone.
func TestTeachingOnDiscord(t *testing.T) {
	c, err := corpus.Load(fstest.MapFS{"bridge.md": {Data: []byte("# The bridge\n\nIt is 300 meters long.\n\n## Tickets\n\nA ticket is two euros.\n")}}, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := index.New(c) // bleve's goroutines cannot be in a bubble
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		const channel = "1400000000000000099"
		j := journal.Open(t.Context(), journal.Config{Dir: t.TempDir(), Days: 30, HomeGuildID: discordtest.HomeGuild, Log: slog.New(slog.DiscardHandler)})
		t.Cleanup(func() { j.Close(context.Background()) })
		for n := range 8 { // enough to differ in the journal
			j.Asked(journal.Question{ID: journal.NewID(), GuildID: discordtest.HomeGuild, UserID: string(rune('a' + n)), Language: "en", Verdict: index.None, Text: "may dogs cross?"})
		}
		time.Sleep(time.Minute) // until they are written
		library := &cautious{}
		r := start(t, s, commands.NewRouter(engine, commands.Settings{
			Access: commands.Access{HomeGuildID: discordtest.HomeGuild}, Journal: j, Library: library,
		}), func(c *Config) { c.LogChannelID = channel })
		s.Say(discordtest.User{ID: "504", Guild: discordtest.HomeGuild, Channel: channel}, "the log")

		list := s.Command(owner, "knowledge missed", nil).Reply()
		question := list.Menus()[0].Options[0]
		if !list.Ephemeral() || question.Label != "may dogs cross?" || !strings.HasPrefix(question.Description, "Asked 8 times") {
			t.Fatalf("the list = %s", list.JSON())
		}
		one := s.Pick(owner, list, question.Value).Reply()
		if one.ID != list.ID || one.MenuOf("Teach: pick what answers it") == nil {
			t.Fatalf("the question = %s", one.JSON())
		}
		opened := s.Press(owner, one, "New answer")
		if f := opened.Form(); f.FieldNamed("Question").Value != "may dogs cross?" {
			t.Errorf("form = %+v", f)
		}
		refused := s.Submit(opened, map[string]string{"Answer, in this server’s own words": "Dogs may cross on a leash."}).Reply()
		if refused.ID != list.ID || !strings.Contains(refused.Text(), "“How long is it?”: bridge/lead/1 → no answer") || len(library.lessons) > 0 {
			t.Fatalf("what gets worse = %s", refused.JSON())
		}
		taught := s.Press(owner, refused, "Teach anyway").Reply()
		if !strings.HasPrefix(taught.Text(), "Taught, and live at once: “may dogs cross?” gets “Dogs may cross on a leash.”") || library.lessons[0].By != owner.ID {
			t.Fatalf("taught = %s", taught.JSON())
		}
		synctest.Wait() // until that is logged
		if got := s.Press(owner, taught, "Undo").Reply(); !strings.HasPrefix(got.Text(), "Undone: ") || len(library.lessons) > 0 {
			t.Errorf("undone = %s", got.JSON())
		}

		const answer = "Dogs may cross on a leash: https://example.com"
		said := s.Say(owner, answer)
		opened = s.MessageCommand(owner, commands.UseCommand, said)
		if f := opened.Form(); f.FieldNamed("Answer, in this server’s own words").Value != answer {
			t.Errorf("form for a message = %+v", f)
		}
		own := s.Submit(opened, map[string]string{"Question": "Are dogs allowed?"}).Reply()
		if own.ID == said.ID || !own.Ephemeral() || !strings.Contains(own.Text(), "Nothing was taught yet") {
			t.Errorf("reply to the form = %s", own.JSON())
		}

		asked := s.Command(owner, "knowledge why", map[string]string{"question": "how much is a ticket"}).Reply()
		if got := s.Pick(owner, asked, asked.Menus()[0].Options[0].Value).Reply(); !strings.Contains(got.Text(), "gets “Tickets – A ticket is two euros.”") {
			t.Errorf("taught from why = %s", got.JSON())
		}
		synctest.Wait()
		log := postedTo(t, s, channel)
		if len(log) != 3 || !strings.HasPrefix(log[0], "<@504> taught: ") || !strings.HasPrefix(log[1], "<@504> undid: ") {
			t.Errorf("the log channel has %q", log)
		}
		r.endClean()
	})
}
