package index

// The share of a question's weight, by idf, that the best unit must hold.
const (
	answerCoverage     = 0.5
	suggestionCoverage = 0.25
)

// judge tells how far the first of the ranked candidates can be trusted: by
// how much of the question it speaks of, never by its score, which means
// nothing across questions.
func (s *snapshot) judge(q question, ranked []candidate) Verdict {
	if len(ranked) == 0 {
		return None
	}
	switch coverage := s.coverage(q, ranked[0].unit); {
	case coverage >= answerCoverage:
		return Answered
	case coverage >= suggestionCoverage:
		return Suggested
	}
	return None
}

// coverage returns which share of the question's content, weighed by idf, unit
// holds in its heading, question or text.
func (s *snapshot) coverage(q question, unit int) float64 {
	var held, all float64
	for _, term := range q.content() {
		idf := s.idf(term)
		all += idf
		if s.terms[unit][term] {
			held += idf
		}
	}
	if all == 0 {
		return 0
	}
	return held / all
}

// idf is the weight of term in the corpus; highest for one it does not know.
func (s *snapshot) idf(term string) float64 {
	return inverseFrequency(s.holders[term], len(s.corpus.Units))
}
