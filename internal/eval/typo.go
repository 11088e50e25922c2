package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"unicode"
)

// minTypoLetters is the length from which a word gets a typo: shorter words often
// become other words.
const minTypoLetters = 4

// keyboard is the letters of a QWERTY keyboard. Neighbors in a row, and letters at the
// same position of adjacent rows, are adjacent keys.
var keyboard = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// misspell returns text with one typo in one word of at least minTypoLetters letters:
// an adjacent key, two letters swapped, one omitted or one doubled. Which one depends
// on id only. Text without such a word is not changed.
func misspell(id, text string) string {
	seed := fnv.New64a()
	seed.Write([]byte(id))
	random := rand.New(rand.NewPCG(seed.Sum64(), 0))

	letters := []rune(text)
	var words [][2]int // start and end in letters
	start := 0
	for i := 0; i <= len(letters); i++ {
		if i < len(letters) && unicode.IsLetter(letters[i]) {
			continue
		}
		if i-start >= minTypoLetters {
			words = append(words, [2]int{start, i})
		}
		start = i + 1
	}
	if len(words) == 0 {
		return text
	}
	word := words[random.IntN(len(words))]
	at := word[0] + random.IntN(word[1]-word[0])
	switch random.IntN(4) {
	case 0:
		if keys := adjacentKeys(letters[at]); keys != "" {
			letters[at] = rune(keys[random.IntN(len(keys))])
			return string(letters)
		}
	case 1:
		if at = min(at, word[1]-2); letters[at] != letters[at+1] {
			letters[at], letters[at+1] = letters[at+1], letters[at]
			return string(letters)
		}
	case 2:
		return string(letters[:at]) + string(letters[at+1:])
	}
	// A doubled letter is always possible.
	return string(letters[:at+1]) + string(letters[at:])
}

// adjacentKeys returns the letters next to letter on the keyboard, in the same case;
// "" if the keyboard lacks letter.
func adjacentKeys(letter rune) string {
	lower := unicode.ToLower(letter)
	var keys strings.Builder
	for r, row := range keyboard {
		at := strings.IndexRune(row, lower)
		if at < 0 {
			continue
		}
		for _, key := range []struct{ row, at int }{{r, at - 1}, {r, at + 1}, {r - 1, at}, {r + 1, at}} {
			if key.row >= 0 && key.row < len(keyboard) && key.at >= 0 && key.at < len(keyboard[key.row]) {
				keys.WriteByte(keyboard[key.row][key.at])
			}
		}
	}
	if lower != letter {
		return strings.ToUpper(keys.String())
	}
	return keys.String()
}
