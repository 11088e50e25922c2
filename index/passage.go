package index

import (
	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// passage is a unit as ranking reads it.
type passage struct {
	head        segment // see headTexts
	sentences   []sentence
	whole       lengths              // of head and sentences
	bodyLength  float64              // words of the sentences
	answerTypes [numAnswerTypes]bool // which types of answer head or sentences have
}

// segment is a run of text: its words and the concepts it names.
type segment struct {
	words    []vocab.WordID
	concepts []vocab.ConceptID
	lengths
}

// sentence is a segment and its place in the unit's text.
type sentence struct {
	prose.Span
	segment
}

// lengths are how many words, 4-grams and concepts a text has, or the means of that.
type lengths struct{ words, grams, concepts float64 }

func (l *lengths) add(o lengths) {
	l.words += o.words
	l.grams += o.grams
	l.concepts += o.concepts
}

func newPassage(u *corpus.Unit, head string, l *vocab.Lexicon, concepts *vocab.Concepts) passage {
	p := passage{head: newSegment(head, l, concepts)}
	p.whole = p.head.lengths
	for _, span := range prose.Sentences(u.Text) {
		s := sentence{Span: span, segment: newSegment(span.Of(u.Text), l, concepts)}
		p.sentences = append(p.sentences, s)
		p.whole.add(s.lengths)
		p.bodyLength += s.lengths.words
	}
	p.answerTypes[anyType] = true
	for segment := range p.segments {
		for _, word := range segment.words {
			p.answerTypes[answerTypeOf(l.Text[word])] = true
		}
	}
	return p
}

func newSegment(text string, l *vocab.Lexicon, concepts *vocab.Concepts) segment {
	s := segment{words: l.Add(vocab.Words(text))}
	for found := range concepts.InText.Find(l.StemsOf(s.words)) {
		s.concepts = append(s.concepts, found.Concept)
	}
	s.lengths = lengths{words: float64(len(s.words)), concepts: float64(len(s.concepts))}
	for _, word := range s.words {
		s.lengths.grams += float64(len(l.GramsOf[word]))
	}
	return s
}

// segments yields the head and each sentence.
func (p *passage) segments(yield func(*segment) bool) {
	if !yield(&p.head) {
		return
	}
	for i := range p.sentences {
		if !yield(&p.sentences[i].segment) {
			return
		}
	}
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
