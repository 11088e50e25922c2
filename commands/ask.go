package commands

import (
	"context"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// maxSuggestions is how many units are shown to pick from when none is sure.
const maxSuggestions = 3

// ask answers with the unit or the section that the question names, or else
// with what the engine finds.
func (r *Router) ask(ctx context.Context, request Request) (Reply, error) {
	c := r.engine.Corpus()
	question := strings.TrimSpace(request.Options[questionOption])
	if question == "" {
		return Reply{Text: "Ask a question. " + example(c), Private: true}, nil
	}
	if unit := unitByKey(c.Units, question); unit != nil {
		return Reply{Quotes: []Quote{quoteUnit(unit)}}, nil
	}
	if section := sectionByHeading(c, question); len(section) > 0 {
		return quoteSection(section), nil
	}
	answer, err := r.engine.Ask(ctx, question)
	if err != nil {
		return Reply{}, err
	}
	if entry := entryByQuestion(c, question); entry != nil {
		return Reply{Quotes: []Quote{quoteFound(entry, answer.Hits)}}, nil
	}
	return replyTo(answer, c), nil
}

// replyTo puts an answer from c into a Reply. That there is none is told to
// the asker alone: it is no news to others.
func replyTo(answer index.Answer, c *corpus.Corpus) Reply {
	note := repaired(answer.Repairs)
	switch answer.Verdict {
	case index.Answered:
		return Reply{Text: note, Quotes: []Quote{quoteHit(answer.Hits[0])}}
	case index.Suggested:
		return Reply{
			Text:    join(note, "I'm not sure where the answer is. It may be here:"),
			Menus:   []Menu{{Command: "ask", Choices: chooseHits(answer.Hits[:min(len(answer.Hits), maxSuggestions)])}},
		}
	}
	return Reply{Text: join(note, silence(c), coverage(c)), Private: true}
}
