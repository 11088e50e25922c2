package render

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"alliancebot/commands"
	"alliancebot/internal/prose"
)

// escape returns s, which is clean, so that Discord shows it as plain text: no
// Markdown, no mention, timestamp or custom emoji, and no address that becomes a
// link, a preview or an invitation. A backslash before punctuation prevents that
// and is not shown. Harmless punctuation is left alone, to keep the text short
// where Markdown is not rendered, as in notifications.
//
// The result must be at the start of a line. It may be split between any two graphemes.
func escape(s string) []grapheme { return escapeWithin("", s, "") }

// escapeWithin is escape for text between two others.
func escapeWithin(before, s, after string) []grapheme {
	var escaped []grapheme
	whole := before + s + after
	at := len(before)
	line := strings.LastIndexByte(before, '\n') + 1 // where the current line begins
	for character := range prose.Characters(s) {
		var b strings.Builder
		for _, r := range character {
			size := utf8.RuneLen(r)
			if isSpecial(whole[line:at], r, whole[at+size:]) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			at += size
			if r == '\n' {
				line = at
			}
		}
		escaped = append(escaped, grapheme{text: b.String()})
	}
	return escaped
}

// isSpecial reports whether Discord interprets r between the beginning of its
// line and the text that follows it.
func isSpecial(before string, r rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<', '@':
		return true
	case '#': // begins a heading, and is not shown at the end of one
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

// isNumber reports whether s is a number, which begins a list when followed by "."
// or ")".
func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// object marks the place of something other than text, e.g. a user.
const object = "\uFFFC"

// renderLead renders parts as a line, or as lines if a part is a newline. A mention or a
// link is a single grapheme, so that it is never split.
func renderLead(parts []commands.Inline) []grapheme {
	texts := make([]string, len(parts))
	for i, part := range parts {
		if texts[i] = prose.Clean(part.Text); texts[i] != "\n" {
			texts[i] = strings.ReplaceAll(texts[i], "\n", " ")
		}
		if mentionOf(part) != "" {
			texts[i] = object
		}
	}
	var line []grapheme
	for i, part := range parts {
		if mentioned := mentionOf(part); mentioned != "" {
			line = append(line, grapheme{text: mentioned})
			continue
		}
		text := escapeWithin(strings.Join(texts[:i], ""), texts[i], strings.Join(texts[i+1:], ""))
		address, label := firstURL(maxButtonURL, part.URL), clip(text, maxLinkText)
		if address != "" && label != "" && !strings.ContainsAny(address, "()") { // parentheses end a link
			text = []grapheme{{text: "[" + label + "](" + address + ")"}}
		}
		line = append(line, text...)
	}
	return line
}

// mentionOf returns the Markdown that mentions a user, a channel or a role; "" if part is
// none.
func mentionOf(part commands.Inline) string {
	return cmp.Or(mention("@", part.UserID), mention("#", part.ChannelID), mention("@&", part.RoleID))
}

// mention returns the Markdown that mentions what has an ID; "" if it is not an ID, which is
// a 64-bit number without leading zeros.
func mention(kind, id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != id {
		return ""
	}
	return "<" + kind + id + ">"
}
