package index

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// What is read of a question; the rest is ignored. A long real question has 45
// words, and every word costs time.
const (
	maxQuestionBytes = 8000 // a Discord option holds 6,000 characters
	maxQuestionWords = 64
	maxSuspects      = 16 // words checked for misspelling: more are not meant to be understood
)

// question is what ranking needs to know of a question. Every weight is an IDF.
type question struct {
	tokens  []int    // each word's position in terms
	surface []string // each word as it was typed; "" if it was repaired or expanded
	terms   []term   // each stem once, in order of appearance
	content []term   // the terms that are not stop words, or all if there are no others ("what is it?")
	bigrams []bigram // adjacent terms, each pair once
	// contentBigrams are the terms that are adjacent once stop words are removed.
	contentBigrams []bigram
	repairs        []Repair
	key            string // of the words; see questionKey
	negated        bool   // it asks for what is not so
	answerTypes    answerTypes
	asksWhich      bool // it begins with "what" or "which"
	asked          int  // the term that "which", "what" or "how many" asks for; -1 if none
	asksDetail     bool // for names, or for something exact
	asksForTopic   bool // its words are content and topicWords only
	features       features

	// By position in the lists of the same names.
	termWeights          []float64 // 0 for stop words
	headWeights          []float64 // of terms in heads, where stop words count: "how do I" distinguishes questions
	bigramWeights        []float64
	contentBigramWeights []float64
	conceptWeights       []float64 // times confidence
	gramWeights          []float64
}

// term is a distinct stem of a question.
type term struct {
	word, stem string
	id         vocab.StemID
	frequency  float64 // of word in general English
	weight     float64
	stop       bool
	concepts   []int // positions of the concepts it is part of in features.concepts
}

// bigram is two adjacent terms.
type bigram struct{ first, second int }

// readable returns the part of a question that is read, without punctuation marks that were dictated to
// a phone by their names: those of a message that ends with one.
func readable(text string) string {
	text = prose.Searchable(text[:min(len(text), maxQuestionBytes)])
	if end := dictatedEnd.FindStringIndex(text); end != nil {
		text = dictatedMark.ReplaceAllString(text[:end[0]]+"?", ",")
	}
	return text
}

var (
	dictatedEnd  = regexp.MustCompile(`(?i)\s(?:question mark|exclamation (?:mark|point)|full stop)[\s.?!]*$`)
	dictatedMark = regexp.MustCompile(`(?i)\s(?:comma|period|question mark|full stop)\b`)
)

// parseQuestion parses text as a question to s's units. The only error is ctx's.
func (s *subindex) parseQuestion(ctx context.Context, text string) (*question, error) {
	q := &question{}
	words, err := s.questionWords(ctx, q, text)
	if err != nil {
		return nil, err
	}
	skip := preambleLength(words)
	words, q.surface = words[skip:], q.surface[skip:]
	q.key, q.negated = s.questionKey(words), isNegated(words)
	q.answerTypes = expectedAnswerTypes(words)
	q.asksWhich = len(words) > 0 && (words[0] == "what" || words[0] == "which")
	q.asksForTopic = !slices.ContainsFunc(words, func(word string) bool { return !topicWords[word] && s.language.IsStop(s.language.Stem(word)) })

	positions := make(map[string]int)
	stems := make([]vocab.StemID, len(words))
	previousContent := -1
	for i, word := range words {
		stem := s.language.Stem(word)
		at, seen := positions[stem]
		if !seen {
			at = len(q.terms)
			positions[stem] = at
			s.addTerm(q, word, stem)
		}
		t := &q.terms[at]
		q.tokens = append(q.tokens, at)
		stems[i] = t.id

		// A bigram weighs what its terms weigh: counting the units that have it
		// gains nothing.
		if i > 0 {
			q.bigrams, q.bigramWeights = q.addBigram(q.bigrams, q.bigramWeights, bigram{q.tokens[i-1], at})
			if stems[i-1] != vocab.UnknownStem && t.id != vocab.UnknownStem {
				q.features.bigrams = addOnce(q.features.bigrams, [2]vocab.StemID{stems[i-1], t.id})
			}
		}
		if !t.stop {
			if previousContent >= 0 {
				q.contentBigrams, q.contentBigramWeights = q.addBigram(q.contentBigrams, q.contentBigramWeights, bigram{previousContent, at})
			}
			previousContent = at
		}
	}

	for found := range s.concepts.InQuestion.Find(stems) {
		at := q.features.addConcept(found)
		for _, token := range q.tokens[found.Start:found.End] {
			q.terms[token].concepts = addOnce(q.terms[token].concepts, at)
		}
	}
	for _, c := range q.features.concepts {
		q.conceptWeights = append(q.conceptWeights, c.confidence*s.stats.idf(s.stats.concepts[c.id], s.concepts.Frequency[c.id]))
	}
	for _, t := range q.terms {
		for gram := range vocab.FourGrams(t.word) {
			if id, ok := s.lexicon.Grams[gram]; ok {
				q.features.grams = addOnce(q.features.grams, id)
			}
		}
	}
	for _, gram := range q.features.grams {
		q.gramWeights = append(q.gramWeights, idf(float64(s.stats.grams[gram]), float64(s.stats.units)))
	}
	for _, t := range q.terms {
		if !t.stop {
			q.content = append(q.content, t)
		}
	}
	if len(q.content) == 0 {
		q.content = q.terms
	}
	q.asked = q.askedTerm()
	q.asksDetail = slices.ContainsFunc(words, func(word string) bool { return detailWords[word] })
	return q, nil
}

// detailWords ask for more than the gist.
var detailWords = map[string]bool{
	"exact": true, "exactly": true, "precise": true, "precisely": true, "specific": true, "specifically": true, "detailed": true,
	"name": true, "names": true, "named": true, "called": true, "list": true, "example": true, "examples": true,
}

// askedTerm returns the term that q asks for, -1 if it does not say: "apps" in "which of the
// apps" and in "how many apps".
func (q *question) askedTerm() int {
	const reach = 3 // words
	for i, at := range q.tokens {
		switch word := q.terms[at].word; {
		case word == "what", word == "which", word == "whose":
		case (word == "many" || word == "much") && i > 0 && q.terms[q.tokens[i-1]].word == "how":
		default:
			continue
		}
		for _, next := range q.tokens[i+1 : min(len(q.tokens), i+1+reach)] {
			if !q.terms[next].stop {
				return next
			}
		}
	}
	return -1
}

// questionKey returns what questions are compared by to be the same: the stems of their
// words.
func (s *subindex) questionKey(words []string) string {
	stems := make([]string, len(words))
	for i, word := range words {
		stems[i] = s.language.Stem(word)
	}
	return strings.Join(stems, " ")
}

// negations are the words, in normal form, that turn a sentence into its opposite.
var negations = map[string]bool{
	"not": true, "never": true, "cannot": true, "cant": true, "didnt": true, "doesnt": true, "dont": true, "isnt": true, "arent": true,
	"wasnt": true, "werent": true, "wont": true, "wouldnt": true, "couldnt": true, "shouldnt": true, "hasnt": true, "havent": true, "hadnt": true,
	"nobody": true, "nothing": true, "none": true, "neither": true, "nor": true, "unlike": true,
}

// speakers are the subjects of what people say of themselves, such as "I don't know".
var speakers = map[string]bool{"i": true, "im": true, "ive": true, "we": true, "me": true, "my": true}

// subjects are the pronouns that follow a verb in a question.
var subjects = map[string]bool{"it": true, "that": true, "this": true, "they": true, "these": true, "those": true, "he": true, "she": true, "there": true, "you": true}

// subordinators begin a clause in which a negation says what the question is about: "models that
// don't exist yet".
var subordinators = map[string]bool{"that": true, "if": true, "because": true, "since": true, "although": true, "unless": true}

// isNegated reports whether a question of these words asks for what is not so. "Isn't it …"
// and "or not" ask for what is, and "I don't know" asks for nothing; nor does a longer
// statement.
func isNegated(words []string) bool {
	const (
		reach = 3 // words from a speaker to the negation
		short = 5 // words of a statement that is meant as a question
	)
	asks := len(words) <= short
	for i, word := range words {
		asks = asks || questionWords[word]
		if i > 0 && subordinators[word] {
			return false
		}
		if i == 0 || !asks || !isNegation(word) {
			continue
		}
		asked := i > 1 && (auxiliaries[words[i-2]] || words[i-2] == "can") // "how do I not …"
		ofSpeaker := !asked && slices.ContainsFunc(words[max(0, i-reach):i], func(w string) bool { return speakers[w] })
		inverted := strings.HasSuffix(word, "nt") && i+1 < len(words) && subjects[words[i+1]] && !questionWords[words[i-1]]
		if !ofSpeaker && !inverted && words[i-1] != "or" {
			return true
		}
	}
	return false
}

func isNegation(word string) bool { return negations[word] }

// denies reports whether a text with the word may answer what is not so.
func denies(word string) bool {
	return isNegation(word) || word == "no" || word == "without" || word == "far"
}

// questionWords returns the words of text with shorthand expanded and spelling
// repaired. It sets q's surface forms and repairs. The only error is ctx's.
func (s *subindex) questionWords(ctx context.Context, q *question, text string) ([]string, error) {
	var words []string
	suspects := 0
	tokens := s.language.AppendTokens(nil, readable(text))
	if s.language.IsEnglish() && len(tokens) <= maxQuestionWords {
		tokens = s.speller.Respaced(ctx, tokens)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, token := range s.lexicon.JoinCompounds(tokens) {
		if len(words) >= maxQuestionWords {
			break
		}
		typed := token.Word
		token.Word = s.speller.Unstretched(typed)
		replacement := s.shorthand(token.Word)
		if replacement != nil && s.inUnits(token.Word) {
			replacement = nil
		} else if replacement == nil && suspects < maxSuspects {
			repaired, suspect := s.speller.Repair(ctx, token.Word)
			if suspect {
				suspects++
			}
			if repaired != nil {
				replacement = repaired
				q.repairs = append(q.repairs, Repair{From: token.Surface, To: strings.Join(repaired, " ")})
			} else if token.Word != typed && !s.language.IsStop(s.language.Stem(token.Word)) {
				q.repairs = append(q.repairs, Repair{From: token.Surface, To: token.Word})
			}
		}
		if replacement == nil {
			words, q.surface = append(words, token.Word), append(q.surface, token.Surface)
			continue
		}
		for _, word := range replacement {
			words, q.surface = append(words, word), append(q.surface, "")
		}
	}
	return words, ctx.Err()
}

// shorthand returns the words that a shorthand stands for, nil if word is none.
func (s *subindex) shorthand(word string) []string {
	if !s.language.IsEnglish() {
		return nil
	}
	return vocab.ExpandShorthand(word)
}

// inUnits reports whether a unit has a word with the stem of word.
func (s *subindex) inUnits(word string) bool {
	id, ok := s.lexicon.Stems[s.language.Stem(word)]
	return ok && s.stats.stems[id] > 0
}

func (s *subindex) addTerm(q *question, word, stem string) {
	t := term{word: word, stem: stem, id: vocab.UnknownStem, stop: s.language.IsStop(stem), frequency: s.language.RelativeFrequency(word)}
	frequency := t.frequency
	var units, heads int
	if id, ok := s.lexicon.Stems[stem]; ok {
		t.id = id
		units, heads = s.stats.stems[id], s.stats.headStems[id]
		frequency = max(frequency, s.lexicon.Frequency[id])
		q.features.stems = append(q.features.stems, id)
	} else {
		q.features.outOfVocabulary = append(q.features.outOfVocabulary, frequency)
	}
	t.weight = s.stats.idf(units, frequency)
	inText := t.weight
	if t.stop {
		inText = 0
	}
	q.terms = append(q.terms, t)
	q.termWeights = append(q.termWeights, inText)
	q.headWeights = append(q.headWeights, s.stats.idf(heads, frequency))
}

func (q *question) addBigram(bigrams []bigram, weights []float64, b bigram) ([]bigram, []float64) {
	if slices.Contains(bigrams, b) {
		return bigrams, weights
	}
	return append(bigrams, b), append(weights, q.terms[b.first].weight+q.terms[b.second].weight)
}

// contentCount returns how many distinct words of q are not stop words.
func (q *question) contentCount() int {
	count := 0
	for _, t := range q.terms {
		if !t.stop {
			count++
		}
	}
	return count
}

// isStopWords reports whether q has no words but stop words.
func (q *question) isStopWords() bool { return q.contentCount() == 0 }

// weight returns the weight of all content words, at least 1.
func (q *question) weight() float64 {
	var sum float64
	for _, weight := range q.termWeights {
		sum += weight
	}
	return max(1, sum)
}

// weightedCoverage returns the mean of the terms' coverage, weighted by IDF: 0 to 1,
// and 0 if q has no words but stop words.
func (q *question) weightedCoverage(coverage []float64) float64 {
	var covered, all float64
	for i, weight := range q.termWeights {
		covered += weight * coverage[i]
		all += weight
	}
	if all == 0 {
		return 0
	}
	return covered / all
}

// isMostlyUnknown reports whether neither the corpus nor general English has most
// content words of q. Whatever resembles the rest of it does so by chance.
func (q *question) isMostlyUnknown() bool {
	unknown := 0
	for _, t := range q.content {
		if t.id == vocab.UnknownStem && t.frequency == 0 {
			unknown++
		}
	}
	return 2*unknown > len(q.content)
}
