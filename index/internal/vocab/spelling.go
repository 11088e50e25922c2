package vocab

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Which words are repaired, and how far. Shorter words have too many neighbors to
// guess; longer ones may have two wrong letters, and three if they sound like it.
const (
	minRepairLetters = 4
	minTwoEdits      = 6

	// farthestLength is by how many letters a repair may be longer or shorter, and
	// maxOtherLetters how many letters may be in only one of both.
	farthestLength  = 2
	maxOtherLetters = 4

	// minRepairCount is how often a word must occur in phrasings or synonyms to be a
	// repair, unless a unit has it.
	minRepairCount = 3
	// checkEvery is after how many candidates ctx is checked: within half a millisecond.
	checkEvery = 4096
)

// Speller repairs words that neither the corpus nor general English has. It never
// changes a known word: that would harm correct questions more than it helps others.
type Speller struct {
	lexicon     *Lexicon
	byLength    [][]spelling // by number of letters
	occurrences int64        // of all words of the corpus
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
		s.occurrences += int64(l.Count[id])
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
	if s.lexicon.Language.IsEnglish() && strings.HasSuffix(word, "in") && s.isKnown(word+"g") {
		return []string{word + "g"}, true // as in makin
	}
	closest := s.closest(ctx, word, letters)
	stem := s.lexicon.Language.Stem(word)
	_, inflected := s.lexicon.Stems[stem]
	_, phrased := s.lexicon.Words[word]
	switch {
	case ctx.Err() != nil, closest.text != "" && s.lexicon.Language.Stem(closest.text) == stem:
		return nil, true // another form of the word is no repair
	case phrased: // what does not sound the same may be another word
		if !closest.inUnits || !closest.isAlike || closest.edits > letterCost {
			return nil, true
		}
	case inflected:
		if !closest.inUnits || closest.edits > maxShortCost {
			return nil, true
		}
	}
	parts, cost := s.segment(word)
	if closest.text != "" && (parts == nil || s.surprisal(closest.text)+editSurprisal*float64(closest.edits) < cost) {
		return []string{closest.text}, true
	}
	if cost > maxPartCost*float64(len(letters)) {
		return nil, true
	}
	return parts, true
}

// Unstretched returns the word that one with letters typed several times for emphasis stands for, such
// as good for gooood, or word itself if it has no letter three times in a row. If no such word is known,
// the letters are there once.
func (s *Speller) Unstretched(word string) string {
	const maxRuns = 4
	var parts []string // the letters between stretched ones, which end each but the last
	start := 0
	for i := 0; i < len(word); {
		end := i + 1
		for end < len(word) && word[end] == word[i] {
			end++
		}
		if end-i > 2 && word[i] >= 'a' && word[i] <= 'z' {
			parts = append(parts, word[start:i+1])
			start = end
		}
		i = end
	}
	if len(parts) == 0 || len(parts) > maxRuns || s.isKnown(word) {
		return word
	}
	once, best, bestFrequency := "", "", -1.0
	for doubled := range 1 << len(parts) {
		var b strings.Builder
		for i, part := range parts {
			b.WriteString(part)
			if doubled&(1<<i) != 0 {
				b.WriteByte(part[len(part)-1])
			}
		}
		candidate := b.String() + word[start:]
		if doubled == 0 {
			once = candidate
		}
		if !s.isKnown(candidate) && ExpandShorthand(candidate) == nil {
			continue
		}
		if frequency := s.lexicon.Language.RelativeFrequency(candidate); frequency > bestFrequency {
			best, bestFrequency = candidate, frequency
		}
	}
	return cmp.Or(best, once)
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

// isKnown reports whether the corpus or the language has a word. One that only few phrasings have may be
// misspelled there, too. A word of English whose stem alone is known may be misspelled: "producs" has
// that of "produce". Of other languages, many inflected words are not known.
func (s *Speller) isKnown(word string) bool {
	id, ok := s.lexicon.Words[word]
	ok = ok && (s.lexicon.written[id] || s.lexicon.Count[id] >= minRepairCount)
	if !ok && !s.lexicon.Language.IsEnglish() {
		_, ok = s.lexicon.Stems[s.lexicon.Language.Stem(word)]
	}
	return ok || s.lexicon.Language.RelativeFrequency(word) > 0
}

// Costs of a misspelling, in tenths of a missing consonant. They are fitted, by changing one at a time, to
// the misspellings of words of the built-in story that Wikipedia, Aspell and Birkbeck have collected
// (Mitton, "Corpora of misspellings for download", 2010), so that most are repaired and few wrongly.
const (
	swapCost      = 6
	weakCost      = 7 // of a letter too many or missing: a vowel, h or gh, or one of a pair
	letterCost    = 10
	soundCost     = 4 // of another letter for the same sound
	vowelCost     = 7 // of another vowel
	replaceCost   = 12
	unlikeCost    = 5  // of a word that sounds different
	firstCost     = 13 // of one that begins differently
	phrasingsCost = 1  // of a word that no unit has
	englishCost   = 8  // of a word of general English that the corpus lacks

	maxShortCost = 17 // in words of fewer letters than minTwoEdits
	maxLongCost  = 30
	maxAlikeCost = 26 // in words that sound alike and have minAlikeKey letters in their phonetic key
	minAlikeKey  = 4

	// minNamelessLetters is how many letters a word must have to be repaired to one of general English
	// that it does not sound like: shorter ones may be names.
	minNamelessLetters = 7
)

// repair is a word that another may be a misspelling of.
type repair struct {
	text    string
	edits   int // what they cost
	isAlike bool
	inUnits bool
	count   int32 // of the word in the corpus or in general English
	cost    int   // edits, less the more frequent the word is
}

// closest returns the repair with the least cost of a word that has these letters: a word of the
// corpus or of general English. It returns none if all cost too much or ctx ends.
func (s *Speller) closest(ctx context.Context, word string, letters []rune) repair {
	key, limit := "", maxShortCost
	if s.lexicon.Language.IsEnglish() {
		key = phoneticKey(word)
	}
	if len(letters) >= s.minLetters()+minTwoEdits-minRepairLetters {
		limit = maxLongCost
	}
	farthest := limit
	if len(key) >= minAlikeKey {
		farthest = maxAlikeCost
	}
	var buffer [MaxWordRunes]rune
	consider := func(best, candidate repair, prior int) repair {
		others := buffer[:0]
		for _, r := range candidate.text {
			others = append(others, r)
		}
		if candidate.edits = editCost(letters, others, farthest); candidate.edits > farthest {
			return best
		}
		if candidate.isAlike = key != "" && key == phoneticKey(candidate.text); !candidate.isAlike {
			candidate.edits += unlikeCost
			if others[0] != letters[0] && (len(others) == 1 || others[1] != letters[0]) {
				candidate.edits += firstCost
			}
			if candidate.edits > limit {
				return best
			}
		}
		candidate.cost = candidate.edits + prior - int(math.Log2(1+float64(candidate.count))/2)
		if best.text == "" || cmp.Or(cmp.Compare(candidate.cost, best.cost), cmp.Compare(best.count, candidate.count), cmp.Compare(candidate.text, best.text)) < 0 {
			return candidate
		}
		return best
	}
	var best repair
	set := letterSet(word)
	for length := len(letters) - farthestLength; length <= min(len(letters)+farthestLength, MaxWordRunes); length++ {
		for i, candidate := range s.byLength[length] {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return repair{}
			}
			if bits.OnesCount64(candidate.set^set) > maxOtherLetters {
				continue
			}
			prior := phrasingsCost
			if candidate.inUnits {
				prior = 0
			}
			best = consider(best, repair{text: s.lexicon.Text[candidate.word], inUnits: candidate.inUnits, count: s.lexicon.Count[candidate.word]}, prior)
		}
	}
	if !s.lexicon.Language.IsEnglish() {
		return best
	}
	// A word that is neither of the corpus nor of general English may be a name, unless it is long or
	// sounds like a word. But it is no word of the corpus, either, if it is more like one of English.
	for candidate, count := range englishLike(letters[0], set, len(letters)) {
		english := consider(repair{}, repair{text: candidate, count: count}, englishCost)
		switch {
		case english.text == "" || best.text != "" && english.cost >= best.cost:
		case english.edits <= maxShortCost && (english.isAlike || len(letters) >= minNamelessLetters):
			best = english
		case !best.isAlike:
			best = repair{cost: english.cost}
		}
	}
	return best
}

// editCost returns what it costs to turn a into b by inserting, deleting or replacing letters, or
// swapping two neighbors (optimal string alignment). It returns some number above limit as soon as the
// cost must exceed limit. Neither may have more than MaxWordRunes letters.
func editCost(a, b []rune, limit int) int {
	var rows [3][MaxWordRunes + 1]int
	var inserted [MaxWordRunes]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range b {
		inserted[j] = missingCost(b, j)
		last[j+1] = last[j] + inserted[j]
	}
	swappable := 0 // the least cost in the row before, from which two neighbors may be swapped
	for i := range a {
		deleted := missingCost(a, i)
		row[0] = last[0] + deleted
		least := row[0]
		for j := range b {
			row[j+1] = min(last[j+1]+deleted, row[j]+inserted[j], last[j]+replacedCost(a[i], b[j]))
			if i > 0 && j > 0 && a[i] != b[j] && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+swapCost)
			}
			least = min(least, row[j+1])
		}
		if least > limit && swappable+swapCost > limit {
			return limit + 1
		}
		swappable = least
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// missingCost returns the cost of a word's letter if another spelling lacks it.
func missingCost(word []rune, i int) int {
	next := rune(0)
	if i+1 < len(word) {
		next = word[i+1]
	}
	if isVowel(word[i]) || word[i] == 'h' || word[i] == 'g' && next == 'h' || word[i] == next || i > 0 && word[i] == word[i-1] {
		return weakCost
	}
	return letterCost
}

func replacedCost(a, b rune) int {
	switch {
	case a == b:
		return 0
	case isVowel(a) && isVowel(b):
		return vowelCost
	case soundOf(a) != 0 && soundOf(a) == soundOf(b):
		return soundCost
	}
	return replaceCost
}

func isVowel(letter rune) bool {
	switch letter {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// soundOf returns the sound that a consonant may stand for, the same for similar ones; 0 if it has its own.
func soundOf(letter rune) rune {
	switch letter {
	case 'c', 'k', 'q', 's', 'x', 'z':
		return 's'
	case 'f', 'v', 'w':
		return 'f'
	case 'd', 't':
		return 't'
	case 'b', 'p':
		return 'p'
	case 'm', 'n':
		return 'n'
	case 'g', 'j':
		return 'j'
	}
	return 0
}
