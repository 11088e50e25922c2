package commands

import (
	"slices"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// lookup finds units and sections by their names.
type lookup struct {
	corpus   *corpus.Corpus
	units    map[string]*corpus.Unit      // by Unit.Key
	entries  []*corpus.Unit               // the FAQ entries
	asked    map[string][]*corpus.Unit    // FAQ entries by the key of their question
	sections map[string][]*corpus.Section // by the key of their heading
	position map[*corpus.Unit]int         // in the unit's story
	folders  []string                     // in which units and sections are found by name; all if it is empty
}

// lookupOf returns the lookup of c, made anew only if c is not the last one.
func (r *Router) lookupOf(c *corpus.Corpus) *lookup {
	if l := r.lookup.Load(); l != nil && l.corpus == c {
		return l
	}
	l := newLookup(c)
	r.lookup.Store(l)
	return l
}

func newLookup(c *corpus.Corpus) *lookup {
	l := &lookup{
		corpus:   c,
		units:    make(map[string]*corpus.Unit, len(c.Units)),
		asked:    make(map[string][]*corpus.Unit),
		sections: make(map[string][]*corpus.Section),
		position: make(map[*corpus.Unit]int, len(c.Units)),
	}
	for _, story := range slices.Concat(c.Stories, c.Own) {
		for i, u := range story.Units {
			l.units[u.Key()] = u
			l.position[u] = i
			if u.Kind == corpus.FAQ {
				l.entries = append(l.entries, u)
				key := prose.Key(u.Question)
				l.asked[key] = append(l.asked[key], u)
			}
		}
		for _, s := range story.Sections {
			if key := prose.Key(s.Heading); key != "" {
				l.sections[key] = append(l.sections[key], s)
			}
		}
	}
	return l
}

// within returns l for what c, a part of its corpus, has in folders.
func (l *lookup) within(c *corpus.Corpus, folders []string) *lookup {
	if c == l.corpus {
		return l
	}
	part := *l
	part.corpus, part.folders = c, folders
	part.entries = slices.DeleteFunc(slices.Clone(l.entries), func(u *corpus.Unit) bool { return !u.Story.In(folders) })
	return &part
}

// entriesAsking returns the FAQ entries with the question text, ignoring case and
// punctuation.
func (l *lookup) entriesAsking(text string) []*corpus.Unit {
	return slices.DeleteFunc(slices.Clone(l.asked[prose.Key(text)]), func(u *corpus.Unit) bool { return !u.Story.In(l.folders) })
}

// sectionsNamed returns the sections with the heading text, ignoring case and
// punctuation.
func (l *lookup) sectionsNamed(text string) []*corpus.Section {
	return slices.DeleteFunc(slices.Clone(l.sections[prose.Key(text)]), func(s *corpus.Section) bool { return !s.Story.In(l.folders) })
}

// name returns the name of a section in a list: its heading, with those above it if
// another section of the story has the same heading.
func (l *lookup) name(s *corpus.Section) string {
	same := func(other *corpus.Section) bool { return other != s && other.Story == s.Story }
	if slices.ContainsFunc(l.sectionsNamed(s.Heading), same) {
		return s.Path()
	}
	return s.Heading
}

// topics returns what the corpus is about: the sections of a single story, or the
// titles of several.
func (l *lookup) topics() []string {
	var names []string
	if len(l.corpus.Stories) == 1 {
		for _, s := range l.corpus.Stories[0].Sections {
			names = append(names, l.name(s))
		}
		return names
	}
	for _, story := range l.corpus.Stories {
		names = append(names, story.Title)
	}
	return names
}
