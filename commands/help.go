package commands

import (
	"context"
	"fmt"
	"strings"
)

// help says what the bot knows and which commands there are.
func (r *Router) help(context.Context, Request) (Reply, error) {
	const shownStories = 10
	c := r.engine.Corpus()
	var text strings.Builder
	text.WriteString("I answer questions about a published story, in the publisher's own words, with a link to the place.\n")
	for _, story := range c.Stories[:min(len(c.Stories), shownStories)] {
		fmt.Fprintf(&text, "\n%s", story.Title)
		if story.Publisher != "" {
			fmt.Fprintf(&text, " (%s)", story.Publisher)
		}
		fmt.Fprintf(&text, "\n%s\n", story.URL)
	}
	if more := len(c.Stories) - shownStories; more > 0 {
		fmt.Fprintf(&text, "\nand %d more stories.\n", more)
	}
	fmt.Fprintf(&text, "\n%s\n\n", coverage(c))
	for _, command := range r.commands {
		fmt.Fprintf(&text, "/%s%s: %s.\n", command.Name, signature(command.Options), command.Description)
	}
	fmt.Fprintf(&text, "\nFor example: /ask question: %s", r.exampleQuestion())
	return Reply{Text: text.String(), Private: true}, nil
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
