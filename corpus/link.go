package corpus

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// MaxLink is how many characters a link has at most: Discord's limit for the
// address of a link button.
const MaxLink = 512

const (
	// maxExact is how many characters a quote has at most to be linked whole.
	// A longer one is linked by its first and last words.
	maxExact = 80
	// edgeWords is how many of those first and last words a link has at most:
	// enough to be found nowhere else in a story.
	edgeWords = 6
)

// Link returns the address of a part of the unit's text on its page: a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/) that browsers scroll to and
// mark. Before it stands the element id of the unit's heading, or else the
// fragment of the story's URL, as the place to go to when the text is not
// found. The part begins and ends with whole words and may span lines.
//
// A part on one line of up to 80 characters is linked word for word, any other
// by up to six of its first and last words. The link has at most 512 characters
// and is plain ASCII; words are left out for that, and at last the part itself,
// so that only the page remains. The zero Span gives the page, too.
func (u *Unit) Link(part prose.Span) string {
	page, id := u.page()
	for _, directive := range directives(part.Of(u.Text)) {
		if link := page + "#" + id + ":~:text=" + directive; len(link) <= MaxLink {
			return link
		}
	}
	if link := page + "#" + id; id != "" && len(link) <= MaxLink {
		return link
	}
	return page
}

// page returns the address of the unit's page without a fragment, and the
// element id to go to, escaped.
func (u *Unit) page() (page, id string) {
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

// marker is what a line of a list or a footnote begins with in a unit's text
// though it is no text on the page.
var marker = regexp.MustCompile(`^(?:(?:•|\d+[.)]|\[[^\]]*\])\s+)+`)

// word is what may not be cut: a run without spaces, or a clause of a script
// that writes without them.
var word = regexp.MustCompile(`[^\s\p{Z}、。，．；：！？]+[、。，．；：！？]*`)

// directives returns the ways to point at quote, the most exact first.
func directives(quote string) []string {
	lines := pageLines(quote)
	if len(lines) == 0 {
		return nil
	}
	first, last := lines[0], lines[len(lines)-1]
	var ways []string
	if len(lines) == 1 && utf8.RuneCountInString(first) <= maxExact {
		ways = append(ways, escape(first, "._"))
	}
	starts, ends := word.FindAllStringIndex(first, -1), word.FindAllStringIndex(last, -1)
	most := min(edgeWords, max(len(starts), len(ends)))
	if len(lines) == 1 {
		most = min(edgeWords, len(starts)/2) // the ends must not overlap
	}
	for n := most; n > 0; n-- {
		start := first[:starts[min(n, len(starts))-1][1]]
		end := last[ends[max(len(ends)-n, 0)][0]:]
		ways = append(ways, escape(start, "._")+","+escape(end, "._"))
	}
	return ways
}

// pageLines returns the lines of quote as they stand on the page: with single
// spaces and without the markers of lists.
func pageLines(quote string) []string {
	var lines []string
	for line := range strings.Lines(quote) {
		line = marker.ReplaceAllString(strings.Join(strings.Fields(line), " "), "")
		if word.MatchString(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// escape percent-encodes all of s but ASCII letters, digits and the characters
// in keep. Text directives need more of it than other parts of an address: "-",
// "," and "&" are syntax to them, and ")" would end a Markdown link.
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
