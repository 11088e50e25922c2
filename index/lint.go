package index

import (
	"fmt"
	"strings"

	"alliancebot/corpus"
)

// lint returns a problem for each group of a corpus's own vocabulary that can
// never match, since nothing in the corpus says what it means.
func lint(c *corpus.Corpus, s *statistics) corpus.Problems {
	var problems corpus.Problems
	for i, group := range c.Vocabulary {
		if group.File == "" || s.concepts[i] > 0 {
			continue // general English need not stand in each corpus
		}
		problems = append(problems, &corpus.Problem{
			File: group.File,
			Line: group.Line,
			What: fmt.Sprintf("no unit says %s, so the group never matches", strings.Join(quoted(group.Mean), " or ")),
			Do:   "put a word in it that the stories use, or remove it",
		})
	}
	return problems
}

func quoted(words []string) []string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return quoted
}
