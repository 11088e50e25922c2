package corpus

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// maxPhrasing is how many characters a phrasing may have, as a question of a
// FAQ.
const maxPhrasing = maxHeading

// unansweredKey names, in the place of a unit, the questions that no unit of the
// story answers.
const unansweredKey = "unanswered"

// ellipsis stands in "says" between the first and the last words of a part.
const ellipsis = " … "

// phrasingsForm is the form of a file of phrasings.
var phrasingsForm = yamlForm{
	name: "file", kind: yaml.MappingNode, is: "a list of units",
	do: `write a unit id with ":" after it and each phrasing on a line "- …" under it`,
}

// phrasingReader adds phrasings to the units of one story.
type phrasingReader struct {
	file  *file
	story *Story
	whole bool             // the story has all its units, so that any other is unknown
	units map[string]*Unit // by id without the story's part
	lines map[string]int   // of the units so far, by the same
	asked map[string]asked // the story's questions so far, by the slug of their text

	unanswered []string
}

// asked is a question that a phrasing must not repeat.
type asked struct {
	unit     *Unit // nil if none answers it
	question bool  // the unit's own, in the FAQ
	place    place
}

// readPhrasings reads the file of phrasings for s and returns the questions
// that s does not answer. If s is not whole, having problems of its own, no
// unit counts as unknown.
func (l *loader) readPhrasings(s *Story, whole bool) []string {
	f := readFile(l.fsys, s.ID+phrasingsSuffix, &l.problems)
	if f == nil {
		return nil
	}
	root := f.parseYAML(f.text, phrasingsForm)
	if root == nil {
		return nil
	}
	r := &phrasingReader{
		file: f, story: s, whole: whole,
		units: map[string]*Unit{}, lines: map[string]int{}, asked: make(map[string]asked, len(f.lineEnds)),
	}
	for _, u := range s.Units {
		r.units[r.shortID(u)] = u
		if u.Kind == FAQ {
			r.asked[slug(u.Question)] = asked{unit: u, question: true, place: l.places[u.ID]}
		}
	}
	for pair := range slices.Chunk(root.Content, 2) {
		r.unit(pair[0], pair[1])
	}
	return r.unanswered
}

// shortID returns the id of a unit without the story's part.
func (r *phrasingReader) shortID(u *Unit) string {
	return strings.TrimPrefix(u.ID, r.story.ID+"/")
}

// unit reads the phrasings of the unit that key names.
func (r *phrasingReader) unit(key, value *yaml.Node) {
	if first, twice := r.lines[key.Value]; twice {
		r.file.problem(key.Line, fmt.Sprintf("unit %q stands already in line %d", key.Value, first), "put all its phrasings there")
	}
	r.lines[key.Value] = key.Line
	if key.Value == unansweredKey {
		r.withoutAnswer(key, value)
		return
	}
	u := r.units[key.Value]
	if u == nil {
		if r.whole {
			r.file.problem(key.Line, fmt.Sprintf("unknown unit %q", key.Value),
				fmt.Sprintf("write a unit's id without the story's part, such as %q", r.nearest(key.Value)))
		}
		return
	}
	name := fmt.Sprintf("unit %q", key.Value)
	for _, n := range r.file.list(value, key.Line, name, `write each phrasing on a line "- …" under it, or remove it`) {
		if n.Kind == yaml.MappingNode {
			r.part(u, n)
		} else {
			r.phrasing(u, n, prose.Span{})
		}
	}
}

// withoutAnswer reads the questions that the story does not answer.
func (r *phrasingReader) withoutAnswer(key, value *yaml.Node) {
	for _, n := range r.file.list(value, key.Line, unansweredKey, `write each question on a line "- …" under it, or remove it`) {
		if text, ok := r.question(n, nil); ok {
			r.unanswered = append(r.unanswered, text)
		}
	}
}

// nearest returns the unit id that begins most like id; of equals the first.
func (r *phrasingReader) nearest(id string) string {
	id = strings.TrimPrefix(id, r.story.ID+"/")
	best, most := "", -1
	for _, u := range r.story.Units {
		short := r.shortID(u)
		if n := commonPrefix(short, id); n > most {
			best, most = short, n
		}
	}
	return best
}

// commonPrefix returns how many bytes a and b begin with in common.
func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// part reads phrasings for a part of u.
func (r *phrasingReader) part(u *Unit, n *yaml.Node) {
	keys := r.file.entries(n, "key", []string{"says", "ask"}, `use only says and ask, and quote a phrasing that holds ": "`)
	says, hasSays := keys["says"]
	ask, hasAsk := keys["ask"]
	switch {
	case len(n.Content) > 0 && !hasSays && !hasAsk:
		return // all its keys are unknown
	case !hasSays:
		r.file.problem(n.Line, "phrasings without says", "write the words that answer them after says, or list them without ask")
	case !hasAsk:
		r.file.problem(n.Line, "says without phrasings", "list under ask what people ask for it")
	default:
		part := r.find(u, says.value)
		for _, n := range r.file.list(ask.value, ask.key.Line, "ask", `write each phrasing on a line "- …" under it`) {
			r.phrasing(u, n, part)
		}
	}
}

// find returns the part of u that says names, or notes why there is none.
func (r *phrasingReader) find(u *Unit, says *yaml.Node) prose.Span {
	if _, ok := r.file.words(says, "says", maxText); !ok {
		return prose.Span{}
	}
	verbatim := strings.TrimSpace(says.Value)
	if whole := prose.Find(u.Text, verbatim); !whole.IsZero() {
		return whole
	}
	first, last, _ := strings.Cut(verbatim, ellipsis)
	begin := prose.Find(u.Text, first)
	if begin.IsZero() {
		r.missing(says, fmt.Sprintf("%q does not stand in the unit", first))
		return prose.Span{}
	}
	end := strings.Index(u.Text[begin.End:], last)
	if end < 0 {
		r.missing(says, fmt.Sprintf("%q does not stand after %q in the unit", last, first))
		return prose.Span{}
	}
	return prose.Span{Start: begin.Start, End: begin.End + end + len(last)}
}

// missing notes that words of says do not stand where they should.
func (r *phrasingReader) missing(says *yaml.Node, what string) {
	r.file.problem(says.Line, what,
		fmt.Sprintf("copy the unit's words letter by letter, with %q between the first and the last of a longer part", ellipsis))
}

// phrasing adds one phrasing to u, or notes why it cannot be one.
func (r *phrasingReader) phrasing(u *Unit, n *yaml.Node, says prose.Span) {
	if text, ok := r.question(n, u); ok {
		u.Phrasings = append(u.Phrasings, Phrasing{Text: text, Says: says})
	}
}

// question returns the text of a question that u answers, or notes what is
// wrong with it.
func (r *phrasingReader) question(n *yaml.Node, u *Unit) (string, bool) {
	text, ok := r.file.words(n, "phrasing", maxPhrasing)
	if !ok {
		return "", false
	}
	key := slug(text)
	if other, taken := r.asked[key]; taken && !(other.question && other.unit == u) {
		r.file.problem(n.Line, fmt.Sprintf("phrasing %q stands already at %s:%d", text, other.place.file, other.place.line), "keep one of the two")
		return "", false
	}
	r.asked[key] = asked{unit: u, place: place{r.file.path, n.Line}}
	return text, true
}
