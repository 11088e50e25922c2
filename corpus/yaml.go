package corpus

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// yamlForm is what a YAML text must be, in the words of its problems.
type yamlForm struct {
	name string    // of the text
	kind yaml.Kind // of its root
	is   string    // what a root of that kind is called
	do   string    // how to write it
}

// entry is a key of a YAML mapping with its value.
type entry struct{ key, value *yaml.Node }

// parseYAML returns the root of the YAML in text, whose lines are f's from the
// first on. The root has no content when text holds nothing but comments. It
// is nil, and a problem noted, when text does not have the form.
func (f *file) parseYAML(text []byte, form yamlForm) *yaml.Node {
	var documents []yaml.Node
	if err := yaml.Load(text, &documents, yaml.WithAllDocuments()); err != nil {
		f.invalidYAML(err, form)
		return nil
	}
	switch {
	case len(documents) == 0:
		return &yaml.Node{Kind: form.kind}
	case len(documents) > 1:
		f.problem(documents[1].Line, form.name+" is more than one YAML document", `remove the line "---" or "..." between them`)
		return nil
	}
	root := documents[0].Content[0]
	if root.Kind != form.kind {
		f.problem(root.Line, fmt.Sprintf("%s is not %s", form.name, form.is), form.do)
		return nil
	}
	return root
}

// invalidYAML notes what is wrong with YAML that cannot be parsed.
func (f *file) invalidYAML(err error, form yamlForm) {
	line, message := 1, err.Error()
	if syntax, ok := errors.AsType[*yaml.LoadError](err); ok {
		line, message = max(line, syntax.Mark.Line), syntax.Message
	}
	f.problem(line, fmt.Sprintf("%s is not valid YAML: %s", form.name, message), form.do+`, and quote text that holds ": " or " #"`)
}

// entries returns the entries of a mapping by key. It notes keys that are not
// known, with what to do about them, and keys that stand there before.
func (f *file) entries(mapping *yaml.Node, noun string, known []string, do string) map[string]entry {
	found := map[string]entry{}
	for pair := range slices.Chunk(mapping.Content, 2) {
		key, value := pair[0], pair[1]
		first, twice := found[key.Value]
		switch {
		case !slices.Contains(known, key.Value):
			f.problem(key.Line, fmt.Sprintf("unknown %s %q", noun, key.Value), do)
		case twice:
			f.problem(key.Line, fmt.Sprintf("%s %q stands already in line %d", noun, key.Value, first.key.Line), "keep one of the two")
		default:
			found[key.Value] = entry{key, value}
		}
	}
	return found
}

// list returns what a sequence holds, or notes that n is none or empty, in the
// line of its key.
func (f *file) list(n *yaml.Node, line int, name, do string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		f.problem(line, name+" is empty or no list", do)
		return nil
	}
	return n.Content
}

// words returns the text of a scalar on one line. It returns false and notes
// why when n is no text with words of at most limit characters.
func (f *file) words(n *yaml.Node, noun string, limit int) (string, bool) {
	text := prose.Line(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		f.problem(n.Line, noun+" is not plain text", `quote it when it begins with a sign or holds ": "`)
	case !prose.HasWords(text):
		f.problem(n.Line, fmt.Sprintf("%s %q has no words", noun, text), "write it in words or remove it")
	case utf8.RuneCountInString(text) > limit:
		f.problem(n.Line, fmt.Sprintf("%s has more than %d characters", noun, limit), "shorten it")
	default:
		return text, true
	}
	return "", false
}
