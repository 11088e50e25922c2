package vocab

import (
	"cmp"
	"context"
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
	// checkEvery is after how many candidates ctx is checked: within half a millisecond.
	checkEvery = 4096
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
	set     uint64 // the letters, hashed
	word    WordID
	inUnits bool // in a unit, not only in phrasings and synonyms
}

// NewSpeller returns a speller that repairs to the words of l. unitCount is by
// StemID the number of units that have the stem.
func NewSpeller(l *Lexicon, unitCount []int) *Speller {
	s := &Speller{lexicon: l, byLength: make([][]spelling, MaxWordRunes+1)}
	for id, word := range l.Text {
		length := utf8.RuneCountInString(word)
		inUnits := unitCount[l.StemOf[id]] > 0
		if length >= minPartLetters && length <= MaxWordRunes && (inUnits || l.Count[id] >= minRepairCount) {
			s.byLength[length] = append(s.byLength[length], spelling{letterSet(word), WordID(id), inUnits})
		}
	}
	return s
}

func letterSet(word string) uint64 {
	var set uint64
	for _, r := range word {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// Repair returns the words of the corpus that word is a misspelling of, nil if it
// finds none or ctx ends. It also reports whether word may be misspelled: only then it has
// to search, which takes long.
func (s *Speller) Repair(ctx context.Context, word string) (repaired []string, suspect bool) {
	letters := []rune(word)
	if len(letters) < s.minLetters() || len(letters) > MaxWordRunes || s.isKnown(word) || strings.ContainsFunc(word, unicode.IsNumber) {
		return nil, false
	}
	closest := s.closest(ctx, word, letters)
	_, inflected := s.lexicon.Stems[s.lexicon.Language.Stem(word)]
	switch {
	case closest != "" && (!inflected || s.isInUnits(closest) && editDistance(letters, []rune(closest), 1) == 1):
		return []string{closest}, true
	case inflected || ctx.Err() != nil:
		return nil, true
	}
	return s.split(word), true
}

// minLetters returns how many letters a word must have to be repaired. Of a language
// whose general words are not known, or only the most frequent, an unknown word is
// seldom misspelled.
func (s *Speller) minLetters() int {
	if s.lexicon.Language.IsEnglish() {
		return minRepairLetters
	}
	return minRepairLetters + 2
}

// isInUnits reports whether a repair is a word of a unit.
func (s *Speller) isInUnits(word string) bool {
	return slices.ContainsFunc(s.byLength[utf8.RuneCountInString(word)], func(c spelling) bool { return c.inUnits && s.lexicon.Text[c.word] == word })
}

// isKnown reports whether the corpus or the language has a word. A word of English whose stem
// alone is known may be misspelled: "producs" has that of "produce". Of other languages, many
// inflected words are not known.
func (s *Speller) isKnown(word string) bool {
	_, ok := s.lexicon.Words[word]
	if !ok && !s.lexicon.Language.IsEnglish() {
		_, ok = s.lexicon.Stems[s.lexicon.Language.Stem(word)]
	}
	return ok || s.lexicon.Language.RelativeFrequency(word) > 0
}

// closest returns the word with the least spellingCost from word, which has these
// letters: a word of the corpus, or of general English if it sounds like it; "" if all are too
// far or ctx ends. Ties go to words of units, then to the same first letter, then to the same
// last letter, then to the most frequent.
func (s *Speller) closest(ctx context.Context, word string, letters []rune) string {
	limit := 1
	if len(letters) >= s.minLetters()+minTwoEdits-minRepairLetters {
		limit = 2
	}
	key := ""
	if s.lexicon.Language.IsEnglish() {
		key = phoneticKey(word)
	}
	farthest := limit
	if key != "" {
		farthest = 2 // for words that sound alike
	}
	first, last, set := letters[0], letters[len(letters)-1], letterSet(word)
	isBetter := func(a, b spelling) bool {
		rank := func(c spelling) (rank int) {
			text := s.lexicon.Text[c.word]
			begin, _ := utf8.DecodeRuneInString(text)
			end, _ := utf8.DecodeLastRuneInString(text)
			for _, ok := range []bool{c.inUnits, begin == first, end == last} {
				rank *= 2
				if ok {
					rank++
				}
			}
			return rank
		}
		count, text := s.lexicon.Count, s.lexicon.Text
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(count[a.word], count[b.word]), cmp.Compare(text[b.word], text[a.word])) > 0
	}
	var best spelling
	const noCost = 1000 // above all others
	bestCost := noCost
	var buffer [MaxWordRunes]rune
	for length := len(letters) - farthest; length <= min(len(letters)+farthest, MaxWordRunes); length++ {
		for i, candidate := range s.byLength[length] {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return ""
			}
			if bits.OnesCount64(candidate.set^set) > 2*farthest {
				continue // each edit changes at most two letters of the set
			}
			text := s.lexicon.Text[candidate.word]
			others := buffer[:0]
			for _, r := range text {
				others = append(others, r)
			}
			edits := editDistance(letters, others, farthest)
			if edits > farthest {
				continue
			}
			alike := key != "" && key == phoneticKey(text)
			if !alike && (edits > limit || edits == 2 && others[0] != first) {
				continue // two edits, one of them at the start: more likely another word
			}
			if cost := spellingCost(edits, alike); cost < bestCost || cost == bestCost && isBetter(candidate, best) {
				best, bestCost = candidate, cost
			}
		}
	}
	closest := ""
	if bestCost < noCost {
		closest = s.lexicon.Text[best.word]
	}
	if key == "" {
		return closest
	}
	frequency := 0.0
	for candidate := range soundingLike(key) {
		edits := editDistance(letters, []rune(candidate), farthest)
		if edits > farthest {
			continue
		}
		cost, f := spellingCost(edits, true), RelativeFrequency(candidate)
		if cost < bestCost || cost == bestCost && f > frequency && frequency > 0 {
			closest, bestCost, frequency = candidate, cost, f
		}
	}
	return closest
}

// spellingCost returns how unlikely a misspelling is by its edits, and whether it sounds
// like the word.
func spellingCost(edits int, soundsAlike bool) int {
	if soundsAlike {
		return 2 * edits
	}
	return 2*edits + 1
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
	if s.lexicon.Language.IsStop(part) || s.lexicon.Language.RelativeFrequency(part) > minPartFrequency {
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
