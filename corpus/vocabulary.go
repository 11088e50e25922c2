package corpus

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// maxMember is the maximum length of a word or phrase in a vocabulary, in characters.
const maxMember = 100

const groupForm = `write each group on a line "- [one, other]"`

// readVocabulary returns the groups in a vocabulary file for questions in a language,
// or in any if it is "".
func (l *loader) readVocabulary(name, language string) []Synonyms {
	s := l.read(name)
	if s == nil {
		return nil
	}
	groups := s.vocabulary()
	for i := range groups {
		groups[i].Language = language
	}
	return groups
}

// vocabulary returns the groups in s.
func (s *source) vocabulary() []Synonyms {
	root := s.yamlRoot(yaml.SequenceNode, "a list of groups", groupForm)
	if root == nil {
		return nil
	}
	var groups []Synonyms
	lines := make(map[string]int) // of the groups so far, by their members
	for _, n := range root.Content {
		group, ok := s.group(n)
		if !ok {
			continue
		}
		key := fmt.Sprintf("%q %q", lowerSorted(group.Say), lowerSorted(group.Mean))
		if first, twice := lines[key]; twice {
			s.warn(n.Line, fmt.Sprintf("duplicate group; first in line %d", first), "keep only one")
			continue
		}
		lines[key] = n.Line
		group.File, group.Line = s.path, n.Line
		groups = append(groups, group)
	}
	return groups
}

// group reads one group: a list of synonyms, or a mapping of say and mean.
func (s *source) group(n *yaml.Node) (group Synonyms, ok bool) {
	group.Weight = 1
	switch n.Kind {
	case yaml.SequenceNode, yaml.ScalarNode:
		group.Mean = s.words(n, "group")
		if len(group.Mean) == 1 {
			s.warn(n.Line, fmt.Sprintf("group has only the member %q", group.Mean[0]), "add a synonym or remove it")
		}
		return group, len(group.Mean) > 1
	case yaml.MappingNode:
		keys := s.keys(n, []string{"say", "mean", "weight"}, "use only say, mean and weight")
		for _, key := range []string{"say", "mean"} {
			if _, has := keys[key]; !has {
				s.refuse(n.Line, "group has no "+key, "list what people say under say, and what the pages say instead under mean")
				return group, false
			}
		}
		group.Say, group.Mean = s.words(keys["say"].value, "say"), s.words(keys["mean"].value, "mean")
		if weight, has := keys["weight"]; has {
			var err error
			if group.Weight, err = strconv.ParseFloat(weight.value.Value, 64); err != nil || !(group.Weight > 0 && group.Weight <= 1) {
				s.refuse(weight.key.Line, fmt.Sprintf("weight %q is not a number above 0 and at most 1", weight.value.Value),
					"write one such as 0.5, or leave it out for 1")
				return group, false
			}
		}
		return group, len(group.Say) > 0 && len(group.Mean) > 0
	}
	s.refuse(n.Line, "group is neither a list nor has say and mean", groupForm)
	return group, false
}

// words returns the words and phrases of a list, which may also be text with commas
// between them, without duplicates.
func (s *source) words(list *yaml.Node, name string) []string {
	items := s.members(list, name, "write it as [one, other]")
	if list.Kind == yaml.ScalarNode && !isLiteral(list) {
		items = nil
		for item := range strings.SplitSeq(list.Value, ",") {
			if prose.HasWords(item) {
				items = append(items, &yaml.Node{Kind: yaml.ScalarNode, Value: item, Line: list.Line})
			}
		}
	}
	var members []string
	for _, n := range items {
		member, ok := s.phrase(n, "member", maxMember)
		if ok && !slices.ContainsFunc(members, func(m string) bool { return strings.EqualFold(m, member) }) {
			members = append(members, member)
		}
	}
	return members
}

func lowerSorted(members []string) []string {
	lower := make([]string, len(members))
	for i, member := range members {
		lower[i] = strings.ToLower(member)
	}
	slices.Sort(lower)
	return lower
}
