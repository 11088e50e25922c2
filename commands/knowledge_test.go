package commands

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// fakeLibrary is a Library that only remembers.
type fakeLibrary struct {
	Library
	lessons []Lesson
	worse   []Shift // what each lesson would make worse
	err     error   // of each change
	by      []string
	now     time.Time
}

func (l *fakeLibrary) Teach(_ context.Context, by string, lesson journal.Lesson, anyway bool) (journal.ID, []Shift, error) {
	if l.err != nil || len(l.worse) > 0 && !anyway {
		return "", l.worse, l.err
	}
	lesson.ID, lesson.By, lesson.At = journal.NewID(), by, l.now
	l.lessons = append(l.lessons, Lesson{Lesson: lesson})
	return lesson.ID, l.worse, nil
}

func (l *fakeLibrary) Undo(_ context.Context, by string, id journal.ID) error {
	if l.err == nil {
		l.by = append(l.by, by)
		l.lessons = slices.DeleteFunc(l.lessons, func(lesson Lesson) bool { return lesson.ID == id })
	}
	return l.err
}

func (l *fakeLibrary) Lessons(context.Context) ([]Lesson, error) { return slices.Clone(l.lessons), nil }

const home = "800000000000000001"

// ada is an admin.
var ada = Asker{UserID: "901", GuildID: home, ManageServer: true}

// noon is when the questions in these tests were asked.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// asked is a question that members asked in vain.
type asked struct {
	text    string
	askers  []string // a question by each
	verdict index.Verdict
	unit    string
	down    int // votes against each
}

// teachable returns a router on the garden whose members have asked these questions.
func teachable(t *testing.T, questions ...asked) (*Router, *fakeLibrary) {
	t.Helper()
	config := journal.Config{
		Dir: t.TempDir(), Days: 30, HomeGuildID: home, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon },
	}
	j := journal.Open(t.Context(), config)
	for _, q := range questions {
		for _, asker := range q.askers {
			recorded := journal.Question{ID: journal.NewID(), GuildID: home, UserID: asker, Language: "en", Verdict: q.verdict, Unit: q.unit, Text: q.text}
			if recorded.Verdict == "" {
				recorded.Verdict = index.None
			}
			j.Asked(recorded)
			for voter := range q.down {
				j.Vote(journal.Vote{Question: recorded.ID, GuildID: home, UserID: string(rune('a' + voter)), Text: q.text})
			}
		}
	}
	j.Close(t.Context()) // so that everything is written
	j = journal.Open(t.Context(), config)
	t.Cleanup(func() { j.Close(context.Background()) })
	library := &fakeLibrary{now: noon.Add(2 * time.Hour)}
	r := newTestRouter(t, garden(), Settings{})
	return NewRouter(r.engine, Settings{Access: Access{HomeGuildID: home}, Journal: j, Library: library}), library
}

// byAda runs a command, or a button or menu of a private message, as an admin.
func byAda(t *testing.T, r *Router, command, value string) Reply {
	t.Helper()
	x := Request{Command: command, Value: value, Asker: ada, Locale: "en", ChannelID: channel, ChannelURL: channelURL}
	if !strings.Contains(command, " ") {
		x.On = &Origin{Private: true}
	}
	return request(t, r, x)
}

// why runs /knowledge why as an admin.
func why(t *testing.T, r *Router, question string) Reply {
	t.Helper()
	return request(t, r, Request{Command: "knowledge why", Options: map[string]string{QuestionOption: question}, Asker: ada, Locale: "en"})
}

// choice returns the value of the reply's first choice with a label.
func choice(t *testing.T, reply Reply, label string) string {
	t.Helper()
	for _, m := range reply.Menus {
		for _, c := range m.Choices {
			if c.Label == label {
				return c.Value
			}
		}
	}
	t.Fatalf("no choice %q in %+v", label, reply.Menus)
	return ""
}

// pressed presses a button of a private reply as an admin.
func pressed(t *testing.T, r *Router, reply Reply, label wording.Message) Reply {
	t.Helper()
	b := button(t, reply, label)
	return byAda(t, r, b.Command, b.Value)
}

// many are members with at least two numbers in the journal: that all eight share one of 16
// happens once in 268 million runs.
var many = []string{"501", "502", "503", "504", "505", "506", "507", "508"}

func TestMissed(t *testing.T) {
	r, _ := teachable(t,
		asked{text: "how tall is an old oak?", askers: many},
		asked{text: "how tall are old oaks", askers: []string{"502"}, verdict: index.Suggested, unit: "garden/trees/2"},
		asked{text: "who sells compost", askers: many},
		asked{text: "do wolves live here", askers: slices.Repeat(many[:1], 9)}, // by one member
		asked{text: "When should I water the roses?", askers: many},            // answered by now
		asked{text: "What do hedgehogs eat?", askers: []string{"501"}, verdict: index.Answered, unit: "garden/faq/what-do-hedgehogs-eat", down: 2},
	)
	got := byAda(t, r, "knowledge missed", "")
	if want := []string{"how tall is an old oak?", "who sells compost", "What do hedgehogs eat?"}; !slices.Equal(picks(got, missedCommand), want) || !got.Private {
		t.Fatalf("/knowledge missed = %+v, want private choices %q", got, want)
	}
	details := []string{
		`^Asked 9 times, by \d or more\. No answer: 8, uncertain: 1, voted down: 0\.$`,
		`^Asked 8 times, by \d or more\. No answer: 8, uncertain: 0, voted down: 0\.$`,
		`^Asked 1 time, by 2 or more\. No answer: 0, uncertain: 0, voted down: 1\.$`,
	}
	for i, c := range got.Menus[0].Choices {
		if !regexp.MustCompile(details[i]).MatchString(c.Detail) {
			t.Errorf("detail %d = %q, want %s", i, c.Detail, details[i])
		}
	}
	one := byAda(t, r, missedCommand, choice(t, got, "how tall is an old oak?"))
	for _, want := range []string{"“how tall is an old oak?”", "Asked 9 times", "Also asked as “how tall are old oaks”."} {
		if !strings.Contains(one.Text, want) || !one.Private || !one.Replace {
			t.Errorf("a missed question = %+v, want %q in place of the list", one, want)
		}
	}
	if units := picks(one, unitCommand); len(units) == 0 || !slices.Contains(units, "Trees") {
		t.Errorf("the menu to teach it has %q, want the best units", units)
	}
	if back := pressed(t, r, one, wording.ListButton); len(picks(back, missedCommand)) != 3 {
		t.Errorf("back to the list = %+v", back)
	}
}

func TestMissedByFew(t *testing.T) {
	r, _ := teachable(t, asked{text: "who sells compost", askers: []string{"501"}})
	if got := byAda(t, r, "knowledge missed", ""); !strings.Contains(got.Text, "No question that 2 members or more have asked") || len(got.Menus) > 0 {
		t.Errorf("a question by one member is shown: %+v", got)
	}
	r.settings.MissedMembers = 1
	if got := byAda(t, r, "knowledge missed", ""); len(picks(got, missedCommand)) != 1 {
		t.Errorf("with MissedMembers 1: %+v, want the question", got)
	}
}

// What was taught settles the questions that were asked before, in any similar wording.
// What was dismissed or is not ours is settled for good.
func TestSettledQuestions(t *testing.T) {
	tests := []struct {
		name    string
		kind    journal.LessonKind
		at      time.Duration // after noon
		missing bool          // it is not listed anymore
	}{
		{"a phrasing, taught later", journal.Phrasing, time.Hour, true},
		{"a phrasing, taught before", journal.Phrasing, -time.Hour, false},
		{"an entry, taught later", journal.Entry, time.Hour, true},
		{"unanswered, taught before", journal.Unanswered, -time.Hour, true},
		{"dismissed before", journal.Dismissed, -time.Hour, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, library := teachable(t, asked{text: "who sells compost", askers: many})
			library.lessons = []Lesson{{Lesson: journal.Lesson{ID: "L", Kind: test.kind, Language: "en", Question: "Who is selling compost?", At: noon.Add(test.at)}}}
			if got := picks(byAda(t, r, "knowledge missed", ""), missedCommand); (len(got) == 0) != test.missing {
				t.Errorf("the list has %q, want it settled: %v", got, test.missing)
			}
		})
	}
}

func TestTeachAndUndo(t *testing.T) {
	r, library := teachable(t, asked{text: "who sells compost", askers: many})
	list := byAda(t, r, "knowledge missed", "")
	one := byAda(t, r, missedCommand, choice(t, list, "who sells compost"))
	tests := []struct {
		name, command, value string
		want                 journal.Lesson
		text                 string
	}{
		{"a unit", unitCommand, choice(t, one, "Trees"), journal.Lesson{Kind: journal.Phrasing, Unit: "garden/trees/1"}, "“who sells compost” gets “Trees – Prune an apple tree in winter. Cut the…”"},
		{"not ours", unansweredCommand, button(t, one, wording.NotOursButton).Value, journal.Lesson{Kind: journal.Unanswered}, "“who sells compost” has no answer here"},
		{"dismissed", dismissCommand, button(t, one, wording.DismissButton).Value, journal.Lesson{Kind: journal.Dismissed}, "“who sells compost” is not listed anymore"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := byAda(t, r, test.command, test.value)
			if got.Text != "Taught, and live at once: "+test.text || !got.Private || said(got.Log) != "<901> taught: "+test.text {
				t.Fatalf("reply = %q, log %q, want %q", got.Text, said(got.Log), test.text)
			}
			l := library.lessons[0]
			if l.Kind != test.want.Kind || l.Unit != test.want.Unit || l.Question != "who sells compost" || l.Language != "en" || l.By != "901" || (l.UnitText == "") != (l.Unit == "") {
				t.Errorf("lesson = %+v, want %+v", l, test.want)
			}
			shown := byAda(t, r, "knowledge taught", "")
			picked := byAda(t, r, taughtCommand, choice(t, shown, test.text))
			if said(picked.Lead) != "Taught by <901> on 2026-03-04:" || picked.Text != test.text {
				t.Errorf("the lesson = %q, %q", said(picked.Lead), picked.Text)
			}
			undone := pressed(t, r, picked, wording.UndoButton)
			if undone.Text != "Undone: "+test.text || len(library.lessons) > 0 || said(undone.Log) != "<901> undid: "+test.text || !slices.Equal(library.by, []string{"901"}) {
				t.Errorf("undo = %q, log %q, by %q, left %+v", undone.Text, said(undone.Log), library.by, library.lessons)
			}
			library.by = nil
			if again := pressed(t, r, got, wording.UndoButton); again.Text != "That was undone before." || len(library.by) > 0 {
				t.Errorf("undone twice: %q, by %q", again.Text, library.by)
			}
		})
	}
	if got := byAda(t, r, "knowledge taught", ""); !strings.HasPrefix(got.Text, "Nothing was taught yet.") {
		t.Errorf("/knowledge taught = %q", got.Text)
	}
}

// What was exported to the folder stays in force after an undo, which says so.
func TestUndoWhatTheFolderTeaches(t *testing.T) {
	r, library := teachable(t)
	lesson := journal.Lesson{Kind: journal.Unanswered, Language: "en", Question: "who sells compost", By: "901", At: noon}
	files := garden()
	files[corpus.TaughtName] = &fstest.MapFile{Data: corpus.FormatLessons(Exported([]journal.Lesson{lesson}))}
	r.engine = newTestRouter(t, files, Settings{}).engine
	for question, want := range map[string]string{
		lesson.Question:       "Undone: “who sells compost” has no answer here\nThe folder’s taught.yaml teaches it, too, so it stays in force until you remove it there.",
		"who sells hedgehogs": "Undone: “who sells hedgehogs” has no answer here",
	} {
		lesson.Question = question
		id, _, err := library.Teach(t.Context(), ada.UserID, lesson, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := byAda(t, r, undoCommand, string(id)); got.Text != want {
			t.Errorf("undo = %q, want %q", got.Text, want)
		}
	}
}

func TestNewAnswer(t *testing.T) {
	r, library := teachable(t, asked{text: "who sells compost", askers: many})
	one := byAda(t, r, missedCommand, choice(t, byAda(t, r, "knowledge missed", ""), "who sells compost"))
	form := pressed(t, r, one, wording.NewAnswerButton).Form
	if form == nil || form.Fields[0].Text != "who sells compost" || form.Fields[1].Text != "" || form.Command != entryCommand {
		t.Fatalf("form = %+v, want the question filled in", form)
	}
	send := func(question, answer, address string) Reply {
		t.Helper()
		return request(t, r, Request{Command: form.Command, Value: form.Value, Asker: ada, On: &Origin{Private: true}, Options: map[string]string{
			QuestionOption: question, answerField: answer, addressField: address,
		}})
	}
	for _, test := range []struct{ question, answer, address, want string }{
		{"Who sells compost?", "The shop.", "shop.example", "“shop.example” is not an address"},
		{"Who sells compost?", "The shop.", "javascript:alert(1)", "“javascript:alert(1)” is not an address"},
		{"Who sells compost?", "The shop.", "ftp://shop.example/", "“ftp://shop.example/” is not an address"},
		{"?", "The shop.", "", "has no words"},
		{"Who sells compost?", " … ", "", "has no words"},
	} {
		got := send(test.question, test.answer, test.address)
		if !strings.Contains(got.Text, test.want) || len(library.lessons) > 0 {
			t.Errorf("%+v: %q, taught %+v", test, got.Text, library.lessons)
		}
		again := pressed(t, r, got, wording.CorrectButton).Form
		if again == nil || again.Fields[0].Text != test.question || again.Fields[1].Text != strings.TrimSpace(test.answer) || again.Fields[2].Text != test.address {
			t.Errorf("the form to correct it = %+v, want %+v filled in", again, test)
		}
	}
	got := send(" Who sells\ncompost? ", "The shop.\nOn Mondays.", " https://shop.example/compost ")
	want := journal.Lesson{Kind: journal.Entry, Question: "Who sells compost?", Answer: "The shop.\nOn Mondays.", Address: "https://shop.example/compost"}
	l := library.lessons[0].Lesson
	if l.Kind != want.Kind || l.Question != want.Question || l.Answer != want.Answer || l.Address != want.Address || l.Language != "en" || l.Unit != "" {
		t.Errorf("lesson = %+v, want %+v", l, want)
	}
	if got.Text != "Taught, and live at once: “Who sells compost?” gets “The shop. On Mondays.”" {
		t.Errorf("reply = %q", got.Text)
	}
}

// What makes other answers worse is taught only if the admin insists.
func TestTeachAnyway(t *testing.T) {
	r, library := teachable(t)
	library.worse = []Shift{{
		Question: "What do hedgehogs eat?", Golden: true, Worse: true,
		Old: Shown{index.Answered, "garden/faq/what-do-hedgehogs-eat"},
	}}
	asked := why(t, r, "who eats apples?")
	refused := byAda(t, r, unitCommand, choice(t, asked, "What do hedgehogs eat?"))
	want := "Nothing was taught yet.\n\nGolden questions that get worse (1):\n“What do hedgehogs eat?”: garden/faq/what-do-hedgehogs-eat → no answer"
	if refused.Text != want || len(library.lessons) > 0 || refused.Log != nil {
		t.Fatalf("reply = %q, taught %+v", refused.Text, library.lessons)
	}
	taught := pressed(t, r, refused, wording.TeachAnywayButton)
	if !strings.HasPrefix(taught.Text, "Taught, and live at once: “who eats apples?” gets “What do hedgehogs eat?”\n\nGolden questions that get worse (1):\n") ||
		len(library.lessons) != 1 || library.lessons[0].Unit != "garden/faq/what-do-hedgehogs-eat" {
		t.Errorf("reply = %q, taught %+v", taught.Text, library.lessons)
	}
}

func TestTeachingFails(t *testing.T) {
	r, library := teachable(t)
	asked := why(t, r, "who eats apples?")
	library.err = &journal.BusyError{Holder: "902", Work: "reindex", Since: noon}
	if got := pressed(t, r, asked, wording.NotOursButton); said(got.Lead) != "902<902> has been changing the answers since 12:00:00 UTC." || got.Text == "" {
		t.Errorf("while another admin is at work: %q %q", said(got.Lead), got.Text)
	}
	library.err = fmt.Errorf("%w: it is a phrasing already", ErrNoEffect)
	if got := pressed(t, r, asked, wording.NotOursButton); got.Text != "Nothing was taught, since that would have no effect.\nit would have no effect: it is a phrasing already" {
		t.Errorf("without an effect: %q", got.Text)
	}
	library.err = errors.New("the disk is on fire")
	b := button(t, asked, wording.NotOursButton)
	if _, err := r.Run(t.Context(), Request{Command: b.Command, Value: b.Value, Asker: ada}); !errors.Is(err, library.err) {
		t.Errorf("the library's error = %v, want it returned", err)
	}
	for _, value := range []string{"", "x", "ABCDEFGHIJKLMNOP", strings.Repeat("A", 40)} {
		for _, command := range []string{unitCommand, formCommand, unansweredCommand, insistCommand} {
			if got := byAda(t, r, command, value); got.Text != english.T(wording.Outdated) || got.Form != nil {
				t.Errorf("%s %q = %+v, want out of date", command, value, got)
			}
		}
	}
	proposal := asked.Menus[0].Choices[0].Value[:proposalDigits]
	if got := byAda(t, r, unitCommand, proposal+"AAAAAAAAAAAAAAA"); got.Text != english.T(wording.Gone) {
		t.Errorf("a unit that is gone: %q", got.Text)
	}
}

func TestUseAMessage(t *testing.T) {
	r, _ := teachable(t)
	use := func(text string) Reply {
		return request(t, r, Request{Command: UseCommand, Options: map[string]string{answerField: text}, Asker: ada, About: &Message{ID: "1"}})
	}
	text := "Compost is sold\nby the shop."
	if got := use(text); got.Form == nil || got.Form.Fields[1].Text != text || got.Form.Fields[0].Text != "" {
		t.Errorf("the form for a message = %+v, want its text as the answer", got.Form)
	}
	if got := use(" "); got.Form != nil || got.Text != english.T(wording.EmptyMessage) {
		t.Errorf("a message without text = %+v", got)
	}
}

// Every part is only for admins, and needs a journal.
func TestWhoMayTeach(t *testing.T) {
	r, library := teachable(t)
	for _, c := range r.commands {
		if !strings.HasPrefix(c.Name, "knowledge ") && !slices.Contains([]string{UseCommand, missedCommand, taughtCommand, formCommand, unitCommand,
			entryCommand, unansweredCommand, dismissCommand, insistCommand, undoCommand}, c.Name) {
			continue
		}
		got := request(t, r, Request{Command: c.Name, Value: "x", Options: map[string]string{QuestionOption: "why"}, Asker: bob})
		if !strings.HasPrefix(got.Text, "That can change the answers on every server, so only the bot’s admins can do it") || !got.Private || got.Form != nil {
			t.Errorf("%s by a member = %+v, want a refusal", c.Name, got)
		}
	}
	if len(library.lessons)+len(library.by) > 0 {
		t.Error("a member changed something")
	}
	without := NewRouter(r.engine, Settings{Access: r.settings.Access, Library: library})
	if got := byAda(t, without, "knowledge missed", ""); got.Text != english.T(wording.NoJournal) {
		t.Errorf("without a journal: %q", got.Text)
	}
	if got := run(t, r, "knowledge", ""); !strings.HasPrefix(got.Text, "There is no command /knowledge.") {
		t.Errorf("/knowledge by itself = %q", got.Text)
	}
}

func TestKnowledgeDefinitions(t *testing.T) {
	r, _ := teachable(t)
	i := slices.IndexFunc(r.Definitions(), func(d Definition) bool { return d.Name == KnowledgeCommand })
	if i < 0 {
		t.Fatal("there is no /knowledge")
	}
	var parts []string
	for _, d := range r.Definitions()[i].Subcommands {
		parts = append(parts, d.Name)
		for _, language := range wording.Languages() {
			if named := d.in(language); !regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`).MatchString(named.Name) || named.Description == "" {
				t.Errorf("%s in %s: %+v", d.Name, language, named)
			}
		}
	}
	if want := []string{"missed", "taught", "why", "stats", "check", "export"}; !slices.Equal(parts, want) {
		t.Errorf("subcommands = %q, want %q", parts, want)
	}
	if usage := r.usage(call{loc: english}); !strings.Contains(usage, "\n/knowledge missed|taught|why|stats|check|export – What members miss, and teaching the bot (for admins)\n") {
		t.Errorf("usage = %s", usage)
	}
	if choices, err := r.Complete(t.Context(), Request{Command: "knowledge why", Options: map[string]string{QuestionOption: "hedge"}}, QuestionOption); err != nil || len(choices) == 0 {
		t.Errorf("completion of why = %v, %v", choices, err)
	}
	if !r.Slow("knowledge check") || !r.Slow(undoCommand) || r.Slow("knowledge missed") || r.Slow("ask") || r.Slow("nothing") {
		t.Error("Slow is wrong")
	}
}

func TestExport(t *testing.T) {
	r, library := teachable(t)
	for _, l := range []journal.Lesson{
		{Kind: journal.Phrasing, Question: "how long is it", Unit: "bridge/faq/how-long", By: "1", At: noon},
		{Kind: journal.Dismissed, Question: "hello"},
		{Kind: journal.Entry, Question: "who built it", Answer: "Ada.", UndoneAt: noon},
		{Kind: journal.Unanswered, Question: "who paid for it"},
	} {
		library.lessons = append(library.lessons, Lesson{Lesson: l})
	}
	got := byAda(t, r, "knowledge export", "")
	if !strings.Contains(got.Text, "2 lessons are in force. ") || got.File == nil || got.File.Name != "taught.yaml" {
		t.Fatalf("/knowledge export = %+v", got)
	}
	for text, want := range map[string]bool{"how long is it": true, "hello": false, "who built it": false, "who paid for it": true} {
		if strings.Contains(string(got.File.Content), text) != want {
			t.Errorf("%q is exported: %t, want %t:\n%s", text, !want, want, got.File.Content)
		}
	}
}

func TestGoneUnit(t *testing.T) {
	r, library := teachable(t)
	library.lessons = []Lesson{{journal.Lesson{ID: "L", Kind: journal.Phrasing, Question: "why", Unit: "garden/old/1", By: "901", At: noon}, true}}
	shown := byAda(t, r, "knowledge taught", "")
	const gone = "What should answer it is gone, so this has no effect."
	if c := shown.Menus[0].Choices[0]; c.Label != "“why” gets “garden/old/1”" || c.Detail != "2026-03-04. "+gone {
		t.Errorf("choice = %+v", c)
	}
	if one := byAda(t, r, taughtCommand, "L"); !strings.HasSuffix(one.Text, "\n"+gone) {
		t.Errorf("the lesson = %q", one.Text)
	}
}

// All lessons are within reach, the latest first.
func TestTaughtPages(t *testing.T) {
	r, library := teachable(t)
	const lessons = 2*MaxChoices + 1
	for i := range lessons {
		library.lessons = append(library.lessons, Lesson{Lesson: journal.Lesson{ID: journal.NewID(), Kind: journal.Dismissed, Question: fmt.Sprint(i)}})
	}
	page := byAda(t, r, "knowledge taught", "")
	first := picks(page, taughtCommand)
	if previous := button(t, page, wording.PreviousButton); !previous.Disabled || first[0] != fmt.Sprintf("“%d” is not listed anymore", lessons-1) {
		t.Errorf("the first page has %+v and %q", previous, first)
	}
	seen := len(first)
	for !button(t, page, wording.NextButton).Disabled {
		page = pressed(t, r, page, wording.NextButton)
		seen += len(picks(page, taughtCommand))
	}
	if last := picks(page, taughtCommand); seen != lessons || len(last) != 1 || last[0] != "“0” is not listed anymore" {
		t.Errorf("%d lessons are listed, want %d; the last page has %q", seen, lessons, last)
	}
	for range 2 {
		page = pressed(t, r, page, wording.PreviousButton)
	}
	if got := picks(page, taughtCommand); !slices.Equal(got, first) {
		t.Errorf("back on the first page: %q", got)
	}
	for _, value := range []string{"p99", "p-5", "px", "p"} {
		if got := byAda(t, r, taughtCommand, value); len(picks(got, taughtCommand)) == 0 {
			t.Errorf("page %q = %+v", value, got)
		}
	}
}
