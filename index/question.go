package index

import (
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
	answerType     answerType
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

// readable returns the part of a question that is read.
func readable(text string) string { return prose.Searchable(text[:min(len(text), maxQuestionBytes)]) }

// parseQuestion parses text as a question to the snapshot's corpus.
func (s *Snapshot) parseQuestion(text string) *question {
	q := &question{}
	words := s.questionWords(q, text)
	skip := preambleLength(words)
	words, q.surface = words[skip:], q.surface[skip:]
	q.answerType = expectedAnswerType(words)

	positions := make(map[string]int)
	stems := make([]vocab.StemID, len(words))
	previousContent := -1
	for i, word := range words {
		stem := vocab.Stem(word)
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
	return q
}

// questionWords returns the words of text with shorthand expanded and spelling
// repaired. It sets q's surface forms and repairs.
func (s *Snapshot) questionWords(q *question, text string) []string {
	var words []string
	suspects := 0
	for _, token := range vocab.Tokens(readable(text)) {
		if len(words) >= maxQuestionWords {
			break
		}
		replacement := vocab.ExpandShorthand(token.Word)
		if replacement != nil && s.inUnits(token.Word) {
			replacement = nil
		} else if replacement == nil && suspects < maxSuspects {
			repaired, suspect := s.speller.Repair(token.Word)
			if suspect {
				suspects++
			}
			if repaired != nil {
				replacement = repaired
				q.repairs = append(q.repairs, Repair{From: token.Surface, To: strings.Join(repaired, " ")})
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
	return words
}

// inUnits reports whether a unit has a word with the stem of word.
func (s *Snapshot) inUnits(word string) bool {
	id, ok := s.lexicon.Stems[vocab.Stem(word)]
	return ok && s.stats.stems[id] > 0
}

func (s *Snapshot) addTerm(q *question, word, stem string) {
	t := term{word: word, stem: stem, id: vocab.UnknownStem, stop: vocab.IsStop(stem), frequency: vocab.RelativeFrequency(word)}
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

// isStopWords reports whether q has no words but stop words.
func (q *question) isStopWords() bool {
	return !slices.ContainsFunc(q.terms, func(t term) bool { return !t.stop })
}

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
