package eval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/eval"
	"alliancebot/internal/golden"
	"alliancebot/internal/library"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// TestReplay replays how a bot learns: a community asks the questions of
// testdata/community.jsonl and votes down what is wrong, and an admin goes through what
// /knowledge missed lists, from the top, until three are taught, or with -full twenty. The
// questions of dev.jsonl are golden: what makes one of them worse is not taught. The numbers
// with -full are in testdata/replay.txt.
func TestReplay(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	c := newCommunity(t)
	asked, dev := c.read("testdata/community.jsonl"), c.read("testdata/dev.jsonl")
	fit, err := filepath.Glob("testdata/fit/*.jsonl")
	if err != nil || len(fit) == 0 {
		t.Fatalf("no files of questions in testdata/fit: %v", err)
	}
	others := c.read(fit...)

	answers := c.answers(asked, dev)
	ratings := [][]eval.Rating{c.rate(dev), c.rate(others)}
	for _, q := range asked {
		c.ask(q)
	}
	toTeach, full := 3, flag.Lookup("full").Value.String() == "true" // of the tests in package eval
	if full {
		toTeach = 20
	}
	lessons := c.teach(asked, toTeach)
	isTaught := func(q eval.Question) bool { return lessons[q.Text] }
	taught := slices.DeleteFunc(slices.Clone(asked), func(q eval.Question) bool { return !isTaught(q) })
	rest := slices.DeleteFunc(slices.Clone(asked), isTaught)
	after := []*eval.Quality{c.measure(taught), c.measure(rest)}
	devBetter, devWorse := changes(ratings[0], c.rate(dev))
	fitBetter, fitWorse := changes(ratings[1], c.rate(others))
	if wrong := slices.IndexFunc(c.rate(taught), func(r eval.Rating) bool { return r != eval.Right }); wrong >= 0 {
		t.Errorf("%q was taught, and is not answered right", taught[wrong].Text)
	}

	c.undo()
	if !bytes.Equal(c.answers(asked, dev), answers) {
		t.Error("after the undo of all, the answers are not the same as before")
	}
	before := []*eval.Quality{c.measure(taught), c.measure(rest)} // as before, since the answers are
	if was, is := before[1].All.Right1, after[1].All.Right1; is.Count < was.Count {
		t.Errorf("what was not taught is right at rank 1 for %s, before it was %s", is, was)
	}
	if devWorse > 0 {
		t.Errorf("%d golden questions get worse", devWorse)
	}
	if !full {
		return
	}
	golden.Check(t, "testdata/replay.txt", fmt.Appendf(nil, `testdata/community.jsonl: %d questions. Of those that were missed or voted down, the admin taught
%d, and said of %d that the pages do not answer them. %d were left alone: they would have made
golden questions worse, or no right unit was offered.

The %d, before:

%s
and after:

%s
The other %d, before:

%s
and after:

%s
Of the %d golden questions, testdata/dev.jsonl, %d get better and %d worse.
Of the %d in testdata/fit, %d get better and %d worse.
After an undo of all, the answers are the same as before, byte by byte.
`, len(asked), c.taught, c.notOurs, c.left,
		len(taught), before[0].Table(), after[0].Table(), len(rest), before[1].Table(), after[1].Table(),
		len(dev), devBetter, devWorse, len(others), fitBetter, fitWorse))
}

// community is a server whose members ask about the built-in story.
type community struct {
	t       *testing.T
	hours   atomic.Int64 // since the beginning
	journal *journal.Journal
	library *library.Library
	router  *commands.Router
	members *commands.Router // records nothing

	taught, notOurs, left int // topics
}

const home = "801" // the community's server

func newCommunity(t *testing.T) *community {
	t.Helper()
	c := &community{t: t}
	folder := t.TempDir()
	c.must(os.CopyFS(folder, corpus.Default()))
	dev, err := os.ReadFile("testdata/dev.jsonl")
	c.must(err)
	c.must(os.WriteFile(filepath.Join(folder, corpus.GoldenName), dev, 0o600))
	begin, log := time.Now(), slog.New(slog.DiscardHandler)
	c.journal = journal.Open(t.Context(), journal.Config{
		Dir: t.TempDir(), Days: 30, HomeGuildID: home, Log: log,
		Now: func() time.Time { return begin.Add(time.Duration(c.hours.Load()) * time.Hour) },
	})
	t.Cleanup(func() { c.journal.Close(context.Background()) })
	c.library, err = library.Open(t.Context(), library.Config{Dir: folder, Journal: c.journal, Log: log})
	c.must(err)
	t.Cleanup(func() { c.library.Close() })
	c.library.Start(t.Context())
	// The journal cannot tell exactly how many members asked alike, so here one member asks
	// everything: what is listed first then depends only on the questions.
	c.router = commands.NewRouter(c.library.Engine, commands.Settings{
		Access: commands.Access{HomeGuildID: home}, Journal: c.journal, Library: c.library, Feedback: true, MissedMembers: 1,
	})
	c.members = commands.NewRouter(c.library.Engine, commands.Settings{})
	return c
}

func (c *community) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *community) read(files ...string) []eval.Question {
	c.t.Helper()
	questions, err := eval.ReadQuestions(c.library.Corpus(), files...)
	c.must(err)
	return questions
}

func (c *community) measure(questions []eval.Question) *eval.Quality {
	c.t.Helper()
	quality, err := eval.MeasureQuality(c.t.Context(), c.library.Engine, questions, nil)
	c.must(err)
	return quality
}

// answer returns the bot's answer to q.
func (c *community) answer(q eval.Question) index.Answer {
	c.t.Helper()
	snapshot, release := c.library.Acquire()
	defer release()
	answer, err := q.Ask(c.t.Context(), snapshot)
	c.must(err)
	return answer
}

func (c *community) rate(questions []eval.Question) []eval.Rating {
	c.t.Helper()
	var ratings []eval.Rating
	for _, q := range questions {
		ratings = append(ratings, q.Rate(c.answer(q)))
	}
	return ratings
}

func changes(before, after []eval.Rating) (better, worse int) {
	for i, now := range after {
		switch {
		case now > before[i]:
			better++
		case now < before[i]:
			worse++
		}
	}
	return better, worse
}

// answers returns all there is to the answers to questions: what they are and how sure, and
// the replies with their buttons and menus.
func (c *community) answers(files ...[]eval.Question) []byte {
	c.t.Helper()
	var all bytes.Buffer
	encoder := json.NewEncoder(&all)
	for _, q := range slices.Concat(files...) {
		a := c.answer(q)
		for _, hit := range a.Hits {
			c.must(encoder.Encode([]any{q.ID, a.Verdict, a.Confidence, hit.Unit.ID, hit.Unit.Text, hit.Quote(), hit.Link(), hit.Score}))
		}
		c.must(encoder.Encode(c.run(c.members, member, commands.Request{Command: "ask", Options: map[string]string{commands.QuestionOption: q.Text}})))
	}
	return all.Bytes()
}

var (
	member = commands.Asker{UserID: "901", GuildID: home}
	admin  = commands.Asker{UserID: "902", GuildID: home, ManageServer: true}
)

func (c *community) run(r *commands.Router, by commands.Asker, request commands.Request) commands.Reply {
	c.t.Helper()
	request.Asker, request.Locale = by, "en"
	reply, err := r.Run(c.t.Context(), request)
	c.must(err)
	return reply
}

// ask makes a member ask q, and vote the answer down if it is wrong. An hour passes.
func (c *community) ask(q eval.Question) {
	c.t.Helper()
	reply := c.run(c.router, member, commands.Request{Command: "ask", Options: map[string]string{commands.QuestionOption: q.Text}, ChannelID: q.ID})
	if q.Rate(c.answer(q)) == eval.Wrong {
		c.press(member, reply, wording.UnhelpfulButton)
	}
	c.must(c.journal.Forget(c.t.Context(), "nobody")) // which writes what is waiting
	c.hours.Add(1)
}

// press makes somebody press the button of a reply with a label.
func (c *community) press(by commands.Asker, reply commands.Reply, label wording.Message) commands.Reply {
	c.t.Helper()
	i := slices.IndexFunc(reply.Buttons, func(b commands.Button) bool { return b.Label == wording.For("en").T(label) })
	if i < 0 {
		c.t.Fatalf("no button %s in %+v", label, reply)
	}
	b := reply.Buttons[i]
	return c.use(by, b.Command, b.Value)
}

// use makes somebody use a button or menu.
func (c *community) use(by commands.Asker, command, value string) commands.Reply {
	c.t.Helper()
	return c.run(c.router, by, commands.Request{Command: command, Value: value, On: &commands.Origin{AskerID: by.UserID, Private: true}})
}

// teach makes the admin teach until that many are answered from the pages, and returns the
// questions that were taught.
func (c *community) teach(questions []eval.Question, toTeach int) map[string]bool {
	c.t.Helper()
	taught, left := map[string]bool{}, map[string]bool{}
	for c.taught < toTeach {
		list := c.run(c.router, admin, commands.Request{Command: "knowledge missed"})
		if len(list.Menus) == 0 {
			break
		}
		next := slices.IndexFunc(list.Menus[0].Choices, func(choice commands.Choice) bool { return !left[choice.Label] })
		if next < 0 {
			break
		}
		text := list.Menus[0].Choices[next].Label
		topic := c.use(admin, list.Menus[0].Command, list.Menus[0].Choices[next].Value)
		q := questions[slices.IndexFunc(questions, func(q eval.Question) bool { return q.Text == text })]
		unit := slices.IndexFunc(topic.Menus[0].Choices, func(choice commands.Choice) bool {
			return slices.ContainsFunc(q.Gold, func(phrase string) bool { return strings.Contains(choice.Label+"\n"+choice.Detail, phrase) })
		})
		switch {
		case !q.Answerable():
			if taught[text] = c.press(admin, topic, wording.NotOursButton).Log != nil; taught[text] {
				c.notOurs++
			}
		case unit >= 0:
			if taught[text] = c.use(admin, topic.Menus[0].Command, topic.Menus[0].Choices[unit].Value).Log != nil; taught[text] {
				c.taught++
			}
		}
		if !taught[text] {
			left[text] = true
		}
		c.hours.Add(1) // so that lessons have an order
	}
	c.left = len(left)
	return taught
}

// undo makes the admin undo all that was taught.
func (c *community) undo() {
	c.t.Helper()
	for range c.taught + c.notOurs {
		list := c.run(c.router, admin, commands.Request{Command: "knowledge taught"})
		c.press(admin, c.use(admin, list.Menus[0].Command, list.Menus[0].Choices[0].Value), wording.UndoButton)
	}
	if list := c.run(c.router, admin, commands.Request{Command: "knowledge taught"}); len(list.Menus) > 0 {
		c.t.Fatalf("after the undo of all there is still %+v", list)
	}
}
