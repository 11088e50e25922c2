package corpus

import (
	"cmp"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

const (
	// MaxLink is how many characters a link has at most: Discord's limit for the address
	// of a link button.
	MaxLink = 512
	// maxExact is how many characters a quote may have to be linked whole. A longer one
	// is linked by its first and last words.
	maxExact = 80
	// edgeWords is how many of those first and last words a link has at most.
	edgeWords = 6
	// A shorter quote, in characters, gets the words before it into its link: it is
	// likely to be in a menu or a table of contents, too.
	minUnique = 20
	// contextWords is how many of the words before or after a quote a link has at most.
	contextWords = 4
)

// Link returns the address of a part of the unit's text on its page, or "" if the page's
// address is not known. It is a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/) that browsers scroll to and highlight,
// after the element id of the unit's heading, or the fragment of the story's URL, where
// they go if they do not find the text. The part begins and ends with whole words.
//
// A part in one block of up to 80 characters is linked word for word, any other by up to
// six of its first and last words. The words before or after it are added if it is short,
// or if a browser would find another place of the page first. The link has at most 512
// ASCII characters; words are left out for that. Without words that lead to the part
// alone, it is linked by its page, and so is the zero Span.
func (u *Unit) Link(part prose.Span) string {
	if u.Story.URL == "" {
		return ""
	}
	page, id := u.pageAddress()
	if directive := u.directive(part, MaxLink-len(page)-len("#"+id+":~:text=")); directive != "" {
		return page + "#" + id + ":~:text=" + directive
	}
	if link := page + "#" + id; id != "" && len(link) <= MaxLink {
		return link
	}
	return page
}

// pageAddress returns the address of the unit's page without a fragment, and the element
// id to go to, escaped.
func (u *Unit) pageAddress() (page, id string) {
	page, fragment, _ := strings.Cut(u.Story.URL, "#")
	fragment, _, _ = strings.Cut(fragment, ":~:")
	if u.Anchor != "" {
		return page, escape(u.Anchor, "-._")
	}
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	return page, escape(fragment, "-._")
}

// textDirective says which text of a page to highlight: the first place of start, or from
// there to the next place of end, that is right behind prefix and right before suffix. All
// but start may be "".
type textDirective struct{ prefix, start, end, suffix string }

func (d textDirective) String() string {
	text := escape(d.start, "._")
	if d.prefix != "" {
		text = escape(d.prefix, "._") + "-," + text
	}
	if d.end != "" {
		text += "," + escape(d.end, "._")
	}
	if d.suffix != "" {
		text += ",-" + escape(d.suffix, "._")
	}
	return text
}

// directive returns the shortest way of at most so many bytes to point at a part of the
// text; "" if there is none.
func (u *Unit) directive(part prose.Span, room int) string {
	page := u.Story.page
	target := u.onPage(part)
	if target.IsZero() {
		return ""
	}
	folded := fold(page)
	before, after := contextBefore(page, target.Start), contextAfter(page, target.End)
	for d := range quotes(page, target) {
		contexts := []textDirective{{}, {prefix: before}, {suffix: after}, {prefix: before, suffix: after}}
		if utf8.RuneCountInString(d.start) < minUnique && before != "" {
			contexts = contexts[1:]
			contexts[1].prefix = before
		}
		for _, context := range contexts {
			d.prefix, d.suffix = context.prefix, context.suffix
			if text := d.String(); len(text) <= room && d.find(folded) == target {
				return text
			}
		}
	}
	// What is right before the part may be unknown: then it is linked with the line above,
	// such as its question.
	if line := lineAbove(page, target.Start); !line.IsZero() {
		for d := range quotes(page, target) {
			above := textDirective{start: line.Of(page), end: d.end}
			if above.end == "" {
				above.end = d.start
			}
			if text := above.String(); len(text) <= room && above.find(folded) == (prose.Span{Start: line.Start, End: target.End}) {
				return text
			}
		}
	}
	return ""
}

// onPage returns where the words of a part of the text are in the text of the page.
func (u *Unit) onPage(part prose.Span) prose.Span {
	var target prose.Span
	for _, r := range u.runs {
		start, end := max(r.Start, part.Start), min(r.End, part.End)
		if start >= end || !word.MatchString(u.Text[start:end]) {
			continue
		}
		if target.IsZero() {
			target.Start = r.at + start - r.Start
		}
		target.End = r.at + end - r.Start
	}
	text := target.Of(u.Story.page)
	target.Start += len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	target.End -= len(text) - len(strings.TrimRightFunc(text, unicode.IsSpace))
	return target
}

// word is what may not be cut: a run without spaces, or a clause of a script that is
// written without them.
var word = regexp.MustCompile(`[^\s\p{Z}\x00、。，．；：！？]+[、。，．；：！？]*`)

// quotes yields the ways to quote a part of a page, the most exact first.
func quotes(page string, part prose.Span) iter.Seq[textDirective] {
	return func(yield func(textDirective) bool) {
		text := part.Of(page)
		first, _, _ := strings.Cut(text, "\n")
		first, _, unknown := strings.Cut(first, string(unknownText))
		whole := len(first) == len(text) && !unknown
		if whole && utf8.RuneCountInString(text) <= maxExact && !yield(textDirective{start: text}) {
			return
		}
		last := text[strings.LastIndexAny(text, "\n"+string(unknownText))+1:]
		starts, ends := word.FindAllStringIndex(first, -1), word.FindAllStringIndex(last, -1)
		most := min(edgeWords, max(len(starts), len(ends)))
		if whole {
			most = min(edgeWords, len(starts)/2) // the ends must not overlap
		}
		for n := most; n > 0; n-- {
			if !yield(textDirective{start: first[:starts[min(n, len(starts))-1][1]], end: last[ends[max(len(ends)-n, 0)][0]:]}) {
				return
			}
		}
	}
}

// contextBefore returns the words in one block right before an offset of a page.
func contextBefore(page string, offset int) string {
	text := strings.TrimRight(page[:offset], " \n")
	text = text[strings.LastIndexAny(text, "\n"+string(unknownText))+1:]
	words := word.FindAllStringIndex(text, -1)
	if len(words) == 0 {
		return ""
	}
	return text[words[max(0, len(words)-contextWords)][0]:]
}

// contextAfter returns the words in one block right after an offset of a page.
func contextAfter(page string, offset int) string {
	text := strings.TrimLeft(page[offset:], " \n")
	if end := strings.IndexAny(text, "\n"+string(unknownText)); end >= 0 {
		text = text[:end]
	}
	words := word.FindAllStringIndex(text, contextWords)
	if len(words) == 0 {
		return ""
	}
	return text[:words[len(words)-1][1]]
}

// lineAbove returns the block above an offset of a page, if it is short.
func lineAbove(page string, offset int) prose.Span {
	text := strings.TrimRight(page[:offset], " \n"+string(unknownText))
	start := strings.LastIndexAny(text, "\n"+string(unknownText)) + 1
	if len(text) == offset || utf8.RuneCountInString(text[start:]) > maxExact {
		return prose.Span{}
	}
	return prose.Span{Start: start, End: len(text)}
}

// fold returns text as browsers compare it, with the same offsets: without case.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if lower := unicode.ToLower(r); utf8.RuneLen(lower) == utf8.RuneLen(r) {
			return lower
		}
		return r
	}, text)
}

// find returns what a browser highlights in a page whose text is folded; the zero Span if
// that is nothing. No piece crosses the end of a block, and each begins and ends with a
// word, but where another piece is next to it.
func (d textDirective) find(page string) prose.Span {
	prefix, start, end, suffix := fold(d.prefix), fold(d.start), fold(d.end), fold(d.suffix)
	for from := 0; ; {
		i := index(page, cmp.Or(prefix, start), from)
		if i < 0 {
			return prose.Span{}
		}
		from = i + 1
		if !atBoundary(page, i) {
			continue
		}
		if prefix != "" {
			i = afterSpace(page, i+len(prefix))
		}
		if !strings.HasPrefix(page[i:], start) {
			continue
		}
		to := i + len(start)
		if (end != "" || suffix == "") && !atBoundary(page, to) {
			continue
		}
		for next := to; end != ""; next++ {
			if next = index(page, end, next); next < 0 {
				return prose.Span{}
			}
			to = next + len(end)
			if atBoundary(page, next) && atBoundary(page, to) && followedBy(page, to, suffix) {
				return prose.Span{Start: i, End: to}
			}
		}
		if followedBy(page, to, suffix) {
			return prose.Span{Start: i, End: to}
		}
	}
}

// index returns the first place of part in text from an offset on, -1 if there is none.
func index(text, part string, from int) int {
	if i := strings.Index(text[min(from, len(text)):], part); i >= 0 {
		return from + i
	}
	return -1
}

// followedBy reports whether suffix is next in a page.
func followedBy(page string, offset int, suffix string) bool {
	i := afterSpace(page, offset)
	return strings.HasPrefix(page[i:], suffix) && (suffix == "" || atBoundary(page, i+len(suffix)))
}

// afterSpace returns the offset of what is next in a page.
func afterSpace(page string, offset int) int {
	return offset + len(page[offset:]) - len(strings.TrimLeft(page[offset:], " \n"))
}

// atBoundary reports whether no word crosses an offset.
func atBoundary(page string, offset int) bool {
	before, _ := utf8.DecodeLastRuneInString(page[:offset])
	after, _ := utf8.DecodeRuneInString(page[offset:])
	return !inWord(before) || !inWord(after)
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_' || r == unknownText
}

// escape percent-encodes all of s but ASCII letters, digits and the characters in keep.
// Text directives need more of it than other parts of an address: "-", "," and "&" are
// syntax to them, and ")" would end a Markdown link.
func escape(s, keep string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
