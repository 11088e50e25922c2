package bot

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"alliancebot/internal/prose"
)

// piece is a user-perceived character, escaped where that is needed: the unit
// in which text is cut.
type piece struct {
	text   string
	bold   bool
	starts bool // a sentence
}

// endsLine tells whether p is a line break, with what begins the next line.
func (p piece) endsLine() bool { return strings.HasPrefix(p.text, "\n") }

func (p piece) isBlank() bool { return p.endsLine() || isBlank(p.text) }

const (
	ellipsis = "…"
	// wordReach is how many pieces a cut may move to fall between two words.
	wordReach = 40
)

// plain splits s for places that know no Markdown.
func plain(s string) []piece {
	var all []piece
	for clusters := graphemes.FromString(s); clusters.Next(); {
		all = append(all, piece{text: clusters.Value()})
	}
	return all
}

// sentenceStarts returns where in s sentences begin, in bytes.
func sentenceStarts(s string) map[int]bool {
	starts := map[int]bool{}
	for _, sentence := range prose.Sentences(s) {
		starts[sentence.Start] = true
	}
	return starts
}

// units returns the length of s in UTF-16 units. Discord counts code points,
// of which there are never more, and its clients count units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// size is the length of ps when nothing is cut.
func size(ps []piece) int { return units(clip(ps, math.MaxInt)) }

func cost(ps []piece) int {
	n := 0
	for _, p := range ps {
		n += units(p.text)
	}
	return n
}

// join puts pieces together, bold ones between "**". Bold ends at each line's
// end and holds no space at its own ends: Discord would show the asterisks.
// The bold pieces stand side by side.
func join(ps []piece) string {
	var b strings.Builder
	for len(ps) > 0 {
		end := slices.IndexFunc(ps, piece.endsLine) + 1
		if end == 0 {
			end = len(ps)
		}
		joinLine(&b, ps[:end])
		ps = ps[end:]
	}
	return b.String()
}

func joinLine(b *strings.Builder, line []piece) {
	strong := func(p piece) bool { return p.bold && !p.isBlank() }
	first := slices.IndexFunc(line, strong)
	last := len(line) - 1
	for last > first && !strong(line[last]) {
		last--
	}
	for i, p := range line {
		if i == first {
			b.WriteString("**")
		}
		b.WriteString(p.text)
		if first >= 0 && i == last {
			b.WriteString("**")
		}
	}
}

// clip joins as much of ps as fits in limit units: the bold part in any case
// (only if it does not fit alone is its end cut), and of the rest what stands
// next to it; without a bold part, the beginning. It cuts between sentences or
// words where it can. An ellipsis marks each cut.
func clip(ps []piece, limit int) string {
	ps = trim(ps)
	if whole := join(ps); units(whole) <= limit {
		return whole
	}
	from, to := boldPart(ps)
	marks := units(" " + ellipsis)
	if from > 0 {
		marks *= 2
	}
	room := limit - marks - units(join(ps[from:to]))
	if room < 0 {
		return join(cutBold(ps[from:to], limit-2, from > 0))
	}
	head, tail := ps[:from], ps[to:]
	end := to + fit(tail, max(room/2, room-cost(head)))
	begin := from - fitEnd(head, room-cost(ps[to:end]))
	return join(slices.Concat(opening(ps, begin), trimStart(trimEnd(ps[begin:end]), begin > 0), closing(ps, end)))
}

// opening marks that ps is shown from begin on.
func opening(ps []piece, begin int) []piece {
	switch {
	case begin == 0:
		return nil
	case ps[begin].starts:
		return plain(ellipsis + " ")
	}
	return plain(ellipsis)
}

// closing marks that ps is shown up to end.
func closing(ps []piece, end int) []piece {
	switch {
	case end == len(ps):
		return nil
	case ps[end].starts:
		return plain(" " + ellipsis)
	}
	return plain(ellipsis)
}

// boldPart returns where the bold pieces begin and end.
func boldPart(ps []piece) (from, to int) {
	isBold := func(p piece) bool { return p.bold }
	from = max(0, slices.IndexFunc(ps, isBold))
	for to = from; to < len(ps) && ps[to].bold; to++ {
	}
	return from, to
}

// cutBold returns the longest beginning of bold pieces that joins to at most
// limit units, and an ellipsis at each cut.
func cutBold(ps []piece, limit int, cutBefore bool) []piece {
	n := sort.Search(len(ps), func(n int) bool { return units(join(ps[:n+1])) > limit })
	out := append(trimEnd(slices.Clone(ps[:atBreak(ps, n)])), piece{text: ellipsis})
	if cutBefore {
		out = slices.Insert(out, 0, piece{text: ellipsis})
	}
	return out
}

// fit returns how many pieces from the beginning of ps fit in room units, less
// where that spares a sentence or a word.
func fit(ps []piece, room int) int {
	n := 0
	for n < len(ps) && room >= units(ps[n].text) {
		room -= units(ps[n].text)
		n++
	}
	for n < len(ps) && ps[n].isBlank() { // it is trimmed away
		n++
	}
	return atBreak(ps, n)
}

// fitEnd is fit from the end of ps.
func fitEnd(ps []piece, room int) int {
	backwards := make([]piece, len(ps))
	for i, p := range ps {
		p.starts = i+1 < len(ps) && ps[i+1].starts // a sentence may be cut before p, from behind
		backwards[len(ps)-1-i] = p
	}
	return fit(backwards, room)
}

// atBreak returns how many of the first n of ps to keep so that the cut falls
// between two sentences, if at least half of them stays, or else between two
// words.
func atBreak(ps []piece, n int) int {
	if n == len(ps) {
		return n
	}
	for k := n; k > n/2; k-- {
		if ps[k].starts {
			return k
		}
	}
	for k := n; k > max(0, n-wordReach); k-- {
		if ps[k].isBlank() {
			return k
		}
	}
	return n
}

func trim(ps []piece) []piece { return trimStart(trimEnd(ps), true) }

// trimStart drops blank pieces from the beginning of ps, if it is asked to.
func trimStart(ps []piece, asked bool) []piece {
	for asked && len(ps) > 0 && ps[0].isBlank() {
		ps = ps[1:]
	}
	return ps
}

func trimEnd(ps []piece) []piece {
	for len(ps) > 0 && ps[len(ps)-1].isBlank() {
		ps = ps[:len(ps)-1]
	}
	return ps
}
