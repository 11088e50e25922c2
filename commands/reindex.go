package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
	next, err := r.load()
	if problems := (corpus.Problems)(nil); errors.As(err, &problems) {
		return Reply{Text: describeProblems(problems), Private: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	change := corpus.Diff(r.engine.Corpus(), next)
	if err := r.engine.Reload(ctx, next); err != nil {
		return Reply{}, err
	}
	return Reply{Text: describeChange(change, len(next.Units), time.Since(start)), Private: true}, nil
}

// shownLines keeps lists in a reply to what one reads in a chat.
const shownLines = 10

func describeProblems(problems corpus.Problems) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.Error()
	}
	return "Nothing was changed: the story's files have problems.\n" + list(lines)
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
	return text + "\n" + list(lines)
}

// list returns lines as a text, cut after the first shownLines.
func list(lines []string) string {
	if more := len(lines) - shownLines; more > 0 {
		lines = append(lines[:shownLines:shownLines], fmt.Sprintf("… and %d more", more))
	}
	return strings.Join(lines, "\n")
}
