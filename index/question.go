package index

// question is what ranking reads of a member's words.
type question struct {
	terms []string // stems in order of appearance, each once
}

// content returns the terms that are not stop words; all of them if nothing
// else is left ("what is it?").
func (q question) content() []string {
	var content []string
	for _, term := range q.terms {
		if !stopWords[term] {
			content = append(content, term)
		}
	}
	if len(content) == 0 {
		return q.terms
	}
	return content
}

func readQuestion(text string) question {
	var q question
	seen := make(map[string]bool)
	for _, token := range newAnalyzer().Analyze([]byte(readable(text))) {
		term := string(token.Term)
		if seen[term] || len([]rune(term)) > maxWordRunes {
			continue
		}
		if len(q.terms) == maxQuestionWords {
			break
		}
		seen[term] = true
		q.terms = append(q.terms, term)
	}
	return q
}
