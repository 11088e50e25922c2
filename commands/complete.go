package commands

import (
	"slices"
	"strings"
	"unicode/utf8"

	"alliancebot/corpus"
)

// What Discord lets an option propose.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
const (
	maxChoices = 25  // values, as many as a menu holds
	maxValue   = 100 // characters of a value
)

// completeTitles proposes FAQ questions, then headings.
func (r *Router) completeTitles(typed string) []Choice {
	c := r.engine.Corpus()
	return completeUnits(slices.Concat(faqEntries(c), openings(c)), typed)
}

// completeQuestions proposes FAQ questions.
func (r *Router) completeQuestions(typed string) []Choice {
	return completeUnits(faqEntries(r.engine.Corpus()), typed)
}

// completeUnits proposes the first units whose title matches what is typed. A
// title too long for a value is proposed under the unit's key.
func completeUnits(units []*corpus.Unit, typed string) []Choice {
	var choices []Choice
	starts := words(typed)
	for _, u := range units {
		if len(choices) == maxChoices {
			break
		}
		title := u.Title()
		if !beginWords(starts, title) {
			continue
		}
		choice := Choice{Label: title, Value: title}
		if utf8.RuneCountInString(title) > maxValue {
			choice.Value = keyOf(u)
		}
		choices = append(choices, choice)
	}
	return choices
}

// beginWords tells whether each of starts begins some word of title.
func beginWords(starts []string, title string) bool {
	held := words(title)
	for _, start := range starts {
		begins := func(word string) bool { return strings.HasPrefix(word, start) }
		if !slices.ContainsFunc(held, begins) {
			return false
		}
	}
	return true
}
