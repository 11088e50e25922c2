package commands

import (
	"slices"
	"strings"
	"unicode"

	"alliancebot/corpus"
)

// keyMark begins a value that names a unit by its key instead of a question.
const keyMark = "#"

// keyOf returns the value that names u, however long its title is.
func keyOf(u *corpus.Unit) string { return keyMark + u.Key() }

// unitByKey returns the one of units that value names by its key, nil if none.
func unitByKey(units []*corpus.Unit, value string) *corpus.Unit {
	if !strings.HasPrefix(value, keyMark) {
		return nil
	}
	for _, u := range units {
		if keyOf(u) == value {
			return u
		}
	}
	return nil
}

// entryByQuestion returns the FAQ entry whose question reads like text, nil if
// there is none or, in different stories, several.
func entryByQuestion(c *corpus.Corpus, text string) *corpus.Unit {
	var found *corpus.Unit
	for _, u := range c.Units {
		if u.Kind != corpus.FAQ || !sameWords(u.Question, text) {
			continue
		}
		if found != nil {
			return nil
		}
		found = u
	}
	return found
}

// sectionByHeading returns the passages under the headings that read like text.
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

// openings returns the first passage under each heading, in order. A heading
// that several stories have counts once.
func openings(c *corpus.Corpus) []*corpus.Unit {
	var first []*corpus.Unit
	seen := make(map[string]bool)
	for _, u := range c.Units {
		if u.Kind == corpus.Passage && !seen[u.Heading] {
			seen[u.Heading] = true
			first = append(first, u)
		}
	}
	return first
}

// topics names what c is about: a single story's headings, or else the
// stories' titles.
func topics(c *corpus.Corpus) []string {
	var names []string
	if len(c.Stories) > 1 {
		for _, story := range c.Stories {
			names = append(names, story.Title)
		}
		return names
	}
	for _, u := range openings(c) {
		names = append(names, u.Heading)
	}
	return names
}

// sameWords tells whether two texts differ in case, spaces and punctuation only.
func sameWords(a, b string) bool {
	x := words(a)
	return len(x) > 0 && slices.Equal(x, words(b))
}

// words returns the words of text in lower case, without apostrophes, which
// people leave out.
func words(text string) []string {
	text = strings.Map(func(r rune) rune {
		if r == '\'' || r == '’' {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
	})
}
