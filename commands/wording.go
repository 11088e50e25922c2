package commands

import (
	"fmt"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// repaired says which words were taken for misspelt; "" if none were.
func repaired(repairs []index.Repair) string {
	const shown = 5
	if len(repairs) == 0 {
		return ""
	}
	changes := make([]string, len(repairs))
	for i, repair := range repairs {
		changes[i] = fmt.Sprintf("“%s” instead of “%s”", repair.To, repair.From)
	}
	return "Searched for " + enumerate(changes, shown, ", ") + "."
}

// silence says that c doesn't answer.
func silence(c *corpus.Corpus) string {
	if len(c.Stories) > 1 {
		return "None of the stories says."
	}
	return "The story doesn't say."
}

// coverage says what c can be asked about.
func coverage(c *corpus.Corpus) string {
	const shown = 8
	return "It covers: " + enumerate(topics(c), shown, "; ") + "."
}

// example shows how to ask a question that c surely answers.
func example(c *corpus.Corpus) string {
	question := c.Units[0].Heading
	if entries := faqEntries(c); len(entries) > 0 {
		question = entries[0].Question
	}
	return "For example: /ask question: " + question
}

// enumerate lists up to shown items, and how many more there are.
func enumerate(items []string, shown int, separator string) string {
	if more := len(items) - shown; more > 0 {
		return strings.Join(items[:shown], separator) + fmt.Sprintf("%sand %d more", separator, more)
	}
	return strings.Join(items, separator)
}

// join puts sentences one behind the other, leaving out empty ones.
func join(sentences ...string) string {
	var said []string
	for _, sentence := range sentences {
		if sentence != "" {
			said = append(said, sentence)
		}
	}
	return strings.Join(said, " ")
}
