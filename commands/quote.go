package commands

import (
	"fmt"

	"alliancebot/corpus"
	"alliancebot/index"
)

// maxQuotes is how many passages of a section are quoted: what one reads in a
// chat.
const maxQuotes = 5

// quoteHit quotes what was found, with its highlight.
func quoteHit(hit index.Hit) Quote {
	quote := quoteUnit(hit.Unit)
	quote.Highlight, quote.Link = hit.Highlight, hit.Link()
	return quote
}

// quoteFound quotes u, with a highlight if it is among hits.
func quoteFound(u *corpus.Unit, hits []index.Hit) Quote {
	for _, hit := range hits {
		if hit.Unit == u {
			return quoteHit(hit)
		}
	}
	return quoteUnit(u)
}

// quoteUnit quotes u as a whole, for one who asked for just this unit.
func quoteUnit(u *corpus.Unit) Quote {
	return Quote{
		Title:     u.Title(),
		Text:      u.Text,
		Story:     u.Story.Title,
		Publisher: u.Story.Publisher,
		URL:       u.Story.URL,
		Link:      u.Link(u.Text),
	}
}

// quoteSection quotes the first passages of a section, and says so if it has
// more.
func quoteSection(section []*corpus.Unit) Reply {
	var reply Reply
	if len(section) > maxQuotes {
		reply.Text = fmt.Sprintf("The first %d of %d passages under this heading:", maxQuotes, len(section))
	}
	for _, u := range section[:min(len(section), maxQuotes)] {
		reply.Quotes = append(reply.Quotes, quoteUnit(u))
	}
	return reply
}

// chooseHits offers what was found to pick from.
func chooseHits(hits []index.Hit) []Choice {
	choices := make([]Choice, len(hits))
	for i, hit := range hits {
		choices[i] = choose(hit.Unit, hit.Highlight)
	}
	return choices
}

// choose offers u to pick.
func choose(u *corpus.Unit, detail string) Choice {
	return Choice{Label: u.Title(), Detail: detail, Value: keyOf(u)}
}
