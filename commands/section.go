package commands

import (
	"alliancebot/corpus"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// MaxQuotes is the maximum number of passages that a reply quotes: what fits on two
// screens of a phone.
const MaxQuotes = 5

// maxHeading is how many characters of a heading fit on a button next to a few words.
const maxHeading = 40

// replyWithSections answers with a section, or offers several to pick from.
func (x call) replyWithSections(sections []*corpus.Section) Reply {
	if len(sections) > 1 {
		menu := Menu{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand}
		for _, s := range sections[:min(len(sections), MaxChoices)] {
			menu.Choices = append(menu.Choices, Choice{
				Label: s.Path(), Detail: s.Story.Title, Value: sectionPrefix + refer(s.Units[0], prose.Span{}).String(),
			})
		}
		return x.withAudience(Reply{Text: x.loc.T(wording.SameHeading), Menus: []Menu{menu}})
	}
	reply := x.quoteSection(sections[0])
	if x.wantsPrivate {
		reply.Buttons = append(reply.Buttons, x.shareButton(referSection(sections[0]))...)
	}
	return x.withAudience(reply)
}

// quoteSection quotes the first passages of a section and offers the rest.
func (x call) quoteSection(s *corpus.Section) Reply {
	shown := s.Units[:min(len(s.Units), MaxQuotes)]
	reply := Reply{
		Subject: referSection(s),
		Buttons: []Button{x.readSectionButton(s.Units[0])},
	}
	if len(s.Units) > MaxQuotes {
		reply.Text = x.loc.T(wording.FirstPassages, "Shown", MaxQuotes, "All", len(s.Units))
	}
	for _, u := range shown {
		m := match{unit: u}
		reply.Quotes = append(reply.Quotes, m.quote(m.excerpt(x.room()/len(shown))))
	}
	return reply
}

// readSectionButton opens the reader at u, the first unit of a section.
func (x call) readSectionButton(u *corpus.Unit) Button {
	return Button{
		Label:   x.loc.T(wording.ReadSectionButton, "Section", prose.Truncate(u.Heading, maxHeading)),
		Command: readCommand,
		Value:   refer(u, prose.Span{}).String(),
	}
}

// sectionSuffix follows a reference to a unit to make it refer to the unit's section.
const sectionSuffix = "s"

func referSection(s *corpus.Section) string {
	return refer(s.Units[0], prose.Span{}).String() + sectionSuffix
}
