package commands

import (
	"strings"

	"alliancebot/internal/prose"
)

// How much text is shown at once, in bytes. A page is what a phone shows on
// two screens; what is longer is cut between sentences, with a way to read on.
// A piece is the least that is not cut: a sentence, or a part of a very long one.
const (
	pageLength  = 1200
	pieceLength = 600
)

// pieces returns the sentences of text in order; very long ones in parts, cut
// between words where there are any.
func pieces(text string) []prose.Span {
	var all []prose.Span
	for _, sentence := range prose.Sentences(text) {
		for sentence.End-sentence.Start > pieceLength {
			cut := prose.CutBefore(text, sentence.Start, sentence.Start+pieceLength)
			all = append(all, prose.Span{Start: sentence.Start, End: cut})
			sentence.Start = cut + len(text[cut:sentence.End]) - len(strings.TrimLeft(text[cut:sentence.End], " \n"))
		}
		all = append(all, sentence)
	}
	return all
}

// overlapping returns which of all a part touches: from the first up to the second.
func overlapping(all []prose.Span, part prose.Span) (from, to int) {
	for from < len(all)-1 && all[from].End <= part.Start {
		from++
	}
	for to = from; to < len(all) && all[to].Start < part.End; to++ {
	}
	return from, to
}

// expand returns which of all to show of a text that is too long: those from
// the first up to the second, and as much before them as after them.
func expand(all []prose.Span, from, to, limit int) (int, int) {
	to = max(to, from+1)
	start, end := all[from].Start, all[to-1].End
	for {
		before, after := start-all[from].Start, all[to-1].End-end
		canStart := from > 0 && all[to-1].End-all[from-1].Start <= limit
		canEnd := to < len(all) && all[to].End-all[from].Start <= limit
		switch {
		case canEnd && (after <= before || !canStart):
			to++
		case canStart:
			from--
		default:
			return from, to
		}
	}
}

// pages returns with which of all each page of a text begins.
func pages(all []prose.Span) []int {
	starts := []int{0}
	for i := range all {
		if first := starts[len(starts)-1]; all[i].End-all[first].Start > pageLength && i > first {
			starts = append(starts, i)
		}
	}
	return starts
}
