package eval

import (
	"fmt"
	"regexp"
	"slices"

	"alliancebot/corpus"
)

// The names of the halves of a collection's groups, in the order in which
// corpus.jsonl first names them: constants fitted on one are judged on the
// other. Of an odd number the first half has one group less.
const (
	firstHalf  = "first-half"
	secondHalf = "second-half"
)

// part is what one engine is built of, and the queries it is asked.
type part struct {
	name    string
	corpus  *corpus.Corpus
	queries []Query
}

// parts divides the collection as o asks: into one part, or one for each
// group.
func (c *Collection) parts(o Options) ([]part, error) {
	if !o.Group && o.Groups == "" {
		return []part{{c.Name, story(c.Name, c.Documents, o.FAQ), c.Queries}}, nil
	}
	names, err := chooseGroups(c.groupNames(), o.Groups)
	if err != nil {
		return nil, err
	}
	if err := c.checkGroups(); err != nil {
		return nil, err
	}
	var parts []part
	for _, name := range names {
		p := part{name: name}
		var documents []Document
		for _, d := range c.Documents {
			if d.Group == name {
				documents = append(documents, d)
			}
		}
		for _, q := range c.Queries {
			if q.Group == name {
				p.queries = append(p.queries, q)
			}
		}
		p.corpus = story(name, documents, o.FAQ)
		parts = append(parts, p)
	}
	return parts, nil
}

// groupNames returns the groups in the order of the documents.
func (c *Collection) groupNames() []string {
	var names []string
	seen := make(map[string]bool)
	for _, d := range c.Documents {
		if !seen[d.Group] {
			seen[d.Group] = true
			names = append(names, d.Group)
		}
	}
	return names
}

// checkGroups returns a corpus.Problems if a query belongs to no group of
// documents.
func (c *Collection) checkGroups() error {
	names := c.groupNames()
	lost := slices.DeleteFunc(slices.Clone(c.Queries), func(q Query) bool { return slices.Contains(names, q.Group) })
	if len(lost) == 0 {
		return nil
	}
	var found problems
	first := lost[0]
	found.add(first.file, first.line,
		fmt.Sprintf("the query %q is of the group %q, which no document has (the first of %d such queries)", first.ID, first.Group, len(lost)),
		"correct its metadata.group, or measure the collection in one piece")
	return found.err()
}

// chooseGroups returns those of names that which selects: all for "", a half,
// or those that match it as a regular expression.
func chooseGroups(names []string, which string) ([]string, error) {
	half := len(names) / 2
	switch which {
	case "":
		return names, nil
	case firstHalf:
		names = names[:half]
	case secondHalf:
		names = names[half:]
	default:
		pattern, err := regexp.Compile(which)
		if err != nil {
			return nil, fmt.Errorf("choose groups: %q is neither %s nor %s nor a regular expression: %w", which, firstHalf, secondHalf, err)
		}
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !pattern.MatchString(name) })
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("choose groups: %q selects no group of the collection", which)
	}
	return names, nil
}
