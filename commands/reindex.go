package commands

import (
	"context"
	"errors"
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/lint"
	"alliancebot/internal/wording"
)

// reindex loads the corpus and replaces the live one, which stays if the new one has an
// error.
func (r *Router) reindex(ctx context.Context, x call) (Reply, error) {
	if access := r.settings.Access; !access.admits(x.Asker) {
		return x.private(x.loc.T(access.refusal(x.Asker))), nil
	}
	if !r.reindexes.TryLock() {
		return x.private(x.loc.T(wording.ReindexRuns)), nil
	}
	defer r.reindexes.Unlock()
	start := time.Now()
	old := r.engine.Corpus()
	next, err := r.load()
	if err == nil {
		err = r.engine.Reload(ctx, next)
	}
	if err == nil {
		r.settings.Observer.Indexed(len(next.Units))
	}
	if problems, ok := errors.AsType[corpus.Problems](err); ok {
		return x.private(x.problems(problems)), nil
	}
	if err != nil {
		return Reply{}, err
	}
	took := time.Since(start)
	snapshot, release := r.engine.Acquire()
	defer release()
	report, err := lint.New(ctx, snapshot)
	if err != nil {
		return Reply{}, err
	}
	changes := x.changes(corpus.Diff(old, next), len(next.Units), took)
	return x.private(changes + "\n\n" + report.Text(shownWarnings)), nil
}

// Limits that keep lists short enough to read in a chat.
const (
	shownLines    = 10
	shownWarnings = 5
)

func (x call) problems(problems corpus.Problems) string {
	list := make([]string, len(problems))
	for i, p := range problems {
		list[i] = p.Error()
	}
	return x.loc.T(wording.ReindexProblems) + "\n" + lines(x.loc, list, shownLines)
}

func (x call) changes(change corpus.Change, units int, took time.Duration) string {
	text := x.loc.T(wording.Reindexed, "Units", units, "Duration", took.Round(time.Millisecond/10),
		"Added", len(change.Added), "Changed", len(change.Changed), "Removed", len(change.Removed))
	var list []string
	for _, group := range []struct {
		mark string
		ids  []string
	}{{"+", change.Added}, {"~", change.Changed}, {"-", change.Removed}} {
		for _, id := range group.ids {
			list = append(list, group.mark+" "+id)
		}
	}
	if len(list) == 0 {
		return text
	}
	return text + "\n" + lines(x.loc, list, shownLines)
}
