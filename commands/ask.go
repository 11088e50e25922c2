package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/observe"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// maxSuggestions is how many units are offered when there is no sure answer.
const maxSuggestions = 3

// ask answers with the unit or section that the question names, or else with what the
// index finds.
func (r *Router) ask(ctx context.Context, x call) (Reply, error) {
	x = x.pointed()
	question, inReply := x.question(), x.InReply && x.inPublic()
	switch {
	case strings.HasPrefix(question, unitPrefix) && !x.Public:
		return r.askNamed(ctx, x, question)
	case prose.Key(question) == "" && inReply: // such as an emoji
		return unspoken(x.unasked(), ""), nil
	case prose.Key(question) == "":
		return x.unasked(), nil
	}
	if sections := x.lookup.sectionsNamed(question); len(sections) > 0 {
		return x.replyWithSections(sections), nil
	}
	asks, _ := isAsking(question)
	remark := inReply && !asks
	if remark {
		x.After = "" // it may be a topic, but no follow-up
	}
	answer, err := r.lookUp(ctx, x, question)
	if err != nil {
		return Reply{}, err
	}
	if len(x.lookup.entriesAsking(question)) == 0 {
		if reply, ok := x.smallTalk(question, answer.Verdict == index.Answered && len(answer.Repairs) == 0); ok {
			if inReply {
				reply = unspoken(reply, acknowledgment)
			}
			return reply, nil
		}
	}
	if remark && !isTopic(question, answer) {
		return unspoken(x.noAnswer(answer), ""), nil
	}
	x.recorded = r.record(x, answer)
	return r.replyInItsLanguage(x, answer), nil
}

// replyInItsLanguage is replyTo in the language of the question: the asker may not read
// the language of the client well.
func (r *Router) replyInItsLanguage(x call, answer index.Answer) Reply {
	if answer.Language != "" {
		x.loc = wording.For(answer.Language, x.loc.Language())
	}
	reply := r.replyTo(x, answer)
	reply.Localizer = x.loc
	return reply
}

// lookUp asks the index and reports the verdict to the observer.
func (r *Router) lookUp(ctx context.Context, x call, question string) (index.Answer, error) {
	ctx, done := r.settings.Observer.Question(ctx)
	answer, err := x.snapshot.Ask(ctx, question, x.shown())
	if err != nil {
		done(observe.VerdictError)
		return answer, err
	}
	done(observe.Verdict(answer.Verdict))
	return answer, nil
}

// shown returns the unit of the reply that the question follows, nil if there is none.
func (x call) shown() *corpus.Unit {
	r, ok := parseReference(x.After)
	if !ok {
		return nil
	}
	return x.lookup.units[r.key]
}

// question returns the question: typed, picked, or the text of a message.
func (x call) question() string {
	return strings.TrimSpace(cmp.Or(x.Options[QuestionOption], x.Value))
}

func (r *Router) replyTo(x call, answer index.Answer) Reply {
	switch answer.Verdict {
	case index.Answered:
		found := []match{matchOf(answer.Hits[0])}
		if answer.Second != nil {
			found = append(found, matchOf(answer.Second.Hits[0]))
		}
		reply := r.replyWith(x, answer.Related, found...)
		reply.Text = x.join(x.origin(answer), x.repaired(answer.Repairs), reply.Text)
		reply.Buttons = slices.Concat(x.moreButton(answer.Hits, 1), reply.Buttons, x.voteButtons(answer.Hits[1:]))
		return reply
	case index.Suggested:
		return r.orPerson(x, x.suggest(answer), answer)
	}
	if x.inPublic() {
		return r.orPerson(x, r.noAnswerInPublic(x, answer), answer)
	}
	return r.orPerson(x, x.noAnswer(answer), answer)
}

// replyWith answers with a unit, or with two.
func (r *Router) replyWith(x call, related []index.Suggestion, found ...match) Reply {
	reply := x.quoteMatches(x.room(), found)
	if choices := x.lookup.suggestionChoices(related); len(choices) > 0 {
		reply.Menus = []Menu{{Prompt: x.loc.T(wording.RelatedPrompt), Command: relatedCommand, Choices: choices}}
	}
	if x.wantsPrivate {
		reply.Buttons = append(reply.Buttons, x.shareButton(found[0].reference().String())...)
	}
	return x.withAudience(reply)
}

// quoteMatches quotes room bytes of the first of found, and less of the others. What is
// left out can be shown.
func (x call) quoteMatches(room int, found []match) Reply {
	reply := Reply{Subject: found[0].reference().String()}
	partly, refs := false, ""
	for i, f := range found {
		q := f.quote(f.excerpt(room / (i + 1)))
		reply.Quotes = append(reply.Quotes, q)
		partly = partly || q.Before || q.After
		refs += f.reference().String()
	}
	if partly && room < pageLength {
		reply.Buttons = []Button{{Label: x.loc.T(wording.ShowAllButton), Command: allCommand, Value: refs}}
	} else {
		reply.Buttons = []Button{x.contextButton(found[0], found[0].excerpt(room))}
	}
	return reply
}

// showAll privately shows all of what an answer has shown in part, as much as fits.
func (r *Router) showAll(_ context.Context, x call) (Reply, error) {
	refs, _ := parseReferences(x.Value)
	var found []match
	note := ""
	for _, ref := range refs {
		f, changed, ok := x.find(ref)
		if !ok {
			return x.gone(), nil
		}
		if found = append(found, f); changed {
			note = x.ifChanged(true)
		}
	}
	if len(found) == 0 {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	reply := x.private(note)
	all := x.quoteMatches(wholeLength, found)
	reply.Quotes, reply.Buttons = all.Quotes, all.Buttons
	return reply, nil
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

// silent says that nothing answers.
func (x call) silent() string {
	if len(x.lookup.corpus.Stories) > 1 {
		return x.loc.T(wording.StoriesSilent)
	}
	return x.loc.T(wording.StorySilent)
}

// noAnswer replies privately that the stories don't answer, and offers the closest
// section.
func (x call) noAnswer(answer index.Answer) Reply {
	v := x.loc
	switch {
	case answer.UnknownLanguage:
		return x.private(x.unknownLanguage(answer.Language))
	case answer.About == index.Origin, answer.About == index.Date:
		return x.private(x.join(x.silent(), x.coverage()))
	case answer.About != index.Something:
		return x.private(x.coverage())
	}
	reply := x.private(x.join(x.repaired(answer.Repairs), x.silent(), x.missing(answer.Missing)))
	if answer.Close {
		closest := closestSection(answer.Hits)
		reply.Text = x.join(reply.Text, v.T(wording.ClosestSection, "Section", closest.Heading))
		reply.Buttons = []Button{x.readSectionButton(closest)}
	} else {
		reply.Text = x.join(reply.Text, x.coverage())
	}
	reply.Buttons = append(reply.Buttons, x.subscribeButton()...)
	return reply
}
