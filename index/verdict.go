package index

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
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

// fewPhrasings is below how many phrasings a unit may lack the object of a question
// only because nobody wrote it down.
const fewPhrasings = 20

// determiners are words that a thing follows.
var determiners = map[string]bool{
	"a": true, "an": true, "the": true, "my": true, "your": true, "our": true, "his": true, "her": true, "their": true,
	"this": true, "that": true, "these": true, "those": true, "any": true, "some": true, "another": true,
}

// hasOtherObject reports whether e's unit is a FAQ entry that asks for the same of
// another thing: "How do I delete my account?" for "how do I delete my home page". The
// thing is the only run of content words that the entry lacks. It follows a determiner or
// ends the question.
func (s *subindex) hasOtherObject(q *question, e *evidence) bool {
	if s.units[e.unit].Kind != corpus.FAQ || s.isTranslation() || !s.language.HasSpaces() || s.phrasings.count(e.unit) >= fewPhrasings {
		return false
	}
	head := s.lexicon.StemsOf(s.texts.of(e.unit).wordsOf(0))
	coverage := s.phrasingCoverage(q, e)
	shared, runs, inRun, determined := 0, 0, false, false
	for i, at := range q.tokens {
		switch t := &q.terms[at]; {
		case t.stop:
			continue
		case coverage[at] == 0:
			if !inRun {
				runs++
				determined = i > 0 && determiners[q.terms[q.tokens[i-1]].word]
			}
			inRun = true
			continue
		case !slices.Contains(head, t.id):
			return false // it differs in more than the thing
		}
		shared++
		inRun = false
	}
	other := slices.ContainsFunc(head, func(stem vocab.StemID) bool {
		return !s.lexicon.Stop[stem] && !slices.ContainsFunc(q.terms, func(t term) bool { return t.id == stem })
	})
	return shared > 0 && runs == 1 && (determined || inRun) && other
}

// auxiliaries are the verbs that precede the subject of a question.
var auxiliaries = map[string]bool{"did": true, "does": true, "do": true, "was": true, "were": true, "is": true, "are": true, "would": true, "will": true, "could": true, "should": true, "might": true, "has": true, "had": true}

// minSubjects is how many phrasings with other subjects say that one is wrong. Of the questions
// that the models are fitted to, 3 would keep back five right answers more, and 15 only one near
// miss of 509.
const minSubjects = 6

// hasOtherSubject reports whether q asks what a name does, as in "why did OpenAI fear Amazon",
// while the phrasings of e's unit that have the verb all have it of others.
func (s *subindex) hasOtherSubject(q *question, e *evidence) bool {
	if s.phrasings.groupOf[e.unit] == noGroup || !s.language.IsEnglish() || s.isTranslation() {
		return false
	}
	for i := 0; i+2 < len(q.tokens); i++ {
		subject := &q.terms[q.tokens[i+1]]
		if !auxiliaries[q.terms[q.tokens[i]].word] || subject.stop || !s.isName(e.unit, subject.word) {
			continue
		}
		verb := i + 2
		for verb < len(q.tokens) && q.terms[q.tokens[verb]].stop {
			verb++ // "be" in "would Amazon be worried"
		}
		if verb == len(q.tokens) {
			return false
		}
		of, others := s.subjectsOf(e.unit, q.terms[q.tokens[verb]].id, subject.id)
		return of == 0 && others >= minSubjects
	}
	return false
}

// rareName is below which relative frequency in general English a word is likely a name.
const rareName = 3e-6

// hasUnknownSubject reports whether q asks what something does that e's unit and its phrasings
// do not have, while the closest phrasing asks for it of a name that q lacks: "how has Nvidia
// benefited" for "how has Microsoft benefited".
func (s *subindex) hasUnknownSubject(q *question, e *evidence) bool {
	if !s.language.IsEnglish() || s.isTranslation() {
		return false
	}
	const similar = 0.5 // at least, to the closest phrasing
	at := q.subject()
	if at < 0 || e.phrasing.maxSimilarity < similar || q.terms[at].frequency >= rareName || s.phrasingCoverage(q, e)[at] > 0 {
		return false
	}
	name, possessive := strings.CutSuffix(q.terms[at].word, "s")
	if _, known := s.lexicon.Words[name]; possessive && known {
		return false // as people type a possessive
	}
	return s.lacksName(q, e.unit, s.closestWords(e))
}

// closestWords returns the words of e's closest phrasing, or of its question if it is a FAQ
// entry without phrasings.
func (s *subindex) closestWords(e *evidence) []string {
	switch {
	case e.phrasing.closest != noPhrasing:
		return s.language.Words(s.phrasings.all[e.phrasing.closest].Text)
	case !s.isTranslation():
		return s.language.Words(s.units[e.unit].Question)
	}
	return nil
}

// asksOfOther reports whether q asks of a name in e's unit what a listed question asks of another
// one: "was Microsoft afraid" for "was Apple afraid".
func (s *subindex) asksOfOther(q *question, e *evidence, listed int) bool {
	var stems []vocab.StemID
	other := false // the listed one has a word that neither q nor the unit has
	for _, word := range s.language.Words(s.phrasings.all[listed].Text) {
		id, known := s.lexicon.Words[word]
		if !known {
			continue // a part of a compound
		}
		stem := s.lexicon.StemOf[id]
		stems = append(stems, stem)
		other = other || !s.lexicon.Stop[stem] && !slices.Contains(q.features.stems, stem) && !s.inUnit(e.unit, stem)
	}
	return other && slices.ContainsFunc(q.content, func(t term) bool {
		return !t.stop && !slices.Contains(stems, t.id) && s.isName(e.unit, t.word)
	})
}

// inUnit reports whether a unit has a word with the stem.
func (s *subindex) inUnit(unit int, stem vocab.StemID) bool {
	p := s.texts.of(unit)
	return slices.ContainsFunc(p.words[p.segments[p.at].words:p.segments[p.end].words], func(w vocab.WordID) bool { return s.lexicon.StemOf[w] == stem })
}

// subjectsOf returns how many phrasings of a unit have a verb right after the subject, and how
// many after another name in the unit.
func (s *subindex) subjectsOf(unit int, verb, subject vocab.StemID) (of, others int) {
	p, seen := s.texts.of(unit), map[vocab.StemID]bool{subject: true}
	of = s.phrasings.withBigram(unit, [2]vocab.StemID{subject, verb})
	for i := range p.all() {
		for _, word := range p.wordsOf(i) {
			stem := s.lexicon.StemOf[word]
			if seen[stem] {
				continue
			}
			seen[stem] = true
			if n := s.phrasings.withBigram(unit, [2]vocab.StemID{stem, verb}); n > 0 && s.isName(unit, s.lexicon.Text[word]) {
				others += n
			}
		}
	}
	return of, others
}

// isName reports whether a unit has a word, and always with a capital.
func (s *subindex) isName(unit int, word string) bool {
	u := s.units[unit]
	found := false
	for _, text := range []string{u.Question, u.Heading, u.Text} {
		for text != "" {
			start := strings.IndexFunc(text, unicode.IsLetter)
			if start < 0 {
				break
			}
			text = text[start:]
			end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
			if end < 0 {
				end = len(text)
			}
			if end == len(word) && strings.EqualFold(text[:end], word) {
				if text[0] == word[0] { // word is in lower case
					return false
				}
				found = true
			}
			text = text[end:]
		}
	}
	return found
}

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

// VerdictModel gives the probability that the first unit answers a question: the log odds are
// the sum of a linear model and of trees. Each has a share, so that either makes up for where
// the other is wrong: the trees see what features mean together, and the linear model goes on
// beyond what they were fitted to.
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

// answerFrom returns the probability from which the first unit is the answer.
func (s *subindex) answerFrom() float64 {
	if s.isTranslation() {
		return translatedThreshold
	}
	return answerThreshold
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
	confidence, answerFrom := verdictModel.Probability(&v), s.answerFrom()
	closest := first.phrasing.maxSimilarity
	if first.isEntry {
		closest = 1
	}
	least := listedSimilarity
	if s.isBuiltIn(r.unanswerable.closest) || v[SentenceCoverage] > 0.99 {
		least = builtInSimilarity
	}
	listed := r.unanswerable.maxSimilarity >= max(least, closest+listedLead) && !s.asksOfOther(q, first, r.unanswerable.closest)
	tied := len(r.units) > 1 && r.units[1].isExact()
	cause := ByConfidence
	switch {
	case first.isExact() && !tied && !listed:
		return judgment{Answered, max(confidence, exactSimilarity), true, KnownQuestion}
	case listed:
		cause = ListedUnanswered
	case tied:
		cause = SeveralAsked
	case s.hasOtherSubject(q, first), s.hasOtherObject(q, first), s.hasUnknownSubject(q, first):
		cause = OtherObject
	case q.negated && !s.negates(first):
		cause = NotNegated
	}
	if s.isTranslation() && closest >= translatedSimilarity && closest >= r.unanswerable.maxSimilarity+listedLead {
		confidence = max(confidence, answerFrom)
	}
	if cause != ByConfidence {
		confidence = min(confidence, math.Nextafter(answerFrom, 0))
	}
	if confidence < answerFrom && s.isTopic(q, first) && r.unanswerable.maxSimilarity < exactSimilarity {
		return judgment{Answered, answerFrom, true, Topic}
	}
	switch {
	case confidence >= answerFrom:
		return judgment{Answered, confidence, false, cause}
	case confidence >= suggestThreshold && s.isRelevant(q, first, minSuggestedCoverage):
		return judgment{Suggested, confidence, listed, cause}
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
