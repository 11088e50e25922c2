package corpus

import (
	"slices"
	"sync"

	"go.yaml.in/yaml/v4"
)

// The built-in files: the general English of questions about any story.
const (
	englishVocabulary = "english.vocabulary.yaml"
	englishUnanswered = "english.unanswered.yaml"
)

// General returns what every corpus begins with before a story is in it: the
// vocabulary of general English, and small talk that no story answers.
func General() Corpus {
	general, _ := readGeneral()
	return general
}

// readGeneral returns the same with the problems of the built-in files, which
// are read once. A test sees to it that there are none. Appending to the lists
// copies them.
var readGeneral = sync.OnceValues(func() (Corpus, Problems) {
	var problems Problems
	groups := readVocabulary(embedded, englishVocabulary, &problems)
	for i := range groups {
		groups[i].File = ""
	}
	return Corpus{
		Vocabulary: slices.Clip(groups),
		Unanswered: slices.Clip(readUnanswered(&problems)),
	}, problems
})

// readUnanswered returns the small talk.
func readUnanswered(problems *Problems) []string {
	form := yamlForm{
		name: "list of questions", kind: yaml.SequenceNode, is: "a list", do: `write each question on a line "- …"`,
	}
	f := readFile(embedded, englishUnanswered, problems)
	if f == nil {
		return nil
	}
	root := f.parseYAML(f.text, form)
	if root == nil {
		return nil
	}
	var questions []string
	for _, n := range root.Content {
		if text, ok := f.words(n, "question", maxPhrasing); ok {
			questions = append(questions, text)
		}
	}
	return questions
}
