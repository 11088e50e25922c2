package index

// alikeEnough is how alike a question and a phrasing must be for the sentences
// that the phrasing names to be the answer's.
const alikeEnough = 0.25

// highlight returns the part of a unit's text that answers: the sentences that
// the closest phrasing names, or else the best sentence.
func (s *snapshot) highlight(e *evidence) string {
	text := s.corpus.Units[e.unit].Text
	sentences := s.passages[e.unit].sentences
	if len(sentences) == 0 {
		return ""
	}
	if says, ok := s.says(e); ok {
		return coverSentences(sentences, says).of(text)
	}
	return sentences[e.sentence].of(text)
}

// says returns what the phrasing closest to the question asks for.
func (s *snapshot) says(e *evidence) (span, bool) {
	if e.phrasing.closest == noPhrasing || e.phrasing.likeness < alikeEnough {
		return span{}, false
	}
	says := s.phrasings.all[e.phrasing.closest].Says
	return span{says.Start, says.End}, says.Start < says.End
}

// coverSentences returns the whole sentences that part touches.
func coverSentences(sentences []sentence, part span) span {
	first, last := 0, len(sentences)-1
	for first < last && sentences[first].end <= part.start {
		first++
	}
	for last > first && sentences[last].start >= part.end {
		last--
	}
	return span{sentences[first].start, sentences[last].end}
}
