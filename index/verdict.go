package index

import (
	"math"
	"slices"

	"alliancebot/corpus"
)

// listedSimilarity is how similar a question must be to one that is listed as unanswered,
// and listedLead by how much more so than to any phrasing, to be a rewording of it: then it gets
// no answer, whatever else speaks for one. A lead of 0.05 would keep back two near misses in a
// hundred more, at the price of four plain questions in a hundred.
const (
	listedSimilarity = 0.5
	listedLead       = 0.15
	// builtInSimilarity is the same for a question that is built in, since no operator said
	// that this story does not answer it, and for a question all of whose words a sentence of
	// the unit has: what the listed one asks for beyond them is missing.
	builtInSimilarity = 0.7
)

// translatedSimilarity is how similar a question must be to a phrasing in its language to be
// answered if the text is in another language, whose words can support no answer.
const translatedSimilarity = 0.6

// negates reports whether e's unit, or its closest phrasing, says or asks that something
// is not so.
func (s *subindex) negates(e *evidence) bool {
	if s.texts.of(e.unit).negates() {
		return true
	}
	return e.phrasing.closest != noPhrasing &&
		slices.ContainsFunc(s.language.Words(s.phrasings.all[e.phrasing.closest].Text), denies)
}

// smallTalkSimilarity is how similar a question must be to built-in small talk to be
// taken for it.
const smallTalkSimilarity = 0.75

// VerdictModel gives the probability that the first unit answers a question, or that the question
// is about the corpus: the log odds are the sum of a linear model and of trees. Each has a share, so
// that either makes up for where the other is wrong: the trees see what features mean together, and
// the linear model goes on beyond what they were fitted to.
type VerdictModel struct {
	Bias    float64
	Weights [3 * NumFeatures]float64 // of FeatureVector.Interactions
	Trees   []Tree
}

// Probability returns the probability for a question and unit with the features v.
func (m *VerdictModel) Probability(v *FeatureVector) float64 {
	logOdds := m.Bias
	for i := range m.Trees {
		logOdds += m.Trees[i].Value(v[:])
	}
	return logistic(logOdds, m.Weights[:], v.Interactions())
}

// The probabilities from which the first unit is the answer or is suggested, and from which a
// question is about the corpus. They were chosen on stories and collections that the models are
// not fitted to.
const (
	answerThreshold     = 0.17
	translatedThreshold = 0.3 // the words of a text in another language support no answer
	articleThreshold    = 0.1
	shortFAQThreshold   = 0.45
	suggestThreshold    = 0.05
	domainThreshold     = 0.7
	// denseDomainThreshold is for a unit with many phrasings.
	denseDomainThreshold = 0.2
)

// corpusKind is a kind of corpus that people ask other questions than most. It matters where there
// are few phrasings.
type corpusKind int

const (
	pages    corpusKind = iota
	article             // one story without a FAQ: people ask what it answers
	shortFAQ            // a FAQ and little else: people ask the same of other things
)

// How many units an article has at least and at most, and a short FAQ at most.
const (
	minArticle, maxArticle = 10, 200
	maxShortFAQ            = 20
)

// corpusKindOf returns the kind of corpus that the units are.
func corpusKindOf(units []*corpus.Unit) corpusKind {
	entries, stories := 0, 1
	for _, u := range units {
		if u.Kind == corpus.FAQ {
			entries++
		}
		if u.Story != units[0].Story {
			stories++
		}
	}
	switch {
	case entries == 0 && stories == 1 && minArticle <= len(units) && len(units) <= maxArticle:
		return article
	case entries > len(units)/2 && len(units) <= maxShortFAQ:
		return shortFAQ
	}
	return pages
}

// answerFrom returns the probability from which a unit is the answer.
func (s *subindex) answerFrom(unit int) float64 {
	sparse := answerThreshold
	switch {
	case s.isTranslation():
		return translatedThreshold
	case s.kind == article:
		sparse = articleThreshold
	case s.kind == shortFAQ:
		sparse = shortFAQThreshold
	}
	return sparse + (answerThreshold-sparse)*s.density(unit)
}

// domainFrom returns how probably a question must be about the corpus for a unit to be the answer.
// The more phrasings the unit has, the more they say so themselves.
func (s *subindex) domainFrom(unit int) float64 {
	if s.isTranslation() {
		return 0
	}
	return domainThreshold + (denseDomainThreshold-domainThreshold)*s.density(unit)
}

// judgment is a verdict and the probability that the first unit answers.
type judgment struct {
	verdict    Verdict
	confidence float64
	final      bool // an operator's word, or small talk
	cause      Cause
}

// judge returns the verdict on r.
func (s *subindex) judge(q *question, r *ranking) judgment {
	if len(r.units) == 0 || q.isMostlyUnknown() {
		cause := NothingFound
		if len(r.units) > 0 {
			cause = UnknownWords
		}
		return judgment{verdict: None, cause: cause}
	}
	first := &r.units[0]
	if !first.isExact() && s.isSmallTalk(r) && r.unanswerable.maxSimilarity > first.phrasing.maxSimilarity {
		return judgment{verdict: None, final: true, cause: SmallTalk}
	}
	v := s.verdictFeatures(q, r)
	confidence, answerFrom := verdictModel.Probability(&v), s.answerFrom(first.unit)
	aboutCorpus := domainModel.Probability(&v)
	closest := first.phrasing.maxSimilarity
	if first.isEntry {
		closest = 1
	}
	least := listedSimilarity
	if s.isBuiltIn(r.unanswerable.closest) || v[SentenceCoverage] > 0.99 {
		least = builtInSimilarity
	}
	repeated := r.unanswerable.maxSimilarity >= exactSimilarity && !first.isExact()
	listed := repeated || r.unanswerable.maxSimilarity >= max(least, closest+listedLead) && !s.asksOfOther(q, first, r.unanswerable.closest)
	tied := len(r.units) > 1 && r.units[1].isExact()
	cause := ByConfidence
	switch {
	case first.isExact() && !tied && !listed:
		return judgment{Answered, max(confidence, exactSimilarity), true, KnownQuestion}
	case listed:
		cause = ListedUnanswered
	case tied:
		cause = SeveralAsked
	case s.hasOtherSubject(q, first), s.hasOtherObject(q, first), s.hasUnknownThing(q, first), s.hasUnknownSubject(q, first), s.hasOtherYear(q, first):
		cause = OtherObject
	case q.negated && !s.negates(first):
		cause = NotNegated
	case aboutCorpus < s.domainFrom(first.unit):
		cause = OffTopic
	}
	if s.isTranslation() && closest >= translatedSimilarity && closest >= r.unanswerable.maxSimilarity+listedLead {
		confidence = max(confidence, answerFrom)
	}
	if cause != ByConfidence {
		confidence = min(confidence, math.Nextafter(answerFrom, 0))
	}
	if cause == OffTopic { // the less it is about the corpus, the less is a suggestion of use
		confidence *= aboutCorpus / s.domainFrom(first.unit)
	}
	if confidence < answerFrom && cause != OtherObject && s.isTopic(q, first) && r.unanswerable.maxSimilarity < exactSimilarity {
		return judgment{Answered, answerFrom, true, Topic}
	}
	switch {
	case confidence >= answerFrom:
		return judgment{Answered, confidence, false, cause}
	case confidence >= suggestThreshold && s.isRelevant(q, first, minSuggestedCoverage):
		return judgment{Suggested, confidence, listed, cause}
	case cause == ByConfidence && !s.isTranslation() && aboutCorpus >= domainThreshold && s.phrasings.count(first.unit) < fewPhrasings:
		return judgment{Suggested, confidence, false, OnTopic}
	case confidence >= suggestThreshold && cause == ByConfidence:
		cause = TooLittleInCommon
	}
	return judgment{None, confidence, listed, cause}
}

// minSuggestedCoverage is how much of a question's content a unit must have to be
// suggested, unless it has a phrasing that is similar enough.
const minSuggestedCoverage = 0.25

// isTopic reports whether q is no question but names a topic that the first unit has.
func (s *subindex) isTopic(q *question, first *evidence) bool {
	const most, mostContent = 6, 2 // words
	content := 0
	for i, t := range q.terms {
		if t.stop || topicWords[t.word] {
			continue
		}
		content++
		if first.coverage[i] < minTopicCoverage {
			return false
		}
	}
	if content > 1 && q.answerTypes&person != 0 {
		return false // "who is the CEO of Amazon" asks for a person, not for a topic
	}
	if q.answerTypes&quantities != 0 {
		return false // "how old is the harbor"
	}
	return content > 0 && content <= mostContent && len(q.tokens) <= most && (len(q.tokens) == content || q.asksForTopic)
}

// minTopicCoverage is how surely a unit must name a topic. A nickname in the vocabulary
// is enough.
const minTopicCoverage = 0.6

// topicWords are the words that may stand beside a topic.
var topicWords = map[string]bool{
	"tell": true, "me": true, "about": true, "what": true, "whats": true, "is": true, "are": true, "was": true, "were": true, "the": true, "a": true, "an": true, "explain": true,
	"more": true, "info": true, "information": true, "news": true, "talk": true, "to": true, "give": true, "got": true, "know": true, "on": true, "how": true, "and": true, "so": true, "describe": true, "thoughts": true, "anything": true, "something": true,
	"who": true, "whos": true, "anyone": true, "someone": true, "anybody": true, "can": true, "you": true, "stuff": true, "things": true, "us": true, "pls": true, "please": true, "of": true, "lol": true, "ok": true, "uh": true, "um": true, "hey": true, "yo": true,
}

// isSmallTalk reports whether the question is closest to built-in small talk.
func (s *subindex) isSmallTalk(r *ranking) bool {
	m := r.unanswerable
	return m.maxSimilarity >= smallTalkSimilarity && s.isBuiltIn(m.closest)
}

// isBuiltIn reports whether an unanswerable question is built in, not the corpus's own.
func (s *subindex) isBuiltIn(unanswerable int) bool {
	return unanswerable != noPhrasing && unanswerable-s.phrasings.groups[len(s.phrasings.groups)-1].first < s.smallTalk
}

// logistic returns the probability that a logistic model gives to values.
func logistic(bias float64, weights, values []float64) float64 {
	logOdds := bias
	for i, weight := range weights {
		logOdds += weight * values[i]
	}
	return 1 / (1 + math.Exp(-logOdds))
}
