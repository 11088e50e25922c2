package index

import (
	"cmp"
	"context"
	"math"
	"regexp"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// A reply to an answer is often no question of its own: "thanks", "tell me more",
// "and the other one?". It is understood through the unit that was shown.

var (
	// other matches what a member asks for who does not want the same again.
	other = regexp.MustCompile(`\b(?:else|others?|another|further|rest|details?|besides|additional|extra|expand|elaborate|longer|more)\b`)
	than  = regexp.MustCompile(`\bmore(?: \w+)? than\b`)
)

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
	if isReaction(question) {
		return Answer{Read: question, Verdict: None}, nil
	}
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	r, err := s.followUp(ctx, sc, question, shown, &rankWeights)
	if err != nil {
		return Answer{}, err
	}
	r.Rank(followUpModel.rank)
	if r.onlyMore {
		answer := s.answerTo(question, r)
		if len(answer.Hits) > 0 {
			answer.Verdict, answer.Confidence = Answered, followUpModel.answer
		}
		return answer, nil
	}
	alone, err := s.ask(ctx, question)
	if err != nil {
		return alone, err
	}
	// Who asks for more has read the unit that was shown.
	repeats := r.more && len(r.Candidates) > 0 && len(alone.Hits) > 0 && alone.Hits[0].Unit == s.units[shown] && alone.Confidence < exactSimilarity
	if r.StandsAlone(alone.Confidence) && !repeats {
		return alone, nil
	}
	confidence := followUpModel.probability(r.Features(alone.Confidence))
	answered := confidence >= followUpModel.answer
	switch {
	case answered && alone.Verdict == Answered && alone.Hits[0].Unit == r.Candidates[0].Unit:
		return alone, nil
	case answered, confidence >= followUpModel.suggest:
		answer := s.answerTo(question, r)
		answer.Verdict, answer.Confidence, answer.Repairs = Suggested, confidence, r.q.repairs
		if answered {
			answer.Verdict = Answered
		}
		return answer, nil
	case alone.Verdict == Answered:
		alone.Verdict = Suggested
	}
	return alone, nil
}

// A FollowUpRankFeature is a number that a unit's score as the answer to a reply depends on.
type FollowUpRankFeature int

// The features of a unit as the answer to a reply to an answer, which showed a unit.
const (
	OwnScore           FollowUpRankFeature = iota // its score for the reply alone, times the reply's content words, up to 4, over 4
	OwnSimilarity                                 // Closest for the reply alone
	OwnCoverage                                   // weighted coverage of the reply's content words by the unit or its phrasings
	OwnProbability                                // Regression for the reply alone
	ContextProbability                            // Regression for the reply and the heading or question of the unit shown
	ShownScore                                    // its score for the text of the unit shown as the question
	Relatedness                                   // its weighted fields for that text, over those of the unit shown, at most 1
	SameSection                                   // 1 for a unit of the section shown
	NextPassage                                   // 1 for the next unit of the section shown
	WasShown                                      // 1 for the unit shown
	ReplyLength                                   // the reply's content words
	AsksMore                                      // 1 if the reply asks for more, or for another
	OnlyMore                                      // how probably it asks for nothing else
	UnitDensity                                   // density of the unit's phrasings
	NumFollowUpRankFeatures
)

// FollowUpRankVector holds the values of all FollowUpRankFeatures.
type FollowUpRankVector [NumFollowUpRankFeatures]float64

// A FollowUpFeature is a number that the verdict on a reply depends on.
type FollowUpFeature int

// The features of a reply and the unit that ranks first for it.
const (
	FollowUpScore          FollowUpFeature = iota // of the unit
	FollowUpProbability                           // that the unit answers, if any does
	FollowUpUnanswerable                          // UnanswerableSimilarity of the reply alone
	FollowUpMissingInShown                        // 1 - OwnCoverage, if the unit was shown and the reply has content words
	FollowUpLength                                // ln(1 + content words)
	FollowUpConfidence                            // confidence in the answer to the reply alone
	FollowUpAsksMore                              // 1 if it asks for more, or for another
	FollowUpMismatch                              // AmountMismatch
	NumFollowUpFeatures
)

// FollowUpVector holds the values or weights of all FollowUpFeatures.
type FollowUpVector [NumFollowUpFeatures]float64

// followUpWeights are the model of replies to answers: the trees of a unit's score, what gives
// the probability that the first unit answers, and the probability that each verdict takes.
type followUpWeights struct {
	rank            []Tree
	bias            float64
	weights         FollowUpVector
	trees           []Tree
	answer, suggest float64
}

func (m *followUpWeights) probability(v FollowUpVector) float64 {
	logOdds := m.bias
	for i := range m.trees {
		logOdds += m.trees[i].Value(v[:])
	}
	return logistic(logOdds, m.weights[:], v[:])
}

// A FollowUp is a reply to an answer, with the units that may answer it.
type FollowUp struct {
	Candidates []FollowUpCandidate

	q            *question
	content      int  // content words
	more         bool // it asks for more, or for another
	onlyMore     bool // and for nothing else
	unanswerable float64
	comparison   comparison // of the reply alone
}

// A FollowUpCandidate is a unit that may answer a reply.
type FollowUpCandidate struct {
	Unit     *corpus.Unit
	Features FollowUpRankVector

	at       int // of the unit
	score    float64
	mismatch float64
	evidence *evidence // for the reply alone; nil if there is none
}

// AsksOnlyMore reports whether r asks to go on, and for nothing else.
func (r *FollowUp) AsksOnlyMore() bool { return r.onlyMore }

// StandsAlone reports whether r is a question like any other, which does not need the answer before
// it, if the confidence in the answer to it alone is as given. It must not ask only for more.
func (r *FollowUp) StandsAlone(confidence float64) bool {
	const manyWords = 4 // that a reply hardly has if it needs the answer before it
	return r.content > manyWords || confidence >= exactSimilarity || len(r.q.terms) == 0 || r.q.isMostlyUnknown() || len(r.Candidates) == 0
}

// Rank scores r's candidates by trees of a FollowUpRankVector and sorts them, the best first.
func (r *FollowUp) Rank(trees []Tree) {
	for i := range r.Candidates {
		c := &r.Candidates[i]
		c.score = 0
		for k := range trees {
			c.score += trees[k].Value(c.Features[:])
		}
	}
	slices.SortFunc(r.Candidates, func(a, b FollowUpCandidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.at, b.at))
	})
}

// Features returns the features of r and its first candidate, which must exist. The
// confidence is that in the answer to r alone.
func (r *FollowUp) Features(confidence float64) FollowUpVector {
	first := &r.Candidates[0]
	var sum float64
	for i := range r.Candidates {
		sum += math.Exp(r.Candidates[i].score - first.score)
	}
	v := FollowUpVector{
		FollowUpScore: first.score, FollowUpProbability: 1 / sum, FollowUpUnanswerable: r.unanswerable, FollowUpLength: math.Log1p(float64(r.content)),
		FollowUpConfidence: confidence, FollowUpAsksMore: indicator(r.more), FollowUpMismatch: first.mismatch,
	}
	if first.Features[WasShown] == 1 && r.content > 0 {
		v[FollowUpMissingInShown] = 1 - first.Features[OwnCoverage]
	}
	return v
}

// followUp returns a reply to an answer that showed a unit, with its candidates in no order.
// Each unit's score for a question has the given weights. It uses sc.
func (s *subindex) followUp(ctx context.Context, sc *scratch, text string, shown int, weights *RankVector) (*FollowUp, error) {
	q, err := s.parseQuestion(ctx, text)
	if err != nil {
		return nil, err
	}
	requestsMore := dialogueActs().classify(text)[requestMore]
	folded := strings.ToLower(readable(text))
	r := &FollowUp{q: q, onlyMore: requestsMore >= minAct && s.namesNothing(q)}
	r.more = requestsMore >= minAct || other.MatchString(folded) && !than.MatchString(folded)
	if !r.onlyMore {
		r.content = r.q.contentCount()
	}
	alone, err := s.rank(ctx, sc, r.q)
	if err != nil {
		return nil, err
	}
	alone.score(weights)
	r.unanswerable, r.comparison = alone.unanswerable.maxSimilarity, alone.comparison
	related, err := s.original.relatedTo(ctx, shown, weights)
	if err != nil {
		return nil, err
	}
	section := s.units[shown].Section
	units := []int{shown}
	for _, next := range []int{shown - 1, shown + 1} {
		if next >= 0 && next < len(s.units) && section != nil && s.units[next].Section == section {
			units = append(units, next)
		}
	}
	own := make(map[int]*evidence, len(alone.units)) // by unit
	var lowestOwn, lowestRelated float64
	for i := range alone.units {
		e := &alone.units[i]
		units, own[e.unit], lowestOwn = append(units, e.unit), e, min(lowestOwn, e.score)
	}
	for unit, relation := range related {
		units, lowestRelated = append(units, unit), min(lowestRelated, relation.score)
	}
	slices.Sort(units)
	all, err := s.gatherEvidence(ctx, sc, r.q, slices.Compact(units))
	if err != nil {
		return nil, err
	}
	inContext, err := s.probabilities(ctx, headOf(s.units[shown])+"\n"+text)
	if err != nil {
		return nil, err
	}
	const fullContent = 4 // content words of a reply whose own score counts in full
	for i := range all {
		e := &all[i]
		if !s.has(e.unit) || r.more && e.unit == shown {
			continue
		}
		c := FollowUpCandidate{Unit: s.units[e.unit], at: e.unit}
		c.mismatch = mismatch(r.q.answerTypes&quantities, s.texts.of(e.unit).answerTypes())
		c.Features[OwnScore] = lowestOwn
		if alone := own[e.unit]; alone != nil {
			c.evidence, c.Features[OwnScore], c.Features[OwnSimilarity] = alone, alone.score-alone.bonus(), alone.features[Closest]
			c.Features[OwnProbability] = alone.features[Regression]
		}
		c.Features[OwnScore] *= float64(min(r.content, fullContent)) / fullContent
		if r.content > 0 {
			c.Features[OwnCoverage] = r.q.weightedCoverage(s.phrasingCoverage(r.q, e))
		}
		c.Features[ShownScore] = lowestRelated
		if relation, ok := related[e.unit]; ok {
			c.Features[ShownScore], c.Features[Relatedness] = relation.score, relation.fields
		}
		if section != nil && c.Unit.Section == section {
			c.Features[SameSection], c.Features[NextPassage] = 1, indicator(e.unit == shown+1)
		}
		if g := s.phrasings.groupOf[e.unit]; g != noGroup {
			c.Features[ContextProbability] = scaledLog(inContext[g].probability)
		}
		c.Features[WasShown], c.Features[ReplyLength] = indicator(e.unit == shown), float64(r.content)
		c.Features[AsksMore], c.Features[OnlyMore] = indicator(r.more), float64(requestsMore)
		c.Features[UnitDensity] = s.density(e.unit)
		r.Candidates = append(r.Candidates, c)
	}
	return r, nil
}

// headOf returns the question of a FAQ entry or the heading of a passage.
func headOf(u *corpus.Unit) string {
	if u.Kind == corpus.FAQ {
		return u.Question
	}
	return u.Heading
}

// probabilities returns the probability of each group for a text.
func (s *subindex) probabilities(ctx context.Context, text string) ([]match, error) {
	q, err := s.parseQuestion(ctx, text)
	if err != nil {
		return nil, err
	}
	matches := make([]match, len(s.phrasings.groups))
	s.phrasings.addProbabilities(&q.features, matches)
	return matches, nil
}

// relation is how a unit is related to another one.
type relation struct {
	score  float64 // for the other one's text as the question
	fields float64 // its weighted fields for that, over those of the other one itself, at most 1
}

// relatedTo returns how the units that have something in common with a unit are related to
// it, as weights say.
func (s *subindex) relatedTo(ctx context.Context, unit int, weights *RankVector) (map[int]relation, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	u := s.units[unit]
	q, err := s.parseQuestion(ctx, headOf(u)+"\n"+u.Text)
	if err != nil {
		return nil, err
	}
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	r.score(weights)
	related := make(map[int]relation, len(r.units))
	own := 1e-9
	for i := range r.units {
		e := &r.units[i]
		related[e.unit] = relation{e.score - e.bonus(), s.fieldScore(e)}
		if e.unit == unit {
			own = max(own, s.fieldScore(e))
		}
	}
	for at, to := range related {
		related[at] = relation{to.score, min(1, to.fields/own)}
	}
	return related, nil
}

// answerTo returns an answer to r without a verdict.
func (s *subindex) answerTo(question string, r *FollowUp) Answer {
	answer := Answer{Read: question, Verdict: None}
	for i := range r.Candidates[:min(len(r.Candidates), MaxHits)] {
		c := &r.Candidates[i]
		hit := Hit{Unit: c.Unit, Score: c.score}
		if r.content > 0 && c.evidence != nil {
			hit.Highlight = s.highlight(c.evidence, r.comparison, i == 0)
		} else {
			hit.Highlight = s.sentenceWith(c.at, r.q.answerTypes)
		}
		answer.Hits = append(answer.Hits, hit)
	}
	return answer
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
