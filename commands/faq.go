package commands

import (
	"context"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// faq answers with one FAQ entry, or lists the entries.
func (r *Router) faq(ctx context.Context, x call) (Reply, error) {
	question := x.question()
	switch {
	case len(x.lookup.entries) == 0:
		return x.private(x.loc.T(wording.NoFAQ)), nil
	case question == "":
		return x.listEntries(x.loc.T(wording.FAQQuestions)), nil
	case strings.HasPrefix(question, unitPrefix):
		return r.askNamed(ctx, x, question)
	}
	answer, err := r.lookUp(ctx, x, question)
	if err != nil {
		return Reply{}, err
	}
	if entries := x.lookup.entriesAsking(question); len(entries) > 0 {
		return r.replyTo(ctx, x, withEntries(answer, entries))
	}
	return r.faqReplyTo(ctx, x, answer)
}

// faqReplyTo turns the FAQ entries of an answer into a Reply.
func (r *Router) faqReplyTo(ctx context.Context, x call, answer index.Answer) (Reply, error) {
	note := x.repaired(answer.Repairs)
	hits := slices.DeleteFunc(slices.Clone(answer.Hits), func(h index.Hit) bool { return h.Unit.Kind != corpus.FAQ })
	switch {
	case answer.Verdict == index.None || len(hits) == 0:
		return x.listEntries(x.join(note, x.loc.T(wording.FAQUnlike))), nil
	case answer.Verdict == index.Answered && hits[0].Unit == answer.Hits[0].Unit:
		return r.replyTo(ctx, x, answer)
	}
	reply := x.private(x.join(note, x.loc.T(wording.FAQClosest)))
	reply.Menus = []Menu{{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand, Choices: x.hitChoices(hits)}}
	return reply, nil
}

// listEntries lists the FAQ entries, as many as fit in a menu.
func (x call) listEntries(text string) Reply {
	entries := x.lookup.entries
	menu := Menu{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand}
	for _, entry := range entries[:min(len(entries), MaxChoices)] {
		menu.Choices = append(menu.Choices, Choice{
			Label: entry.Question, Detail: entry.Text, Value: unitPrefix + refer(entry, prose.Span{}).String(),
		})
	}
	if more := len(entries) - MaxChoices; more > 0 {
		text += "\n" + x.loc.Plural(wording.FAQMore, more)
	}
	reply := x.private(text)
	reply.Menus = []Menu{menu}
	return reply
}
