package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// proposalDigits is the length of a proposal's ID in a choice, where a reference follows.
const proposalDigits = 16

// The fields of the form for a new answer, and their maximum lengths in characters. The
// longest answer is one that Discord shows whole.
const (
	answerField  = "answer"
	addressField = "address"

	maxAsked   = 300
	maxAnswer  = 3500
	maxAddress = MaxURL
)

// maxTitle is how many characters of a question or a title are quoted in a sentence.
const maxTitle = 100

// teaching returns the ways to teach what a question should get: a menu of the best units,
// and buttons.
func (r *Router) teaching(ctx context.Context, x call, question string) ([]Button, []Menu, error) {
	proposal, err := r.settings.Journal.Propose(ctx, journal.Lesson{Question: question})
	if err != nil {
		return nil, nil, err
	}
	value := string(proposal)
	units, err := x.candidates(ctx, question)
	if err != nil {
		return nil, nil, err
	}
	choices := make([]Choice, len(units))
	for i, u := range units {
		choices[i] = Choice{Label: u.Title(), Detail: u.Text, Value: value + refer(u, prose.Span{}).String()}
	}
	menus := []Menu{{Prompt: x.loc.T(wording.TeachPrompt), Command: unitCommand, Choices: x.lookup.nameStories(choices, units)}}
	return []Button{
		{Label: x.loc.T(wording.NewAnswerButton), Command: formCommand, Value: value},
		{Label: x.loc.T(wording.NotOursButton), Command: unansweredCommand, Value: value},
	}, menus, nil
}

// candidates returns the units that may answer a question, the best first: those that were
// found, then the FAQ entries, then the others in reading order.
func (x call) candidates(ctx context.Context, question string) ([]*corpus.Unit, error) {
	const most = 10 // what can be read at a glance
	hits, err := x.snapshot.Rank(ctx, question, most)
	if err != nil {
		return nil, err
	}
	var units []*corpus.Unit
	for _, hit := range hits {
		units = append(units, hit.Unit)
	}
	for _, u := range slices.Concat(x.lookup.entries, x.lookup.corpus.Units) {
		if len(units) < most && !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	return units, nil
}

// withProposal calls run with the lesson that the call's button refers to.
func (r *Router) withProposal(ctx context.Context, x call, run func(journal.Lesson) (Reply, error)) (Reply, error) {
	lesson, err := r.settings.Journal.Proposal(ctx, journal.ID(x.Value[:min(len(x.Value), proposalDigits)]))
	switch {
	case errors.Is(err, journal.ErrNotFound): // it is not kept anymore
		return x.private(x.loc.T(wording.Outdated)), nil
	case err != nil:
		return Reply{}, err
	}
	return run(lesson)
}

// teachUnit teaches that the picked unit answers the question.
func (r *Router) teachUnit(ctx context.Context, x call) (Reply, error) {
	return r.withProposal(ctx, x, func(lesson journal.Lesson) (Reply, error) {
		f, _, ok := x.resolve(x.Value[min(len(x.Value), proposalDigits):])
		if !ok {
			return x.gone(), nil
		}
		lesson.Kind, lesson.Unit, lesson.UnitText = journal.Phrasing, f.unit.ID, f.unit.Text
		return r.teach(ctx, x, lesson, false)
	})
}

// teachKind returns a command that teaches what needs no unit: that none answers the
// question, or that it is not to be listed.
func (r *Router) teachKind(kind journal.LessonKind) func(context.Context, call) (Reply, error) {
	return func(ctx context.Context, x call) (Reply, error) {
		return r.withProposal(ctx, x, func(lesson journal.Lesson) (Reply, error) {
			lesson.Kind = kind
			return r.teach(ctx, x, lesson, false)
		})
	}
}

// teachAnyway teaches what was refused because other answers get worse.
func (r *Router) teachAnyway(ctx context.Context, x call) (Reply, error) {
	return r.withProposal(ctx, x, func(lesson journal.Lesson) (Reply, error) { return r.teach(ctx, x, lesson, true) })
}

// use opens the form for a new answer, with the text of a message.
func (r *Router) use(_ context.Context, x call) (Reply, error) {
	text := strings.TrimSpace(x.Options[answerField])
	if prose.Key(text) == "" {
		return x.private(x.loc.T(wording.EmptyMessage)), nil
	}
	return x.form("", journal.Lesson{Answer: text}), nil
}

// openForm opens the form for a new answer to a question, or for one to correct.
func (r *Router) openForm(ctx context.Context, x call) (Reply, error) {
	return r.withProposal(ctx, x, func(lesson journal.Lesson) (Reply, error) { return x.form(x.Value, lesson), nil })
}

func (x call) form(value string, lesson journal.Lesson) Reply {
	return Reply{Form: &Form{
		Title: x.loc.T(wording.NewAnswerButton), Command: entryCommand, Value: value,
		Fields: []Field{
			{Name: QuestionOption, Label: x.loc.T(wording.QuestionLabel), Text: lesson.Question, Required: true, Max: maxAsked},
			{Name: answerField, Label: x.loc.T(wording.AnswerLabel), Text: lesson.Answer, Lines: true, Required: true, Max: maxAnswer},
			{Name: addressField, Label: x.loc.T(wording.AddressLabel), Hint: "https://", Text: lesson.Address, Max: maxAddress},
		},
	}}
}

// teachEntry teaches the answer in a form.
func (r *Router) teachEntry(ctx context.Context, x call) (Reply, error) {
	lesson := journal.Lesson{
		Kind: journal.Entry, Question: prose.Line(x.Options[QuestionOption]),
		Answer: strings.TrimSpace(prose.Clean(x.Options[answerField])), Address: strings.TrimSpace(x.Options[addressField]),
	}
	problem := ""
	switch address, err := url.Parse(lesson.Address); {
	case prose.Key(lesson.Question) == "" || prose.Key(lesson.Answer) == "":
		problem = x.loc.T(wording.IncompleteAnswer)
	case lesson.Address != "" && (err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https"):
		problem = x.loc.T(wording.InvalidAddress, "Address", prose.Truncate(lesson.Address, maxTitle))
	}
	if problem == "" {
		return r.teach(ctx, x, lesson, false)
	}
	proposal, err := r.settings.Journal.Propose(ctx, lesson)
	if err != nil {
		return Reply{}, err
	}
	reply := x.private(problem)
	reply.Buttons = []Button{{Label: x.loc.T(wording.CorrectButton), Command: formCommand, Value: string(proposal)}}
	return reply, nil
}

// teach teaches a lesson. If other answers would get worse, it shows them instead, unless
// anyway is true.
func (r *Router) teach(ctx context.Context, x call, lesson journal.Lesson, anyway bool) (Reply, error) {
	answer, err := x.snapshot.Ask(ctx, lesson.Question, nil)
	if err != nil {
		return Reply{}, err
	}
	lesson.Language = questionLanguage(answer, x.lookup.corpus)
	back := Button{Label: x.loc.T(wording.ListButton), Command: missedCommand}
	id, worse, err := r.settings.Library.Teach(ctx, x.actor(), lesson, anyway)
	if errors.Is(err, ErrNoEffect) {
		reply := x.private(x.loc.T(wording.NoEffect) + "\n" + err.Error())
		reply.Buttons = []Button{back}
		return reply, nil
	}
	if err != nil {
		reply, err := x.reindexFailure(err)
		reply.Buttons = []Button{back}
		return reply, err
	}
	if id == "" {
		proposal, err := r.settings.Journal.Propose(ctx, lesson)
		if err != nil {
			return Reply{}, err
		}
		reply := x.private(x.loc.T(wording.NotTaughtYet) + x.shifts(wording.ReindexWorse, worse))
		reply.Buttons = []Button{{Label: x.loc.T(wording.TeachAnywayButton), Command: insistCommand, Value: string(proposal)}, back}
		return reply, nil
	}
	reply := x.private(x.loc.T(wording.TaughtNow, "Lesson", x.describe(lesson)) + x.shifts(wording.ReindexWorse, worse))
	reply.Buttons = []Button{x.undoButton(id), back}
	reply.Log = r.logged(x, wording.LogTaught, lesson)
	return reply, nil
}

func (x call) undoButton(id journal.ID) Button {
	return Button{Label: x.loc.T(wording.UndoButton), Command: undoCommand, Value: string(id)}
}

// undo takes a lesson back.
func (r *Router) undo(ctx context.Context, x call) (Reply, error) {
	lessons, err := r.settings.Library.Lessons(ctx)
	if err != nil {
		return Reply{}, err
	}
	i := slices.IndexFunc(lessons, func(l Lesson) bool { return string(l.ID) == x.Value })
	if i < 0 {
		return x.private(x.loc.T(wording.UndoneBefore)), nil
	}
	err = r.settings.Library.Undo(ctx, x.actor(), lessons[i].ID)
	if errors.Is(err, journal.ErrUndone) || errors.Is(err, journal.ErrNotFound) { // in the meantime
		return x.private(x.loc.T(wording.UndoneBefore)), nil
	}
	if err != nil {
		return x.reindexFailure(err)
	}
	reply := x.private(x.loc.T(wording.UndoneNow, "Lesson", x.describe(lessons[i].Lesson)))
	if r.isInFolder(lessons[i].Lesson, lessons) {
		reply.Text += "\n" + x.loc.T(wording.UndoneStays, "File", corpus.TaughtName)
	}
	reply.Log = r.logged(x, wording.LogUndone, lessons[i].Lesson)
	return reply, nil
}

// isInFolder reports whether a lesson that was undone is still in force, since the corpus has it
// in a file, and not in another of the lessons before that.
func (r *Router) isInFolder(undone journal.Lesson, lessons []Lesson) bool {
	again := func(l Lesson) bool {
		return l.ID != undone.ID && l.Kind == undone.Kind && l.Question == undone.Question
	}
	teachesIt := func(t corpus.Taught) bool {
		return t.InForce && t.Kind == corpus.LessonKind(undone.Kind) && t.Question == undone.Question && t.Answer == undone.Answer &&
			(t.Found == nil || undone.Unit == "" || t.Found.ID == undone.Unit)
	}
	return !slices.ContainsFunc(lessons, again) && slices.ContainsFunc(r.engine.Corpus().Taught, teachesIt)
}

// pagePrefix begins the value of a button with the number of a page of the list, from 0. No ID
// has it.
const pagePrefix = "p"

// taught lists what was taught, the latest first, or shows the lesson that was picked.
func (r *Router) taught(ctx context.Context, x call) (Reply, error) {
	lessons, err := r.settings.Library.Lessons(ctx)
	if err != nil {
		return Reply{}, err
	}
	number, paged := strings.CutPrefix(x.Value, pagePrefix)
	switch {
	case x.Value != "" && !paged:
		return x.lesson(lessons), nil
	case len(lessons) == 0:
		return x.private(x.loc.T(wording.TaughtNothing)), nil
	}
	page, _ := strconv.Atoi(number)
	last := (len(lessons) - 1) / MaxChoices
	page = max(0, min(page, last))
	slices.Reverse(lessons)
	shown := lessons[page*MaxChoices:]
	reply := x.private(x.loc.Plural(wording.TaughtSoFar, len(lessons)))
	menu := Menu{Prompt: x.loc.T(wording.TaughtPrompt), Command: taughtCommand}
	for _, l := range shown[:min(len(shown), MaxChoices)] {
		detail := l.At.UTC().Format("2006-01-02")
		if l.Gone {
			detail = x.join(detail+".", x.loc.T(wording.TaughtGone))
		}
		menu.Choices = append(menu.Choices, Choice{Label: x.describe(l.Lesson), Detail: detail, Value: string(l.ID)})
	}
	reply.Menus = []Menu{menu}
	if last > 0 {
		reply.Buttons = []Button{
			{Label: x.loc.T(wording.PreviousButton), Command: taughtCommand, Value: pagePrefix + strconv.Itoa(page-1), Disabled: page == 0},
			{Label: x.loc.T(wording.NextButton), Command: taughtCommand, Value: pagePrefix + strconv.Itoa(page+1), Disabled: page == last},
		}
	}
	return reply, nil
}

// lesson shows the lesson whose ID is the call's value, with a button to undo it.
func (x call) lesson(lessons []Lesson) Reply {
	i := slices.IndexFunc(lessons, func(l Lesson) bool { return string(l.ID) == x.Value })
	if i < 0 {
		return x.private(x.loc.T(wording.UndoneBefore))
	}
	l := lessons[i]
	reply := x.private(x.describe(l.Lesson))
	reply.Lead = x.line(wording.TaughtBy, parts{"Member": {UserID: l.By}, "Date": {Text: l.At.UTC().Format("2006-01-02")}})
	if l.Gone {
		reply.Text += "\n" + x.loc.T(wording.TaughtGone)
	}
	reply.Buttons = []Button{x.undoButton(l.ID), {Label: x.loc.T(wording.ListButton), Command: taughtCommand}}
	return reply
}

func (x call) describe(l journal.Lesson) string {
	question := prose.Truncate(prose.Line(l.Question), maxTitle)
	switch l.Kind {
	case journal.Phrasing:
		return x.loc.T(wording.LessonAnswered, "Question", question, "Answer", x.titleOf(l.Unit))
	case journal.Entry:
		return x.loc.T(wording.LessonAnswered, "Question", question, "Answer", prose.Truncate(prose.Line(l.Answer), maxTitle))
	case journal.Unanswered:
		return x.loc.T(wording.LessonUnanswered, "Question", question)
	case journal.Dismissed:
		return x.loc.T(wording.LessonDismissed, "Question", question)
	case journal.Synonyms:
		return x.loc.T(wording.Change, "To", strings.Join(l.Mean, ", "), "From", strings.Join(l.Say, ", "))
	}
	return fmt.Sprint(l.Kind, ": ", question)
}

// titleOf returns the title of the unit with an ID as it is quoted, or the ID if there is
// none.
func (x call) titleOf(id string) string {
	if i := slices.IndexFunc(x.lookup.corpus.Units, func(u *corpus.Unit) bool { return u.ID == id }); i >= 0 {
		return title(x.lookup.corpus.Units[i])
	}
	return id
}

// questionLanguage returns the language of the question that was answered, as a BCP 47 tag.
func questionLanguage(answer index.Answer, c *corpus.Corpus) string {
	if answer.Language == "" && len(answer.Hits) > 0 {
		return answer.Hits[0].Unit.Story.Language
	}
	return cmp.Or(answer.Language, c.Units[0].Story.Language)
}

// logged returns the line about a lesson for the log channel, in the bot's default
// language.
func (r *Router) logged(x call, message wording.Message, lesson journal.Lesson) []Inline {
	x.loc = wording.For(r.settings.Language)
	return x.line(message, parts{"Member": {UserID: x.Asker.UserID}, "Lesson": {Text: x.describe(lesson)}})
}
