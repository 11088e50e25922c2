package commands

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"alliancebot/corpus"
)

// keyMark begins a value that names a unit by its key instead of a question.
const keyMark = "#"

// unitByKey returns the unit that value names by its key, nil if none.
func unitByKey(c *corpus.Corpus, value string) *corpus.Unit {
	key, marked := strings.CutPrefix(value, keyMark)
	if !marked {
		return nil
	}
	for _, u := range c.Units {
		if u.Key() == key {
			return u
		}
	}
	return nil
}

// sectionByHeading returns the passages under the heading that reads like text.
func sectionByHeading(c *corpus.Corpus, text string) []*corpus.Unit {
	var section []*corpus.Unit
	for _, u := range c.Units {
		if u.Kind == corpus.Passage && sameWords(u.Heading, text) {
			section = append(section, u)
		}
	}
	return section
}

// faqEntries returns the FAQ entries of every story.
func faqEntries(c *corpus.Corpus) []*corpus.Unit {
	var entries []*corpus.Unit
	for _, u := range c.Units {
		if u.Kind == corpus.FAQ {
			entries = append(entries, u)
		}
	}
	return entries
}

// headings returns each heading that has passages under it once, in order.
func headings(c *corpus.Corpus) []string {
	var distinct []string
	seen := make(map[string]bool)
	for _, u := range c.Units {
		if u.Kind == corpus.Passage && !seen[u.Heading] {
			seen[u.Heading] = true
			distinct = append(distinct, u.Heading)
		}
	}
	return distinct
}

// sameWords tells whether two texts differ in case, spaces and punctuation only.
func sameWords(a, b string) bool {
	x, y := words(a), words(b)
	if len(x) == 0 || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

func words(text string) []string {
	text = strings.Map(func(r rune) rune {
		if r == '\'' || r == '’' {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// maxValue is how many characters Discord lets a proposed value have.
const maxValue = 100

// completeTitles proposes FAQ questions, then headings.
func (r *Router) completeTitles(typed string) []Choice {
	c := r.engine.Corpus()
	choices := completeUnits(faqEntries(c), typed)
	for _, heading := range headings(c) {
		if matches(heading, typed) && utf8.RuneCountInString(heading) <= maxValue {
			choices = append(choices, Choice{Label: heading, Value: heading})
		}
	}
	return choices
}

// completeQuestions proposes FAQ questions.
func (r *Router) completeQuestions(typed string) []Choice {
	return completeUnits(faqEntries(r.engine.Corpus()), typed)
}

func completeUnits(units []*corpus.Unit, typed string) []Choice {
	var choices []Choice
	for _, u := range units {
		if !matches(u.Title(), typed) {
			continue
		}
		value := u.Title()
		if utf8.RuneCountInString(value) > maxValue {
			value = keyMark + u.Key()
		}
		choices = append(choices, Choice{Label: u.Title(), Value: value})
	}
	return choices
}

// matches tells whether each typed word begins some word of title.
func matches(title, typed string) bool {
	held := words(title)
	for _, typedWord := range words(typed) {
		found := false
		for _, word := range held {
			if strings.HasPrefix(word, typedWord) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
