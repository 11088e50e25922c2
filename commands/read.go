package commands

import (
	"context"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// leaf is one page of a story: the pieces of a unit from one up to another.
type leaf struct {
	unit     *corpus.Unit
	from, to int
}

// story opens the reader at the section that is named, or else at the
// beginning of the first story.
func (r *Router) story(ctx context.Context, x call) (Reply, error) {
	name := strings.TrimSpace(x.Options[sectionOption])
	if name == "" {
		return x.open(match{unit: x.lookup.corpus.Stories[0].Units[0]}, 0), nil
	}
	if value, ok := strings.CutPrefix(name, sectionMark); ok {
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

// read turns to the page that a reference names.
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

// open shows the page of f's unit on which a piece stands, to the asker alone.
func (x call) open(f match, piece int) Reply {
	all := pieces(f.unit.Text)
	page := leafOf(f.unit, all, piece)
	shown := prose.Span{Start: all[page.from].Start, End: all[page.to-1].End}
	reply := x.private("")
	reply.Quotes = []Quote{f.quote(shown)}
	reply.Buttons = append([]Button{
		x.leafButton(wording.PreviousButton, x.before(page)),
		x.leafButton(wording.NextButton, x.after(page, len(all))),
	}, x.shareButton(refer(f.unit, shown).String())...)
	reply.Menus = x.storyMenus(f.unit)
	return reply
}

// leafOf returns the page of u on which one of all its pieces stands.
func leafOf(u *corpus.Unit, all []prose.Span, piece int) leaf {
	starts := pages(all)
	at, ok := slices.BinarySearch(starts, min(piece, len(all)-1))
	if !ok {
		at--
	}
	page := leaf{unit: u, from: starts[at], to: len(all)}
	if at+1 < len(starts) {
		page.to = starts[at+1]
	}
	return page
}

// before returns the page before page, nil if it is the story's first.
func (x call) before(page leaf) *leaf {
	if page.from > 0 {
		p := leafOf(page.unit, pieces(page.unit.Text), page.from-1)
		return &p
	}
	units, place := page.unit.Story.Units, x.lookup.position[page.unit]
	if place == 0 {
		return nil
	}
	all := pieces(units[place-1].Text)
	p := leafOf(units[place-1], all, len(all)-1)
	return &p
}

// after returns the page after page, whose unit has so many pieces; nil if it
// is the story's last.
func (x call) after(page leaf, pieces int) *leaf {
	if page.to < pieces {
		return &leaf{unit: page.unit, from: page.to}
	}
	units, place := page.unit.Story.Units, x.lookup.position[page.unit]
	if place+1 == len(units) {
		return nil
	}
	return &leaf{unit: units[place+1]}
}

// leafButton turns to another page. Where there is none it is there all the
// same, so that the others keep their places.
func (x call) leafButton(label wording.Message, page *leaf) Button {
	b := Button{Label: x.loc.T(label), Command: readCommand}
	if page == nil {
		b.Value, b.Disabled = string(label), true
		return b
	}
	b.Value = refer(page.unit, prose.Span{}).at(page.from).String()
	return b
}

// storyMenus lead to the sections of u's story, and to the other stories.
func (x call) storyMenus(u *corpus.Unit) []Menu {
	var menus []Menu
	if all := u.Story.Sections; len(all) > 0 {
		menus = append(menus, x.sectionMenu(window(all, slices.Index(all, u.Section)), x.lookup.name))
	}
	if stories := x.lookup.corpus.Stories; len(stories) > 1 {
		other := Menu{Prompt: x.loc.T(wording.StoryPrompt), Command: openCommand}
		for _, story := range window(stories, slices.Index(stories, u.Story)) {
			other.Choices = append(other.Choices, chooseToRead(story.Title, story.Units[0]))
		}
		menus = append(menus, other)
	}
	return menus
}

// sectionMenu leads to sections by what name calls them.
func (x call) sectionMenu(sections []*corpus.Section, name func(*corpus.Section) string) Menu {
	menu := Menu{Prompt: x.loc.T(wording.SectionPrompt), Command: readCommand}
	for _, s := range sections[:min(len(sections), MaxChoices)] {
		menu.Choices = append(menu.Choices, chooseToRead(name(s), s.Units[0]))
	}
	return menu
}

func chooseToRead(label string, u *corpus.Unit) Choice {
	return Choice{Label: label, Value: refer(u, prose.Span{}).String()}
}

// window returns as many of all as a menu holds, those around current.
func window[T any](all []T, current int) []T {
	start := max(0, min(current-MaxChoices/2, len(all)-MaxChoices))
	return all[start:min(len(all), start+MaxChoices)]
}
