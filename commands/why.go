package commands

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// why explains how a question gets its answer, in plain words, with the ways to teach it
// another.
func (r *Router) why(ctx context.Context, x call) (Reply, error) {
	question := x.question()
	if strings.HasPrefix(question, unitPrefix) { // completed: the question that the unit is known for
		f, _, ok := x.resolve(strings.TrimLeft(question, unitPrefix))
		if !ok {
			return x.gone(), nil
		}
		question = cmp.Or(f.asked(), f.unit.Title())
	}
	if prose.Key(question) == "" {
		return x.private(x.join(x.loc.T(wording.EmptyQuestion), x.example())), nil
	}
	reasons, err := x.snapshot.Why(ctx, question)
	if err != nil {
		return Reply{}, err
	}
	reply := x.private(x.loc.T(wording.Quoted, "Words", prose.Truncate(prose.Line(question), maxTitle)) + "\n" + x.explain(reasons))
	reply.Buttons, reply.Menus, err = r.teaching(ctx, x, prose.Line(question))
	return reply, err
}

// explain says why a question gets its answer, in a line for each subject.
func (x call) explain(r index.Reasons) string {
	lines := []string{x.join(x.readAs(r), x.repaired(r.Repairs)), x.verdict(r)}
	if !r.UnknownLanguage && r.About == index.Something {
		lines = append(lines, x.places(r))
		if !settles(r.Cause) {
			lines = append(lines, x.neighbors(r), x.evidence(r))
		}
	}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}

// readAs says which part of the message was read as the question; "" for all of it.
func (x call) readAs(r index.Reasons) string {
	if r.Read == "" || prose.Key(r.Read) == prose.Key(r.Question) {
		return ""
	}
	return x.loc.T(wording.WhyRead, "Question", prose.Truncate(prose.Line(r.Read), maxTitle))
}

// verdict says what the verdict is and why.
func (x call) verdict(r index.Reasons) string {
	switch {
	case r.UnknownLanguage:
		return x.unknownLanguage(r.Language)
	case r.About != index.Something:
		return x.loc.T(wording.WhyAbout)
	case r.First == nil:
		return x.loc.T(wording.WhyNothingFound)
	}
	title := title(r.First)
	messages := map[index.Cause]wording.Message{
		index.UnknownWords: wording.WhyUnknownWords, index.SmallTalk: wording.WhySmallTalk, index.KnownQuestion: wording.WhyKnown,
		index.SeveralAsked: wording.WhySeveral, index.OtherObject: wording.WhyOtherObject, index.NotNegated: wording.WhyNotNegated,
		index.OffTopic: wording.WhyOffTopic, index.OnTopic: wording.WhyOnTopic,
		index.Topic: wording.WhyTopic, index.TooLittleInCommon: wording.WhyTooLittle,
	}
	because := ""
	if r.Cause == index.ListedUnanswered {
		because = x.loc.T(wording.WhyListed, "Question", prose.Truncate(prose.Line(r.Listed), maxTitle))
	} else if m, ok := messages[r.Cause]; ok {
		because = x.loc.T(m, "Title", title)
	}
	capped := r.Verdict == index.Suggested && r.Confidence >= math.Nextafter(r.AnswerFrom, 0)
	switch {
	case settles(r.Cause):
		return because
	case capped:
		return x.join(because, x.loc.T(wording.WhyOnlySuggested, "Title", title))
	}
	verdicts := map[index.Verdict]wording.Message{
		index.Answered: wording.WhyAnswered, index.Suggested: wording.WhySuggested, index.None: wording.WhyNone,
	}
	return x.join(because, x.loc.T(verdicts[r.Verdict], "Percent", percent(r.Confidence), "Title", title,
		"AnswerFrom", percent(r.AnswerFrom), "SuggestFrom", percent(r.SuggestFrom)))
}

// settles reports whether a cause decides alone, whatever the confidence.
func settles(c index.Cause) bool {
	return c == index.UnknownWords || c == index.SmallTalk || c == index.KnownQuestion || c == index.OnTopic || c == index.Topic || c == index.TooLittleInCommon
}

// percent returns a share as a whole number of percent. Only 0 and 1 are 0 and 100.
func percent(share float64) string {
	switch n := int(math.Round(100 * share)); {
	case n == 0 && share > 0:
		return "<1"
	case n == 100 && share < 1:
		return ">99"
	default:
		return strconv.Itoa(n)
	}
}

// title returns the title of a unit as it is quoted in a sentence: of a passage, whose
// section may have several, with the beginning of its text.
func title(u *corpus.Unit) string {
	title := prose.Truncate(prose.Line(u.Title()), maxTitle)
	if u.Kind == corpus.Passage {
		title += " – " + prose.Truncate(prose.Line(u.Text), maxHeading)
	}
	return title
}

// reasonNames are the names of what speaks for an answer, and against it, if that ever
// weighs enough to be mentioned.
var reasonNames = map[index.EvidenceKind]struct{ pro, contra wording.Message }{
	index.SharedWords:      {wording.ReasonSharedWords, ""},
	index.MissingWords:     {"", wording.ReasonMissingWords},
	index.SimilarQuestions: {wording.ReasonSimilar, ""},
	index.Rivals:           {wording.ReasonClear, ""},
	index.AmountOrTime:     {"", wording.ReasonNoAmount},
	index.LikeUnanswered:   {"", wording.ReasonLikeListed},
}

// evidence says what speaks for the first unit and what against it.
func (x call) evidence(r index.Reasons) string {
	const (
		weighty = 0.3  // log odds
		shown   = 3    // reasons for each side
		similar = 0.25 // from which similarity on questions have something in common
		clear   = 2    // from which lead on
	)
	var pro, contra []string
	for _, e := range r.Evidence {
		names := reasonNames[e.Kind]
		// Some weigh because of what is usual, whatever there is here.
		listed := r.ListedSimilarity > max(r.Similarity, similar)
		switch {
		case e.Kind == index.LikeUnanswered && listed != (e.Weight < 0),
			e.Kind == index.SimilarQuestions && r.Similarity < similar,
			e.Kind == index.Rivals && r.RunnerUp != nil && r.Lead < clear:
		case e.Weight >= weighty && names.pro != "" && len(pro) < shown:
			pro = append(pro, x.loc.T(names.pro))
		case e.Weight <= -weighty && names.contra != "" && len(contra) < shown:
			contra = append(contra, x.loc.T(names.contra, "Question", prose.Truncate(prose.Line(r.Listed), maxTitle)))
		}
	}
	var sides []string
	if len(pro) > 0 {
		sides = append(sides, x.loc.T(wording.WhyFor, "Reasons", list(x.loc, pro, wording.OneMore)))
	}
	if len(contra) > 0 {
		sides = append(sides, x.loc.T(wording.WhyAgainst, "Reasons", list(x.loc, contra, wording.OneMore)))
	}
	return x.join(sides...)
}

// places says where the words of the question were found.
func (x call) places(r index.Reasons) string {
	names := map[index.Place]wording.Message{
		index.InHeading: wording.WhyInHeading, index.InText: wording.WhyInText, index.BySynonym: wording.WhyBySynonym,
		index.InQuestions: wording.WhyInQuestions, index.Elsewhere: wording.WhyElsewhere, index.Nowhere: wording.WhyNowhere,
	}
	var sentences []string
	for place := index.InHeading; place <= index.Nowhere; place++ {
		var words []string
		for _, w := range r.Words {
			if w.Place != place {
				continue
			}
			word := x.loc.T(wording.Quoted, "Words", w.Word)
			if len(w.For) > 0 {
				word = x.loc.T(wording.WhyTakenFor, "Word", w.Word, "Meaning", w.For[0])
			}
			words = append(words, word)
		}
		if len(words) > 0 {
			const shown = 8
			sentences = append(sentences, x.loc.T(names[place], "Words", enumerate(x.loc, words, shown, wording.OneMore)))
		}
	}
	return x.join(sentences...)
}

// neighbors names the runner-up and the most similar known question.
func (x call) neighbors(r index.Reasons) string {
	var similar, second string
	if r.Similar != "" {
		similar = x.loc.T(wording.WhySimilar, "Question", prose.Truncate(prose.Line(r.Similar), maxTitle), "Percent", percent(r.Similarity))
	}
	if r.RunnerUp != nil {
		const most = 100
		times := strconv.FormatFloat(r.Lead, 'f', 1, 64)
		if r.Lead > most {
			times = ">" + strconv.Itoa(most)
		}
		second = x.loc.T(wording.WhyRunnerUp, "Title", title(r.RunnerUp), "Times", times)
	}
	return x.join(second, similar)
}
