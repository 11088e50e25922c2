package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// maxSuggestions is how many units are offered when there is no sure answer.
const maxSuggestions = 3

// ask answers with the unit or section that the question names, or else with what the
// index finds.
func (r *Router) ask(ctx context.Context, x call) (Reply, error) {
	question := x.question()
	if strings.HasPrefix(question, unitPrefix) {
		return r.askNamed(ctx, x, question)
	}
	if prose.Key(question) == "" {
		if x.About != nil {
			return x.private(x.loc.T(wording.EmptyMessage)), nil
		}
		return x.private(x.join(x.loc.T(wording.EmptyQuestion), x.example())), nil
	}
	if sections := x.lookup.sectionsNamed(question); len(sections) > 0 {
		return x.replyWithSections(sections), nil
	}
	answer, err := r.lookUp(ctx, x, question)
	if err != nil {
		return Reply{}, err
	}
	if entries := x.lookup.entriesAsking(question); len(entries) > 0 {
		answer = withEntries(answer, entries)
	} else if reply, ok := x.smallTalk(question); ok && (answer.Verdict != index.Answered || len(answer.Repairs) > 0) {
		return reply, nil
	}
	return r.replyTo(ctx, x, answer)
}

// lookUp asks the index and reports the verdict to the observer.
func (r *Router) lookUp(ctx context.Context, x call, question string) (index.Answer, error) {
	ctx, done := r.settings.Observer.Question(ctx)
	answer, err := x.snapshot.Ask(ctx, question)
	if err != nil {
		done("error")
		return answer, err
	}
	done(string(answer.Verdict))
	return answer, nil
}

// question returns the question: typed, picked, or the text of a message.
func (x call) question() string {
	return strings.TrimSpace(cmp.Or(x.Options[QuestionOption], x.Value))
}

// withEntries puts the FAQ entries with exactly the question that was asked first. One
// is the answer; several, from different stories, are suggestions.
func withEntries(answer index.Answer, entries []*corpus.Unit) index.Answer {
	var hits, others []index.Hit
	for _, entry := range entries {
		hits = append(hits, index.Hit{Unit: entry, Highlight: prose.Span{End: len(entry.Text)}})
	}
	for _, hit := range answer.Hits {
		if i := slices.Index(entries, hit.Unit); i >= 0 {
			hits[i] = hit
		} else {
			others = append(others, hit)
		}
	}
	answer.Verdict, answer.Repairs = index.Answered, nil
	if len(entries) > 1 {
		answer.Verdict = index.Suggested
	}
	answer.Hits = append(hits, others...)
	answer.Hits = answer.Hits[:min(len(answer.Hits), index.MaxHits)]
	return answer
}

// replyTo turns an answer into a Reply.
func (r *Router) replyTo(ctx context.Context, x call, answer index.Answer) (Reply, error) {
	switch answer.Verdict {
	case index.Answered:
		reply := r.replyWith(x, matchOf(answer.Hits[0]), answer.Related)
		reply.Text = x.join(x.repaired(answer.Repairs), reply.Text)
		reply.Buttons = append(x.moreButton(answer.Hits, 1), reply.Buttons...)
		return reply, nil
	case index.Suggested:
		return x.suggest(answer), nil
	}
	return x.noAnswer(answer), nil
}

// replyWith answers with one unit.
func (r *Router) replyWith(x call, f match, related []index.Suggestion) Reply {
	shown := f.excerpt(pageLength)
	reply := Reply{
		Quotes:  []Quote{f.quote(shown)},
		Buttons: []Button{x.contextButton(f, shown)},
		Subject: f.reference().String(),
	}
	if choices := suggestionChoices(related); len(choices) > 0 {
		reply.Menus = []Menu{{Prompt: x.loc.T(wording.RelatedPrompt), Command: relatedCommand, Choices: choices}}
	}
	if x.wantsPrivate {
		reply.Buttons = append(reply.Buttons, x.shareButton(f.reference().String())...)
	}
	return x.withAudience(reply)
}

// suggest offers the best hits of an answer that is not sure.
func (x call) suggest(answer index.Answer) Reply {
	best := answer.Hits[:min(len(answer.Hits), maxSuggestions)]
	return x.withAudience(Reply{
		Text:    x.join(x.repaired(answer.Repairs), x.loc.T(wording.MayBeHere)),
		Menus:   []Menu{{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand, Choices: x.hitChoices(best)}},
		Buttons: x.moreButton(answer.Hits, 0),
	})
}

// closestSection returns the first passage of hits, or the first hit if none is a
// passage.
func closestSection(hits []index.Hit) *corpus.Unit {
	for _, hit := range hits {
		if hit.Unit.Kind == corpus.Passage {
			return hit.Unit
		}
	}
	return hits[0].Unit
}

// noAnswer replies privately that the stories don't answer, and offers the closest
// section.
func (x call) noAnswer(answer index.Answer) Reply {
	v := x.loc
	silent := v.T(wording.StorySilent)
	if len(x.lookup.corpus.Stories) > 1 {
		silent = v.T(wording.StoriesSilent)
	}
	reply := x.private(x.join(x.repaired(answer.Repairs), silent, x.missing(answer.Missing)))
	if len(answer.Hits) == 0 {
		reply.Text = x.join(reply.Text, x.coverage())
		return reply
	}
	closest := closestSection(answer.Hits)
	reply.Text = x.join(reply.Text, v.T(wording.ClosestSection, "Section", closest.Heading))
	reply.Buttons = []Button{x.readSectionButton(closest)}
	return reply
}
