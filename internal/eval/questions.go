package eval

import (
	"fmt"
	"slices"
	"strings"

	"alliancebot/corpus"
)

// Question is a labeled question about a corpus.
type Question struct {
	ID   string `json:"id"`
	Text string `json:"q"`
	Type string `json:"type"` // a name to group results by
	// Gold are phrases. A unit with any of them is right; without phrases the corpus
	// does not answer the question.
	Gold []string `json:"gold"`
	// Also are phrases of units that are acceptable among the first three.
	Also []string `json:"also"`

	file string
}

// Answerable reports whether the corpus answers the question.
func (q Question) Answerable() bool { return len(q.Gold) > 0 }

// isRight reports whether u answers the question.
func (q Question) isRight(u *corpus.Unit) bool { return containsAny(fullText(u), q.Gold) }

// isAcceptable reports whether u is not right, but acceptable.
func (q Question) isAcceptable(u *corpus.Unit) bool {
	return !q.isRight(u) && containsAny(fullText(u), q.Also)
}

// fullText returns the text that phrases must be in: a passage's text, a FAQ entry's
// question and answer.
func fullText(u *corpus.Unit) string {
	if u.Kind == corpus.FAQ {
		return u.Question + "\n" + u.Text
	}
	return u.Text
}

func containsAny(text string, phrases []string) bool {
	return slices.ContainsFunc(phrases, func(phrase string) bool { return strings.Contains(text, phrase) })
}

// ReadQuestions reads files of questions about c: one JSON object a line with the keys
// of Question. The error is a corpus.Problems with everything that is wrong, such as
// an unknown key, a missing id, q or type, a duplicate id, or a phrase that no unit of
// c has.
func ReadQuestions(c *corpus.Corpus, files ...string) ([]Question, error) {
	var (
		questions []Question
		found     problems
	)
	places := make(map[string]string) // by ID
	for _, file := range files {
		for line, q := range records[Question](&found, file, true) {
			for _, field := range []struct{ key, value string }{{"id", q.ID}, {"q", q.Text}, {"type", q.Type}} {
				if strings.TrimSpace(field.value) == "" {
					found.add(file, line, fmt.Sprintf("%q is missing or empty", field.key), "give it a value")
				}
			}
			if !q.Answerable() && len(q.Also) > 0 {
				found.add(file, line, `"also" has phrases but "gold" has none`, `move the phrases of the right answer to "gold"`)
			}
			for _, phrase := range slices.Concat(q.Gold, q.Also) {
				inUnit := func(u *corpus.Unit) bool { return strings.Contains(fullText(u), phrase) }
				if phrase == "" || !slices.ContainsFunc(c.Units, inUnit) {
					found.add(file, line, fmt.Sprintf("no unit of the corpus has the phrase %q", phrase), "copy it from the text exactly")
				}
			}
			if first, used := places[q.ID]; used {
				found.add(file, line, fmt.Sprintf("duplicate id %q; first at %s", q.ID, first), "give each question its own ID")
			} else {
				places[q.ID] = fmt.Sprintf("%s:%d", file, line)
			}
			q.file = file
			questions = append(questions, q)
		}
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return questions, nil
}
