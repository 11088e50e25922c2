package render

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"

	"alliancebot/internal/prose"
)

// grapheme is a user-perceived character, escaped where needed. Text is clipped only
// between graphemes.
type grapheme struct {
	text           string
	bold           bool
	startsSentence bool
}

// endsLine reports whether g is a line break, including the marks that start the next
// line.
func (g grapheme) endsLine() bool { return strings.HasPrefix(g.text, "\n") }

func (g grapheme) isBlank() bool { return g.endsLine() || isBlank(g.text) }

// wordReach is how many graphemes a cut may move to fall between two words.
const wordReach = 40

// plain splits s without escaping, for places that render no Markdown.
func plain(s string) []grapheme {
	var all []grapheme
	for character := range prose.Characters(s) {
		all = append(all, grapheme{text: character})
	}
	return all
}

// clipLine returns s on one line, clipped, for places that render no Markdown.
func clipLine(s string, limit int) string { return clip(plain(prose.Line(s)), limit) }

// units returns the length of s in UTF-16 code units. Discord counts code
// points, and there are never more of them, but its clients count units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// size is the length of text when nothing is clipped.
func size(text []grapheme) int { return units(clip(text, math.MaxInt)) }

// cost is the length of text without asterisks for bold.
func cost(text []grapheme) int {
	n := 0
	for _, g := range text {
		n += units(g.text)
	}
	return n
}

// join returns text as Markdown. Its bold graphemes, which are consecutive, are put
// between "**", on each line separately and without space at the ends, because Discord
// would show the asterisks otherwise.
func join(text []grapheme) string {
	strong := func(g grapheme) bool { return g.bold && !g.isBlank() }
	var b strings.Builder
	for len(text) > 0 {
		end := slices.IndexFunc(text, grapheme.endsLine) + 1
		if end == 0 {
			end = len(text)
		}
		line := text[:end]
		text = text[end:]
		first, last := slices.IndexFunc(line, strong), len(line)-1
		for last > first && !strong(line[last]) {
			last--
		}
		for i, g := range line {
			if i == first {
				b.WriteString("**")
			}
			b.WriteString(g.text)
			if first >= 0 && i == last {
				b.WriteString("**")
			}
		}
	}
	return b.String()
}

// clip joins as much of text as fits in limit units: first the bold part (its end is
// cut only if it does not fit by itself), then the text around it; without a bold part,
// the beginning. It cuts between sentences or words if possible, and marks each cut
// with an ellipsis.
func clip(text []grapheme, limit int) string {
	text = trim(text)
	if whole := join(text); units(whole) <= limit {
		return whole
	}
	isBold := func(g grapheme) bool { return g.bold }
	from := max(0, slices.IndexFunc(text, isBold))
	to := from
	for to < len(text) && text[to].bold {
		to++
	}
	marks := units(" " + prose.Ellipsis)
	if from > 0 {
		marks *= 2
	}
	room := limit - marks - units(join(text[from:to]))
	if room < 0 {
		return clipBold(text[from:to], limit-2, from > 0)
	}
	head, tail := text[:from], text[to:]
	end := to + fit(tail, max(room/2, room-cost(head)))
	begin := from - fitEnd(head, room-cost(text[to:end]))

	var opening, closing string
	if begin > 0 {
		opening = prose.Ellipsis
		if text[begin].startsSentence {
			opening += " "
		}
	}
	if end < len(text) {
		closing = prose.Ellipsis
		if text[end].startsSentence && end > begin {
			closing = " " + prose.Ellipsis
		}
	}
	return opening + join(trim(text[begin:end])) + closing
}

// clipBold joins the longest beginning of bold text that fits in limit units, with
// an ellipsis at each cut.
func clipBold(text []grapheme, limit int, cutBefore bool) string {
	n := sort.Search(len(text), func(n int) bool { return units(join(text[:n+1])) > limit })
	clipped := join(trimEnd(text[:lastBreak(text, n)])) + prose.Ellipsis
	if cutBefore {
		return prose.Ellipsis + clipped
	}
	return clipped
}

// fit returns how many graphemes from the beginning of text fit in room units,
// or fewer if that keeps a sentence or a word whole.
func fit(text []grapheme, room int) int {
	n := 0
	for n < len(text) && room >= units(text[n].text) {
		room -= units(text[n].text)
		n++
	}
	for n < len(text) && text[n].isBlank() { // these will be trimmed
		n++
	}
	return lastBreak(text, n)
}

// fitEnd is fit from the end of text.
func fitEnd(text []grapheme, room int) int {
	reversed := slices.Clone(text)
	for i := range reversed { // in reverse, a sentence may be cut before its last grapheme
		reversed[i].startsSentence = i+1 < len(text) && text[i+1].startsSentence
	}
	slices.Reverse(reversed)
	return fit(reversed, room)
}

// lastBreak returns how many of the first n graphemes of text to keep so that the
// cut falls between two sentences, if that keeps at least half of them, or else
// between two words.
func lastBreak(text []grapheme, n int) int {
	if n == len(text) {
		return n
	}
	for k := n; k > n/2; k-- {
		if text[k].startsSentence {
			return k
		}
	}
	for k := n; k > max(0, n-wordReach); k-- {
		if text[k].isBlank() {
			return k
		}
	}
	return n
}

// trim drops blank graphemes from both ends of text.
func trim(text []grapheme) []grapheme {
	for len(text) > 0 && text[0].isBlank() {
		text = text[1:]
	}
	return trimEnd(text)
}

func trimEnd(text []grapheme) []grapheme {
	for len(text) > 0 && text[len(text)-1].isBlank() {
		text = text[:len(text)-1]
	}
	return text
}
