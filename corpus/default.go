package corpus

import (
	"embed"
	"io/fs"
)

//go:embed default english.vocabulary.yaml english.unanswered.yaml
var embedded embed.FS

// Default returns the built-in corpus: the story about Microsoft's fear of an OpenAI
// and Amazon alliance, with its FAQ, phrasings and vocabulary.
func Default() fs.FS {
	folder, err := fs.Sub(embedded, "default")
	if err != nil {
		panic(err) // impossible: the name is a valid path
	}
	return folder
}
