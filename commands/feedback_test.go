package commands

import (
	"context"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// openTestJournal opens a journal of the server that the tests' members are on, until the
// test ends.
func openTestJournal(t testing.TB) *journal.Journal {
	j := journal.Open(t.Context(), journal.Config{
		Dir: t.TempDir(), Days: 30, HomeGuildID: ann.GuildID, Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(func() { j.Close(context.Background()) })
	return j
}

// flush waits until j has written what it was given.
func flush(t *testing.T, j *journal.Journal) {
	t.Helper()
	if err := j.Forget(t.Context(), "nobody"); err != nil {
		t.Fatal(err)
	}
}

// missedIn returns the questions in j that have a text, by text.
func missedIn(t *testing.T, j *journal.Journal) []journal.Missed {
	t.Helper()
	flush(t, j)
	missed, err := j.Missed(t.Context(), time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(missed, func(a, b journal.Missed) int { return strings.Compare(a.Text, b.Text) })
	return missed
}

// statsOf returns the counts in j, which must be of one day.
func statsOf(t *testing.T, j *journal.Journal) (journal.DayStats, []journal.UnitStats) {
	t.Helper()
	flush(t, j)
	stats, err := j.Stats(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if len(stats.Days) == 0 {
		return journal.DayStats{}, nil
	}
	day := stats.Days[0]
	day.Day = time.Time{}
	return day, stats.Units
}

// languageOf returns the language of a question in these tests.
func languageOf(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Greek, r) }) {
		return "el"
	}
	return "en"
}

// Each question is recorded once, with what became of it; nothing else is.
func TestQuestionsAreRecorded(t *testing.T) {
	const hedgehogs = "garden/faq/what-do-hedgehogs-eat"
	answered := journal.DayStats{Answered: 1}
	faq := func(question string) Request {
		r := asks(question)
		r.Command = FAQCommand
		return r
	}
	from := func(guild string, r Request) Request {
		r.Asker.GuildID = guild
		return r
	}
	about := asks("which fertilizer is best for tomatoes")
	about.Command, about.About = AnswerCommand, &Message{ID: "9", AuthorID: bob.UserID}
	none := journal.DayStats{None: 1}
	tests := []struct {
		name    string
		request Request
		want    journal.DayStats
		unit    string // shown as the answer
		text    string // that is kept
		first   string // unit of the missed question
	}{
		{"answered", asks("what do hedgehogs eat"), answered, hedgehogs, "", ""},
		{"not sure", asks("hedgehogs in winter"), journal.DayStats{Suggested: 1}, "", "hedgehogs in winter", hedgehogs},
		{"not answered", asks("which fertilizer is best for tomatoes"), none, "", "which fertilizer is best for tomatoes", ""},
		{"a message", about, none, "", "which fertilizer is best for tomatoes", ""},
		{"a FAQ entry", faq("what do hedgehogs eat"), answered, hedgehogs, "", ""},
		{"a passage is not a FAQ entry", faq("when to prune an apple tree"), journal.DayStats{Suggested: 1}, "",
			"when to prune an apple tree", "garden/faq/when-should-i-water-the-roses"},
		{"the list of the FAQ", faq(""), journal.DayStats{}, "", "", ""},
		{"small talk", asks("thanks"), journal.DayStats{}, "", "", ""},
		{"an empty question", asks(" "), journal.DayStats{}, "", "", ""},
		{"another server", from("299", asks("what do hedgehogs eat")), journal.DayStats{}, "", "", ""},
		{"a language that is not known", asks("τι φοβούνται οι σκαντζόχοιροι"), none, "", "τι φοβούνται οι σκαντζόχοιροι", ""},
		{"a direct message", from("", asks("what do hedgehogs eat")), journal.DayStats{}, "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := openTestJournal(t)
			r := newTestRouter(t, garden(), Settings{Journal: j})
			request(t, r, test.request)
			day, units := statsOf(t, j)
			if day != test.want {
				t.Errorf("recorded: %+v, want %+v", day, test.want)
			}
			var shown []journal.UnitStats
			if test.unit != "" {
				shown = []journal.UnitStats{{Unit: test.unit, Shown: 1}}
			}
			if !reflect.DeepEqual(units, shown) {
				t.Errorf("units shown: %+v, want %+v", units, shown)
			}
			missed := missedIn(t, j)
			if test.text == "" {
				if len(missed) > 0 {
					t.Errorf("missed: %+v, want none", missed)
				}
				return
			}
			if len(missed) != 1 || missed[0].Text != test.text || missed[0].Unit != test.first || missed[0].Language != languageOf(test.text) {
				t.Errorf("missed: %+v, want %q with the unit %q", missed, test.text, test.first)
			}
		})
	}
}

// wantVotes checks the votes in j.
func wantVotes(t *testing.T, j *journal.Journal, helpful, unhelpful int) {
	t.Helper()
	if day, _ := statsOf(t, j); day.Helpful != helpful || day.Unhelpful != unhelpful {
		t.Errorf("%d helpful and %d unhelpful votes, want %d and %d", day.Helpful, day.Unhelpful, helpful, unhelpful)
	}
}

// feedbackRouter returns a Router on the garden that asks for feedback, and its journal.
func feedbackRouter(t *testing.T) (*Router, *journal.Journal) {
	j := openTestJournal(t)
	return newTestRouter(t, garden(), Settings{Journal: j, Feedback: true}), j
}

// wantAside checks that a reply is private, and leaves the message with the button alone.
func wantAside(t *testing.T, got Reply, text string) {
	t.Helper()
	if got.Text != text || !got.Private || got.Replace || got.Remove {
		t.Errorf("reply = %+v, want %q, beside the message and private", got, text)
	}
}

// A member has one vote on an answer, and can change it.
func TestVotes(t *testing.T) {
	r, j := feedbackRouter(t)
	answer := request(t, r, asks("what do hedgehogs eat"))
	helpful, unhelpful := button(t, answer, wording.HelpfulButton), button(t, answer, wording.UnhelpfulButton)
	if n := len(answer.Buttons); n > 5 {
		t.Errorf("an answer has %d buttons; a row has room for 5", n)
	}
	for _, on := range []Origin{onPublic, onSecret, onPublic} {
		wantAside(t, press(t, r, helpful, ann, on), english.T(wording.VoteCounts))
	}
	wantVotes(t, j, 1, 0)
	press(t, r, unhelpful, bob, onPublic)
	wantVotes(t, j, 1, 1)
	press(t, r, unhelpful, ann, onPublic)
	wantVotes(t, j, 0, 2)
	if missed := missedIn(t, j); len(missed) != 1 || missed[0].Text != "what do hedgehogs eat" || missed[0].Unhelpful != 2 {
		t.Errorf("missed: %+v, want the question with two votes against its answer", missed)
	}
	press(t, r, helpful, ann, onPublic)
	press(t, r, helpful, bob, onPublic)
	wantVotes(t, j, 2, 0)
	if missed := missedIn(t, j); len(missed) != 0 {
		t.Errorf("missed: %+v, want none once nobody votes against the answer", missed)
	}
}

// Where answers have the buttons for votes.
func TestWhereVotesAreAskedFor(t *testing.T) {
	from := func(guild string) Request {
		r := asks("what do hedgehogs eat")
		r.Asker.GuildID = guild
		return r
	}
	private := from(ann.GuildID)
	private.Options[privateOption] = "true"
	on := true
	tests := []struct {
		name    string
		request Request
		setup   func(j *journal.Journal, s *Settings)
		want    bool
	}{
		{"at home", from(ann.GuildID), nil, true},
		{"privately", private, nil, true},
		{"switched off", from(ann.GuildID), func(_ *journal.Journal, s *Settings) { s.Feedback = false }, false},
		{"without a journal", from(ann.GuildID), func(_ *journal.Journal, s *Settings) { s.Journal = nil }, false},
		{"on another server", from("299"), nil, false},
		{"on another server whose managers want it", from("299"), func(j *journal.Journal, _ *Settings) {
			if _, err := j.ChangeGuild(t.Context(), bob.UserID, "299", func(s *journal.GuildSettings) { s.Journal = &on }); err != nil {
				t.Error(err)
			}
			for !j.Records("299") {
				time.Sleep(time.Millisecond) // until the journal has looked for changes
			}
		}, true},
		{"in direct messages", from(""), nil, false},
		{"not sure", asks("hedgehogs in winter"), nil, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := openTestJournal(t)
			s := Settings{Journal: j, Feedback: true}
			if test.setup != nil {
				test.setup(j, &s)
			}
			got := request(t, newTestRouter(t, garden(), s), test.request)
			var votes []string
			for _, b := range got.Buttons {
				if b.Command == helpfulCommand || b.Command == unhelpfulCommand {
					votes = append(votes, b.Label)
				}
			}
			var want []string
			if test.want {
				want = []string{english.T(wording.HelpfulButton), english.T(wording.UnhelpfulButton)}
			}
			if !slices.Equal(votes, want) {
				t.Errorf("buttons for votes = %q, want %q", votes, want)
			}
		})
	}
}

// Who finds an answer unhelpful is offered the next best ones.
func TestNextBestAnswers(t *testing.T) {
	r, _ := feedbackRouter(t)
	answer := request(t, r, asks("when do I prune an apple tree"))
	offered := press(t, r, button(t, answer, wording.UnhelpfulButton), bob, onPublic)
	wantAside(t, offered, english.T(wording.VoteCounts)+" "+english.T(wording.NextBest))
	choices := picks(offered, pickCommand)
	if len(choices) == 0 || len(choices) > index.MaxHits-1 {
		t.Fatalf("offered: %q, want up to %d other answers", choices, index.MaxHits-1)
	}
	picked := request(t, r, Request{Command: pickCommand, Value: offered.Menus[0].Choices[0].Value, Asker: bob, On: &Origin{Private: true, AskerID: bob.UserID}})
	if len(picked.Quotes) != 1 || picked.Quotes[0].Text == answer.Quotes[0].Text || !picked.Private || !picked.Replace {
		t.Errorf("picked: %+v, want another answer, in place of the offer", picked)
	}
}

// A missing answer is recorded once, however many members report it.
func TestReport(t *testing.T) {
	r, j := feedbackRouter(t)
	answer := request(t, r, asks("what do hedgehogs eat"))
	vote := button(t, answer, wording.UnhelpfulButton)
	for _, asker := range []Asker{ann, bob} {
		offered := press(t, r, vote, asker, onPublic)
		got := press(t, r, button(t, offered, wording.ReportButton), asker, onSecret)
		if got.Text != english.T(wording.Reported) || !got.Private || !got.Replace {
			t.Errorf("reporting = %+v, want %q in place of the offer", got, english.T(wording.Reported))
		}
	}
	for _, asker := range []Asker{ann, bob} { // the report stays when they change their minds
		press(t, r, button(t, answer, wording.HelpfulButton), asker, onPublic)
	}
	missed := missedIn(t, j)
	if len(missed) != 1 || missed[0].Text != "what do hedgehogs eat" || missed[0].Verdict != index.None || missed[0].Unit != "" {
		t.Errorf("missed: %+v, want the question, once, without an answer", missed)
	}
}

// After a restart, or in another process, votes count, but nothing has the question's text.
func TestVotesAfterARestart(t *testing.T) {
	r, j := feedbackRouter(t)
	answer := request(t, r, asks("what do hedgehogs eat"))
	report := button(t, press(t, r, button(t, answer, wording.UnhelpfulButton), bob, onPublic), wording.ReportButton)
	press(t, r, button(t, answer, wording.HelpfulButton), bob, onPublic)

	r = newTestRouter(t, garden(), Settings{Journal: j, Feedback: true})
	offered := press(t, r, button(t, answer, wording.UnhelpfulButton), bob, onPublic)
	wantVotes(t, j, 0, 1)
	if len(offered.Buttons) > 0 {
		t.Errorf("offered: %+v, want nothing to report", offered.Buttons)
	}
	if got := press(t, r, report, bob, onSecret); got.Text != english.T(wording.Outdated) {
		t.Errorf("reporting = %q, want %q", got.Text, english.T(wording.Outdated))
	}
	if missed := missedIn(t, j); len(missed) > 0 {
		t.Errorf("missed: %+v, want none", missed)
	}
}

// Buttons for feedback do no harm if their values are wrong, or there is no journal.
func TestFeedbackThatCannotBeRecorded(t *testing.T) {
	id := string(journal.NewID())
	for name, journal := range map[string]*journal.Journal{"without a journal": nil, "with one": openTestJournal(t)} {
		r := newTestRouter(t, garden(), Settings{Journal: journal})
		values := []string{"", "short"}
		if journal == nil {
			values = append(values, id)
		}
		for _, command := range []string{helpfulCommand, unhelpfulCommand, reportCommand, subscribeCommand} {
			for _, value := range values {
				got := request(t, r, Request{Command: command, Value: value, Asker: ann, On: &onPublic})
				if got.Text != english.T(wording.Outdated) || !got.Private {
					t.Errorf("%s: %s %q = %+v, want %q", name, command, value, got, english.T(wording.Outdated))
				}
			}
		}
	}
}

// The memory of answered questions does not say who asked, and ends after an hour, used or not.
func TestAnsweredQuestionsAreForgotten(t *testing.T) {
	r, _ := feedbackRouter(t) // bleve and the journal start goroutines
	synctest.Test(t, func(t *testing.T) {
		r.answered = newRecent[journal.Question]()
		request(t, r, asks("what do hedgehogs eat"))
		for _, item := range r.answered.cache.Items() {
			if q := item.Value(); q.Text == "" || q.UserID != "" {
				t.Errorf("remembered: %+v, want the text without the asker", q)
			}
			time.Sleep(recentLife / 2)
			if _, remembered := r.question(item.Key()); !remembered {
				t.Error("not remembered for half an hour")
			}
		}
		time.Sleep(recentLife/2 + time.Millisecond)
		request(t, r, asks("when should I water the roses"))
		if n := r.answered.cache.Len(); n != 1 {
			t.Errorf("%d questions are remembered, want only the last", n)
		}
	})
}

// The language of a question is recorded, not that of the answer.
func TestLanguageIsRecorded(t *testing.T) {
	files := garden()
	maps.Copy(files, folder(map[string]string{"garden.phrasings.de.yaml": "faq/what-do-hedgehogs-eat:\n  - Was fressen Igel?\n"}))
	j := openTestJournal(t)
	r := newTestRouter(t, files, Settings{Journal: j, Feedback: true})
	answer := request(t, r, asks("was fressen igel"))
	for _, b := range answer.Buttons {
		if b.Command == unhelpfulCommand {
			press(t, r, b, bob, onPublic)
		}
	}
	if missed := missedIn(t, j); len(missed) != 1 || missed[0].Language != "de" {
		t.Errorf("missed: %+v, want a question in German", missed)
	}
}
