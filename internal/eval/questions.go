package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// Question is a labeled question about a corpus.
type Question struct {
	ID string `json:"id"`
	// First is a question that is asked before, so that q replies to its answer; "" if
	// there is none.
	First string `json:"first"`
	Text  string `json:"q"`
	Type  string `json:"type"` // a name to group results by
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

// Rating says how well an answer serves who asked; a higher one is better.
type Rating int

// The ratings.
const (
	Wrong  Rating = iota // another unit is the answer, or any unit if none answers
	Missed               // no unit that is right or acceptable is among the first three
	Near                 // one is, but not as the answer; or only an acceptable one is the answer
	Right                // a right unit is the answer, or none if none answers
)

// Rate rates the answer to q.
func (q Question) Rate(a index.Answer) Rating {
	return Rate(a, q.isRight, func(u *corpus.Unit) bool { return q.isRight(u) || q.isAcceptable(u) }, q.Answerable())
}

// Rate rates an answer by whether a unit is right, and whether it is acceptable, and
// whether the question is answerable at all.
func Rate(a index.Answer, isRight, isAcceptable func(*corpus.Unit) bool, answerable bool) Rating {
	answered := a.Verdict == index.Answered && len(a.Hits) > 0
	switch {
	case !answerable && answered:
		return Wrong
	case !answerable, answered && isRight(a.Hits[0].Unit):
		return Right
	case answered && !isAcceptable(a.Hits[0].Unit):
		return Wrong
	case answered:
		return Near
	case a.Verdict == index.Suggested && slices.ContainsFunc(a.Hits[:min(len(a.Hits), acceptableRank)], func(h index.Hit) bool { return isAcceptable(h.Unit) }):
		return Near
	}
	return Missed
}

// Ask returns s's answer to q, after the answer to its First.
func (q Question) Ask(ctx context.Context, s *index.Snapshot) (index.Answer, error) {
	after, err := shownBefore(ctx, s, q)
	if err != nil {
		return index.Answer{}, fmt.Errorf("ask the question before %s: %w", q.ID, err)
	}
	answer, err := s.Ask(ctx, q.Text, after)
	if err != nil {
		return index.Answer{}, fmt.Errorf("ask question %s: %w", q.ID, err)
	}
	if q.Type == moreType && len(answer.Hits) > 0 && answer.Hits[0].Unit == after {
		answer.Hits = answer.Hits[1:] // to repeat it is not right
	}
	return answer, nil
}

// moreType is the type of questions that ask for more than the unit that was shown.
const moreType = "same"

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
	places := make(map[string]string)
	for _, file := range files {
		questions = append(questions, parseQuestions(&found, c, file, found.read(file), places)...)
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return questions, nil
}

// ParseQuestions returns the questions in the contents of a file, as ReadQuestions reads
// it, and everything that is wrong with them. A question whose phrases c does not have is
// among them.
func ParseQuestions(c *corpus.Corpus, file string, content []byte) ([]Question, corpus.Problems) {
	var found problems
	questions := parseQuestions(&found, c, file, content, make(map[string]string))
	return questions, corpus.Problems(found)
}

// questionExample is a line of a file of questions.
const questionExample = `{"id": "1", "q": "How long is it?", "type": "fact", "gold": ["40 meters"], "also": []}`

// parseQuestions returns the questions in the contents of a file. The places are those of
// the questions so far, by ID.
func parseQuestions(found *problems, c *corpus.Corpus, file string, content []byte, places map[string]string) []Question {
	var questions []Question
	for line, q := range records[Question](found, file, content, questionExample) {
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
	return questions
}
