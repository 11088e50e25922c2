package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"alliancebot/corpus"
)

// Sentences returns the sentences of text, in order, without the white space
// around them. No two overlap, and none is empty. Text may be any bytes.
func Sentences(text string) []corpus.Part {
	found := splitSentences(text)
	parts := make([]corpus.Part, len(found))
	for i, sentence := range found {
		parts[i] = corpus.Part{Start: sentence.start, End: sentence.end}
	}
	return parts
}

// span is a part of a text, in bytes, without the white space around it.
type span struct{ start, end int }

func (s span) of(text string) string { return text[s.start:s.end] }

// splitSentences returns the sentences of text in order. It takes Unicode's
// rules (UAX #29) and joins again what they cut after an abbreviation, or
// before a small letter: "Yahoo! was sold."
func splitSentences(text string) []span {
	var found []span
	joining := false
	for each := sentences.FromString(text); each.Next(); {
		cut := trimSpan(text, span{each.Start(), each.End()})
		if cut.start == cut.end {
			continue
		}
		if joining || len(found) > 0 && goesOn(text, found[len(found)-1], cut) {
			found[len(found)-1].end = cut.end
		} else {
			found = append(found, cut)
		}
		joining = endsInAbbreviation(found[len(found)-1].of(text))
	}
	return found
}

func trimSpan(text string, s span) span {
	part := s.of(text)
	s.start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.end -= len(part) - len(strings.TrimRightFunc(part, unicode.IsSpace))
	if s.end < s.start {
		s.end = s.start
	}
	return s
}

// abbreviations end in a full stop that seldom ends a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "jr": true, "sr": true,
	"gen": true, "rep": true, "sen": true, "gov": true, "capt": true, "lt": true, "col": true, "rev": true, "hon": true,
	"vs": true, "e.g": true, "i.e": true, "cf": true, "approx": true, "nos": true, "vol": true,
	"fig": true, "figs": true, "eq": true, "ca": true, "al": true, "ed": true, "eds": true, "pp": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true,
	"sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
}

// endsInAbbreviation tells whether sentence ends in a title, an abbreviation
// of the list, a single initial ("J.") or a dotted one ("U.S.").
func endsInAbbreviation(sentence string) bool {
	body, dotted := strings.CutSuffix(sentence, ".")
	if !dotted {
		return false
	}
	word := lastWord(body)
	if r, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.IsUpper(r) && r != 'I' {
		return true
	}
	if isDottedCapitals(word) {
		return true
	}
	return abbreviations[strings.ToLower(word)]
}

// lastWord returns what stands after the last space, quotation mark or bracket.
func lastWord(text string) string {
	last := strings.LastIndexFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("(“\"‘'[", r)
	})
	if last < 0 {
		return text
	}
	_, size := utf8.DecodeRuneInString(text[last:])
	return text[last+size:]
}

// goesOn tells whether next goes on with last: on the same line, in a small
// letter.
func goesOn(text string, last, next span) bool {
	r, _ := utf8.DecodeRuneInString(next.of(text))
	return unicode.IsLower(r) && !strings.Contains(text[last.end:next.start], "\n")
}

// isDottedCapitals tells whether word is of the form "U.S" or "U.S.A".
func isDottedCapitals(word string) bool {
	letters := strings.Split(word, ".")
	for _, letter := range letters {
		if r, size := utf8.DecodeRuneInString(letter); size == 0 || size != len(letter) || !unicode.IsUpper(r) {
			return false
		}
	}
	return len(letters) > 1
}
