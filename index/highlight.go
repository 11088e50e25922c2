package index

import "alliancebot/internal/prose"

// minSimilarity is how similar a question and a phrasing must be for the sentences
// that the phrasing names to answer the question.
const minSimilarity = 0.25

// highlight returns the part of a unit's text that answers: the sentences that the
// closest phrasing names, or else the best sentence.
func (s *Snapshot) highlight(e *evidence) prose.Span {
	sentences := s.passages[e.unit].sentences
	if len(sentences) == 0 {
		return prose.Span{}
	}
	if e.phrasing.closest != noPhrasing && e.phrasing.similarity >= minSimilarity {
		if says := s.phrasings.all[e.phrasing.closest].Says; !says.IsZero() {
			return wholeSentences(sentences, says)
		}
	}
	return sentences[e.bestSentence]
}

// wholeSentences returns the sentences that part overlaps.
func wholeSentences(sentences []prose.Span, part prose.Span) prose.Span {
	first, last := 0, len(sentences)-1
	for first < last && sentences[first].End <= part.Start {
		first++
	}
	for last > first && sentences[last].Start >= part.End {
		last--
	}
	return prose.Span{Start: sentences[first].Start, End: sentences[last].End}
}
