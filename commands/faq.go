package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// faq answers with one FAQ entry, or lists them to pick from.
func (r *Router) faq(ctx context.Context, request Request) (Reply, error) {
	entries := faqEntries(r.engine.Corpus())
	question := strings.TrimSpace(request.Options[questionOption])
	switch {
	case len(entries) == 0:
		return Reply{Text: "This story has no FAQ. Ask it anything with /ask.", Private: true}, nil
	case question == "":
		return listFAQ("The FAQ's questions. Pick one:", entries), nil
	}
	entry, err := r.findEntry(ctx, entries, question)
	if err != nil {
		return Reply{}, err
	}
	if entry == nil {
		return listFAQ("No question of the FAQ is like that one. It has these; or try /ask:", entries), nil
	}
	return Reply{Quotes: []Quote{quoteUnit(entry)}}, nil
}

// findEntry returns the entry that question names, by key or in its own words,
// or else the best FAQ entry the engine finds for it; nil if none fits.
func (r *Router) findEntry(ctx context.Context, entries []*corpus.Unit, question string) (*corpus.Unit, error) {
	if unit := unitByKey(r.engine.Corpus(), question); unit != nil {
		return unit, nil
	}
	for _, entry := range entries {
		if sameWords(entry.Question, question) {
			return entry, nil
		}
	}
	answer, err := r.engine.Ask(ctx, question)
	if err != nil || answer.Verdict == index.None {
		return nil, err
	}
	for _, hit := range answer.Hits {
		if hit.Unit.Kind == corpus.FAQ {
			return hit.Unit, nil
		}
	}
	return nil, nil
}

func listFAQ(text string, entries []*corpus.Unit) Reply {
	shown := entries[:min(len(entries), maxChoices)]
	if more := len(entries) - len(shown); more > 0 {
		text = fmt.Sprintf("%s (and %d more; type a few words after /faq to find them)", text, more)
	}
	reply := Reply{Text: text, Private: true}
	for _, entry := range shown {
		reply.Choices = append(reply.Choices, Choice{
			Label: entry.Question, Detail: entry.Text, Command: "faq", Value: keyMark + entry.Key(),
		})
	}
	return reply
}
