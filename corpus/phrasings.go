package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

const (
	// maxPhrasing is how many characters a phrasing may have.
	maxPhrasing = maxHeading
	// unansweredKey, instead of a unit's ID, is the key of the questions that no unit
	// of the story answers.
	unansweredKey = "unanswered"
	// ellipsis separates the first and the last words of a part in "says".
	ellipsis = " … "
)

// phrasingReader adds phrasings to the units of one story.
type phrasingReader struct {
	*source
	story      *Story
	language   string           // of the phrasings; "" for the story's
	asked      map[string]asked // the story's questions so far, by their key
	unanswered []Unanswered
}

// asked is an existing question, which a phrasing must not repeat.
type asked struct {
	unit *Unit // nil if it is unanswered
	line int   // in the file; 0 if it is in the FAQ itself
}

// readPhrasings adds the phrasings in a file, which are in the given language, to the
// units of s, and returns the questions that s does not answer. The language "" is that
// of the story.
func (l *loader) readPhrasings(s *Story, name, language string) []Unanswered {
	file := l.read(name)
	if file == nil {
		return nil
	}
	root := file.yamlRoot(yaml.MappingNode, "a list of units", `write a unit's ID followed by ":", and each phrasing on a line "- …" below it`)
	if root == nil {
		return nil
	}
	r := &phrasingReader{source: file, story: s, language: language, asked: make(map[string]asked, len(file.lineEnds))}
	for _, u := range s.Units {
		if u.Kind == FAQ {
			r.asked[prose.Key(u.Question)] = asked{unit: u}
		}
		for _, p := range u.Phrasings {
			if p.Language != language {
				continue
			}
			r.asked[prose.Key(p.Text)] = asked{unit: u}
		}
	}
	for pair := range slices.Chunk(root.Content, 2) {
		r.unit(pair[0], pair[1])
	}
	return r.unanswered
}

// unit reads the phrasings of the unit in key.
func (r *phrasingReader) unit(key, value *yaml.Node) {
	const fix = `write each phrasing on a line "- …" below it, or remove it`
	var u *Unit
	if key.Value != unansweredKey {
		if u = r.find(key.Value); u == nil {
			r.warn(key.Line, fmt.Sprintf("unknown unit %q", key.Value),
				fmt.Sprintf("write a unit's ID without the story's part, such as %q; its phrasings were ignored", r.nearest(key.Value)))
			return
		}
	}
	for _, n := range r.members(value, fmt.Sprintf("unit %q", key.Value), fix) {
		switch {
		case u == nil:
			if text, ok := r.question(n, nil); ok {
				r.unanswered = append(r.unanswered, Unanswered{text, cmp.Or(r.language, r.story.Language)})
			}
		case n.Kind == yaml.MappingNode:
			r.part(u, n)
		default:
			r.phrasing(u, n, prose.Span{})
		}
	}
}

// find returns the unit with an ID, with or without the story's part, or nil.
func (r *phrasingReader) find(id string) *Unit {
	for _, u := range r.story.Units {
		if u.ID == r.story.ID+"/"+id || u.ID == id {
			return u
		}
	}
	return nil
}

// nearest returns the unit ID with the longest prefix in common with id.
func (r *phrasingReader) nearest(id string) string {
	best, most := "", -1
	for _, u := range r.story.Units {
		short := strings.TrimPrefix(u.ID, r.story.ID+"/")
		n := 0
		for n < min(len(short), len(id)) && short[n] == id[n] {
			n++
		}
		if n > most {
			best, most = short, n
		}
	}
	return best
}

// part reads phrasings for a part of u.
func (r *phrasingReader) part(u *Unit, n *yaml.Node) {
	keys := r.keys(n, []string{"says", "ask"}, `use only says and ask, and quote a phrasing that has ": " in it`)
	says, hasSays := keys["says"]
	ask, hasAsk := keys["ask"]
	switch {
	case !hasAsk:
		r.warn(n.Line, "there are no phrasings under ask", "list what people ask under ask")
		return
	case !hasSays:
		r.warn(n.Line, "phrasings without says", "write the words that answer them after says, or list them without ask")
		says.value = &yaml.Node{}
	}
	part := r.says(u, says.value)
	for _, n := range r.members(ask.value, "ask", `write each phrasing on a line "- …" below it`) {
		r.phrasing(u, n, part)
	}
}

// says returns the part of u that n quotes. It returns the zero Span after logging that
// there is none; then the phrasings ask for the whole unit.
func (r *phrasingReader) says(u *Unit, n *yaml.Node) prose.Span {
	verbatim := strings.TrimSpace(n.Value)
	if !prose.HasWords(verbatim) {
		return prose.Span{}
	}
	if whole := prose.Find(u.Text, verbatim); !whole.IsZero() {
		return whole
	}
	first, last, _ := strings.Cut(verbatim, ellipsis)
	begin := prose.Find(u.Text, first)
	end := -1
	if !begin.IsZero() {
		end = strings.Index(u.Text[begin.End:], last)
	}
	if end < 0 {
		r.warn(n.Line, fmt.Sprintf("the unit does not say %q", prose.Truncate(verbatim, 60)),
			fmt.Sprintf("copy its words exactly, with %q between the first and last words of a longer part", ellipsis))
		return prose.Span{}
	}
	return prose.Span{Start: begin.Start, End: begin.End + end + len(last)}
}

// phrasing adds a phrasing to u, or logs what is wrong with it.
func (r *phrasingReader) phrasing(u *Unit, n *yaml.Node, says prose.Span) {
	if text, ok := r.question(n, u); ok {
		u.Phrasings = append(u.Phrasings, Phrasing{Text: text, Says: says, Language: r.language})
	}
}

// question returns the text of a question that u answers, or logs what is wrong with
// it.
func (r *phrasingReader) question(n *yaml.Node, u *Unit) (string, bool) {
	text, ok := r.phrase(n, "phrasing", maxPhrasing)
	if !ok {
		return "", false
	}
	key := prose.Key(text)
	if other, taken := r.asked[key]; taken && (other.unit != u || other.line > 0) {
		where := "the FAQ"
		if other.line > 0 {
			where = fmt.Sprintf("%s:%d", r.path, other.line)
		}
		r.warn(n.Line, fmt.Sprintf("phrasing %q is a duplicate; first at %q", text, where), "keep only one; this one was ignored")
		return "", false
	}
	r.asked[key] = asked{unit: u, line: n.Line}
	return text, true
}
