package vocab

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Which words are repaired, and how far. Shorter words have too many neighbors to
// guess; longer ones may have two wrong letters.
const (
	minRepairLetters = 4
	minTwoEdits      = 6
	minPartLetters   = 3 // of words written as one, unless they are common English

	// minRepairCount is how often a word must occur in phrasings or synonyms to be a
	// repair, unless a unit has it.
	minRepairCount = 3
	// minPartFrequency is from which relative frequency on a part is common English.
	minPartFrequency = 1e-5
)

// Speller repairs words that neither the corpus nor general English has. It never
// changes a known word: that would harm correct questions more than it helps others.
type Speller struct {
	lexicon  *Lexicon
	byLength [][]spelling // by number of letters
}

// spelling is a word of the corpus that a repair may choose.
type spelling struct {
	word    string
	letters []rune
	set     uint64 // the letters, hashed
	inUnits bool   // in a unit, not only in phrasings and synonyms
	count   int
}

// NewSpeller returns a speller that repairs to the words of l. unitCount is by
// StemID the number of units that have the stem.
func NewSpeller(l *Lexicon, unitCount []int) *Speller {
	s := &Speller{lexicon: l, byLength: make([][]spelling, MaxWordRunes+1)}
	for id, word := range l.Text {
		letters := []rune(word)
		inUnits := unitCount[l.StemOf[id]] > 0
		if len(letters) >= minPartLetters && len(letters) <= MaxWordRunes && (inUnits || l.Count[id] >= minRepairCount) {
			s.byLength[len(letters)] = append(s.byLength[len(letters)], spelling{
				word: word, letters: letters, set: letterSet(letters), inUnits: inUnits, count: l.Count[id],
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

// Repair returns the words of the corpus that word is a misspelling of, nil if it
// finds none. It also reports whether word may be misspelled: only then it has to
// search, which takes long.
func (s *Speller) Repair(word string) (repaired []string, suspect bool) {
	letters := []rune(word)
	if len(letters) < minRepairLetters || len(letters) > MaxWordRunes || s.isKnown(word) || strings.ContainsFunc(word, unicode.IsNumber) {
		return nil, false
	}
	if closest := s.closest(letters); closest != "" {
		return []string{closest}, true
	}
	return s.split(word), true
}

func (s *Speller) isKnown(word string) bool {
	if _, ok := s.lexicon.Words[word]; ok {
		return true
	}
	_, ok := s.lexicon.Stems[Stem(word)]
	return ok || RelativeFrequency(word) > 0
}

// closest returns the word of the corpus with the smallest edit distance to letters,
// "" if all are too far. Ties go to words of units, then to the same first letter,
// then to the same last letter, then to the most frequent.
func (s *Speller) closest(letters []rune) string {
	limit := 1
	if len(letters) >= minTwoEdits {
		limit = 2
	}
	first, last, set := letters[0], letters[len(letters)-1], letterSet(letters)
	isBetter := func(a, b spelling) bool {
		rank := func(s spelling) (rank int) {
			for _, ok := range []bool{s.inUnits, s.letters[0] == first, s.letters[len(s.letters)-1] == last} {
				rank *= 2
				if ok {
					rank++
				}
			}
			return rank
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.count, b.count), cmp.Compare(b.word, a.word)) > 0
	}
	var best spelling
	bestEdits := limit + 1
	for length := len(letters) - limit; length <= min(len(letters)+limit, MaxWordRunes); length++ {
		for _, candidate := range s.byLength[length] {
			if bits.OnesCount64(candidate.set^set) > 2*limit {
				continue // each edit changes at most two letters of the set
			}
			edits := editDistance(letters, candidate.letters, bestEdits)
			if edits < bestEdits || edits == bestEdits && edits <= limit && isBetter(candidate, best) {
				best, bestEdits = candidate, edits
			}
		}
	}
	if bestEdits == limit && limit > 1 && best.letters[0] != first {
		return "" // two edits, one of them at the start: more likely another word
	}
	return best.word
}

// split returns the words that word is when spaces are missing: as few as possible,
// and of as few the ones with the longest last word. It returns nil if word is not
// made of known words, or only of words so short that any word would be.
func (s *Speller) split(word string) []string {
	type ending struct{ words, start int } // of the best way to split what ends here
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
	if words := best[len(word)].words; words == 0 || words*minPartLetters > utf8.RuneCountInString(word) {
		return nil
	}
	var parts []string
	for end := len(word); end > 0; end = best[end].start {
		parts = append(parts, word[best[end].start:end])
	}
	slices.Reverse(parts)
	return parts
}

// isPart reports whether part is a word of the corpus, or so common in English that
// it is seldom one by chance.
func (s *Speller) isPart(part string) bool {
	if stopStems[part] || RelativeFrequency(part) > minPartFrequency {
		return len(part) > 1 || part == "a" || part == "i"
	}
	_, known := s.lexicon.Words[part]
	return known && utf8.RuneCountInString(part) >= minPartLetters
}

// editDistance returns how many edits turn a into b: inserting, deleting or
// replacing a letter, or swapping two neighbors (optimal string alignment). It
// returns some number above limit as soon as the distance must exceed limit. Neither
// may have more than MaxWordRunes letters.
func editDistance(a, b []rune, limit int) int {
	var rows [3][MaxWordRunes + 1]int
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
