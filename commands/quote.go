package commands

import (
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// found is a unit with the part of it that answers; the zero part for all.
type found struct {
	unit *corpus.Unit
	part corpus.Part
}

// foundIn returns what was found of hit.
func foundIn(hit index.Hit) found {
	f := found{unit: hit.Unit}
	if start := strings.Index(hit.Unit.Text, hit.Highlight); start >= 0 {
		f.part = corpus.Part{Start: start, End: start + len(hit.Highlight)}
	}
	return f
}

func (f found) reference() reference { return refer(f.unit, f.part) }

// excerpt returns as much of f's unit as fits in limit bytes: the part that
// answers in any case, and whole pieces next to it.
func (f found) excerpt(limit int) corpus.Part {
	if len(f.unit.Text) <= limit {
		return corpus.Part{End: len(f.unit.Text)}
	}
	all := pieces(f.unit.Text)
	from, to := 0, 1
	if f.part.Start < f.part.End {
		from, to = touched(all, f.part)
	}
	from, to = around(all, from, to, limit)
	return corpus.Part{Start: all[from].Start, End: all[to-1].End}
}

// quote quotes a part of f's unit, with the highlight if all of it is there.
func (f found) quote(shown corpus.Part) Quote {
	u, start, end := f.unit, shown.Start, shown.End
	q := Quote{
		Title:     u.Title(),
		Text:      u.Text[start:end],
		Before:    strings.TrimSpace(u.Text[:start]) != "",
		After:     strings.TrimSpace(u.Text[end:]) != "",
		Story:     u.Story.Title,
		Publisher: u.Story.Publisher,
		Language:  u.Story.Language,
		URL:       u.Story.URL,
	}
	linked := q.Text
	if f.part.Start < f.part.End && start <= f.part.Start && f.part.End <= end {
		q.Highlight = u.Text[f.part.Start:f.part.End]
		linked = q.Highlight
	}
	q.Link = u.Link(linked)
	return q
}
