package commands

import (
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

// match is a unit and the part of it that answers; the zero span if there is none.
type match struct {
	unit *corpus.Unit
	part prose.Span
}

func matchOf(hit index.Hit) match {
	return match{unit: hit.Unit, part: hit.Highlight}
}

func (f match) reference() reference { return refer(f.unit, f.part) }

// excerpt returns as much of f's unit as fits in limit bytes: the pieces that answer,
// even if they are longer, and whole pieces around them.
func (f match) excerpt(limit int) prose.Span {
	if len(f.unit.Text) <= limit {
		return prose.Span{End: len(f.unit.Text)}
	}
	all := pieces(f.unit.Text)
	from, to := 0, 1
	if f.part.Start < f.part.End {
		from, to = overlapping(all, f.part)
	}
	from, to = expand(all, from, to, limit)
	return prose.Span{Start: all[from].Start, End: all[to-1].End}
}

// quote quotes a part of f's unit, highlighted if it contains all of f's part.
func (f match) quote(shown prose.Span) Quote {
	u, start, end := f.unit, shown.Start, shown.End
	q := Quote{
		Title:     u.Title(),
		Text:      u.Text[start:end],
		Before:    strings.TrimSpace(u.Text[:start]) != "",
		After:     strings.TrimSpace(u.Text[end:]) != "",
		Story:     u.Story.Title,
		Path:      u.Path(),
		Publisher: u.Story.Publisher,
		Date:      u.Story.Date,
		Language:  u.Story.Language,
		URL:       u.Story.URL,
	}
	if u.Story.Taught {
		q.Story, q.Path, q.OwnWords = "", "", true
	}
	linked := shown
	if !f.part.IsZero() && start <= f.part.Start && f.part.End <= end {
		q.Highlight = prose.Span{Start: f.part.Start - start, End: f.part.End - start}
		linked = f.part
	}
	q.Link = u.Link(linked)
	return q
}
