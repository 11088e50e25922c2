package index

import (
	"fmt"
	"strings"

	"alliancebot/corpus"
)

// lint returns a problem for each group of synonyms of a corpus that never matches,
// because no unit has a word of it.
func lint(c *corpus.Corpus, stats *collectionStats) corpus.Problems {
	var problems corpus.Problems
	for i, group := range c.Vocabulary {
		if group.File == "" || stats.concepts[i] > 0 {
			continue // a corpus need not have all of general English
		}
		var quoted []string
		for _, word := range group.Mean {
			quoted = append(quoted, fmt.Sprintf("%q", word))
		}
		problems = append(problems, &corpus.Problem{
			File: group.File,
			Line: group.Line,
			What: fmt.Sprintf("no unit says %s, so the group never matches", strings.Join(quoted, " or ")),
			Do:   "add a word that the stories use, or remove the group",
		})
	}
	return problems
}
