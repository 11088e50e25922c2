package commands

import (
	"slices"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// lookup finds the units and sections of a corpus by what they are called.
type lookup struct {
	corpus   *corpus.Corpus
	units    map[string]*corpus.Unit      // by Unit.Key
	entries  []*corpus.Unit               // the FAQ entries
	asked    map[string][]*corpus.Unit    // FAQ entries by the key of their question
	sections map[string][]*corpus.Section // by the key of their heading
	position map[*corpus.Unit]int         // in the unit's story
}

// lookupOf returns the lookup of c.
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
	for _, story := range c.Stories {
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
			key := prose.Key(s.Heading)
			l.sections[key] = append(l.sections[key], s)
		}
	}
	return l
}

// entriesAsking returns the FAQ entries whose question is text but for case and
// punctuation.
func (l *lookup) entriesAsking(text string) []*corpus.Unit { return l.asked[prose.Key(text)] }

// sectionsNamed returns the sections whose heading is text but for case and
// punctuation. None is called "".
func (l *lookup) sectionsNamed(text string) []*corpus.Section {
	if key := prose.Key(text); key != "" {
		return l.sections[key]
	}
	return nil
}

// name returns what to call a section in a list: its heading, with the headings
// above it where another section of the story has the same one.
func (l *lookup) name(s *corpus.Section) string {
	same := func(other *corpus.Section) bool { return other != s && other.Story == s.Story }
	if slices.ContainsFunc(l.sectionsNamed(s.Heading), same) {
		return s.Path()
	}
	return s.Heading
}

// topics names what the corpus is about: the sections of a single story, or else
// the titles of the stories.
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
