package index

import (
	"slices"
	"strings"
)

// Caps on what is read of a question: what stands beyond them is left out. A
// long real question has 45 words; every word costs.
const (
	maxQuestionBytes = 8000 // a Discord option holds 6,000 characters
	maxQuestionWords = 64
	maxWordRunes     = 40
	maxSuspects      = 16 // words looked at for misspelling: more are not meant to be understood
)

// question is what ranking reads of a member's words. Each weight is an idf.
type question struct {
	sequence   []int    // the term at each place
	typed      []string // what the member typed at each place; "" if it was written out or repaired
	terms      []term   // each stem once, in order of appearance
	neighbours []pair   // terms that are neighbours, each pair once
	// contentPairs are the terms that are neighbours once stop words are out.
	contentPairs []pair
	repairs      []Repair
	wanted       answerKind
	bag

	// By place in the lists above.
	termWeights        []float64 // 0 for stop words
	headWeights        []float64 // in heads, where stop words count: "how do I" tells questions apart
	neighbourWeights   []float64
	contentPairWeights []float64
	conceptWeights     []float64 // times faith
	gramWeights        []float64
}

// term is a stem of a question.
type term struct {
	word, stem string
	id         stemID
	weight     float64
	stop       bool
	concepts   []int // the question's concepts it is part of
}

// pair is two terms that are neighbours.
type pair struct{ first, second int }

// Repair is a word of a question that was taken for another.
type Repair struct{ From, To string }

// content returns the terms that are not stop words; all of them if nothing
// else is left ("what is it?").
func (q *question) content() []term {
	content := make([]term, 0, len(q.terms))
	for _, term := range q.terms {
		if !term.stop {
			content = append(content, term)
		}
	}
	if len(content) == 0 {
		return q.terms
	}
	return content
}

// isStopWords tells whether q has stop words alone, or no words.
func (q *question) isStopWords() bool {
	return !slices.ContainsFunc(q.terms, func(t term) bool { return !t.stop })
}

// weight returns the weight of the question's content words, at least 1.
func (q *question) weight() float64 {
	var sum float64
	for _, weight := range q.termWeights {
		sum += weight
	}
	return max(1, sum)
}

// share returns how much of q's content is covered, which tells it of each of
// q's terms, 0 to 1: by weight, so 0 if q is stop words alone.
func (q *question) share(covered []float64) float64 {
	var held, all float64
	for i, weight := range q.termWeights {
		held += weight * covered[i]
		all += weight
	}
	if all == 0 {
		return 0
	}
	return held / all
}

// isStrange tells whether most content words of q are known neither to the
// corpus nor to English: whatever is like the rest of it is so by chance.
func (q *question) isStrange() bool {
	content := q.content()
	strange := 0
	for _, term := range content {
		if term.id == unknown && commonness(term.word) == 0 {
			strange++
		}
	}
	return 2*strange > len(content)
}

// readQuestion reads text as a question to the snapshot's corpus.
func (s *snapshot) readQuestion(text string) *question {
	q := &question{}
	places := make(map[string]int)
	words := s.questionWords(text, q)
	lead := preamble(words)
	words, q.typed = words[lead:], q.typed[lead:]
	q.wanted = wanted(words)
	for _, word := range words {
		stemmed := stem(word)
		place, seen := places[stemmed]
		if !seen {
			place = len(q.terms)
			places[stemmed] = place
			s.addTerm(q, word, stemmed)
		}
		q.sequence = append(q.sequence, place)
	}
	q.readPairs()
	s.readConcepts(q)
	s.readGrams(q)
	return q
}

// questionWords returns the words of text within the caps, shorthand written
// out and spelling repaired, and notes in q the repairs and what was typed.
func (s *snapshot) questionWords(text string, q *question) []string {
	var words []string
	add := func(typed string, read ...string) {
		for _, word := range read {
			words, q.typed = append(words, word), append(q.typed, typed)
		}
	}
	suspects := 0
	text = readable(text[:min(len(text), maxQuestionBytes)])
	for _, token := range wordAnalyzer.Analyze([]byte(text)) {
		if len(words) >= maxQuestionWords {
			break
		}
		word := string(token.Term)
		if meaning, ok := shorthand()[word]; ok && !s.inUnits(word) {
			add("", meaning...)
			continue
		}
		typed := text[token.Start:token.End]
		var repaired []string
		if suspects < maxSuspects && s.speller.suspects(word) {
			suspects++
			repaired = s.speller.repair(word)
		}
		if repaired == nil {
			add(typed, word)
			continue
		}
		add("", repaired...)
		q.repairs = append(q.repairs, Repair{From: typed, To: strings.Join(repaired, " ")})
	}
	return words
}

// inUnits tells whether word stands in the text or head of a unit.
func (s *snapshot) inUnits(word string) bool {
	id, ok := s.lexicon.stems[stem(word)]
	return ok && s.statistics.stems[id] > 0
}

func (s *snapshot) addTerm(q *question, word, stemmed string) {
	t := term{word: word, stem: stemmed, id: unknown, stop: stopStems[stemmed]}
	common := commonness(word)
	var units, heads int
	if id, ok := s.lexicon.stems[stemmed]; ok {
		t.id = id
		units, heads = s.statistics.stems[id], s.statistics.heads[id]
		common = max(common, s.lexicon.common[id])
	}
	t.weight = s.statistics.weight(units, common)
	inText := t.weight
	if t.stop {
		inText = 0
	}
	if t.id == unknown {
		q.strangers = append(q.strangers, common)
	} else {
		q.stems = append(q.stems, t.id)
	}
	q.terms = append(q.terms, t)
	q.termWeights = append(q.termWeights, inText)
	q.headWeights = append(q.headWeights, s.statistics.weight(heads, common))
}

// readPairs finds the neighbours in q's sequence of terms. A pair weighs what
// its terms weigh: counting the units that hold it gains nothing.
func (q *question) readPairs() {
	previous, previousContent := -1, -1
	for _, place := range q.sequence {
		if previous >= 0 {
			q.neighbours, q.neighbourWeights = q.addPair(q.neighbours, q.neighbourWeights, pair{previous, place})
			if a, b := q.terms[previous].id, q.terms[place].id; a != unknown && b != unknown {
				q.pairs = addOnce(q.pairs, [2]stemID{a, b})
			}
		}
		previous = place
		if q.terms[place].stop {
			continue
		}
		if previousContent >= 0 {
			q.contentPairs, q.contentPairWeights = q.addPair(q.contentPairs, q.contentPairWeights, pair{previousContent, place})
		}
		previousContent = place
	}
}

func (q *question) addPair(pairs []pair, weights []float64, p pair) ([]pair, []float64) {
	if slices.Contains(pairs, p) {
		return pairs, weights
	}
	return append(pairs, p), append(weights, q.terms[p.first].weight+q.terms[p.second].weight)
}

// readConcepts finds the concepts in q's sequence of terms.
func (s *snapshot) readConcepts(q *question) {
	stems := make([]stemID, len(q.sequence))
	for i, term := range q.sequence {
		stems[i] = q.terms[term].id
	}
	for mention := range s.concepts.asked.find(stems) {
		place := q.addConcept(mention)
		for _, term := range q.sequence[mention.start:mention.end] {
			q.terms[term].concepts = addOnce(q.terms[term].concepts, place)
		}
	}
	for _, concept := range q.concepts {
		weight := s.statistics.weight(s.statistics.concepts[concept.id], s.concepts.common[concept.id])
		q.conceptWeights = append(q.conceptWeights, concept.faith*weight)
	}
}

// readGrams finds the 4-grams of q's words that the corpus holds.
func (s *snapshot) readGrams(q *question) {
	for _, term := range q.terms {
		for gram := range fourGrams(term.word) {
			if id, ok := s.lexicon.grams[gram]; ok {
				q.grams = addOnce(q.grams, id)
			}
		}
	}
	for _, gram := range q.grams {
		q.gramWeights = append(q.gramWeights, s.statistics.gramWeight(gram))
	}
}
