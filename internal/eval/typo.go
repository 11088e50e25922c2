package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"unicode"
)

// typoLetters is the fewest letters of a word that a typo is made in: shorter
// ones often become other words.
const typoLetters = 4

// keyboard is the letters of a QWERTY keyboard. Neighbours in a row, and those
// at the same place of the row below, are adjacent keys.
var keyboard = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// misspell returns text with one typo in one word of at least typoLetters
// letters: an adjacent key, two letters exchanged, one left out or one doubled.
// Which one depends on id alone. Text without such a word stays as it is.
func misspell(id, text string) string {
	seed := fnv.New64a()
	seed.Write([]byte(id))
	random := rand.New(rand.NewPCG(seed.Sum64(), 0))

	letters := []rune(text)
	words := longWords(letters)
	if len(words) == 0 {
		return text
	}
	word := words[random.IntN(len(words))]
	at := word.start + random.IntN(word.end-word.start)
	switch random.IntN(4) {
	case 0:
		if near := adjacentKeys(letters[at]); near != "" {
			letters[at] = rune(near[random.IntN(len(near))])
			return string(letters)
		}
	case 1:
		if at = min(at, word.end-2); letters[at] != letters[at+1] {
			letters[at], letters[at+1] = letters[at+1], letters[at]
			return string(letters)
		}
	case 2:
		return string(letters[:at]) + string(letters[at+1:])
	}
	// A doubled letter is always possible.
	return string(letters[:at+1]) + string(letters[at:])
}

// stretch is the runes from start to before end.
type stretch struct{ start, end int }

func longWords(text []rune) []stretch {
	var words []stretch
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && unicode.IsLetter(text[i]) {
			continue
		}
		if i-start >= typoLetters {
			words = append(words, stretch{start, i})
		}
		start = i + 1
	}
	return words
}

// adjacentKeys returns the letters next to letter on the keyboard, in its own
// case; "" for one the keyboard lacks.
func adjacentKeys(letter rune) string {
	lower := unicode.ToLower(letter)
	var near strings.Builder
	for r, row := range keyboard {
		at := strings.IndexRune(row, lower)
		if at < 0 {
			continue
		}
		for _, key := range []struct{ row, at int }{{r, at - 1}, {r, at + 1}, {r - 1, at}, {r + 1, at}} {
			if key.row >= 0 && key.row < len(keyboard) && key.at >= 0 && key.at < len(keyboard[key.row]) {
				near.WriteByte(keyboard[key.row][key.at])
			}
		}
	}
	if lower != letter {
		return strings.ToUpper(near.String())
	}
	return near.String()
}
