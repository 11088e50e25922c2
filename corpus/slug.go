package corpus

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slug returns s as a part of a unit id: lower case, with letters, numbers and
// their accents of any script kept, apostrophes dropped, and one "-" for each
// run of anything else. It is "" for a text without letters and numbers. Equal
// texts give equal slugs whatever their case, spaces and punctuation.
func slug(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range strings.ToLower(norm.NFC.String(s)) {
		switch {
		case r == '\'' || r == '’':
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) && b.Len() > 0 && !gap:
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// hasWords reports whether s has a slug: any letter or number.
func hasWords(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// slugs are the slugs in use among the headings of one section, each with the
// last number that was added to it: 1 for none.
type slugs map[string]int

// take returns s, or s with the first free number from 2 on, and marks it used.
func (used slugs) take(s string) string {
	free := s
	for used[free] > 0 {
		used[s]++
		free = fmt.Sprintf("%s-%d", s, used[s])
	}
	used[free] = 1
	return free
}
