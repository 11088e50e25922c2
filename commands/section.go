package commands

import (
	"alliancebot/corpus"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// maxQuotes is how many passages of a section are quoted: what one reads in a
// chat.
const maxQuotes = 5

// replyWithSection answers with the passages of a section.
func (x call) replyWithSection(section []*corpus.Unit) Reply {
	reply := x.quoteSection(section)
	if x.wantsPrivate {
		reply.Buttons = append(reply.Buttons, x.shareButton(referSection(section))...)
	}
	return x.withAudience(reply)
}

// quoteSection quotes the first passages of a section, and leads to all of them.
func (x call) quoteSection(section []*corpus.Unit) Reply {
	shown := section[:min(len(section), maxQuotes)]
	first := section[0]
	reply := Reply{
		Subject: referSection(section),
		Buttons: []Button{x.readSectionButton(first)},
	}
	if len(section) > maxQuotes {
		reply.Text = x.loc.T(wording.FirstPassages, "Shown", maxQuotes, "All", len(section))
	}
	for _, u := range shown {
		f := match{unit: u}
		reply.Quotes = append(reply.Quotes, f.quote(f.excerpt(pageLength/len(shown))))
	}
	return reply
}

// readSectionButton opens the reader where the section of u begins.
func (x call) readSectionButton(u *corpus.Unit) Button {
	return Button{
		Label:   x.loc.T(wording.ReadSectionButton, "Section", prose.Truncate(u.Heading, maxHeading)),
		Command: readCommand,
		Value:   refer(u, prose.Span{}).String(),
	}
}

// sectionSign stands behind a reference to a unit that means its section.
const sectionSign = "s"

// referSection refers to a section by its first passage.
func referSection(section []*corpus.Unit) string {
	return refer(section[0], prose.Span{}).String() + sectionSign
}
