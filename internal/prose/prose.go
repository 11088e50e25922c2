// Package prose cleans, compares, cuts and splits plain text. Every package that shows
// or reads text uses it, so that they agree on what characters, words and sentences
// are.
package prose

import (
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/encoding"
	bom "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Span is a part of a text: the bytes from Start up to End. The zero Span usually means
// the whole text or no part.
type Span struct{ Start, End int }

// IsZero reports whether s is empty.
func (s Span) IsZero() bool { return s.Start >= s.End }

// Of returns the part of text that s spans.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Trim returns s without the white space at both ends of what it spans of text.
func (s Span) Trim(text string) Span {
	part := s.Of(text)
	s.Start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.End -= len(part) - len(strings.TrimRightFunc(part, unicode.IsSpace))
	return s
}

// Find returns the first place of part in s, or the zero Span.
func Find(s, part string) Span {
	start := strings.Index(s, part)
	if start < 0 {
		return Span{}
	}
	return Span{Start: start, End: start + len(part)}
}

// Decode returns a reader of in as UTF-8, without a byte order mark. Without such a mark,
// which may be that of UTF-16, in is not changed.
func Decode(in io.Reader) io.Reader {
	return transform.NewReader(in, bom.BOMOverride(encoding.Nop.NewDecoder()))
}

// Ellipsis marks where text was cut.
const Ellipsis = "…"

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// Clean returns s as valid UTF-8 without characters that a terminal or a chat client
// would act on: controls other than the newline, bidirectional embeddings, overrides
// and isolates, which can disguise text (CVE-2021-42574), and zero-width spaces. It
// keeps joiners, which emoji and some scripts need, and tabs. Every line break becomes
// "\n".
func Clean(s string) string {
	s = newlines.Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\v', r == '\f', r == '\u0085':
			return ' '
		case IsControl(r), r == '\u200B', r == '\u2060', r == '\uFEFF': // zero-width spaces
			return -1
		}
		return r
	}, s)
}

// IsControl reports whether r is a C0 or C1 control, including the newline, or a
// bidirectional embedding, override or isolate.
func IsControl(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// Line returns s cleaned and on one line, with a single space for each run of white
// space. It keeps no-break spaces, which French uses inside quotation marks.
func Line(s string) string {
	if isLine(s) {
		return s
	}
	return cleanLine(s)
}

func cleanLine(s string) string {
	return strings.Join(strings.FieldsFunc(Clean(s), func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f'
	}), " ")
}

// isLine reports whether s is as Line returns it: printable ASCII with single spaces
// inside. It may report false for other such texts.
func isLine(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// Searchable returns the visible text of s as valid UTF-8, for searching: without soft
// hyphens, zero-width characters, direction marks and the like, and with spaces instead
// of controls and invalid bytes.
func Searchable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
}

// Characters iterates over the user-perceived characters of s.
func Characters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for clusters := graphemes.FromString(s); clusters.Next(); {
			if !yield(clusters.Value()) {
				return
			}
		}
	}
}

// Truncate returns s, or its beginning and an ellipsis if s has more than limit
// user-perceived characters. It cuts between words if that keeps half of them.
func Truncate(s string, limit int) string {
	end, count := 0, 0
	for clusters := graphemes.FromString(s); clusters.Next(); count++ {
		if count == limit {
			kept := s[:end]
			if next, _ := utf8.DecodeRuneInString(s[end:]); !unicode.IsSpace(next) {
				if space := strings.LastIndexFunc(kept, unicode.IsSpace); space > len(kept)/2 {
					kept = kept[:space]
				}
			}
			return strings.TrimSpace(kept) + Ellipsis
		}
		if count < limit-1 {
			end = clusters.End()
		}
	}
	return s
}

// Key returns the words of s in lower case, separated by single spaces, without
// apostrophes, which people leave out. Texts with the same key differ only in case,
// white space, punctuation and apostrophes. The key of a text without letters and
// digits is "".
func Key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFC.String(s) {
		r = unicode.ToLower(r)
		switch {
		case r == '\'' || r == '’':
		case isWordRune(r) || unicode.IsMark(r) && b.Len() > 0 && !gap:
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// HasWords reports whether s has a letter or a digit.
func HasWords(s string) bool { return strings.ContainsFunc(s, isWordRune) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// CutBefore returns where to cut s between start and end: after the last whole word, or
// else after the last whole character. Invalid UTF-8 may be cut anywhere.
func CutBefore(s string, start, end int) int {
	if space := strings.LastIndexAny(s[start:end], " \n"); space > 0 {
		return start + space
	}
	for cut := end; cut > end-utf8.UTFMax && cut > start; cut-- {
		if utf8.RuneStart(s[cut]) {
			return cut
		}
	}
	return end
}
