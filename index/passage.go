package index

import (
	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// passage is a unit as ranking reads it.
type passage struct {
	segments    []segment            // the head (see headTexts), then the sentences
	sentences   []prose.Span         // in the unit's text
	whole       lengths              // of all segments
	bodyLength  float64              // words of the sentences
	answerTypes [numAnswerTypes]bool // which types of answer the segments have
}

// segment is a run of text: its words and the concepts it names.
type segment struct {
	words    []vocab.WordID
	concepts []vocab.ConceptID
	lengths
}

// lengths are how many words, 4-grams and concepts a text has, or the means of that.
type lengths struct{ words, grams, concepts float64 }

func (l *lengths) add(o lengths) {
	l.words += o.words
	l.grams += o.grams
	l.concepts += o.concepts
}

func newPassage(u *corpus.Unit, head string, l *vocab.Lexicon, concepts *vocab.Concepts) passage {
	p := passage{sentences: prose.Sentences(u.Text)}
	texts := []string{head}
	for _, sentence := range p.sentences {
		texts = append(texts, sentence.Of(u.Text))
	}
	p.answerTypes[anyType] = true
	for _, text := range texts {
		s := segment{words: l.Add(vocab.Words(text))}
		for found := range concepts.InText.Find(l.StemsOf(s.words)) {
			s.concepts = append(s.concepts, found.Concept)
		}
		s.lengths = lengths{words: float64(len(s.words)), concepts: float64(len(s.concepts))}
		for _, word := range s.words {
			s.lengths.grams += float64(len(l.GramsOf[word]))
			p.answerTypes[answerTypeOf(l.Text[word])] = true
		}
		p.segments = append(p.segments, s)
		p.whole.add(s.lengths)
	}
	p.bodyLength = p.whole.words - p.segments[0].lengths.words
	return p
}

// headTexts returns what each unit of c is about: a FAQ entry's question, a passage's
// heading. The title of a story does not distinguish its passages, so it is left out
// unless there are several stories to distinguish: then it precedes each heading.
func headTexts(c *corpus.Corpus) []string {
	heads := make([]string, len(c.Units))
	for i, u := range c.Units {
		switch isTitle := u.Heading == u.Story.Title; {
		case u.Kind == corpus.FAQ:
			heads[i] = u.Question
		case len(c.Stories) > 1 && !isTitle:
			heads[i] = u.Story.Title + "\n" + u.Heading
		case len(c.Stories) > 1 || !isTitle:
			heads[i] = u.Heading
		}
	}
	return heads
}
