package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/corpus"
	"alliancebot/internal/wording"
)

// help says what the bot is, lists the commands, and says what can be asked. The last
// part comes last because it may be cut: it is as long as the titles.
func (r *Router) help(_ context.Context, x call) (Reply, error) {
	reply := x.private(strings.Join([]string{
		x.loc.T(wording.HelpIntro),
		r.usage(x),
		x.example(),
		sources(x.lookup.corpus, x.loc),
		x.coverage(),
	}, "\n\n"))
	reply.Buttons = []Button{x.readSectionButton(x.lookup.corpus.Units[0])}
	return reply, nil
}

// usage lists the commands, one per line. In a terminal it lists only those that are of use
// there.
func (r *Router) usage(x call) string {
	v, terminal := x.loc, x.Asker.Operator
	var lines []string
	for _, d := range r.Definitions() {
		named := d.in(v.Language())
		if terminal && (d.Kind != Slash || d.Name == ForgetCommand || d.Name == SetupCommand || d.Name == KnowledgeCommand) {
			continue
		}
		line := v.T(wording.HelpAnswer, "Name", named.Name)
		if d.Kind == Slash {
			line = fmt.Sprintf("/%s%s – %s", named.Name, signature(d, x), named.Description)
		}
		if d.Admin {
			line += " " + v.T(wording.HelpAdmin)
		}
		if d.Manager {
			line += " " + v.T(wording.HelpManager)
		}
		lines = append(lines, line)
	}
	if r.settings.Mentions && !terminal {
		lines = append(lines, v.T(wording.HelpMention))
	}
	return strings.Join(lines, "\n")
}

// signature shows the options of a command as they are typed, " question" or " [question]",
// or its subcommands.
func signature(d Definition, x call) string {
	var text string
	if d.Manager { // it has many
		return ""
	}
	for i, part := range d.Subcommands {
		text += []string{" ", "|"}[min(i, 1)] + part.in(x.loc.Language()).Name
	}
	for _, o := range d.Options {
		name := o.in(x.loc.Language()).Name
		switch {
		case o.Required:
			text += " " + name
		case o.Kind == Text || !x.Asker.Operator:
			text += " [" + name + "]"
		}
	}
	return text
}

// sources names the stories and their pages.
func sources(c *corpus.Corpus, v wording.Localizer) string {
	const shown = 5
	list := make([]string, len(c.Stories))
	for i, story := range c.Stories {
		list[i] = story.Title
		if story.Publisher != "" {
			list[i] += " (" + story.Publisher + ")"
		}
		if story.URL != "" {
			list[i] += "\n" + story.URL
		}
	}
	return lines(v, list, shown)
}
