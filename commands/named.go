package commands

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Prefixes of values that are not questions but references: to a unit, or to the
// section that a unit is in.
const (
	unitPrefix    = "#"
	sectionPrefix = "##"
)

// askNamed answers with the unit or section that value refers to.
func (r *Router) askNamed(ctx context.Context, x call, value string) (Reply, error) {
	if name, ok := strings.CutPrefix(value, sectionPrefix); ok {
		if f, _, ok := x.resolve(name); ok && f.unit.Section != nil {
			return x.replyWithSections([]*corpus.Section{f.unit.Section}), nil
		}
		return x.gone(), nil
	}
	name, about := splitReference(strings.TrimPrefix(value, unitPrefix))
	x.About = x.aboutOf(about)
	f, changed, ok := x.resolve(name)
	if !ok {
		return x.gone(), nil
	}
	answer, err := x.snapshot.Ask(ctx, cmp.Or(f.asked(), f.unit.Title()), nil)
	if err != nil {
		return Reply{}, err
	}
	reply := r.replyWith(x, answer.Related, f)
	reply.Text = x.join(f.asked(), x.ifChanged(changed), reply.Text)
	return reply, nil
}

// resolve returns what a reference refers to, and whether its unit has changed.
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

// asked returns the question that f's part of the passage is known to answer, or "". It
// is shown so that others see what was picked.
func (f match) asked() string {
	for _, known := range f.unit.Questions() {
		if known.Says.Start < known.Says.End && refer(f.unit, known.Says) == f.reference() {
			return known.Text
		}
	}
	return ""
}

// gone replies that the passage no longer exists.
func (x call) gone() Reply { return x.private(x.loc.T(wording.Gone)) }

func (x call) ifChanged(changed bool) string {
	if !changed {
		return ""
	}
	return x.loc.T(wording.Changed)
}

// hitChoices offers hits in a menu.
func (x call) hitChoices(hits []index.Hit) []Choice {
	choices, units := make([]Choice, len(hits)), make([]*corpus.Unit, len(hits))
	for i, hit := range hits {
		units[i] = hit.Unit
		choices[i] = Choice{Label: hit.Unit.Title(), Detail: hit.Quote(), Value: unitPrefix + matchOf(hit).reference().String() + x.aboutSuffix()}
	}
	return x.lookup.nameStories(choices, units)
}

// nameStories adds the story's title to labels that are the same, or the same as questions
// or headings elsewhere, but lead to different stories. What was taught has none.
func (l *lookup) nameStories(choices []Choice, units []*corpus.Unit) []Choice {
	stories := make(map[string]map[*corpus.Story]bool)
	for i, c := range choices {
		key := prose.Key(c.Label)
		if stories[key] == nil {
			stories[key] = make(map[*corpus.Story]bool)
		}
		stories[key][units[i].Story] = true
		for _, entry := range l.entriesAsking(key) {
			stories[key][entry.Story] = true
		}
		for _, section := range l.sectionsNamed(key) {
			stories[key][section.Story] = true
		}
	}
	for i, c := range choices {
		if story := units[i].Story; len(stories[prose.Key(c.Label)]) > 1 && !story.Taught {
			name := " · " + prose.Truncate(story.Title, maxHeading)
			choices[i].Label = prose.Truncate(c.Label, MaxChoice-utf8.RuneCountInString(name)) + name
		}
	}
	return choices
}

// aboutSuffix encodes the message that the reply is about, to follow a reference; "" if
// it is not about a message.
func (x call) aboutSuffix() string {
	if x.About == nil {
		return ""
	}
	return x.About.ID + "-" + x.About.AuthorID
}

// aboutOf decodes the result of aboutSuffix. Without one it returns the message of the
// call.
func (x call) aboutOf(suffix string) *Message {
	id, author, ok := strings.Cut(suffix, "-")
	if !ok {
		return x.About
	}
	return &Message{ID: id, URL: x.ChannelURL + "/" + id, AuthorID: author}
}

// suggestionChoices offers questions and headings in a menu.
func (l *lookup) suggestionChoices(suggestions []index.Suggestion) []Choice {
	choices, units := make([]Choice, len(suggestions)), make([]*corpus.Unit, len(suggestions))
	for i, p := range suggestions {
		mark := unitPrefix
		if p.Kind == index.Heading {
			mark = sectionPrefix
		}
		units[i] = p.Unit
		choices[i] = Choice{Label: p.Text, Value: mark + refer(p.Unit, p.Says).String()}
	}
	return l.nameStories(choices, units)
}
