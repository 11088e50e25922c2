package commands

import (
	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// lookup finds the units of a corpus by what they are called.
type lookup struct {
	corpus   *corpus.Corpus
	units    map[string]*corpus.Unit   // by key
	entries  []*corpus.Unit            // of the FAQs
	asked    map[string][]*corpus.Unit // FAQ entries by the words of their question
	sections []section
	headed   map[string][]*corpus.Unit // passages by the words of their heading
	places   map[*corpus.Unit]int      // where a unit stands in its story
}

// section is the passages of a story that stand under a heading.
type section struct {
	heading string
	story   *corpus.Story
	first   *corpus.Unit
}

// liveLookup returns the catalogue of the live corpus.
func (r *Router) liveLookup() *lookup {
	live := r.engine.Corpus()
	if c := r.lookup.Load(); c != nil && c.corpus == live {
		return c
	}
	c := newLookup(live)
	r.lookup.Store(c)
	return c
}

func newLookup(live *corpus.Corpus) *lookup {
	c := &lookup{
		corpus: live,
		units:  make(map[string]*corpus.Unit, len(live.Units)),
		asked:  make(map[string][]*corpus.Unit),
		headed: make(map[string][]*corpus.Unit),
		places: make(map[*corpus.Unit]int, len(live.Units)),
	}
	for _, story := range live.Stories {
		for place, u := range story.Units {
			c.places[u] = place
		}
	}
	for _, u := range live.Units {
		c.add(u)
	}
	return c
}

func (c *lookup) add(u *corpus.Unit) {
	c.units[u.Key()] = u
	if u.Kind == corpus.FAQ {
		c.entries = append(c.entries, u)
		c.asked[prose.Key(u.Question)] = append(c.asked[prose.Key(u.Question)], u)
		return
	}
	c.headed[prose.Key(u.Heading)] = append(c.headed[prose.Key(u.Heading)], u)
	if last := len(c.sections) - 1; last < 0 || c.sections[last].heading != u.Heading || c.sections[last].story != u.Story {
		c.sections = append(c.sections, section{heading: u.Heading, story: u.Story, first: u})
	}
}

// entry returns the FAQ entry whose question reads like text, nil if there is
// none or, in different stories, several.
func (c *lookup) entry(text string) *corpus.Unit {
	if entries := c.asked[prose.Key(text)]; len(entries) == 1 {
		return entries[0]
	}
	return nil
}

// section returns the passages under the headings that read like text.
func (c *lookup) section(text string) []*corpus.Unit {
	words := prose.Key(text)
	if words == "" {
		return nil
	}
	return c.headed[words]
}

// sectionOf returns the passages that stand with u under its heading.
func (c *lookup) sectionOf(u *corpus.Unit) []*corpus.Unit {
	var passages []*corpus.Unit
	for _, other := range c.headed[prose.Key(u.Heading)] {
		if other.Story == u.Story && other.Heading == u.Heading {
			passages = append(passages, other)
		}
	}
	return passages
}

// sectionsOf returns the sections of a story, in order.
func (c *lookup) sectionsOf(story *corpus.Story) []section {
	var sections []section
	for _, s := range c.sections {
		if s.story == story {
			sections = append(sections, s)
		}
	}
	return sections
}

// topics names what the corpus is about: a single story's headings, or else
// the stories' titles.
func (c *lookup) topics() []string {
	var names []string
	if len(c.corpus.Stories) > 1 {
		for _, story := range c.corpus.Stories {
			names = append(names, story.Title)
		}
		return names
	}
	for _, s := range c.sections {
		names = append(names, s.heading)
	}
	return names
}
