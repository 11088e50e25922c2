package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// refuse logs a problem that makes s unusable.
func (s *source) refuse(line int, what, fix string) {
	s.log.refuse(s.path, min(line, len(s.lineEnds)+1), what, fix)
}

// yamlRoot returns the root of the YAML in s. It returns nil if there are only
// comments, or after logging that the root is not of that kind; is and fix describe the
// right form.
func (s *source) yamlRoot(kind yaml.Kind, form, fix string) *yaml.Node {
	documents, err := s.documents()
	if err != nil {
		line, message := 1, err.Error()
		if syntax, ok := errors.AsType[*yaml.LoadError](err); ok {
			line, message = max(line, syntax.Mark.Line), syntax.Message
		}
		switch {
		case strings.Contains(message, "cannot start any token"):
			message = "a line begins with a character that must be quoted, such as a tab, @ or `"
		case strings.Contains(message, "did not find expected"), strings.Contains(message, "unexpected end of stream"):
			message += "; a quote before this line may not be closed"
		}
		s.refuse(line, "not valid YAML: "+message, fix+`; quote text that has ": " or " #" in it`)
		return nil
	}
	if len(documents) == 0 {
		return nil
	}
	if len(documents) > 1 {
		s.warn(documents[1].Line, "more than one YAML document", `remove the line "---" between them; only the first was read`)
	}
	root := documents[0].Content[0]
	if root.Kind != kind {
		s.refuse(root.Line, "the file is not "+form, fix)
		return nil
	}
	return root
}

// members returns the items of a sequence, or a scalar as its only item. Each line of a
// block of text ("|") that is not a comment is an item of its own. It logs a problem for
// anything else.
func (s *source) members(n *yaml.Node, name, fix string) []*yaml.Node {
	var items []*yaml.Node
	switch {
	case n.Kind == yaml.SequenceNode:
		items = n.Content
	case n.Kind == yaml.ScalarNode && prose.HasWords(n.Value):
		items = []*yaml.Node{n}
	}
	if slices.ContainsFunc(items, isLiteral) {
		var lines []*yaml.Node
		for _, item := range items {
			lines = append(lines, itemLines(item)...)
		}
		items = lines
	}
	if len(items) == 0 {
		s.warn(n.Line, name+" is empty or not a list", fix)
		return nil
	}
	return items
}

func isLiteral(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == yaml.LiteralStyle }

// itemLines returns the lines of a block of text as scalars, or any other node itself.
func itemLines(n *yaml.Node) []*yaml.Node {
	if !isLiteral(n) {
		return []*yaml.Node{n}
	}
	var lines []*yaml.Node
	number := n.Line
	for line := range strings.Lines(n.Value) {
		number++
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			lines = append(lines, &yaml.Node{Kind: yaml.ScalarNode, Value: line, Line: number})
		}
	}
	return lines
}

// phrase returns the text of a scalar on one line. It returns false and logs the reason
// if n has no words or more than limit characters.
func (s *source) phrase(n *yaml.Node, noun string, limit int) (string, bool) {
	text := prose.Line(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		s.refuse(n.Line, noun+" is not plain text", `quote it if it begins with a symbol or has ": " in it`)
	case !prose.HasWords(text):
		s.warn(n.Line, fmt.Sprintf("%s %q has no words", noun, text), "write it in words or remove it; it was ignored")
	case utf8.RuneCountInString(text) > limit:
		s.warn(n.Line, fmt.Sprintf("%s has more than %d characters", noun, limit), "shorten it; it was ignored")
	default:
		return text, true
	}
	return "", false
}

type yamlEntry struct{ key, value *yaml.Node }

// keys returns the entries of a mapping by key, and logs unknown keys.
func (s *source) keys(mapping *yaml.Node, known []string, fix string) map[string]yamlEntry {
	found := make(map[string]yamlEntry)
	for pair := range slices.Chunk(mapping.Content, 2) {
		if !slices.Contains(known, pair[0].Value) {
			s.refuse(pair[0].Line, fmt.Sprintf("unknown key %q", pair[0].Value), fix)
			continue
		}
		found[pair[0].Value] = yamlEntry{pair[0], pair[1]}
	}
	return found
}
