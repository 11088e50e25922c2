package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/lint"
	"alliancebot/journal"
)

// Preview implements commands.Library.
func (l *Library) Preview(ctx context.Context, by string) (*commands.Preview, error) {
	_, end, err := l.beginChange(ctx, by, "reindex") // so that others are told who runs it
	if err != nil {
		return nil, err
	}
	defer end()
	p, err := l.preview(ctx)
	if err != nil {
		return nil, err
	}
	return p.preview, nil
}

// preview builds the folder's corpus beside the live one and keeps it as pending. If it is
// the live one, there is nothing to build.
func (l *Library) preview(ctx context.Context) (*pending, error) {
	l.discard() // so that there are never three indexes
	start := time.Now()
	lessons, _, err := l.remembered(ctx)
	if err != nil {
		return nil, err
	}
	next, err := l.readFolder(ctx, lessons)
	if err != nil {
		return nil, err
	}
	live, release := l.Acquire()
	defer release()
	p := &pending{build: next, preview: &commands.Preview{Draft: commands.Draft{ID: next.id, Base: l.live}}}
	snapshot := live
	if !p.preview.Unchanged() {
		if err := next.index(ctx); err != nil {
			return nil, err
		}
		snapshot = next.snapshot
	}
	if err := l.describe(ctx, p, live, snapshot); err != nil {
		if next.snapshot != nil {
			err = errors.Join(err, next.snapshot.Close())
		}
		return nil, err
	}
	p.preview.Took = time.Since(start)
	p.expiry = time.AfterFunc(previewTime, func() { l.Discard(p.preview.Draft) })
	l.pending = p
	return p, nil
}

// describe fills in what would change.
func (l *Library) describe(ctx context.Context, p *pending, live, next *index.Snapshot) error {
	golden, problems := goldenProbes(p.build)
	golden = append(golden, taughtProbes(live.Corpus(), next.Corpus())...)
	var err error
	if p.preview.Report, err = lint.New(ctx, next); err != nil {
		return err
	}
	p.preview.Report.Warnings = slices.Concat(p.preview.Report.Warnings, problems)
	p.preview.Units = corpus.Diff(live.Corpus(), next.Corpus())
	p.preview.Pages = pages(live.Corpus(), next.Corpus(), p.preview.Units)
	p.preview.Total, p.preview.Golden = len(next.Corpus().Units), len(golden)
	if p.preview.Unchanged() {
		return nil
	}
	p.preview.Shifts, err = compare(ctx, live, next, append(golden, l.recentProbes(ctx, golden)...))
	return err
}

// pages returns the difference between the pages of two corpora, with the difference between
// their units.
func pages(old, new *corpus.Corpus, units corpus.Change) corpus.Change {
	differs := make(map[string]bool) // IDs of units
	for _, id := range slices.Concat(units.Added, units.Changed, units.Removed) {
		differs[id] = true
	}
	before := make(map[string]*corpus.Story)
	for _, story := range old.Stories {
		before[story.ID] = story
	}
	var change corpus.Change
	for _, story := range new.Stories {
		was := before[story.ID]
		delete(before, story.ID)
		isDifferent := func(u *corpus.Unit) bool { return differs[u.ID] }
		switch {
		case was == nil:
			change.Added = append(change.Added, story.ID)
		case slices.ContainsFunc(story.Units, isDifferent), slices.ContainsFunc(was.Units, isDifferent):
			change.Changed = append(change.Changed, story.ID)
		}
	}
	for _, story := range old.Stories {
		if before[story.ID] != nil {
			change.Removed = append(change.Removed, story.ID)
		}
	}
	return change
}

// Apply implements commands.Library.
func (l *Library) Apply(ctx context.Context, by string, draft commands.Draft, anyway bool) error {
	lease, end, err := l.beginChange(ctx, by, "reindex")
	if err != nil {
		return err
	}
	defer end()
	p, err := l.previewed(ctx, draft)
	if err != nil {
		return err
	}
	return l.apply(ctx, lease, p, anyway)
}

// previewed returns what was built for a preview. It is built again if another process has
// made the preview, or it was discarded.
func (l *Library) previewed(ctx context.Context, draft commands.Draft) (*pending, error) {
	p := l.pending
	lessons, _, err := l.remembered(ctx)
	if err != nil {
		return nil, err
	}
	if p == nil || !matches(draft, p.preview.Draft) || !slices.Equal(p.lessonIDs(), (&build{lessons: lessons}).lessonIDs()) {
		if p, err = l.preview(ctx); err != nil {
			return nil, err
		}
	}
	if !matches(draft, p.preview.Draft) {
		return nil, commands.ErrChanged
	}
	return p, nil
}

// apply makes p live.
func (l *Library) apply(ctx context.Context, lease *journal.Lease, p *pending, anyway bool) error {
	worse := p.preview.Regressions()
	if len(worse) > 0 && !anyway {
		return worse
	}
	note := ""
	if len(worse) > 0 {
		note = "anyway: " + worse.Error()
	}
	if p.snapshot == nil { // it is live, though perhaps not yet in the journal
		return l.record(ctx, lease, p.build, note)
	}
	return l.switchTo(ctx, lease, p.build, note)
}

// switchTo records that b is live and makes it so.
func (l *Library) switchTo(ctx context.Context, lease *journal.Lease, b *build, note string) error {
	if err := l.record(ctx, lease, b, note); err != nil {
		return err
	}
	l.goLive(b)
	return nil
}

// record records in the journal, if there is one, that b is live.
func (l *Library) record(ctx context.Context, lease *journal.Lease, b *build, note string) error {
	if lease == nil || b.id == l.base {
		return nil
	}
	_, err := lease.Apply(ctx, journal.Draft{Files: b.files, Units: len(b.corpus.Units), Note: note, Base: l.base, Moved: moved(b)})
	if errors.Is(err, journal.ErrChanged) {
		return commands.ErrChanged
	}
	if err == nil {
		l.base = b.id
	}
	return err
}

// moved returns the lessons whose unit has another ID or text in b.
func moved(b *build) []journal.Move {
	var moves []journal.Move
	for i, lesson := range b.lessons {
		if u := b.corpus.Taught[i].Found; lesson.Kind == journal.Phrasing && u != nil && (u.ID != lesson.Unit || u.Text != lesson.UnitText) {
			moves = append(moves, journal.Move{Lesson: lesson.ID, Unit: u.ID, UnitText: u.Text})
		}
	}
	return moves
}

// Generations implements commands.Library.
func (l *Library) Generations(ctx context.Context) ([]journal.Generation, error) {
	if l.config.Journal == nil {
		return nil, nil
	}
	return l.config.Journal.Generations(ctx)
}

// Return implements commands.Library. Golden questions do not keep it from an earlier
// generation: it undoes a change.
func (l *Library) Return(ctx context.Context, by, generation string) error {
	if l.config.Journal == nil {
		return commands.ErrNoJournal
	}
	lease, end, err := l.beginChange(ctx, by, "reindex")
	if err != nil {
		return err
	}
	defer end()
	lessons, generations, err := l.remembered(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(generations, func(g journal.Generation) bool { return short(g.ID) == short(generation) })
	if i < 0 {
		return journal.ErrNotFound
	}
	b, err := l.readGeneration(ctx, generations[i].ID, lessons)
	if err != nil {
		return err
	}
	l.discard()
	if err := b.index(ctx); err != nil {
		return err
	}
	if err := l.switchTo(ctx, lease, b, "returned"); err != nil {
		return errors.Join(err, b.snapshot.Close())
	}
	return nil
}

// Reload makes the folder's corpus live, unless golden questions get worse: by is what acts
// on its own. It waits for its turn.
func (l *Library) Reload(ctx context.Context, by string) (*commands.Preview, error) {
	for {
		p, err := l.reload(ctx, by)
		if _, busy := errors.AsType[*journal.BusyError](err); !busy && !errors.Is(err, commands.ErrChanged) {
			return p, err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *Library) reload(ctx context.Context, by string) (*commands.Preview, error) {
	lease, end, err := l.beginChange(ctx, by, "reindex")
	if err != nil {
		return nil, err
	}
	defer end()
	p, err := l.preview(ctx)
	if err != nil {
		return nil, err
	}
	err = l.apply(ctx, lease, p, false)
	if err != nil {
		l.discard()
	}
	return p.preview, err
}

// Start brings the folder and the journal together: it makes the folder's corpus live,
// unless golden questions get worse, or it was live before and an admin has replaced it.
// What keeps it from that is logged. If the journal cannot be used yet, or someone else
// changes the corpus, Follow does it later.
func (l *Library) Start(ctx context.Context) {
	if busy := l.startOnce(ctx); busy != nil {
		l.config.Log.Info("the folder waits until another process is done", "error", busy)
	}
}

// startOnce is Start unless that was done. It returns a *journal.BusyError if it is to be tried
// again, and logs other errors.
func (l *Library) startOnce(ctx context.Context) error {
	end, err := l.wait(ctx)
	if err != nil {
		return nil
	}
	ready, answering := l.config.Journal != nil && !l.unread && !l.started.Load(), l.live
	end()
	if !ready {
		return nil
	}
	_, generations, err := l.remembered(ctx)
	if err == nil {
		err = l.start(ctx, generations, answering)
	}
	if _, busy := errors.AsType[*journal.BusyError](err); busy {
		return err
	}
	l.started.Store(true)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, commands.ErrChanged):
		l.config.Log.Info("another process changes the corpus, which this one follows", "error", err)
	default:
		l.config.Log.Error("the live corpus stays", "error", err)
	}
	return nil
}

// start is Start for a library that answers from a corpus with an ID.
func (l *Library) start(ctx context.Context, generations []journal.Generation, answering string) error {
	folder, err := l.readFolder(ctx, nil)
	if err != nil {
		return fmt.Errorf("the corpus folder cannot be used: %w", err)
	}
	live := liveOf(generations)
	known := slices.ContainsFunc(generations, func(g journal.Generation) bool { return g.ID == folder.id })
	switch {
	case folder.id == live:
		return nil
	case known && folder.id != answering: // which it is if the live generation cannot be used
		l.config.Log.Warn("the folder has an earlier corpus than the live generation, which stays; to make it live, use /reindex or send SIGHUP",
			"folder", short(folder.id), "generation", short(live))
		return nil
	}
	p, err := l.reload(ctx, "start")
	if err == nil && live != "" {
		l.config.Log.Info("the folder has a new corpus, which is live now", Summary(p)...)
	}
	return err
}

// Summary returns p for a log.
func Summary(p *commands.Preview) []any {
	return []any{"units", p.Total, "added", len(p.Units.Added), "changed", len(p.Units.Changed), "removed", len(p.Units.Removed),
		"warnings", len(p.Report.Warnings), "took", p.Took}
}
