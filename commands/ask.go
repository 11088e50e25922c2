package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// maxSuggestions is how many units are shown to pick from when none is sure.
const maxSuggestions = 3

// ask answers a question: a unit picked by its key, a whole section picked by
// its heading, or what the engine finds.
func (r *Router) ask(ctx context.Context, request Request) (Reply, error) {
	question := strings.TrimSpace(request.Options[questionOption])
	if question == "" {
		return Reply{Text: "Ask a question, for example: /ask question: " + r.exampleQuestion(), Private: true}, nil
	}
	c := r.engine.Corpus()
	if unit := unitByKey(c, question); unit != nil {
		return Reply{Quotes: []Quote{quoteUnit(unit)}}, nil
	}
	if section := sectionByHeading(c, question); len(section) > 0 {
		return Reply{Quotes: quoteUnits(section)}, nil
	}
	answer, err := r.engine.Ask(ctx, question)
	if err != nil {
		return Reply{}, err
	}
	switch answer.Verdict {
	case index.Answered:
		return Reply{Quotes: []Quote{quoteHit(answer.Hits[0])}}, nil
	case index.Suggested:
		return Reply{
			Text:    "I'm not sure which part of the story you mean. These come closest:",
			Choices: chooseHits(answer.Hits[:min(len(answer.Hits), maxSuggestions)]),
		}, nil
	}
	return Reply{Text: "The story doesn't say. " + coverage(r.engine.Corpus())}, nil
}

func chooseHits(hits []index.Hit) []Choice {
	choices := make([]Choice, len(hits))
	for i, hit := range hits {
		choices[i] = Choice{Label: hit.Unit.Title(), Detail: hit.Highlight, Command: "ask", Value: keyMark + hit.Unit.Key()}
	}
	return choices
}

func quoteHit(hit index.Hit) Quote {
	quote := quoteUnit(hit.Unit)
	quote.Highlight, quote.Link = hit.Highlight, hit.Link
	return quote
}

// quoteUnit quotes a unit as a whole, for one who asked for just this unit.
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

func quoteUnits(units []*corpus.Unit) []Quote {
	quotes := make([]Quote, len(units))
	for i, u := range units {
		quotes[i] = quoteUnit(u)
	}
	return quotes
}

// exampleQuestion is a question the corpus surely answers.
func (r *Router) exampleQuestion() string {
	c := r.engine.Corpus()
	if questions := faqEntries(c); len(questions) > 0 {
		return questions[0].Question
	}
	return c.Units[0].Heading
}

// coverage says what the corpus can be asked about.
func coverage(c *corpus.Corpus) string {
	const shown = 8
	topics := headings(c)
	text := fmt.Sprintf("It covers: %s", strings.Join(topics[:min(len(topics), shown)], "; "))
	if more := len(topics) - shown; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text + "."
}
