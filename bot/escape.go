package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// escape returns clean text s so that Discord shows it as it stands: no
// Markdown, no mention, timestamp or custom emoji, and no address that becomes
// a link, a preview or an invitation. A backslash before punctuation does that
// and is not shown. What looks harmless is left alone, to keep the text short
// where Markdown is not rendered (notifications).
//
// The result stands at the beginning of a line. It comes in user-perceived
// characters, so that a cut between two of them harms none.
func escape(s string) []piece { return escapeWithin("", s, "") }

// escapeWithin is escape for text that stands between two others.
func escapeWithin(before, s, after string) []piece {
	var all []piece
	whole := before + s + after
	at := len(before)
	line := strings.LastIndexByte(before, '\n') + 1 // where the current line begins
	for clusters := graphemes.FromString(s); clusters.Next(); {
		var b strings.Builder
		for _, r := range clusters.Value() {
			size := utf8.RuneLen(r)
			if special(whole[line:at], r, whole[at+size:]) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			at += size
			if r == '\n' {
				line = at
			}
		}
		all = append(all, piece{text: b.String()})
	}
	return all
}

// special tells whether r means something to Discord between the beginning of
// its line and the text after it.
func special(before string, r rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<', '@':
		return true
	case '#': // heading; those at the end of one are not shown
		return true
	case '-', '+', '>': // small print, list, quotation
		return isBlank(before)
	case ':': // https://, and emoji by name
		return after != "" && !unicode.IsSpace(next)
	case '.': // discord.gg/…, numbered list
		return unicode.IsLetter(next) || isNumber(before)
	case ')':
		return isNumber(before)
	}
	return false
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// isNumber tells whether s is a number, which before "." or ")" begins a list.
func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.Trim(s, "0123456789") == ""
}
