package library

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"alliancebot/commands"
	"alliancebot/journal"
)

// entry is a lesson with an answer of the server's own.
func entry(question, answer string) journal.Lesson {
	return journal.Lesson{Kind: journal.Entry, Language: "en", Question: question, Answer: answer}
}

func (p *process) teach(l journal.Lesson) journal.ID {
	p.t.Helper()
	id, worse, err := p.Teach(p.t.Context(), ada, l, false)
	if err != nil || len(worse) > 0 {
		p.t.Fatalf("Teach %+v: %v, regressions %+v", l, err, worse)
	}
	return id
}

// What is taught is live at once and everywhere, and survives a reindex and a restart. An
// undo of all returns the same answers as before.
func TestTeach(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		one, other := w.start(), w.start()
		questions := []string{"how much is the crossing", "is it open on sundays", "when do the geese arrive", stoneQuestion, tollQuestion}
		answersBefore := allAnswers(t, one, questions)

		phrasing := one.teach(journal.Lesson{Kind: journal.Phrasing, Language: "en", Question: questions[0], Unit: "bridge/lead/2"})
		other.wait()
		opened := one.teach(entry(questions[1], "Every day but Easter."))
		other.wait()
		geese := one.teach(journal.Lesson{Kind: journal.Unanswered, Language: "en", Question: questions[2]})
		other.wait()
		<-one.indexed
		<-one.indexed
		<-one.indexed
		check := func(p *process) {
			t.Helper()
			p.answers(questions[0], "bridge/lead/2")
			p.answers(questions[1], "taught/faq/is-it-open-on-sundays")
			p.answers(questions[2], "")
		}
		check(one)
		check(other)
		if len(one.indexed) > 0 {
			t.Error("what was taught was indexed twice by who taught it")
		}

		w.write("river.md", "# River\n\nThe river is "+fish)
		one.reindex()
		check(one)
		other.wait()
		check(other)
		check(w.start())

		lessons, err := one.Lessons(t.Context())
		if err != nil || len(lessons) != 3 || lessons[0].ID != phrasing || lessons[0].By != ada || lessons[0].Gone || lessons[0].UnitText != strings.TrimSpace(toll) {
			t.Errorf("Lessons = %+v, %v, want the three", lessons, err)
		}
		for _, id := range []journal.ID{opened, phrasing, geese} {
			must(t, one.Undo(t.Context(), ben, id))
		}
		if err := one.Undo(t.Context(), ben, geese); !errors.Is(err, journal.ErrUndone) {
			t.Errorf("a second Undo = %v, want %v", err, journal.ErrUndone)
		}
		w.write("river.md", "# River\n\n"+fish)
		one.reindex()
		if got := allAnswers(t, one, questions); got != answersBefore {
			t.Errorf("after the undo of all, the answers are\n%s\nwant\n%s", got, answersBefore)
		}
	})
}

// allAnswers returns the answers to questions as JSON, without how long they took.
func allAnswers(t *testing.T, p *process, questions []string) string {
	t.Helper()
	var all strings.Builder
	for _, q := range questions {
		answer, err := p.Ask(t.Context(), q, nil)
		must(t, err)
		type hit struct {
			Unit, Quote string
			Score       float64
		}
		var hits []hit
		for _, h := range answer.Hits {
			hits = append(hits, hit{h.Unit.ID, h.Quote(), h.Score})
		}
		line, err := json.Marshal([]any{q, answer.Verdict, answer.Confidence, hits, answer.Missing})
		must(t, err)
		all.Write(append(line, '\n'))
	}
	return all.String()
}

// A lesson that makes golden questions worse, whether from the folder or taught, is refused
// unless it is wanted anyway.
func TestTeachRefusesRegressions(t *testing.T) {
	w := newWorld(t)
	p := w.start()
	wrong := journal.Lesson{Kind: journal.Phrasing, Language: "en", Question: tollQuestion, Unit: "river/lead/1"}
	id, worse, err := p.Teach(t.Context(), ada, wrong, false)
	if err != nil || id != "" || len(worse) != 1 || worse[0].Question != tollQuestion || worse[0].New.Unit != "river/lead/1" {
		t.Errorf("Teach = %q, %+v, %v, want the golden question that gets worse", id, worse, err)
	}
	p.answers(tollQuestion, "bridge/lead/2")
	if lessons, err := p.Lessons(t.Context()); err != nil || len(lessons) != 0 {
		t.Errorf("Lessons = %+v, %v, want none", lessons, err)
	}
	id, worse, err = p.Teach(t.Context(), ada, wrong, true)
	if err != nil || id == "" || len(worse) != 1 {
		t.Errorf("Teach anyway = %q, %+v, %v, want an ID and the golden question that got worse", id, worse, err)
	}
	p.answers(tollQuestion, "river/lead/1")
}

func TestTeachWithoutEffect(t *testing.T) {
	w := newWorld(t)
	p := w.start()
	for want, l := range map[string]journal.Lesson{
		"is gone":      {Kind: journal.Phrasing, Question: "who?", Unit: "sea/lead/1"},
		"no words":     {Kind: journal.Entry, Question: "who?", Answer: " "},
		"unknown kind": {Kind: "guess", Question: "who?"},
	} {
		if id, _, err := p.Teach(t.Context(), ada, l, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Teach %+v = %q, %v, want an error with %q", l, id, err, want)
		}
	}
	// What is not to be shown anymore changes no answer.
	before := p.Corpus()
	p.teach(journal.Lesson{Kind: journal.Dismissed, Question: "who?"})
	if lessons, err := p.Lessons(t.Context()); err != nil || len(lessons) != 1 || p.Corpus() != before {
		t.Errorf("Lessons = %+v, %v, want one and the same corpus", lessons, err)
	}
}

// A lesson moves with its unit, and is flagged when that is gone. Without the unit, the
// question that was taught for it gets worse.
func TestLessonsMove(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		p := w.start()
		p.teach(journal.Lesson{Kind: journal.Phrasing, Language: "en", Question: "how much is the crossing", Unit: "bridge/lead/2"})
		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
		p.reindex()
		lessons, err := p.Lessons(t.Context())
		if err != nil || lessons[0].Unit != "bridge/money/1" || lessons[0].Gone {
			t.Errorf("Lessons = %+v, %v, want it moved", lessons, err)
		}
		p.answers("how much is the crossing", "bridge/money/1")

		w.write("golden.jsonl", "")
		w.write("bridge.md", "# Bridge\n\n"+stone)
		preview := p.preview()
		if worse := preview.Regressions(); len(worse) != 1 || worse[0].Question != "how much is the crossing" {
			t.Errorf("regressions %+v, want the taught question", worse)
		}
		must(t, p.Apply(t.Context(), ada, preview.Draft, true))
		if lessons, err = p.Lessons(t.Context()); err != nil || !lessons[0].Gone {
			t.Errorf("Lessons = %+v, %v, want it flagged", lessons, err)
		}
	})
}

// Without a journal nothing can be taught.
func TestNoJournal(t *testing.T) {
	w := newWorld(t)
	w.data = ""
	p := w.start()
	if _, _, err := p.Teach(t.Context(), ada, entry("who?", "Me."), false); !errors.Is(err, commands.ErrNoJournal) {
		t.Errorf("Teach = %v, want %v", err, commands.ErrNoJournal)
	}
	if err := p.Undo(t.Context(), ada, "x"); !errors.Is(err, commands.ErrNoJournal) {
		t.Errorf("Undo = %v, want %v", err, commands.ErrNoJournal)
	}
	if err := p.Return(t.Context(), ada, "x"); !errors.Is(err, commands.ErrNoJournal) {
		t.Errorf("Return = %v, want %v", err, commands.ErrNoJournal)
	}
	if lessons, err := p.Lessons(t.Context()); lessons != nil || err != nil {
		t.Errorf("Lessons = %+v, %v, want none", lessons, err)
	}
}
