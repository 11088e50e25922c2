package commands

import (
	"cmp"
	"context"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// What begins a value that names a unit, or the section it stands in, by a
// reference instead of a question.
const (
	unitMark    = "#"
	sectionMark = "##"
)

// askNamed answers with what value names.
func (r *Router) askNamed(ctx context.Context, x call, value string) (Reply, error) {
	if name, ok := strings.CutPrefix(value, sectionMark); ok {
		if f, _, ok := x.resolve(name); ok && f.unit.Section != nil {
			return x.replyWithSections([]*corpus.Section{f.unit.Section}), nil
		}
		return x.gone(), nil
	}
	name, about := splitReference(strings.TrimPrefix(value, unitMark))
	x.About = x.aboutOf(about)
	f, changed, ok := x.resolve(name)
	if !ok {
		return x.gone(), nil
	}
	answer, err := x.snapshot.Ask(ctx, cmp.Or(f.asked(), f.unit.Title()))
	if err != nil {
		return Reply{}, err
	}
	reply := r.replyWith(x, f, answer.Related)
	reply.Text = x.join(f.asked(), x.ifChanged(changed), reply.Text)
	return reply, nil
}

// resolve returns what a reference names, and whether its unit has changed.
func (x call) resolve(text string) (f match, changed, ok bool) {
	ref, ok := parseReference(text)
	if !ok {
		return match{}, false, false
	}
	return x.find(ref)
}

func (x call) find(ref reference) (f match, changed, ok bool) {
	u, ok := x.lookup.units[ref.key]
	if !ok {
		return match{}, false, false
	}
	return match{unit: u, part: ref.part(u)}, ref.changed(u), true
}

// asked returns the known question that f's part of a passage answers, so that
// others see what was picked; "" if there is none.
func (f match) asked() string {
	for _, known := range f.unit.Questions() {
		if known.Says.Start < known.Says.End && refer(f.unit, known.Says) == f.reference() {
			return known.Text
		}
	}
	return ""
}

// gone says that what was named is not there any more.
func (x call) gone() Reply { return x.private(x.loc.T(wording.Gone)) }

func (x call) ifChanged(changed bool) string {
	if !changed {
		return ""
	}
	return x.loc.T(wording.Changed)
}

// chooseHits offers hits to pick from.
func (x call) chooseHits(hits []index.Hit) []Choice {
	choices, units := make([]Choice, len(hits)), make([]*corpus.Unit, len(hits))
	for i, hit := range hits {
		units[i] = hit.Unit
		choices[i] = Choice{Label: hit.Unit.Title(), Detail: hit.Quote(), Value: unitMark + matchOf(hit).reference().String() + x.aboutSign()}
	}
	return nameStories(choices, units)
}

// nameStories adds the story's title to the labels of choices that read alike but
// lead to units of different stories.
func nameStories(choices []Choice, units []*corpus.Unit) []Choice {
	stories := make(map[string]*corpus.Story)
	several := make(map[string]bool)
	for i, c := range choices {
		key := prose.Key(c.Label)
		if story, seen := stories[key]; seen && story != units[i].Story {
			several[key] = true
		}
		stories[key] = units[i].Story
	}
	for i := range choices {
		if several[prose.Key(choices[i].Label)] {
			choices[i].Label += " · " + units[i].Story.Title
		}
	}
	return choices
}

// aboutSign stands behind a reference and keeps which message the reply is
// about; "" if it is about none.
func (x call) aboutSign() string {
	if x.About == nil {
		return ""
	}
	return x.About.ID + "-" + x.About.AuthorID
}

// aboutOf returns the message that a sign of it names, nil for none.
func (x call) aboutOf(sign string) *Message {
	id, author, ok := strings.Cut(sign, "-")
	if !ok {
		return x.About
	}
	return &Message{ID: id, URL: x.ChannelURL + "/" + id, AuthorID: author}
}

// chooseSuggestions offers questions and headings.
func chooseSuggestions(suggestions []index.Suggestion) []Choice {
	choices, units := make([]Choice, len(suggestions)), make([]*corpus.Unit, len(suggestions))
	for i, p := range suggestions {
		mark := unitMark
		if p.Kind == index.Heading {
			mark = sectionMark
		}
		units[i] = p.Unit
		choices[i] = Choice{Label: p.Text, Value: mark + refer(p.Unit, p.Says).String()}
	}
	return nameStories(choices, units)
}
