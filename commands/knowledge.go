package commands

import (
	"context"

	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// The parts of the knowledge command, and the commands behind its buttons, menus and
// forms.
const (
	missedPart = "missed"
	taughtPart = "taught"
	whyPart    = "why"
	statsPart  = "stats"
	checkPart  = "check"
	exportPart = "export"

	missedCommand     = "missed" // the list of questions, or one of them
	unitCommand       = "teach"  // a unit that answers a question
	formCommand       = "entry"  // the form for a new answer
	entryCommand      = "add"    // a new answer
	unansweredCommand = "none"   // a question that no unit answers
	dismissCommand    = "skip"   // a question that is not to be listed
	insistCommand     = "insist" // what makes other answers worse
	taughtCommand     = "taught" // one of the lessons
	undoCommand       = "undo"
)

// knowledge returns the commands about what members miss and what admins teach.
func (r *Router) knowledge(in translator, question Option) []command {
	question.Required, question.Complete = true, true
	part := func(name string, label, description wording.Message, run func(context.Context, call) (Reply, error), options ...Option) command {
		return command{Definition: in.command(name, label, description, options...), run: r.forAdmins(run)}
	}
	why := part(whyPart, wording.WhyName, wording.WhyDescription, r.why, question)
	why.scope = index.Everything
	stats := part(statsPart, wording.StatsName, wording.StatsDescription, r.stats)
	check := part(checkPart, wording.CheckName, wording.CheckDescription, r.check)
	export := part(exportPart, wording.ExportName, wording.ExportDescription, r.export)
	stats.Slow, check.Slow, export.Slow = true, true, true // stats for its picture, export for its file
	whole := in.command(KnowledgeCommand, wording.KnowledgeName, wording.KnowledgeDescription)
	whole.Admin = true
	all := group(whole,
		part(missedPart, wording.MissedName, wording.MissedDescription, r.missed),
		part(taughtPart, wording.TaughtName, wording.TaughtDescription, r.taught),
		why,
		stats,
		check,
		export,
	)

	inside := func(name string, slow bool, run func(context.Context, call) (Reply, error)) {
		all = append(all, command{Definition: Definition{Name: name, Slow: slow}, run: r.forAdmins(run), componentOnly: true})
	}
	inside(missedCommand, false, r.missed)
	inside(taughtCommand, false, r.taught)
	inside(formCommand, false, r.openForm)
	inside(unitCommand, true, r.teachUnit)
	inside(entryCommand, true, r.teachEntry)
	inside(unansweredCommand, true, r.teachKind(journal.Unanswered))
	inside(dismissCommand, true, r.teachKind(journal.Dismissed))
	inside(insistCommand, true, r.teachAnyway)
	inside(undoCommand, true, r.undo)
	return all
}

// group returns a command with subcommands, and these.
func group(whole Definition, parts ...command) []command {
	all := []command{{}}
	for _, part := range parts {
		whole.Subcommands = append(whole.Subcommands, part.Definition)
		part.Name, part.part = whole.Name+" "+part.Name, true
		all = append(all, part)
	}
	all[0].Definition = whole
	return all
}

// forAdmins returns run with a refusal for those who may not use the admin commands, and if
// nothing can be taught.
func (r *Router) forAdmins(run func(context.Context, call) (Reply, error)) func(context.Context, call) (Reply, error) {
	return func(ctx context.Context, x call) (Reply, error) {
		if refusal, ok := r.checkAdmin(x); !ok {
			return refusal, nil
		}
		if r.settings.Library == nil || r.settings.Journal == nil {
			return x.private(x.loc.T(wording.NoJournal)), nil
		}
		return run(ctx, x)
	}
}
