package commands

import (
	"strings"

	"alliancebot/internal/prose"
)

// How much text is shown at once, in bytes. A page fits on two screens of a phone, and what
// Discord allows in a message is wholeLength at least; longer text is split between sentences.
// Pieces are not split: a sentence, or a part of a very long one.
const (
	shortLength = 600
	pageLength  = 1200
	wholeLength = 3000
	pieceLength = 600
)

// room returns how many bytes of an answer are shown at once. What a server's channel sees is
// short, unless the operator has chosen otherwise.
func (x call) room() int {
	if x.short && !x.wantsPrivate {
		return shortLength
	}
	return pageLength
}

// pieces returns the sentences of text. Very long ones are split, between words if
// possible.
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

// overlapping returns the range [from, to) of the spans that overlap part.
func overlapping(all []prose.Span, part prose.Span) (from, to int) {
	for from < len(all)-1 && all[from].End <= part.Start {
		from++
	}
	for to = from; to < len(all) && all[to].Start < part.End; to++ {
	}
	return from, to
}

// expand returns the range of all to show of a text that is too long: [from, to) with
// as much before it as after it, up to limit bytes.
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

// pageStarts returns the index in all of the first piece of each page.
func pageStarts(all []prose.Span) []int {
	starts := []int{0}
	for i := range all {
		if first := starts[len(starts)-1]; all[i].End-all[first].Start > pageLength && i > first {
			starts = append(starts, i)
		}
	}
	return starts
}
