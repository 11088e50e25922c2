package commands

import (
	"cmp"
	"context"
	"strings"

	"alliancebot/index"
	"alliancebot/wording"
)

// What begins a value that names a unit, or the section it stands in, by a
// reference instead of a question.
const (
	unitMark    = "#"
	sectionMark = "##"
)

// askNamed answers with what value names.
func (r *Router) askNamed(ctx context.Context, x exchange, value string) (Reply, error) {
	if name, ok := strings.CutPrefix(value, sectionMark); ok {
		if f, _, ok := x.resolve(name); ok {
			return x.replyWithSection(x.catalogue.sectionOf(f.unit)), nil
		}
		return x.gone(), nil
	}
	f, changed, ok := x.resolve(strings.TrimPrefix(value, unitMark))
	if !ok {
		return x.gone(), nil
	}
	reply, err := r.replyWith(ctx, x, f, cmp.Or(f.asked(), f.unit.Title()))
	reply.Text = join(f.asked(), x.ifChanged(changed), reply.Text)
	return reply, err
}

// resolve returns what a reference names, and whether its unit has changed.
func (x exchange) resolve(text string) (f found, changed, ok bool) {
	ref, ok := parseReference(text)
	if !ok {
		return found{}, false, false
	}
	return x.find(ref)
}

func (x exchange) find(ref reference) (f found, changed, ok bool) {
	u, ok := x.catalogue.units[ref.key]
	if !ok {
		return found{}, false, false
	}
	return found{unit: u, part: ref.part(u)}, ref.changed(u), true
}

// asked returns the known question that f's part of a passage answers, so that
// others see what was picked; "" if there is none.
func (f found) asked() string {
	for _, known := range f.unit.Questions() {
		if known.Says.Start < known.Says.End && refer(f.unit, known.Says) == f.reference() {
			return known.Text
		}
	}
	return ""
}

// gone says that what was named is not there any more.
func (x exchange) gone() Reply { return x.private(x.voice.Say(wording.Gone)) }

func (x exchange) ifChanged(changed bool) string {
	if !changed {
		return ""
	}
	return x.voice.Say(wording.Changed)
}

// chooseHits offers what was found to pick from.
func chooseHits(hits []index.Hit) []Choice {
	choices := make([]Choice, len(hits))
	for i, hit := range hits {
		choices[i] = Choice{Label: hit.Unit.Title(), Detail: hit.Highlight, Value: unitMark + foundIn(hit).reference().String()}
	}
	return choices
}

// chooseProposals offers questions and headings.
func chooseProposals(proposals []index.Proposal) []Choice {
	choices := make([]Choice, len(proposals))
	for i, p := range proposals {
		mark := unitMark
		if p.Kind == index.Heading {
			mark = sectionMark
		}
		choices[i] = Choice{Label: p.Text, Value: mark + refer(p.Unit, p.Says).String()}
	}
	return choices
}
