package index

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed shorthand.txt
var shorthandTable string

// shorthand holds what people write in chats for common words, without
// apostrophes, and the words it stands for. Each line of the file is one.
var shorthand = sync.OnceValue(func() map[string][]string {
	meanings := make(map[string][]string)
	for line := range strings.Lines(shorthandTable) {
		if short, words, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			meanings[short] = strings.Fields(words)
		}
	}
	return meanings
})
