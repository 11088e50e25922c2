package index

import (
	"alliancebot/corpus"

	"alliancebot/internal/prose"
)

// passage is a unit as ranking reads it.
type passage struct {
	head      segment // what headTexts says
	sentences []sentence
	whole     lengths           // of head and sentences
	body      int               // words of the sentences
	offers    [answerKinds]bool // whether head or sentences hold an answer of a kind
}

// segment is a run of text: its words and the concepts told in it.
type segment struct {
	words    []wordID
	concepts []conceptID
	lengths
}

// sentence is a segment and its place in the unit's text.
type sentence struct {
	prose.Span
	segment
}

// lengths is how much of each kind of thing a text holds.
type lengths struct{ words, grams, concepts int }

func (l *lengths) add(o lengths) {
	l.words += o.words
	l.grams += o.grams
	l.concepts += o.concepts
}

func readPassage(u *corpus.Unit, head string, l *lexicon, c *concepts) passage {
	p := passage{head: readSegment(head, l, c)}
	p.whole = p.head.lengths
	for _, place := range prose.Sentences(u.Text) {
		s := sentence{Span: place, segment: readSegment(place.Of(u.Text), l, c)}
		p.sentences = append(p.sentences, s)
		p.whole.add(s.lengths)
		p.body += s.lengths.words
	}
	p.offers[anything] = true
	for segment := range p.segments {
		for _, word := range segment.words {
			p.offers[said(l.texts[word])] = true
		}
	}
	return p
}

// headTexts returns what each unit of c is about: a FAQ entry's question, a
// passage's heading. The title of the story says nothing of one passage rather
// than another, so it is left out, unless there are several stories to tell
// apart: then it stands before each heading.
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

func readSegment(text string, l *lexicon, c *concepts) segment {
	s := segment{words: l.read(text)}
	for mention := range c.told.find(l.stemsOf(s.words)) {
		s.concepts = append(s.concepts, mention.concept)
	}
	s.lengths = lengths{words: len(s.words), concepts: len(s.concepts)}
	for _, word := range s.words {
		s.lengths.grams += len(l.gramsOf[word])
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
