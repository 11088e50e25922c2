package index

// sentence is a sentence of a unit, and the words in it.
type sentence struct {
	span
	terms map[string]bool
}

func readSentences(text string) []sentence {
	var read []sentence
	for _, span := range splitSentences(text) {
		read = append(read, sentence{span: span, terms: termSet(span.of(text))})
	}
	return read
}

// highlight returns the sentence of unit that holds most of the question's
// content, weighed by idf; the earlier one if two hold the same.
func (s *snapshot) highlight(q question, unit int) string {
	sentences := s.sentences[unit]
	best, most := 0, 0.0
	for i, sentence := range sentences {
		var held float64
		for _, term := range q.content() {
			if sentence.terms[term] {
				held += s.idf(term)
			}
		}
		if held > most {
			best, most = i, held
		}
	}
	return sentences[best].of(s.corpus.Units[unit].Text)
}
