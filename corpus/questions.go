package corpus

import (
	"strings"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// maxKnownQuestion is the maximum length of a phrasing, in characters, that is shown to
// members as a question: it must fit on a line of a list.
const maxKnownQuestion = 100

// Questions returns the questions that u is known to answer and that may be shown to
// members, at most one for each part of u, in the story's language. For the whole of a FAQ entry it is the
// entry's Question, of any length. For any other part it is the first phrasing with
// that Says, if it ends in "?" and has at most 100 characters. Phrasings are written as
// people type, so authors who want a question to be shown put a well-written one first.
func (u *Unit) Questions() []Phrasing {
	var questions []Phrasing
	asked := make(map[prose.Span]bool)
	if u.Kind == FAQ {
		questions = append(questions, Phrasing{Text: u.Question})
		asked[prose.Span{}] = true
	}
	for _, p := range u.Phrasings {
		if p.Language != "" {
			continue
		}
		if !asked[p.Says] && strings.HasSuffix(p.Text, "?") && utf8.RuneCountInString(p.Text) <= maxKnownQuestion {
			questions = append(questions, p)
		}
		asked[p.Says] = true
	}
	return questions
}
