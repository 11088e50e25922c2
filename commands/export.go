package commands

import (
	"context"

	"alliancebot/corpus"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// Exported returns those of lessons that change what is answered, as a corpus has them.
func Exported(lessons []journal.Lesson) []corpus.Lesson {
	var list []corpus.Lesson
	for _, l := range lessons {
		if l.InForce() {
			list = append(list, corpus.Lesson{
				Kind: corpus.LessonKind(l.Kind), Language: l.Language, Question: l.Question, Unit: l.Unit, UnitText: l.UnitText,
				Answer: l.Answer, Address: l.Address, Say: l.Say, Mean: l.Mean, By: l.By, At: l.At,
			})
		}
	}
	return list
}

// export gives what was taught as a file for the corpus.
func (r *Router) export(ctx context.Context, x call) (Reply, error) {
	taught, err := r.settings.Library.Lessons(ctx)
	if err != nil {
		return Reply{}, err
	}
	var lessons []journal.Lesson
	for _, l := range taught {
		lessons = append(lessons, l.Lesson)
	}
	exported := Exported(lessons)
	if len(exported) == 0 {
		return x.private(x.loc.T(wording.TaughtNothing)), nil
	}
	reply := x.private(x.loc.Plural(wording.ExportHow, len(exported)))
	reply.File = &File{Name: corpus.TaughtName, Content: corpus.FormatLessons(exported)}
	return reply, nil
}
