package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/journal"
)

// Teach implements commands.Library.
func (l *Library) Teach(ctx context.Context, by string, lesson journal.Lesson, anyway bool) (journal.ID, []commands.Shift, error) {
	if l.config.Journal == nil {
		return "", nil, commands.ErrNoJournal
	}
	lease, end, err := l.beginChange(ctx, by, "teach")
	if err != nil {
		return "", nil, err
	}
	defer end()
	if lesson.Kind == journal.Dismissed { // nothing is answered in another way
		id, err := lease.Teach(ctx, lesson)
		return id, nil, err
	}
	if u := l.Unit(lesson.Unit); u != nil {
		lesson.UnitText = u.Text
	}
	lesson.By, lesson.At = by, time.Now()
	b, err := l.relearn(ctx, func(lessons []journal.Lesson) []journal.Lesson { return append(lessons, lesson) })
	if err != nil {
		return "", nil, err
	}
	id, worse, err := l.teach(ctx, lease, lesson, b, anyway)
	if id == "" {
		return "", worse, errors.Join(err, b.snapshot.Close())
	}
	b.lessons[len(b.lessons)-1].ID = id
	l.goLive(b)
	return id, worse, nil
}

// teach records the last lesson of b, unless it has no effect or golden questions get worse.
func (l *Library) teach(ctx context.Context, lease *journal.Lease, lesson journal.Lesson, b *build, anyway bool) (journal.ID, commands.Regressions, error) {
	if err := effect(b); err != nil {
		return "", nil, err
	}
	live, release := l.Acquire()
	defer release()
	golden, _ := goldenProbes(b)
	shifts, err := compare(ctx, live, b.snapshot, append(golden, taughtProbes(live.Corpus(), b.corpus)...))
	if err != nil {
		return "", nil, err
	}
	worse := (&commands.Preview{Shifts: shifts}).Regressions()
	if len(worse) > 0 && !anyway {
		return "", worse, nil
	}
	id, err := lease.Teach(ctx, lesson)
	return id, worse, err
}

// effect returns an error if the last lesson of b is not in force.
func effect(b *build) error {
	last := len(b.lessons) - 1
	if b.corpus.Taught[last].InForce {
		return nil
	}
	for _, p := range b.corpus.Warnings {
		if p.File == corpus.TaughtSource && p.Line == last+1 {
			return fmt.Errorf("%w: %s", commands.ErrNoEffect, p.What)
		}
	}
	return commands.ErrNoEffect
}

// Undo implements commands.Library.
func (l *Library) Undo(ctx context.Context, by string, id journal.ID) error {
	if l.config.Journal == nil {
		return commands.ErrNoJournal
	}
	lease, end, err := l.beginChange(ctx, by, "teach")
	if err != nil {
		return err
	}
	defer end()
	b, err := l.relearn(ctx, func(lessons []journal.Lesson) []journal.Lesson {
		return slices.DeleteFunc(lessons, func(lesson journal.Lesson) bool { return lesson.ID == id })
	})
	if err != nil {
		return err
	}
	if err := lease.Undo(ctx, id); err != nil {
		return errors.Join(err, b.snapshot.Close())
	}
	l.goLive(b)
	return nil
}

// relearn builds the live corpus with other lessons.
func (l *Library) relearn(ctx context.Context, change func([]journal.Lesson) []journal.Lesson) (*build, error) {
	lessons, generations, err := l.remembered(ctx)
	if err != nil {
		return nil, err
	}
	b, err := l.readLive(ctx, liveOf(generations), change(lessons))
	if err != nil {
		return nil, err
	}
	l.discard() // so that there are never three indexes
	if err := b.index(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// Lessons implements commands.Library.
func (l *Library) Lessons(ctx context.Context) ([]commands.Lesson, error) {
	if l.config.Journal == nil {
		return nil, nil
	}
	all, err := l.config.Journal.Lessons(ctx)
	if err != nil {
		return nil, err
	}
	taught := l.Corpus().Taught
	var list []commands.Lesson
	for _, lesson := range all {
		if !lesson.UndoneAt.IsZero() {
			continue
		}
		gone := lesson.Kind == journal.Phrasing && slices.ContainsFunc(taught, func(t corpus.Taught) bool {
			return t.Found == nil && t.Kind == corpus.PhrasingLesson && t.Question == lesson.Question && t.Unit == lesson.Unit
		})
		list = append(list, commands.Lesson{Lesson: lesson, Gone: gone})
	}
	return list, nil
}
