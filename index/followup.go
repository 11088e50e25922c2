package index

import (
	"cmp"
	"context"
	"math"
	"regexp"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// A reply to an answer is often no question of its own: "thanks", "tell me more",
// "and the other one?". It is understood through the unit that was shown.

var (
	// reaction matches what people say about an answer without asking anything.
	reaction = regexp.MustCompile(`^(?:(?:oh|ah|ok(?:ay)?|k|kk|yeah|yes|yep|yup|nah|no|well|hm+|huh|wow|lol|lmao|haha\w*|nice|cool|great|neat|good|perfect|awesome|sweet|sick|damn|dang|wtf|omg|right|sure|true|fair|fine|interesting|thanks?|thank you|thx|ty|tysm|cheers|merci|danke|gracias|obrigado|i see|got it|gotcha|makes sense|that (?:helps?|was it|makes sense|explains it)|good to know|never ?mind|nvm|bruh|bro|man|dude|mate|so much|a lot|very much|for (?:that|this|the (?:info|help|answer|explanation))|then|bot|really|helpful|very|pretty|wild|crazy|mad|enough|noted|understood|appreciate (?:it|that)|i)(?:[\s,.!?…]+|$))+$`)
	// doubt matches a remark that a member does not believe or like an answer.
	doubt = regexp.MustCompile(`(?:^|\b)(?:not (?:so )?sure (?:i|about|that|if)|i doubt|(?:don'?t|dont|do not) (?:really )?(?:buy|believe|think so|agree|trust)|sounds? (?:like|a bit|kinda|pretty|suspicious|fishy|wrong|weird|fake|too)|that'?s? (?:is )?(?:wrong|nonsense|bs|bullshit|not true|a lie|wild|crazy|nuts|a stretch|hilarious|funny|sad|insane|huge|a lot)|no way|if you say so|i guess|we'?ll see|whatever)\b`)
	// laughter matches what makes a remark a joke, at its beginning or end.
	laughter = regexp.MustCompile(`^(?:lol|lmao|rofl|haha\w*|hehe\w*)\b|\b(?:lol|lmao|rofl|haha\w*|hehe\w*|😂|🤣)\W*$`)
	// elliptical matches a question that continues another one.
	elliptical = regexp.MustCompile(`^(?:(?:ok(?:ay)?|so|but|hm+|yeah|cool|oh|ah)[\s,]+)*(?:and|what about|how about|what of|same for|same with|or|also|why|how come|since when|until when|when|where|who|how (?:much|many|long|so|often|far)|which(?: one)?s?|what for|for|says|by whom|for whom|with whom|to whom)\b`)
	pronoun    = regexp.MustCompile(`\b(?:it|its|that|this|these|those|they|them|their|he|him|his|she|her|the (?:other|second|first|latter|former|same)(?: one| time)?|one|there|then)\b`)
)

// A request to go on has one of moreWords, or two of morePairs in a row, and beside them only
// aroundMore.
var (
	moreWords  = wordSet(`more continue elaborate expand further deeper details detail else next rest longer depth background`)
	morePairs  = wordSet(`go.on keep.going go.ahead and.then go.deeper carry.on what.then that.all that.it how.so dig.deeper full.story`)
	aroundMore = wordSet(`a about abt again ahead all alright also an and another any anything are article as at background be bit bot bro but can carry
		come comes context could curious damn deeper dig do does dude explain extra find for from full get give go going got great happen happened
		happens have hear heard here hey hm hmm how i id if im in info information interested interesting into is it its just keep know learn
		like listening little lol love man matter may maybe me much must my n need nice now of oh ok okay on one other out part pls please plz
		point possible quick read really right say section see share show so some something still story stuff subject sure talk tell thank
		thanks that thats the their them then there these they thing things this those to topic u us wait want wanna we well what whats where which
		will with would wow yeah yep yes you your cool`)
)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// asksForMore reports whether words only ask to go on.
func asksForMore(words []string) bool {
	asks := false
	for i, word := range words {
		asks = asks || moreWords[word] || i > 0 && morePairs[words[i-1]+"."+word]
		if !moreWords[word] && !aroundMore[word] {
			return false
		}
	}
	return asks
}

// answer answers question, which replies to an answer that showed the unit after, if it
// is not nil.
func (s *subindex) answer(ctx context.Context, question string, after *corpus.Unit) (Answer, error) {
	ask := s.ask
	if shown := slices.Index(s.units, after); shown >= 0 {
		ask = func(ctx context.Context, question string) (Answer, error) { return s.askAfter(ctx, question, shown) }
	}
	answer, err := ask(ctx, question)
	if s.isTranslation() {
		answer.Language = "und" // one of several
		if len(s.tags) == 1 {
			answer.Language = s.tags[0]
		}
	}
	return answer, err
}

// askAfter answers question, which replies to an answer that showed the unit shown.
func (s *subindex) askAfter(ctx context.Context, question string, shown int) (Answer, error) {
	text := strings.ToLower(strings.Join(strings.Fields(readable(question)), " "))
	text = strings.NewReplacer("’", "'").Replace(text)
	switch {
	case reaction.MatchString(text), !strings.Contains(text, "?") && (doubt.MatchString(text) || laughter.MatchString(text) && !opening.MatchString(text)):
		return Answer{Read: question, Verdict: None}, nil
	case asksForMore(vocab.PlainWords(text)):
		return s.continued(ctx, question, shown)
	}
	alone, err := s.ask(ctx, question)
	if err != nil {
		return Answer{}, err
	}
	q, err := s.parseQuestion(ctx, question)
	if err != nil {
		return Answer{}, err
	}
	content := q.contentCount()
	const manyWords = 4 // that no ellipsis has
	refers := elliptical.MatchString(text) || pronoun.MatchString(text)
	if !refers && content > 1 || content > manyWords || alone.Confidence >= exactSimilarity || len(q.terms) == 0 || q.isMostlyUnknown() {
		return alone, nil
	}
	within, err := s.amongRelated(ctx, question, q, shown)
	if err != nil || within.Verdict == None || within.Verdict == Suggested && alone.Verdict == Answered && alone.Confidence >= 0.5 {
		return alone, err
	}
	return within, nil
}

// subject returns the text by which units related to a unit are found.
func (s *subindex) subject(unit int) string {
	u := s.units[unit]
	text := u.Heading
	if u.Kind == corpus.FAQ {
		text = u.Question
	}
	if p := s.texts.of(unit); p.sentences() > 0 {
		text += "\n" + p.sentence(0).Of(u.Text)
	}
	return text
}

// relatedness returns how related each unit is to a unit, by its subject: 1 for the unit
// itself, 0 to 1 for the others, which are absent if they have nothing in common.
func (s *subindex) relatedness(ctx context.Context, unit int) (map[int]float64, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	q, err := s.parseQuestion(ctx, s.subject(unit))
	if err != nil {
		return nil, err
	}
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	scores := make(map[int]float64, len(r.units))
	own := 1e-9
	for i := range r.units {
		e := &r.units[i]
		scores[e.unit] = s.fieldScore(e)
		if e.unit == unit {
			own = max(own, scores[e.unit])
		}
	}
	for at := range scores {
		scores[at] = min(1, scores[at]/own)
	}
	scores[unit] = 1
	return scores, nil
}

// continued answers with what follows a unit: the next passage of its section, or else
// the units that are most related to it.
func (s *subindex) continued(ctx context.Context, question string, shown int) (Answer, error) {
	scores, err := s.relatedness(ctx, shown)
	if err != nil {
		return Answer{}, err
	}
	if section := s.units[shown].Section; section != nil {
		for unit := shown - 1; unit <= shown+1; unit++ {
			if unit >= 0 && unit < len(s.units) && s.units[unit].Section == section {
				scores[unit] += 1
			}
		}
		if next := shown + 1; next < len(s.units) && s.units[next].Section == section {
			scores[next] += 1
		}
	}
	delete(scores, shown)
	answer := s.byScore(question, scores)
	if len(answer.Hits) > 0 {
		answer.Verdict, answer.Confidence = Answered, verdictModel.answer
	}
	return answer, nil
}

// byScore returns an answer without a verdict whose hits are the units with the highest
// scores.
func (s *subindex) byScore(question string, scores map[int]float64) Answer {
	order := make([]int, 0, len(scores))
	for unit := range scores {
		order = append(order, unit)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	answer := Answer{Read: question, Verdict: None}
	for _, unit := range order[:min(len(order), MaxHits)] {
		hit := Hit{Unit: s.units[unit], Score: scores[unit]}
		if p := s.texts.of(unit); p.sentences() > 0 {
			hit.Highlight = p.sentence(0)
		}
		answer.Hits = append(answer.Hits, hit)
	}
	return answer
}

// What counts for a unit as the answer to an elliptical question beside its relatedness.
const (
	coverageWeight   = 0.7
	aloneWeight      = 0.8
	answerTypeWeight = 0.15
	sectionWeight    = 0.3
	minContinued     = 0.6 // coverage of the question's own words that an answer needs
)

// amongRelated answers an elliptical question among the units related to the one shown.
func (s *subindex) amongRelated(ctx context.Context, question string, q *question, shown int) (Answer, error) {
	scores, err := s.relatedness(ctx, shown)
	if err != nil {
		return Answer{}, err
	}
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	alone, err := s.rank(ctx, sc, q)
	if err != nil {
		return Answer{}, err
	}
	for i := range alone.units {
		e := &alone.units[i]
		scores[e.unit] += aloneWeight * math.Exp(e.score-alone.units[0].score) * alone.probability()
	}
	units := make([]int, 0, len(scores))
	for unit := range scores {
		units = append(units, unit)
	}
	slices.Sort(units)
	all, err := s.gatherEvidence(ctx, sc, q, units)
	if err != nil {
		return Answer{}, err
	}
	covered := make(map[int]float64)
	hasContent := !q.isStopWords()
	for i := range all {
		e := &all[i]
		p := s.texts.of(e.unit)
		coverage := make([]float64, len(q.terms))
		for at, t := range q.terms {
			coverage[at] = e.coverage[at]
			if !t.stop && s.phrasings.has(e.unit, t.id) {
				coverage[at] = max(coverage[at], .6)
			}
		}
		c := 1.0
		if hasContent {
			c = q.weightedCoverage(coverage)
		}
		covered[e.unit] = c
		scores[e.unit] += coverageWeight * c
		if q.answerTypes != 0 && q.answerTypes&p.answerTypes() != 0 {
			scores[e.unit] += answerTypeWeight
		}
		if s.units[e.unit].Section != nil && s.units[e.unit].Section == s.units[shown].Section {
			scores[e.unit] += sectionWeight
		}
	}
	answer := s.byScore(question, scores)
	if len(answer.Hits) == 0 {
		return answer, nil
	}
	best := slices.Index(s.units, answer.Hits[0].Unit)
	if i := slices.IndexFunc(all, func(e evidence) bool { return e.unit == best }); i >= 0 && hasContent {
		answer.Hits[0].Highlight = s.highlight(&all[i], alone.comparison)
	} else {
		answer.Hits[0].Highlight = s.sentenceWith(best, q.answerTypes)
	}
	answer.Verdict = Suggested
	if covered[best] >= minContinued && mismatch(q.answerTypes&quantities, s.texts.of(best).answerTypes()) == 0 {
		answer.Verdict, answer.Confidence = Answered, verdictModel.answer
	}
	return answer, nil
}

// sentenceWith returns the first sentence of a unit that may give one of the types of
// answer, or its first sentence.
func (s *subindex) sentenceWith(unit int, types answerTypes) prose.Span {
	p := s.texts.of(unit)
	for i := range p.sentences() {
		if p.all()[1+i].answerTypes&types != 0 {
			return p.sentence(i)
		}
	}
	if p.sentences() == 0 {
		return prose.Span{}
	}
	return p.sentence(0)
}
