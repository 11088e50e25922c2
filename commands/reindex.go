package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// previewLife is how long a preview can be applied.
const previewLife = 15 * time.Minute

// Limits that keep lists short enough to read in a chat.
const (
	shownLines    = 10
	shownShifts   = 8
	shownWarnings = 5
	shownQuestion = 80 // characters
)

// reindex previews the corpus in the folder, or lists the generations.
func (r *Router) reindex(ctx context.Context, x call) (Reply, error) {
	if refusal, ok := r.checkAdmin(x); !ok {
		return refusal, nil
	}
	if x.Options[historyOption] == "true" {
		return r.history(ctx, x)
	}
	p, err := r.settings.Library.Preview(ctx, x.actor())
	if err != nil {
		return x.reindexFailure(err)
	}
	return x.preview(p), nil
}

// checkAdmin reports whether the asker may use the admin commands. If not, it returns the
// refusal.
func (r *Router) checkAdmin(x call) (refusal Reply, ok bool) {
	if access := r.settings.Access; !access.admits(x.Asker) {
		return x.private(x.loc.T(access.refusal(x.Asker))), false
	}
	return Reply{}, true
}

// actor is who changes something, in the journal.
func (x call) actor() string { return cmp.Or(x.Asker.UserID, "terminal") }

// reindexFailure says why a reindex did not happen. Other errors are for the log.
func (x call) reindexFailure(err error) (Reply, error) {
	if problems, ok := errors.AsType[corpus.Problems](err); ok {
		return x.private(x.problems(problems)), nil
	}
	if busy, ok := errors.AsType[*journal.BusyError](err); ok {
		reply := x.private(x.loc.T(wording.TryLater))
		reply.Lead = x.line(wording.ReindexRuns, parts{
			"Member": {Text: busy.Holder, UserID: busy.Holder}, "Time": {Text: busy.Since.UTC().Format(time.TimeOnly + " MST")},
		})
		return reply, nil
	}
	for known, message := range map[error]wording.Message{
		ErrChanged: wording.ReindexChanged, ErrNoJournal: wording.ReindexNoHistory, journal.ErrNotFound: wording.ReindexNotKept,
	} {
		if errors.Is(err, known) {
			return x.private(x.loc.T(message)), nil
		}
	}
	return Reply{}, err
}

func (x call) problems(problems corpus.Problems) string {
	list := make([]string, len(problems))
	for i, p := range problems {
		list[i] = p.Error()
	}
	return x.loc.T(wording.ReindexProblems) + "\n" + lines(x.loc, list, shownLines)
}

// preview shows what would change, with buttons to apply it unless that is nothing.
func (x call) preview(p *Preview) Reply {
	reply := x.private(x.previewText(p))
	if !p.Unchanged() {
		reply.Buttons = x.previewButtons(ticket{p.Draft, x.Asker.UserID, time.Now().Add(previewLife)}, len(p.Regressions()) > 0)
	}
	return reply
}

// Text returns the preview in English.
func (p *Preview) Text() string { return call{loc: wording.For(wording.Default)}.previewText(p) }

func (x call) previewText(p *Preview) string {
	if p.Unchanged() {
		return x.loc.T(wording.ReindexUnchanged) + "\n\n" + p.Report.Text(shownWarnings)
	}
	text := x.loc.T(wording.ReindexPreview, "Duration", p.Took.Round(time.Millisecond/10)) + "\n" +
		x.changed(wording.ReindexPages, p.Pages) + "\n" + x.changed(wording.ReindexUnits, p.Units)
	if list := changedUnits(p.Units); len(list) > 0 {
		text += "\n" + lines(x.loc, list, shownLines)
	}
	worse := p.Regressions()
	if p.Golden > 0 && len(worse) == 0 {
		text += "\n\n" + x.loc.T(wording.ReindexGolden, "Count", p.Golden)
	}
	text += x.shifts(wording.ReindexWorse, worse) + x.shifts(wording.ReindexShifts, p.Shifts[len(worse):])
	return text + "\n\n" + p.Report.Text(shownWarnings)
}

func (x call) changed(message wording.Message, c corpus.Change) string {
	return x.loc.T(message, "Added", len(c.Added), "Changed", len(c.Changed), "Removed", len(c.Removed))
}

func changedUnits(c corpus.Change) []string {
	var list []string
	for _, group := range []struct {
		mark string
		ids  []string
	}{{"+", c.Added}, {"~", c.Changed}, {"-", c.Removed}} {
		for _, id := range group.ids {
			list = append(list, group.mark+" "+id)
		}
	}
	return list
}

// shifts lists questions whose answer would change, under a title; "" for none.
func (x call) shifts(title wording.Message, shifts []Shift) string {
	if len(shifts) == 0 {
		return ""
	}
	list := make([]string, len(shifts))
	for i, s := range shifts {
		list[i] = x.loc.T(wording.ReindexShift, "Question", prose.Truncate(prose.Line(s.Question), shownQuestion), "Old", x.answerName(s.Old), "New", x.answerName(s.New))
	}
	return "\n\n" + x.loc.T(title, "Count", len(shifts)) + "\n" + lines(x.loc, list, shownShifts)
}

// answerName names what a question is answered with.
func (x call) answerName(s Shown) string {
	switch s.Verdict {
	case index.Answered:
		return s.Unit
	case index.Suggested:
		return s.Unit + "?"
	}
	return x.loc.T(wording.ReindexNoAnswer)
}

// previewButtons apply or cancel what was previewed.
func (x call) previewButtons(t ticket, worse bool) []Button {
	apply := Button{Label: x.loc.T(wording.ApplyButton), Command: applyCommand, Value: t.String()}
	if worse {
		apply.Label, apply.Command = x.loc.T(wording.ApplyAnywayButton), anywayCommand
	}
	return []Button{apply, {Label: x.loc.T(wording.CancelButton), Command: cancelCommand, Value: t.String()}}
}

// ticket lets an admin apply a draft until it expires. It is the value of a button, which
// adapters keep from being changed.
type ticket struct {
	Draft
	userID string
	until  time.Time
}

// String returns the ticket as a Button's value.
func (t ticket) String() string {
	return fmt.Sprintf("%.20s-%.20s-%s-%s", t.ID, t.Base, t.userID, strconv.FormatInt(t.until.Unix(), 36))
}

// parseTicket returns the ticket in a Button's value.
func parseTicket(value string) (ticket, bool) {
	fields := strings.Split(value, "-")
	if len(fields) != 4 {
		return ticket{}, false
	}
	until, err := strconv.ParseInt(fields[3], 36, 64)
	return ticket{Draft{fields[0], fields[1]}, fields[2], time.Unix(until, 0)}, err == nil
}

// apply makes what was previewed live.
func (r *Router) apply(ctx context.Context, x call) (Reply, error) {
	t, refusal, ok := r.checkTicket(x)
	if !ok {
		return refusal, nil
	}
	err := r.settings.Library.Apply(ctx, x.actor(), t.Draft, x.Command == anywayCommand)
	if worse, ok := errors.AsType[Regressions](err); ok { // since the preview, a question was taught or became golden
		reply := x.private(strings.TrimSpace(x.shifts(wording.ReindexWorse, worse)))
		reply.Buttons = x.previewButtons(t, true)
		return reply, nil
	}
	if err != nil {
		return x.reindexFailure(err)
	}
	return x.applied(r), nil
}

// applied says that a corpus is live, also in the log channel.
func (x call) applied(r *Router) Reply {
	units := len(r.engine.Corpus().Units)
	reply := x.private(x.loc.Plural(wording.ReindexApplied, units))
	x.loc = wording.For(r.settings.Language)
	reply.Log = x.line(wording.LogApplied, parts{
		"Member": {UserID: x.Asker.UserID}, "Result": {Text: x.loc.Plural(wording.ReindexApplied, units)},
	})
	return reply
}

// cancel drops what was previewed.
func (r *Router) cancel(_ context.Context, x call) (Reply, error) {
	t, refusal, ok := r.checkTicket(x)
	if !ok {
		return refusal, nil
	}
	r.settings.Library.Discard(t.Draft)
	return x.private(x.loc.T(wording.ReindexCanceled)), nil
}

// checkTicket returns the ticket in a button, or a refusal if the asker cannot use it.
func (r *Router) checkTicket(x call) (t ticket, refusal Reply, ok bool) {
	if refusal, ok := r.checkAdmin(x); !ok {
		return t, refusal, false
	}
	t, ok = parseTicket(x.Value)
	if !ok || !time.Now().Before(t.until) || t.userID != x.Asker.UserID {
		return t, x.private(x.loc.T(wording.ReindexChanged)), false
	}
	return t, Reply{}, true
}

// history lists the generations, with a menu to return to one.
func (r *Router) history(ctx context.Context, x call) (Reply, error) {
	generations, err := r.settings.Library.Generations(ctx)
	switch {
	case err != nil:
		return Reply{}, err
	case len(generations) == 0:
		return x.private(x.loc.T(wording.ReindexNoHistory)), nil
	}
	menu := Menu{Prompt: x.loc.T(wording.ReturnPrompt), Command: returnCommand}
	reply := x.private("")
	reply.Lead = []Inline{{Text: x.loc.T(wording.ReindexHistory)}}
	for _, g := range generations {
		line := x.loc.T(wording.ReindexGeneration, "Time", g.At.UTC().Format("2006-01-02 15:04 MST"), "Units", g.Units)
		if g.Live {
			line = x.loc.T(wording.ReindexLive, "Generation", line)
		} else {
			menu.Choices = append(menu.Choices, Choice{Label: line, Detail: g.Note, Value: g.ID})
		}
		reply.Lead = append(reply.Lead, Inline{Text: "\n"})
		reply.Lead = append(reply.Lead, x.line(wording.ReindexBy, parts{"Generation": {Text: line}, "Member": {Text: g.By, UserID: g.By}})...)
	}
	if len(menu.Choices) > 0 {
		reply.Menus = []Menu{menu}
	}
	return reply, nil
}

// returnTo makes an earlier generation live.
func (r *Router) returnTo(ctx context.Context, x call) (Reply, error) {
	if refusal, ok := r.checkAdmin(x); !ok {
		return refusal, nil
	}
	if err := r.settings.Library.Return(ctx, x.actor(), x.Value); err != nil {
		return x.reindexFailure(err)
	}
	return x.applied(r), nil
}
