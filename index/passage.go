package index

import (
	"strings"

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
		s := segment{words: l.Add(l.Language.Words(text))}
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

// headTexts returns what each unit is about: the headings above it, and a FAQ entry's
// question. The title of a story does not distinguish its passages, so it is left out
// unless there are several stories to distinguish: then it precedes the headings.
func headTexts(units []*corpus.Unit) []string {
	several := false
	for _, u := range units {
		several = several || u.Story != units[0].Story
	}
	heads := make([]string, len(units))
	for i, u := range units {
		var lines []string
		if several {
			lines = append(lines, u.Story.Title)
		}
		section := u.Section
		if u.Kind == corpus.FAQ {
			section = nil
		}
		if section != nil && section.Heading != u.Story.Title {
			lines = append(lines, section.Path())
		}
		if u.Kind == corpus.FAQ {
			lines = []string{u.Question}
		}
		heads[i] = strings.Join(lines, "\n")
	}
	return heads
}
