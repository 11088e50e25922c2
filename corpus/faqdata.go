package corpus

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// readData returns the story of a YAML or JSON file with questions and answers:
// sequences and mappings, nested in any way, whose entries have a question and an
// answer. It returns nil for other files, which are left out; with a warning if their name
// says that they are a FAQ.
func (l *loader) readData(name string) *Story {
	isOther := func(line int, reason string) *Story {
		l.leftOut[strings.ToLower(path.Ext(name))]++
		if strings.Contains(strings.ToLower(path.Base(name)), "faq") {
			l.log.Warn(name, line, reason, "give each entry a question and an answer, or rename the file if it is no FAQ; it was left out")
		}
		return nil
	}
	raw, err := readFile(l.fsys, name)
	if err != nil {
		return isOther(1, "cannot be read: "+err.Error())
	}
	if len(raw) > maxDataFile {
		return isOther(1, fmt.Sprintf("the file has more than %d MB", maxDataFile>>20))
	}
	s := &source{path: name, log: &l.log}
	s.setText(raw)
	var root yaml.Node
	if line, err := parseData(&root, s.text, strings.HasSuffix(name, ".json")); err != nil {
		return isOther(line, err.Error())
	}
	data := faqData{source: s}
	data.collect(&root, "", 0)
	if len(data.blocks) == 0 {
		return isOther(1, "the file has no question with an answer")
	}
	if l.size += len(raw); l.size > maxTotalSize {
		return isOther(1, "the folder has too much text")
	}
	for _, question := range data.unanswered {
		s.warn(question.Line, fmt.Sprintf("question %q has no answer", question.Value), "write the answer as text, or remove the question")
	}
	l.keep(name, raw)
	m := metadata{title: data.title, url: data.url}
	story := l.newStory(name, idOf(name), m)
	if parsed, ok := parsePage(data.url); !ok || parsed == nil {
		story.URL = "" // it is not a page by itself
	}
	l.readPage(s, story, data.blocks, true)
	return story
}

// parseData parses YAML or JSON. The line is that of the error.
func parseData(root *yaml.Node, text []byte, isJSON bool) (line int, err error) {
	if isJSON {
		var any json.RawMessage
		if err := json.Unmarshal(text, &any); err != nil {
			line = 1
			if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
				line += bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
			}
			return line, fmt.Errorf("not valid JSON: %w", err)
		}
	}
	if err := yaml.Unmarshal(text, root); err != nil {
		line, message := 1, err.Error()
		if syntax, ok := errors.AsType[*yaml.LoadError](err); ok {
			line, message = max(line, syntax.Mark.Line), syntax.Message
		}
		return line, errors.New("not valid YAML: " + message)
	}
	return 0, nil
}

// maxDataFile bounds a data file, in bytes, since YAML parsers are slow.
const maxDataFile = 2 << 20

// faqData are the questions and answers of a data file.
type faqData struct {
	source     *source
	title, url string
	blocks     []block
	group      string
	unanswered []*yaml.Node // questions without the text of an answer
}

// Keys that data files use.
var (
	questionKeys = []string{"question", "q", "frage", "pregunta", "pergunta", "質問"}
	answerKeys   = []string{"answer", "a", "antwort", "respuesta", "resposta", "réponse", "回答"}
	groupKeys    = []string{"name", "title", "category", "section", "group", "topic", "heading"}
)

const maxDataDepth = 12

// collect adds the questions below a node.
func (d *faqData) collect(n *yaml.Node, group string, depth int) {
	if depth > maxDataDepth {
		return
	}
	switch n.Kind {
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, child := range n.Content {
			d.collect(child, group, depth+1)
		}
	case yaml.MappingNode:
		question, answer := valueOf(n, questionKeys), valueOf(n, answerKeys)
		if question != nil && answer != nil && question.Kind != yaml.MappingNode && answer.Kind == yaml.ScalarNode {
			d.add(group, question, answer)
			return
		}
		if question != nil && question.Kind == yaml.ScalarNode {
			d.unanswered = append(d.unanswered, question)
		}
		name := ""
		if named := valueOf(n, groupKeys); named != nil && named.Kind == yaml.ScalarNode {
			name = named.Value
		}
		if depth <= 1 {
			d.title = name
			if url := valueOf(n, []string{"url", "canonical_url"}); url != nil {
				d.url = url.Value
			}
			name = ""
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if value.Kind == yaml.ScalarNode {
				if isMapOfAnswers(n) {
					d.add(group, key, value)
				}
				continue
			}
			d.collect(value, cmp.Or(name, group), depth+1)
		}
	}
}

// isMapOfAnswers reports whether the keys of a mapping are questions.
func isMapOfAnswers(n *yaml.Node) bool {
	questions := 0
	for i := 0; i < len(n.Content); i += 2 {
		if isQuestion(n.Content[i].Value) {
			questions++
		}
	}
	return questions >= 2 && 4*questions >= len(n.Content)
}

// valueOf returns the value of the first of keys that is in a mapping, or nil.
func valueOf(n *yaml.Node, keys []string) *yaml.Node {
	for _, key := range keys {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if strings.EqualFold(n.Content[i].Value, key) {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// add adds a question, or several ways to ask it, with its answer. Both are Markdown or
// HTML.
func (d *faqData) add(group string, question, answer *yaml.Node) {
	if group != d.group && group != "" {
		d.group = group
		d.blocks = append(d.blocks, block{kind: headingBlock, level: 2, line: question.Line, shown: shown{text: group}})
	}
	ways := []*yaml.Node{question}
	if question.Kind == yaml.SequenceNode {
		ways = question.Content
	}
	for _, way := range ways {
		var words []string
		for _, b := range d.read(way) {
			words = append(words, b.text)
		}
		if text := prose.Line(strings.Join(words, " ")); text != "" {
			d.blocks = append(d.blocks, block{kind: questionBlock, line: way.Line, shown: shown{text: text}})
		}
	}
	for _, b := range d.read(answer) {
		if b.kind == headingBlock {
			b.kind = paragraphBlock
		}
		d.blocks = append(d.blocks, b)
	}
	d.blocks = append(d.blocks, block{kind: endBlock, line: answer.Line})
}

// read returns the blocks of a value.
func (d *faqData) read(n *yaml.Node) []block {
	part := &source{path: d.source.path, log: d.source.log}
	part.setText([]byte(n.Value))
	document := part.renderMarkdown(dialect{})
	if document == nil {
		return nil
	}
	blocks := readBlocks(document)
	for i := range blocks {
		blocks[i].line = n.Line
	}
	return blocks
}
