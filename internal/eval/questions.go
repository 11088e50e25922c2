package eval

import (
	"fmt"
	"strings"

	"alliancebot/corpus"
)

// Question is a question with what a right answer to it holds.
type Question struct {
	ID   string `json:"id"`
	Text string `json:"q"`
	Type string `json:"type"` // a name to group results by
	// Gold are phrases one of which every right unit holds. None means that
	// the corpus does not answer the question.
	Gold []string `json:"gold"`
	// Also are phrases of units that are acceptable among the first three.
	Also []string `json:"also"`

	file string // where it stands
}

// Answerable tells whether the corpus answers the question.
func (q Question) Answerable() bool { return len(q.Gold) > 0 }

// gold tells whether u is a right answer.
func (q Question) gold(u *corpus.Unit) bool { return holdsAny(fullText(u), q.Gold) }

// also tells whether u is acceptable, though not right.
func (q Question) also(u *corpus.Unit) bool { return !q.gold(u) && holdsAny(fullText(u), q.Also) }

// fullText is what a phrase is looked for in: a passage's text, a FAQ entry's
// question and answer.
func fullText(u *corpus.Unit) string {
	if u.Kind == corpus.FAQ {
		return u.Question + "\n" + u.Text
	}
	return u.Text
}

func holdsAny(text string, phrases []string) bool {
	for _, phrase := range phrases {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}

// ReadQuestions reads files of questions about c, one JSON object a line with
// the keys of Question. Its error is a corpus.Problems with everything that is
// wrong: what cannot be read, an unknown key, a missing id, q or type, an id
// used twice in any of the files, a phrase that stands in no unit of c.
func ReadQuestions(c *corpus.Corpus, files ...string) ([]Question, error) {
	var (
		questions []Question
		found     problems
	)
	places := make(map[string]string) // of each id
	for _, file := range files {
		for line, question := range records[Question](&found, file, true) {
			found.checkQuestion(file, line, question)
			found.checkPhrases(file, line, question, c)
			if first, used := places[question.ID]; used {
				found.add(file, line, fmt.Sprintf("the id %q is used at %s already", question.ID, first), "give each question an id of its own")
			} else {
				places[question.ID] = fmt.Sprintf("%s:%d", file, line)
			}
			question.file = file
			questions = append(questions, question)
		}
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return questions, nil
}

func (ps *problems) checkQuestion(file string, line int, q Question) {
	for _, field := range []struct{ key, value string }{{"id", q.ID}, {"q", q.Text}, {"type", q.Type}} {
		if strings.TrimSpace(field.value) == "" {
			ps.add(file, line, fmt.Sprintf("%q is missing or empty", field.key), "give it a value")
		}
	}
	if !q.Answerable() && len(q.Also) > 0 {
		ps.add(file, line, `"also" has phrases but "gold" has none`, `put the phrases of the right answer into "gold"`)
	}
}

func (ps *problems) checkPhrases(file string, line int, q Question, c *corpus.Corpus) {
	for _, phrases := range [][]string{q.Gold, q.Also} {
		for _, phrase := range phrases {
			if phrase == "" || !inAnyUnit(c, phrase) {
				ps.add(file, line, fmt.Sprintf("the phrase %q stands in no unit of the corpus", phrase), "copy it from the text, letter by letter")
			}
		}
	}
}

func inAnyUnit(c *corpus.Corpus, phrase string) bool {
	for _, u := range c.Units {
		if strings.Contains(fullText(u), phrase) {
			return true
		}
	}
	return false
}
