package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences returns the sentences of s in order, without the white space around them.
// They are not empty and do not overlap. s may contain any bytes.
//
// It follows Unicode's rules (UAX #29), but rejoins sentences that these split after an
// abbreviation or before a lower-case letter, as in "Yahoo! was sold."
func Sentences(s string) []Span {
	var found []Span
	for each := sentences.FromString(s); each.Next(); {
		next := Span{each.Start(), each.End()}.Trim(s)
		if next.IsZero() {
			continue
		}
		if len(found) > 0 && continues(s, found[len(found)-1], next) {
			found[len(found)-1].End = next.End
		} else {
			found = append(found, next)
		}
	}
	return found
}

// continues reports whether next belongs to the same sentence as last.
func continues(s string, last, next Span) bool {
	if endsInAbbreviation(last.Of(s), next.Of(s)) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(next.Of(s))
	return unicode.IsLower(r) && !strings.Contains(s[last.End:next.Start], "\n")
}

// abbreviations end in a period that seldom ends a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "jr": true, "sr": true,
	"gen": true, "rep": true, "sen": true, "gov": true, "capt": true, "lt": true, "col": true, "rev": true, "hon": true,
	"vs": true, "e.g": true, "i.e": true, "cf": true, "approx": true, "nos": true, "vol": true,
	"fig": true, "figs": true, "eq": true, "ca": true, "al": true, "ed": true, "eds": true, "pp": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true,
	"sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
}

// endsInAbbreviation reports whether the period at the end of sentence belongs to an
// abbreviation: one in the list, a single initial ("J."), dotted capitals ("U.S.") or,
// before a number, "No."
func endsInAbbreviation(sentence, next string) bool {
	body, dotted := strings.CutSuffix(sentence, ".")
	if !dotted {
		return false
	}
	word := lastWord(body)
	if r, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.IsUpper(r) && r != 'I' {
		return true
	}
	if isDottedCapitals(word) || abbreviations[strings.ToLower(word)] {
		return true
	}
	first, _ := utf8.DecodeRuneInString(next)
	return strings.EqualFold(word, "no") && unicode.IsDigit(first)
}

// lastWord returns what follows the last space, opening quotation mark or bracket.
func lastWord(s string) string {
	last := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("(“\"‘'[", r)
	})
	if last < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[last:])
	return s[last+size:]
}

// isDottedCapitals reports whether word has the form "U.S" or "U.S.A".
func isDottedCapitals(word string) bool {
	letters := strings.Split(word, ".")
	for _, letter := range letters {
		if r, size := utf8.DecodeRuneInString(letter); size == 0 || size != len(letter) || !unicode.IsUpper(r) {
			return false
		}
	}
	return len(letters) > 1
}
