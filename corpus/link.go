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
	// MaxLink is the maximum length of a link in characters: Discord's limit for link
	// buttons.
	MaxLink = 512
	// maxExact is the maximum length of a quote, in characters, that is linked in full.
	// A longer one is linked by its first and last words.
	maxExact = 80
	// edgeWords is the maximum number of those first and last words.
	edgeWords = 6
	// minUnique is the length of a quote, in characters, below which the link includes
	// the words before it: a short quote is likely to be in a menu or table of
	// contents, too.
	minUnique = 20
	// contextWords is the maximum number of words before or after a quote in a link.
	contextWords = 4
)

// Link returns the address of a part of the unit's text on its page, or "" if the
// page's address is not known. It is a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/) that browsers scroll to and
// highlight, preceded by the element id of the unit's heading, or the fragment of the
// story's URL, as the target if the text is not found. The part starts and ends with
// whole words.
//
// A part of up to 80 characters within one block is linked verbatim, any other by up to
// six of its first and last words. The words before or after it are included if it is
// short, or if a browser would find another place on the page first. The link has at
// most 512 ASCII characters; words are left out if necessary. If no words identify the
// part, and for the zero Span, the link leads to the page.
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

// pageAddress returns the address of the unit's page without a fragment, and the
// escaped element id to go to.
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

// textDirective says which text of a page to highlight: the first place of start, or
// from there to the next place of end, if it directly follows prefix and precedes
// suffix. All but start may be "".
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

// directive returns the shortest text directive for a part of the text that has at most
// room bytes; "" if there is none.
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
	// The text right before the part may be unknown: then the link includes the line
	// above, such as the question.
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

// onPage returns where a part of the text is in the text of the page.
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
	return target.Trim(u.Story.page)
}

// word matches what must not be split: a run without spaces, or a clause in a script
// that is written without them.
var word = regexp.MustCompile(`[^\s\p{Z}\x00、。，．；：！？]+[、。，．；：！？]*`)

// quotes yields the ways to quote a part of a page, most exact first.
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

// contextBefore returns the words right before an offset of a page, within a block.
func contextBefore(page string, offset int) string {
	text := strings.TrimRight(page[:offset], " \n")
	text = text[strings.LastIndexAny(text, "\n"+string(unknownText))+1:]
	words := word.FindAllStringIndex(text, -1)
	if len(words) == 0 {
		return ""
	}
	return text[words[max(0, len(words)-contextWords)][0]:]
}

// contextAfter returns the words right after an offset of a page, within a block.
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

// lineAbove returns the block above an offset of a page, or the zero Span if it is
// long.
func lineAbove(page string, offset int) prose.Span {
	text := strings.TrimRight(page[:offset], " \n"+string(unknownText))
	start := strings.LastIndexAny(text, "\n"+string(unknownText)) + 1
	if len(text) == offset || utf8.RuneCountInString(text[start:]) > maxExact {
		return prose.Span{}
	}
	return prose.Span{Start: start, End: len(text)}
}

// fold folds case as browsers do when they compare text. Offsets stay the same.
func fold(text string) string {
	folded := []byte(text) // not strings.Map: pages may have megabytes, most of it ASCII
	for i := 0; i < len(folded); {
		if c := folded[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				folded[i] += 'a' - 'A'
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(folded[i:])
		if lower := unicode.ToLower(r); utf8.RuneLen(lower) == size {
			utf8.EncodeRune(folded[i:], lower)
		}
		i += size
	}
	return string(folded)
}

// find returns what a browser highlights in a page whose text is folded, or the zero
// Span. No part of d crosses the end of a block, and each starts and ends at a word
// boundary unless another part is next to it.
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

// index returns the first offset of part in text at or after from, or -1.
func index(text, part string, from int) int {
	if i := strings.Index(text[min(from, len(text)):], part); i >= 0 {
		return from + i
	}
	return -1
}

// followedBy reports whether suffix follows at an offset, after white space.
func followedBy(page string, offset int, suffix string) bool {
	i := afterSpace(page, offset)
	return strings.HasPrefix(page[i:], suffix) && (suffix == "" || atBoundary(page, i+len(suffix)))
}

func afterSpace(page string, offset int) int {
	return offset + len(page[offset:]) - len(strings.TrimLeft(page[offset:], " \n"))
}

// atBoundary reports whether an offset is not within a word.
func atBoundary(page string, offset int) bool {
	before, _ := utf8.DecodeLastRuneInString(page[:offset])
	after, _ := utf8.DecodeRuneInString(page[offset:])
	return !inWord(before) || !inWord(after)
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_' || r == unknownText
}

// escape percent-encodes s except for ASCII letters, digits and the characters in keep.
// Text directives need more escaping than the rest of an address: "-", "," and "&" are
// syntax in them, and ")" would end a Markdown link.
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
