package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/lint"
	"alliancebot/journal"
)

// Library is where the Engine's corpus comes from, and how admins change it. Changes are
// made for someone: by is the ID of the admin, or what acts on its own. While another one
// runs, anywhere, they return a *journal.BusyError. They Report how far they are.
type Library interface {
	// Preview reads the corpus and indexes it beside the live one, which stays as it is. An
	// error of type corpus.Problems describes what is wrong with the files.
	Preview(ctx context.Context, by string) (*Preview, error)
	// Apply makes what was previewed live. It returns ErrChanged if the live corpus has
	// changed since, or if what was previewed is not kept and the files have changed; and
	// Regressions unless anyway is true.
	Apply(ctx context.Context, by string, draft Draft, anyway bool) error
	// Discard releases what was built for a preview. It may be called more than once.
	Discard(draft Draft)

	// Generations returns the corpora that were live, the latest first. There are none
	// without a journal.
	Generations(ctx context.Context) ([]journal.Generation, error)
	// Return makes an earlier generation live. It returns journal.ErrNotFound if that is not
	// kept.
	Return(ctx context.Context, by, generation string) error

	// Teach adds a lesson. If golden questions get worse, it changes nothing and returns
	// them, unless anyway is true. It returns ErrNoJournal without a journal.
	Teach(ctx context.Context, by string, lesson journal.Lesson, anyway bool) (journal.ID, []Shift, error)
	// Undo takes a lesson back.
	Undo(ctx context.Context, by string, id journal.ID) error
	// Lessons returns what was taught, the oldest first, without what was undone.
	Lessons(ctx context.Context) ([]Lesson, error)
}

// ErrChanged is returned by Library.Apply for a preview that is not true anymore.
var ErrChanged = errors.New("the files or the live corpus have changed since the preview")

// ErrNoJournal is returned for what needs a journal if there is none.
var ErrNoJournal = errors.New("the journal is off")

// ErrNoEffect is wrapped by Library.Teach's error for a lesson that would change nothing.
var ErrNoEffect = errors.New("it would have no effect")

// Regressions are golden questions that would get worse.
type Regressions []Shift

// Error says how many there are, and names the first.
func (r Regressions) Error() string {
	return fmt.Sprintf("golden questions get worse (%d), such as %q: %s → %s", len(r), r[0].Question, r[0].Old, r[0].New)
}

// Draft is a corpus that was previewed, and what was live then. Both are the beginning of a
// generation's ID.
type Draft struct{ ID, Base string }

// Preview is what would change if a Draft went live.
type Preview struct {
	Draft
	Pages, Units corpus.Change // IDs of stories and units
	Total        int           // units of the new corpus
	Report       *lint.Report  // on the new corpus
	// Shifts are the golden questions and the recent ones in the journal whose answer would
	// change: those that get worse, the other golden ones, the rest.
	Shifts []Shift
	Golden int // number of golden questions
	Took   time.Duration
}

// Unchanged reports whether the previewed corpus is the live one.
func (p *Preview) Unchanged() bool { return p.ID == p.Base }

// Regressions returns the golden questions that would get worse.
func (p *Preview) Regressions() Regressions {
	var worse Regressions
	for _, s := range p.Shifts {
		if s.Worse {
			worse = append(worse, s)
		}
	}
	return worse
}

// Shift is a question whose answer would change.
type Shift struct {
	Question string
	Golden   bool // it is in golden.jsonl, or was taught
	Worse    bool // it is golden, and the new answer is worse
	Old, New Shown
}

// Shown is what a question is answered with.
type Shown struct {
	Verdict index.Verdict
	Unit    string // ID of the first unit; "" with the verdict None
}

// String returns the unit, with a question mark if it only may answer.
func (s Shown) String() string {
	switch {
	case s.Unit == "":
		return "no answer"
	case s.Verdict == index.Suggested:
		return s.Unit + "?"
	}
	return s.Unit
}

// Lesson is something that is taught.
type Lesson struct {
	journal.Lesson
	Gone bool // its unit is not in the live corpus
}
