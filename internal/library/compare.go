package library

import (
	"cmp"
	"context"
	"slices"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/eval"
	"alliancebot/internal/prose"
)

// maxRecent bounds how many recent questions a preview asks.
const maxRecent = 300

// probe is a question that two versions of a corpus are asked.
type probe struct {
	question string
	ask      func(context.Context, *index.Snapshot) (index.Answer, error)
	// rate rates the answers before and after, if the question is golden.
	rate func(before, after index.Answer) (old, new eval.Rating)
}

// compare returns the probes whose answer differs, those that get worse first.
func compare(ctx context.Context, before, after *index.Snapshot, probes []probe) ([]commands.Shift, error) {
	var shifts []commands.Shift
	for i, p := range probes {
		commands.Report(ctx, commands.Progress{Step: commands.AskQuestions, Done: i, Total: len(probes)})
		was, err := p.ask(ctx, before)
		if err != nil {
			return nil, err
		}
		now, err := p.ask(ctx, after)
		if err != nil {
			return nil, err
		}
		shift := commands.Shift{Question: p.question, Golden: p.rate != nil, Old: shown(was), New: shown(now)}
		if shift.Golden {
			old, new := p.rate(was, now)
			shift.Worse = new < old
		}
		if shift.Worse || shift.Old != shift.New {
			shifts = append(shifts, shift)
		}
	}
	slices.SortStableFunc(shifts, func(a, b commands.Shift) int { return cmp.Compare(order(a), order(b)) })
	return shifts, nil
}

func order(s commands.Shift) int {
	switch {
	case s.Worse:
		return 0
	case s.Golden:
		return 1
	}
	return 2
}

func shown(a index.Answer) commands.Shown {
	if a.Verdict == index.None || len(a.Hits) == 0 {
		return commands.Shown{Verdict: index.None}
	}
	return commands.Shown{Verdict: a.Verdict, Unit: a.Hits[0].Unit.ID}
}

// goldenProbes are the questions in golden.jsonl, in the format of alliancebot eval, and what is wrong with that file.
func goldenProbes(b *build) ([]probe, corpus.Problems) {
	questions, problems := eval.ParseQuestions(b.corpus, corpus.GoldenName, b.golden)
	var probes []probe
	for _, q := range questions {
		if prose.HasWords(q.Text) {
			probes = append(probes, probe{question: q.Text, ask: q.Ask, rate: func(before, after index.Answer) (eval.Rating, eval.Rating) {
				return q.Rate(before), q.Rate(after)
			}})
		}
	}
	return probes, problems
}

// taughtProbes are the questions that were taught in both versions of a corpus, and are
// meant to be in force in the new one.
func taughtProbes(before, after *corpus.Corpus) []probe {
	var probes []probe
	for _, now := range after.Taught {
		i := slices.IndexFunc(before.Taught, func(was corpus.Taught) bool {
			return was.Kind == now.Kind && was.Question == now.Question && was.Answer == now.Answer
		})
		if i < 0 || now.Kind == corpus.SynonymsLesson {
			continue
		}
		if gone := now.Kind == corpus.PhrasingLesson && now.Found == nil; !now.InForce && !gone {
			continue // a later lesson is about the same question
		}
		probes = append(probes, probe{question: now.Question, ask: asking(now.Question), rate: func(old, new index.Answer) (eval.Rating, eval.Rating) {
			return rateTaught(old, before.Taught[i]), rateTaught(new, now)
		}})
	}
	return probes
}

// rateTaught rates the answer to the question of a lesson.
func rateTaught(a index.Answer, t corpus.Taught) eval.Rating {
	isFound := func(u *corpus.Unit) bool { return u == t.Found }
	return eval.Rate(a, isFound, isFound, t.Kind != corpus.UnansweredLesson)
}

func asking(question string) func(context.Context, *index.Snapshot) (index.Answer, error) {
	return func(ctx context.Context, s *index.Snapshot) (index.Answer, error) { return s.Ask(ctx, question, nil) }
}

// recentProbes are the latest questions that the journal has in full, sorted, but for those that
// are golden. Without them a preview is less complete, but not wrong.
func (l *Library) recentProbes(ctx context.Context, golden []probe) []probe {
	if l.config.Journal == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, journalTimeout)
	defer cancel()
	missed, err := l.config.Journal.Missed(ctx, time.Time{}, maxRecent)
	if err != nil {
		l.config.Log.Warn("the preview is without recent questions", "error", err)
	}
	var probes []probe
	asked := make(map[string]bool)
	for _, p := range golden {
		asked[prose.Key(p.question)] = true
	}
	for _, m := range missed {
		if key := prose.Key(m.Text); !asked[key] {
			asked[key] = true
			probes = append(probes, probe{question: m.Text, ask: asking(m.Text)})
		}
	}
	slices.SortFunc(probes, func(a, b probe) int { return cmp.Compare(a.question, b.question) })
	return probes
}
