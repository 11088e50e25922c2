package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/corpus"
)

// help says what the bot is, which commands there are, and what it knows. The
// last may be cut: it is as long as the titles are.
func (r *Router) help(context.Context, Request) (Reply, error) {
	c := r.engine.Corpus()
	text := strings.Join([]string{
		"I answer questions about a published story, in the publisher's own words, with a link to the place.",
		r.usage(),
		example(c),
		sources(c),
		coverage(c),
	}, "\n\n")
	return Reply{Text: text, Private: true}, nil
}

// usage lists the commands, one a line.
func (r *Router) usage() string {
	lines := make([]string, len(r.commands))
	for i, command := range r.commands {
		lines[i] = fmt.Sprintf("/%s%s – %s", command.Name, signature(command.Options), command.Description)
		if command.Admin {
			lines[i] += " (for admins)"
		}
	}
	return strings.Join(lines, "\n")
}

// signature shows options as one types them: " question", " [question]".
func signature(options []Option) string {
	var text string
	for _, o := range options {
		if o.Required {
			text += " " + o.Name
		} else {
			text += " [" + o.Name + "]"
		}
	}
	return text
}

// sources names the stories and their pages.
func sources(c *corpus.Corpus) string {
	const shown = 5
	lines := make([]string, len(c.Stories))
	for i, story := range c.Stories {
		lines[i] = story.Title
		if story.Publisher != "" {
			lines[i] += " (" + story.Publisher + ")"
		}
		lines[i] += "\n" + story.URL
	}
	return enumerate(lines, shown, "\n")
}
