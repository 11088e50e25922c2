package vocab

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Which words may have been written as one, or cut.
const (
	minPartLetters = 3 // of words written as one, unless they are common English

	// Negative logarithms of probabilities, chosen so that the spaces in one writer's questions are put
	// right, and those in 1,300 others are left alone.
	spaceCost     = 3.0  // of a space that is missing or too many
	unknownCost   = 20.0 // of a word that is not known
	rareCost      = 12.0 // from which on a token may be a part of a word
	editSurprisal = 0.5  // of an edit of cost 1, see editCost
	maxPartCost   = 2.6  // of words without spaces, for each letter: more are words by chance
	// Spaces may be in wrong places over maxRespaced tokens of so many letters, if no more than maxRare
	// tokens are rare: more are not meant to be understood.
	maxRespaced        = 4
	maxRespacedLetters = 28
	maxRare            = 16
	// maxPartLetters is how many letters a word may have that is written as one with others.
	maxPartLetters = 16
	// minPartFrequency is from which relative frequency on a part is common English.
	minPartFrequency = 1e-5
)

// segment returns the words that letters are when spaces are missing: the most probable, as words are
// independent; and the negative logarithm of that probability. It returns nil if letters are not made
// of known words.
func (s *Speller) segment(letters string) (words []string, cost float64) {
	type ending struct { // of the best way to segment what ends here
		start int
		cost  float64
	}
	best := make([]ending, len(letters)+1)
	for end := 1; end <= len(letters); end++ {
		best[end].cost = math.Inf(1)
		for start := max(0, end-maxPartLetters); start < end; start++ {
			if math.IsInf(best[start].cost, 1) {
				continue
			}
			cost := best[start].cost + s.partCost(letters[start:end])
			if start > 0 {
				cost += spaceCost
			}
			if cost < best[end].cost {
				best[end] = ending{start, cost}
			}
		}
	}
	if math.IsInf(best[len(letters)].cost, 1) {
		return nil, 0
	}
	for end := len(letters); end > 0; end = best[end].start {
		words = append(words, letters[best[end].start:end])
	}
	slices.Reverse(words)
	return words, best[len(letters)].cost
}

// surprisal returns the negative logarithm of the probability of a known word, in general English or in
// the corpus.
func (s *Speller) surprisal(word string) float64 {
	return s.surprisalOf(word, s.lexicon.Language.RelativeFrequency(word))
}

// surprisalOf is surprisal of a word with a relative frequency in general.
func (s *Speller) surprisalOf(word string, frequency float64) float64 {
	probability := max(frequency, minPartFrequency)
	if id, ok := s.lexicon.Words[word]; ok {
		probability = max(probability, float64(s.lexicon.Count[id])/float64(s.occurrences))
	}
	return -math.Log(probability)
}

// partCost returns the surprisal of a word of the corpus, or of one so common in English that it is
// seldom part of others by chance; infinity of any other.
func (s *Speller) partCost(part string) float64 {
	if len(part) == 1 && part != "a" && part != "i" {
		return math.Inf(1)
	}
	frequency := s.lexicon.Language.RelativeFrequency(part)
	isCommon := frequency > minPartFrequency || s.lexicon.Language.IsStop(part)
	if !isCommon && (utf8.RuneCountInString(part) < minPartLetters || frequency == 0 && !s.isKnown(part)) {
		return math.Inf(1)
	}
	return s.surprisalOf(part, frequency)
}

// Respaced returns tokens with the spaces in the right places where they are not, as in "goo gleand
// meta" or "a w s". Tokens that it changes have no surface.
func (s *Speller) Respaced(ctx context.Context, tokens []Token) []Token {
	costs, rare := make([]float64, len(tokens)), 0
	isLetter := func(i int) bool {
		return i >= 0 && i < len(tokens) && len(tokens[i].Word) == 1 && tokens[i].Word != "a" && tokens[i].Word != "i"
	}
	for i, token := range tokens {
		if ctx.Err() != nil {
			return tokens
		}
		if !isLetter(i) || isLetter(i-1) || isLetter(i+1) { // one letter alone is shorthand
			costs[i] = s.typedCost(ctx, token.Word)
		}
		if costs[i] >= rareCost {
			if rare++; rare > maxRare {
				return tokens
			}
		}
	}
	for at := 0; at < len(tokens); at++ {
		if costs[at] < rareCost {
			continue
		}
		if ctx.Err() != nil {
			return tokens
		}
		var words []string
		var start, end int
		saved := spaceCost // by the best way so far
		for first := max(0, at-1); first <= at; first++ {
			joined, before := tokens[first].Word, costs[first]
			var boundaries []int
			for last := first + 1; last < min(len(tokens), first+maxRespaced) && len(joined)+len(tokens[last].Word) <= maxRespacedLetters; last++ {
				boundaries = append(boundaries, len(joined))
				joined += tokens[last].Word
				before += costs[last]
				segments, cost := s.segment(joined)
				if segments == nil || cost > maxPartCost*float64(len(joined)) {
					continue
				}
				kept, length := 0, 0
				for _, word := range segments {
					if length += len(word); slices.Contains(boundaries, length) {
						kept++
					}
				}
				cost += spaceCost * float64(len(boundaries)-2*kept)
				if kept < len(boundaries) && before-cost > saved {
					words, start, end, saved = segments, first, last+1, before-cost
				}
			}
		}
		if words == nil {
			continue
		}
		respaced, known := make([]Token, len(words)), make([]float64, len(words))
		for i, word := range words {
			respaced[i] = Token{Word: word}
		}
		tokens, costs = slices.Replace(tokens, start, end, respaced...), slices.Replace(costs, start, end, known...)
		at = start + len(words) - 1
	}
	return tokens
}

// typedCost returns the surprisal of a token: of a known word, or of what it may be a misspelling of.
func (s *Speller) typedCost(ctx context.Context, token string) float64 {
	switch {
	case strings.ContainsFunc(token, func(r rune) bool { return r < 'a' || r > 'z' }), ExpandShorthand(token) != nil, token == "a", token == "i":
		return 0 // what is no word belongs to no other
	case len(token) > 1 && s.isKnown(token):
		return s.surprisal(token)
	case len(token) < minRepairLetters || len(token) > maxPartLetters:
		return unknownCost
	}
	closest := s.closest(ctx, token, []rune(token))
	if closest.text == "" {
		return unknownCost
	}
	return min(unknownCost, s.surprisal(closest.text)+editSurprisal*float64(closest.edits))
}
