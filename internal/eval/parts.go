package eval

import (
	"fmt"
	"regexp"
	"slices"

	"alliancebot/corpus"
)

// The names of the halves of a collection's groups, in the order in which corpus.jsonl
// first names them: constants fitted on one are tested on the other. Of an odd number
// the first half has one group fewer.
const (
	firstHalf  = "first-half"
	secondHalf = "second-half"
)

// part is a corpus and the queries to ask it.
type part struct {
	name    string
	corpus  *corpus.Corpus
	queries []Query
}

// parts divides the collection as o says: into one part, or one for each group.
func (c *Collection) parts(o Options) ([]part, error) {
	if !o.Group && o.Groups == "" {
		return []part{{c.Name, newCorpus(c.Name, c.Documents, o.FAQ), c.Queries}}, nil
	}
	documents, queries := make(map[string][]Document), make(map[string][]Query)
	var names []string
	for _, d := range c.Documents {
		if documents[d.Group] == nil {
			names = append(names, d.Group)
		}
		documents[d.Group] = append(documents[d.Group], d)
	}
	var lost []Query // of no group
	for _, q := range c.Queries {
		if documents[q.Group] == nil {
			lost = append(lost, q)
		}
		queries[q.Group] = append(queries[q.Group], q)
	}
	names, err := chooseGroups(names, o.Groups)
	if err != nil {
		return nil, err
	}
	if len(lost) > 0 {
		var found problems
		found.add(lost[0].file, lost[0].line,
			fmt.Sprintf("the query %q is of the group %q, which no document has (first of %d such queries)", lost[0].ID, lost[0].Group, len(lost)),
			"correct its metadata.group, or measure the collection as a whole")
		return nil, found.err()
	}
	var parts []part
	for _, name := range names {
		parts = append(parts, part{name, newCorpus(name, documents[name], o.FAQ), queries[name]})
	}
	return parts, nil
}

// chooseGroups returns the names that which selects: all for "", a half, or those that
// match it as a regular expression.
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
		return nil, fmt.Errorf("choose groups: %q matches no group of the collection", which)
	}
	return names, nil
}
