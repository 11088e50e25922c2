package corpus

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxMember is how many characters a word or phrase of a vocabulary may have.
const maxMember = 100

// vocabularyForm is the form of a vocabulary file.
var vocabularyForm = yamlForm{
	name: "file", kind: yaml.SequenceNode, is: "a list of groups", do: `write each group on a line "- [one, other]"`,
}

// vocabularyReader reads the groups of one vocabulary file.
type vocabularyReader struct {
	file   *file
	groups []Synonyms
	lines  map[string]int // of the groups so far, by their members
}

// readVocabulary returns the groups of the vocabulary file at path.
func readVocabulary(fsys fs.FS, path string, problems *Problems) []Synonyms {
	f := readFile(fsys, path, problems)
	if f == nil {
		return nil
	}
	root := f.parseYAML(f.text, vocabularyForm)
	if root == nil {
		return nil
	}
	r := &vocabularyReader{file: f, lines: map[string]int{}}
	for _, n := range root.Content {
		r.group(n)
	}
	return r.groups
}

// group reads one group.
func (r *vocabularyReader) group(n *yaml.Node) {
	switch n.Kind {
	case yaml.SequenceNode:
		r.bothWays(n)
	case yaml.MappingNode:
		r.oneWay(n)
	default:
		r.file.problem(n.Line, "group is no list and has no say and mean", vocabularyForm.do)
	}
}

// bothWays reads a group whose members each mean any other.
func (r *vocabularyReader) bothWays(n *yaml.Node) {
	mean := r.members(n, n.Line, "group")
	switch len(mean) {
	case 0: // noted
	case 1:
		r.file.problem(n.Line, fmt.Sprintf("group has no other member than %q", mean[0]), "add what means the same or remove it")
	default:
		r.add(n.Line, Synonyms{Mean: mean, Weight: 1})
	}
}

// oneWay reads a group of what askers say and what they mean by it.
func (r *vocabularyReader) oneWay(n *yaml.Node) {
	keys := r.file.entries(n, "key", []string{"say", "mean", "weight"}, "use only say, mean, weight")
	group := Synonyms{Say: r.side(n, keys, "say"), Mean: r.side(n, keys, "mean"), Weight: r.weight(keys)}
	if group.Say != nil && group.Mean != nil {
		r.add(n.Line, group)
	}
}

// side returns the members under a key that every one-way group n must have.
func (r *vocabularyReader) side(n *yaml.Node, keys map[string]entry, key string) []string {
	e, given := keys[key]
	if !given {
		r.file.problem(n.Line, "group has no "+key, "list under say what askers say, and under mean what the story says for it")
		return nil
	}
	return r.members(e.value, e.key.Line, key)
}

// weight returns the weight of a group, or notes that it is none.
func (r *vocabularyReader) weight(keys map[string]entry) float64 {
	e, given := keys["weight"]
	if !given {
		return 1
	}
	weight, err := strconv.ParseFloat(e.value.Value, 64)
	if err != nil || !(weight > 0 && weight <= 1) {
		r.file.problem(e.key.Line, fmt.Sprintf("weight %q is not a number above 0 and up to 1", e.value.Value),
			"write one such as 0.5, or leave it out for 1")
	}
	return weight
}

// members returns the words and phrases of a list, or nil after noting what is
// wrong with any of them.
func (r *vocabularyReader) members(list *yaml.Node, line int, name string) []string {
	var members []string
	seen := map[string]bool{}
	nodes := r.file.list(list, line, name, "write it as [one, other]")
	for _, n := range nodes {
		member, ok := r.file.words(n, "member", maxMember)
		key := strings.ToLower(member)
		switch {
		case !ok:
		case seen[key]:
			r.file.problem(n.Line, fmt.Sprintf("%q stands twice in the group", member), "remove one of them")
		default:
			seen[key] = true
			members = append(members, member)
		}
	}
	if len(members) < len(nodes) {
		return nil
	}
	return members
}

// add adds a group, or notes that it is there already, whatever the order of
// its members.
func (r *vocabularyReader) add(line int, group Synonyms) {
	key := fmt.Sprintf("%q %q", sorted(group.Say), sorted(group.Mean))
	if first, twice := r.lines[key]; twice {
		r.file.problem(line, fmt.Sprintf("group stands already in line %d", first), "keep one of the two")
		return
	}
	r.lines[key] = line
	group.File, group.Line = r.file.path, line
	r.groups = append(r.groups, group)
}

// sorted returns the members in lower case and in order.
func sorted(members []string) []string {
	lower := make([]string, len(members))
	for i, member := range members {
		lower[i] = strings.ToLower(member)
	}
	slices.Sort(lower)
	return lower
}
