package index

import (
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// unitTexts are the texts of units as ranking reads them. A large corpus has a million
// segments, so all are in a few arrays.
type unitTexts struct {
	lexicon  *vocab.Lexicon
	first    []uint32          // by unit: its first segment; then one for where the last unit ends
	segments []segment         // of all units, then one for where the last segment ends
	words    []vocab.WordID    // of all segments
	concepts []vocab.ConceptID // that all segments name
}

// segment is a run of text: the head of a unit (see headTexts) or one of its sentences.
type segment struct {
	words, concepts uint32 // where they begin in unitTexts
	start, end      uint32 // of a sentence in its unit's text
	grams           uint32 // how many 4-grams its words have
	answerTypes     answerTypes
	answers         bool // of a sentence, that it may be the highlight
	negates         bool // it says that something is not so
}

// lengths are how many words, 4-grams and concepts a text has, or the means of that.
type lengths struct{ words, grams, concepts float64 }

func (l *lengths) add(o lengths) {
	l.words += o.words
	l.grams += o.grams
	l.concepts += o.concepts
}

// newUnitTexts reads the texts of units, whose heads are given. It adds their words to l.
func newUnitTexts(units []*corpus.Unit, heads []string, l *vocab.Lexicon, concepts *vocab.Concepts) *unitTexts {
	t := &unitTexts{lexicon: l}
	for i, u := range units {
		t.first = append(t.first, uint32(len(t.segments)))
		t.add(heads[i], concepts)
		for _, sentence := range prose.Sentences(u.Text) {
			s := t.add(sentence.Of(u.Text), concepts)
			s.start, s.end = uint32(sentence.Start), uint32(sentence.End)
		}
	}
	t.first = append(t.first, uint32(len(t.segments)))
	t.segments = append(t.segments, segment{words: uint32(len(t.words)), concepts: uint32(len(t.concepts))})
	// They stay, so without the room to grow.
	t.segments, t.words, t.concepts = slices.Clone(t.segments), slices.Clone(t.words), slices.Clone(t.concepts)
	return t
}

// add adds a segment of the last unit.
func (t *unitTexts) add(text string, concepts *vocab.Concepts) *segment {
	s := segment{
		words: uint32(len(t.words)), concepts: uint32(len(t.concepts)),
		answerTypes: answerTypesOf(text), answers: answers(text),
	}
	words := t.lexicon.AddText(text)
	for found := range concepts.InText.Find(t.lexicon.StemsOf(words)) {
		t.concepts = append(t.concepts, found.Concept)
	}
	for _, word := range words {
		s.grams += uint32(len(t.lexicon.GramsOf(word)))
		s.answerTypes |= answerTypesOfWord(t.lexicon.Text[word])
		s.negates = s.negates || denies(t.lexicon.Text[word])
	}
	t.words = append(t.words, words...)
	t.segments = append(t.segments, s)
	return &t.segments[len(t.segments)-1]
}

// passage is the text of a unit. Segment 0 is its head, the others are its sentences.
type passage struct {
	*unitTexts
	at, end int // in unitTexts.segments
}

func (t *unitTexts) of(unit int) passage {
	return passage{t, int(t.first[unit]), int(t.first[unit+1])}
}

func (t *unitTexts) count() int { return len(t.first) - 1 }

// all returns the segments.
func (p passage) all() []segment { return p.segments[p.at:p.end] }

// wordsOf returns the words of segment i.
func (p passage) wordsOf(i int) []vocab.WordID {
	return p.words[p.segments[p.at+i].words:p.segments[p.at+i+1].words]
}

// body returns the words of all sentences.
func (p passage) body() []vocab.WordID {
	return p.words[p.segments[p.at+1].words:p.segments[p.end].words]
}

// conceptsOf returns the concepts that segment i names.
func (p passage) conceptsOf(i int) []vocab.ConceptID {
	return p.concepts[p.segments[p.at+i].concepts:p.segments[p.at+i+1].concepts]
}

func (p passage) lengthsOf(i int) lengths {
	return lengths{float64(len(p.wordsOf(i))), float64(p.segments[p.at+i].grams), float64(len(p.conceptsOf(i)))}
}

// sentence returns where sentence i, from 0, is in the unit's text.
func (p passage) sentence(i int) prose.Span {
	s := &p.segments[p.at+1+i]
	return prose.Span{Start: int(s.start), End: int(s.end)}
}

// sentences returns how many sentences there are.
func (p passage) sentences() int { return p.end - p.at - 1 }

// answerTypes returns the types of answer that the segments may give.
func (p passage) answerTypes() answerTypes {
	var types answerTypes
	for _, s := range p.all() {
		types |= s.answerTypes
	}
	return types
}

// negates reports whether the unit says that something is not so.
func (p passage) negates() bool {
	return slices.ContainsFunc(p.all(), func(s segment) bool { return s.negates })
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
