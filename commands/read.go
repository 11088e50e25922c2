package commands

import (
	"context"
	"math"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// page is one page of a story: the pieces [from, to) of a unit.
type page struct {
	unit     *corpus.Unit
	from, to int
}

// story opens the reader at the section that is named, or at the start of the first
// story.
func (r *Router) story(ctx context.Context, x call) (Reply, error) {
	name := strings.TrimSpace(x.Options[sectionOption])
	if name == "" {
		return x.open(match{unit: x.lookup.corpus.Stories[0].Units[0]}, 0), nil
	}
	if value, ok := strings.CutPrefix(name, sectionPrefix); ok {
		x.Value = value
		return r.read(ctx, x)
	}
	if sections := x.lookup.sectionsNamed(name); len(sections) == 1 {
		return x.open(match{unit: sections[0].Units[0]}, 0), nil
	} else if len(sections) > 1 {
		reply := x.private(x.loc.T(wording.SameHeading))
		reply.Menus = []Menu{x.sectionMenu(sections, (*corpus.Section).Path)}
		return reply, nil
	}
	closest, err := x.snapshot.Complete(ctx, name, index.Sections, 1)
	if err != nil {
		return Reply{}, err
	}
	if len(closest) == 0 {
		reply := x.private(x.loc.T(wording.NoSection))
		reply.Menus = x.storyMenus(x.lookup.corpus.Stories[0].Units[0])
		return reply, nil
	}
	return x.open(match{unit: closest[0].Unit}, 0), nil
}

// read opens the reader at the page that a reference names.
func (r *Router) read(_ context.Context, x call) (Reply, error) {
	ref, ok := parseReference(x.Value)
	if !ok {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	f, changed, ok := x.find(ref)
	if !ok {
		return x.gone(), nil
	}
	if changed {
		ref.from = 0
	}
	reply := x.open(f, ref.from)
	reply.Text = x.ifChanged(changed)
	return reply, nil
}

// open privately shows the page of f's unit that contains a piece.
func (x call) open(f match, piece int) Reply {
	all := pieces(f.unit.Text)
	p := pageAt(f.unit, all, piece)
	shown := prose.Span{Start: all[p.from].Start, End: all[p.to-1].End}
	reply := x.private("")
	reply.Quotes = []Quote{f.quote(shown)}
	reply.Buttons = append([]Button{
		x.turnButton(wording.PreviousButton, readCommand, x.previousPage(p)),
		x.turnButton(wording.NextButton, readCommand, x.nextPage(p, len(all))),
	}, x.shareButton(refer(f.unit, shown).String())...)
	reply.Menus = x.storyMenus(f.unit)
	return reply
}

// pageAt returns the page of u that contains a piece; all are u's pieces.
func pageAt(u *corpus.Unit, all []prose.Span, piece int) page {
	starts := pageStarts(all)
	at, ok := slices.BinarySearch(starts, min(piece, len(all)-1))
	if !ok {
		at--
	}
	p := page{unit: u, from: starts[at], to: len(all)}
	if at+1 < len(starts) {
		p.to = starts[at+1]
	}
	return p
}

// previousPage returns the button value for the page before p, or "" if p is the first of
// the story.
func (x call) previousPage(p page) string {
	u, position, piece := p.unit, x.lookup.position[p.unit], p.from-1
	switch {
	case p.from == 0 && position == 0:
		return ""
	case p.from == 0:
		u = u.Story.Units[position-1]
		piece = math.MaxInt // the last
	}
	return refer(u, prose.Span{}).at(pageAt(u, pieces(u.Text), piece).from).String()
}

// nextPage returns the button value for the page after p, or "" if p is the last of the
// story. p's unit has that many pieces.
func (x call) nextPage(p page, pieces int) string {
	if p.to < pieces {
		return refer(p.unit, prose.Span{}).at(p.to).String()
	}
	units, position := p.unit.Story.Units, x.lookup.position[p.unit]
	if position+1 == len(units) {
		return ""
	}
	return refer(units[position+1], prose.Span{}).String()
}

// storyMenus lists the sections of u's story, and the other stories.
func (x call) storyMenus(u *corpus.Unit) []Menu {
	var menus []Menu
	if all := u.Story.Sections; len(all) > 0 {
		menus = append(menus, x.sectionMenu(window(all, slices.Index(all, u.Section)), x.lookup.name))
	}
	if stories := x.lookup.corpus.Stories; len(stories) > 1 {
		other := Menu{Prompt: x.loc.T(wording.StoryPrompt), Command: openCommand}
		for _, story := range window(stories, slices.Index(stories, u.Story)) {
			other.Choices = append(other.Choices, readChoice(story.Title, story.Units[0]))
		}
		menus = append(menus, other)
	}
	return menus
}

func (x call) sectionMenu(sections []*corpus.Section, name func(*corpus.Section) string) Menu {
	menu := Menu{Prompt: x.loc.T(wording.SectionPrompt), Command: readCommand}
	for _, s := range sections[:min(len(sections), MaxChoices)] {
		menu.Choices = append(menu.Choices, readChoice(name(s), s.Units[0]))
	}
	return menu
}

func readChoice(label string, u *corpus.Unit) Choice {
	return Choice{Label: label, Value: refer(u, prose.Span{}).String()}
}

// window returns the items around current, as many as fit in a menu.
func window[T any](all []T, current int) []T {
	start := max(0, min(current-MaxChoices/2, len(all)-MaxChoices))
	return all[start:min(len(all), start+MaxChoices)]
}
