package vocab

import (
	_ "embed"
	"strings"
	"sync"
)

// shorthandTable has a chat shorthand and the words it stands for on each line,
// without apostrophes.
//
//go:embed shorthand.txt
var shorthandTable string

var shorthand = sync.OnceValue(func() map[string][]string {
	meanings := make(map[string][]string)
	for line := range strings.Lines(shorthandTable) {
		if short, words, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			meanings[short] = strings.Fields(words)
		}
	}
	return meanings
})

// ExpandShorthand returns the words that a chat shorthand such as "bc" stands for,
// nil if word is none.
func ExpandShorthand(word string) []string { return shorthand()[word] }
