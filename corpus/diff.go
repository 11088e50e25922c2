package corpus

import "slices"

// Change is the difference between two versions of a corpus. Its lists contain unit IDs
// in reading order.
type Change struct {
	Added   []string // only in the new corpus
	Changed []string // in both, but with different text, links or phrasings
	Removed []string // only in the old corpus
}

// Diff returns the difference between two corpora. A unit has changed if anything that
// is shown of it or links to it has, including the story's data, or if its phrasings
// have. The vocabulary belongs to no unit.
func Diff(old, new *Corpus) Change {
	before, after := byID(old), byID(new)
	var change Change
	for _, u := range new.Units {
		was, ok := before[u.ID]
		switch {
		case !ok:
			change.Added = append(change.Added, u.ID)
		case contentOf(was) != contentOf(u) || !slices.Equal(was.Phrasings, u.Phrasings):
			change.Changed = append(change.Changed, u.ID)
		}
	}
	for _, u := range old.Units {
		if _, ok := after[u.ID]; !ok {
			change.Removed = append(change.Removed, u.ID)
		}
	}
	return change
}

func byID(c *Corpus) map[string]*Unit {
	units := make(map[string]*Unit, len(c.Units))
	for _, u := range c.Units {
		units[u.ID] = u
	}
	return units
}

// content is everything about a unit that a reader sees or follows.
type content struct {
	kind                            Kind
	heading, anchor, question, text string
	title, url, language, publisher string
}

func contentOf(u *Unit) content {
	return content{
		kind: u.Kind, heading: u.Heading, anchor: u.Anchor, question: u.Question, text: u.Text,
		title: u.Story.Title, url: u.Story.URL, language: u.Story.Language, publisher: u.Story.Publisher,
	}
}
