package corpus

import (
	"strings"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// maxKnownQuestion is how many characters a phrasing may have to be shown to
// members as a question: one line of a list holds no more.
const maxKnownQuestion = 100

// Questions returns the questions that are known to be answered by u and may be
// shown to members, at most one for each part of u. That for the whole of a FAQ
// entry is its own Question, however long. For any other part it is the first
// of the phrasings with that Says, if it ends in "?" and has at most 100
// characters: phrasings are written as people type, so whoever wants a part to
// be asked for in public writes a good question first.
func (u *Unit) Questions() []Phrasing {
	var questions []Phrasing
	asked := make(map[prose.Span]bool)
	if u.Kind == FAQ {
		questions = append(questions, Phrasing{Text: u.Question})
		asked[prose.Span{}] = true
	}
	for _, p := range u.Phrasings {
		if !asked[p.Says] && isPresentable(p.Text) {
			questions = append(questions, p)
		}
		asked[p.Says] = true
	}
	return questions
}

// isPresentable reports whether a phrasing may be shown as a question.
func isPresentable(text string) bool {
	return strings.HasSuffix(text, "?") && utf8.RuneCountInString(text) <= maxKnownQuestion
}
