package index

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Which words are repaired, and how far. Shorter words have too many
// neighbours to guess; of longer ones two letters may be wrong.
const (
	minRepairLetters = 4
	minTwoErrors     = 6
	minPartLetters   = 3 // of words written as one, but for common English
)

// minRepairCount is how often a word must stand in phrasings or vocabulary to
// be what another was meant to be, unless a unit holds it.
const minRepairCount = 3

// minPartShare is the least share of English that makes a word so common.
const minPartShare = 1e-5

// speller repairs words that neither the corpus nor general English knows. A
// known word is never touched: that would harm clean questions more than it
// mends others.
type speller struct {
	lexicon  *lexicon
	byLength [][]spelling // by count of letters
}

// spelling is a word of the corpus as a repair may choose it.
type spelling struct {
	word    string
	letters []rune
	set     uint64 // its letters, hashed
	inUnits bool   // whether a unit holds it, or only phrasings and vocabulary do
	count   int
}

func newSpeller(l *lexicon, statistics *statistics) *speller {
	s := &speller{lexicon: l, byLength: make([][]spelling, maxWordRunes+1)}
	for id, word := range l.texts {
		letters := []rune(word)
		inUnits := statistics.stems[l.stemOf[id]] > 0
		if len(letters) >= minPartLetters && len(letters) <= maxWordRunes && (inUnits || l.counts[id] >= minRepairCount) {
			s.byLength[len(letters)] = append(s.byLength[len(letters)], spelling{
				word: word, letters: letters, set: letterSet(letters),
				inUnits: inUnits, count: l.counts[id],
			})
		}
	}
	return s
}

func letterSet(letters []rune) uint64 {
	var set uint64
	for _, r := range letters {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// repair returns the words of the corpus that word was meant to be, or nil if
// it is to be left as it is.
func (s *speller) repair(word string) []string {
	if !s.suspects(word) {
		return nil
	}
	if closest := s.closest([]rune(word)); closest != "" {
		return []string{closest}
	}
	return s.parts(word)
}

// suspects tells whether word may be misspelt.
func (s *speller) suspects(word string) bool {
	letters := utf8.RuneCountInString(word)
	return letters >= minRepairLetters && letters <= maxWordRunes && !s.knows(word) &&
		commonness(word) == 0 && !strings.ContainsFunc(word, unicode.IsNumber)
}

func (s *speller) knows(word string) bool {
	if _, ok := s.lexicon.words[word]; ok {
		return true
	}
	_, ok := s.lexicon.stems[stem(word)]
	return ok
}

// closest returns the word of the corpus that takes the fewest slips to become
// letters, "" if all take too many. Among equals it prefers one that units
// hold, then the same first letter, then the same last, then the commonest.
func (s *speller) closest(letters []rune) string {
	limit := 1
	if len(letters) >= minTwoErrors {
		limit = 2
	}
	set := letterSet(letters)
	var best spelling
	bestSlips := limit + 1
	for length := len(letters) - limit; length <= min(len(letters)+limit, maxWordRunes); length++ {
		for _, candidate := range s.byLength[length] {
			if bits.OnesCount64(candidate.set^set) > 2*limit {
				continue // each slip changes two letters of the set at most
			}
			slips := editDistance(letters, candidate.letters, bestSlips)
			if slips < bestSlips || slips == bestSlips && slips <= limit && prefer(candidate, best, letters) {
				best, bestSlips = candidate, slips
			}
		}
	}
	if bestSlips == limit && limit > 1 && best.letters[0] != letters[0] {
		return "" // two slips, one of them at the start: more likely another word
	}
	return best.word
}

// prefer tells whether a is likelier than b to be meant by letters.
func prefer(a, b spelling, letters []rune) bool {
	return cmp.Or(
		compareBool(a.inUnits, b.inUnits),
		compareBool(a.letters[0] == letters[0], b.letters[0] == letters[0]),
		compareBool(a.letters[len(a.letters)-1] == letters[len(letters)-1], b.letters[len(b.letters)-1] == letters[len(letters)-1]),
		cmp.Compare(a.count, b.count),
		cmp.Compare(b.word, a.word),
	) > 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// parts returns the words that word is when the spaces between them are
// missing, the fewest there can be; nil if it is not made of known words, or of
// such short ones that any word would be.
// Among as many it prefers the longest last one.
func (s *speller) parts(word string) []string {
	type ending struct{ words, start int } // of the best way to split what ends there
	best := make([]ending, len(word)+1)
	for end := 1; end <= len(word); end++ {
		for start := range end {
			if start > 0 && best[start].words == 0 || !s.isPart(word[start:end]) {
				continue
			}
			if words := best[start].words + 1; best[end].words == 0 || words < best[end].words {
				best[end] = ending{words: words, start: start}
			}
		}
	}
	var parts []string
	if words := best[len(word)].words; words == 0 || words*minPartLetters > utf8.RuneCountInString(word) {
		return nil
	}
	for end := len(word); end > 0; end = best[end].start {
		parts = append(parts, word[best[end].start:end])
	}
	slices.Reverse(parts)
	return parts
}

// isPart tells whether a part of a word without spaces is a word of its own: of
// the corpus, or so common in English that it seldom is one by chance.
func (s *speller) isPart(part string) bool {
	if stopStems[part] || commonness(part) > minPartShare {
		return len(part) > 1 || part == "a" || part == "i"
	}
	_, known := s.lexicon.words[part]
	return known && utf8.RuneCountInString(part) >= minPartLetters
}

// editDistance returns how many slips make a of b: a letter more, less, other,
// or two neighbours swapped (optimal string alignment). It returns some number
// above limit as soon as it is sure to be.
func editDistance(a, b []rune, limit int) int {
	var rows [3][maxWordRunes + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range b {
		last[j+1] = j + 1
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
