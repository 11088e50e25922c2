package corpus

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
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
	// likely to be on the page more than once.
	minUnique = 20
	// prefixWords is how many of the words before a quote a link has at most.
	prefixWords = 4
)

// Link returns the address of a part of the unit's text on its page, or "" if the page's
// address is not known. It is a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/) that browsers scroll to and highlight,
// after the element id of the unit's heading, or the fragment of the story's URL, where
// they go if they do not find the text. The part begins and ends with whole words.
//
// A part within one element of up to 80 characters is linked word for word, any other by
// up to six of its first and last words. A short one, or one whose words the story has
// before, is preceded by the words before it. The link has at most 512 ASCII characters;
// words are left out for that, and finally the text. A part without text of the page, such
// as the zero Span, is linked by its page.
func (u *Unit) Link(part prose.Span) string {
	if u.Story.URL == "" {
		return ""
	}
	page, id := u.page()
	for _, directive := range u.directives(part) {
		if link := page + "#" + id + ":~:text=" + directive; len(link) <= MaxLink {
			return link
		}
	}
	if link := page + "#" + id; id != "" && len(link) <= MaxLink {
		return link
	}
	return page
}

// page returns the address of the unit's page without a fragment, and the element id to
// go to, escaped.
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

// word is what may not be cut: a run without spaces, or a clause of a script that is
// written without them.
var word = regexp.MustCompile(`[^\s\p{Z}、。，．；：！？]+[、。，．；：！？]*`)

// directives returns the ways to point at a part of the text, the most exact first.
func (u *Unit) directives(part prose.Span) []string {
	runs, previous := u.runsIn(part)
	if len(runs) == 0 {
		return nil
	}
	first, last := runs[0], runs[len(runs)-1]
	var ways []string
	add := func(start, end string) {
		directive := escape(start, "._")
		if end != "" {
			directive += "," + escape(end, "._")
		}
		if prefix := u.prefix(start, previous, part.Start); prefix != "" {
			ways = append(ways, escape(prefix, "._")+"-,"+directive)
		}
		ways = append(ways, directive)
	}
	if len(runs) == 1 && utf8.RuneCountInString(first) <= maxExact {
		add(first, "")
	}
	starts, ends := word.FindAllStringIndex(first, -1), word.FindAllStringIndex(last, -1)
	most := min(edgeWords, max(len(starts), len(ends)))
	if len(runs) == 1 {
		most = min(edgeWords, len(starts)/2) // the ends must not overlap
	}
	for n := most; n > 0; n-- {
		add(first[:starts[min(n, len(starts))-1][1]], last[ends[max(len(ends)-n, 0)][0]:])
	}
	return ways
}

// runsIn returns what the page shows of a part of the text, element by element, and what
// it shows right before.
func (u *Unit) runsIn(part prose.Span) (runs []string, previous string) {
	previous = u.before
	for _, run := range u.runs {
		start, end := max(run.Start, part.Start), min(run.End, part.End)
		if start < end {
			text := strings.Join(strings.Fields(u.Text[start:end]), " ")
			if word.MatchString(text) {
				if len(runs) == 0 && start > run.Start {
					previous = u.Text[run.Start:start]
				}
				runs = append(runs, text)
			}
		} else if run.End <= part.Start {
			previous = run.Of(u.Text)
		}
	}
	return runs, previous
}

// prefix returns the words to look for before start, "" if it is not needed: start is long
// enough, and the story does not have it before offset in the unit's text.
func (u *Unit) prefix(start, previous string, offset int) string {
	if utf8.RuneCountInString(start) >= minUnique && !u.occursBefore(start, offset) {
		return ""
	}
	words := word.FindAllString(previous, -1)
	return strings.Join(words[max(0, len(words)-prefixWords):], " ")
}

// occursBefore reports whether the story has text somewhere before the given offset of the
// unit.
func (u *Unit) occursBefore(text string, offset int) bool {
	for _, other := range u.Story.Units {
		if other == u {
			return strings.Contains(u.Text[:offset], text)
		}
		if strings.Contains(other.Text, text) || strings.Contains(other.Question, text) {
			return true
		}
	}
	return false
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
