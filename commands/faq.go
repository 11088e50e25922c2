package commands

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// faq answers with one FAQ entry, or offers those there are to pick from.
func (r *Router) faq(ctx context.Context, request Request) (Reply, error) {
	c := r.engine.Corpus()
	entries := faqEntries(c)
	question := strings.TrimSpace(request.Options[questionOption])
	switch {
	case len(entries) == 0:
		return Reply{Text: "There is no FAQ. Ask anything with /ask.", Private: true}, nil
	case question == "":
		return listEntries("The FAQ's questions. Pick one:", entries), nil
	}
	if entry := unitByKey(entries, question); entry != nil {
		return Reply{Quotes: []Quote{quoteUnit(entry)}}, nil
	}
	answer, err := r.engine.Ask(ctx, question)
	if err != nil {
		return Reply{}, err
	}
	if entry := entryByQuestion(c, question); entry != nil {
		return Reply{Quotes: []Quote{quoteFound(entry, answer.Hits)}}, nil
	}
	return faqReplyTo(answer, entries), nil
}

// faqReplyTo puts what the FAQ has of an answer into a Reply.
func faqReplyTo(answer index.Answer, entries []*corpus.Unit) Reply {
	note, hits := repaired(answer.Repairs), faqHits(answer.Hits)
	switch {
	case answer.Verdict == index.None || len(hits) == 0:
		return listEntries(join(note, "No question of the FAQ is like that one; try /ask. It has these:"), entries)
	case answer.Verdict == index.Answered && hits[0].Unit == answer.Hits[0].Unit:
		return Reply{Text: note, Quotes: []Quote{quoteHit(hits[0])}}
	}
	return Reply{
		Text:    join(note, "These questions of the FAQ come closest; or try /ask:"),
		Menus:   []Menu{{Command: "faq", Choices: chooseHits(hits)}},
		Private: true,
	}
}

func faqHits(hits []index.Hit) []index.Hit {
	var found []index.Hit
	for _, hit := range hits {
		if hit.Unit.Kind == corpus.FAQ {
			found = append(found, hit)
		}
	}
	return found
}

// listEntries offers entries to pick from, as many as a menu holds.
func listEntries(text string, entries []*corpus.Unit) Reply {
	reply := Reply{Text: text, Private: true}
	menu := Menu{Command: "faq"}
	for _, entry := range entries[:min(len(entries), maxChoices)] {
		menu.Choices = append(menu.Choices, choose(entry, entry.Text))
	}
	reply.Menus = []Menu{menu}
	if more := len(entries) - maxChoices; more > 0 {
		reply.Text += fmt.Sprintf(" (and %d more; type a few words after /faq to find them)", more)
	}
	return reply
}
