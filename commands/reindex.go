package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alliancebot/corpus"
)

// reindex loads the corpus again and puts it in place of the live one, which
// stays if anything is wrong with the new one.
func (r *Router) reindex(ctx context.Context, request Request) (Reply, error) {
	if !r.access.admits(request.Asker) {
		return Reply{Text: r.access.refusal(request.Asker), Private: true}, nil
	}
	if !r.reindexes.TryLock() {
		return Reply{Text: "A reindex is under way already.", Private: true}, nil
	}
	defer r.reindexes.Unlock()
	start := time.Now()
	old := r.engine.Corpus()
	next, err := r.reload(ctx)
	if problems := (corpus.Problems)(nil); errors.As(err, &problems) {
		return Reply{Text: describeProblems(problems), Private: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	text := describeChange(corpus.Diff(old, next), len(next.Units), time.Since(start))
	return Reply{Text: text, Private: true}, nil
}

// reload puts the corpus as it is now in the place of the live one and returns
// it.
func (r *Router) reload(ctx context.Context) (*corpus.Corpus, error) {
	next, err := r.load()
	if err != nil {
		return nil, err
	}
	return next, r.engine.Reload(ctx, next)
}

// shownLines keeps lists in a reply to what one reads in a chat.
const shownLines = 10

func describeProblems(problems corpus.Problems) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.Error()
	}
	return "Nothing was changed: the story's files have problems.\n" + enumerate(lines, shownLines, "\n")
}

func describeChange(change corpus.Change, units int, took time.Duration) string {
	text := fmt.Sprintf("Reindexed %d units in %s: %d added, %d changed, %d removed.",
		units, took.Round(time.Millisecond/10), len(change.Added), len(change.Changed), len(change.Removed))
	var lines []string
	for _, group := range []struct {
		mark string
		ids  []string
	}{{"+", change.Added}, {"~", change.Changed}, {"-", change.Removed}} {
		for _, id := range group.ids {
			lines = append(lines, group.mark+" "+id)
		}
	}
	if len(lines) == 0 {
		return text
	}
	return text + "\n" + enumerate(lines, shownLines, "\n")
}
